import type { DnsCacheAnswer } from '@/lib/api/dns-cache'
import type { EgressAnswer } from '@/lib/api/egress'
import { formatCount, formatCounted } from '@/lib/format/count'

/** What comes next for the ports per node: "48 nodes, 512 from node 51". Unknown parts are left out. */
export function describeHeadroom({ nodes, headroom }: EgressAnswer): string {
  const parts = [nodes.count === null ? null : formatCounted(nodes.count, 'node')]
  if (headroom.nextDropAt !== null && headroom.nextPortsPerNode !== null) {
    parts.push(`${formatCount(headroom.nextPortsPerNode)} from node ${formatCount(headroom.nextDropAt)}`)
  }
  return parts.filter((part) => part !== null).join(', ')
}

/** The DNS cache at a glance. `figure` is null when there is nothing to count, and `text` then says why. */
export function describeDnsCache(answer: DnsCacheAnswer): { figure: string | null; unit: string; text: string } {
  const nothing = (text: string) => ({ figure: null, unit: '', text })
  if (answer.found === null) return nothing(answer.notFoundReason ?? 'It could not be looked for.')
  if (!answer.found) return nothing(answer.notFoundReason ?? 'There is no node-local DNS cache in this cluster.')
  const version =
    answer.coreDnsVersion === null
      ? 'CoreDNS of unknown version'
      : `CoreDNS ${answer.coreDnsVersion}${answer.versionAssumed ? ' (assumed)' : ''}`
  if (answer.isValid === false) {
    return nothing(`The Corefile does not load: ${formatCounted(answer.problems.length, 'problem')}. ${version}.`)
  }
  const known = answer.rollout.filter(({ ready }) => ready !== null)
  const ready = known.filter(({ ready }) => ready).length
  const blocks = formatCounted(answer.serverBlocks.length, 'server block')
  if (known.length === 0) return nothing(`${blocks}, ${version}; which nodes run it could not be read.`)
  return {
    figure: `${formatCount(ready)} of ${formatCount(answer.rollout.length)}`,
    unit: 'nodes ready',
    text: `${blocks}, ${version}.`,
  }
}
