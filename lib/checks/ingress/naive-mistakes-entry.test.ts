import { describe, expect, it } from 'vitest'
import { readBackendEndpoints } from '@/lib/ingress-path/backend-endpoints'
import { findBackendService, findServicePort } from '@/lib/ingress-path/backend-service'
import { createService, createView } from '@/lib/ingress-path/backend-test-objects'
import { externalDnsSchema } from '@/lib/ingress-path/external-dns/flag-schema'
import { resolveCandidates } from '@/lib/ingress-path/external-dns/same-host'
import { listTxtNames } from '@/lib/ingress-path/external-dns/txt-registry'
import { parseKingpinFlags, readList, readScalar } from '@/lib/ingress-path/flags'
import {
  createClass,
  createExternalDns,
  createLoadBalancer,
  createNginx,
  createPlatformView,
  createTenantIngress,
  forbid,
  type Platform,
  testHost,
} from '@/lib/ingress-path/platform-test-objects'
import { textKey } from '@/lib/model/dns'
import { kindNames } from '@/lib/model/kubernetes'
import type { Trace } from '@/lib/model/trace'
import type { TestObjects } from '@/lib/snapshot/test-store'
import { judgeIngress } from './judge-ingress'

// What a first reading of a cluster gets wrong, by its number in the list of such mistakes. Numbers 19, 20 and 24 to 30 are about
// certificates and stand beside their checks.

function judge(overrides: Partial<Platform> = {}): Trace {
  return judgeIngress(createPlatformView(overrides), overrides.ingresses?.[0] ?? createTenantIngress())
}

const rootOf = (overrides: Partial<Platform>) => judge(overrides).rootCause?.check ?? null
const absent = { [testHost]: { outcome: 'nxdomain' as const } }
const annotation = 'kubernetes.io/ingress.class'
const edns = (...args: string[]) => [createExternalDns({ args: ['--source=ingress', '--provider=azure', ...args] })]
const unserved = { addresses: [], className: null }

describe('naive mistakes about the class', () => {
  it('1: a default IngressClass does not cover an Ingress that is stored without one', () => {
    const classes = [createClass('nginx', 'k8s.io/ingress-nginx', true)]
    expect(rootOf({ ingresses: [createTenantIngress(unserved)], classes, dns: absent })).toBe('class-missing')
  })

  it('2: the field decides alone, also when it is wrong and the annotation is right', () => {
    const annotations = { [annotation]: 'nginx' }
    const ingresses = [createTenantIngress({ className: 'ngnix', annotations, addresses: [] })]
    expect(rootOf({ ingresses, dns: absent })).toBe('class-not-found')
    expect(judge({ ingresses: [createTenantIngress({ annotations: { [annotation]: 'other' } })] })).toMatchObject({
      verdict: 'warning',
      rootCause: null,
    })
  })

  it('3: the class annotation is compared with a flag of the controller, not with names of IngressClasses', () => {
    const ingresses = [createTenantIngress({ ...unserved, annotations: { [annotation]: 'public' } })]
    const classes = [createClass('nginx'), createClass('public')]
    expect(rootOf({ ingresses, classes, dns: absent })).toBe('class-annotation-not-served')
    const served = [createTenantIngress({ className: null, annotations: { [annotation]: 'public' } })]
    const args = ['--publish-service=$(POD_NAMESPACE)/ingress-nginx-controller', '--ingress-class=public']
    expect(judge({ ingresses: served, classes: [], nginx: [createNginx({ args })] }).verdict).toBe('passing')
  })

  it('4: --ingress-class of external-dns is a plain string, for which no IngressClass needs to exist', () => {
    const withField = { externalDns: edns('--ingress-class=public'), dns: absent }
    expect(rootOf(withField)).toBe('edns-ingress-class-filter')
    const ingresses = [createTenantIngress({ className: 'public', addresses: ['20.61.7.41'] })]
    const decisions = judge({ ...withField, ingresses }).hosts[0]?.hops.find(({ id }) => id === 'dns-record')?.checks
    expect(decisions?.find(({ check }) => check === 'edns-ingress-class-filter')?.outcome).toBe('clear')
  })

  it('35: there may be several external-dns and several controllers, and one that takes the host is enough', () => {
    const filtered = createExternalDns({ name: 'private', args: ['--source=ingress', '--label-filter=dns=private'] })
    expect(rootOf({ externalDns: [filtered], dns: absent })).toBe('edns-label-filter')
    expect(judge({ externalDns: [filtered, ...edns()] }).verdict).toBe('passing')
    const other = createNginx({ name: 'other', args: ['--controller-class=example.net/other'] })
    expect(judge({ nginx: [other, createNginx()] }).verdict).toBe('passing')
  })
})

