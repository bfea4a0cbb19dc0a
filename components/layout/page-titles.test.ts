import { describe, expect, it } from 'vitest'
import type { ClusterSummary } from '@/lib/api/clusters'
import type { EgressAnswer } from '@/lib/api/egress'
import type { TraceAnswer } from '@/lib/api/ingresses'
import {
  rollUpIngresses,
  titleOfClusters,
  titleOfDnsCache,
  titleOfEgress,
  titleOfHost,
  titleOfIngress,
  titleOfIngresses,
  titleOfOverview,
  titleOfSources,
} from './page-titles'

const blue: ClusterSummary = {
  name: 'blue',
  provider: 'aks',
  kubernetesVersion: 'v1.31.2',
  nodeCount: 48,
  verdict: 'failing',
  findings: { error: 23, warning: 0, info: 0 },
  ingresses: { total: 45, byVerdict: { failing: 16, passing: 29 } },
  connection: { state: 'connected', server: null, reason: null, staleSince: null },
  namespaces: ['shop'],
  isDemo: false,
  sources: [],
}
const egress = (portsPerNode: number | null, nodesToNextDrop: number | null) =>
  ({ allocation: { portsPerNode }, headroom: { nodesToNextDrop } }) as EgressAnswer
const rootCause = { title: 'no DNS record' } as TraceAnswer['rootCause']

describe('titles', () => {
  it('say the verdict first and the cluster last, so that tabs can be told apart', () => {
    expect(titleOfIngress('blue', 'shop/checkout', { verdict: 'failing', rootCause })).toBe(
      'shop/checkout failing: no DNS record · blue',
    )
    expect(titleOfIngress('blue', 'shop/cart', { verdict: 'passing', rootCause: null })).toBe(
      'shop/cart passing · blue',
    )
    expect(titleOfOverview(blue)).toBe('blue failing: 23 errors')
    expect(titleOfIngresses(blue)).toBe('16 of 45 ingresses failing · blue')
    expect(titleOfClusters({ items: [blue, { ...blue, verdict: 'passing' }] })).toBe('Clusters: 1 of 2 failing')
  })

  it('never call well what is only not failing', () => {
    expect(titleOfOverview({ ...blue, verdict: 'undetermined', findings: { error: 0, warning: 0, info: 0 } })).toBe(
      'blue undetermined',
    )
    expect(titleOfIngresses({ ...blue, ingresses: null })).toBe('Ingresses · blue')
    expect(titleOfIngresses({ ...blue, ingresses: { total: 1, byVerdict: { undetermined: 1 } } })).toBe(
      '1 ingress · blue',
    )
  })

  it('judge the ingresses of a cluster by the worst, and those that could not be read not at all', () => {
    const byVerdict = (counts: Record<string, number>) =>
      rollUpIngresses({ ingresses: { total: 9, byVerdict: counts } })
    expect(byVerdict({ passing: 8, warning: 1, failing: 0 })).toBe('warning')
    expect(byVerdict({ passing: 8, undetermined: 1, warning: 1 })).toBe('undetermined')
    expect(byVerdict({})).toBe('not-applicable')
    expect(rollUpIngresses({ ingresses: null })).toBe('undetermined')
  })

  it('count the nodes that may still join where that is known, and say what is not known', () => {
    expect(titleOfEgress('blue', 'warning', egress(1024, 2))).toBe('Egress warning: 3 nodes to the next drop · blue')
    expect(titleOfEgress('blue', 'warning', egress(1024, 0))).toBe('Egress warning: 1 node to the next drop · blue')
    expect(titleOfEgress('blue', 'passing', egress(1024, null))).toBe(
      'Egress passing: 1,024 SNAT ports per node · blue',
    )
    expect(titleOfEgress('blue', 'undetermined', egress(null, null))).toBe(
      'Egress undetermined: SNAT ports unknown · blue',
    )
  })

  it('tell a host that nobody declares from one that fails', () => {
    const host = { host: 'a.example.net', verdict: 'failing', rootCause } as const
    expect(titleOfHost('blue', { ...host, declaredBy: [] })).toBe('a.example.net: declared by nobody · blue')
    const ref = { kind: 'Ingress', namespace: 'shop', name: 'a' }
    expect(titleOfHost('blue', { ...host, declaredBy: [ref] })).toBe('a.example.net failing: no DNS record · blue')
  })

  it('tell a DNS cache that is absent by design from one that could not be looked for', () => {
    expect(titleOfDnsCache('blue', 'not-applicable', { found: false, findings: [] })).toBe(
      'DNS cache: not installed · blue',
    )
    expect(titleOfDnsCache('blue', 'undetermined', { found: null, findings: [] })).toBe('DNS cache undetermined · blue')
  })

  it('count the sources that can be read', () => {
    const sources = [{ name: 'Pod', state: 'observed', objects: 1, observedAt: null }] as ClusterSummary['sources']
    expect(titleOfSources({ name: 'blue', sources })).toBe('Sources: 1 of 1 readable · blue')
  })
})
