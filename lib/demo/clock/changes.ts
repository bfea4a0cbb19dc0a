import type { RunningCluster } from '@/lib/demo/clock/running-platform'
import { readArray, readNumber, readRecord, readString, readStrings } from '@/lib/demo/json'
import { formatTime, type KubeObject } from '@/lib/demo/kubernetes-api/kube-object'
import { buildEndpointSlices } from '@/lib/demo/scenarios/endpoint-slices'
import { buildNode } from '@/lib/demo/scenarios/nodes'
import { buildPod, buildPodEvent, isSelectedBy, type PodCondition } from '@/lib/demo/scenarios/pods'
import { buildDaemonPod, internalIpOf } from '@/lib/demo/scenarios/workloads'

/** Brings the EndpointSlices of a namespace up to date with its Pods, as the endpoint slice controller would. */
export function refreshEndpoints({ built, api }: RunningCluster, namespace: string): void {
  const pods = api.store.list('Pod', namespace)
  for (const service of api.store.list('Service', namespace)) {
    const wanted = buildEndpointSlices(built.context, service, pods)
    const names = new Set(wanted.map((slice) => slice.metadata.name))
    for (const slice of wanted) api.store.put(slice)
    for (const slice of api.store.list('EndpointSlice', namespace)) {
      const isOurs = slice.metadata.labels?.['kubernetes.io/service-name'] === service.metadata.name
      if (isOurs && !names.has(slice.metadata.name)) api.store.remove('EndpointSlice', namespace, slice.metadata.name)
    }
  }
}

/** Counts the Pods of a Deployment into its status and that of its ReplicaSet. */
function refreshCounts({ api }: RunningCluster, namespace: string, deployment: string): void {
  const pods = podsOf(api.store.list('Pod', namespace), api.store.get('Deployment', namespace, deployment))
  const ready = pods.filter((pod) => isReady(pod)).length
  const change = (draft: KubeObject) => {
    const replicas = readNumber(draft, 'spec', 'replicas') ?? 1
    const status = {
      ...readRecord(draft, 'status'),
      replicas: pods.length,
      readyReplicas: ready,
      availableReplicas: ready,
    }
    draft.status =
      draft.kind === 'Deployment' ? { ...status, unavailableReplicas: Math.max(0, replicas - ready) } : status
  }
  api.store.update('Deployment', namespace, deployment, change)
  for (const replicaSet of api.store.list('ReplicaSet', namespace)) {
    if (replicaSet.metadata.ownerReferences?.some((owner) => owner.name === deployment)) {
      api.store.update('ReplicaSet', namespace, replicaSet.metadata.name, change)
    }
  }
}

function isReady(pod: KubeObject): boolean {
  const ready = readArray(pod, 'status', 'conditions').find((condition) => readString(condition, 'type') === 'Ready')
  return readString(ready, 'status') === 'True' && pod.metadata.deletionTimestamp === undefined
}

function podsOf(pods: KubeObject[], deployment: KubeObject | undefined): KubeObject[] {
  const selector = readStrings(deployment, 'spec', 'selector', 'matchLabels')
  return pods.filter((pod) => isSelectedBy(selector, pod.metadata.labels ?? {}))
}

/** A Pod as it would be in another condition, under the same name and on the same node. */
function rebuildPod({ built, api }: RunningCluster, pod: KubeObject, condition: PodCondition): KubeObject {
  const { name, namespace = '', labels = {}, ownerReferences, creationTimestamp } = pod.metadata
  const owner = ownerReferences?.[0]
  const nodeName = readString(pod, 'spec', 'nodeName')
  const node = nodeName === undefined ? undefined : api.store.get('Node', undefined, nodeName)
  if (!owner || !node) return pod
  const rebuilt = buildPod(built.context, {
    name,
    namespace,
    labels,
    spec: readRecord(pod, 'spec'),
    owner,
    node: { name: node.metadata.name, internalIp: internalIpOf(node) },
    podIp: readString(pod, 'status', 'podIP') ?? null,
    condition,
    createdAt: creationTimestamp ?? '',
  })
  return { ...rebuilt, metadata: pod.metadata }
}

/** Lets the readiness probe of every Pod of a Deployment fail or pass, with the Warning that kubelet records. */
export function setReadiness(cluster: RunningCluster, namespace: string, deployment: string, isPassing: boolean): void {
  const { api, built } = cluster
  const condition: PodCondition = isPassing ? 'ready' : 'not-ready'
  for (const pod of podsOf(api.store.list('Pod', namespace), api.store.get('Deployment', namespace, deployment))) {
    const changed = api.store.put(rebuildPod(cluster, pod, condition))
    const event = isPassing ? null : buildPodEvent(built.context, changed, condition)
    if (event) api.store.put(event)
  }
  refreshCounts(cluster, namespace, deployment)
  refreshEndpoints(cluster, namespace)
}

