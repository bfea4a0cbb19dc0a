import type { ApiObject } from './kube-apiserver'
import { app, minutesAgo, nginxAnnotation, type PodOptions } from './scenario-objects'
import { fault, issued, type Place, type TenantFault, tenant, tlsFor } from './tenant-fault'

const backend = (name: string, port: { number?: number; name?: string } = { number: 80 }) => ({
  service: { name, port },
})
const rule = (host: string, paths: [string, ReturnType<typeof backend>][]) => ({
  host,
  http: { paths: paths.map(([path, to]) => ({ path, pathType: 'Prefix', backend: to })) },
})

/** A second application of the tenant without an Ingress of its own. */
const beside = (at: Place, name: string, pods: Partial<PodOptions>[]): ApiObject[] =>
  app({ namespace: at.namespace, name, pods }).filter(({ kind }) => kind !== 'Ingress' && kind !== 'Namespace')

const waiting = (reason: string, message = ''): Partial<PodOptions> => ({
  isReady: false,
  containerStatus: { state: { waiting: { reason, message } } },
})

const policy = (namespace: string, from: unknown[], port: number): ApiObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'web', namespace },
  spec: {
    podSelector: { matchLabels: { app: 'web' } },
    policyTypes: ['Ingress'],
    ingress: [{ from, ports: [{ port, protocol: 'TCP' }] }],
  },
})
const fromController = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } } }

