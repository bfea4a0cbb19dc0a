import { describe, expect, it } from 'vitest'
import {
  createClass,
  createExternalDns,
  createLoadBalancer,
  createNginx,
  createPlatformStore,
  createPlatformView,
  createTenantIngress,
  forbid,
  type Platform,
  platformNowMs,
  publicAddress,
  testHost,
} from '@/lib/ingress-path/platform-test-objects'
import { textKey } from '@/lib/model/dns'
import type { HopId } from '@/lib/model/hop'
import { type KindName, kindDescriptions, kindNames } from '@/lib/model/kubernetes'
import { Trace as TraceSchema } from '@/lib/model/schemas/trace'
import type { Trace } from '@/lib/model/trace'
import { ClusterView } from '@/lib/snapshot/cluster-view'
import { Judgements } from '@/lib/snapshot/judgements'
import { judgeHost } from './judge-host'
import { judgeIngress } from './judge-ingress'

function judge(overrides: Partial<Platform> = {}, nowMs = platformNowMs): Trace {
  const ingress = overrides.ingresses?.[0] ?? createTenantIngress()
  return judgeIngress(createPlatformView(overrides, nowMs), ingress)
}

const verdictOf = (trace: Trace, id: HopId) =>
  [...(trace.hosts[0]?.hops ?? []), ...(trace.hosts[0]?.paths[0]?.hops ?? [])].find((hop) => hop.id === id)?.verdict
const reasonOf = (trace: Trace, id: HopId) => trace.hosts[0]?.hops.find((hop) => hop.id === id)?.reason
const absent = { [testHost]: { outcome: 'nxdomain' as const, negativeTtlSeconds: 60 } }
const hopIds: HopId[] = ['dns-record', 'load-balancer', 'controller', 'ingress-rule', 'service', 'endpoints', 'pods']

describe('a healthy Ingress', () => {
  it('passes every hop and has no finding above info', () => {
    const trace = judge()
    expect(trace.hosts[0]?.sentence).toBe('Everything Fairlead can check holds.')
    expect(hopIds.map((id) => [id, verdictOf(trace, id)])).toEqual(hopIds.map((id) => [id, 'passing']))
    expect(trace.verdict).toBe('passing')
    expect(trace.rootCause).toBeNull()
    expect(trace.findings.filter(({ severity }) => severity !== 'info')).toEqual([])
    expect(trace.notChecked.every(({ reason }) => reason === 'not-built')).toBe(true)
    expect(TraceSchema.parse(trace)).toEqual(JSON.parse(JSON.stringify(trace)))
  })

  it('has no crashed check, and every check lands on a hop', () => {
    const trace = judge()
    const results = trace.hosts
      .flatMap((host) => [...host.hops, ...host.paths.flatMap(({ hops }) => hops)])
      .flatMap(({ checks }) => checks)
    expect(results.filter(({ outcome }) => outcome === 'crashed')).toEqual([])
    expect(results.length).toBeGreaterThan(30)
  })
})

