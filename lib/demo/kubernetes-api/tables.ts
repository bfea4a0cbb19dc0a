import { isRecord, readArray, readNumber, readPath, readRecord, readString } from '@/lib/demo/json'
import type { KindDefinition } from '@/lib/demo/kubernetes-api/kinds'
import type { KubeObject } from '@/lib/demo/kubernetes-api/kube-object'
import { describePodStatus, podRestarts } from '@/lib/demo/kubernetes-api/pod-status'

type Cell = string | number

interface Column {
  name: string
  type?: 'string' | 'integer'
  format?: string
  /** Columns of priority 1 show with `-o wide` only. */
  priority?: number
  read: (object: KubeObject, nowMs: number) => Cell
}

/** The age that kubectl prints: one or two units, more coarse as it grows (`k8s.io/apimachinery/pkg/util/duration` HumanDuration). */
export function formatAge(timestamp: string | undefined, nowMs: number): string {
  const then = timestamp === undefined ? Number.NaN : Date.parse(timestamp)
  if (Number.isNaN(then)) return '<unknown>'
  const seconds = Math.max(0, Math.floor((nowMs - then) / 1000))
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  const days = Math.floor(hours / 24)
  const pair = (large: number, unit: string, small: number, smallUnit: string) =>
    small === 0 ? `${large}${unit}` : `${large}${unit}${small}${smallUnit}`
  if (seconds < 120) return `${seconds}s`
  if (minutes < 10) return pair(minutes, 'm', seconds % 60, 's')
  if (minutes < 180) return `${minutes}m`
  if (hours < 8) return pair(hours, 'h', minutes % 60, 'm')
  if (hours < 48) return `${hours}h`
  if (days < 8) return pair(days, 'd', hours % 24, 'h')
  if (days < 365 * 2) return `${days}d`
  const years = Math.floor(days / 365)
  return days < 365 * 8 ? pair(years, 'y', days % 365, 'd') : `${years}y`
}

const name: Column = { name: 'Name', format: 'name', read: (object) => object.metadata.name }
const age: Column = { name: 'Age', read: (object, nowMs) => formatAge(object.metadata.creationTimestamp, nowMs) }
const textAt = (label: string, path: (string | number)[], fallback = '<none>', priority = 0): Column => ({
  name: label,
  priority,
  read: (object) => readString(object, ...path) ?? fallback,
})
const countAt = (label: string, ...path: string[]): Column => ({
  name: label,
  type: 'integer',
  read: (object) => readNumber(object, ...path) ?? 0,
})

/** The addresses of a `status.loadBalancer.ingress` list, joined as kubectl joins them. */
function addressesOf(object: KubeObject): string {
  const entries = readArray(object, 'status', 'loadBalancer', 'ingress')
  return entries.map((entry) => readString(entry, 'ip') ?? readString(entry, 'hostname') ?? '').join(',')
}

const ingressColumns: Column[] = [
  name,
  textAt('Class', ['spec', 'ingressClassName']),
  {
    name: 'Hosts',
    read: (object) => {
      const hosts = readArray(object, 'spec', 'rules').map((rule) => readString(rule, 'host') ?? '')
      const named = hosts.filter((host) => host !== '')
      if (named.length === 0) return '*'
      return named.length > 3 ? `${named.slice(0, 3).join(',')} + ${named.length - 3} more...` : named.join(',')
    },
  },
  { name: 'Address', read: addressesOf },
  { name: 'Ports', read: (object) => (readArray(object, 'spec', 'tls').length > 0 ? '80, 443' : '80') },
  age,
]

