import { formatSentenceTime } from '@/lib/format/sentence-time'
import type { ObjectRef } from '@/lib/model/object-ref'
import type { Fact } from '@/lib/model/trace'
import { NotObservedError } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { type BackendEndpoints, readBackendEndpoints } from './backend-endpoints'
import { findEndOfStart, findWorkload, listBackendPods, listLivePods, type PodState, refToPod } from './backend-pods'
import { readBackendReach } from './backend-reach'
import {
  type BackendService,
  type BackendTarget,
  describeMissingEndpointAnswer,
  findBackendService,
  findServicePort,
  formatLabels,
  readBackendTarget,
  type ServicePort,
} from './backend-service'
import { findClaim, listClaimingControllers } from './claim'
import { isAnnotationTrue } from './locations'
import { formatPortMapping } from './port-mapping'
import type { Ingress, PathSubject } from './subjects'

/**
 * What a hop is here, for a reader. `problem` is set when the hop certainly breaks the path; a check may explain why, and when
 * none does, the sentence stands for itself. It is left out where an earlier hop already explains it.
 */
export interface HopDescription {
  headline: string
  objects: ObjectRef[]
  facts: Fact[]
  problem?: string
  /** Set instead of `problem` while the hop does not work only because its Pods are starting. */
  risk?: string
  /** There is no such station by design: why. What its checks find is shown all the same. */
  byDesign?: string
}

/** Objects shown at a hop; the rest is counted. */
const objectsMax = 5

interface ResolvedBackend {
  target: Extract<BackendTarget, { kind: 'service' }>
  service: BackendService
  port: ServicePort | null
}

function resolveBackend(view: ClusterView, subject: PathSubject): ResolvedBackend | HopDescription {
  const target = readBackendTarget(subject)
  if (target.kind === 'none') return { headline: 'no backend', objects: [], facts: [] }
  if (target.kind === 'resource') {
    const value = 'not followed: ingress-nginx serves Service backends only'
    return { headline: target.resource, objects: [], facts: [{ label: 'Backend', value }] }
  }
  const service = findBackendService(view, target.namespace, target.name)
  if (service === null) return { headline: 'no Service', objects: [], facts: [] }
  return { target, service, port: findServicePort(service, target.port) }
}

/**
 * The Service hop: which Service and port the path names, and where the port leads. Throws `NotObservedError` when Services are
 * not known.
 */
export function describeServiceHop(view: ClusterView, subject: PathSubject): HopDescription {
  const target = readBackendTarget(subject)
  const resolved = resolveBackend(view, subject)
  if ('headline' in resolved) {
    if (target.kind === 'resource') return resolved
    if (target.kind === 'none') return { ...resolved, problem: 'The path names neither a Service nor a resource.' }
    return { ...resolved, headline: `no Service ${target.name}` }
  }
  const { service, port } = resolved
  const facts: Fact[] = []
  if (port !== null) facts.push({ label: 'Port', value: formatPortMapping(view, service, port) })
  facts.push({ label: 'Type', value: service.clusterIp === 'None' ? `${service.type}, headless` : service.type })
  if (service.externalName !== null) facts.push({ label: 'External name', value: service.externalName })
  else facts.push({ label: 'Selector', value: service.selector === null ? 'none' : formatLabels(service.selector) })
  if (service.doesPublishNotReady) facts.push({ label: 'Not-ready addresses', value: 'published as ready' })
  return {
    headline: `${service.name} :${target.kind === 'service' ? (target.port ?? '?') : '?'}`,
    objects: [refToService(service)],
    facts: [...facts, ...listAnnotationFacts(subject.ingress)],
    problem: subject.entry === 'load-balancer' ? undefined : describeServiceProblem(service, port),
  }
}

/** Breakages of a Service that no check covers. */
function describeServiceProblem(service: BackendService, port: ServicePort | null): string | undefined {
  const { externalName } = service
  if (externalName !== null) {
    if (externalName === '') return `Service ${service.name} has type ExternalName and no external name.`
    const isLoopback =
      externalName === 'localhost' || /^127\.\d+\.\d+\.\d+$/.test(externalName) || externalName === '::1'
    return isLoopback
      ? `NGINX refuses the external name ${externalName}: it would be the controller itself.`
      : undefined
  }
  if (port !== null && port.protocol !== 'TCP') {
    return `Port ${port.port} of Service ${service.name} is ${port.protocol}; NGINX uses TCP ports only and answers 503.`
  }
  return undefined
}

