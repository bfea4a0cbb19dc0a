import { readArray, readNumber, readRecord, readString, readStrings } from '@/lib/demo/json'
import type { KubeObject, OwnerReference } from '@/lib/demo/kubernetes-api/kube-object'
import { buildPod, buildPodEvent, type PodCondition, templateLabels } from '@/lib/demo/scenarios/pods'
import type { ScenarioContext } from '@/lib/demo/scenarios/scenario-context'

/** Hands out nodes and Pod addresses; what a scheduler and a network plugin do. */
export interface PodNetwork {
  nodes: readonly KubeObject[]
  /** Schedulable nodes for tenants: system pools are tainted. */
  workers: readonly KubeObject[]
  nextPodIp(node: KubeObject): string
}

export function internalIpOf(node: KubeObject): string {
  const internal = readArray(node, 'status', 'addresses').find(
    (address) => readString(address, 'type') === 'InternalIP',
  )
  return readString(internal, 'address') ?? ''
}

export function createPodNetwork(nodes: readonly KubeObject[]): PodNetwork {
  const used = new Map<string, number>()
  return {
    nodes,
    workers: nodes.filter((node) => readArray(node, 'spec', 'taints').length === 0),
    nextPodIp(node) {
      const last = (used.get(node.metadata.name) ?? 10) + 1
      used.set(node.metadata.name, last)
      const prefix = (readString(node, 'spec', 'podCIDR') ?? '10.244.0.0/24').replace(/\.0\/\d+$/, '')
      return `${prefix}.${last}`
    },
  }
}

function controllerReference(owner: KubeObject, uid: string): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid,
    controller: true,
    blockOwnerDeletion: true,
  }
}

export interface WorkloadOptions {
  condition: PodCondition
  createdAt: string
  /** For `terminating`. */
  deletedAt?: string
}

export interface BuiltWorkload {
  objects: KubeObject[]
  pods: KubeObject[]
}

const isMade = (condition: PodCondition) => condition !== 'none'

/** A Deployment with its status, its ReplicaSet, its Pods and the Warnings about them. */
export function buildDeployment(
  context: ScenarioContext,
  deployment: KubeObject,
  network: PodNetwork,
  options: WorkloadOptions,
): BuiltWorkload {
  const { name, namespace = '' } = deployment.metadata
  const replicas = readNumber(deployment, 'spec', 'replicas') ?? 1
  const hash = context.suffix(10, 'template', namespace, name)
  const replicaSetName = `${name}-${hash}`
  const labels = { ...templateLabels(deployment), 'pod-template-hash': hash }
  const replicaSetUid = context.uid('ReplicaSet', namespace, replicaSetName)
  const uid = context.uid('Deployment', namespace, name)
  const podOwner = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    name: replicaSetName,
    uid: replicaSetUid,
    controller: true,
    blockOwnerDeletion: true,
  }
  const spec = readRecord(deployment, 'spec', 'template', 'spec')
  const pods: KubeObject[] = []
  const events: KubeObject[] = []
  for (let index = 0; isMade(options.condition) && index < replicas; index += 1) {
    const podName = `${replicaSetName}-${context.suffix(5, 'pod', namespace, name, String(index))}`
    const start = context.pick(network.workers.length, 'place', namespace, name)
    const node =
      options.condition === 'unscheduled' ? null : network.workers[(start + index * 7) % network.workers.length]
    const pod = buildPod(context, {
      name: podName,
      namespace,
      labels,
      spec,
      owner: podOwner,
      node: node ? { name: node.metadata.name, internalIp: internalIpOf(node) } : null,
      podIp: node ? network.nextPodIp(node) : null,
      condition: options.condition,
      createdAt: options.createdAt,
      deletedAt: options.condition === 'terminating' ? options.deletedAt : undefined,
    })
    pods.push(pod)
    const event = buildPodEvent(context, pod, options.condition)
    if (event) events.push(event)
  }
  const ready = options.condition === 'ready' ? pods.length : 0
  const isAvailable = replicas === ready
  const condition = {
    type: 'Available',
    status: isAvailable ? 'True' : 'False',
    reason: isAvailable ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
    message: isAvailable ? 'Deployment has minimum availability.' : 'Deployment does not have minimum availability.',
    lastUpdateTime: options.createdAt,
    lastTransitionTime: options.createdAt,
  }
  const counts = { replicas: pods.length, readyReplicas: ready, availableReplicas: ready }
  const built: KubeObject = {
    ...deployment,
    metadata: {
      ...deployment.metadata,
      uid,
      creationTimestamp: options.createdAt,
      annotations: { ...deployment.metadata.annotations, 'deployment.kubernetes.io/revision': '4' },
    },
    status: {
      observedGeneration: 1,
      ...counts,
      updatedReplicas: pods.length,
      unavailableReplicas: replicas - ready,
      conditions: [condition],
    },
  }
  const replicaSet: KubeObject = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: replicaSetName,
      namespace,
      uid: replicaSetUid,
      creationTimestamp: options.createdAt,
      labels,
      ownerReferences: [controllerReference(deployment, uid)],
    },
    spec: {
      replicas,
      selector: {
        matchLabels: { ...readStrings(deployment, 'spec', 'selector', 'matchLabels'), 'pod-template-hash': hash },
      },
      template: { metadata: { labels }, spec },
    },
    status: { observedGeneration: 1, ...counts, fullyLabeledReplicas: pods.length },
  }
  return { objects: [built, replicaSet, ...pods, ...events], pods }
}