/** First half of replacing a Deployment's oldest Pod: a new one starts and is not ready yet, the old one terminates. */
export function startReplacement(cluster: RunningCluster, namespace: string, deployment: string, nowMs: number): void {
  const { api, built } = cluster
  const pods = podsOf(api.store.list('Pod', namespace), api.store.get('Deployment', namespace, deployment))
  const [oldest] = pods
    .filter((pod) => pod.metadata.deletionTimestamp === undefined)
    .sort((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion))
  const nodeName = readString(oldest, 'spec', 'nodeName')
  const node = nodeName === undefined ? undefined : api.store.get('Node', undefined, nodeName)
  if (!oldest || !node) return
  const base = oldest.metadata.name.replace(/-[^-]+$/, '')
  const name = `${base}-${built.context.suffix(5, 'replacement', namespace, deployment, String(api.store.revision))}`
  const fresh = rebuildPod(
    cluster,
    { ...oldest, metadata: { ...oldest.metadata, name, uid: undefined, creationTimestamp: formatTime(nowMs) } },
    'not-ready',
  )
  const address = built.network.nextPodIp(node)
  api.store.put({ ...fresh, status: { ...readRecord(fresh, 'status'), podIP: address, podIPs: [{ ip: address }] } })
  api.store.update('Pod', namespace, oldest.metadata.name, (draft) => {
    draft.metadata.deletionTimestamp = formatTime(nowMs + 30_000)
    draft.metadata.deletionGracePeriodSeconds = 30
  })
  refreshCounts(cluster, namespace, deployment)
  refreshEndpoints(cluster, namespace)
}

/** Second half: Pods that were starting are ready, those that were terminating are gone. */
export function finishReplacement(cluster: RunningCluster, namespace: string, deployment: string): void {
  const { api } = cluster
  for (const pod of podsOf(api.store.list('Pod', namespace), api.store.get('Deployment', namespace, deployment))) {
    if (pod.metadata.deletionTimestamp !== undefined) api.store.remove('Pod', namespace, pod.metadata.name)
    else if (!isReady(pod)) api.store.put(rebuildPod(cluster, pod, 'ready'))
  }
  refreshCounts(cluster, namespace, deployment)
  refreshEndpoints(cluster, namespace)
}

/** Adds or removes nodes of the last pool until the cluster has `count`, each with its DaemonSet Pods. */
export function scaleNodes(cluster: RunningCluster, count: number, nowMs: number): void {
  const { api, built } = cluster
  const pool = built.plan.nodePools.at(-1)
  if (!pool) return
  const all = api.store.list('Node')
  const ofPool = all.filter((node) =>
    Object.entries(node.metadata.labels ?? {}).some(
      ([key, value]) => /agentpool$|nodegroup$/.test(key) && value === pool.name,
    ),
  )
  const createdAt = formatTime(nowMs)
  for (let index = all.length; index < count; index += 1) {
    const position = ofPool.length + index - all.length
    const node = api.store.put(buildNode(built.context, { pool, index, position, createdAt }))
    for (const daemonSet of api.store.list('DaemonSet')) {
      const podIp = built.network.nextPodIp(node)
      api.store.put(buildDaemonPod(built.context, daemonSet, node, { createdAt, podIp, previousImage: undefined }))
    }
  }
  const newestFirst = [...ofPool]
    .sort((a, b) =>
      (readString(a, 'spec', 'podCIDR') ?? '').localeCompare(readString(b, 'spec', 'podCIDR') ?? '', 'en', {
        numeric: true,
      }),
    )
    .reverse()
  for (const node of newestFirst.slice(0, Math.max(0, all.length - count))) {
    for (const pod of api.store.list('Pod')) {
      const isOnNode = readString(pod, 'spec', 'nodeName') === node.metadata.name
      if (isOnNode) api.store.remove('Pod', pod.metadata.namespace, pod.metadata.name)
    }
    api.store.remove('Node', undefined, node.metadata.name)
  }
  for (const daemonSet of api.store.list('DaemonSet')) refreshDaemonSet(cluster, daemonSet)
}

function refreshDaemonSet({ api }: RunningCluster, daemonSet: KubeObject): void {
  const { name, namespace } = daemonSet.metadata
  const pods = api.store
    .list('Pod', namespace)
    .filter((pod) => pod.metadata.ownerReferences?.some((owner) => owner.kind === 'DaemonSet' && owner.name === name))
  const ready = pods.filter((pod) => isReady(pod)).length
  const counts = {
    desiredNumberScheduled: pods.length,
    currentNumberScheduled: pods.length,
    numberReady: ready,
    numberAvailable: ready,
  }
  api.store.patchStatus('DaemonSet', namespace, name, {
    ...readRecord(daemonSet, 'status'),
    ...counts,
    updatedNumberScheduled: ready,
    numberUnavailable: pods.length - ready,
  })
}
