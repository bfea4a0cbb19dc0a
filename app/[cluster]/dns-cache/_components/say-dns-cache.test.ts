import { describe, expect, it } from 'vitest'
import type { DnsCacheAnswer, RolloutRow } from '@/lib/api/dns-cache'
import type { Finding, Severity } from '@/lib/model/finding'
import { nameBlock, rollUpDnsCache, sayDnsCache, summariseRollout } from './say-dns-cache'

const row = (node: string, rest: Partial<RolloutRow> = {}): RolloutRow => ({
  node,
  pod: `${node}-pod`,
  ready: true,
  version: '1.26.4',
  configLoaded: null,
  reason: null,
  ...rest,
})

const finding = (severity: Severity): Finding => ({
  id: severity,
  check: severity,
  severity,
  level: 'proven',
  area: 'dns-cache',
  title: `A ${severity} in the Corefile`,
  summary: '',
  object: { kind: 'ConfigMap', namespace: 'kube-system', name: 'node-local-dns' },
  evidence: [],
  fix: { who: 'platform', text: '', commands: [] },
  docs: '',
})

const healthy: DnsCacheAnswer = {
  found: true,
  notFoundReason: null,
  configMap: null,
  daemonSet: null,
  image: null,
  coreDnsVersion: '1.11.3',
  versionAssumed: false,
  localIps: [],
  kubeDnsClusterIp: null,
  isValid: true,
  corefile: '',
  serverBlocks: [],
  problems: [],
  rollout: [row('a'), row('b')],
  unavailable: [],
  live: { what: 'Live', reason: 'not-built', detail: '', need: null },
  findings: [],
  freshness: { observedAt: null, staleSince: null, staleReason: null, revision: 1, unreadable: [] },
}
const unread = { what: 'Pods', reason: 'forbidden' as const, detail: '', need: null }

describe('rollUpDnsCache', () => {
  it('passes only when everything could be read and nothing was found', () => {
    expect(rollUpDnsCache(healthy)).toBe('passing')
    expect(rollUpDnsCache({ ...healthy, unavailable: [unread] })).toBe('undetermined')
    expect(rollUpDnsCache({ ...healthy, isValid: null })).toBe('undetermined')
  })

  it('tells not installed from not known', () => {
    expect(rollUpDnsCache({ ...healthy, found: false })).toBe('not-applicable')
    expect(rollUpDnsCache({ ...healthy, found: null })).toBe('undetermined')
  })

  it('takes the worst finding', () => {
    expect(rollUpDnsCache({ ...healthy, findings: [finding('warning'), finding('error')] })).toBe('failing')
    expect(rollUpDnsCache({ ...healthy, findings: [finding('info'), finding('warning')] })).toBe('warning')
    expect(rollUpDnsCache({ ...healthy, findings: [finding('info')] })).toBe('passing')
  })
})

describe('sayDnsCache', () => {
  it('leads with the worst finding and says on how many nodes the cache is ready', () => {
    const answer = {
      ...healthy,
      findings: [finding('warning'), finding('error')],
      rollout: [row('a'), row('b', { ready: false })],
    }
    expect(sayDnsCache(answer)).toBe(
      'A error in the Corefile. 1 more finding below. The cache is ready on 1 of 2 nodes.',
    )
  })

  it('gives the reason when the cache is not installed', () => {
    expect(sayDnsCache({ ...healthy, found: false, notFoundReason: 'There is no DaemonSet.' })).toBe(
      'There is no DaemonSet.',
    )
  })

  it('does not claim a readable Corefile when it could not be read', () => {
    expect(sayDnsCache({ ...healthy, isValid: null, rollout: [] })).toBe(
      'The Corefile could not be read, so what the cache does is not known.',
    )
  })
})

describe('summariseRollout', () => {
  it('puts nodes that are not ready, have no Pod, or run another version among the exceptions', () => {
    const rows = [
      row('a'),
      row('b'),
      row('c', { version: '1.23.0' }),
      row('d', { pod: null, ready: null, version: null }),
      row('e', { ready: false }),
    ]
    const summary = summariseRollout(rows)
    expect(summary.exceptions.map(({ node }) => node)).toEqual(['c', 'd', 'e'])
    expect(summary.regular).toHaveLength(2)
    expect(summary.commonVersion).toBe('1.26.4')
  })
})

describe('nameBlock', () => {
  it('names one zone and counts the others', () => {
    expect(nameBlock({ zones: ['.'], port: 53 })).toBe('. :53')
    expect(nameBlock({ zones: ['in-addr.arpa.', 'ip6.arpa.'], port: 53 })).toBe('in-addr.arpa. and 1 more zone :53')
  })
})
