/**
 * SNAT ports of an AKS Standard Load Balancer, as arithmetic. No I/O and no cloud types.
 *
 * Source: Azure docs, articles/load-balancer/load-balancer-outbound-connections (2023-03 and later: port allocation table, 64,000
 * ports for each frontend IP, the cap of 1,024 with several IPs) and outbound-rules (blocks of 8); AKS docs,
 * configure-load-balancer-standard (`allocatedOutboundPorts`, capacity).
 */

/** SNAT ports of one outbound IPv4 address, for TCP and once more for UDP. */
export const portsPerIp = 64_000
/** Azure hands out ports in blocks of this size. */
export const portBlock = 8
/** Default allocation never gives a node more than this, however many outbound IPs there are. */
export const defaultPortsMax = 1024
/** The published table of default allocation ends here; nothing is known about larger pools. */
export const tableNodesMax = 1000

/** One row of the default allocation table: ports for each node and each outbound IP, for pools of `from` to `to` nodes. */
export interface SnatTier {
  from: number
  to: number
  portsPerNodeAndIp: number
}

export const snatTiers: readonly SnatTier[] = [
  { from: 1, to: 50, portsPerNodeAndIp: 1024 },
  { from: 51, to: 100, portsPerNodeAndIp: 512 },
  { from: 101, to: 200, portsPerNodeAndIp: 256 },
  { from: 201, to: 400, portsPerNodeAndIp: 128 },
  { from: 401, to: 800, portsPerNodeAndIp: 64 },
  { from: 801, to: 1000, portsPerNodeAndIp: 32 },
]

/** An input that cannot be used: which one, what is wrong with it, and what to write instead. */
export interface AllocationProblem {
  field: 'nodes' | 'outboundIps' | 'allocatedPorts' | 'inboundBlocks'
  message: string
  fix: string
}

export interface AllocationInput {
  /** Live backend instances. */
  nodes: number
  /** IPv4 addresses of the outbound rule. */
  outboundIps: number
  /** `allocatedOutboundPorts`: 0 and null both mean default allocation. */
  allocatedPorts: number | null
  /** Nodes the cluster may grow to, surge included (`countEffectiveNodes`); defaults to `nodes`. */
  effectiveNodes?: number
  /** Blocks of 8 ports lost to inbound rules on the same outbound IPs; usually 0. */
  inboundBlocks?: number
}

/**
 * Null means unknown or not meaningful, never 0.
 *
 * | field | default allocation | manual allocation |
 * |---|---|---|
 * | `portsPerNode` | `min(tier × IPs, 1,024)`; null above 1,000 nodes | the configured value; null when the nodes do not fit |
 * | `headroomNodes` | nodes until the value falls, or until the table ends | nodes until the capacity is used up |
 * | `nextDropAt` | node count and ports of the next fall; null when there is none in the table | null: the value never falls |
 * | `nodesMax` | null | largest cluster that these ports allow |
 * | `wouldBeRefused` | false | Azure refuses: effective nodes × ports exceed the capacity |
 */
export interface SnatAllocation {
  mode: 'default' | 'manual'
  portsPerNode: number | null
  /** Ports of the table row for one outbound IP; null in manual mode and above 1,000 nodes. */
  tierPorts: number | null
  totalAllocated: number | null
  capacity: number | null
  freeCapacity: number | null
  headroomNodes: number | null
  nextDropAt: { nodes: number; portsPerNode: number } | null
  nodesMax: number | null
  worstCase: { nodes: number; portsPerNode: number | null } | null
  wouldBeRefused: boolean
  /** Best manual value for the effective nodes with the given IPs; null when not even one block of 8 fits. */
  recommendedPorts: number | null
  problems: AllocationProblem[]
}

/** Row of the table for a node count; null outside 1 to 1,000 and for counts that are not whole numbers. */
export function findTier(nodes: number): SnatTier | null {
  if (!Number.isInteger(nodes)) return null
  return snatTiers.find((tier) => nodes >= tier.from && nodes <= tier.to) ?? null
}

/** Ports per node of default allocation, `min(tier × IPs, 1,024)`; null above 1,000 nodes and for unusable input. */
export function calculateDefaultPorts(nodes: number, outboundIps: number): number | null {
  const tier = findTier(nodes)
  if (tier === null || !isPositiveInteger(outboundIps)) return null
  return Math.min(tier.portsPerNodeAndIp * outboundIps, defaultPortsMax)
}

/** Largest multiple of 8 that `nodes` nodes can each have within `capacity` ports, at most 64,000; null when none fits. */
export function recommendManualPorts(nodes: number, capacity: number): number | null {
  if (!isPositiveInteger(nodes) || !Number.isFinite(capacity)) return null
  const ports = Math.min(portsPerIp, Math.floor(capacity / nodes / portBlock) * portBlock)
  return ports > 0 ? ports : null
}

/** Why a port count cannot be `allocatedOutboundPorts`, or null when it can. 0 stands for default allocation. */
export function checkAllocatedPorts(ports: number): AllocationProblem | null {
  const field = 'allocatedPorts'
  if (!Number.isInteger(ports) || ports < 0 || ports > portsPerIp) {
    const fix = 'Use 0 for default allocation, or a multiple of 8 from 8 to 64,000.'
    return { field, message: `allocatedPorts ${ports} is not a whole number from 0 to 64,000.`, fix }
  }
  if (ports % portBlock === 0) return null
  const below = ports - (ports % portBlock)
  const fix = below === 0 ? 'Use 8, or 0 for default allocation.' : `Use ${below} or ${below + portBlock}.`
  return { field, message: `allocatedPorts ${ports} is not a multiple of 8, so Azure rejects it.`, fix }
}