describe('root causes', () => {
  const nobody = createTenantIngress({ className: null, addresses: [] })
  const cases: [string, Partial<Platform>, string, HopId, Partial<Record<HopId, string>>][] = [
    [
      'no class, although a default class exists',
      { ingresses: [nobody], dns: absent },
      'class-missing',
      'controller',
      { 'dns-record': 'blocked', 'load-balancer': 'blocked', controller: 'failing', pods: 'passing' },
    ],
    [
      'a class that does not exist',
      { ingresses: [createTenantIngress({ className: 'ngnix', addresses: [] })], dns: absent },
      'class-not-found',
      'controller',
      { 'dns-record': 'blocked', 'load-balancer': 'blocked' },
    ],
    [
      'a class that no controller serves',
      {
        ingresses: [createTenantIngress({ className: 'nginx-private', addresses: [] })],
        classes: [createClass('nginx-private', 'k8s.io/ingress-nginx-private')],
        dns: absent,
      },
      'class-controller-not-served',
      'controller',
      {},
    ],
    [
      'a label filter that the Ingress does not pass',
      { externalDns: [createExternalDns({ args: ['--source=ingress', '--label-filter=dns=public'] })], dns: absent },
      'edns-label-filter',
      'dns-record',
      { 'dns-record': 'failing', 'load-balancer': 'passing', controller: 'passing' },
    ],
    [
      'a comma in the domain filter',
      {
        externalDns: [
          createExternalDns({ args: ['--source=ingress', '--domain-filter=shop.example.net,example.org'] }),
        ],
        dns: absent,
      },
      'edns-domain-filter',
      'dns-record',
      {},
    ],
    [
      'a load balancer without address',
      {
        ingresses: [createTenantIngress({ addresses: [] })],
        loadBalancers: [createLoadBalancer({ address: null })],
        dns: absent,
      },
      'controller-lb-pending',
      'load-balancer',
      { 'load-balancer': 'failing', 'dns-record': 'blocked', controller: 'passing' },
    ],
    [
      'externalTrafficPolicy Local without a ready Pod',
      { nginx: [createNginx({ isReady: false })], loadBalancers: [createLoadBalancer({ policy: 'Local' })] },
      'controller-not-running',
      'controller',
      { controller: 'failing', 'load-balancer': 'failing', 'dns-record': 'passing' },
    ],
    [
      'a crashing external-dns and no record',
      { externalDns: [createExternalDns({ isReady: false })], dns: absent },
      'edns-not-running',
      'dns-record',
      {},
    ],
    ['no external-dns and no record', { externalDns: [], dns: absent }, 'edns-not-installed', 'dns-record', {}],
    [
      'a Service that does not exist',
      { ingresses: [createTenantIngress({ service: 'chekout' })] },
      'service-missing',
      'service',
      { service: 'failing', endpoints: 'blocked', pods: 'blocked', 'dns-record': 'passing' },
    ],
  ]
  it.each(cases)('%s', (_name, overrides, check, hop, verdicts) => {
    const trace = judge(overrides)
    expect(trace.rootCause).toMatchObject({ check, hop, host: testHost })
    expect(trace.verdict).toBe('failing')
    expect(trace.findings.some(({ id }) => id === trace.rootCause?.finding)).toBe(true)
    for (const [id, verdict] of Object.entries(verdicts)) {
      expect([id, verdictOf(trace, id as HopId)]).toEqual([id, verdict])
    }
  })

  it('an empty status is a consequence of the missing class, not a cause of its own', () => {
    const trace = judge({ ingresses: [nobody], dns: absent })
    expect(trace.findings.find(({ check }) => check === 'edns-no-target')).toMatchObject({
      consequenceOf: 'class-missing',
    })
  })

  it('the sentence names the host and the reason', () => {
    const filtered = judge({
      externalDns: [createExternalDns({ args: ['--source=ingress', '--label-filter=dns=public'] })],
      dns: absent,
    })
    expect(filtered.hosts[0]?.sentence).toMatch(
      /^checkout\.shop\.example\.net has no DNS record because external-dns .*dns=public/,
    )
    const service = judge({ ingresses: [createTenantIngress({ service: 'chekout' })] })
    expect(service.hosts[0]?.sentence).toBe(
      'checkout.shop.example.net answers 503: Service shop/chekout does not exist; did you mean checkout?',
    )
    const nobody = judge({ ingresses: [createTenantIngress({ className: null, addresses: [] })], dns: absent })
    expect(nobody.hosts[0]?.sentence).toBe(
      'checkout.shop.example.net has no DNS record and is served by no controller: Ingress shop/checkout names no class.',
    )
  })

  it('the field decides over a different annotation, which is only a warning', () => {
    const ingresses = [createTenantIngress({ annotations: { 'kubernetes.io/ingress.class': 'other' } })]
    const trace = judge({ ingresses })
    expect(trace.verdict).toBe('warning')
    expect(trace.rootCause).toBeNull()
    expect(trace.findings.map(({ check }) => check)).toContain('class-field-overrides-annotation')
  })
})

