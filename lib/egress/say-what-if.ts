import { formatCount, formatCounted } from '@/lib/format/count'
import { disruptionNote } from './aks-update'
import { portsPerIp, type SnatAllocation, tableNodesMax } from './snat-allocation'
import { isOtherRule, type WhatIfAnswer, type WhatIfBase, type WhatIfQuestion, type WhatIfState } from './what-if'

/** Something that follows. `bad`: it cuts or refuses something; `watch`: it may; `plain`: it does not. */
export interface Consequence {
  tone: 'bad' | 'watch' | 'plain'
  text: string
}

/** The cluster of a question: `60 nodes with 2 outbound IPs and 1,000 manual ports`. */
export function nameQuestion({ nodes, outboundIps, allocatedPorts }: WhatIfQuestion): string {
  const ips = formatCounted(outboundIps, 'outbound IP')
  const rule = allocatedPorts === 0 ? ips : `${ips} and ${formatCount(allocatedPorts)} manual ports`
  return `${formatCounted(nodes, 'node')} with ${rule}`
}

/** The answer in one sentence. What is not known is said not to be, with the reason. */
export function sayHeadline({ now, asked, change }: WhatIfAnswer): string {
  const who = nameQuestion(asked.question)
  const { portsPerNode } = asked.allocation
  if (portsPerNode === null) {
    return asked.fit === 'over-capacity'
      ? `${who} do not fit: ${sayNeed(asked.question, asked.question.nodes)}. Azure refuses this.`
      : `What ${who} would have is not known: Azure publishes no default allocation above ${formatCount(tableNodesMax)} nodes.`
  }
  const each = asked.question.nodes === 1 ? 'would have' : 'would each have'
  const ports = formatCounted(portsPerNode, 'SNAT port')
  const today = now?.allocation.portsPerNode ?? null
  const compared =
    change === 'same'
      ? ', as many as now'
      : today === null
        ? '; what they have today is not known'
        : ` instead of ${formatCount(today)} now`
  return `${who} ${each} ${ports}${compared}.`
}

/** How far the cluster can grow from there, as a few words for a table. */
export function sayRoom({ allocation, fit }: WhatIfState): string {
  const { headroomNodes, nextDropAt, nodesMax, mode } = allocation
  if (fit === 'over-capacity') return `at most ${formatCounted(nodesMax ?? 0, 'node')} fit`
  if (headroomNodes === null) return 'not known'
  if (mode === 'manual') return `${formatCount(headroomNodes)} more fit, surge included; never falls`
  if (nextDropAt === null) return `${formatCount(headroomNodes)} more to the end of the published table; no fall known`
  const fall = `${formatCount(nextDropAt.portsPerNode)} from node ${formatCount(nextDropAt.nodes)} on`
  return headroomNodes === 0 ? `none: ${fall}` : `${formatCount(headroomNodes)} more, then ${fall}`
}

/** Ports handed out of what the IPs hold. */
export function sayHandedOut({ totalAllocated, capacity }: SnatAllocation): string {
  if (totalAllocated === null || capacity === null) return 'not known'
  return `${formatCount(totalAllocated)} of ${formatCount(capacity)}`
}

/** What a node has while upgrades run, as a few words for a table. */
export function sayDuringUpgrade({ duringUpgrade, allocation, fit }: WhatIfState): string {
  const { nodes, portsPerNode } = duringUpgrade
  if (fit === 'over-capacity') return 'not possible'
  const at = `at ${formatCounted(nodes, 'node')}`
  if (portsPerNode !== null) return `${formatCount(portsPerNode)} ${at}`
  return allocation.mode === 'manual' ? `may be refused ${at}` : `not known ${at}`
}

/** What follows from the question beside its numbers, the worst first. */
export function listConsequences(base: WhatIfBase, answer: WhatIfAnswer): Consequence[] {
  const consequences = [...sayRefusal(base, answer.asked), ...sayLoss(base, answer), ...sayUpgrade(answer.asked)]
  const rank = { bad: 0, watch: 1, plain: 2 }
  return consequences.sort((a, b) => rank[a.tone] - rank[b.tone])
}

function sayRefusal(base: WhatIfBase, { question, fit, allocation }: WhatIfState): Consequence[] {
  const most = `At most ${formatCounted(allocation.nodesMax ?? 0, 'node')} fit, autoscaler maximum and surge included.`
  if (fit === 'over-capacity') return [{ tone: 'bad', text: most }]
  if (fit === 'autoscaler-refused' && base.nodesMax !== null) {
    const text = `Azure counts the autoscaler’s maximum, not the live nodes: ${sayNeed(question, base.nodesMax)}, so it refuses the update. ${most}`
    return [{ tone: 'bad', text }]
  }
  if (fit === 'surge-refused') {
    const text = `With the surge of an upgrade on top (10 % of each pool is assumed) the ports exceed the capacity: Azure may refuse updates and upgrades. ${most}`
    return [{ tone: 'watch', text }]
  }
  return []
}

function sayLoss(base: WhatIfBase, { change, asked }: WhatIfAnswer): Consequence[] {
  const isOther = isOtherRule(base, asked.question)
  const consequences: Consequence[] = []
  if (change === 'fewer') {
    const cause = isOther ? 'by this change' : 'when the cluster grows so far'
    consequences.push({
      tone: 'bad',
      text: `Ports are taken back from running nodes ${cause}, and connections on them are cut.`,
    })
  }
  if (isOther) consequences.push({ tone: 'watch', text: disruptionNote })
  return consequences
}

function sayUpgrade({ duringUpgrade, allocation, fit }: WhatIfState): Consequence[] {
  const { surgeNodes, nodes, portsPerNode } = duringUpgrade
  if (allocation.mode === 'manual' || allocation.portsPerNode === null || fit !== 'fits') return []
  const surge = `Upgrades of all pools at once add up to ${formatCounted(surgeNodes, 'surge node')} (10 % of each pool is assumed)`
  if (portsPerNode === null) {
    return [{ tone: 'watch', text: `${surge}: what ${formatCount(nodes)} nodes have is not published.` }]
  }
  return portsPerNode < allocation.portsPerNode
    ? [{ tone: 'watch', text: `${surge}: while they run every node has ${formatCount(portsPerNode)} ports.` }]
    : [{ tone: 'plain', text: `${surge}: ${formatCount(nodes)} nodes still have ${formatCount(portsPerNode)} each.` }]
}

/** The sum that exceeds the capacity. */
function sayNeed({ allocatedPorts, outboundIps }: WhatIfQuestion, nodes: number): string {
  const needed = `${formatCount(allocatedPorts)} ports × ${formatCounted(nodes, 'node')} = ${formatCount(allocatedPorts * nodes)}`
  return `${needed}, more than the ${formatCount(outboundIps * portsPerIp)} of ${formatCounted(outboundIps, 'outbound IP')}`
}
