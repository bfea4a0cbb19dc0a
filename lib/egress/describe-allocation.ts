import { formatCount, formatCounted } from '@/lib/format/count'
import type { EgressSettings } from './egress-settings'
import type { EgressAllocation, EgressHeadroom, Outbound } from './egress-shape'
import { natPortsPerIp } from './nat-gateway'
import type { NodeCount } from './node-count'
import {
  calculateAllocation,
  defaultPortsMax,
  findTier,
  portsPerIp,
  type SnatAllocation,
  tableNodesMax,
} from './snat-allocation'
import { listTiers, type PortTier } from './tiers'

interface AllocationAndHeadroom {
  allocation: EgressAllocation
  headroom: EgressHeadroom
  tiers: PortTier[]
}

/** Allocation, headroom and steps for a way out. Only a load balancer has ports per node; everything else says why it has none. */
export function describeAllocation(
  outbound: Outbound,
  nodes: NodeCount,
  settings: EgressSettings,
): AllocationAndHeadroom {
  if (outbound.carrier === 'nat-gateway')
    return withoutPorts('nat-gateway', sayNatGateway(settings), settings.outboundIps)
  if (outbound.carrier === 'appliance') {
    return withoutPorts(
      'unknown',
      'a route table sends egress to a firewall or appliance, and SNAT happens there',
      null,
    )
  }
  if (outbound.carrier === 'none')
    return withoutPorts('unknown', `outbound type ${outbound.type} sets up no way out`, null)
  if (outbound.carrier === 'unknown') return withoutPorts('unknown', outbound.reason, null)
  const problem = settings.problems[0]
  if (nodes.count === null) {
    const unknown = withoutPorts('unknown', `nodes are not known: ${nodes.reason ?? nodes.countedBy}`, null)
    if (problem !== undefined) return unknown
    return { ...unknown, allocation: { ...unknown.allocation, ...describeRule(outbound, settings) } }
  }
  if (problem !== undefined) return withoutPorts('unknown', `${problem.message} ${problem.fix}`, settings.outboundIps)
  return describeLoadBalancer(outbound, nodes.count, settings)
}

function describeLoadBalancer(outbound: Outbound, nodes: number, settings: EgressSettings): AllocationAndHeadroom {
  const rule = describeRule(outbound, settings)
  const { outboundIps, allocatedPorts } = rule
  const result = calculateAllocation({ nodes, outboundIps, allocatedPorts })
  const isManual = result.mode === 'manual'
  const allocation: EgressAllocation = {
    portsPerNode: result.portsPerNode,
    mode: result.mode,
    ...rule,
    basis: nodes === 0 ? 'there are no nodes' : sayBasis(result, nodes, outboundIps, allocatedPorts),
    recommendedPorts: result.recommendedPorts,
  }
  return { allocation, headroom: describeHeadroom(result, nodes), tiers: isManual ? [] : listTiers(outboundIps, nodes) }
}

/** The outbound rule of a load balancer, which does not depend on nodes, and what of it is taken for granted. */
function describeRule(outbound: Outbound, settings: EgressSettings) {
  const assumptions = listAssumptions(outbound, settings)
  return {
    outboundIps: settings.outboundIps ?? 1,
    allocatedPorts: settings.allocatedPorts ?? 0,
    source: assumptions.length === 0 ? ('configuration' as const) : ('assumed' as const),
    assumptions,
  }
}

/**
 * A configured egress block without `allocatedPorts` means default allocation, as an absent value does in Azure
 * (@azure/arm-containerservice 25.3.0, `allocatedOutboundPorts`); without any block that too is an assumption.
 */
function listAssumptions(outbound: Outbound, settings: EgressSettings): string[] {
  const assumptions: string[] = []
  if (outbound.source === 'assumed') assumptions.push('outbound type loadBalancer (the AKS default)')
  if (settings.outboundIps === null) assumptions.push('1 outbound IP (the AKS default)')
  if (outbound.source === 'assumed' && settings.allocatedPorts === null) assumptions.push('default port allocation')
  return assumptions
}

