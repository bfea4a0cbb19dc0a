import type { KindMap } from '@/lib/model/kubernetes'
import type { ObjectRef } from '@/lib/model/object-ref'
import { NotObservedError } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import type { BackendService } from './backend-service'

type Pod = KindMap['Pod']
type ContainerStatus = NonNullable<NonNullable<Pod['status']>['containerStatuses']>[number]

/**
 * How one Pod stands. `ended` Pods (phase Succeeded or Failed) never become endpoints again; `terminating` ones are being
 * removed; the others are live.
 */
export type PodStage = 'ready' | 'not-ready' | 'crashing' | 'unscheduled' | 'terminating' | 'ended'

export interface PodState {
  namespace: string
  name: string
  stage: PodStage
  /** Why it is not ready, in the words of its status; empty when it is. */
  reason: string
  /** Field of the Pod that says so; empty when it is ready. */
  field: string
  restarts: number
  images: string[]
  /** Names and protocols of declared container ports, as `http/TCP`. */
  namedPorts: string[]
  /** Numbers of declared TCP container ports, without repetition. */
  tcpPorts: number[]
  createdAtMs: number | null
  owner: ObjectRef | null
}

/** Waiting reasons that do not pass by themselves (kubelet `pkg/kubelet/kuberuntime` and `pkg/kubelet/images`, Kubernetes 1.31). */
const brokenWaitingReasons = new Set([
  'CrashLoopBackOff',
  'ImagePullBackOff',
  'ErrImagePull',
  'ErrImageNeverPull',
  'InvalidImageName',
  'ImageInspectError',
  'RegistryUnavailable',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
  'PreCreateHookError',
  'PreStartHookError',
  'PostStartHookError',
])

/** The kubelet forgets earlier crashes once a container has run this long (twice its longest back-off of five minutes). */
const crashMemoryMs = 10 * 60_000

/**
 * Every Pod that the Service's selector matches, by name. Empty when none does, or when the Service has no selector. Throws
 * `NotObservedError` when Pods are not known.
 */
export function listBackendPods(view: ClusterView, service: BackendService): PodState[] {
  const { namespace, name, selector } = service
  if (selector === null) return []
  return view.fact(`backend-pods:${namespace}/${name}:${JSON.stringify(selector)}`, (inner) => {
    const listing = inner.podsMatching(namespace, selector)
    if (listing.state === 'unavailable') throw new NotObservedError(listing.unavailable)
    if (listing.missing !== null) throw new NotObservedError(listing.missing)
    return listing.objects.map((pod) => readPodState(inner, pod))
  })
}

export const listLivePods = (pods: readonly PodState[]) =>
  pods.filter((pod) => pod.stage !== 'ended' && pod.stage !== 'terminating')

/** A Pod this young may still be starting. */
const startGraceMs = 30_000

/**
 * Until when the state of live Pods is a start rather than a fault: the end of the oldest one's first 30 seconds, ISO 8601 UTC.
 * Undefined when that has passed, when a Pod is ready or crashes, or when there is none.
 */
export function findEndOfStart(view: ClusterView, live: readonly PodState[]): string | undefined {
  const areStarting = live.every(({ stage }) => stage === 'not-ready' || stage === 'unscheduled')
  if (live.length === 0 || !areStarting) return undefined
  const endsAtMs = Math.min(...live.map((pod) => (pod.createdAtMs ?? 0) + startGraceMs))
  return view.hasPassed(endsAtMs) ? undefined : new Date(endsAtMs).toISOString()
}

/** The Pod as a finding names it. */
export const refToPod = (pod: PodState): ObjectRef & { namespace: string } => ({
  kind: 'Pod',
  namespace: pod.namespace,
  name: pod.name,
})

/**
 * The workload of Pods, for a reader: the Deployment above their ReplicaSet, else their direct owner, else null. Of Pods with
 * several owners it is the first one's. A ReplicaSet that cannot be read stands for its Deployment.
 */
export function findWorkload(view: ClusterView, pods: readonly PodState[]): ObjectRef | null {
  const owner = pods.find((pod) => pod.owner !== null)?.owner ?? null
  if (owner?.kind !== 'ReplicaSet') return owner
  const lookup = view.lookUp('ReplicaSet', owner.namespace, owner.name)
  const parent = lookup.state === 'found' ? findController(lookup.object) : undefined
  return parent === undefined ? owner : { kind: parent.kind, namespace: owner.namespace, name: parent.name }
}

function findController(object: { metadata: Pod['metadata'] }) {
  return object.metadata.ownerReferences?.find((reference) => reference.controller === true)
}

function readPodState(view: ClusterView, pod: Pod): PodState {
  const namespace = pod.metadata.namespace ?? ''
  const statuses = listStatuses(pod)
  const createdAtMs = Date.parse(pod.metadata.creationTimestamp ?? '')
  return {
    namespace,
    name: pod.metadata.name,
    ...judgeStage(view, pod, statuses),
    restarts: statuses.reduce((sum, { status }) => sum + (status.restartCount ?? 0), 0),
    ...readTemplate(pod),
    createdAtMs: Number.isNaN(createdAtMs) ? null : createdAtMs,
    owner: readOwner(pod),
  }
}

type Template = Pick<PodState, 'images' | 'namedPorts' | 'tcpPorts'>
const templates = new WeakMap<object, Template>()
const owners = new WeakMap<object, ObjectRef>()