describe('several hosts and paths', () => {
  it('a host that stands only in a tls entry gets its record, and fails at the rule', () => {
    const tlsHost = 'old.shop.example.net'
    const ingresses = [createTenantIngress({ tls: [{ hosts: [tlsHost], secretName: 'old-tls' }] })]
    const dns = { [testHost]: { addresses: [publicAddress] }, [tlsHost]: { addresses: [publicAddress] } }
    const trace = judge({ ingresses, dns })
    expect(trace.hosts.map(({ host, verdict }) => [host, verdict])).toEqual([
      [testHost, 'passing'],
      [tlsHost, 'failing'],
    ])
    expect(trace.rootCause).toMatchObject({ check: 'host-in-tls-only', host: tlsHost })
    expect(trace.hosts[1]?.hops.find(({ id }) => id === 'dns-record')?.verdict).toBe('passing')
  })

  it('one broken path of several is counted and named', () => {
    const ingress = createTenantIngress()
    const paths = ingress.spec?.rules?.[0]?.http?.paths
    const backend = (name: string) => ({ service: { name, port: { number: 80 } } })
    paths?.push({ path: '/api', pathType: 'Prefix', backend: backend('gone') })
    paths?.push({ path: '/static', pathType: 'Prefix', backend: backend('checkout') })
    const trace = judge({ ingresses: [ingress] })
    expect(trace.hosts[0]?.sentence).toBe(
      'Path /api of checkout.shop.example.net (2 of 3 paths pass) answers 503: Service shop/gone does not exist.',
    )
    expect(trace.hosts[0]?.paths.map(({ verdict, rootCause }) => [verdict, rootCause?.check])).toEqual([
      ['passing', undefined],
      ['failing', 'service-missing'],
      ['passing', undefined],
    ])
    expect(trace.findings.find(({ check }) => check === 'service-missing')?.path).toBe('/api')
  })

  it('a rule that NGINX ignores fails for its own path only', () => {
    const ingress = createTenantIngress()
    const paths = ingress.spec?.rules?.[0]?.http?.paths
    const backend = { service: { name: 'checkout', port: { number: 80 } } }
    paths?.push({ path: '/api', pathType: 'Prefix', backend })
    const older = createTenantIngress()
    older.metadata = { ...older.metadata, name: 'older', creationTimestamp: '2020-01-01T00:00:00Z' }
    const [rule] = older.spec?.rules ?? []
    const otherBackend = { service: { name: 'other', port: { number: 80 } } }
    if (rule) rule.http = { paths: [{ path: '/api', pathType: 'Prefix', backend: otherBackend }] }
    const [host] = judge({ ingresses: [ingress, older] }).hosts
    expect(host?.hops.find(({ id }) => id === 'ingress-rule')?.verdict).toBe('failing')
    expect(host?.paths.map(({ rule }) => rule.verdict)).toEqual(['passing', 'failing'])
    expect(host?.paths[1]?.rule.reason).toContain('shop/older is older')
    expect(host?.paths[0]?.ports).toEqual({ port: 80, name: null, target: '8080', numbers: [8080] })
    expect(host?.entryPorts.map(({ port }) => port)).toEqual([80])
  })

  it('a rule without host has no DNS record and passes without one', () => {
    const ingress = createTenantIngress({ host: '' })
    const trace = judge({ ingresses: [ingress], dns: {} })
    expect(trace.hosts[0]?.host).toBe('*')
    expect(verdictOf(trace, 'dns-record')).toBe('not-applicable')
    expect(trace.verdict).toBe('passing')
  })
})

describe('waiting', () => {
  const young = createTenantIngress({ addresses: [], createdAt: '2026-03-01T11:59:30Z' })

  it('a new Ingress without address waits, and what follows from it waits too', () => {
    const trace = judge({ ingresses: [young], dns: absent })
    expect(trace.verdict).toBe('warning')
    expect(trace.rootCause).toBeNull()
    expect(verdictOf(trace, 'load-balancer')).toBe('warning')
    expect(verdictOf(trace, 'dns-record')).toBe('warning')
    const errors = trace.findings.filter(({ severity }) => severity === 'error')
    expect(errors.map(({ check }) => check)).toEqual(['status-too-new', 'edns-no-target'])
    expect(errors.every(({ waitingUntil }) => waitingUntil === '2026-03-01T12:01:00.000Z')).toBe(true)
    expect(trace.hosts[0]?.sentence).toBe(
      'Waiting until 12:01:00 UTC: Ingress shop/checkout was created at 11:59:30 UTC; ingress-nginx writes its address within 90 seconds.',
    )
  })

  it('after 90 seconds an unexplained empty status fails the load balancer hop with a plain reason', () => {
    const trace = judge({ ingresses: [young], dns: absent }, platformNowMs + 120_000)
    expect(verdictOf(trace, 'load-balancer')).toBe('failing')
    expect(reasonOf(trace, 'load-balancer')).toContain('none of the causes')
    expect(trace.verdict).toBe('failing')
  })

  it('a missing record waits for the interval and the negative answer, then fails, and is laid to Azure after three rounds', () => {
    const ingresses = [createTenantIngress({ createdAt: '2026-03-01T11:58:00Z' })]
    expect(verdictOf(judge({ ingresses, dns: absent }), 'dns-record')).toBe('warning')
    const late = judge({ ingresses, dns: absent }, platformNowMs + 120_000)
    expect(verdictOf(late, 'dns-record')).toBe('failing')
    expect(reasonOf(late, 'dns-record')).toMatch(/NXDOMAIN.*stands in the log of external-dns only/)
    expect(late.rootCause).toBeNull()
    // Three rounds of an external-dns for Azure, and nothing else explains it.
    const later = judge({ ingresses, dns: absent }, platformNowMs + 600_000)
    expect(later.rootCause?.check).toBe('edns-write-failed-azure')
  })
})

