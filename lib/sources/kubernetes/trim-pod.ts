import 'server-only'
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
  return dropEmpty({
    ...pick(spec, isController ? [...specKeys, ...controllerSpecKeys] : specKeys),
    containers,
    initContainers,
  })
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

export function trimPodStatus(status: JsonRecord): JsonRecord {
  const conditions = readRecords(status, 'conditions').map((condition) =>
    omit(condition, ['lastProbeTime', 'lastHeartbeatTime', 'observedGeneration']),
  )
  const trimStatuses = (key: string) =>
    readRecords(status, key).map((container) =>
      dropEmpty({
        ...pick(container, ['name', 'ready', 'restartCount', 'image']),
        state: trimState(container, 'state'),
        lastState: trimState(container, 'lastState'),
      }),
    )
  return dropEmpty({
    ...pick(status, ['phase', 'reason', 'message', 'podIP', 'podIPs', 'hostIP', 'startTime']),
    conditions,
    containerStatuses: trimStatuses('containerStatuses'),
    initContainerStatuses: trimStatuses('initContainerStatuses'),
  })
}

/** A container state without identifiers; `running`, `waiting` or `terminated` stays even when it says nothing more. */
function trimState(container: JsonRecord, key: string): JsonRecord | undefined {
  const state = readRecord(container, key)
  if (state === undefined) return undefined
  const trimmed: JsonRecord = {}
  for (const phase of ['waiting', 'running', 'terminated']) {
    const details = readRecord(state, phase)
    if (details !== undefined) trimmed[phase] = omit(details, ['containerID'])
  }
  return trimmed
}