const serviceColumns: Column[] = [
  name,
  textAt('Type', ['spec', 'type'], 'ClusterIP'),
  textAt('Cluster-IP', ['spec', 'clusterIP']),
  {
    name: 'External-IP',
    read: (object) => {
      const type = readString(object, 'spec', 'type')
      if (type === 'ExternalName') return readString(object, 'spec', 'externalName') ?? '<none>'
      const addresses = addressesOf(object)
      if (type === 'LoadBalancer') return addresses === '' ? '<pending>' : addresses
      return readArray(object, 'spec', 'externalIPs').join(',') || '<none>'
    },
  },
  {
    name: 'Port(s)',
    read: (object) => {
      const ports = readArray(object, 'spec', 'ports').map((port) => {
        const nodePort = readNumber(port, 'nodePort')
        return `${readNumber(port, 'port') ?? 0}${nodePort ? `:${nodePort}` : ''}/${readString(port, 'protocol') ?? 'TCP'}`
      })
      return ports.join(',') || '<none>'
    },
  },
  age,
  { name: 'Selector', priority: 1, read: (object) => formatPairs(readRecord(object, 'spec', 'selector')) },
]

function formatPairs(pairs: Record<string, unknown>): string {
  return (
    Object.entries(pairs)
      .map(([key, value]) => `${key}=${String(value)}`)
      .join(',') || '<none>'
  )
}

const podColumns: Column[] = [
  name,
  {
    name: 'Ready',
    read: (object) => {
      const statuses = readArray(object, 'status', 'containerStatuses')
      const ready = statuses.filter((status) => readPath(status, 'ready') === true).length
      return `${ready}/${readArray(object, 'spec', 'containers').length}`
    },
  },
  { name: 'Status', read: describePodStatus },
  { name: 'Restarts', read: (object, nowMs) => describeRestarts(object, nowMs) },
  age,
  textAt('IP', ['status', 'podIP'], '<none>', 1),
  textAt('Node', ['spec', 'nodeName'], '<none>', 1),
  textAt('Nominated Node', ['status', 'nominatedNodeName'], '<none>', 1),
  { name: 'Readiness Gates', priority: 1, read: () => '<none>' },
]

function describeRestarts(pod: KubeObject, nowMs: number): string {
  const { count, lastAt } = podRestarts(pod)
  return count > 0 && lastAt !== undefined ? `${count} (${formatAge(lastAt, nowMs)} ago)` : String(count)
}

function nodeAddress(object: KubeObject, type: string): string {
  const found = readArray(object, 'status', 'addresses').find((address) => readString(address, 'type') === type)
  return readString(found, 'address') ?? '<none>'
}

const nodeColumns: Column[] = [
  name,
  {
    name: 'Status',
    read: (object) => {
      const ready = readArray(object, 'status', 'conditions').find(
        (condition) => readString(condition, 'type') === 'Ready',
      )
      const words = [readString(ready, 'status') === 'True' ? 'Ready' : 'NotReady']
      if (readPath(object, 'spec', 'unschedulable') === true) words.push('SchedulingDisabled')
      return words.join(',')
    },
  },
  {
    name: 'Roles',
    read: (object) => {
      const prefix = 'node-role.kubernetes.io/'
      const roles = Object.keys(object.metadata.labels ?? {}).filter((label) => label.startsWith(prefix))
      return roles.map((label) => label.slice(prefix.length)).join(',') || '<none>'
    },
  },
  age,
  textAt('Version', ['status', 'nodeInfo', 'kubeletVersion']),
  { name: 'Internal-IP', priority: 1, read: (object) => nodeAddress(object, 'InternalIP') },
  { name: 'External-IP', priority: 1, read: (object) => nodeAddress(object, 'ExternalIP') },
  textAt('OS-Image', ['status', 'nodeInfo', 'osImage'], '<unknown>', 1),
  textAt('Kernel-Version', ['status', 'nodeInfo', 'kernelVersion'], '<unknown>', 1),
  textAt('Container-Runtime', ['status', 'nodeInfo', 'containerRuntimeVersion'], '<unknown>', 1),
]

const readyCondition: Column = {
  name: 'Ready',
  read: (object) => {
    const conditions = readArray(object, 'status', 'conditions')
    return (
      readString(
        conditions.find((condition) => readString(condition, 'type') === 'Ready'),
        'status',
      ) ?? ''
    )
  },
}

