import type { KindMap } from '@/lib/model/kubernetes'
import type { ObjectRef } from '@/lib/model/object-ref'
import { NotObservedError } from '@/lib/model/unavailable'
import { type CompiledPolicy, compilePolicy, type Direction, readProtocol } from '@/lib/network-policy/compile'
import { completeNamespaceLabels, type PodEndpoint } from '@/lib/network-policy/endpoints'
import { findPolicyEnforcer } from '@/lib/network-policy/enforcer'
import {
  type ConnectionVerdict,
  evaluateConnection,
  listSelecting,
  type PolicySide,
} from '@/lib/network-policy/evaluate'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import type { InputName } from '@/lib/snapshot/read-keys'
import type { BackendService, ServicePort } from './backend-service'
import { claimInputs, controllerKey } from './claim'
import { type ControllerInstance, findIngressControllers } from './controllers'

/** What the policies of one end say, and which end that is. */
export interface BlockingSide extends PolicySide {
  direction: Direction
}

/** A sort of backend Pods that policies treat alike, and whether the controllers reach them. `pods` counts those of the sort. */
export interface ReachedPods {
  example: ObjectRef & { namespace: string }
  pods: number
  port: number
  verdict: ConnectionVerdict['verdict']
  /** Sides that deny; empty unless the verdict is `denied`. */
  blocking: BlockingSide[]
  /** What an unknown verdict hangs on, in words; null otherwise. */
  unknownBecause: string | null
  /** Policies that isolate the Pods for incoming traffic, and those of them that admit the controller, as `namespace/name`. */
  isolatedBy: string[]
  admittedBy: string[]
}

/**
 * Whether NetworkPolicies let the controllers reach the Pods of a Service on the port that NGINX dials. `reached` is empty when there is no
 * Pod to reach, no ready controller Pod to come from, or when no policy selects either end (`isIsolated` false).
 */
export interface BackendReach {
  isIsolated: boolean
  /** The controllers that the traffic comes from: those with a ready Pod. */
  from: ObjectRef[]
  /** A controller uses the host network: policies see its node, and it always reaches Pods of that node. */
  isFromHostNetwork: boolean
  reached: ReachedPods[]
  /** Who enforces policies here; null: none of the plugins that Fairlead knows. Only looked for when a Pod is isolated. */
  enforcer: { title: string; workload: ObjectRef } | null
}

/** Everything that a reach is made from. */
export const reachInputs = [
  ...new Set([...claimInputs, 'Service', 'NetworkPolicy'] as const),
] as const satisfies readonly InputName[]

/**
 * Judges the way from the controllers to the Pods behind one port of a Service. NGINX dials the Pods themselves, so what counts is the
 * port of the Pod, the ingress policies of its namespace, and the egress policies of the controller's. Throws `NotObservedError` when
 * NetworkPolicies, Pods, or (where it decides) the DaemonSet of the network plugin are not known.
 */
export function readBackendReach(
  view: ClusterView,
  service: BackendService,
  port: ServicePort,
  controllers: readonly ControllerInstance[],
): BackendReach {
  const keys = controllers.map(controllerKey).sort()
  const id = `${service.namespace}/${service.name}:${JSON.stringify(service.selector)}:${port.targetPort}:${port.protocol}:${keys.join()}`
  return view.fact(`backend-reach:${id}`, (inner) => judgeReach(inner, service, port, keys))
}

function judgeReach(
  view: ClusterView,
  service: BackendService,
  port: ServicePort,
  controllerKeys: readonly string[],
): BackendReach {
  const serving = controllerKeys.map((key) => readServingController(view, key)).filter(({ pods }) => pods.length > 0)
  const sources = serving.flatMap(({ pods }) => pods)
  const [first] = sources
  const from = serving.flatMap(({ workload }) => workload ?? [])
  const isFromHostNetwork = sources.some(({ usesHostNetwork }) => usesHostNetwork)
  const namespaces = new Set([service.namespace, ...sources.map(({ namespace }) => namespace)])
  const policies = new Map([...namespaces].map((namespace) => [namespace, listPolicies(view, namespace)]))
  const policiesOf = (namespace: string) => policies.get(namespace) ?? []
  const nothing: BackendReach = { isIsolated: false, from, isFromHostNetwork, reached: [], enforcer: null }
  if (first === undefined || [...policies.values()].every((some) => some.length === 0)) return nothing

  const sorts = listPodSorts(view, service, policiesOf(service.namespace))
  const isIsolated =
    sources.some(({ namespace, labels }) => listSelecting(policiesOf(namespace), 'egress', labels).length > 0) ||
    sorts.some(({ pod }) => listSelecting(policiesOf(pod.namespace), 'ingress', pod.labels).length > 0)
  if (!isIsolated) return nothing

  const enforcer = findPolicyEnforcer(view)
  const reached = sorts.flatMap(({ pod, count }): ReachedPods[] =>
    listPortNumbers(pod, port).map((number) => {
      const verdicts = sources.map((source) =>
        evaluateConnection({ from: source, to: pod, port: number, protocol: 'TCP' }, policiesOf, enforcer.profile),
      )
      return { ...foldVerdicts(verdicts, first), ...describeSort(pod, count, number) }
    }),
  )
  const { title, workload } = enforcer
  const seen = title === null || workload === null ? null : { title, workload }
  return { isIsolated, from, isFromHostNetwork, reached, enforcer: seen }
}

