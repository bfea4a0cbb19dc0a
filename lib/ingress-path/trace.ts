import type { Finding } from '@/lib/model/finding'
import type { HopId } from '@/lib/model/hop'
import type { Hop, NotChecked, RootCause, TracedHost, TracedPath } from '@/lib/model/trace'
import type { Unavailable } from '@/lib/model/unavailable'
import { compareVerdictsWorstFirst, type PathVerdict, rollUpVerdicts } from '@/lib/model/verdict'
import type { JudgedCheck } from './hop-verdict'

/**
 * Marks every finding that another one explains. A cause explains only what is not graver than itself; of several causes the one
 * with the lowest order is named. What follows from something that is still waiting waits too, until the same moment.
 * `scope` holds the checks in which causes are looked for; results are in the order of `checks`.
 */
export function linkConsequences<T extends JudgedCheck>(checks: readonly T[], scope: readonly JudgedCheck[]): T[] {
  const byId = new Map<string, JudgedCheck[]>()
  for (const judged of scope) {
    if (judged.findings.length > 0) byId.set(judged.check.id, [...(byId.get(judged.check.id) ?? []), judged])
  }
  if (byId.size === 0) return [...checks]
  return checks.map((judged) => {
    if (judged.findings.length === 0 || judged.check.causes === undefined) return judged
    const causes = judged.check.causes.flatMap((id) => byId.get(id) ?? []).sort((a, b) => a.check.order - b.check.order)
    if (causes.length === 0) return judged
    const findings = judged.findings.map((finding) => {
      const cause = causes.find((candidate) =>
        candidate.findings.some((found) => severityRank[found.severity] >= severityRank[finding.severity]),
      )
      if (cause === undefined) return finding
      const isWaiting = cause.findings.every(({ waitingUntil }) => waitingUntil !== undefined)
      const waitingUntil = finding.waitingUntil ?? (isWaiting ? cause.findings[0]?.waitingUntil : undefined)
      return { ...finding, consequenceOf: cause.check.id, waitingUntil }
    })
    const isWaiting = findings.every(({ waitingUntil }) => waitingUntil !== undefined)
    return { ...judged, findings, result: { ...judged.result, outcome: isWaiting ? 'waiting' : judged.result.outcome } }
  })
}

const severityRank: Record<Finding['severity'], number> = { error: 2, warning: 1, info: 0 }
const levelRank: Record<Finding['level'], number> = { proven: 0, inferred: 1, external: 2 }

/**
 * The root cause among the checks of a host or path: an error, neither waiting nor a consequence; proven before inferred before
 * external; then the lowest order, with the certificate branch after the one that carries traffic. What could be the consequence
 * of a check that was not able to look is no root: it would pose as one. Null when there is none.
 */
export function chooseRootCause(checks: readonly JudgedCheck[], host: string): RootCause | null {
  const unseen = new Set(checks.flatMap(({ check, unavailable }) => (unavailable === null ? [] : [check.id])))
  const candidates = checks
    .filter(({ check }) => check.causes?.some((id) => unseen.has(id)) !== true)
    .flatMap(({ check, findings }) =>
      findings
        .filter((finding) => isActiveError(finding) && finding.consequenceOf === undefined)
        .map((finding) => ({ check, finding })),
    )
  const isBeside = (hop: HopId | undefined) => (hop === 'certificate' ? 1 : 0)
  const [root] = candidates.sort(
    (a, b) =>
      levelRank[a.finding.level] - levelRank[b.finding.level] ||
      isBeside(a.check.hop) - isBeside(b.check.hop) ||
      a.check.order - b.check.order,
  )
  if (root === undefined) return null
  const { check, finding } = root
  return { check: check.id, title: check.title, hop: check.hop ?? 'ingress-rule', host, finding: finding.id }
}

/** Rolls the hops of one path up. Every hop of a path bears load. */
export function rollUpPath(hops: readonly Hop[], checks: readonly JudgedCheck[]): PathVerdict {
  const isBroken = checks.some(({ check, findings }) => check.hop === 'ingress-rule' && findings.some(isActiveError))
  return isBroken ? 'failing' : rollUpVerdicts(hops.map(({ verdict }) => ({ verdict, isLoadBearing: true })))
}

/** Rolls a host up from its hops and paths. The certificate bears load only when the host has a tls entry. */
export function rollUpHost(hops: readonly Hop[], paths: readonly TracedPath[], hasTlsEntry: boolean): PathVerdict {
  return rollUpVerdicts([
    ...hops.map(({ id, verdict }) => ({ verdict, isLoadBearing: id !== 'certificate' || hasTlsEntry })),
    ...paths.map(({ verdict }) => ({ verdict, isLoadBearing: true })),
  ])
}

/** Verdict and root cause of several hosts: the root cause is that of the worst one that has one. */
export function rollUpTrace(hosts: readonly TracedHost[]): { verdict: PathVerdict; rootCause: RootCause | null } {
  const worstFirst = [...hosts].sort((a, b) => compareVerdictsWorstFirst(a.verdict, b.verdict))
  const withCause = worstFirst.find(({ rootCause }) => rootCause !== null)
  return {
    verdict: rollUpVerdicts(hosts.map(({ verdict }) => ({ verdict, isLoadBearing: true }))),
    rootCause: withCause?.rootCause ?? null,
  }
}

const isActiveError = ({ severity, waitingUntil }: Finding) => severity === 'error' && waitingUntil === undefined

/** Collects what was not checked: one entry for each thing and reason, with the checks that it stopped. */
export class NotCheckedList {
  private readonly entries = new Map<string, NotChecked>()

  /** Adds one unknown; `check` is the id of a check that did not run because of it, or null. */
  add({ what, reason, detail, need }: Unavailable, check: string | null): void {
    const key = `${what}|${reason}`
    const before = this.entries.get(key)
    const entry = before ?? { what, reason, detail, need, checks: [] }
    if (check !== null && !entry.checks.includes(check)) entry.checks.push(check)
    if (before === undefined) this.entries.set(key, entry)
  }

  list(): NotChecked[] {
    return [...this.entries.values()]
  }
}

/** Findings without repetition: the same one from several hosts counts once, in its gravest form. */
export function mergeFindings(findings: readonly Finding[]): Finding[] {
  const merged = new Map<string, Finding>()
  for (const finding of findings) {
    const before = merged.get(finding.id)
    if (before === undefined || severityRank[finding.severity] > severityRank[before.severity])
      merged.set(finding.id, finding)
  }
  return [...merged.values()]
}
