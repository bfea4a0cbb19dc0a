import 'server-only'
import type { KindName, KubernetesObject } from '@/lib/model/kubernetes'
import { internJson, internMembers, internString } from './intern'
import { dropEmpty, isRecord, type JsonRecord, omit, pick, readRecord, readRecords, readString } from './json-record'
import { isControllerPod, isKept } from './kept-objects'
import { trimPodSpec, trimPodStatus } from './trim-pod'

const droppedAnnotations = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'deployment.kubernetes.io/revision-history',
  'control-plane.alpha.kubernetes.io/leader',
])
/** Unique for every Pod, long, and read by nobody here. */
const droppedPodAnnotation =
  /^(cni\.projectcalico\.org|k8s\.v1\.cni\.cncf\.io|k8s\.ovn\.org|checksum|seccomp\.security)\b/
const metadataKeys = [
  'name',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'finalizers',
]

/** Kinds of which there are tens of thousands; nobody asks which version or incarnation of them it is. */
const countlessKinds = new Set<KindName>(['Pod', 'EndpointSlice', 'ReplicaSet'])
const countlessMetadataKeys = metadataKeys.filter((key) => key !== 'uid' && key !== 'resourceVersion')

function trimMetadata(kind: KindName, metadata: JsonRecord): JsonRecord {
  const trimmed = pick(metadata, countlessKinds.has(kind) ? countlessMetadataKeys : metadataKeys)
  internMembers(trimmed, ['namespace', 'creationTimestamp'])
  if (kind === 'Ingress' || kind === 'Service') {
    const changedAt = readLastChange(metadata)
    if (changedAt !== undefined) trimmed.changedAt = changedAt
  }
  if (Array.isArray(trimmed.finalizers) && trimmed.finalizers.length === 0) delete trimmed.finalizers
  const labels = readRecord(metadata, 'labels')
  if (labels !== undefined) {
    const internedLabels: JsonRecord = {}
    for (const [key, value] of Object.entries(labels))
      if (typeof value === 'string') internedLabels[key] = internString(value)
    trimmed.labels = internJson(internedLabels)
  }
  const annotations: JsonRecord = {}
  for (const [key, value] of Object.entries(readRecord(metadata, 'annotations') ?? {})) {
    if (droppedAnnotations.has(key) || (kind === 'Pod' && droppedPodAnnotation.test(key))) continue
    annotations[key] = value
  }
  if (Object.keys(annotations).length > 0) trimmed.annotations = annotations
  const owners = readRecords(metadata, 'ownerReferences').map((owner) =>
    pick(owner, ['apiVersion', 'kind', 'name', 'uid', 'controller']),
  )
  if (owners.length > 0) trimmed.ownerReferences = internJson(owners)
  return trimmed
}

/** Times of one form sort as text. Fact: Kubernetes API reference, ManagedFieldsEntry v1. */
function readLastChange(metadata: JsonRecord): string | undefined {
  return readRecords(metadata, 'managedFields')
    .flatMap((entry) => readString(entry, 'time') ?? [])
    .sort()
    .at(-1)
}

/** A condition without the times that move at every heartbeat. */
function trimConditions(status: JsonRecord | undefined): JsonRecord[] {
  return readRecords(status, 'conditions').map((condition) =>
    omit(condition, ['lastHeartbeatTime', 'lastProbeTime', 'lastUpdateTime']),
  )
}

/** Without the moment of the last change, which nobody reads of a workload. */
function trimWorkloadConditions(status: JsonRecord | undefined): JsonRecord[] {
  return trimConditions(status).map((condition) => omit(condition, ['lastTransitionTime']))
}

const workloadStatusKeys = [
  'replicas',
  'readyReplicas',
  'availableReplicas',
  'unavailableReplicas',
  'updatedReplicas',
  'currentReplicas',
  'observedGeneration',
  'desiredNumberScheduled',
  'currentNumberScheduled',
  'numberReady',
  'numberAvailable',
  'numberUnavailable',
  'numberMisscheduled',
  'updatedNumberScheduled',
  'currentRevision',
  'updateRevision',
]

function trimWorkload(kind: KindName, object: JsonRecord): JsonRecord {
  const spec = readRecord(object, 'spec') ?? {}
  const status = readRecord(object, 'status')
  const template = readRecord(spec, 'template')
  // A ReplicaSet repeats the template of the Deployment that owns it, once for each revision.
  const isOwned = readRecords(readRecord(object, 'metadata'), 'ownerReferences').some(
    (owner) => owner.controller === true,
  )
  const isRepeated = kind === 'ReplicaSet' && isOwned
  const templateMetadata = readRecord(template, 'metadata')
  return {
    spec: dropEmpty({
      ...pick(spec, ['replicas', 'selector', 'paused', 'updateStrategy', 'strategy', 'serviceName', 'minReadySeconds']),
      template:
        template === undefined
          ? undefined
          : internJson(
              dropEmpty({
                metadata:
                  templateMetadata === undefined
                    ? undefined
                    : pick(templateMetadata, isRepeated ? ['labels'] : ['labels', 'annotations']),
                spec: isRepeated
                  ? undefined
                  : trimPodSpec(readRecord(template, 'spec') ?? {}, isControllerPod(template)),
              }),
            ),
    }),
    // Most workloads of a cluster are well in the same words.
    status: internJson(
      dropEmpty({ ...pick(status ?? {}, workloadStatusKeys), conditions: trimWorkloadConditions(status) }),
    ),
  }
}