/** Why a number of outbound IPs cannot be used, or null when it can. */
export function checkOutboundIps(outboundIps: number): AllocationProblem | null {
  if (isPositiveInteger(outboundIps)) return null
  const fix = 'Use the number of IPv4 addresses of the outbound rule: 1 or more (a /30 prefix counts 4).'
  return { field: 'outboundIps', message: `outboundIps ${outboundIps} is not a whole number of 1 or more.`, fix }
}

/** Everything that follows from node count, outbound IPs and the configured ports. Unusable input gives problems and nulls. */
export function calculateAllocation(input: AllocationInput): SnatAllocation {
  const { nodes, outboundIps, inboundBlocks = 0, effectiveNodes = nodes } = input
  const allocatedPorts = input.allocatedPorts ?? 0
  const problems = listProblems({ nodes, effectiveNodes, outboundIps, allocatedPorts, inboundBlocks })
  const mode = allocatedPorts === 0 ? 'default' : 'manual'
  if (problems.length > 0) return unknownAllocation(mode, problems)

  const capacity = outboundIps * portsPerIp - inboundBlocks * portBlock
  const portsFor = (count: number): number | null => {
    if (mode === 'default') return calculateDefaultPorts(count, outboundIps)
    return count * allocatedPorts <= capacity ? allocatedPorts : null
  }
  const portsPerNode = portsFor(nodes)
  const totalAllocated = portsPerNode === null ? null : portsPerNode * nodes
  const nextDropAt = mode === 'default' ? findNextDrop(nodes, outboundIps) : null
  const nodesMax = mode === 'manual' ? Math.floor(capacity / allocatedPorts) : null
  return {
    mode,
    portsPerNode,
    tierPorts: mode === 'default' ? (findTier(nodes)?.portsPerNodeAndIp ?? null) : null,
    totalAllocated,
    capacity,
    freeCapacity: totalAllocated === null ? null : capacity - totalAllocated,
    headroomNodes: calculateHeadroom(nodes, nextDropAt, nodesMax, effectiveNodes),
    nextDropAt,
    nodesMax,
    worstCase: { nodes: effectiveNodes, portsPerNode: portsFor(effectiveNodes) },
    wouldBeRefused: mode === 'manual' && effectiveNodes * allocatedPorts > capacity,
    recommendedPorts: recommendManualPorts(effectiveNodes, capacity),
    problems: [],
  }
}

/**
 * The next node count at which default allocation gives a node fewer ports. Rows of the table that lower nothing are skipped:
 * with 2 outbound IPs node 51 still has 1,024 ports. Null when nothing falls up to 1,000 nodes, and for unusable input.
 */
export function findNextDrop(nodes: number, outboundIps: number): { nodes: number; portsPerNode: number } | null {
  const now = calculateDefaultPorts(nodes, outboundIps)
  if (now === null) return null
  for (const tier of snatTiers) {
    const ports = Math.min(tier.portsPerNodeAndIp * outboundIps, defaultPortsMax)
    if (tier.from > nodes && ports < now) return { nodes: tier.from, portsPerNode: ports }
  }
  return null
}

function calculateHeadroom(
  nodes: number,
  nextDropAt: { nodes: number } | null,
  nodesMax: number | null,
  effectiveNodes: number,
): number | null {
  if (nodesMax !== null) return Math.max(0, nodesMax - effectiveNodes)
  if (nextDropAt !== null) return nextDropAt.nodes - 1 - nodes
  return nodes <= tableNodesMax ? tableNodesMax - nodes : null
}

function listProblems(input: Required<AllocationInput> & { allocatedPorts: number }): AllocationProblem[] {
  const problems: AllocationProblem[] = []
  for (const nodes of new Set([input.nodes, input.effectiveNodes])) {
    if (isPositiveInteger(nodes)) continue
    const fix = 'Give the number of nodes behind the load balancer: a whole number of 1 or more.'
    problems.push({ field: 'nodes', message: `nodes ${nodes} is not a whole number of 1 or more.`, fix })
  }
  const outboundIps = checkOutboundIps(input.outboundIps)
  if (outboundIps !== null) problems.push(outboundIps)
  const allocatedPorts = checkAllocatedPorts(input.allocatedPorts)
  if (allocatedPorts !== null) problems.push(allocatedPorts)
  const blocksMax = portsPerIp / portBlock
  if (!Number.isInteger(input.inboundBlocks) || input.inboundBlocks < 0 || input.inboundBlocks > blocksMax) {
    const fix = `Give the number of 8-port blocks that inbound rules use: a whole number from 0 to ${blocksMax}.`
    problems.push({ field: 'inboundBlocks', message: `inboundBlocks ${input.inboundBlocks} is not usable.`, fix })
  }
  return problems
}

function unknownAllocation(mode: SnatAllocation['mode'], problems: AllocationProblem[]): SnatAllocation {
  return {
    mode,
    portsPerNode: null,
    tierPorts: null,
    totalAllocated: null,
    capacity: null,
    freeCapacity: null,
    headroomNodes: null,
    nextDropAt: null,
    nodesMax: null,
    worstCase: null,
    wouldBeRefused: false,
    recommendedPorts: null,
    problems,
  }
}

function isPositiveInteger(count: number): boolean {
  return Number.isSafeInteger(count) && count >= 1
}
