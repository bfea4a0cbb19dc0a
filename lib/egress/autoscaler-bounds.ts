import { parse } from 'yaml'
import { formatCount, formatCounted } from '@/lib/format/count'
import { describeUnavailable } from '@/lib/format/describe-unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { type NodeFacts, readNodeFacts } from './node-facts'
import { describeProvider } from './provider'

/** How many nodes the autoscaler may bring a cluster to. */
export interface AutoscalerBounds {
  /** Null: not known; `reason` says why. */
  nodesMax: number | null
  /** What the number is made of, or why there is none; in words. */
  reason: string
}

/** A node group as the autoscaler publishes it. `target`: nodes that it wants now; null when it does not say. */
export interface NodeGroup {
  name: string
  nodesMax: number
  target: number | null
}

const namespace = 'kube-system'
const name = 'cluster-autoscaler-status'
const configMap = `ConfigMap ${namespace}/${name}`

/**
 * The largest node count of an AKS cluster: for every node group its maximum, and nodes outside of any group as they are. Azure checks
 * a manual allocation against these maxima, not against live nodes.
 */
export function describeAutoscaler(view: ClusterView): AutoscalerBounds {
  // A fact, because the autoscaler writes its status every few seconds and the numbers seldom change.
  return view.fact<AutoscalerBounds>('egress-autoscaler:cluster', (inner) => {
    const unknown = (reason: string): AutoscalerBounds => ({ nodesMax: null, reason })
    const nodes = readNodeFacts(inner)
    if (nodes.state === 'unavailable') return unknown(describeUnavailable(nodes.unavailable))
    if (describeProvider(inner).provider !== 'aks') return unknown('only read on AKS')
    const lookup = inner.lookUp('ConfigMap', namespace, name)
    if (lookup.state === 'unavailable') {
      const { detail, need } = lookup.unavailable
      return unknown(`${configMap} could not be read: ${detail}${need === null ? '' : ` (needs ${need})`}`)
    }
    if (lookup.state === 'absent') return unknown(`there is no ${configMap}, where an autoscaler publishes its maximum`)
    const groups = readNodeGroups(lookup.object.data?.status ?? '')
    if (groups === null) return unknown(`${configMap} names no node groups that Fairlead can read`)
    return addUp(groups, nodes.nodes)
  })
}

function addUp(groups: readonly NodeGroup[], all: readonly NodeFacts[]): AutoscalerBounds {
  const nodes = all.filter((node) => !node.isVirtual)
  const live = new Map<string, number>()
  let outside = 0
  for (const node of nodes) {
    const group = groups.find(({ name: each }) => isNamed(node.scaleSet, each) || isNamed(node.pool, each))
    if (group === undefined) outside += 1
    else live.set(group.name, (live.get(group.name) ?? 0) + 1)
  }
  const strange = groups.find(({ name: each, target }) => (target ?? 0) > 0 && !live.has(each))
  if (strange !== undefined) {
    // Adding a maximum to nodes that may be the group's own would count them twice.
    return { nodesMax: null, reason: `no Node can be matched with node group ${strange.name} of ${configMap}` }
  }
  if (nodes.some((node) => node.isProvisioned)) {
    return {
      nodesMax: null,
      reason: 'Karpenter makes nodes outside of the autoscaler’s groups, without a maximum here',
    }
  }
  let nodesMax = outside
  for (const group of groups) nodesMax += Math.max(group.nodesMax, live.get(group.name) ?? 0)
  const rest = outside === 0 ? '' : `, and ${formatCounted(outside, 'node')} in none of them`
  return {
    nodesMax,
    reason: `the maxima of ${formatCounted(groups.length, 'node group')} in ${configMap}${rest}: ${formatCount(nodesMax)} together`,
  }
}

const isNamed = (value: string | null, groupName: string) => value?.toLowerCase() === groupName.toLowerCase()

/**
 * Node groups in the autoscaler's status: YAML since 1.30, text before. Null when the text is neither, names none, or a maximum in it
 * cannot be read. Source: kubernetes/autoscaler, cluster-autoscaler/clusterstate (`GetStatus`; before 1.30 `GetReadableString`).
 */
export function readNodeGroups(status: string): NodeGroup[] | null {
  const groups = /^nodeGroups:/m.test(status) ? readYamlGroups(status) : readTextGroups(status)
  return groups === null || groups.length === 0 ? null : groups
}

function readYamlGroups(status: string): NodeGroup[] | null {
  let document: unknown
  try {
    document = parse(status)
  } catch {
    return null
  }
  const listed = isRecord(document) ? document.nodeGroups : null
  if (!Array.isArray(listed)) return null
  const groups: NodeGroup[] = []
  for (const each of listed) {
    const health = isRecord(each) && isRecord(each.health) ? each.health : null
    const nodesMax = readCount(health?.maxSize)
    if (!isRecord(each) || typeof each.name !== 'string' || nodesMax === null) return null
    groups.push({ name: each.name, nodesMax, target: readCount(health?.cloudProviderTarget) })
  }
  return groups
}

function readTextGroups(status: string): NodeGroup[] | null {
  const [, section] = status.split(/^\s*NodeGroups:\s*$/m)
  if (section === undefined) return null
  const groups: NodeGroup[] = []
  for (const part of section.split(/^\s*Name:/m).slice(1)) {
    const groupName = /^\s*(\S+)/.exec(part)?.[1]
    const nodesMax = readCount(/\bmaxSize=(\d+)/.exec(part)?.[1])
    if (groupName === undefined || nodesMax === null) return null
    groups.push({ name: groupName, nodesMax, target: readCount(/\bcloudProviderTarget=(\d+)/.exec(part)?.[1]) })
  }
  return groups
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

function readCount(value: unknown): number | null {
  const count = typeof value === 'string' ? Number(value) : value
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : null
}
