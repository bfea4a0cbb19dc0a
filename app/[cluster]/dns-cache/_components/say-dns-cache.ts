import type { DnsCacheAnswer, RolloutRow } from '@/lib/api/dns-cache'
import { formatCount, formatCounted } from '@/lib/format/count'
import type { PathVerdict } from '@/lib/model/verdict'

/**
 * One verdict for the page: findings decide. Without any it passes only when everything behind it could be read; a cache that is
 * certainly not installed is absent by design.
 */
export function rollUpDnsCache(
  answer: Pick<DnsCacheAnswer, 'found' | 'findings' | 'unavailable' | 'isValid'>,
): PathVerdict {
  const severities = new Set(answer.findings.map((finding) => finding.severity))
  if (severities.has('error')) return 'failing'
  if (answer.found === null) return 'undetermined'
  if (severities.has('warning')) return 'warning'
  if (!answer.found) return 'not-applicable'
  return answer.unavailable.length > 0 || answer.isValid === null ? 'undetermined' : 'passing'
}

/** The rows a reader must see: not ready, without Pod, or with another version than most. The others are all alike. */
export interface RolloutSummary {
  exceptions: RolloutRow[]
  regular: RolloutRow[]
  /** The version that most nodes run; null when none is known. */
  commonVersion: string | null
}

export function summariseRollout(rows: readonly RolloutRow[]): RolloutSummary {
  const countByVersion = new Map<string, number>()
  for (const { version } of rows)
    if (version !== null) countByVersion.set(version, (countByVersion.get(version) ?? 0) + 1)
  const commonVersion = [...countByVersion].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null
  const isRegular = (row: RolloutRow) => row.ready === true && row.version === commonVersion
  return { exceptions: rows.filter((row) => !isRegular(row)), regular: rows.filter(isRegular), commonVersion }
}

/** `The cache is ready on 46 of 48 nodes.` Empty when the rollout is not known. */
export function sayRollout(rows: readonly RolloutRow[]): string {
  if (rows.length === 0) return ''
  const ready = rows.filter((row) => row.ready === true).length
  return `The cache is ready on ${formatCount(ready)} of ${formatCounted(rows.length, 'node')}.`
}

/** The state in a sentence or two that can be read aloud. */
export function sayDnsCache(answer: DnsCacheAnswer): string {
  if (answer.found !== true) return answer.notFoundReason ?? 'Whether NodeLocal DNS is installed is not known.'
  const rollout = sayRollout(answer.rollout)
  const join = (first: string) => [first, rollout].filter((sentence) => sentence !== '').join(' ')
  const worst =
    answer.findings.find((finding) => finding.severity === 'error') ??
    answer.findings.find((finding) => finding.severity === 'warning')
  if (worst !== undefined) {
    const others = answer.findings.filter((finding) => finding !== worst && finding.severity !== 'info').length
    const more = others > 0 ? ` ${formatCounted(others, 'more finding')} below.` : ''
    return join(`${endSentence(worst.title)}${more}`)
  }
  const [problem] = answer.problems
  if (answer.isValid === false && problem !== undefined) {
    return join(`CoreDNS would not load this Corefile: ${endSentence(problem.message)}`)
  }
  if (answer.isValid === null) return join('The Corefile could not be read, so what the cache does is not known.')
  const blocks = formatCounted(answer.serverBlocks.length, 'server block')
  return join(`The node-local cache loads ${blocks}, and no check found a fault in what could be read.`)
}

const endSentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`)

/** `. and 1 more zone on port 53`: how a server block is named in pickers and headings. */
export function nameBlock({ zones, port }: { zones: readonly string[]; port: number }): string {
  const first = zones[0] ?? 'no zone'
  const rest = zones.length > 1 ? ` and ${formatCounted(zones.length - 1, 'more zone')}` : ''
  return `${first}${rest} :${port}`
}