describe('what is not known', () => {
  it('DNS that was not asked leaves the record not checked and the host undetermined', () => {
    const trace = judge({ dns: {}, settings: { dns: { mode: 'off', servers: [] } } })
    expect(verdictOf(trace, 'dns-record')).toBe('not-checked')
    expect(trace.verdict).toBe('undetermined')
    expect(trace.notChecked.find(({ reason }) => reason === 'not-configured')?.need).toContain('dns.mode')
  })

  it('a filter that drops the host is found without DNS', () => {
    const externalDns = [createExternalDns({ args: ['--source=ingress', '--namespace=media'] })]
    const trace = judge({ externalDns, dns: {}, settings: { dns: { mode: 'off', servers: [] } } })
    expect(trace.rootCause).toMatchObject({ check: 'edns-namespace-scope' })
  })

  const neededBy: Partial<Record<KindName, HopId[]>> = {
    IngressClass: ['controller', 'load-balancer'],
    Service: ['load-balancer', 'service'],
    EndpointSlice: ['endpoints'],
    Pod: ['pods'],
  }
  const broken: Partial<Platform>[] = [
    {},
    { ingresses: [createTenantIngress({ className: null, addresses: [] })], dns: absent },
    {
      ingresses: [createTenantIngress({ addresses: [] })],
      loadBalancers: [createLoadBalancer({ address: null })],
      dns: absent,
    },
    { externalDns: [createExternalDns({ args: ['--source=ingress', '--label-filter=dns=public'] })], dns: absent },
    { externalDns: [], dns: absent },
    { nginx: [createNginx({ isReady: false })] },
    { ingresses: [createTenantIngress({ service: 'chekout' })] },
    {
      nginx: [
        createNginx({
          args: ['--publish-service=$(POD_NAMESPACE)/ingress-nginx-controller', '--watch-namespace=media'],
        }),
      ],
      ingresses: [createTenantIngress({ addresses: [] })],
      dns: absent,
    },
  ]
  const kinds = kindNames.filter((kind) => kind !== 'Ingress')
  it.each(kinds)('%s forbidden: no wrong root cause, no passing hop that needed it, no crash', (kind) => {
    for (const overrides of broken) {
      const truth = judge(overrides)
      const trace = judge({ ...overrides, unavailable: { [kind]: forbid(kind) } })
      const results = trace.hosts
        .flatMap((host) => [...host.hops, ...host.paths.flatMap(({ hops }) => hops)])
        .flatMap(({ checks }) => checks)
      expect(results.filter(({ outcome }) => outcome === 'crashed')).toEqual([])
      if (trace.rootCause !== null) expect(trace.rootCause.check).toBe(truth.rootCause?.check)
      for (const id of neededBy[kind] ?? []) expect([kind, id, verdictOf(trace, id)]).not.toEqual([kind, id, 'passing'])
      if (truth.verdict === 'failing') expect(trace.verdict).not.toBe('passing')
    }
  })

  it('names the permission that would help', () => {
    const trace = judge({ unavailable: { IngressClass: forbid('ingressclasses') } })
    expect(verdictOf(trace, 'controller')).toBe('not-checked')
    expect(trace.notChecked.find(({ reason }) => reason === 'forbidden')).toMatchObject({
      need: 'list and watch on ingressclasses',
    })
    expect(trace.verdict).toBe('undetermined')
  })

  it('a class of another kind of controller is not judged as a fault', () => {
    const trace = judge({
      ingresses: [createTenantIngress({ className: 'alb', addresses: ['lb.example.aws'] })],
      classes: [createClass('alb', 'ingress.k8s.aws/alb')],
    })
    expect(verdictOf(trace, 'controller')).toBe('not-checked')
    expect(trace.rootCause).toBeNull()
  })
})

