import type { ApiObject } from './kube-apiserver'
import { loadBalancerAddress, minutesAgo, namespace, pod, workload } from './scenario-objects'

// Builders of a small platform as its Helm charts deploy it, with what the controllers would have written into status.

export function node(name: string, address = '10.224.0.4'): ApiObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: { 'kubernetes.azure.com/cluster': 'MC_rg_blue_westeurope', 'kubernetes.azure.com/agentpool': 'std' },
    },
    spec: {
      providerID: `azure:///subscriptions/0000/resourceGroups/mc_rg_blue_westeurope/providers/Microsoft.Compute/virtualMachineScaleSets/aks-std/virtualMachines/${name}`,
    },
    status: {
      addresses: [{ type: 'InternalIP', address }],
      conditions: [
        { type: 'Ready', status: 'True', lastHeartbeatTime: minutesAgo(1), lastTransitionTime: minutesAgo(600) },
      ],
      nodeInfo: {
        kubeletVersion: 'v1.31.7',
        architecture: '',
        bootID: '',
        containerRuntimeVersion: '',
        kernelVersion: '',
        kubeProxyVersion: '',
        machineID: '',
        operatingSystem: '',
        osImage: '',
        systemUUID: '',
      },
    },
  }
}

/** The DaemonSet of a network plugin that enforces NetworkPolicies. */
export function networkPlugin(): ApiObject {
  const labels = { 'k8s-app': 'calico-node' }
  const containers = [{ name: 'calico-node', image: 'registry.example/calico/node:v3.29.3' }]
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'calico-node', namespace: 'kube-system', labels },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } },
  }
}

export interface ControllerOptions {
  /** Also the namespace. */
  name?: string
  className?: string
  controllerValue?: string
  address?: string | null
  readyPods?: number
  trafficPolicy?: 'Local' | 'Cluster'
  extraArgs?: string[]
  /** False: started without --publish-service, so that it publishes its nodes. */
  doesPublishService?: boolean
  /** Fields of its Service beside the usual ones, and annotations on it. */
  service?: Record<string, unknown>
  serviceAnnotations?: Record<string, string>
  nodes?: string[]
  /** Content of its ConfigMap. */
  config?: Record<string, string>
  /** Pod that holds the Lease of its leader; its first one when absent. */
  leaseHolder?: string
}

/** An ingress-nginx release: namespace, IngressClass, Deployment with Pods, publish Service. */
export function ingressController(options: ControllerOptions = {}): ApiObject[] {
  const name = options.name ?? 'ingress-nginx'
  const controllerValue = options.controllerValue ?? 'k8s.io/ingress-nginx'
  const className = options.className ?? 'nginx'
  const nodes = options.nodes ?? ['node-1', 'node-2']
  const readyPods = options.readyPods ?? nodes.length
  const labels = {
    'app.kubernetes.io/name': 'ingress-nginx',
    'app.kubernetes.io/instance': name,
    'app.kubernetes.io/component': 'controller',
  }
  const container = {
    name: 'controller',
    image: 'registry.k8s.io/ingress-nginx/controller:v1.15.1',
    args: [
      '/nginx-ingress-controller',
      ...(options.doesPublishService === false ? [] : [`--publish-service=$(POD_NAMESPACE)/${name}-controller`]),
      `--election-id=${name}-leader`,
      `--controller-class=${controllerValue}`,
      `--ingress-class=${className}`,
      `--configmap=$(POD_NAMESPACE)/${name}-controller`,
      ...(options.extraArgs ?? []),
    ],
    env: [{ name: 'POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } }],
    ports: [{ name: 'http', containerPort: 80 }],
  }
  const address = options.address === undefined ? loadBalancerAddress : options.address
  const pods = nodes.map((nodeName, position) =>
    pod({
      name: `${name}-controller-${position}`,
      namespace: name,
      labels,
      nodeName,
      isReady: position < readyPods,
      container,
    }),
  )
  return [
    namespace(name),
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IngressClass',
      metadata: { name: className },
      spec: { controller: controllerValue },
    },
    workload('Deployment', `${name}-controller`, name, labels, nodes.length, readyPods, container),
    ...pods,
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: `${name}-controller`, namespace: name, labels },
      data: options.config ?? {},
    },
    // Nobody renews it here, so that it has to last for the whole test.
    {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: `${name}-leader`, namespace: name },
      spec: {
        holderIdentity: options.leaseHolder ?? `${name}-controller-0`,
        leaseDurationSeconds: 7200,
        renewTime: new Date().toISOString().replace('Z', '000Z'),
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name: `${name}-controller`,
        namespace: name,
        labels,
        annotations: options.serviceAnnotations,
        creationTimestamp: minutesAgo(600),
      },
      spec: {
        type: 'LoadBalancer',
        externalTrafficPolicy: options.trafficPolicy ?? 'Local',
        selector: labels,
        ports: [{ name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' }],
        ...options.service,
      },
      status: { loadBalancer: address === null ? {} : { ingress: [{ ip: address }] } },
    },
  ]
}