function trimNode(object: JsonRecord): JsonRecord {
  const spec = readRecord(object, 'spec') ?? {}
  const status = readRecord(object, 'status')
  const nodeVersions = readRecord(status, 'nodeInfo')
  return {
    spec: pick(spec, ['providerID', 'unschedulable', 'taints', 'podCIDR', 'podCIDRs']),
    status: dropEmpty({
      addresses: status?.addresses,
      nodeInfo:
        nodeVersions === undefined
          ? undefined
          : pick(nodeVersions, [
              'kubeletVersion',
              'kubeProxyVersion',
              'osImage',
              'kernelVersion',
              'operatingSystem',
              'architecture',
            ]),
      conditions: trimConditions(status),
      allocatable: status?.allocatable,
    }),
  }
}

function trimEndpointSlice(object: JsonRecord): JsonRecord {
  const endpoints = readRecords(object, 'endpoints').map((endpoint) => {
    const target = readRecord(endpoint, 'targetRef')
    const trimmed = pick(endpoint, ['addresses', 'nodeName'])
    internMembers(trimmed, ['nodeName'])
    if (endpoint.conditions !== undefined) trimmed.conditions = internJson(endpoint.conditions)
    if (target !== undefined) trimmed.targetRef = pick(target, ['kind', 'name'])
    return trimmed
  })
  return { addressType: object.addressType, endpoints, ports: internJson(object.ports ?? null) }
}

function trimLease(object: JsonRecord): JsonRecord {
  const spec = readRecord(object, 'spec') ?? {}
  return {
    spec: {
      ...pick(spec, ['holderIdentity', 'leaseDurationSeconds', 'acquireTime', 'leaseTransitions']),
      renewTime: floorToMinute(spec.renewTime),
    },
  }
}

/**
 * Leases are renewed every two seconds; only the minute is kept, so that a live leader does not change the store all the
 * time. A renewal may thus look up to 60 s older than it is.
 */
function floorToMinute(time: unknown): string | undefined {
  const timeMs = typeof time === 'string' ? Date.parse(time) : Number.NaN
  return Number.isFinite(timeMs) ? new Date(Math.floor(timeMs / 60_000) * 60_000).toISOString() : undefined
}

function trimService(object: JsonRecord): JsonRecord {
  const spec = readRecord(object, 'spec') ?? {}
  const status = readRecord(object, 'status')
  const loadBalancer = readRecord(status, 'loadBalancer')
  return {
    spec: omit(spec, ['sessionAffinityConfig']),
    status: dropEmpty({ loadBalancer, conditions: status?.conditions }),
  }
}

function trimBody(kind: KindName, object: JsonRecord): JsonRecord {
  switch (kind) {
    case 'Pod': {
      const isController = isControllerPod(object)
      return {
        spec: trimPodSpec(readRecord(object, 'spec') ?? {}, isController),
        status: trimPodStatus(readRecord(object, 'status') ?? {}),
      }
    }
    case 'Deployment':
    case 'ReplicaSet':
    case 'StatefulSet':
    case 'DaemonSet':
      return trimWorkload(kind, object)
    case 'Node':
      return trimNode(object)
    case 'Service':
      return trimService(object)
    case 'EndpointSlice':
      return trimEndpointSlice(object)
    case 'Lease':
      return trimLease(object)
    case 'ConfigMap':
      return pick(object, ['data'])
    case 'Event':
      return {
        ...pick(object, [
          'type',
          'reason',
          'message',
          'count',
          'firstTimestamp',
          'lastTimestamp',
          'eventTime',
          'source',
          'reportingComponent',
          'reportingInstance',
          'series',
        ]),
        involvedObject: pick(readRecord(object, 'involvedObject') ?? {}, [
          'apiVersion',
          'kind',
          'namespace',
          'name',
          'uid',
          'fieldPath',
        ]),
      }
    case 'CertificateRequest':
    case 'Order':
    case 'Challenge':
      // Signing requests, issued chains and challenge keys are long and read by nobody.
      return {
        spec: omit(readRecord(object, 'spec') ?? {}, ['request', 'key', 'extra', 'groups', 'uid', 'username']),
        status: omit(readRecord(object, 'status') ?? {}, ['certificate', 'ca']),
      }
    default:
      return pick(object, ['spec', 'status'])
  }
}

/**
 * The fields of an arriving object that checks and screens read, as plain JSON; null when nobody reads the object at all or
 * it has no name. Secret values never pass: arguments and environment variables that hold some are masked, and those of
 * Pods other than the platform's controllers are left out.
 */
export function trimObject(kind: KindName, object: JsonRecord): KubernetesObject | null {
  const metadata = readRecord(object, 'metadata')
  if (metadata === undefined || readString(metadata, 'name') === undefined || !isKept(kind, object)) return null
  return asKubernetesObject({ ...dropEmptyBody(trimBody(kind, object)), metadata: trimMetadata(kind, metadata) })
}

function dropEmptyBody(body: JsonRecord): JsonRecord {
  const kept: JsonRecord = {}
  for (const [key, value] of Object.entries(body)) {
    if (value === undefined || value === null) continue
    // An empty spec is how an allow-nothing or allow-all rule looks; an empty status says nothing.
    if (key === 'status' && isRecord(value) && Object.keys(value).length === 0) continue
    kept[key] = value
  }
  return kept
}

/**
 * The API server guarantees the shape of its built-in kinds, and trimming only leaves members out; custom resources are
 * typed as unknown inside and narrowed by their readers.
 */
function asKubernetesObject(trimmed: JsonRecord): KubernetesObject {
  return trimmed as unknown as KubernetesObject
}
