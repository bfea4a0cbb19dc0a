import { calculateDefaultPorts, snatTiers, tableNodesMax } from './snat-allocation'

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