const crash = {
  ready: false,
  restartCount: 12,
  state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s restarting failed container' } },
}

/** An external-dns release in its namespace; not ready is one whose container keeps crashing. */
export function externalDns(
  options: { name?: string; args?: string[]; isReady?: boolean; version?: string; crash?: object } = {},
): ApiObject[] {
  const isReady = options.isReady ?? true
  const name = options.name ?? 'external-dns'
  const labels = { 'app.kubernetes.io/name': 'external-dns', 'app.kubernetes.io/instance': name }
  const container = {
    name: 'external-dns',
    image: `registry.k8s.io/external-dns/external-dns:${options.version ?? 'v0.19.0'}`,
    args: options.args ?? [
      '--source=ingress',
      '--source=service',
      '--policy=sync',
      '--registry=txt',
      '--txt-owner-id=blue',
      '--provider=azure',
    ],
  }
  return [
    namespace(name),
    workload('Deployment', name, name, labels, 1, isReady ? 1 : 0, container),
    pod({
      name: `${name}-0`,
      namespace: name,
      labels,
      nodeName: 'node-1',
      isReady,
      container,
      containerStatus: isReady ? undefined : { ...crash, ...options.crash },
    }),
  ]
}

/** The controller of a cert-manager release, whose container keeps crashing unless it is ready. */
export function certManager({ isReady }: { isReady: boolean }): ApiObject[] {
  const labels = { 'app.kubernetes.io/name': 'cert-manager', 'app.kubernetes.io/component': 'controller' }
  const container = {
    name: 'cert-manager-controller',
    image: 'quay.io/jetstack/cert-manager-controller:v1.19.1',
    args: ['--v=2', '--cluster-resource-namespace=$(POD_NAMESPACE)'],
  }
  return [
    namespace('cert-manager'),
    workload('Deployment', 'cert-manager', 'cert-manager', labels, 1, isReady ? 1 : 0, container),
    pod({
      name: 'cert-manager-0',
      namespace: 'cert-manager',
      labels,
      nodeName: 'node-1',
      isReady,
      container,
      containerStatus: isReady ? undefined : crash,
    }),
  ]
}

/** A ClusterIssuer whose DNS-01 solver names a zone: where zones are known from. */
export const clusterIssuer = (name: string, zone: string): ApiObject => ({
  apiVersion: 'cert-manager.io/v1',
  kind: 'ClusterIssuer',
  metadata: { name },
  spec: {
    acme: {
      server: 'https://acme.example.org',
      solvers: [{ dns01: { azureDNS: {} }, selector: { dnsZones: [zone] } }],
    },
  },
  status: { conditions: [{ type: 'Ready', status: 'True', reason: 'ACMEAccountRegistered' }] },
})
