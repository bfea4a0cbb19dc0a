import { boundDefaultSurge } from './effective-nodes'
import { calculateDefaultPorts, defaultPortsMax, portsPerIp, recommendManualPorts } from './snat-allocation'
import {
  describeState,
  describeToday,
  isOtherRule,
  type WhatIfBase,
  type WhatIfFit,
  type WhatIfQuestion,
} from './what-if'
import { boundField } from './what-if-fields'

/** A node count that the options are compared at. One count can be several things: what is asked and the autoscaler's maximum. */
export interface HelpColumn {
  nodes: number
  is: readonly ('now' | 'what-if' | 'autoscaler')[]
}

/** Ports of each node at one column; null where nothing is published or the value does not fit, which `fit` tells. */
export interface HelpCell {
  portsPerNode: number | null
  fit: WhatIfFit
}

/** Another outbound rule, or none for the cluster as it is. */
export interface RuleOption {
  id: 'as-is' | 'what-if' | 'more-ips' | 'manual'
  outboundIps: number
  allocatedPorts: number
  /** One for each column. */
  cells: HelpCell[]
  /** Largest cluster that the capacity holds, surge included; null in default allocation, which refuses nobody. */
  nodesMax: number | null
}

/** Hand egress to a NAT gateway: no ports per node at any node count. */
export interface NatGatewayOption {
  id: 'nat-gateway'
  outboundIps: number
}

export interface HelpTable {
  columns: HelpColumn[]
  options: (RuleOption | NatGatewayOption)[]
}

/** IPs of a NAT gateway that is proposed. Source: the command shape in AKS docs, nat-gateway. */
const natGatewayIps = 2

/** The ways out of too few ports, at today's node count, the one asked about and the autoscaler's maximum. */
export function compareOptions(base: WhatIfBase, question: WhatIfQuestion): HelpTable {
  const columns = listColumns(base, question)
  const toOption = (
    id: RuleOption['id'],
    { outboundIps, allocatedPorts }: { outboundIps: number; allocatedPorts: number },
  ): RuleOption => {
    const states = columns.map(({ nodes }) => describeState(base, { nodes, outboundIps, allocatedPorts }))
    return {
      id,
      outboundIps,
      allocatedPorts,
      cells: states.map(({ allocation, fit }) => ({ portsPerNode: allocation.portsPerNode, fit })),
      nodesMax: states[0]?.allocation.nodesMax ?? null,
    }
  }
  const target = Math.max(...columns.map(({ nodes }) => nodes))
  const proposed: RuleOption[] = [toOption('as-is', base)]
  if (isOtherRule(base, question)) proposed.push(toOption('what-if', question))
  const moreIps = proposeMoreIps(base, target)
  if (moreIps !== null)
    proposed.push(toOption('more-ips', { outboundIps: moreIps, allocatedPorts: base.allocatedPorts }))
  const manual = proposeManual(base, question, target)
  if (manual !== null) proposed.push(toOption('manual', manual))
  return { columns, options: [...dropTwins(proposed), { id: 'nat-gateway', outboundIps: natGatewayIps }] }
}

function listColumns(base: WhatIfBase, question: WhatIfQuestion): HelpColumn[] {
  const counts: [HelpColumn['is'][number], number | null][] = [
    ['now', base.nodes],
    ['what-if', question.nodes],
    ['autoscaler', base.nodesMax],
  ]
  const columns: HelpColumn[] = []
  for (const [what, nodes] of counts) {
    if (nodes === null) continue
    const same = columns.findIndex((column) => column.nodes === nodes)
    const column = columns[same]
    if (column === undefined) columns.push({ nodes, is: [what] })
    else columns[same] = { nodes, is: [...column.is, what] }
  }
  return columns
}

/**
 * The fewest IPs that help at the largest node count. Default allocation: that keep what a node has now, or double it where growth takes
 * nothing. A manual value never rises with IPs; they only make room for its nodes and surge. Null when no number of IPs helps.
 */
function proposeMoreIps(base: WhatIfBase, target: number): number | null {
  const { max } = boundField('outboundIps', base)
  if (base.allocatedPorts > 0) {
    const effective = target + boundDefaultSurge(target, base.pools)
    const needed = Math.ceil((effective * base.allocatedPorts) / portsPerIp)
    const proposed = Math.max(base.outboundIps + 1, needed)
    return proposed <= max ? proposed : null
  }
  const now = base.nodes === null ? null : calculateDefaultPorts(base.nodes, base.outboundIps)
  const then = calculateDefaultPorts(target, base.outboundIps)
  if (then === null || then === defaultPortsMax) return null
  const wanted = now === null ? defaultPortsMax : Math.min(defaultPortsMax, now > then ? now : now * 2)
  for (let ips = base.outboundIps + 1; ips <= max; ips += 1) {
    if ((calculateDefaultPorts(target, ips) ?? 0) >= wanted) return ips
  }
  return null
}

/**
 * The best manual value for the largest node count with an upgrade's surge on top: with the IPs asked about where a node then has no
 * fewer ports than now, with more where it would.
 */
function proposeManual(
  base: WhatIfBase,
  question: WhatIfQuestion,
  target: number,
): { outboundIps: number; allocatedPorts: number } | null {
  const { max } = boundField('outboundIps', base)
  const effective = target + boundDefaultSurge(target, base.pools)
  const today = describeToday(base)
  const now = today === null ? null : describeState(base, today).allocation.portsPerNode
  const needed = Math.ceil((effective * (now ?? 0)) / portsPerIp)
  const outboundIps = Math.min(max, Math.max(question.outboundIps, needed))
  const ports = recommendManualPorts(effective, outboundIps * portsPerIp)
  return ports === null ? null : { outboundIps, allocatedPorts: ports }
}

/** A rule that stands in the table already says nothing new. */
function dropTwins(options: readonly RuleOption[]): RuleOption[] {
  return options.filter(
    ({ outboundIps, allocatedPorts }, at) =>
      !options
        .slice(0, at)
        .some((other) => other.outboundIps === outboundIps && other.allocatedPorts === allocatedPorts),
  )
}
