/**
 * An agent pool as far as SNAT validation looks at it. `max` counts only with `isAutoscaled`; `maxSurge` is Azure's string: `33` is
 * 33 nodes, `33%` a share of the pool. Null means not set.
 */
export interface NodePool {
  name: string
  count: number
  max: number | null
  isAutoscaled: boolean
  maxSurge: string | null
}

/** Surge when nothing is set: 10 % of the pool. Source: @azure/arm-containerservice 25.3.0, `AgentPoolUpgradeSettings.maxSurge`. */
const defaultSurge = '10%'

/** Nodes the pool may have before surge: its autoscaler maximum, else its count. */
export function countPoolNodes(pool: NodePool): number {
  return pool.isAutoscaled && pool.max !== null ? pool.max : pool.count
}

/**
 * Nodes that an upgrade of the pool adds, percentages rounded up, at least 1 when the surge is not set. Null when `maxSurge` cannot be
 * read. An empty pool needs none.
 */
export function countSurge(pool: NodePool): number | null {
  const nodes = countPoolNodes(pool)
  if (nodes <= 0) return 0
  const text = (pool.maxSurge ?? defaultSurge).trim()
  const match = /^(\d+)(%?)$/.exec(text)
  if (match === null) return null
  const amount = Number(match[1])
  const surge = match[2] === '%' ? Math.ceil((amount * nodes) / 100) : amount
  return pool.maxSurge === null ? Math.max(1, surge) : surge
}

/**
 * The node count that Azure validates a manual allocation against: for every pool its maximum (or count) and its own surge. Null
 * when a surge cannot be read.
 *
 * Source: Microsoft support article InvalidLoadBalancerProfileAllocatedOutboundPorts and its corrections (SupportArticles-docs
 * 2101 to 2103).
 */
export function countEffectiveNodes(pools: readonly NodePool[]): number | null {
  let total = 0
  for (const pool of pools) {
    const surge = countSurge(pool)
    if (surge === null) return null
    total += countPoolNodes(pool) + surge
  }
  return total
}

/**
 * The most nodes that upgrades of all pools at once add with the default surge, however `nodes` nodes are spread over `pools` pools:
 * every pool adds 10 % of its nodes, rounded up, so each may round up by nine tenths of a node. 48 nodes in 3 pools add at most 7.
 * An assumption about the surge, for where the settings of the pools cannot be read.
 */
export function boundDefaultSurge(nodes: number, pools: number): number {
  if (nodes <= 0) return 0
  const poolsInUse = Math.min(Math.max(1, pools), nodes)
  return Math.floor((nodes + 9 * poolsInUse) / 10)
}