/** Faults between the rule and the Pods. */
export const backendFaults: TenantFault[] = [
  // The name of the container's port, where the Service has numbers only.
  fault('port-of-container', 'service-port-mismatch', (at) =>
    tenant(at, {
      backend: { name: 'web', port: { name: 'web' } },
      service: { ports: [{ name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' }] },
      containerPorts: [{ name: 'web', containerPort: 8080 }],
    }),
  ),
  // The number of the container's port, where the Service sends to it by name.
  fault('number-of-container', 'service-port-mismatch', (at) =>
    tenant(at, { backend: { name: 'web', port: { number: 8080 } } }),
  ),
  // A Service that exists, but in the namespace of another team.
  fault('service-of-others', 'service-missing', (at) => [
    ...app({ namespace: 'others', name: 'billing' }).filter(({ kind }) => kind !== 'Ingress'),
    ...tenant(at, { backend: { name: 'billing', port: { number: 80 } } }),
  ]),
  // The workload was applied into another namespace than its Service.
  fault('pods-elsewhere', 'service-selector-no-match', (at) => [
    ...app({ namespace: 'pods-elsewhere-dev' }).filter(({ kind }) => kind === 'Namespace' || kind === 'Pod'),
    ...tenant(at, { pods: [], endpoints: [] }).filter(({ kind }) => kind !== 'Deployment'),
  ]),
  // The selector asks for a version that no Pod has, and the certificate was never asked for either.
  fault('label-too-many', 'service-selector-no-match', (at) => {
    const objects = app({
      ...at,
      tls: tlsFor(at.host),
      annotations: { 'certmanager.k8s.io/cluster-issuer': 'letsencrypt' },
      service: { selector: { app: 'web', version: 'v2' } },
      endpoints: [],
    })
    return objects
  }),
  // A job left its Pods behind, and they are all that the selector finds.
  fault('only-completed', 'service-selector-no-match', (at) =>
    tenant(at, { pods: [{ phase: 'Succeeded', isReady: false }], endpoints: [] }).filter(
      ({ kind }) => kind !== 'Deployment',
    ),
  ),
  // The port has the right name and the wrong protocol.
  fault('udp-by-name', 'target-port-name-missing', (at) =>
    tenant(at, { containerPorts: [{ name: 'http', containerPort: 8080, protocol: 'UDP' }], endpoints: [] }),
  ),
  // HTTP/3 beside HTTPS on one number, the UDP port first.
  fault('udp-first', 'service-port-not-tcp', (at) =>
    tenant(at, {
      backend: { name: 'web', port: { number: 443 } },
      service: {
        ports: [
          { name: 'quic', port: 443, targetPort: 8080, protocol: 'UDP' },
          { name: 'tls', port: 443, targetPort: 8080, protocol: 'TCP' },
        ],
      },
    }),
  ),
  fault('stateful-zero', 'workload-scaled-zero', (at) => [
    ...tenant(at, { pods: [], endpoints: [] }).filter(({ kind }) => kind !== 'Deployment'),
    {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'web', namespace: at.namespace },
      spec: {
        replicas: 0,
        serviceName: 'web',
        selector: { matchLabels: { app: 'web' } },
        template: {
          metadata: { labels: { app: 'web' } },
          spec: { containers: [{ name: 'app', image: 'registry.example/app:1.0.0' }] },
        },
      },
    },
  ]),
  // One path of two works, so that the host looks well at a glance.
  fault('second-path', 'pods-not-ready', (at) => [
    ...tenant(at, {
      rules: [
        rule(at.host, [
          ['/', backend('web')],
          ['/api', backend('api')],
        ]),
      ],
    }),
    ...beside(at, 'api', [{ isReady: false }, { isReady: false }]),
  ]),
  // Containers are ready; the load balancer's readiness gate is not.
  fault('readiness-gate', 'pods-not-ready', (at) => {
    const conditions = [
      { type: 'PodScheduled', status: 'True', lastTransitionTime: minutesAgo(60) },
      { type: 'ContainersReady', status: 'True', lastTransitionTime: minutesAgo(50) },
      {
        type: 'Ready',
        status: 'False',
        reason: 'ReadinessGatesNotReady',
        message: 'corresponding condition of pod readiness gate "example.net/registered" does not exist.',
      },
    ]
    return tenant(at, { pods: [{ conditions, containerStatus: { ready: true }, isReady: false }] })
  }),
  fault('volume-unbound', 'pods-not-scheduled', (at) => {
    const message = '0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims.'
    const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }]
    const pending = {
      isReady: false,
      phase: 'Pending',
      nodeName: undefined,
      conditions,
      containerStatus: { state: {} },
    }
    return tenant(at, { pods: [pending], endpoints: [] })
  }),
  fault('image-of-nobody', 'pods-crashing', (at) =>
    tenant(at, { pods: [waiting('ImagePullBackOff', 'Back-off pulling image "registry.example/app:latst"')] }),
  ),
  fault('secret-of-nobody', 'pods-crashing', (at) =>
    tenant(at, { pods: [waiting('CreateContainerConfigError', 'secret "web-settings" not found')] }),
  ),
  // Another namespace than the controllers' is let in.
  fault('policy-of-ingress', 'backend-network-policy', (at) => [
    ...tenant(at),
    policy(at.namespace, [{ namespaceSelector: { matchLabels: { name: 'ingress' } } }], 8080),
  ]),
  // The port of the Service instead of the port of the Pods.
  fault('policy-of-service-port', 'backend-network-policy', (at) => [
    ...tenant(at),
    policy(at.namespace, [fromController], 80),
  ]),
  // A podSelector by itself means Pods of this namespace.
  fault('policy-of-pods', 'backend-network-policy', (at) => [
    ...tenant(at),
    policy(at.namespace, [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'ingress-nginx' } } }], 8080),
  ]),
  fault('external-loopback', 'externalname-refused', (at) =>
    tenant(at, {
      service: { type: 'ExternalName', externalName: '127.0.0.1', selector: undefined },
      endpoints: null,
    }),
  ),
  // A rule without paths for the host: everything goes to a default backend that is not there.
  fault('default-only', 'service-missing', (at) => [
    ...tenant(at, { rules: [{ host: at.host }], spec: { defaultBackend: backend('sorry') } }),
  ]),
  // Errors are sent to a Service that has no Pods, and its own Pods fail.
  fault('sorry-too', 'pods-not-ready', (at) => [
    ...tenant(at, {
      pods: [{ isReady: false }],
      annotations: { ...nginxAnnotation('default-backend', 'sorry'), ...nginxAnnotation('custom-http-errors', '503') },
    }),
    ...beside(at, 'sorry', []),
    issued(at, [`sorry.${at.host}`], { name: 'sorry-tls' }),
  ]),
]
