import { describe, expect, it } from 'vitest'
import type { ClusterSummary } from '@/lib/api/clusters'
import { describeCluster } from './overview-sentence'

const cluster = (over: Partial<ClusterSummary>): ClusterSummary => ({
  name: 'blue',
  provider: 'aks',
  kubernetesVersion: 'v1.31.2',
  nodeCount: 48,
  verdict: 'passing',
  findings: { error: 0, warning: 0, info: 0 },
  ingresses: { total: 42, byVerdict: { passing: 42 } },
  connection: { state: 'connected', server: null, reason: null, staleSince: null },
  namespaces: [],
  isDemo: false,
  sources: [],
  ...over,
})

describe('describeCluster', () => {
  it('leads with what fails, whatever else there is', () => {
    const sentence = describeCluster(
      cluster({
        ingresses: { total: 42, byVerdict: { failing: 13, undetermined: 2, passing: 27 } },
        findings: { error: 15, warning: 1, info: 4 },
      }),
    )
    expect(sentence).toBe('13 of 42 ingresses do not carry traffic all the way. 15 errors and 1 warning in all.')
  })

  it('never calls a cluster fine whose ingresses could not be followed or read', () => {
    expect(describeCluster(cluster({ ingresses: { total: 9, byVerdict: { undetermined: 1, passing: 8 } } }))).toBe(
      'Nothing is known to fail, but 1 of 9 ingresses could not be followed to the end.',
    )
    expect(describeCluster(cluster({ ingresses: null }))).toContain('could not be read')
  })

  it('says that it is still reading before the first read has ended', () => {
    const connecting = { state: 'connecting' as const, server: null, reason: null, staleSince: null }
    expect(describeCluster(cluster({ ingresses: null, connection: connecting }))).toBe(
      'The cluster is still being read.',
    )
  })

  it('says plainly when all is well', () => {
    expect(describeCluster(cluster({}))).toBe('Traffic gets through on all 42 ingresses.')
  })
})
