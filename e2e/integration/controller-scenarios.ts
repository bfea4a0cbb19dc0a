import { type IngressScenario, scenario } from './ingress-scenario'
import type { ApiObject } from './kube-apiserver'
import { certManager, ingressController } from './platform-objects'
import { app, ingress, nginxAnnotation } from './scenario-objects'

/** A controller of its own, so that its trouble stays with its class. */
function ownController(
  check: string,
  options: Parameters<typeof ingressController>[0] = {},
): { objects: ApiObject[]; className: string } {
  const className = `class-${check}`.slice(0, 40)
  return {
    className,
    objects: ingressController({
      name: `ingress-nginx-${check}`.slice(0, 50),
      className,
      controllerValue: `example.net/${check}`,
      address: '203.0.113.50',
      ...options,
    }),
  }
}

function controllerScenario(
  check: string,
  as: IngressScenario['as'],
  controller: Parameters<typeof ingressController>[0],
  options: Partial<Parameters<typeof app>[0]> = {},
  more: Partial<IngressScenario> & { name?: string } = {},
): IngressScenario {
  return scenario(
    check,
    as,
    (at) => {
      const own = ownController(at.namespace, controller)
      return [...own.objects, ...app({ ...at, className: own.className, address: '203.0.113.50', ...options })]
    },
    { dns: '203.0.113.50', ...more },
  )
}

const backend = { service: { name: 'web', port: { number: 80 } } }

/** Scenarios with an ingress controller of their own. */
export const controllerScenarios: IngressScenario[] = [
  controllerScenario('controller-not-running', 'root', { readyPods: 0, trafficPolicy: 'Cluster' }),
  controllerScenario(
    'controller-lb-pending',
    'root',
    { address: null },
    { address: null },
    { dns: null, needsAge: true },
  ),
  {
    ...controllerScenario(
      'status-lb-pending',
      'consequence',
      { address: null },
      { address: null },
      { dns: null, needsAge: true },
    ),
    root: 'controller-lb-pending',
  },
  // The Pods are ready, but on no Node that is: what a drained pool looks like to a load balancer with policy Local.
  controllerScenario('controller-lb-local-no-pod', 'root', { nodes: ['node-gone-1', 'node-gone-2'] }),
  controllerScenario(
    'namespace-not-watched',
    'root',
    { extraArgs: ['--watch-namespace=somewhere-else'] },
    { address: null },
    { dns: null },
  ),
  controllerScenario(
    'annotation-word-blocked',
    'root',
    { config: { 'annotation-value-word-blocklist': 'deny' } },
    {
      annotations: nginxAnnotation('rewrite-target', '/deny'),
    },
  ),
  controllerScenario(
    'annotation-wrong-prefix',
    'root',
    { extraArgs: ['--annotations-prefix=nginx.example.net'] },
    {
      annotations: nginxAnnotation('rewrite-target', '/'),
    },
  ),
  controllerScenario(
    'status-no-leader',
    'root',
    { name: 'ingress-nginx-leaderless', leaseHolder: '' },
    { address: null },
    { dns: null, needsAge: true },
  ),
  controllerScenario(
    'status-updates-disabled',
    'root',
    { extraArgs: ['--update-status=false'] },
    { address: null },
    { dns: null, needsAge: true },
  ),
  scenario(
    'class-claimed-twice',
    'warning',
    (at) => {
      const controllerValue = 'example.net/claimed-twice'
      const first = ownController('class-claimed-twice', { controllerValue })
      const second = ownController('class-claimed-again', { controllerValue })
      return [
        ...first.objects,
        ...second.objects,
        ...app({ ...at, className: first.className, address: '203.0.113.50' }),
      ]
    },
    { dns: '203.0.113.50' },
  ),
  controllerScenario(
    'catch-all-forbidden',
    'root',
    { extraArgs: ['--disable-catch-all'] },
    { spec: { defaultBackend: backend }, address: null },
    { dns: null },
  ),
  controllerScenario('controller-lb-probe-path', 'warning', {
    trafficPolicy: 'Cluster',
    service: { ports: [{ name: 'http', port: 80, targetPort: 'http', protocol: 'TCP', appProtocol: 'http' }] },
  }),
  controllerScenario('controller-lb-source-ranges', 'info', {
    service: { loadBalancerSourceRanges: ['192.0.2.0/24'] },
  }),
  // A risk level that lets snippets through leaves the switch as the only objection: the rest of the Ingress is served.
  controllerScenario(
    'snippet-disabled',
    'warning',
    { config: { 'annotations-risk-level': 'Critical' } },
    { annotations: nginxAnnotation('configuration-snippet', 'more_set_headers "X-Team: web";') },
  ),
  {
    ...controllerScenario(
      'snippet-disabled',
      'consequence',
      {},
      { annotations: nginxAnnotation('configuration-snippet', 'more_set_headers "X-Team: web";'), address: null },
      { dns: null, name: 'snippet-refused' },
    ),
    root: 'annotation-risk-too-high',
  },
  scenario(
    'status-dropped-ingress',
    'root',
    (at) => {
      const own = ownController('status-dropped-ingress')
      const { className } = own
      const sibling = { ...at, name: 'sibling', host: 'sibling.example.net', className, address: '203.0.113.50' }
      return [...own.objects, ...app({ ...at, className, address: null }), ingress(sibling)]
    },
    { dns: null, needsAge: true },
  ),
  controllerScenario(
    'status-internal-address',
    'warning',
    { doesPublishService: false, nodes: ['node-1'] },
    { address: '10.224.0.4' },
    { dns: '10.224.0.4' },
  ),
  controllerScenario(
    'redirect-loop',
    'warning',
    { serviceAnnotations: { 'service.beta.kubernetes.io/aws-load-balancer-ssl-cert': 'arn:aws:acm:eu-west-1::web' } },
    { annotations: nginxAnnotation('force-ssl-redirect', 'true') },
  ),
]

function defaultClass(name: string): ApiObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name, annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' } },
    spec: { controller: `example.net/${name}` },
  }
}

/** Scenarios that change what all tenants share. */
export const sharedScenarios: IngressScenario[] = [
  scenario(
    'cert-manager-not-running',
    'root',
    (at) => {
      const annotations = { 'cert-manager.io/cluster-issuer': 'acme' }
      const tls = [{ hosts: [at.host], secretName: 'web-tls' }]
      return [...certManager({ isReady: false }), ...app({ ...at, annotations, tls })]
    },
    { isAlone: true },
  ),
  scenario(
    'class-default-ambiguous',
    'warning',
    // The Ingress comes first: with a default an API server would fill in its class, and with two 1.20 refuses it.
    (at) => [...app({ ...at, className: null, address: null }), defaultClass('default-a'), defaultClass('default-b')],
    { dns: null, root: 'class-missing', isAlone: true },
  ),
]
