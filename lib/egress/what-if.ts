import { boundDefaultSurge } from './effective-nodes'
import { calculateAllocation, type SnatAllocation } from './snat-allocation'

/** What a question starts from: what was observed and configured of a cluster behind a load balancer. */
export interface WhatIfBase {
  /** Null: not known, or there are none. */
  nodes: number | null
  outboundIps: number
  /** 0: default allocation. */
  allocatedPorts: number
  /** Node pools with a node, at least 1. */
  pools: number
  /** The most nodes that the autoscaler may bring; null when not known. */
  nodesMax: number | null
  /** What the values above take for granted; empty when all of it was configured. */
  assumptions: readonly string[]
}

/** A cluster that is not there: so many nodes, outbound IPs and ports. */
export interface WhatIfQuestion {
  nodes: number
  outboundIps: number
  /** 0: default allocation. */
  allocatedPorts: number
}

/**
 * Whether a manual value fits. Azure checks it against autoscaler maxima plus surge, not against live nodes, and refuses updates,
 * scaling and upgrades that exceed the capacity.
 *
 * | value | ports × … exceeds the capacity |
 * |---|---|
 * | `fits` | nothing; always so in default allocation |
 * | `surge-refused` | with the surge nodes of an upgrade; the surge is assumed, so this may happen |
 * | `autoscaler-refused` | with the autoscaler's maximum |
 * | `over-capacity` | with the nodes asked about |
 */
export type WhatIfFit = 'fits' | 'surge-refused' | 'autoscaler-refused' | 'over-capacity'

/** Allocation and room of one cluster, with what an upgrade does to it. */
export interface WhatIfState {
  question: WhatIfQuestion
  allocation: SnatAllocation
  fit: WhatIfFit
  /**
   * While upgrades of all pools run, with the default surge. `portsPerNode` is null where it is not known or does not fit.
   * An assumption: the surge settings of pools are not read.
   */
  duringUpgrade: { surgeNodes: number; nodes: number; portsPerNode: number | null }
}

/** Today and the question side by side. `now` is null when the node count of today is not known. */
export interface WhatIfAnswer {
  now: WhatIfState | null
  asked: WhatIfState
  /** Whether a node has more or fewer ports than today; `unknown` when one of the two numbers is not known. */
  change: 'same' | 'more' | 'fewer' | 'unknown'
}

/** The cluster as it is, as a question; null when its node count is not known. */
export function describeToday({ nodes, outboundIps, allocatedPorts }: WhatIfBase): WhatIfQuestion | null {
  return nodes === null ? null : { nodes, outboundIps, allocatedPorts }
}

/** Whether the question is about something else than the cluster as it is. */
export function isHypothesis(base: WhatIfBase, question: WhatIfQuestion): boolean {
  return question.nodes !== base.nodes || isOtherRule(base, question)
}

/** Whether the question needs another outbound rule, and not only more or fewer nodes. */
export function isOtherRule(base: WhatIfBase, { outboundIps, allocatedPorts }: WhatIfQuestion): boolean {
  return outboundIps !== base.outboundIps || allocatedPorts !== base.allocatedPorts
}

/** What a question comes to, and what there is today. */
export function answerWhatIf(base: WhatIfBase, question: WhatIfQuestion): WhatIfAnswer {
  const today = describeToday(base)
  const now = today === null ? null : describeState(base, today)
  const asked = describeState(base, question)
  return { now, asked, change: compare(now?.allocation.portsPerNode ?? null, asked.allocation.portsPerNode) }
}

/**
 * One cluster with everything that follows. Surge and autoscaler maximum are those of the base: they do not change the live
 * allocation, only what an upgrade does and what Azure refuses.
 */
export function describeState(base: WhatIfBase, question: WhatIfQuestion): WhatIfState {
  const { nodes, outboundIps, allocatedPorts } = question
  const surgeNodes = boundDefaultSurge(nodes, base.pools)
  const during = nodes + surgeNodes
  const grown = Math.max(nodes, base.nodesMax ?? 0)
  const validate = (effectiveNodes: number) =>
    calculateAllocation({ nodes, outboundIps, allocatedPorts, effectiveNodes }).wouldBeRefused
  const allocation = calculateAllocation({ nodes, outboundIps, allocatedPorts })
  return {
    question,
    allocation,
    fit: allocation.wouldBeRefused
      ? 'over-capacity'
      : validate(grown)
        ? 'autoscaler-refused'
        : validate(grown + boundDefaultSurge(grown, base.pools))
          ? 'surge-refused'
          : 'fits',
    duringUpgrade: {
      surgeNodes,
      nodes: during,
      portsPerNode: calculateAllocation({ nodes: during, outboundIps, allocatedPorts }).portsPerNode,
    },
  }
}

function compare(now: number | null, asked: number | null): WhatIfAnswer['change'] {
  if (now === null || asked === null) return 'unknown'
  if (asked === now) return 'same'
  return asked > now ? 'more' : 'fewer'
}