function sayBasis(result: SnatAllocation, nodes: number, outboundIps: number, allocatedPorts: number): string {
  const ips = formatCounted(outboundIps, 'outbound IP')
  if (result.mode === 'manual') {
    const sum = `${formatCount(allocatedPorts)} ports × ${formatCounted(nodes, 'node')} = ${formatCount(allocatedPorts * nodes)}`
    const capacity = `${formatCount(result.capacity ?? 0)} (${ips} × ${formatCount(portsPerIp)})`
    if (result.portsPerNode === null) return `manual allocation does not fit: ${sum} is more than ${capacity}`
    return `manual allocation: ${sum} of ${capacity}; the same for UDP`
  }
  const tier = findTier(nodes)
  if (tier === null || result.portsPerNode === null) {
    return `Azure publishes no default allocation above ${formatCount(tableNodesMax)} nodes, and there are ${formatCount(nodes)}`
  }
  const row = `${formatCount(tier.portsPerNodeAndIp)} ports for ${formatCount(tier.from)} to ${formatCount(tier.to)} nodes`
  const formula = `min(${formatCount(tier.portsPerNodeAndIp)} × ${formatCount(outboundIps)}, ${formatCount(defaultPortsMax)}) = ${formatCount(result.portsPerNode)}`
  return `default allocation: ${row} and each of ${ips}, so ${formula} at ${formatCounted(nodes, 'node')}; the same for UDP`
}

function describeHeadroom(result: SnatAllocation, nodes: number): EgressHeadroom {
  const { nextDropAt, headroomNodes } = result
  if (nextDropAt !== null && headroomNodes !== null) {
    const fall = `node ${formatCount(nextDropAt.nodes)} lowers every node to ${formatCount(nextDropAt.portsPerNode)} ports`
    return {
      nodesToNextDrop: headroomNodes,
      nextPortsPerNode: nextDropAt.portsPerNode,
      nextDropAt: nextDropAt.nodes,
      nodesToLimit: null,
      reason:
        headroomNodes === 0
          ? `the next node lowers ports: ${fall}`
          : `${formatCounted(headroomNodes, 'more node')} can be added; ${fall}`,
    }
  }
  return {
    nodesToNextDrop: null,
    nextPortsPerNode: null,
    nextDropAt: null,
    nodesToLimit: headroomNodes,
    reason: sayLimit(result, nodes),
  }
}

function sayLimit(result: SnatAllocation, nodes: number): string {
  if (nodes === 0) return 'there are no nodes'
  const left = result.headroomNodes
  if (result.mode === 'manual') {
    if (result.wouldBeRefused)
      return `Azure refuses more than ${formatCounted(result.nodesMax ?? 0, 'node')} with this manual value`
    const fixed = 'a manual value never falls'
    return left === 0
      ? `${fixed}, and no further node fits`
      : `${fixed}; ${formatCounted(left ?? 0, 'more node')} fit, surge nodes of upgrades included`
  }
  if (left === null) return `nothing is published above ${formatCount(tableNodesMax)} nodes`
  const end = `the published table ends at ${formatCount(tableNodesMax)} nodes`
  return left === 0
    ? `${end}: what the next node gets is not known`
    : `no further fall is known; ${end}, ${formatCounted(left, 'node')} from here`
}

function sayNatGateway(settings: EgressSettings): string {
  const { outboundIps } = settings
  const each = `a NAT gateway gives ports on demand from a pool that all nodes share, ${formatCount(natPortsPerIp)} for each IP on Azure`
  return outboundIps === null ? each : `${each} (${formatCounted(outboundIps, 'IP')} configured)`
}

function withoutPorts(
  mode: EgressAllocation['mode'],
  basis: string,
  outboundIps: number | null,
): AllocationAndHeadroom {
  const source = mode === 'nat-gateway' || outboundIps !== null ? 'configuration' : 'assumed'
  return {
    allocation: {
      portsPerNode: null,
      mode,
      outboundIps,
      allocatedPorts: null,
      basis,
      source,
      assumptions: [],
      recommendedPorts: null,
    },
    headroom: { nodesToNextDrop: null, nextPortsPerNode: null, nextDropAt: null, nodesToLimit: null, reason: basis },
    tiers: [],
  }
}