export interface DaemonSetOptions extends WorkloadOptions {
  /** Pods at the end of the node list that still run the previous version and are not ready. */
  laggingCount: number
  previousImage: string | undefined
}

/** A DaemonSet with its status and one Pod on each node. */
export function buildDaemonSet(
  context: ScenarioContext,
  daemonSet: KubeObject,
  network: PodNetwork,
  options: DaemonSetOptions,
): BuiltWorkload {
  const { name, namespace = '' } = daemonSet.metadata
  const uid = context.uid('DaemonSet', namespace, name)
  const pods = network.nodes.map((node, index) =>
    buildDaemonPod(context, daemonSet, node, {
      createdAt: options.createdAt,
      podIp: network.nextPodIp(node),
      previousImage: index >= network.nodes.length - options.laggingCount ? options.previousImage : undefined,
    }),
  )
  const current = pods.length - options.laggingCount
  const status = {
    observedGeneration: 1,
    desiredNumberScheduled: pods.length,
    currentNumberScheduled: pods.length,
    numberMisscheduled: 0,
    numberReady: current,
    numberAvailable: current,
    numberUnavailable: options.laggingCount,
    updatedNumberScheduled: current,
  }
  const built: KubeObject = {
    ...daemonSet,
    metadata: { ...daemonSet.metadata, uid, creationTimestamp: options.createdAt },
    status,
  }
  return { objects: [built, ...pods], pods }
}

export interface DaemonPodOptions {
  createdAt: string
  podIp: string
  /** Set on a Pod that the rollout has not replaced yet: it keeps this image and is not ready. */
  previousImage: string | undefined
}

/** The Pod of a DaemonSet on one node. */
export function buildDaemonPod(
  context: ScenarioContext,
  daemonSet: KubeObject,
  node: KubeObject,
  options: DaemonPodOptions,
): KubeObject {
  const { name, namespace = '' } = daemonSet.metadata
  const isLagging = options.previousImage !== undefined
  const template = readRecord(daemonSet, 'spec', 'template', 'spec')
  const containers = readArray(template, 'containers').map((container, index) => {
    const entry = readRecord({ container }, 'container')
    return isLagging && index === 0 ? { ...entry, image: options.previousImage } : entry
  })
  const hash = context.suffix(10, isLagging ? 'previous' : 'current', namespace, name)
  return buildPod(context, {
    name: `${name}-${context.suffix(5, 'pod', namespace, name, node.metadata.name)}`,
    namespace,
    labels: {
      ...templateLabels(daemonSet),
      'controller-revision-hash': hash,
      'pod-template-generation': isLagging ? '6' : '7',
    },
    annotations: readStrings(daemonSet, 'spec', 'template', 'metadata', 'annotations'),
    spec: { ...template, containers },
    owner: controllerReference(daemonSet, context.uid('DaemonSet', namespace, name)),
    node: { name: node.metadata.name, internalIp: internalIpOf(node) },
    podIp: options.podIp,
    condition: isLagging ? 'not-ready' : 'ready',
    createdAt: options.createdAt,
  })
}
