import { privateAddress, publicAddress } from './chart-platform'
import type { ApiObject } from './kube-apiserver'
import { app, ingress, minutesAgo, nginxAnnotation } from './scenario-objects'
import { fault, issued, type Place, type TenantFault, tenant, tlsFor } from './tenant-fault'

/** A tenant that works, though it looks as if it did not. */
type SoundTenant = Omit<TenantFault, 'root'>

const sound = (
  namespace: string,
  build: (at: Place) => ApiObject[],
  more: Parameters<typeof fault>[3] = {},
): SoundTenant => fault(namespace, '', build, more)

const backend = (name: string, port: { number?: number; name?: string } = { number: 80 }) => ({
  service: { name, port },
})
const rule = (host: string | undefined, path: string, to = backend('web'), pathType = 'Prefix') => ({
  host,
  http: { paths: [{ path, pathType, backend: to }] },
})
const endpointSlice = (namespace: string, name: string, addresses: string[]): ApiObject => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: `${name}-by-hand`, namespace, labels: { 'kubernetes.io/service-name': name } },
  addressType: 'IPv4',
  endpoints: addresses.map((address) => ({ addresses: [address], conditions: {} })),
  ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
})

/** Look-alikes of faults: nothing above a note may be said of them. */
export const soundTenants: SoundTenant[] = [
  // NGINX also takes the name and the number that the Service sends to.
  sound('by-target-name', (at) => tenant(at, { backend: backend('web', { name: 'http' }).service })),
  sound('by-target-number', (at) =>
    tenant(at, {
      backend: { name: 'web', port: { number: 8080 } },
      service: { ports: [{ name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' }] },
    }),
  ),
  // The annotation is compared with a flag of the controller, and that is enough.
  sound('annotation-of-flag', (at) =>
    tenant(at, { className: null, annotations: { 'kubernetes.io/ingress.class': 'nginx' } }),
  ),
  sound('private-entry', (at) => tenant(at, { className: 'nginx-private', address: privateAddress }), {
    address: privateAddress,
  }),
  sound('endpoints-by-hand', (at) => [
    ...tenant(at, { service: { selector: undefined }, endpoints: null, pods: [], replicas: 0 }),
    endpointSlice(at.namespace, 'web', ['192.0.2.20']),
  ]),
  sound('headless', (at) => tenant(at, { service: { clusterIP: 'None' } })),
  // A rollout: one Pod on its way out, one there, and a Job's Pod that has ended under the same label.
  sound('rolling', (at) =>
    tenant(at, {
      pods: [{}, { phase: 'Succeeded', isReady: false }],
      endpoints: [{ ready: true }, { ready: false, serving: true, terminating: true }],
    }),
  ),
  sound('tls-behind', (at) =>
    tenant(at, {
      annotations: nginxAnnotation('backend-protocol', 'HTTPS'),
      backend: { name: 'web', port: { number: 443 } },
      service: { ports: [{ name: 'http', port: 443, targetPort: 'http', protocol: 'TCP', appProtocol: 'https' }] },
    }),
  ),
  // Two Ingresses share a host and its certificate, each with paths of its own; only the older one has the tls entry.
  sound('shared-host', (at) => [
    ...tenant(at),
    ingress({ ...at, name: 'api', address: publicAddress, rules: [rule(at.host, '/api')] }),
  ]),
  sound('canary-beside', (at) => [
    ...tenant(at),
    ingress({
      ...at,
      name: 'canary',
      address: publicAddress,
      annotations: { ...nginxAnnotation('canary', 'true'), ...nginxAnnotation('canary-weight', '10') },
      rules: [rule(at.host, '/', backend('web'))],
    }),
  ]),
  // Isolated, with exactly the controllers let in on the port of the Pods.
  sound('policy-that-fits', (at) => [
    ...tenant(at),
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'web', namespace: at.namespace },
      spec: {
        podSelector: {},
        policyTypes: ['Ingress'],
        ingress: [
          {
            from: [
              {
                namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } },
                podSelector: { matchLabels: { 'app.kubernetes.io/name': 'ingress-nginx' } },
              },
            ],
            ports: [{ port: 'http', protocol: 'TCP' }],
          },
        ],
      },
    },
  ]),
  // A wildcard that somebody wrote by hand covers it, and cert-manager is not asked.
  sound('wildcard-by-hand', (at) => [
    ...app({ ...at, address: publicAddress, tls: tlsFor(at.host) }),
    issued(at, ['*.example.net'], { owner: null }),
  ]),
  sound('any-name', (at) => tenant(at, { rules: [rule(at.host, '/')] }), { host: '*.any-name.example.net' }),
  // A change of the Certificate is being signed; the old one is served meanwhile.
  sound('changing', (at) => [
    ...tenant(at).filter(({ kind }) => kind !== 'Certificate'),
    issued(at, [at.host], {
      status: {
        conditions: [
          { type: 'Ready', status: 'True', reason: 'Ready', message: 'Certificate is up to date and has not expired' },
          {
            type: 'Issuing',
            status: 'True',
            reason: 'ManuallyTriggered',
            message: 'Certificate re-issuance manually triggered',
            lastTransitionTime: minutesAgo(0),
          },
        ],
        notBefore: '2026-01-01T00:00:00Z',
        notAfter: '2199-01-01T00:00:00Z',
        renewalTime: '2198-11-01T00:00:00Z',
        revision: 3,
      },
    }),
  ]),
  sound('plain-http', (at) => app({ ...at, address: publicAddress })),
  sound('exact-and-regex', (at) =>
    tenant(at, {
      annotations: { ...nginxAnnotation('use-regex', 'true'), ...nginxAnnotation('rewrite-target', '/$1') },
      rules: [rule(at.host, '/shop/(.*)', backend('web'), 'ImplementationSpecific')],
    }),
  ),
]
