import { askedScenarios } from './asked-scenarios'
import { controllerScenarios, sharedScenarios } from './controller-scenarios'
import { externalDnsScenarios, withRival } from './external-dns-scenarios'
import { type IngressScenario, scenario } from './ingress-scenario'
import type { ApiObject } from './kube-apiserver'
import { externalDns, ingressController, networkPlugin, node } from './platform-objects'
import { app, ingress, loadBalancerAddress, namespace, nginxAnnotation } from './scenario-objects'

/** The platform of every scenario: two nodes, one controller, one external-dns. */
export const platform: ApiObject[] = [
  node('node-1'),
  node('node-2', '10.224.0.5'),
  networkPlugin(),
  ...ingressController(),
  ...externalDns(),
]

/** One character more than a label of a DNS name may have; the API server does not mind. */
const longHost = `${'a'.repeat(64)}.example.net`

/** An Ingress with annotations for external-dns, under the prefix that 0.19 reads. */
function annotated(
  check: string,
  as: IngressScenario['as'],
  annotations: Record<string, string>,
  dns: string | null = null,
): IngressScenario {
  const prefixed = Object.fromEntries(
    Object.entries(annotations).map(([name, value]) => [`external-dns.alpha.kubernetes.io/${name}`, value]),
  )
  return scenario(check, as, (at) => app({ ...at, annotations: prefixed }), { dns })
}

