import { describe, expect, it } from 'vitest'
import {
  createExternalDns,
  createPlatformView,
  createTenantIngress,
  forbid,
  type Platform,
  platformNowMs,
  publicAddress,
  testHost,
} from '@/lib/ingress-path/platform-test-objects'
import type { DnsAnswer } from '@/lib/model/dns'
import type { HopId } from '@/lib/model/hop'
import type { Trace } from '@/lib/model/trace'
import type { Unavailable } from '@/lib/model/unavailable'
import { judgeIngress } from './judge-ingress'

function judge(overrides: Partial<Platform> = {}): Trace {
  const ingress = overrides.ingresses?.[0] ?? createTenantIngress()
  return judgeIngress(createPlatformView(overrides), ingress)
}

const hopOf = (trace: Trace, id: HopId) =>
  [...(trace.hosts[0]?.hops ?? []), ...(trace.hosts[0]?.paths[0]?.hops ?? [])].find((hop) => hop.id === id)
const outcomeOf = (trace: Trace, id: HopId, check: string) =>
  hopOf(trace, id)?.checks.find((result) => result.check === check)?.outcome

const absent = { [testHost]: { outcome: 'nxdomain' as const, negativeTtlSeconds: 60 } }
const notAsked: Unavailable = { what: 'DNS', reason: 'not-configured', detail: 'nobody is asked', need: 'dns.mode' }

describe('several objects that want one name', () => {
  const rival = createTenantIngress({ name: 'rival', namespace: 'other', addresses: ['20.61.7.99'] })
  const merging = createExternalDns({ image: 'registry.k8s.io/external-dns/external-dns:v0.21.0' })
  const both = (dns: Record<string, Partial<DnsAnswer> | Unavailable>): Partial<Platform> => ({
    ingresses: [createTenantIngress(), rival],
    externalDns: [merging],
    dns,
  })

  it('are the root cause once DNS says that the host has no record', () => {
    expect(judge(both(absent))).toMatchObject({
      verdict: 'failing',
      rootCause: { check: 'edns-same-host-conflict' },
    })
  })

  it('are no root cause while DNS was not asked: who holds the name stands there alone', () => {
    const trace = judge(both({ [testHost]: notAsked }))
    expect(trace).toMatchObject({ verdict: 'undetermined', rootCause: null })
    expect(trace.findings).toContainEqual(
      expect.objectContaining({ check: 'edns-same-host-conflict', severity: 'warning' }),
    )
  })

  it('are not ruled out while Ingresses cannot be listed, although the answer fits', () => {
    const dns = { [testHost]: { outcome: 'answered' as const, addresses: [publicAddress] } }
    const trace = judge({ ...both(dns), unavailable: { Ingress: forbid('ingresses') } })
    expect(outcomeOf(trace, 'dns-record', 'dns-answer-differs')).toBe('not-run')
    expect(hopOf(trace, 'dns-record')?.verdict).toBe('not-checked')
  })
})

describe('an empty status', () => {
  it('of a new Ingress does not fail its record while the Service that is published cannot be read', () => {
    const createdAt = new Date(platformNowMs - 10_000).toISOString()
    const trace = judge({
      ingresses: [createTenantIngress({ addresses: [], createdAt })],
      dns: absent,
      unavailable: { Service: forbid('services') },
    })
    expect(hopOf(trace, 'dns-record')?.verdict).not.toBe('failing')
    expect(trace).toMatchObject({ verdict: 'undetermined', rootCause: null })
  })
})

describe('a Service that selects no Pods', () => {
  const service = (spec: object) => ({
    metadata: { name: 'checkout', namespace: 'shop' },
    spec: { ports: [{ port: 80, targetPort: 8080 as never }], ...spec },
  })
  const withService = (spec: object): Partial<Platform> => ({ extra: { Service: [service(spec)] } })

  it.each([
    ['without a selector', { type: 'ClusterIP', clusterIP: '10.0.0.9' }],
    ['with an external name', { type: 'ExternalName', externalName: 'shop.example.org' }],
  ])('%s has no Pods that could pass', (_name, spec) => {
    expect(hopOf(judge(withService(spec)), 'pods')?.verdict).toBe('not-applicable')
  })
})
