import type { Finding } from '@/lib/model/finding'
import type { HopId } from '@/lib/model/hop'
import type { Hop, TracedHost, TracedPath } from '@/lib/model/trace'
import type { Verdict } from '@/lib/model/verdict'
import { chooseRootCause } from './trace-selection'

/** A finding with the findings that it explains. */
export interface FindingGroup {
  finding: Finding
  consequences: Finding[]
}

/**
 * What a reader of one host sees, in reading order: the root cause with what follows from it, then other faults, then what only
 * needs time. `elsewhere` counts findings of this Ingress's other hosts. Every finding of the host is in exactly one place.
 */
export interface GroupedFindings {
  root: FindingGroup | null
  alsoFound: FindingGroup[]
  waiting: Finding[]
  elsewhere: number
}

const rankBySeverity = { error: 0, warning: 1, info: 2 }

/** The finding at the top of a chain of consequences. Stops at a cause that is not listed; a loop has no top but itself. */
function findTopCause(finding: Finding, findings: readonly Finding[]): Finding {
  const visited = new Set<string>()
  let top = finding
  while (top.consequenceOf !== undefined) {
    if (visited.has(top.id)) return finding
    visited.add(top.id)
    const { consequenceOf, path } = top
    const causes = findings.filter((candidate) => candidate.check === consequenceOf)
    const cause = causes.find((candidate) => candidate.path === path) ?? causes[0]
    if (cause === undefined) return top
    top = cause
  }
  return top
}

/**
 * Sorts an Ingress's findings for one of its hosts. Findings without a host belong to every host. Those of the selected path
 * come before those of other paths. `causeOfQuestion` is the root where the host has none of its own.
 */
export function groupFindings(
  findings: readonly Finding[],
  host: TracedHost,
  path: TracedPath | null,
  causeOfQuestion: string | null = null,
): GroupedFindings {
  const mine = findings.filter((finding) => finding.host === undefined || finding.host === host.host)
  const waiting = mine.filter((finding) => finding.waitingUntil !== undefined)
  const settled = mine.filter((finding) => finding.waitingUntil === undefined)

  const groups = new Map<string, FindingGroup>()
  for (const finding of settled) {
    const top = findTopCause(finding, settled)
    const group = groups.get(top.id) ?? { finding: top, consequences: [] }
    if (finding.id !== top.id) group.consequences.push(finding)
    groups.set(top.id, group)
  }

  const rootId = chooseRootCause(host, path)?.finding ?? causeOfQuestion
  const rank = (group: FindingGroup) =>
    rankBySeverity[group.finding.severity] * 2 +
    (group.finding.path === undefined || group.finding.path === path?.path ? 0 : 1)
  const ordered = [...groups.values()].sort((a, b) => rank(a) - rank(b))
  const root = ordered.find((group) => group.finding.id === rootId) ?? null
  return {
    root,
    alsoFound: ordered.filter((group) => group !== root),
    waiting,
    elsewhere: findings.length - mine.length,
  }
}

/** What was found at one station of the drawn path: of the host, and of this path where it belongs to one. Errors come first. */
export function listFindingsAtHop(
  findings: readonly Finding[],
  host: TracedHost,
  path: TracedPath | null,
  hop: HopId,
): Finding[] {
  return findings
    .filter((finding) => finding.hop === hop && (finding.host === undefined || finding.host === host.host))
    .filter((finding) => finding.path === undefined || finding.path === (path?.path ?? 'default backend'))
    .sort((a, b) => rankBySeverity[a.severity] - rankBySeverity[b.severity])
}

/** Stations that share a verdict for the same reason, in the order of the path: one missing permission is told once. */
export function groupByReason(hops: readonly Hop[]): { verdict: Verdict; reason: string; titles: string[] }[] {
  const groups = new Map<string, { verdict: Verdict; reason: string; titles: string[] }>()
  for (const { title, verdict, reason = '' } of hops) {
    const key = `${verdict}|${reason}`
    const group = groups.get(key) ?? { verdict, reason, titles: [] }
    if (!group.titles.includes(title)) group.titles.push(title)
    groups.set(key, group)
  }
  return [...groups.values()]
}

/** How many distinct objects a finding's evidence names; a reader trusts "proven from 3 objects" more than a claim. */
export function countEvidenceObjects(finding: Finding): number {
  const names = finding.evidence.flatMap(({ object }) =>
    object ? [`${object.kind}/${object.namespace ?? ''}/${object.name}`] : [],
  )
  return new Set(names).size
}
