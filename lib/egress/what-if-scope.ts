import { formatCount } from '@/lib/format/count'
import type { Carrier } from './egress-settings'
import { calculateNatPool, type NatCloud } from './nat-gateway'
import type { WhatIfBase } from './what-if'

/** What is known of a cluster's way out, as far as a question about it is concerned. */
export interface KnownEgress {
  provider: string | null
  outbound: { type: string; carrier: Carrier | 'unknown'; reason: string }
  nodes: { count: number | null; reason: string | null; countedBy: string; pools: readonly unknown[] }
  allocation: { outboundIps: number | null; allocatedPorts: number | null; assumptions: readonly string[] }
  autoscaler: { nodesMax: number | null }
  problems: readonly { message: string; fix: string }[]
}

/** Which questions make sense for a cluster. */
export type WhatIfScope =
  /** Ports per node follow from nodes, IPs and ports. `missing` says why today's node count is not known; null when it is. */
  | { kind: 'load-balancer'; base: WhatIfBase; missing: string | null }
  /** Nodes share a pool, so only the number of IPs matters; null when it is not configured. */
  | { kind: 'nat-gateway'; cloud: NatCloud; outboundIps: number | null }
  /** No question can be computed: why, and what does apply. */
  | { kind: 'none'; reason: string; applies: string }

/** Finds out what may be asked. Nothing is computed where the way out is not known. */
export function describeScope(egress: KnownEgress): WhatIfScope {
  const { outbound, allocation, nodes } = egress
  const problem = egress.problems[0]
  if (problem !== undefined) return { kind: 'none', reason: problem.message, applies: problem.fix }
  switch (outbound.carrier) {
    case 'load-balancer': {
      // The figures of a load balancer are Azure's; on EKS a setting that says so does not make them true.
      if (egress.provider === 'eks') return describeEks()
      if (allocation.outboundIps === null || allocation.allocatedPorts === null) {
        return { kind: 'none', reason: outbound.reason, applies: 'The outbound rule must be known first.' }
      }
      const base: WhatIfBase = {
        // A cluster without nodes has nothing to compare with, like one whose nodes are not known.
        nodes: nodes.count === 0 ? null : nodes.count,
        outboundIps: allocation.outboundIps,
        allocatedPorts: allocation.allocatedPorts,
        pools: Math.max(1, nodes.pools.length),
        nodesMax: egress.autoscaler.nodesMax,
        assumptions: allocation.assumptions,
      }
      const missing =
        nodes.count === 0 ? 'there are no nodes' : nodes.count === null ? (nodes.reason ?? nodes.countedBy) : null
      return { kind: 'load-balancer', base, missing }
    }
    case 'nat-gateway': {
      const cloud = findCloud(egress)
      if (cloud !== null) return { kind: 'nat-gateway', cloud, outboundIps: allocation.outboundIps }
      return {
        kind: 'none',
        reason: 'A NAT gateway hands out ports on demand, so more nodes lower nothing.',
        applies: 'How much it holds depends on the cloud, which is not known here.',
      }
    }
    case 'appliance':
      return {
        kind: 'none',
        reason:
          'A route table sends egress to a firewall or appliance, so the number of nodes changes no SNAT ports in AKS.',
        applies:
          'What counts is the appliance: Azure Firewall has 2,496 ports for each public IP and instance, and 20 or more IPs are advised in production.',
      }
    case 'none':
      return {
        kind: 'none',
        reason: `Outbound type ${outbound.type} sets up no way out, so there are no SNAT ports to share.`,
        applies: 'A firewall or proxy that nodes use instead has limits of its own.',
      }
    case 'unknown':
      return egress.provider === 'eks' ? describeEks() : describeUnknown(egress)
  }
}

function findCloud({ provider, outbound }: KnownEgress): NatCloud | null {
  if (provider === 'eks') return 'aws'
  return provider === 'aks' || outbound.type !== 'natGateway' ? 'azure' : null
}

function describeEks(): WhatIfScope {
  const toOne = calculateNatPool(1, 'aws')?.toOneDestination ?? 0
  return {
    kind: 'none',
    reason: 'AWS gives no node a share of SNAT ports, so more nodes lower nothing.',
    applies: `What counts is the NAT gateway: ${formatCount(toOne)} connections at one time to one destination for each of its IPs. If egress leaves through one, set egress.mode: nat-gateway to ask about IPs.`,
  }
}

function describeUnknown({ outbound }: KnownEgress): WhatIfScope {
  return {
    kind: 'none',
    reason: `How traffic leaves is not known: ${outbound.reason}.`,
    applies: 'Set egress.mode in the configuration: ports per node can be computed for a load balancer of AKS.',
  }
}
