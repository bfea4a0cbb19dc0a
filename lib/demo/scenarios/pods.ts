import { readArray, readPath, readRecord, readString, readStrings } from '@/lib/demo/json'
import type { KubeObject, OwnerReference } from '@/lib/demo/kubernetes-api/kube-object'
import type { ScenarioContext } from '@/lib/demo/scenarios/scenario-context'

/** What is wrong with a workload's Pods; `none` makes no Pods although the workload wants some. */
export type PodCondition = 'ready' | 'not-ready' | 'crashing' | 'image-pull' | 'unscheduled' | 'terminating' | 'none'

export const podConditions: PodCondition[] = [
  'ready',
  'not-ready',
  'crashing',
  'image-pull',
  'unscheduled',
  'terminating',
  'none',
]

export interface PodPlace {
  name: string
  namespace: string
  labels: Record<string, string>
  annotations?: Record<string, string>
  /** The `template.spec` of its workload. */
  spec: Record<string, unknown>
  owner: OwnerReference
  node: { name: string; internalIp: string } | null
  podIp: string | null
  condition: PodCondition
  createdAt: string
  /** When it began to terminate; for condition `terminating`. */
  deletedAt?: string
}

function containerState(condition: PodCondition, context: ScenarioContext, startedAt: string) {
  const running = { running: { startedAt } }
  switch (condition) {
    case 'crashing':
      return {
        ready: false,
        started: false,
        restartCount: 41,
        state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s restarting failed container' } },
        lastState: {
          terminated: {
            exitCode: 137,
            reason: 'OOMKilled',
            startedAt: context.ago('5m'),
            finishedAt: context.ago('4m'),
          },
        },
      }
    case 'image-pull':
      return {
        ready: false,
        started: false,
        restartCount: 0,
        state: { waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling image' } },
        lastState: {},
      }
    case 'not-ready':
    case 'terminating':
      return { ready: false, started: true, restartCount: 0, state: running, lastState: {} }
    default:
      return { ready: true, started: true, restartCount: 0, state: running, lastState: {} }
  }
}

/** A Pod with the status that its kubelet would have written. */
export function buildPod(context: ScenarioContext, place: PodPlace): KubeObject {
  const containers = readArray(place.spec, 'containers').map((container) => {
    const { args, ...rest } = readRecord({ container }, 'container')
    return args === undefined ? rest : { ...rest, args }
  })
  const isHostNetwork = readPath(place.spec, 'hostNetwork') === true
  const isReady = place.condition === 'ready'
  const base = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: place.name,
      namespace: place.namespace,
      uid: context.uid('Pod', place.namespace, place.name),
      creationTimestamp: place.createdAt,
      labels: place.labels,
      ...(place.annotations ? { annotations: place.annotations } : {}),
      ownerReferences: [place.owner],
      ...(place.deletedAt ? { deletionTimestamp: place.deletedAt, deletionGracePeriodSeconds: 30 } : {}),
    },
    spec: { ...place.spec, containers, ...(place.node ? { nodeName: place.node.name } : {}) },
  }
  const at = { lastProbeTime: null, lastTransitionTime: place.createdAt }
  if (!place.node) {
    const message =
      '0/48 nodes are available: 48 Insufficient cpu. preemption: 0/48 nodes are available: 48 No preemption victims found for incoming pod.'
    const condition = {
      type: 'PodScheduled',
      status: 'False',
      reason: 'Unschedulable',
      message: countNodes(message, context),
      ...at,
    }
    return { ...base, status: { phase: 'Pending', conditions: [condition], qosClass: 'Burstable' } }
  }
  const notReady = isReady
    ? {}
    : { reason: 'ContainersNotReady', message: `containers with unready status: [${containerNames(containers)}]` }
  const readiness = { status: isReady ? 'True' : 'False', ...notReady, ...at }
  const podIp = isHostNetwork ? place.node.internalIp : place.podIp
  return {
    ...base,
    status: {
      phase: place.condition === 'image-pull' ? 'Pending' : 'Running',
      conditions: [
        { type: 'PodReadyToStartContainers', status: 'True', ...at },
        { type: 'Initialized', status: 'True', ...at },
        { type: 'Ready', ...readiness },
        { type: 'ContainersReady', ...readiness },
        { type: 'PodScheduled', status: 'True', ...at },
      ],
      containerStatuses: containers.map((container) => ({
        name: readString(container, 'name') ?? '',
        image: readString(container, 'image') ?? '',
        imageID: '',
        ...containerState(place.condition, context, place.createdAt),
      })),
      hostIP: place.node.internalIp,
      hostIPs: [{ ip: place.node.internalIp }],
      ...(podIp ? { podIP: podIp, podIPs: [{ ip: podIp }] } : {}),
      startTime: place.createdAt,
      qosClass: 'Burstable',
    },
  }
}