/** Scenarios that stand side by side in one cluster. */
export const tenantScenarios: IngressScenario[] = [
  scenario('ingress-terminating', 'root', (at) => app({ ...at, finalizers: ['example.net/hold'] }), { deletes: true }),
  scenario('host-in-tls-only', 'root', (at) =>
    app({ ...at, host: 'other.example.net', tls: [{ hosts: [at.host], secretName: 'web-tls' }] }),
  ),
  scenario('host-in-annotation-only', 'root', (at) =>
    app({ ...at, host: 'other2.example.net', annotations: { 'external-dns.alpha.kubernetes.io/hostname': at.host } }),
  ),
  scenario('class-missing', 'root', (at) => app({ ...at, className: null, address: null }), { dns: null }),
  scenario('class-not-found', 'root', (at) => app({ ...at, className: 'ngnix', address: null }), { dns: null }),
  scenario(
    'class-controller-not-served',
    'root',
    (at) => [
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'IngressClass',
        metadata: { name: 'haproxy' },
        spec: { controller: 'haproxy.org/ingress' },
      },
      ...app({ ...at, className: 'haproxy', address: null }),
    ],
    { dns: null },
  ),
  scenario(
    'class-annotation-not-served',
    'root',
    (at) => app({ ...at, className: null, annotations: { 'kubernetes.io/ingress.class': 'traefik' }, address: null }),
    { dns: null },
  ),
  scenario('path-shadowed-by-older', 'root', (at) => [
    // The name decides when both were created within one second: the later one in the alphabet wins.
    namespace('z-older'),
    ingress({ ...at, namespace: 'z-older', name: 'first', ageMinutes: 900 }),
    ...app(at),
  ]),
  scenario('status-too-new', 'waiting', (at) => app({ ...at, address: null, ageMinutes: 0 }), { dns: null }),
  scenario('status-address-stale', 'root', (at) => app({ ...at, address: '203.0.113.99' }), { dns: '203.0.113.99' }),
  scenario(
    'edns-controller-annotation',
    'root',
    (at) => app({ ...at, annotations: { 'external-dns.alpha.kubernetes.io/controller': 'other-controller' } }),
    { dns: null },
  ),
  scenario('edns-annotation-prefix-mismatch', 'warning', (at) =>
    app({ ...at, annotations: { 'external-dns.kubernetes.io/target': 'cdn.example.org' } }),
  ),
  annotated('edns-hostname-source-invalid', 'root', { 'ingress-hostname-source': 'rules' }),
  annotated('edns-hostname-source-excludes', 'root', { 'ingress-hostname-source': 'annotation-only' }),
  annotated('edns-target-annotation-bad', 'root', { target: 'https://cdn.example.org/' }),
  annotated('edns-target-overrides-status', 'info', { target: '203.0.113.77' }, '203.0.113.77'),
  annotated('edns-cname-a-conflict', 'root', { target: `${loadBalancerAddress},lb.example.org` }),
  {
    ...scenario('edns-name-invalid', 'root', (at) => app({ ...at, host: longHost }), { dns: null }),
    host: longHost,
  },
  // The smaller address wins the name.
  scenario('edns-same-host-conflict', 'root', (at) => withRival(at, '203.0.113.1'), { dns: null }),
  scenario('edns-same-host-conflict', 'warning', (at) => withRival(at, '203.0.113.98'), {
    name: 'edns-same-host-won',
  }),
  scenario('dns-propagation-wait', 'waiting', (at) => app({ ...at, ageMinutes: 0 }), { dns: null }),
  scenario('dns-answer-differs', 'warning', (at) => app(at), { dns: '198.51.100.7', owner: 'blue' }),
  scenario('edns-record-owned-elsewhere', 'root', (at) => app(at), { dns: '198.51.100.7', owner: 'green' }),
  scenario('edns-record-unmanaged', 'root', (at) => app(at), { dns: '198.51.100.7' }),
  scenario('edns-write-failed-azure', 'root', (at) => app(at), { dns: null, needsAge: true }),
  scenario('tls-block-missing', 'info', (at) => app(at)),
  scenario('service-missing', 'root', (at) => app({ ...at, service: null, endpoints: null })),
  scenario('service-port-mismatch', 'root', (at) => app({ ...at, backend: { name: 'web', port: { number: 8081 } } })),
  scenario('service-selector-empty', 'root', (at) => app({ ...at, service: { selector: undefined }, endpoints: null })),
  scenario('service-selector-no-match', 'root', (at) => app({ ...at, podLabels: { app: 'webb' }, endpoints: [] })),
  scenario('workload-scaled-zero', 'root', (at) => app({ ...at, replicas: 0, pods: [], endpoints: [] })),
  scenario('pods-not-ready', 'root', (at) => app({ ...at, pods: [{ isReady: false }, { isReady: false }] })),
  scenario('pods-not-scheduled', 'root', (at) => {
    const conditions = [
      {
        type: 'PodScheduled',
        status: 'False',
        reason: 'Unschedulable',
        message: '0/2 nodes are available: 2 Insufficient cpu.',
      },
    ]
    return app({
      ...at,
      pods: [{ isReady: false, phase: 'Pending', nodeName: undefined, conditions, containerStatus: { state: {} } }],
      endpoints: [],
    })
  }),
  scenario('pods-crashing', 'root', (at) => {
    const containerStatus = {
      restartCount: 9,
      state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s restarting failed container' } },
      lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } },
    }
    return app({ ...at, pods: [{ isReady: false, containerStatus }] })
  }),
  scenario('target-port-name-missing', 'root', (at) =>
    app({ ...at, service: { ports: [{ name: 'http', port: 80, targetPort: 'web', protocol: 'TCP' }] }, endpoints: [] }),
  ),
  scenario('all-endpoints-terminating', 'root', (at) =>
    app({
      ...at,
      endpoints: [
        { ready: false, serving: true, terminating: true },
        { ready: false, serving: false, terminating: true },
      ],
    }),
  ),
]

const rule = (host: string, path: string, pathType = 'Prefix') => ({
  host,
  http: { paths: [{ path, pathType, backend: { service: { name: 'web', port: { number: 80 } } } }] },
})