function listAnnotationFacts(ingress: Ingress): Fact[] {
  const facts: Fact[] = []
  if (isAnnotationTrue(ingress, 'service-upstream')) {
    facts.push({ label: 'Upstream', value: 'the ClusterIP (service-upstream): kube-proxy chooses the Pod' })
  }
  const fallback = ingress.metadata.annotations?.['nginx.ingress.kubernetes.io/default-backend']
  if (fallback)
    facts.push({ label: 'Default backend', value: `Service ${fallback} answers while no endpoint is ready` })
  return facts
}

/**
 * The endpoints hop: how many endpoints NGINX would use. `problem` is set whenever that is none and the Service hop does not
 * already say why. Throws `NotObservedError` when Services or EndpointSlices are not known.
 */
export function describeEndpointsHop(view: ClusterView, subject: PathSubject): HopDescription {
  const resolved = resolveBackend(view, subject)
  if ('headline' in resolved) return { ...resolved, headline: resolved.headline === 'no Service' ? 'no Service' : '—' }
  const { service, port, target } = resolved
  if (service.externalName !== null) {
    const facts = [{ label: 'Endpoints', value: `none: NGINX resolves ${service.externalName} when it serves` }]
    return { headline: service.externalName || '—', objects: [], facts }
  }
  const endpoints = readBackendEndpoints(view, service, port)
  const facts: Fact[] = [{ label: 'EndpointSlices', value: String(endpoints.slices.length) }]
  facts.push({ label: 'Terminating', value: String(endpoints.terminating) })
  if (port !== null && endpoints.portNumbers.length > 0) {
    facts.push({ label: 'Target port', value: endpoints.portNumbers.join(', ') })
  }
  const { slices } = endpoints
  const namespace = service.namespace
  const objects = slices.slice(0, objectsMax).map((name) => ({ kind: 'EndpointSlice', namespace, name }))
  if (port === null) {
    return { headline: `no port ${target.port ?? ''}`.trim(), objects, facts }
  }
  return {
    headline: endpoints.total === 0 ? 'no endpoints' : `${endpoints.usable} of ${endpoints.total} ready`,
    objects,
    facts,
    ...(endpoints.usable > 0 ? {} : describeMissingEndpoints(view, subject, resolved, endpoints)),
  }
}

function describeMissingEndpoints(
  view: ClusterView,
  subject: PathSubject,
  { service, port }: ResolvedBackend,
  endpoints: BackendEndpoints,
): Pick<HopDescription, 'problem' | 'risk'> {
  if (port === null || (port.protocol !== 'TCP' && subject.entry !== 'load-balancer')) return {}
  const answer = describeMissingEndpointAnswer(subject)
  const { name } = service
  const what =
    endpoints.total === 0
      ? `Service ${name} has no endpoint`
      : endpoints.total === 1
        ? `The only endpoint of Service ${name} cannot be used on port ${port.port}`
        : `None of the ${endpoints.total} endpoints of Service ${name} can be used on port ${port.port}`
  if (service.selector === null) {
    return endpoints.total === 0 ? {} : { problem: `${what}, so ${answer}.` }
  }
  const pods = tryToRead(() => listBackendPods(view, service))
  if (pods === null) return { problem: `${what}, so ${answer}. Why is not known: its Pods could not be read.` }
  const live = listLivePods(pods)
  if (pods.every((pod) => pod.stage === 'ended')) return {}
  if (live.length === 0) return { problem: `${what}: every Pod is terminating, so ${answer}.` }
  const readyCount = live.filter((pod) => pod.stage === 'ready').length
  if (readyCount === 0) {
    const until = findEndOfStart(view, live)
    if (until !== undefined)
      return { risk: `waiting until ${formatSentenceTime(until, view)}: ${what} while its Pods start.` }
    const pods = live.length === 1 ? 'its only Pod is not' : `none of its ${live.length} Pods is`
    return { problem: `${what}: ${pods} ready, so ${answer}.` }
  }
  if (typeof port.targetPort === 'string' && endpoints.total > 0) {
    return { problem: `${what}: no ready Pod offers the port named ${port.targetPort}, so ${answer}.` }
  }
  const ready = `${readyCount} of ${countPods(live.length)} ready`
  return { problem: `${what}, although ${ready}: its EndpointSlices have not followed, so ${answer}.` }
}

/**
 * The Pods hop: the Pods behind the Service, their workload, restarts and images. Throws `NotObservedError` when Services or
 * Pods are not known.
 */