/** Whether some NetworkPolicy decides who may reach the live Pods of a Service, whoever asks. Throws as `readBackendReach` does. */
export function arePodsIsolated(view: ClusterView, service: BackendService): boolean {
  const { namespace, name, selector } = service
  return view.fact(`backend-isolated:${namespace}/${name}:${JSON.stringify(selector)}`, (inner) => {
    const policies = listPolicies(inner, namespace)
    if (policies.length === 0) return false
    return listPodSorts(inner, service, policies).some(
      ({ pod }) => !pod.usesHostNetwork && listSelecting(policies, 'ingress', pod.labels).length > 0,
    )
  })
}

const describeSort = ({ namespace, name }: PodEndpoint, pods: number, port: number) => ({
  example: { kind: 'Pod', namespace, name },
  pods,
  port,
})

/** The worst of several sources: one controller that is kept out breaks the path for the clients it serves. */
function foldVerdicts(
  verdicts: readonly ConnectionVerdict[],
  source: PodEndpoint,
): Pick<ReachedPods, 'verdict' | 'blocking' | 'unknownBecause' | 'isolatedBy' | 'admittedBy'> {
  const worst =
    verdicts.find(({ verdict }) => verdict === 'denied') ??
    verdicts.find(({ verdict }) => verdict === 'unknown') ??
    verdicts[0]
  if (worst === undefined)
    return { verdict: 'allowed', blocking: [], unknownBecause: null, isolatedBy: [], admittedBy: [] }
  const { verdict, blockedBy, egress, ingress } = worst
  const names = (refs: readonly { namespace: string; name: string }[]) => [
    ...new Set(refs.map(({ namespace, name }) => `${namespace}/${name}`)),
  ]
  return {
    verdict,
    blocking: blockedBy.map((direction) => ({ direction, ...(direction === 'egress' ? egress : ingress) })),
    unknownBecause:
      verdict === 'unknown' ? describeDependence([...egress.dependsOn, ...ingress.dependsOn], source) : null,
    isolatedBy: names(ingress.selectedBy),
    admittedBy: names(ingress.allowedBy.map(({ policy }) => policy)),
  }
}

function describeDependence(dependences: PolicySide['dependsOn'], source: PodEndpoint): string {
  switch (dependences[0]?.on) {
    case 'namespace-labels':
      return `it hangs on labels of namespace ${source.namespace}, which cannot be read`
    case 'pod-address':
      return 'it hangs on the address of a Pod that has none yet'
    case 'ip-block-of-nodes':
      return 'the controller uses the host network, and it hangs on how the network plugin reads an ipBlock of nodes'
    default:
      return 'it hangs on how the network plugin reads an ipBlock of Pods'
  }
}

/** All NetworkPolicies of a namespace, with their defaults. Throws `NotObservedError` when they could not all be read. */
export function listPolicies(view: ClusterView, namespace: string): CompiledPolicy[] {
  return view.fact(`network-policies:${namespace}`, (inner) =>
    inner.list('NetworkPolicy', namespace).map((policy) => compilePolicy(policy)),
  )
}

