import type { ApiObject } from './kube-apiserver'

// Builders of a small platform as its Helm charts deploy it, with what the controllers and kubelets would have written into
// status. Everything is an ordinary API object, so the same scenarios run on a real API server and on the embedded one.

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString().replace(/\.\d+Z$/, 'Z')

/** Address of the platform's load balancer in every scenario. */
export const loadBalancerAddress = '203.0.113.10'

export function namespace(name: string, labels: Record<string, string> = {}): ApiObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }
}

export function node(name: string): ApiObject {
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

export interface PodOptions {
  name: string
  namespace: string
  labels: Record<string, string>
  nodeName?: string
  isReady?: boolean
  phase?: string
  container?: Record<string, unknown>
  conditions?: Record<string, unknown>[]
  containerStatus?: Record<string, unknown>
  owner?: { kind: string; name: string; uid: string }
}

export function pod(options: PodOptions): ApiObject {
  const isReady = options.isReady ?? true
  const container = { name: 'app', image: 'registry.example/app:1.0.0', ...options.container }
  const status = String(isReady ? 'True' : 'False')
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: options.name,
      namespace: options.namespace,
      labels: options.labels,
      creationTimestamp: minutesAgo(60),
      ownerReferences:
        options.owner === undefined ? undefined : [{ apiVersion: 'apps/v1', controller: true, ...options.owner }],
    },
    spec: { nodeName: options.nodeName, containers: [container] },
    status: {
      phase: options.phase ?? 'Running',
      podIP: '10.244.1.10',
      startTime: minutesAgo(60),
      conditions: options.conditions ?? [
        { type: 'PodScheduled', status: 'True', lastTransitionTime: minutesAgo(60) },
        { type: 'Ready', status, lastTransitionTime: minutesAgo(50) },
      ],
      containerStatuses: [
        {
          name: container.name,
          image: container.image,
          imageID: '',
          ready: isReady,
          restartCount: 0,
          state: { running: { startedAt: minutesAgo(59) } },
          lastState: {},
          ...options.containerStatus,
        },
      ],
    },
  }
}

function workload(
  kind: 'Deployment',
  name: string,
  ns: string,
  labels: Record<string, string>,
  replicas: number,
  ready: number,
  container: Record<string, unknown>,
): ApiObject {
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace: ns, labels },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container] } },
    },
    status: {
      replicas,
      readyReplicas: ready,
      availableReplicas: ready,
      updatedReplicas: replicas,
      observedGeneration: 1,
    },
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
  const readyPods = options.readyPods ?? 2
  const nodes = options.nodes ?? ['node-1', 'node-2']
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
      `--publish-service=$(POD_NAMESPACE)/${name}-controller`,
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
      metadata: { name: `${name}-controller`, namespace: name, labels, creationTimestamp: minutesAgo(600) },
      spec: {
        type: 'LoadBalancer',
        externalTrafficPolicy: options.trafficPolicy ?? 'Local',
        selector: labels,
        ports: [{ name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' }],
      },
      status: { loadBalancer: address === null ? {} : { ingress: [{ ip: address }] } },
    },
  ]
}

const externalDnsLabels = { 'app.kubernetes.io/name': 'external-dns', 'app.kubernetes.io/instance': 'external-dns' }

/** An external-dns release in its namespace. `readyPods` 0 is one whose container keeps crashing. */
export function externalDns(options: { args?: string[]; isReady?: boolean; version?: string } = {}): ApiObject[] {
  const isReady = options.isReady ?? true
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
  const crash = {
    ready: false,
    restartCount: 12,
    state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s restarting failed container' } },
  }
  return [
    namespace('external-dns'),
    workload('Deployment', 'external-dns', 'external-dns', externalDnsLabels, 1, isReady ? 1 : 0, container),
    pod({
      name: 'external-dns-0',
      namespace: 'external-dns',
      labels: externalDnsLabels,
      nodeName: 'node-1',
      isReady,
      container,
      containerStatus: isReady ? undefined : crash,
    }),
  ]
}

export interface AppOptions {
  namespace: string
  name?: string
  host?: string
  className?: string | null
  annotations?: Record<string, string>
  labels?: Record<string, string>
  /** Ingress status; null: empty. */
  address?: string | null
  rules?: unknown[]
  tls?: unknown[]
  backend?: { name: string; port: { number?: number; name?: string } }
  service?: Record<string, unknown> | null
  replicas?: number
  pods?: Partial<PodOptions>[]
  endpoints?: { ready?: boolean; terminating?: boolean; serving?: boolean }[] | null
  podLabels?: Record<string, string>
  containerPorts?: unknown[]
  ageMinutes?: number
  finalizers?: string[]
}

/** A tenant's application that works, unless the options break it: Ingress, Service, workload, Pods, endpoints. */
export function app(options: AppOptions): ApiObject[] {
  const name = options.name ?? 'web'
  const ns = options.namespace
  const labels = { app: name }
  const objects: ApiObject[] = [namespace(ns)]
  const container = {
    name: 'app',
    image: 'registry.example/app:1.0.0',
    ports: options.containerPorts ?? [{ name: 'http', containerPort: 8080 }],
  }
  const pods = options.pods ?? [{}, {}]
  const ready = pods.filter((one) => one.isReady ?? true).length
  objects.push(
    workload('Deployment', name, ns, options.podLabels ?? labels, options.replicas ?? pods.length, ready, container),
  )
  for (const [position, one] of pods.entries()) {
    objects.push(
      pod({
        name: `${name}-${position}`,
        namespace: ns,
        labels: options.podLabels ?? labels,
        nodeName: 'node-1',
        container,
        ...one,
      }),
    )
  }
  if (options.service !== null) {
    objects.push({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: ns },
      spec: {
        type: 'ClusterIP',
        selector: labels,
        ports: [{ name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' }],
        ...options.service,
      },
    })
  }
  if (options.endpoints !== null) {
    const endpoints = options.endpoints ?? pods.map((one) => ({ ready: one.isReady ?? true }))
    objects.push({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: `${name}-abcde`, namespace: ns, labels: { 'kubernetes.io/service-name': name } },
      addressType: 'IPv4',
      endpoints: endpoints.map((conditions, position) => ({
        addresses: [`10.244.1.${position + 10}`],
        conditions,
        targetRef: { kind: 'Pod', name: `${name}-${position}`, namespace: ns },
      })),
      ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    })
  }
  objects.push(ingress(options))
  return objects
}

export function ingress(options: AppOptions): ApiObject {
  const name = options.name ?? 'web'
  const address = options.address === undefined ? loadBalancerAddress : options.address
  const service = options.backend ?? { name, port: { number: 80 } }
  const className = options.className === undefined ? 'nginx' : options.className
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name,
      namespace: options.namespace,
      annotations: options.annotations,
      labels: options.labels,
      finalizers: options.finalizers,
      creationTimestamp: minutesAgo(options.ageMinutes ?? 600),
    },
    spec: {
      ...(className === null ? {} : { ingressClassName: className }),
      rules: options.rules ?? [
        { host: options.host, http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service } }] } },
      ],
      ...(options.tls === undefined ? {} : { tls: options.tls }),
    },
    status: { loadBalancer: address === null ? {} : { ingress: [{ ip: address }] } },
  }
}
