import { formatCounted, formatNames } from '@/lib/format/count'
import { describeUnavailable } from '@/lib/format/describe-unavailable'
import type { Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { type NodeFacts, readNodeFacts } from './node-facts'
import { describeProvider } from './provider'

/**
 * How many nodes share the cluster's way out, and how that was found. `count` is null when Nodes could not be read (`reason`,
 * `unavailable`); 0 means that there certainly are none.
 */
export interface NodeCount {
  count: number | null
  /** The way of counting, in words. */
  countedBy: string
  reason: string | null
  unavailable: Unavailable | null
  /** Counted nodes with a public IP of their own: they leave through it, yet they move the tier. Names, sorted. */
  withPublicIp: string[]
  /** Nodes left out and why, in words; empty when all were counted. */
  leftOut: string[]
  /** Counted nodes by agent pool or node group, by name; nodes that name none are under null. */
  pools: { name: string | null; nodes: number }[]
}

/**
 * Counts nodes as Azure's outbound pool does: every node machine of every pool, cordoned and not-ready ones included, virtual nodes
 * not. On AKS these are the Nodes with an Azure provider id; elsewhere all Nodes but virtual ones.
 *
 * Source: MicrosoftDocs/azure-docs issue 82207 (the sum over all node pools). The load balancer's own backend pool would be the better
 * source; reading it takes access to Azure.
 */
export function countNodes(view: ClusterView): NodeCount {
  return view.fact<NodeCount>('egress-node-count:cluster', (inner) => {
    const reading = readNodeFacts(inner)
    if (reading.state === 'unavailable') {
      return {
        count: null,
        countedBy: 'not counted: Nodes could not be read',
        reason: describeUnavailable(reading.unavailable),
        unavailable: reading.unavailable,
        withPublicIp: [],
        leftOut: [],
        pools: [],
      }
    }
    return describeProvider(inner).provider === 'aks' ? countAzureNodes(reading.nodes) : countAllNodes(reading.nodes)
  })
}

function countAzureNodes(nodes: readonly NodeFacts[]): NodeCount {
  const machines = nodes.filter((node) => !node.isVirtual)
  const counted = machines.filter((node) => /^azure:\/\//i.test(node.providerId))
  if (counted.length === 0 && machines.length > 0) {
    // Labels alone say AKS here; dropping every Node would turn a missing field into an empty cluster.
    return describeCount(nodes, machines, 'Kubernetes Nodes without virtual nodes (none has a provider id yet)')
  }
  return describeCount(nodes, counted, 'Kubernetes Nodes whose provider id starts with azure://, without virtual nodes')
}

function countAllNodes(nodes: readonly NodeFacts[]): NodeCount {
  const counted = nodes.filter((node) => !node.isVirtual)
  const withoutId = counted.filter((node) => node.providerId === '').length
  const note = withoutId === 0 ? '' : ` (${withoutId} of ${counted.length} have no provider id)`
  return describeCount(nodes, counted, `Kubernetes Nodes without virtual nodes${note}`)
}

function describeCount(all: readonly NodeFacts[], counted: readonly NodeFacts[], countedBy: string): NodeCount {
  const kept = new Set(counted)
  const virtual = all.filter((node) => node.isVirtual).map((node) => node.name)
  const foreign = all.filter((node) => !node.isVirtual && !kept.has(node)).map((node) => node.name)
  const leftOut: string[] = []
  if (virtual.length > 0) leftOut.push(`${formatCounted(virtual.length, 'virtual node')}: ${formatNames(virtual)}`)
  if (foreign.length > 0) {
    leftOut.push(`${formatCounted(foreign.length, 'Node')} without an Azure provider id: ${formatNames(foreign)}`)
  }
  return {
    count: counted.length,
    countedBy,
    reason: null,
    unavailable: null,
    withPublicIp: counted.filter((node) => node.hasPublicIp).map((node) => node.name),
    leftOut,
    pools: countPools(counted),
  }
}

function countPools(nodes: readonly NodeFacts[]): NodeCount['pools'] {
  const counts = new Map<string | null, number>()
  for (const node of nodes) counts.set(node.pool, (counts.get(node.pool) ?? 0) + 1)
  const pools = [...counts].map(([name, count]) => ({ name, nodes: count }))
  return pools.sort((a, b) => ((a.name ?? '') < (b.name ?? '') ? -1 : 1))
}
