import type { KindMap } from '@/lib/model/kubernetes'
import type { ObjectRef } from '@/lib/model/object-ref'
import type { Unavailable } from '@/lib/model/unavailable'
import type { ClusterView, Listing } from '@/lib/snapshot/cluster-view'
import type { InputName } from '@/lib/snapshot/read-keys'
import { type Container, listCommandWords, type PodSpec, readContainerCommand, readVersion } from './container-command'
import { externalDnsSchema } from './external-dns/flag-schema'
import { type FlagSet, parseKingpinFlags, parsePflags } from './flags'
import { nginxBooleans } from './nginx/flag-table'

export type Component = 'ingress-nginx' | 'external-dns' | 'cert-manager'

/** One Pod of a controller. `trouble` says why it is not ready, null when it is. */
export interface ControllerPod {
  name: string
  node: string | null
  isReady: boolean
  trouble: string | null
  /** ISO 8601 UTC; null when it does not say. */
  createdAt: string | null
  /** How long its container ran before it ended the last time, to ten seconds; null when none of it has ended. */
  lastRunSeconds: number | null
}

/** One installed controller: a workload, or Pods whose workload cannot be read. */
export interface ControllerInstance {
  component: Component
  namespace: string
  name: string
  /** The workload; a Pod when only Pods can be read. */
  workload: ObjectRef
  version: string | null
  /** Null when only Pods can be read. */
  desiredPods: number | null
  readyPods: number
  /** Null when Pods cannot be read; `readyPods` is then what the workload's status says. */
  pods: ControllerPod[] | null
  flags: FlagSet
  flagsFrom: 'Pod' | 'workload'
}

/**
 * Every instance of a component that can be seen. `missing` says what else might exist but could not be read: with it, only
 * conclusions of presence hold.
 */
export interface ControllerInventory {
  instances: ControllerInstance[]
  missing: Unavailable | null
}

/** Everything that the facts of this file read. */
export const controllerInputs = [
  'Deployment',
  'DaemonSet',
  'StatefulSet',
  'Pod',
] as const satisfies readonly InputName[]

const workloadKinds = ['Deployment', 'DaemonSet', 'StatefulSet'] as const
type WorkloadKind = (typeof workloadKinds)[number]
type Workload = KindMap[WorkloadKind]
type Pod = KindMap['Pod']

const ingressNginxSchema = { booleans: nginxBooleans, lists: new Set<string>() }

/** Other ingress controllers that take flags of the same names. */
const foreignImage = /haproxy|kong|traefik|contour|emissary|apisix/

/** Every ingress-nginx controller, by labels, program name or flags (chart `ingress-nginx` 4.15 labels). */
export function findIngressControllers(view: ClusterView): ControllerInventory {
  return view.fact('ingress-controllers', (inner) => takeInventory(inner, 'ingress-nginx'))
}

/** Every external-dns, by labels, image or flags (charts `external-dns` of kubernetes-sigs and bitnami). */
export function findExternalDnsInstances(view: ClusterView): ControllerInventory {
  return view.fact('external-dns-instances', (inner) => takeInventory(inner, 'external-dns'))
}

/** Every controller of cert-manager (chart `cert-manager` 1.21 labels); its webhook and cainjector are not among them. */
export function findCertManagers(view: ClusterView): ControllerInventory {
  return view.fact('cert-managers', (inner) => takeInventory(inner, 'cert-manager'))
}

/** The container that runs a component in a Pod or template with these labels, or undefined when none does. */
export function findComponentContainer(
  component: Component,
  labels: Readonly<Record<string, string>> | undefined,
  spec: PodSpec | undefined,
): Container | undefined {
  const containers = spec?.containers ?? []
  if (component === 'cert-manager') return findCertManager(labels, containers)
  return component === 'external-dns' ? findExternalDns(labels, containers) : findIngressNginx(labels, containers)
}

