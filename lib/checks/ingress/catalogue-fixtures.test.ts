import { describe, expect, it } from 'vitest'
import type { HostExample } from '@/lib/checks/check-example'
import {
  createCertificate,
  createChallenge,
  createIssuedCertificate,
  createIssuer,
  createOrder,
  dnsSolver,
  hasFailed,
  httpSolver,
  noSecret,
} from '@/lib/ingress-path/certificates/certificate-test-objects'
import {
  createClass,
  createExternalDns,
  createLoadBalancer,
  createNginx,
  createPlatformStore,
  createPlugin,
  createPolicy,
  createTenantIngress,
  forbid,
  type Platform,
  platformNowMs,
  publicAddress,
  testHost,
} from '@/lib/ingress-path/platform-test-objects'
import type { Trace } from '@/lib/model/trace'
import { ClusterView } from '@/lib/snapshot/cluster-view'
import { onChain } from './certificates/certificate-examples'
import { judgeIngress } from './judge-ingress'

// Small clusters and everything that must be said of them: the root, what follows from it, what is only worth a warning.

/** `root` the root cause, `→ id` what follows from another, `⏳ id` what is waiting, and the rest by itself. */
function describeTrace(trace: Trace): string[] {
  return trace.findings
    .filter(({ severity }) => severity !== 'info')
    .map(({ id, check, consequenceOf, waitingUntil }) => {
      if (waitingUntil !== undefined) return `⏳ ${check}`
      if (consequenceOf !== undefined) return `→ ${check}`
      return trace.rootCause?.finding === id ? `root ${check}` : check
    })
    .sort()
}

const judge = (platform: Partial<Platform>, position = 0) => {
  const ingresses = platform.ingresses ?? [createTenantIngress()]
  const [ingress = createTenantIngress()] = ingresses.slice(position)
  return judgeIngress(new ClusterView(createPlatformStore(platform), platformNowMs), ingress)
}
const judgeChain = ({ store, subject, nowMs }: HostExample) =>
  judgeIngress(new ClusterView(store, nowMs), subject.ingress)

const absent = { [testHost]: { outcome: 'nxdomain' as const } }
const edns = (version: string, ...args: string[]) =>
  createExternalDns({
    image: `registry.k8s.io/external-dns/external-dns:${version}`,
    args: ['--source=ingress', '--provider=azure', ...args],
  })
const sibling = createTenantIngress({ name: 'sibling', host: 'sibling.example.net' })
const alpha = (name: string, value: string) => ({ [`external-dns.alpha.kubernetes.io/${name}`]: value })
const nginx = (name: string, value: string) => ({ [`nginx.ingress.kubernetes.io/${name}`]: value })
const wildcardTls = [{ hosts: [`*.${testHost}`], secretName: 'checkout-tls' }]

