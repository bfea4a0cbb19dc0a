import type { KindMap } from '@/lib/model/kubernetes'
import type { Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import type { NodeCacheDaemonSet } from './installation'

/**
 * NodeLocal DNS on one node. `pod` is null when none runs there; `ready` and `version` (the image's tag) are then null too.
 * `configLoaded` is null: which Corefile a process runs is told by its metrics only. `reason` says why there is no Pod, or why it is
 * not ready.
 */
export interface RolloutRow {
  node: string
  pod: string | null
  ready: boolean | null
  version: string | null
  configLoaded: boolean | null
  reason: string | null
}

/** Rows are by node name. `unavailable` names what could not be read: without Nodes only those that run a Pod are listed. */
export interface Rollout {
  rows: RolloutRow[]
  unavailable: Unavailable[]
}

type Pod = KindMap['Pod']
type Node = KindMap['Node']

/** Taints that the DaemonSet controller tolerates for its Pods. Source: kubernetes/kubernetes pkg/controller/daemon/util/daemonset_util.go. */
const toleratedTaints = new Set([
  'node.kubernetes.io/not-ready',
  'node.kubernetes.io/unreachable',
  'node.kubernetes.io/disk-pressure',
  'node.kubernetes.io/memory-pressure',
  'node.kubernetes.io/pid-pressure',
  'node.kubernetes.io/unschedulable',
  'node.kubernetes.io/network-unavailable',
])

/** One row for every Node: the Pod of the DaemonSet there, or that there is none. No rows when Pods cannot be read. */
export function describeRollout(view: ClusterView, daemonSet: NodeCacheDaemonSet): Rollout {
  const podListing = view.podsMatching(daemonSet.ref.namespace ?? '', daemonSet.podLabels)
  if (podListing.state === 'unavailable') return { rows: [], unavailable: [podListing.unavailable] }
  if (podListing.missing !== null) return { rows: [], unavailable: [podListing.missing] }
  const pods = choosePods(podListing.objects)
  const nodeListing = view.listing('Node')
  if (nodeListing.state === 'unavailable') {
    const rows = [...pods].map(([node, pod]) => describePod(node, pod)).sort(compareByNode)
    return { rows, unavailable: [nodeListing.unavailable] }
  }
  const rows = nodeListing.objects.map((node) => {
    const pod = pods.get(node.metadata.name)
    if (pod !== undefined) return describePod(node.metadata.name, pod)
    const reason = sayWhyAbsent(node, daemonSet)
    return { node: node.metadata.name, pod: null, ready: null, version: null, configLoaded: null, reason }
  })
  return { rows, unavailable: nodeListing.missing === null ? [] : [nodeListing.missing] }
}

/** The Pod that counts on each node: one that stays before one that is being deleted, a ready one before another. */
function choosePods(pods: readonly Pod[]): Map<string, Pod> {
  const rank = (pod: Pod) => (pod.metadata.deletionTimestamp === undefined ? 2 : 0) + (isReady(pod) ? 1 : 0)
  const chosen = new Map<string, Pod>()
  for (const pod of pods) {
    const node = pod.spec?.nodeName
    if (!node || pod.status?.phase === 'Failed' || pod.status?.phase === 'Succeeded') continue
    const other = chosen.get(node)
    if (other === undefined || rank(pod) > rank(other)) chosen.set(node, pod)
  }
  return chosen
}

function describePod(node: string, pod: Pod): RolloutRow {
  const ready = isReady(pod)
  const container =
    (pod.spec?.containers ?? []).find(({ name, image }) => name === 'node-cache' || image?.includes('node-cache')) ??
    pod.spec?.containers?.[0]
  return {
    node,
    pod: pod.metadata.name,
    ready,
    version: readTag(container?.image ?? pod.status?.containerStatuses?.[0]?.image ?? ''),
    configLoaded: null,
    reason: ready ? null : sayWhyNotReady(pod),
  }
}

function isReady(pod: Pod): boolean {
  return (pod.status?.conditions ?? []).some((condition) => condition.type === 'Ready' && condition.status === 'True')
}

function sayWhyNotReady(pod: Pod): string {
  if (pod.metadata.deletionTimestamp !== undefined) return 'The Pod is being deleted.'
  for (const status of pod.status?.containerStatuses ?? []) {
    const { waiting, terminated } = status.state ?? {}
    if (waiting?.reason) return `${waiting.reason}${waiting.message ? `: ${waiting.message}` : ''}`
    if (terminated?.reason) return `${terminated.reason} (exit code ${terminated.exitCode})`
  }
  return `The Pod is not ready (phase ${pod.status?.phase ?? 'unknown'}).`
}

/** Reasons that can be read from selector and taints; affinity is not looked at. */
function sayWhyAbsent(node: Node, daemonSet: NodeCacheDaemonSet): string {
  const labels = node.metadata.labels ?? {}
  const missed = Object.entries(daemonSet.nodeSelector).find(([key, value]) => labels[key] !== value)
  if (missed !== undefined) return `The DaemonSet does not select this node: it has no label ${missed[0]}=${missed[1]}.`
  const refused = (node.spec?.taints ?? []).find(
    (taint) =>
      (taint.effect === 'NoSchedule' || taint.effect === 'NoExecute') &&
      !toleratedTaints.has(taint.key) &&
      !daemonSet.tolerations.some((toleration) => tolerates(toleration, taint)),
  )
  if (refused !== undefined) {
    const value = refused.value ? `=${refused.value}` : ''
    return `The DaemonSet does not tolerate the taint ${refused.key}${value}:${refused.effect}.`
  }
  if (labels['kubernetes.io/os'] === 'windows') return 'NodeLocal DNS does not run on Windows nodes.'
  return 'No Pod of the DaemonSet runs on this node.'
}

function tolerates(
  toleration: NodeCacheDaemonSet['tolerations'][number],
  taint: { key: string; value?: string; effect: string },
): boolean {
  if (toleration.effect !== null && toleration.effect !== taint.effect) return false
  if (toleration.operator === 'Exists') return toleration.key === null || toleration.key === taint.key
  return toleration.key === taint.key && (toleration.value ?? '') === (taint.value ?? '')
}

/** `1.26.4` of `registry.k8s.io/dns/k8s-dns-node-cache:1.26.4`; null for an image without tag. */
function readTag(image: string): string | null {
  const lastPart = image.split('@')[0]?.split('/').at(-1) ?? ''
  return lastPart.split(':')[1] ?? null
}

function compareByNode(a: RolloutRow, b: RolloutRow): number {
  return a.node < b.node ? -1 : a.node > b.node ? 1 : 0
}