function findCertManager(
  labels: Readonly<Record<string, string>> | undefined,
  containers: readonly Container[],
): Container | undefined {
  const byName = containers.find(({ name }) => name === 'cert-manager-controller')
  if (byName !== undefined) return byName
  const hasLabels =
    labels?.['app.kubernetes.io/name'] === 'cert-manager' && labels['app.kubernetes.io/component'] === 'controller'
  if (hasLabels) return containers[0]
  return containers.find((container) =>
    listCommandWords(container).some((word) => /^--cluster-resource-namespace(=|$)/.test(word)),
  )
}

function findExternalDns(
  labels: Readonly<Record<string, string>> | undefined,
  containers: readonly Container[],
): Container | undefined {
  const byImage = containers.find(({ image }) => /(^|\/)external-dns([:@]|$)/.test(image ?? ''))
  if (byImage !== undefined) return byImage
  const byName = containers.find(({ name }) => name === 'external-dns')
  if (labels?.['app.kubernetes.io/name'] === 'external-dns') return byName ?? containers[0]
  return containers.find((container) => {
    const words = listCommandWords(container)
    const has = (flag: string) => words.some((word) => word === flag || word.startsWith(`${flag}=`))
    return (
      (has('--source') && has('--provider')) ||
      (container.env ?? []).some(({ name }) => name === 'EXTERNAL_DNS_PROVIDER')
    )
  })
}

function findIngressNginx(
  labels: Readonly<Record<string, string>> | undefined,
  containers: readonly Container[],
): Container | undefined {
  const byProgram = containers.find((container) =>
    listCommandWords(container).some((word) => word === '/nginx-ingress-controller'),
  )
  if (byProgram !== undefined) return byProgram
  if (
    labels?.['app.kubernetes.io/name'] === 'ingress-nginx' &&
    labels['app.kubernetes.io/component'] === 'controller'
  ) {
    return containers.find(({ name }) => name === 'controller') ?? containers[0]
  }
  return containers.find(
    (container) =>
      !foreignImage.test(container.image ?? '') &&
      listCommandWords(container).some((word) => /^--(controller-class|publish-service)(=|$)/.test(word)),
  )
}

interface Sighting {
  kind: WorkloadKind | 'Pod'
  namespace: string
  name: string
  component: Component
}

/** Where the components run. Kept apart from the details, so that a rolling Deployment elsewhere changes nothing here. */
function sightWorkloads(view: ClusterView): { sightings: Sighting[]; missing: Unavailable | null } {
  return view.fact('controller-workloads', (inner) => {
    const sightings: Sighting[] = []
    let missing: Unavailable | null = null
    for (const kind of workloadKinds) {
      const listing: Listing<Workload> = inner.listing(kind)
      missing ??= listing.state === 'unavailable' ? listing.unavailable : listing.missing
      if (listing.state === 'unavailable') continue
      for (const workload of listing.objects) {
        const { template } = workload.spec ?? {}
        sightings.push(...sight(kind, workload, template?.metadata?.labels, template?.spec))
      }
    }
    return { sightings, missing }
  })
}

/** Pods that run a component. Only read when workloads cannot be: looking at every Pod is the costly way. */
function sightPods(view: ClusterView): Sighting[] {
  return view.fact('controller-pods', (inner) => {
    const listing = inner.listing('Pod')
    if (listing.state === 'unavailable') return []
    return listing.objects.flatMap((pod) => (isFinished(pod) ? [] : sight('Pod', pod, pod.metadata.labels, pod.spec)))
  })
}

function sight(
  kind: Sighting['kind'],
  object: Workload | Pod,
  labels: Readonly<Record<string, string>> | undefined,
  spec: PodSpec | undefined,
): Sighting[] {
  const components: Component[] = ['ingress-nginx', 'external-dns', 'cert-manager']
  const component = components.find((candidate) => findComponentContainer(candidate, labels, spec) !== undefined)
  if (component === undefined) return []
  return [{ kind, namespace: object.metadata.namespace ?? '', name: object.metadata.name, component }]
}