const cases: [string, () => Trace, string[]][] = [
  ['a healthy Ingress', () => judge({}), []],
  [
    'no class, although there is a default',
    () => judge({ ingresses: [createTenantIngress({ className: null, addresses: [] })], dns: absent }),
    ['root class-missing', '→ edns-no-target'],
  ],
  [
    'the private class in the field, another one in the annotation',
    () =>
      judge({
        ingresses: [
          createTenantIngress({ className: 'nginx-private', annotations: { 'kubernetes.io/ingress.class': 'nginx' } }),
        ],
        classes: [createClass('nginx-private')],
      }),
    ['class-field-overrides-annotation'],
  ],
  [
    'a snippet, and the ConfigMap as it comes',
    () =>
      judge({
        ingresses: [
          createTenantIngress({ annotations: nginx('configuration-snippet', 'gzip on;'), addresses: [] }),
          sibling,
        ],
        dns: absent,
      }),
    ['root annotation-risk-too-high', '→ edns-no-target', '→ snippet-disabled', '→ status-dropped-ingress'],
  ],
  [
    'a host in spec.tls only, which has its record',
    () => {
      const tls = [{ hosts: [testHost], secretName: 'web' }]
      return judge({ ingresses: [createTenantIngress({ host: 'other.example.net', tls })] })
    },
    ['root host-in-tls-only'],
  ],
  [
    'the younger of two Ingresses with one path',
    () => {
      const older = createTenantIngress({ namespace: 'other', createdAt: '2025-01-01T00:00:00Z' })
      return judge({ ingresses: [createTenantIngress(), older] })
    },
    ['root path-shadowed-by-older'],
  ],
  [
    'an older Ingress of the host with a tls entry for another one',
    () => {
      const older = createTenantIngress({
        name: 'older',
        createdAt: '2025-01-01T00:00:00Z',
        tls: [{ hosts: ['elsewhere.example.net'] }],
      })
      older.spec?.rules?.[0]?.http?.paths.splice(0, 1, {
        path: '/old',
        pathType: 'Prefix',
        backend: { service: { name: 'checkout', port: { number: 80 } } },
      })
      const args = [
        '--publish-service=$(POD_NAMESPACE)/ingress-nginx-controller',
        '--default-ssl-certificate=a/wildcard',
      ]
      return judgeChain(
        onChain(
          { certificates: [createIssuedCertificate()], request: null, order: null, challenges: [] },
          {},
          { ingresses: [older], nginx: [createNginx({ args })] },
        ),
      )
    },
    ['root tls-fixed-by-older-ingress', '→ tls-default-certificate-served'],
  ],
  [
    'two domains in one filter',
    () => judge({ externalDns: [edns('v0.19.0', '--domain-filter=a.example,b.example')], dns: absent }),
    ['root edns-domain-filter'],
  ],
  [
    '0.22 with annotations of the old prefix',
    () =>
      judge({
        ingresses: [createTenantIngress({ addresses: [], annotations: alpha('target', '192.0.2.9') })],
        externalDns: [edns('v0.22.0', '--policy=sync')],
        dns: absent,
      }),
    ['root edns-annotation-prefix-mismatch', '→ edns-no-target'],
  ],
  [
    '0.22 without --policy',
    () => {
      const args = ['--source=ingress', '--provider=azure']
      const image = 'registry.k8s.io/external-dns/external-dns:v0.22.0'
      return judge({ externalDns: [createExternalDns({ image, args, isReady: false })], dns: absent })
    },
    ['root edns-flags-invalid', '→ edns-not-running'],
  ],
  [
    'an unknown hostname source',
    () =>
      judge({
        ingresses: [createTenantIngress({ annotations: alpha('ingress-hostname-source', 'Annotation') })],
        dns: absent,
      }),
    ['root edns-hostname-source-invalid'],
  ],
  [
    'a wildcard, and an issuer that knows HTTP-01 only',
    () =>
      judgeChain(
        onChain(
          {
            certificates: [createCertificate({ hosts: [`*.${testHost}`] })],
            order: createOrder({ domains: [`*.${testHost}`] }),
            challenges: [],
            issuer: createIssuer({ solvers: [httpSolver] }),
          },
          { host: `*.${testHost}`, tls: wildcardTls },
          { dns: { [`*.${testHost}`]: { addresses: [publicAddress] } } },
        ),
      ),
    ['root order-no-solver', '→ tls-secret-missing'],
  ],
  [
    'a host outside the zones of its issuer',
    () => judgeChain(onChain({ challenges: [], issuer: createIssuer({ solvers: [dnsSolver('example.org')] }) })),
    ['root order-no-solver', '→ tls-secret-missing'],
  ],
  [
    'three attempts, the last an hour ago',
    () => {
      const status = { lastFailureTime: '2026-03-01T11:00:00Z', failedIssuanceAttempts: 3 }
      const certificates = [createCertificate({ conditions: [hasFailed, noSecret], status })]
      return judgeChain(onChain({ certificates, request: null, order: null, challenges: [] }))
    },
    ['⏳ issuance-backoff', '⏳ tls-secret-missing'],
  ],
  [
    'a Challenge behind one of another namespace',
    () => {
      const front = createChallenge({ namespace: 'other', name: 'front', order: 'other' })
      const challenges = [createChallenge({ isProcessing: false, isPresented: false }), front]
      return judgeChain(onChain({ challenges }))
    },
    ['root challenge-queued', '→ tls-secret-missing'],
  ],
  [
    'a policy that lets nobody in',
    () => judge({ extra: { NetworkPolicy: [createPolicy()], DaemonSet: [createPlugin()] } }),
    ['root backend-network-policy'],
  ],
  [
    'policy Local, and no ready Pod',
    () => judge({ loadBalancers: [createLoadBalancer({ policy: 'Local' })], nginx: [createNginx({ isReady: false })] }),
    ['root controller-not-running', '→ controller-lb-local-no-pod'],
  ],
]

describe('small clusters, completely judged', () => {
  it.each(cases)('%s', (_name, build, expected) => {
    expect(describeTrace(build())).toEqual([...expected].sort())
  })

  it('who may read neither classes nor issuers is told so, and sees no fault', () => {
    const trace = judgeChain(
      onChain(
        { certificates: [createIssuedCertificate()], request: null, order: null, challenges: [] },
        {},
        { unavailable: { IngressClass: forbid('ingressclasses'), ClusterIssuer: forbid('clusterissuers') } },
      ),
    )
    expect(trace).toMatchObject({ verdict: 'undetermined', rootCause: null })
    expect(describeTrace(trace)).toEqual([])
    const needs = trace.notChecked.flatMap(({ need }) => need ?? [])
    expect(needs).toEqual(
      expect.arrayContaining(['list and watch on ingressclasses', 'list and watch on clusterissuers']),
    )
  })
})