function containerNames(containers: unknown[]): string {
  return containers.map((container) => readString(container, 'name') ?? '').join(' ')
}

function countNodes(message: string, context: ScenarioContext): string {
  return message.replaceAll('48', String(context.plan.nodeCount))
}

/** The Warning that kubelet or scheduler records for a Pod in trouble; null for a Pod that is well. */
export function buildPodEvent(context: ScenarioContext, pod: KubeObject, condition: PodCondition): KubeObject | null {
  const container = readString(pod, 'spec', 'containers', 0, 'name') ?? 'app'
  const image = readString(pod, 'spec', 'containers', 0, 'image') ?? ''
  const ip = readString(pod, 'status', 'podIP') ?? ''
  const { name, namespace = '', uid } = pod.metadata
  const texts: Partial<Record<PodCondition, { reason: string; message: string; component: string }>> = {
    crashing: {
      reason: 'BackOff',
      message: `Back-off restarting failed container ${container} in pod ${name}_${namespace}(${uid})`,
      component: 'kubelet',
    },
    'not-ready': {
      reason: 'Unhealthy',
      message: `Readiness probe failed: Get "http://${ip}:8080/ready": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`,
      component: 'kubelet',
    },
    'image-pull': { reason: 'Failed', message: `Failed to pull image "${image}": not found`, component: 'kubelet' },
    unscheduled: {
      reason: 'FailedScheduling',
      message: readString(pod, 'status', 'conditions', 0, 'message') ?? '',
      component: 'default-scheduler',
    },
  }
  const text = texts[condition]
  if (!text) return null
  return buildEvent(context, pod, { ...text, type: 'Warning', firstSeen: '52m', lastSeen: '1m', count: 23 })
}

export interface EventFacts {
  type: 'Normal' | 'Warning'
  reason: string
  message: string
  component: string
  firstSeen: string
  lastSeen: string
  count: number
}

/** A core/v1 Event about an object, named as client-go names them: object, dot, a hexadecimal moment. */
export function buildEvent(context: ScenarioContext, about: KubeObject, facts: EventFacts): KubeObject {
  const { name, namespace = 'default', uid } = about.metadata
  const suffix = context
    .uid('Event', namespace, `${about.kind}/${name}/${facts.reason}`)
    .replaceAll('-', '')
    .slice(0, 16)
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${name}.${suffix}`, namespace, creationTimestamp: context.ago(facts.firstSeen) },
    involvedObject: { apiVersion: about.apiVersion, kind: about.kind, name, namespace, uid },
    reason: facts.reason,
    message: facts.message,
    type: facts.type,
    source: { component: facts.component },
    reportingComponent: facts.component,
    firstTimestamp: context.ago(facts.firstSeen),
    lastTimestamp: context.ago(facts.lastSeen),
    count: facts.count,
  }
}

/** True when a selector of equalities matches the labels; an empty selector matches nothing, as in a Service. */
export function isSelectedBy(selector: Record<string, string>, labels: Record<string, string>): boolean {
  const entries = Object.entries(selector)
  return entries.length > 0 && entries.every(([key, value]) => labels[key] === value)
}

/** The labels of a Pod template. */
export function templateLabels(workload: KubeObject): Record<string, string> {
  return readStrings(workload, 'spec', 'template', 'metadata', 'labels')
}