function takeInventory(view: ClusterView, component: Component): ControllerInventory {
  const { sightings, missing } = sightWorkloads(view)
  const instances: ControllerInstance[] = []
  const knownPods = new Set<string>()
  for (const sighting of sightings) {
    if (sighting.component !== component || sighting.kind === 'Pod') continue
    const instance = readWorkloadInstance(view, sighting.kind, sighting)
    if (instance === null) continue
    instances.push(instance)
    for (const pod of instance.pods ?? []) knownPods.add(`${instance.namespace}/${pod.name}`)
  }
  if (missing !== null) instances.push(...readPodInstances(view, component, knownPods))
  return { instances, missing }
}

function readWorkloadInstance(
  view: ClusterView,
  kind: WorkloadKind,
  { namespace, name, component }: Sighting,
): ControllerInstance | null {
  const lookup = view.lookUp<WorkloadKind>(kind, namespace, name)
  if (lookup.state !== 'found') return null
  const workload: Workload = lookup.object
  const listing = view.podsMatching(namespace, workload.spec?.selector.matchLabels ?? {})
  const pods = listing.state === 'observed' ? listing.objects.filter((pod) => !isFinished(pod)) : null
  const template = workload.spec?.template
  const spokesman = pickSpokesman(pods ?? [])
  const fromPod =
    spokesman &&
    readConfiguration(component, spokesman.metadata.labels, spokesman.spec, namespace, spokesman.metadata.name)
  const configuration =
    fromPod ?? readConfiguration(component, template?.metadata?.labels, template?.spec, namespace, null)
  if (configuration === null) return null
  const counts = readCounts(workload)
  return {
    component,
    namespace,
    name,
    workload: { kind, namespace, name },
    version: configuration.version,
    desiredPods: counts.desired,
    // A workload's status and its Pods arrive separately; Pods are nearer to the truth once there are any.
    readyPods: pods === null || pods.length === 0 ? counts.ready : pods.filter(isPodReady).length,
    pods: pods === null ? null : pods.map(describePod),
    flags: configuration.flags,
    flagsFrom: fromPod ? 'Pod' : 'workload',
  }
}

function readPodInstances(
  view: ClusterView,
  component: Component,
  knownPods: ReadonlySet<string>,
): ControllerInstance[] {
  const groups = new Map<string, Pod[]>()
  for (const sighting of sightPods(view)) {
    if (sighting.component !== component || knownPods.has(`${sighting.namespace}/${sighting.name}`)) continue
    const lookup = view.lookUp('Pod', sighting.namespace, sighting.name)
    if (lookup.state !== 'found') continue
    const key = `${sighting.namespace}/${nameOfOwner(lookup.object)}`
    groups.set(key, [...(groups.get(key) ?? []), lookup.object])
  }
  return [...groups.values()].flatMap((pods) => {
    const spokesman = pickSpokesman(pods)
    if (spokesman === undefined) return []
    const { namespace = '', name, labels } = spokesman.metadata
    const configuration = readConfiguration(component, labels, spokesman.spec, namespace, name)
    if (configuration === null) return []
    return [
      {
        component,
        namespace,
        name: nameOfOwner(spokesman),
        workload: { kind: 'Pod', namespace, name },
        version: configuration.version,
        desiredPods: null,
        readyPods: pods.filter(isPodReady).length,
        pods: pods.map(describePod),
        flags: configuration.flags,
        flagsFrom: 'Pod',
      } satisfies ControllerInstance,
    ]
  })
}

