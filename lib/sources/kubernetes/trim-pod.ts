import 'server-only'
import { internJson, internMembers } from './intern'
import { dropEmpty, type JsonRecord, omit, pick, readRecord, readRecords, readString } from './json-record'
import { maskArgs, maskEnvironmentValue } from './mask'

const specKeys = [
  'nodeName',
  'hostNetwork',
  'dnsPolicy',
  'dnsConfig',
  'serviceAccountName',
  'hostname',
  'subdomain',
  'readinessGates',
]
const conditionKeys = ['type', 'status', 'reason', 'message']
/** What is read only of the platform's own controllers: how they are rolled out and what they mount. */
const controllerSpecKeys = [
  'tolerations',
  'nodeSelector',
  'affinity',
  'priorityClassName',
  'volumes',
  'hostAliases',
  'terminationGracePeriodSeconds',
]

/** A Pod's spec, with flags, environment and mounts only for the platform's controllers. Secret values are masked. */
export function trimPodSpec(spec: JsonRecord, isController: boolean): JsonRecord {
  const containers = readRecords(spec, 'containers').map((container) => trimContainer(container, isController))
  const initContainers = readRecords(spec, 'initContainers').map((container) =>
    pick(container, ['name', 'image', 'restartPolicy', 'ports']),
  )
  const trimmed = pick(spec, isController ? [...specKeys, ...controllerSpecKeys] : specKeys)
  internMembers(trimmed, ['nodeName', 'serviceAccountName'])
  // The Pods of one workload have these in common.
  if (containers.length > 0) trimmed.containers = internJson(containers)
  if (initContainers.length > 0) trimmed.initContainers = internJson(initContainers)
  return trimmed
}

function trimContainer(container: JsonRecord, isController: boolean): JsonRecord {
  const ports = readRecords(container, 'ports').map((port) =>
    pick(port, ['name', 'containerPort', 'protocol', 'hostPort', 'hostIP']),
  )
  const trimmed = dropEmpty({
    ...pick(container, ['name', 'image']),
    ports,
    readinessProbe: trimProbe(readRecord(container, 'readinessProbe')),
  })
  if (!isController) return trimmed
  return dropEmpty({
    ...trimmed,
    ...pick(container, ['resources', 'securityContext', 'volumeMounts', 'lifecycle']),
    livenessProbe: trimProbe(readRecord(container, 'livenessProbe')),
    command: maskWords(container.command),
    args: maskWords(container.args),
    env: readRecords(container, 'env').map(trimVariable),
    envFrom: container.envFrom,
  })
}

function maskWords(words: unknown): string[] | undefined {
  return Array.isArray(words) ? maskArgs(words.filter((word): word is string => typeof word === 'string')) : undefined
}

/** A variable with its value, or where its value comes from; a reference names a Secret but does not hold it. */
function trimVariable(variable: JsonRecord): JsonRecord {
  const name = readString(variable, 'name') ?? ''
  const value = readString(variable, 'value')
  return value === undefined
    ? pick(variable, ['name', 'valueFrom'])
    : { name, value: maskEnvironmentValue(name, value) }
}

function trimProbe(probe: JsonRecord | undefined): JsonRecord | undefined {
  if (probe === undefined) return undefined
  const http = readRecord(probe, 'httpGet')
  return dropEmpty({
    ...pick(probe, ['tcpSocket', 'grpc', 'initialDelaySeconds', 'periodSeconds', 'timeoutSeconds', 'failureThreshold']),
    // Commands and headers may hold credentials; that there is a probe of this kind is enough.
    exec: probe.exec === undefined ? undefined : { command: [] },
    httpGet: http === undefined ? undefined : pick(http, ['path', 'port', 'scheme', 'host']),
  })
}

/**
 * A Pod's status without what is different for every Pod and read by nobody: addresses of the node, and when it became as it is. What
 * is left is the same for most Pods of a workload, which then share it.
 */
export function trimPodStatus(status: JsonRecord): JsonRecord {
  const conditions = readRecords(status, 'conditions').map((condition) => pick(condition, conditionKeys))
  const trimmed = pick(status, ['phase', 'reason', 'message', 'podIP'])
  if (conditions.length > 0) trimmed.conditions = internJson(conditions)
  for (const key of ['containerStatuses', 'initContainerStatuses']) {
    const statuses = readRecords(status, key).map(trimContainerStatus)
    if (statuses.length > 0) trimmed[key] = internJson(statuses)
  }
  return trimmed
}

function trimContainerStatus(container: JsonRecord): JsonRecord {
  const trimmed = pick(container, ['name', 'ready', 'restartCount', 'image'])
  for (const key of ['state', 'lastState']) {
    const state = trimState(container, key)
    if (state !== undefined && Object.keys(state).length > 0) trimmed[key] = state
  }
  return trimmed
}

/** A container state without identifiers; `running`, `waiting` or `terminated` stays even when it says nothing more. */
function trimState(container: JsonRecord, key: string): JsonRecord | undefined {
  const state = readRecord(container, key)
  if (state === undefined) return undefined
  const trimmed: JsonRecord = {}
  for (const phase of ['waiting', 'running', 'terminated']) {
    const details = readRecord(state, phase)
    if (details === undefined) continue
    // How long a run lasted tells one failure from another; since when something runs, nobody asks.
    trimmed[phase] = omit(details, phase === 'terminated' ? ['containerID'] : ['containerID', 'startedAt'])
  }
  return trimmed
}