const readyOfDesired: Column = {
  name: 'Ready',
  read: (object) =>
    `${readNumber(object, 'status', 'readyReplicas') ?? 0}/${readNumber(object, 'spec', 'replicas') ?? 1}`,
}

const columnsByKind: Record<string, Column[]> = {
  Ingress: ingressColumns,
  Service: serviceColumns,
  Pod: podColumns,
  Node: nodeColumns,
  Namespace: [name, textAt('Status', ['status', 'phase'], 'Active'), age],
  Deployment: [
    name,
    readyOfDesired,
    countAt('Up-to-date', 'status', 'updatedReplicas'),
    countAt('Available', 'status', 'availableReplicas'),
    age,
  ],
  StatefulSet: [name, readyOfDesired, age],
  ReplicaSet: [
    name,
    countAt('Desired', 'spec', 'replicas'),
    countAt('Current', 'status', 'replicas'),
    countAt('Ready', 'status', 'readyReplicas'),
    age,
  ],
  DaemonSet: [
    name,
    countAt('Desired', 'status', 'desiredNumberScheduled'),
    countAt('Current', 'status', 'currentNumberScheduled'),
    countAt('Ready', 'status', 'numberReady'),
    countAt('Up-to-date', 'status', 'updatedNumberScheduled'),
    countAt('Available', 'status', 'numberAvailable'),
    {
      name: 'Node Selector',
      read: (object) => formatPairs(readRecord(object, 'spec', 'template', 'spec', 'nodeSelector')),
    },
    age,
  ],
  IngressClass: [name, textAt('Controller', ['spec', 'controller']), { name: 'Parameters', read: () => '<none>' }, age],
  Lease: [name, textAt('Holder', ['spec', 'holderIdentity'], ''), age],
  Certificate: [name, readyCondition, textAt('Secret', ['spec', 'secretName'], ''), age],
  ClusterIssuer: [name, readyCondition, age],
  Issuer: [name, readyCondition, age],
  Event: [
    { name: 'Last Seen', read: (object, nowMs) => formatAge(readString(object, 'lastTimestamp'), nowMs) },
    textAt('Type', ['type'], ''),
    textAt('Reason', ['reason'], ''),
    {
      name: 'Object',
      read: (object) => {
        const involved = readRecord(object, 'involvedObject')
        return `${(readString(involved, 'kind') ?? '').toLowerCase()}/${readString(involved, 'name') ?? ''}`
      },
    },
    textAt('Message', ['message'], ''),
  ],
}

const genericColumns: Column[] = [name, age]

export interface TableOptions {
  /** `Object` puts the whole object into each row, `None` nothing, otherwise its metadata. */
  includeObject: string
  nowMs: number
}

/** A `meta.k8s.io/v1` Table with the columns kubectl 1.32 shows for the kind; NAME and AGE for kinds without columns of their own. */
export function renderTable(
  kind: KindDefinition,
  objects: readonly KubeObject[],
  metadata: Record<string, unknown>,
  options: TableOptions,
): Record<string, unknown> {
  const columns = columnsByKind[kind.kind] ?? genericColumns
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: columns.map(({ name: label, type, format, priority }) => ({
      name: label,
      type: type ?? 'string',
      format: format ?? '',
      description: '',
      priority: priority ?? 0,
    })),
    rows: objects.map((object) => ({
      cells: columns.map((column) => column.read(object, options.nowMs)),
      ...renderRowObject(object, options.includeObject),
    })),
  }
}

function renderRowObject(object: KubeObject, includeObject: string): { object?: unknown } {
  if (includeObject === 'None') return {}
  if (includeObject === 'Object') return { object }
  return {
    object: {
      kind: 'PartialObjectMetadata',
      apiVersion: 'meta.k8s.io/v1',
      metadata: isRecord(object.metadata) ? object.metadata : {},
    },
  }
}
