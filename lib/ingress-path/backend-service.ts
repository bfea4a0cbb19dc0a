import type { KindMap } from '@/lib/model/kubernetes'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { isAnnotationTrue } from './locations'
import type { PathSubject } from './subjects'

/** What a path leads to. `port` is the number or name as the Ingress writes it; null when it writes neither. */
export type BackendTarget =
  | { kind: 'service'; namespace: string; name: string; port: string | null }
  | { kind: 'resource'; resource: string }
  | { kind: 'none' }

/** Reads the backend of a path. A backend is always in the namespace of its Ingress. */
export function readBackendTarget({ ingress, path }: PathSubject): BackendTarget {
  const { service, resource } = path.backend
  if (service?.name) {
    const port = service.port?.name || (service.port?.number === undefined ? null : String(service.port.number))
    return { kind: 'service', namespace: ingress.metadata.namespace ?? '', name: service.name, port }
  }
  return resource === undefined ? { kind: 'none' } : { kind: 'resource', resource: `${resource.kind} ${resource.name}` }
}

/** One port of a Service. `targetPort` is the number or the name of a container port. */
export interface ServicePort {
  port: number
  name: string | null
  targetPort: number | string
  protocol: string
  /** What speaks behind the port, as the Service says; null when it does not. */
  appProtocol: string | null
}

/** What a path needs to know of a Service. `selector` is null when it is absent or empty: then nobody makes its EndpointSlices. */
export interface BackendService {
  namespace: string
  name: string
  type: string
  selector: Record<string, string> | null
  ports: ServicePort[]
  clusterIp: string | null
  externalName: string | null
  doesPublishNotReady: boolean
}

/** The Service, or null when it certainly does not exist. Throws `NotObservedError` when that is not known. */
export function findBackendService(view: ClusterView, namespace: string, name: string): BackendService | null {
  return view.fact(`backend-service:${namespace}/${name}`, (inner) => {
    const service = inner.find('Service', namespace, name)
    return service === undefined ? null : readService(service)
  })
}

function readService(service: KindMap['Service']): BackendService {
  const { spec, metadata } = service
  const selector = spec?.selector ?? {}
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    type: spec?.type ?? 'ClusterIP',
    selector: Object.keys(selector).length === 0 ? null : selector,
    ports: (spec?.ports ?? []).map((port) => ({
      port: port.port,
      name: port.name || null,
      targetPort: readTargetPort(port.targetPort) ?? port.port,
      protocol: port.protocol ?? 'TCP',
      appProtocol: port.appProtocol || null,
    })),
    clusterIp: spec?.clusterIP ?? null,
    externalName: spec?.type === 'ExternalName' ? (spec.externalName ?? '') : null,
    doesPublishNotReady: spec?.publishNotReadyAddresses === true,
  }
}

// The generated type of an IntOrString is a loose one; the API sends a number or a string.
function readTargetPort(value: unknown): number | string | null {
  return typeof value === 'number' || (typeof value === 'string' && value !== '') ? value : null
}

/**
 * The first port of a Service that ingress-nginx takes for a backend port: its number, its targetPort written as text, or its
 * name is equal (ingress-nginx v1.15.1 `serviceEndpoints`). Null when none is, and then NGINX has no endpoint.
 */
export function findServicePort(service: BackendService, backendPort: string | null): ServicePort | null {
  if (backendPort === null) return null
  const matches = ({ port, targetPort, name }: ServicePort) =>
    String(port) === backendPort || String(targetPort) === backendPort || name === backendPort
  return service.ports.find(matches) ?? null
}

/** `80 (http) → 8080`, for a reader. */
export function formatServicePort({ port, name, targetPort }: ServicePort): string {
  return `${port}${name === null ? '' : ` (${name})`} → ${targetPort}`
}

/** `app=checkout, tier=web`. */
export function formatLabels(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ')
}

/** Up to three names that a person may have meant, nearest first: an edit distance of at most a third of the name. */
export function listSimilarNames(name: string, candidates: readonly string[]): string[] {
  const distanceMax = Math.max(1, Math.floor(name.length / 3))
  return candidates
    .map((candidate) => ({ candidate, distance: measureEditDistance(name, candidate, distanceMax) }))
    .filter(({ candidate, distance }) => distance <= distanceMax || isPrefixPair(name, candidate))
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, 3)
    .map(({ candidate }) => candidate)
}

const isPrefixPair = (a: string, b: string) =>
  Math.min(a.length, b.length) >= 3 && (a.startsWith(`${b}-`) || b.startsWith(`${a}-`))

/** Levenshtein distance; anything above `distanceMax` is reported as `distanceMax + 1`. */
export function measureEditDistance(a: string, b: string, distanceMax: number): number {
  if (Math.abs(a.length - b.length) > distanceMax) return distanceMax + 1
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= b.length; column += 1) {
      const change = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1)
      current.push(Math.min(change, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1))
    }
    previous = current
  }
  return Math.min(previous[b.length] ?? 0, distanceMax + 1)
}

/**
 * What clients get while a path has no endpoint: nothing behind a load balancer without proxy, behind NGINX 503, unless the Ingress names a Service for that case (`default-backend`) or
 * leaves the choice of Pods to kube-proxy (`service-upstream`), which refuses or drops the connection (ingress-nginx v1.15.1).
 */
export function describeMissingEndpointAnswer({ ingress, entry }: PathSubject): string {
  if (entry === 'load-balancer') return 'connections are refused or time out'
  const fallback = ingress.metadata.annotations?.['nginx.ingress.kubernetes.io/default-backend']
  if (fallback)
    return `NGINX sends requests to the Service ${fallback} of the default-backend annotation, or answers 503`
  return isAnnotationTrue(ingress, 'service-upstream') ? 'requests fail with 502 or 504' : 'NGINX answers 503'
}

/** The same as what a host does, for a sentence that begins with its name: `answers 503`. */
export function describeMissingEndpointEffect({ ingress, entry }: PathSubject): string {
  if (entry === 'load-balancer') return 'accepts no connection'
  const fallback = ingress.metadata.annotations?.['nginx.ingress.kubernetes.io/default-backend']
  if (fallback) return `is answered by Service ${fallback} of the default-backend annotation, or with 503`
  return isAnnotationTrue(ingress, 'service-upstream') ? 'fails with 502 or 504' : 'answers 503'
}