/** Annotations, paths and backends that the controller takes otherwise than they were meant. */
export const keptScenarios: IngressScenario[] = [
  scenario(
    'annotation-risk-too-high',
    'root',
    (at) => app({ ...at, annotations: nginxAnnotation('server-snippet', 'gzip on;'), address: null }),
    { dns: null, needsAge: true },
  ),
  scenario('annotation-value-invalid', 'warning', (at) =>
    app({ ...at, annotations: nginxAnnotation('proxy-read-timeout', '60s') }),
  ),
  scenario('location-denied', 'root', (at) =>
    app({ ...at, annotations: nginxAnnotation('allowlist-source-range', '192.0.2.0/24,office') }),
  ),
  scenario('canary-without-primary', 'root', (at) => app({ ...at, annotations: nginxAnnotation('canary', 'true') })),
  scenario('server-alias-dropped', 'warning', (at) => [
    ...app({ ...at, annotations: nginxAnnotation('server-alias', 'alias.example.net') }),
    ingress({ ...at, name: 'other', host: 'alias.example.net' }),
  ]),
  scenario('access-restricted', 'info', (at) =>
    app({ ...at, annotations: nginxAnnotation('whitelist-source-range', '192.0.2.0/24') }),
  ),
  scenario('service-port-not-tcp', 'root', (at) =>
    app({ ...at, service: { ports: [{ name: 'dns', port: 80, targetPort: 53, protocol: 'UDP' }] } }),
  ),
  scenario('backend-protocol-mismatch', 'warning', (at) =>
    app({ ...at, service: { ports: [{ name: 'https', port: 80, targetPort: 8080, protocol: 'TCP' }] } }),
  ),
  scenario('target-port-not-listening', 'warning', (at) =>
    app({ ...at, service: { ports: [{ name: 'http', port: 80, targetPort: 9090, protocol: 'TCP' }] } }),
  ),
  scenario('path-invalid-for-type', 'warning', (at) => app({ ...at, rules: [rule(at.host, '/api/(.*)')] })),
  scenario('regex-host-side-effect', 'warning', (at) => [
    ...app({ ...at, rules: [rule(at.host, '/api')] }),
    ingress({
      ...at,
      name: 'search',
      rules: [rule(at.host, '/search/[a-z]+', 'ImplementationSpecific')],
      annotations: nginxAnnotation('use-regex', 'true'),
    }),
  ]),
  scenario('externalname-refused', 'root', (at) =>
    app({
      ...at,
      service: { type: 'ExternalName', externalName: 'localhost', selector: undefined },
      endpoints: null,
    }),
  ),
  scenario('default-backend-broken', 'root', (at) =>
    app({
      ...at,
      annotations: { ...nginxAnnotation('default-backend', 'sorry'), ...nginxAnnotation('custom-http-errors', '503') },
    }),
  ),
  // Left behind by a controller of another class: nobody clears it.
  scenario('status-foreign-writer', 'warning', (at) => app({ ...at, className: 'retired' }), {
    root: 'class-not-found',
  }),
  scenario('backend-network-policy', 'root', (at) => [
    ...app(at),
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'default-deny', namespace: at.namespace },
      spec: { podSelector: {}, policyTypes: ['Ingress'] },
    },
  ]),
]

/** The class in the field wins over the annotation; both stand only on objects that were updated later. */
export const overrideScenario: IngressScenario = scenario('class-field-overrides-annotation', 'warning', (at) =>
  app({ ...at, annotations: { 'kubernetes.io/ingress.class': 'other' } }),
)

/** No target, because no class claims the Ingress: external-dns has nothing to write. */
export const noTargetScenario: IngressScenario = {
  ...scenario('edns-no-target', 'consequence', (at) => app({ ...at, className: 'ngnix', address: null }), {
    dns: null,
  }),
  root: 'class-not-found',
}

/** Scenarios without a certificate. Those that change the platform of all are alone. */
export const pathScenarios: IngressScenario[] = [
  ...tenantScenarios,
  ...keptScenarios,
  ...controllerScenarios,
  overrideScenario,
  noTargetScenario,
  ...askedScenarios,
  ...sharedScenarios,
  ...externalDnsScenarios.map((one) => ({ ...one, isAlone: true })),
]