function readConfiguration(
  component: Component,
  labels: Readonly<Record<string, string>> | undefined,
  spec: PodSpec | undefined,
  namespace: string,
  podName: string | null,
): { version: string | null; flags: FlagSet } | null {
  const container = findComponentContainer(component, labels, spec)
  if (container === undefined) return null
  const command = readContainerCommand(container, namespace, podName)
  const flags =
    component === 'external-dns'
      ? parseKingpinFlags(command, externalDnsSchema)
      : parsePflags(command, ingressNginxSchema)
  return { version: readVersion(container.image, labels?.['app.kubernetes.io/version']), flags }
}

function readCounts(workload: Workload): { desired: number; ready: number } {
  const { spec, status } = workload
  if (status !== undefined && 'desiredNumberScheduled' in status) {
    return { desired: status.desiredNumberScheduled, ready: status.numberReady ?? 0 }
  }
  const replicas = spec !== undefined && 'replicas' in spec ? spec.replicas : undefined
  const ready = status !== undefined && 'readyReplicas' in status ? status.readyReplicas : undefined
  return { desired: replicas ?? 1, ready: ready ?? 0 }
}

/** The Pod whose flags speak for the instance: ready before not ready, the newest among those. */
function pickSpokesman(pods: readonly Pod[]): Pod | undefined {
  const rank = (pod: Pod) => `${isPodReady(pod) ? '1' : '0'} ${pod.metadata.creationTimestamp ?? ''}`
  return [...pods].sort((a, b) => (rank(a) < rank(b) ? 1 : rank(a) > rank(b) ? -1 : 0))[0]
}

function isFinished(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed'
}

/** Ready, and not on its way out. */
function isPodReady(pod: Pod): boolean {
  const isReady = (pod.status?.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True')
  return isReady && pod.metadata.deletionTimestamp === undefined
}

function describePod(pod: Pod): ControllerPod {
  const isReady = isPodReady(pod)
  return {
    name: pod.metadata.name,
    node: pod.spec?.nodeName ?? null,
    isReady,
    trouble: isReady ? null : describeTrouble(pod),
    createdAt: pod.metadata.creationTimestamp ?? null,
    lastRunSeconds: readLastRun(pod),
  }
}

/** Rounded, so that every crash of the same kind reads the same. */
function readLastRun(pod: Pod): number | null {
  for (const { state, lastState } of pod.status?.containerStatuses ?? []) {
    const ended = state?.terminated ?? lastState?.terminated
    const ranMs = Date.parse(ended?.finishedAt ?? '') - Date.parse(ended?.startedAt ?? '')
    if (!Number.isNaN(ranMs)) return Math.round(ranMs / 10_000) * 10
  }
  return null
}

/** Why a Pod is not ready. Without restart counts: they would change with every crash and say nothing new. */
function describeTrouble(pod: Pod): string {
  if (pod.metadata.deletionTimestamp !== undefined) return 'terminating'
  for (const container of [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])]) {
    const waiting = container.state?.waiting?.reason
    const last = container.lastState?.terminated
    const lastText = last ? `, last ended with ${last.reason ?? 'an error'} (exit code ${last.exitCode})` : ''
    if (waiting && waiting !== 'ContainerCreating' && waiting !== 'PodInitializing') return `${waiting}${lastText}`
    if (container.state?.terminated)
      return `${container.state.terminated.reason ?? 'ended'} (exit code ${container.state.terminated.exitCode})`
  }
  const scheduled = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled')
  if (scheduled?.status === 'False')
    return `${scheduled.reason ?? 'not scheduled'}: ${scheduled.message ?? ''}`.replace(/: $/, '')
  return pod.status?.phase === 'Running' ? 'running but not ready' : (pod.status?.phase ?? 'state not reported')
}

function nameOfOwner(pod: Pod): string {
  const owner = pod.metadata.ownerReferences?.find(({ controller }) => controller === true)
  if (owner === undefined) return pod.metadata.labels?.['app.kubernetes.io/instance'] ?? pod.metadata.name
  return owner.kind === 'ReplicaSet' ? owner.name.replace(/-[a-z0-9]{5,10}$/, '') : owner.name
}