describe('naive mistakes about external-dns', () => {
  const inTlsOnly = createTenantIngress({ host: 'other.example.net', tls: [{ hosts: [testHost], secretName: 'web' }] })
  const dnsOutcome = (overrides: Partial<Platform>, check: string) =>
    judge(overrides)
      .hosts.find(({ host }) => host === testHost)
      ?.hops.find(({ id }) => id === 'dns-record')
      ?.checks.find((result) => result.check === check)?.outcome

  it('5: a host of spec.tls gets a record, unless tls is ignored', () => {
    expect(dnsOutcome({ ingresses: [inTlsOnly] }, 'edns-host-fields-ignored')).toBe('clear')
    const externalDns = edns('--ignore-ingress-tls-spec')
    expect(dnsOutcome({ ingresses: [inTlsOnly], externalDns, dns: absent }, 'edns-host-fields-ignored')).toBe('found')
  })

  it('6: an unknown ingress-hostname-source is not ignored: it suppresses every host', () => {
    const annotations = { 'external-dns.alpha.kubernetes.io/ingress-hostname-source': 'Annotation' }
    expect(rootOf({ ingresses: [createTenantIngress({ annotations })], dns: absent })).toBe(
      'edns-hostname-source-invalid',
    )
  })

  it('7: --default-targets saves no Ingress that has no address', () => {
    const ingresses = [createTenantIngress({ addresses: [] })]
    const externalDns = edns('--default-targets=192.0.2.1')
    expect(dnsOutcome({ ingresses, externalDns, dns: absent }, 'edns-no-target')).toBe('found')
  })

  it('8: --domain-filter=a,b is one filter that nothing passes', () => {
    const externalDns = edns('--domain-filter=example.net,example.org')
    expect(rootOf({ externalDns, dns: absent })).toBe('edns-domain-filter')
    expect(judge({ externalDns: edns('--domain-filter=example.net', '--domain-filter=example.org') }).verdict).toBe(
      'passing',
    )
  })

  it('9: arguments win over the environment, where lists are separated by lines and not by commas', () => {
    const environment = {
      EXTERNAL_DNS_POLICY: { value: 'upsert-only' },
      EXTERNAL_DNS_DOMAIN_FILTER: { value: 'a.example\nb.example' },
    }
    const tokens = [{ text: '--policy=sync', unknown: null }]
    const flags = parseKingpinFlags({ tokens, environment, hiddenEnvironment: null, opaque: null }, externalDnsSchema)
    expect(readScalar(flags, 'policy', '')).toMatchObject({ value: 'sync' })
    expect(readList(flags, 'domain-filter')).toMatchObject({ value: ['a.example', 'b.example'] })
  })

  it('10: a boolean with a value keeps the process from starting', () => {
    const args = ['--source=ingress', '--provider=azure', '--policy=sync', '--events=true']
    const externalDns = [createExternalDns({ args, isReady: false })]
    expect(rootOf({ externalDns, dns: absent })).toBe('edns-flags-invalid')
  })

  it('11: an external-dns that runs and has nothing to do says nothing about this record', () => {
    expect(judge({ externalDns: edns('--namespace=elsewhere'), dns: absent })).toMatchObject({
      verdict: 'failing',
      rootCause: { check: 'edns-namespace-scope' },
    })
  })

  it('12: a write that Azure refused shows in no event, and is a failure all the same', () => {
    const trace = judge({ externalDns: edns(), dns: absent, extra: { Event: [] } })
    expect(trace.verdict).toBe('failing')
    expect(trace.hosts[0]?.hops.find(({ id }) => id === 'dns-record')?.verdict).toBe('failing')
  })

  it('13: a record of another owner that would be changed is found in DNS; no metric counts it', () => {
    const none = { outcome: 'nxdomain' as const }
    const owner = 'heritage=external-dns,external-dns/owner=green,external-dns/resource=ingress/shop/theirs'
    const dns: Platform['dns'] = {
      [testHost]: {
        addresses: ['198.51.100.7'],
        recordSets: [{ type: 'A', values: ['198.51.100.7'], ttlSeconds: 60 }],
      },
      [textKey(`a-${testHost}`)]: { recordSets: [{ type: 'TXT', values: [owner], ttlSeconds: 60 }] },
      [textKey(`cname-${testHost}`)]: none,
      [textKey(testHost)]: none,
    }
    expect(rootOf({ externalDns: edns('--txt-owner-id=blue'), dns })).toBe('edns-record-owned-elsewhere')
  })

  it('14: the owner does not stand at the host itself', () => {
    const names = listTxtNames('www.example.com', ['A'], {
      ownerId: 'blue',
      prefix: 'xds-',
      suffix: '',
      wildcardReplacement: '',
    }).map(({ name }) => name)
    expect(names).toContain('xds-a-www.example.com')
    expect(names).not.toContain('www.example.com')
  })

  it('15: not the oldest Ingress wins a name but the smallest target, and since 0.21 they share it', () => {
    const candidate = (name: string, target: string) => ({
      ref: { kind: 'Ingress', namespace: 'shop', name },
      type: 'A' as const,
      targets: [target],
      ttlSeconds: null,
      setIdentifier: '',
    })
    const both = [candidate('older', '20.0.0.9'), candidate('younger', '20.0.0.1')]
    const recordOf = (version: string) => resolveCandidates(both, version, () => ({ state: 'free' })).records?.[0]
    expect(recordOf('0.20.0')).toMatchObject({ targets: ['20.0.0.1'], isMerged: false })
    expect(recordOf('0.21.0')).toMatchObject({ targets: ['20.0.0.1', '20.0.0.9'], isMerged: true })
  })

  it('31, 32: nothing is said of Gateways and their routes, which are not read', () => {
    expect(kindNames.filter((kind) => /Route|Gateway/.test(kind))).toEqual([])
  })
})