/** What the containers declare. Pods of one workload share their containers once stored, and so they share this. */
function readTemplate({ spec }: Pod): Template {
  const containers = spec?.containers ?? []
  const sidecars = (spec?.initContainers ?? []).filter((container) => container.restartPolicy === 'Always')
  const known = sidecars.length === 0 ? templates.get(containers) : undefined
  if (known !== undefined) return known
  const ports = [...containers, ...sidecars].flatMap((container) => container.ports ?? [])
  const template = {
    images: containers.flatMap((container) => (container.image ? [container.image] : [])),
    namedPorts: ports.flatMap((port) => (port.name ? [`${port.name}/${port.protocol ?? 'TCP'}`] : [])),
    tcpPorts: [...new Set(ports.flatMap((port) => ((port.protocol ?? 'TCP') === 'TCP' ? [port.containerPort] : [])))],
  }
  if (sidecars.length === 0) templates.set(containers, template)
  return template
}

/** The controlling owner; one object for all Pods that share their owner references. */
function readOwner(pod: Pod): ObjectRef | null {
  const references = pod.metadata.ownerReferences
  const controller = findController(pod)
  if (references === undefined || controller === undefined) return null
  const namespace = pod.metadata.namespace ?? ''
  const known = owners.get(references)
  if (known?.namespace === namespace) return known
  const owner = { kind: controller.kind, namespace, name: controller.name }
  owners.set(references, owner)
  return owner
}

interface PlacedStatus {
  status: ContainerStatus
  field: string
}

function listStatuses(pod: Pod): PlacedStatus[] {
  const place = (field: string) => (status: ContainerStatus, index: number) => ({ status, field: `${field}[${index}]` })
  return [
    ...(pod.status?.initContainerStatuses ?? []).map(place('status.initContainerStatuses')),
    ...(pod.status?.containerStatuses ?? []).map(place('status.containerStatuses')),
  ]
}

function judgeStage(
  view: ClusterView,
  pod: Pod,
  statuses: PlacedStatus[],
): Pick<PodState, 'stage' | 'reason' | 'field'> {
  const { status } = pod
  if (status?.phase === 'Succeeded' || status?.phase === 'Failed') {
    return { stage: 'ended', reason: status.reason || status.phase, field: 'status.phase' }
  }
  const deletedAt = pod.metadata.deletionTimestamp
  if (deletedAt !== undefined)
    return { stage: 'terminating', reason: 'Terminating', field: 'metadata.deletionTimestamp' }
  const ready = status?.conditions?.find((condition) => condition.type === 'Ready')
  if (ready?.status === 'True') return { stage: 'ready', reason: '', field: '' }

  const scheduled = status?.conditions?.find((condition) => condition.type === 'PodScheduled')
  if (scheduled?.status === 'False') {
    const reason = joinReason(scheduled.reason ?? 'Unschedulable', scheduled.message)
    return { stage: 'unscheduled', reason, field: 'status.conditions[PodScheduled]' }
  }
  for (const placed of statuses) {
    const crash = describeCrash(view, placed.status)
    if (crash !== null) return { stage: 'crashing', reason: crash, field: placed.field }
  }
  for (const { status: container, field } of statuses) {
    const waiting = container.state?.waiting
    if (waiting === undefined || waiting.reason === 'PodInitializing') continue
    const reason = joinReason(`container ${container.name} waits: ${waiting.reason ?? 'unknown'}`, waiting.message)
    return { stage: 'not-ready', reason, field: `${field}.state.waiting` }
  }
  const reason = ready === undefined ? `phase ${status?.phase ?? 'unknown'}` : describeUnready(ready)
  return { stage: 'not-ready', reason: reason || 'not ready', field: 'status.conditions[Ready]' }
}

/** What keeps a container from running, in words; null when it runs, starts normally, or has ended as it should. */
function describeCrash(view: ClusterView, status: ContainerStatus): string | null {
  const { state, lastState, name } = status
  const last = lastState?.terminated
  const lastEnd = last === undefined ? '' : `last ended with ${describeEnd(last)}`
  const waitingReason = state?.waiting?.reason
  if (waitingReason !== undefined && brokenWaitingReasons.has(waitingReason)) {
    const start = `container ${name}: ${waitingReason}`
    return lastEnd === '' ? joinReason(start, state?.waiting?.message) : `${start}, ${lastEnd}`
  }
  const ended = state?.terminated
  if (ended !== undefined && (ended.exitCode !== 0 || ended.reason === 'OOMKilled')) {
    return `container ${name} ended with ${describeEnd(ended)}`
  }
  if (status.ready === true || last === undefined) return null
  const lastFailed = last.exitCode !== 0 || last.reason === 'OOMKilled'
  const endedAtMs = Date.parse(last.finishedAt ?? '')
  const hasCrashedLately = !Number.isNaN(endedAtMs) && !view.hasPassed(endedAtMs + crashMemoryMs)
  // Between two crashes a container looks as if it were starting; its last end tells them apart.
  if (lastFailed && hasCrashedLately && (last.reason === 'OOMKilled' || (status.restartCount ?? 0) >= 2)) {
    return `container ${name} restarted ${status.restartCount ?? 0} times, ${lastEnd}`
  }
  return null
}

function describeEnd({ reason, exitCode }: { reason?: string; exitCode?: number }): string {
  if (exitCode === undefined) return reason ?? ''
  return reason ? `${reason} (exit code ${exitCode})` : `exit code ${exitCode}`
}

/** The Ready condition in words; the kubelet's list of containers reads better as a sentence. */
function describeUnready({ reason, message }: { reason?: string; message?: string }): string {
  const [, names] = /^containers with unready status: \[(.+)\]$/.exec(message ?? '') ?? []
  if (names === undefined) return joinReason(reason, message)
  const containers = names.split(' ')
  return `${containers.length === 1 ? 'container' : 'containers'} ${containers.join(', ')} not ready`
}

const joinReason = (...parts: (string | undefined)[]) => parts.filter(Boolean).join(': ')