describe('a tenant who sees their own namespace and the Pods of the controllers', () => {
  const observed = { state: 'observed', observedAt: '', staleSince: null, staleReason: null } as const
  function judgeAsTenant(overrides: Partial<Platform>): Trace {
    const store = createPlatformStore(overrides)
    for (const kind of kindNames) {
      store.setScopeState(kind, null, { state: 'unavailable', ...forbid(kind) })
      if (kindDescriptions[kind].isNamespaced) store.setScopeState(kind, 'shop', observed)
    }
    for (const namespace of ['external-dns', 'ingress-nginx']) store.setScopeState('Pod', namespace, observed)
    return judgeIngress(new ClusterView(store, platformNowMs), createTenantIngress())
  }

  it('learns that the record is missing and which filter is seen to drop it, without a claim that this is all', () => {
    const externalDns = [createExternalDns({ args: ['--source=ingress', '--label-filter=dns=public'] })]
    const trace = judgeAsTenant({ externalDns, dns: absent })
    expect(trace.rootCause).toBeNull()
    expect(reasonOf(trace, 'dns-record')).toMatch(
      /no DNS record.*--label-filter=dns=public.*Whether that is all cannot be seen/,
    )
    expect(verdictOf(trace, 'controller')).toBe('not-checked')
  })

  it('of a healthy path is told what could not be seen, never that all is well', () => {
    const trace = judgeAsTenant({})
    expect(trace.verdict).toBe('undetermined')
    expect(trace.rootCause).toBeNull()
    expect(verdictOf(trace, 'dns-record')).toBe('passing')
    expect(verdictOf(trace, 'pods')).toBe('passing')
    expect(
      trace.notChecked.some(({ need }) => need?.includes('ingressclasses') || need?.includes('IngressClass')),
    ).toBe(true)
  })
})

describe('several instances', () => {
  const publicDns = createExternalDns({ args: ['--source=ingress', '--annotation-filter=dns=public'] })
  const privateDns = createExternalDns({
    name: 'external-dns-private',
    args: ['--source=ingress', '--annotation-filter=dns=private'],
  })

  it('a host is fine when one external-dns keeps it', () => {
    const ingresses = [createTenantIngress({ annotations: { dns: 'private' } })]
    expect(judge({ ingresses, externalDns: [publicDns, privateDns] }).verdict).toBe('passing')
  })

  it('a host that every external-dns drops names them all', () => {
    const trace = judge({ externalDns: [publicDns, privateDns], dns: absent })
    expect(trace.rootCause).toMatchObject({ check: 'edns-annotation-filter' })
    expect(trace.findings[0]?.summary).toContain('external-dns/external-dns and external-dns/external-dns-private')
  })

  it('the class of the private controller is served by the private controller', () => {
    const nginx = [
      createNginx(),
      createNginx({
        namespace: 'ingress-private',
        name: 'ingress-nginx-private',
        args: [
          '--controller-class=k8s.io/ingress-nginx-private',
          '--publish-service=$(POD_NAMESPACE)/ingress-nginx-private',
        ],
      }),
    ]
    const loadBalancers = [
      createLoadBalancer(),
      createLoadBalancer({ namespace: 'ingress-private', name: 'ingress-nginx-private', address: '10.4.0.7' }),
    ]
    const classes = [createClass('nginx'), createClass('nginx-private', 'k8s.io/ingress-nginx-private')]
    const ingresses = [
      createTenantIngress({
        className: 'nginx-private',
        addresses: ['10.4.0.7'],
        annotations: { 'kubernetes.io/ingress.class': 'nginx' },
      }),
    ]
    const dns = { [testHost]: { addresses: ['10.4.0.7'] } }
    const trace = judge({ nginx, loadBalancers, classes, ingresses, dns })
    expect(trace.hosts[0]?.hops.find(({ id }) => id === 'controller')?.headline).toBe('ingress-nginx-private')
    expect(trace.verdict).toBe('warning')
  })
})

