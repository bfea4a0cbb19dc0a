import { describe, expect, it } from 'vitest'
import {
  createExternalDns,
  createLoadBalancer,
  createPlatformStore,
  createTenantIngress,
  forbid,
  type Platform,
  platformNowMs,
} from '@/lib/ingress-path/platform-test-objects'
import { ClusterView } from '@/lib/snapshot/cluster-view'
import { judgeHost } from './judge-host'
import { createHostService, serviceHost } from './service-examples'

const address = '20.61.7.50'
const readers = [
  createExternalDns({ args: ['--source=ingress', '--source=service', '--provider=azure', '--policy=sync'] }),
]
const answered = { [serviceHost]: { outcome: 'answered' as const, addresses: [address] } }
const absent = { [serviceHost]: { outcome: 'nxdomain' as const } }

function judge(service = createHostService(address), platform: Partial<Platform> = {}) {
  const store = createPlatformStore({
    externalDns: readers,
    dns: answered,
    ...platform,
    extra: { Service: [createLoadBalancer(), service], ...platform.extra },
  })
  return judgeHost(new ClusterView(store, platformNowMs), serviceHost)
}

describe('a host of a Service of type LoadBalancer', () => {
  it('is followed from its record to its Pods, port by port', () => {
    const { declaredBy, hosts, verdict } = judge()
    expect(declaredBy).toEqual([{ kind: 'Service', namespace: 'shop', name: 'checkout' }])
    const [host] = hosts
    expect(host?.hops.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['dns-record', 'passing'],
      ['load-balancer', 'passing'],
    ])
    expect(host?.paths.map(({ path }) => path)).toEqual(['5432/TCP'])
    expect(host?.paths[0]?.hops.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['service', 'passing'],
      ['endpoints', 'passing'],
      ['pods', 'passing'],
    ])
    expect(verdict).toBe('passing')
  })

  it('shows what external-dns decides for it', () => {
    const dns = judge().hosts[0]?.hops.find(({ id }) => id === 'dns-record')
    expect(dns?.decisions?.[0]).toMatchObject({
      instance: 'external-dns/external-dns',
      outcome: 'kept',
      endpoints: [{ name: serviceHost, type: 'A', targets: [address] }],
    })
    const steps = dns?.decisions?.[0]?.steps.map(({ id }) => id)
    expect(steps).toContain('service-type')
    expect(steps).not.toContain('ingress-class')
  })

  it('has the pending load balancer as its root, and the missing record as its consequence', () => {
    const { hosts, findings } = judge(createHostService(null), { dns: absent })
    expect(hosts[0]?.rootCause?.check).toBe('service-lb-pending')
    expect(hosts[0]?.sentence).toMatch(
      /has no DNS record and cannot be reached: the load balancer of Service shop\/checkout/,
    )
    expect(findings.find(({ check }) => check === 'edns-no-target')?.consequenceOf).toBe('service-lb-pending')
  })

  it('waits while the load balancer is young', () => {
    const service = createHostService(null, { createdAt: '2026-03-01T11:58:00Z' })
    const [finding] = judge(service, { dns: absent }).findings.filter(({ check }) => check === 'service-lb-pending')
    expect(finding?.waitingUntil).toBe('2026-03-01T12:03:00.000Z')
  })

  it.each([
    [
      'no external-dns reads Services',
      [createExternalDns({ args: ['--source=ingress', '--provider=azure'] })],
      'edns-source-missing',
    ],
    [
      'its type is filtered away',
      [createExternalDns({ args: ['--source=service', '--service-type-filter=ClusterIP'] })],
      'edns-service-type-filter',
    ],
    [
      'its namespace is out of scope',
      [createExternalDns({ args: ['--source=service', '--namespace=media'] })],
      'edns-namespace-scope',
    ],
    [
      'the domain filter',
      [createExternalDns({ args: ['--source=service', '--domain-filter=example.org'] })],
      'edns-domain-filter',
    ],
  ])('%s', (_name, externalDns, check) => {
    const { hosts, findings } = judge(undefined, { externalDns, dns: absent })
    expect(hosts[0]?.rootCause?.check).toBe(check)
    expect(findings.map(({ title }) => title).join()).not.toMatch(/Ingress/)
  })

  it('fails at its endpoints in words of connections, not of NGINX', () => {
    const service = createHostService(address)
    const broken = { ...service, spec: { ...service.spec, selector: { app: 'nobody' } } }
    const { hosts } = judge(broken, { extra: { Service: [createLoadBalancer(), broken], EndpointSlice: [] } })
    expect(hosts[0]?.verdict).toBe('failing')
    expect(hosts[0]?.sentence).toMatch(/^Port 5432\/TCP of db\.shop\.example\.net accepts no connection/)
    expect(hosts[0]?.sentence).not.toMatch(/NGINX/)
  })

  it('of another type is not followed, and an Ingress with the same host stands beside it', () => {
    const internal = createHostService(address, { type: 'ClusterIP' })
    expect(judge(internal).declaredBy).toEqual([])
    const ingresses = [createTenantIngress({ host: serviceHost })]
    expect(judge(undefined, { ingresses }).declaredBy.map(({ kind }) => kind)).toEqual(['Ingress', 'Service'])
  })

  it('is not called absent while Services cannot be read', () => {
    const { verdict, notChecked } = judge(undefined, { unavailable: { Service: forbid('services') } })
    expect(verdict).toBe('undetermined')
    expect(notChecked.map(({ need }) => need)).toContain('list and watch on services')
  })
})
