import { type IngressScenario, scenario } from './ingress-scenario'
import type { ApiObject } from './kube-apiserver'
import { clusterIssuer, externalDns } from './platform-objects'
import { app, loadBalancerAddress, namespace } from './scenario-objects'

/** An application without an Ingress: its Service is a load balancer and names the host in an annotation. */
function balanced(at: { namespace: string; host: string }, address: string | null): ApiObject[] {
  const annotations = { 'external-dns.alpha.kubernetes.io/hostname': at.host }
  return app({ ...at, service: { type: 'LoadBalancer' } }).flatMap((object) => {
    if (object.kind === 'Ingress') return []
    if (object.kind !== 'Service') return [object]
    const status = { loadBalancer: address === null ? {} : { ingress: [{ ip: address }] } }
    return [{ ...object, metadata: { ...object.metadata, annotations }, status }]
  })
}

/** Names that are asked for rather than found on an Ingress: declared by nobody, by a Service, or not as they were meant. */
export const askedScenarios: IngressScenario[] = [
  scenario('host-not-declared', 'root', (at) => [namespace(at.namespace)], { dns: null, asks: {} }),
  scenario(
    'path-not-covered',
    'root',
    (at) => {
      const backend = { service: { name: 'web', port: { number: 80 } } }
      return app({
        ...at,
        rules: [{ host: at.host, http: { paths: [{ path: '/api', pathType: 'Prefix', backend }] } }],
      })
    },
    { asks: { path: '/apiary' } },
  ),
  {
    ...scenario(
      'host-typo-suffix',
      'root',
      (at) => [clusterIssuer('typo', 'example.net'), ...app({ ...at, host: 'web.exampel.net' })],
      { dns: null },
    ),
    host: 'web.exampel.net',
  },
  scenario('service-lb-pending', 'root', (at) => balanced(at, null), {
    dns: null,
    asks: {},
    needsAge: true,
    whenYoung: 'waiting',
  }),
  scenario(
    'edns-service-type-filter',
    'root',
    (at) => [
      ...externalDns({ args: ['--source=service', '--provider=azure', '--service-type-filter=ClusterIP'] }),
      ...balanced(at, loadBalancerAddress),
    ],
    { dns: null, asks: {}, isAlone: true },
  ),
]