describe('incremental judging', () => {
  it('a changed Pod judges only the Ingress behind it again', () => {
    const other = createTenantIngress({ name: 'media', host: 'media.example.net', service: 'media' })
    const ingresses = [createTenantIngress(), other]
    const store = createPlatformStore({ ingresses })
    const judgements = new Judgements(store)
    let judged = 0
    const judgeAll = () => {
      judged = 0
      for (const ingress of ingresses) {
        judgements.get(`ingress:${ingress.metadata.name}`, platformNowMs, (view) => {
          judged += 1
          return judgeIngress(view, ingress)
        })
      }
      return judged
    }
    expect(judgeAll()).toBe(2)
    expect(judgeAll()).toBe(0)
    store.applyObject('Pod', { metadata: { name: 'checkout-7d9f-2', namespace: 'shop', labels: { app: 'checkout' } } })
    expect(judgeAll()).toBe(1)
    store.applyObject('Pod', { metadata: { name: 'unrelated', namespace: 'media', labels: { app: 'x' } } })
    expect(judgeAll()).toBe(0)
    store.applyObject('Ingress', createTenantIngress({ className: 'gone' }))
    expect(judgeAll()).toBe(1)
  })
})

describe('a host by name', () => {
  it('is judged with every Ingress that declares it', () => {
    const ingresses = [createTenantIngress(), createTenantIngress({ name: 'checkout-2' })]
    const trace = judgeHost(createPlatformView({ ingresses }), `${testHost.toUpperCase()}.`)
    expect(trace.declaredBy.map(({ name }) => name)).toEqual(['checkout', 'checkout-2'])
    expect(trace.hosts).toHaveLength(2)
  })

  it('that nobody declares fails and names similar ones', () => {
    const trace = judgeHost(createPlatformView(), 'chekout.shop.example.net')
    expect(trace).toMatchObject({ verdict: 'failing', declaredBy: [], similarHosts: [testHost] })
  })

  it('that nobody readable declares is undetermined', () => {
    const trace = judgeHost(createPlatformView({ unavailable: { Ingress: forbid('ingresses') } }), 'x.example.net')
    expect(trace.verdict).toBe('undetermined')
    expect(trace.notChecked[0]).toMatchObject({ reason: 'forbidden' })
  })

  it('below a wildcard is judged as the wildcard', () => {
    const ingresses = [createTenantIngress({ host: '*.example.net' })]
    expect(judgeHost(createPlatformView({ ingresses }), 'a.example.net').matchedHost).toBe('*.example.net')
  })
})

describe('an EKS load balancer with a hostname', () => {
  const hostname = 'k8s-nginx-1234.elb.eu-west-1.amazonaws.com'
  const ingresses = [createTenantIngress({ addresses: [hostname] })]
  const loadBalancers = [{ ...createLoadBalancer(), status: { loadBalancer: { ingress: [{ hostname }] } } }]
  const elsewhere = {
    [testHost]: {
      addresses: [publicAddress],
      recordSets: [{ type: 'A' as const, values: [publicAddress], ttlSeconds: 60 }],
    },
    [hostname]: { addresses: ['3.3.3.3'] },
  }
  const nothing = { outcome: 'nxdomain' as const, addresses: [] }
  const unsigned = Object.fromEntries(
    [`a-${testHost}`, `cname-${testHost}`, testHost].map((name) => [textKey(name), nothing]),
  )
  const text = 'heritage=external-dns,external-dns/owner=default'
  const signature = { addresses: [], recordSets: [{ type: 'TXT' as const, values: [text], ttlSeconds: 60 }] }

  it.each([
    ['a CNAME chain through it', { [testHost]: { cnames: [hostname], addresses: ['3.3.3.3'] } }, 'passing'],
    [
      'an alias with the same addresses',
      { [testHost]: { addresses: ['3.3.3.3'] }, [hostname]: { addresses: ['3.3.3.3', '3.3.3.4'] } },
      'passing',
    ],
    [
      'other addresses, signed by this external-dns',
      { ...elsewhere, ...unsigned, [textKey(`cname-${testHost}`)]: signature },
      'warning',
    ],
    ['other addresses, signed by nobody', { ...elsewhere, ...unsigned }, 'failing'],
    ['other addresses, and signatures were not asked for', elsewhere, 'not-checked'],
    ['an alias whose target was not asked', { [testHost]: { addresses: ['3.3.3.3'] } }, 'not-checked'],
  ])('%s: %s', (_name, dns, verdict) => {
    expect(verdictOf(judge({ ingresses, loadBalancers, dns }), 'dns-record')).toBe(verdict)
  })
})