/** A controller and its ready Pods as ends of connections, one for each set of labels: the others are treated alike. */
function readServingController(view: ClusterView, key: string): { workload: ObjectRef | null; pods: PodEndpoint[] } {
  return view.fact(`controller-endpoints:${key}`, (inner) => {
    const controller = findIngressControllers(inner).instances.find((instance) => controllerKey(instance) === key)
    if (controller === undefined) return { workload: null, pods: [] }
    // Throws the reason why its Pods are not known.
    if (controller.pods === null) inner.list('Pod', controller.namespace)
    const sorts = new Map<string, PodEndpoint>()
    for (const { name, isReady } of controller.pods ?? []) {
      const pod = isReady ? inner.find('Pod', controller.namespace, name) : undefined
      if (pod === undefined) continue
      const endpoint = readEndpoint(pod, readNamespaceLabels(inner, controller.namespace))
      const sort = JSON.stringify([omitHash(endpoint.labels), endpoint.usesHostNetwork])
      if (!sorts.has(sort)) sorts.set(sort, endpoint)
    }
    return { workload: controller.workload, pods: [...sorts.values()] }
  })
}

/** The ready Pods of these controllers as ends of connections. Throws `NotObservedError` when they are not known. */
export function listServingPods(view: ClusterView, controllers: readonly ControllerInstance[]): PodEndpoint[] {
  return controllers.flatMap((controller) => readServingController(view, controllerKey(controller)).pods)
}

function readNamespaceLabels(view: ClusterView, namespace: string): PodEndpoint['namespaceLabels'] {
  const lookup = view.lookUp('Namespace', null, namespace)
  if (lookup.state === 'unavailable') return null
  return completeNamespaceLabels(namespace, lookup.state === 'found' ? lookup.object.metadata.labels : undefined)
}

interface PodSort {
  pod: PodEndpoint
  count: number
}

/** Live Pods of a Service, one for each sort that policies and port names can tell apart. */
function listPodSorts(view: ClusterView, service: BackendService, policies: readonly CompiledPolicy[]): PodSort[] {
  const listing = view.podsMatching(service.namespace, service.selector ?? {})
  if (listing.state === 'unavailable') throw new NotObservedError(listing.unavailable)
  if (listing.missing !== null) throw new NotObservedError(listing.missing)
  const keys = listSelectorKeys(policies)
  const sorts = new Map<string, PodSort>()
  for (const pod of listing.objects) {
    const phase = pod.status?.phase
    if (phase === 'Succeeded' || phase === 'Failed' || pod.metadata.deletionTimestamp !== undefined) continue
    const endpoint = readEndpoint(pod, null)
    const relevant = keys.map((key) => endpoint.labels[key] ?? null)
    const sort = JSON.stringify([relevant, endpoint.ports, endpoint.usesHostNetwork])
    const known = sorts.get(sort)
    if (known === undefined) sorts.set(sort, { pod: endpoint, count: 1 })
    else known.count += 1
  }
  return [...sorts.values()]
}

/** Label keys that the policies of a namespace select their Pods by; all other labels make no difference. */
function listSelectorKeys(policies: readonly CompiledPolicy[]): string[] {
  const keys = policies.flatMap(({ podSelector }) => [
    ...Object.keys(podSelector.matchLabels ?? {}),
    ...(podSelector.matchExpressions ?? []).map(({ key }) => key),
  ])
  return [...new Set(keys)].sort()
}

/** A Pod as one end of connections. `namespaceLabels` null: not known, or of no matter. */
export function readEndpoint(pod: KindMap['Pod'], namespaceLabels: PodEndpoint['namespaceLabels']): PodEndpoint {
  const containers = pod.spec?.containers ?? []
  const sidecars = (pod.spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always')
  return {
    kind: 'pod',
    namespace: pod.metadata.namespace ?? '',
    name: pod.metadata.name,
    labels: pod.metadata.labels ?? {},
    namespaceLabels,
    ips: pod.status?.podIP ? [pod.status.podIP] : [],
    ports: [...containers, ...sidecars].flatMap(({ ports }) =>
      (ports ?? []).map(({ name, containerPort, protocol }) => ({
        name: name || null,
        number: containerPort,
        protocol: readProtocol(protocol),
      })),
    ),
    usesHostNetwork: pod.spec?.hostNetwork === true,
  }
}

const omitHash = ({ 'pod-template-hash': _, ...labels }: Readonly<Record<string, string>>) => labels

/** Numbers of the target port on a Pod; none when it has no port of that name, which another check says. */
function listPortNumbers(pod: PodEndpoint, { targetPort, protocol }: ServicePort): number[] {
  if (protocol !== 'TCP') return []
  if (typeof targetPort === 'number') return [targetPort]
  return pod.ports
    .filter((declared) => declared.name === targetPort && declared.protocol === 'TCP')
    .map(({ number }) => number)
}