export function describePodsHop(view: ClusterView, subject: PathSubject): HopDescription {
  const resolved = resolveBackend(view, subject)
  if ('headline' in resolved) return { ...resolved, headline: resolved.headline === 'no Service' ? 'no Service' : '—' }
  const { service } = resolved
  if (service.externalName !== null) {
    const facts = [{ label: 'Pods', value: 'outside: the Service is an external name' }]
    return { headline: '—', objects: [], facts, byDesign: 'the Service is an external name' }
  }
  if (service.selector === null) {
    return {
      headline: '—',
      objects: [],
      facts: [{ label: 'Pods', value: 'not selected: the Service has no selector' }],
      byDesign: 'the Service has no selector',
    }
  }
  const pods = listBackendPods(view, service)
  const live = listLivePods(pods)
  const shown = live.length > 0 ? live : pods.filter((pod) => pod.stage === 'terminating')
  if (shown.length === 0) {
    const value = pods.length === 0 ? '0' : `0 (${pods.length} ended)`
    return { headline: 'no Pods', objects: [], facts: [{ label: 'Pods', value }] }
  }
  const workload = findWorkload(view, shown)
  const readyCount = live.filter((pod) => pod.stage === 'ready').length
  const name = workload?.name ?? shown[0]?.name ?? ''
  return {
    headline: live.length === 0 ? `${name}, all terminating` : `${name}, ${readyCount} of ${live.length} ready`,
    objects: [...(workload === null ? [] : [workload]), ...shown.slice(0, objectsMax).map(refToPod)],
    facts: [...listPodFacts(pods, live, workload), ...listReachFacts(view, subject, resolved)],
  }
}

/** Which NetworkPolicies stand between the controller and the Pods; nothing where that is not known or none does. */
function listReachFacts(view: ClusterView, { ingress }: PathSubject, { service, port }: ResolvedBackend): Fact[] {
  const controllers = listClaimingControllers(view, findClaim(view, ingress))
  if (port === null || controllers.length === 0) return []
  const reach = tryToRead(() => readBackendReach(view, service, port, controllers))
  if (reach === null || !reach.isIsolated) return []
  return reach.reached.slice(0, objectsMax).map(({ verdict, port, isolatedBy, admittedBy }) => ({
    label: 'NetworkPolicies',
    value:
      verdict === 'allowed'
        ? `the controller is admitted on port ${port}${admittedBy.length === 0 ? '' : ` by ${admittedBy.join(', ')}`}`
        : `${isolatedBy.join(', ') || 'egress of the controller'}: the controller is ${verdict === 'denied' ? 'not admitted' : 'perhaps admitted'} on port ${port}`,
  }))
}

function listPodFacts(pods: readonly PodState[], live: readonly PodState[], workload: ObjectRef | null): Fact[] {
  const facts: Fact[] = []
  if (workload !== null) facts.push({ label: workload.kind, value: workload.name })
  const restarts = live.reduce((sum, pod) => sum + pod.restarts, 0)
  facts.push({ label: 'Restarts', value: String(restarts) })
  const terminating = pods.filter((pod) => pod.stage === 'terminating').length
  if (terminating > 0) facts.push({ label: 'Terminating', value: String(terminating) })
  const images = [...new Set(live.flatMap((pod) => pod.images.map(shortenImage)))]
  if (images.length > 0) facts.push({ label: images.length === 1 ? 'Image' : 'Images', value: images.join(', ') })
  for (const pod of live.filter(({ stage }) => stage !== 'ready').slice(0, objectsMax)) {
    facts.push({ label: pod.name, value: pod.reason })
  }
  return facts
}

/** `checkout:1.4.2` for `registry.example.net/shop/checkout:1.4.2`; a digest is cut to 12 digits. */
export function shortenImage(image: string): string {
  const name = image.slice(image.lastIndexOf('/') + 1)
  const digest = name.indexOf('@sha256:')
  return digest < 0 ? name : name.slice(0, digest + '@sha256:'.length + 12)
}

const countPods = (count: number) => `${count} ${count === 1 ? 'Pod' : 'Pods'}`

const refToService = ({ namespace, name }: BackendService): ObjectRef => ({ kind: 'Service', namespace, name })

/** The value, or null when it was not observed: for facts that a description can go without. */
function tryToRead<T>(read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    if (error instanceof NotObservedError) return null
    throw error
  }
}
