import { calculateAllocation, calculateDefaultPorts, snatTiers, tableNodesMax } from './snat-allocation'

/** A range of node counts over which every node has the same ports. `current`: the cluster is in it. */
export interface PortTier {
  from: number
  to: number
  portsPerNode: number
  current: boolean
}

/**
 * The steps of default allocation for a number of outbound IPs, in order of node count, up to 1,000 nodes. Rows of the published
 * table that give the same value are one step: with 2 IPs the first is 1 to 100. Empty when `outboundIps` is not 1 or more.
 * `nodes` marks the current step; null, or a count beyond the table, marks none.
 */
export function listTiers(outboundIps: number, nodes: number | null = null): PortTier[] {
  const tiers: PortTier[] = []
  for (const { from, to } of snatTiers) {
    const portsPerNode = calculateDefaultPorts(from, outboundIps)
    if (portsPerNode === null) return []
    const current = nodes !== null && nodes >= from && nodes <= to
    const last = tiers.at(-1)
    if (last?.portsPerNode === portsPerNode) {
      last.to = to
      last.current ||= current
    } else {
      tiers.push({ from, to, portsPerNode, current })
    }
  }
  return tiers
}

/**
 * The steps of any outbound rule. A manual value (`allocatedPorts` over 0) is one step as long as its nodes fit, however many those are.
 * Empty for unusable input.
 */
export function listSteps(
  { outboundIps, allocatedPorts }: { outboundIps: number; allocatedPorts: number },
  nodes: number | null = null,
): PortTier[] {
  if (allocatedPorts === 0) return listTiers(outboundIps, nodes)
  const { nodesMax } = calculateAllocation({ nodes: 1, outboundIps, allocatedPorts })
  if (nodesMax === null || nodesMax < 1) return []
  const current = nodes !== null && nodes >= 1 && nodes <= nodesMax
  return [{ from: 1, to: nodesMax, portsPerNode: allocatedPorts, current }]
}

/** A range of node counts over which neither of two rules changes. Null: that rule gives no known number there. */
export interface ComparedStep {
  from: number
  to: number
  now: number | null
  asked: number | null
}

/** The steps of two rules cut at every boundary of either, in order of node count, each from 1 node on. */
export function compareSteps(now: readonly PortTier[], asked: readonly PortTier[]): ComparedStep[] {
  const ends = [...new Set([...now, ...asked].map((tier) => tier.to))].sort((a, b) => a - b)
  const find = (tiers: readonly PortTier[], nodes: number) =>
    tiers.find((tier) => nodes >= tier.from && nodes <= tier.to)?.portsPerNode ?? null
  return ends.map((to, at) => {
    const from = (ends[at - 1] ?? 0) + 1
    return { from, to, now: find(now, from), asked: find(asked, from) }
  })
}

/** One corner of the staircase of ports over nodes. */
export interface StaircasePoint {
  nodes: number
  portsPerNode: number
}

/**
 * Corners for a step chart that holds each value until the next point (`stepAfter`): one where each step begins and one where the
 * chart ends. `nodesMax` cuts the chart; it is at most 1,000. Empty for unusable input.
 */
export function listStaircase(outboundIps: number, nodesMax: number = tableNodesMax): StaircasePoint[] {
  const end = Math.min(Math.floor(nodesMax), tableNodesMax)
  if (!(end >= 1)) return []
  const shown = listTiers(outboundIps).filter((tier) => tier.from <= end)
  const points = shown.map((tier) => ({ nodes: tier.from, portsPerNode: tier.portsPerNode }))
  const last = shown.at(-1)
  if (last !== undefined && last.from < end) points.push({ nodes: end, portsPerNode: last.portsPerNode })
  return points
}