describe('naive mistakes about status and events', () => {
  it('16: a filled status is no proof that anybody serves the Ingress', () => {
    const trace = judge({ ingresses: [createTenantIngress({ className: 'retired' })] })
    expect(trace).toMatchObject({ verdict: 'failing', rootCause: { check: 'class-not-found' } })
    expect(trace.findings.map(({ check }) => check)).toContain('status-foreign-writer')
  })

  it('17: an empty status is most often no fault of the load balancer', () => {
    const trace = judge({ ingresses: [createTenantIngress(unserved)], dns: absent })
    expect(trace.rootCause?.check).toBe('class-missing')
    expect(trace.hosts[0]?.hops.find(({ id }) => id === 'load-balancer')?.verdict).toBe('blocked')
  })

  it('18: an Ingress that was dropped is found without any event', () => {
    const annotations = { 'nginx.ingress.kubernetes.io/server-snippet': 'gzip on;' }
    const ingresses = [createTenantIngress({ annotations, addresses: [] })]
    const unavailable = { Event: forbid('events') }
    expect(rootOf({ ingresses, dns: absent, unavailable })).toBe('annotation-risk-too-high')
  })
})

describe('naive mistakes about routing', () => {
  it('21: a host that stands in spec.tls only is not served', () => {
    const tls = [{ hosts: [testHost], secretName: 'web' }]
    const ingresses = [createTenantIngress({ host: 'other.example.net', tls })]
    expect(rootOf({ ingresses })).toBe('host-in-tls-only')
  })

  it('22: a backend port may also be the target port or its name', () => {
    const ports = [{ name: 'http', port: 80, targetPort: 8080 as never }]
    const service = findBackendService(createView({ Service: [createService({ ports })] }), 'shop', 'web')
    const found = (port: string) => service !== null && findServicePort(service, port) !== null
    expect(['80', '8080', 'http', '8081'].map(found)).toEqual([true, true, true, false])
  })

  it('23: only ready decides about an endpoint, neither serving nor terminating', () => {
    const conditions = [
      { ready: false, serving: true, terminating: true },
      { ready: true, serving: false, terminating: true },
    ]
    const slice: NonNullable<TestObjects['EndpointSlice']>[number] = {
      metadata: { name: 'web-1', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'web' } },
      ports: [{ port: 8080 }],
      endpoints: conditions.map((one, position) => ({ addresses: [`10.0.0.${position}`], conditions: one })),
    }
    const view = createView({ Service: [createService()], EndpointSlice: [slice] })
    const service = findBackendService(view, 'shop', 'web')
    const port = service === null ? null : findServicePort(service, '80')
    expect(service && readBackendEndpoints(view, service, port)).toMatchObject({ total: 2, usable: 1 })
  })

  it('33: a 404 for / takes the load balancer down on Azure with policy Cluster', () => {
    const balancer = createLoadBalancer({ policy: 'Cluster' })
    const ports = [{ port: 80, appProtocol: 'http' }]
    const spec = { ...balancer.spec, ports } as NonNullable<typeof balancer.spec>
    const Node = ['node-0', 'node-1'].map((name) => ({
      metadata: { name },
      spec: { providerID: `azure:///${name}` },
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    }))
    const extra = { Node } as NonNullable<Platform['extra']>
    const trace = judge({ loadBalancers: [{ ...balancer, spec }], extra })
    expect(trace.findings.map(({ check }) => check)).toContain('controller-lb-probe-path')
  })

  it('34: what may not be read is not missing', () => {
    const trace = judge({ unavailable: { Service: forbid('services') } })
    expect(trace).toMatchObject({ verdict: 'undetermined', rootCause: null })
    expect(trace.findings.map(({ check }) => check)).not.toContain('service-missing')
    expect(trace.notChecked.map(({ need }) => need)).toContain('list and watch on services')
  })
})
