import type { Unavailable } from '@/lib/model/unavailable'
import type { Carrier, EgressProblem } from './egress-settings'
import type { NodeCount } from './node-count'
import type { Provider } from './provider'
import type { PortTier } from './tiers'

/** How traffic leaves. `type` is Azure's outbound type, `natGateway`, or `unknown`. */
export interface Outbound {
  type: string
  carrier: Carrier | 'unknown'
  source: 'declared' | 'inferred' | 'assumed'
  reason: string
}

export interface EgressAllocation {
  /** SNAT ports of each node, for TCP and once more for UDP. Null: unknown, or no such number exists; `basis` says which. */
  portsPerNode: number | null
  mode: 'default' | 'manual' | 'nat-gateway' | 'unknown'
  outboundIps: number | null
  /** Manual ports per node; 0: default allocation; null: unknown, or no load balancer. */
  allocatedPorts: number | null
  /** The formula with its numbers, in words; or why there is no number. */
  basis: string
  source: 'configuration' | 'assumed'
  /** What was taken for granted because nothing says so; empty when all was configured. */
  assumptions: string[]
  /** Manual value that serves the current nodes best with these outbound IPs; null when no load balancer is involved. */
  recommendedPorts: number | null
}

export interface EgressHeadroom {
  /** Nodes that can be added before ports per node fall; null when no fall is known. 0: the next node lowers them. */
  nodesToNextDrop: number | null
  nextPortsPerNode: number | null
  /** The node count at which they fall. */
  nextDropAt: number | null
  /** Nodes that can be added before knowledge or capacity ends: the end of the published table, or Azure refusing a manual value. */
  nodesToLimit: number | null
  reason: string
}

/** Egress of a cluster as far as it can be known without access to the cloud. Null is unknown, never 0. */
export interface EgressStatus {
  provider: Provider
  outbound: Outbound
  nodes: NodeCount
  allocation: EgressAllocation
  headroom: EgressHeadroom
  /** Steps of default allocation; empty where it does not apply. */
  tiers: PortTier[]
  use: Unavailable
  failedConnections: Unavailable
  problems: EgressProblem[]
}
