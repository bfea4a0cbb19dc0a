import type { ApiObject } from './kube-apiserver'

// Builders of a tenant's objects, with what kubelets and controllers would have written into status. Everything is an ordinary API
// object, so the same scenarios run on a real API server and on the embedded one.

export const minutesAgo = (minutes: number) =>
  new Date(Date.now() - minutes * 60_000).toISOString().replace(/\.\d+Z$/, 'Z')

/** Address of the platform's load balancer in every scenario. */
export const loadBalancerAddress = '203.0.113.10'

export function namespace(name: string, labels: Record<string, string> = {}): ApiObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }
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

export function workload(
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
  /** Fields of the spec of the Ingress beside the usual ones. */
  spec?: Record<string, unknown>
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
      metadata: { name, namespace: ns, creationTimestamp: minutesAgo(options.ageMinutes ?? 600) },
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
      ...options.spec,
    },
    status: { loadBalancer: address === null ? {} : { ingress: [{ ip: address }] } },
  }
}

/** One annotation of ingress-nginx, without its prefix. */
export const nginxAnnotation = (name: string, value: string) => ({ [`nginx.ingress.kubernetes.io/${name}`]: value })
