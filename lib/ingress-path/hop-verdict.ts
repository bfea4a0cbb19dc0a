import { describeUnavailable } from '@/lib/format/describe-unavailable'
import { formatSentenceTime, type SentenceClock } from '@/lib/format/sentence-time'
import type { ControllerSettings } from '@/lib/model/controller-settings'
import type { Finding } from '@/lib/model/finding'
import { type HopId, hopTitles } from '@/lib/model/hop'
import type { ObjectRef } from '@/lib/model/object-ref'
import type { CheckResult, Decision, Fact, Hop } from '@/lib/model/trace'
import type { Unavailable } from '@/lib/model/unavailable'
import type { Verdict } from '@/lib/model/verdict'

/**
 * A fault in the words of the sentence about what it breaks: the host or path, then `effect` ("answers 503"), then `cause`, a clause
 * without full stop ("Service shop/checkout does not exist"). Without `effect` the cause follows "because".
 */
export interface InShort {
  effect?: string
  cause: string
}

/** One check that was run for a hop, with what it found; what the check runner returns has this shape. */
export interface JudgedCheck {
  check: { id: string; title: string; order: number; hop?: HopId; causes?: readonly string[] }
  result: CheckResult
  findings: Finding[]
  inShort?: Record<string, InShort>
  unavailable: Unavailable | null
}

/** What a hop is, and what beside its checks decides its verdict. */
export interface HopEvidence {
  id: HopId
  headline: string
  objects: ObjectRef[]
  facts: Fact[]
  /** At the DNS record: what every external-dns decides. */
  decisions?: Decision[]
  /** At the controller: what those that serve the Ingress run with. */
  settings?: ControllerSettings[]
  checks: readonly JudgedCheck[]
  /** The host or path has no such station by design: why. */
  notApplicable?: string | null
  /** An earlier stage fails, and this hop cannot be judged after it: what fails. */
  blockedBy?: string | null
  /** The hop certainly breaks the path although no check explains why. */
  problem?: string | null
  /** Something that the verdict needs was not observed: why. */
  unknown?: string | null
  /** The hop works, but not for the reason that it should. */
  risk?: string | null
  /** The hop was seen to work from outside, so that checks which did not run cannot make it unknown. */
  isProven?: boolean
  /** Errors that are only consequences of another hop's failure leave the hop blocked instead of failing. */
  isBlockedByConsequence?: boolean
}

/**
 * Judges one hop: own errors fail it; else an earlier failure blocks it; else what was not observed leaves it not checked; it passes
 * only when everything it needs was looked at.
 */
export function judgeHop(evidence: HopEvidence, clock: SentenceClock): Hop {
  const { verdict, reason } = decideVerdict(evidence, clock)
  return {
    id: evidence.id,
    title: hopTitles[evidence.id],
    headline: evidence.headline,
    verdict,
    reason,
    objects: evidence.objects,
    facts: evidence.facts,
    checks: mergeResults(evidence.checks),
    ...(evidence.decisions === undefined ? {} : { decisions: evidence.decisions }),
    ...(evidence.settings === undefined ? {} : { settings: evidence.settings }),
  }
}

/** Errors that count now: neither waiting nor anything less. */
export function listErrors(checks: readonly JudgedCheck[]): { judged: JudgedCheck; finding: Finding }[] {
  return listFindings(checks).filter(
    ({ finding }) => finding.severity === 'error' && finding.waitingUntil === undefined,
  )
}

function decideVerdict(evidence: HopEvidence, clock: SentenceClock): { verdict: Verdict; reason?: string } {
  const { checks } = evidence
  if (evidence.notApplicable) return { verdict: 'not-applicable', reason: evidence.notApplicable }
  const errors = listErrors(checks).sort(compareByCause)
  const [worst] = errors
  if (worst !== undefined) {
    const isConsequence = errors.every(({ finding }) => finding.consequenceOf !== undefined)
    if (isConsequence && evidence.isBlockedByConsequence && evidence.blockedBy) return blocked(evidence.blockedBy)
    return { verdict: 'failing', reason: worst.finding.summary }
  }
  if (evidence.blockedBy) return blocked(evidence.blockedBy)
  const findings = listFindings(checks)
  for (const { finding } of findings) {
    const { waitingUntil, summary } = finding
    if (waitingUntil === undefined) continue
    return { verdict: 'warning', reason: `waiting until ${formatSentenceTime(waitingUntil, clock)}: ${summary}` }
  }
  if (evidence.problem) return { verdict: 'failing', reason: evidence.problem }
  const notRun = evidence.isProven ? undefined : findNotRun(checks)
  if (evidence.unknown) return { verdict: 'not-checked', reason: evidence.unknown }
  if (notRun !== undefined) return { verdict: 'not-checked', reason: describeNotRun(notRun) }
  const warning = findings.find(({ finding }) => finding.severity === 'warning')
  if (warning !== undefined) return { verdict: 'warning', reason: warning.finding.summary }
  if (evidence.risk) return { verdict: 'warning', reason: evidence.risk }
  if (checks.length === 0 && !evidence.isProven) return { verdict: 'not-checked', reason: 'nothing was looked at' }
  return { verdict: 'passing' }
}

const blocked = (what: string) => ({ verdict: 'blocked' as const, reason: `after failure: ${what}` })

function listFindings(checks: readonly JudgedCheck[]): { judged: JudgedCheck; finding: Finding }[] {
  const found = checks.filter(({ findings }) => findings.length > 0)
  return found.flatMap((judged) => judged.findings.map((finding) => ({ judged, finding })))
}

/** What explains itself comes before its consequences, and lower orders before higher ones. */
function compareByCause(
  a: { judged: JudgedCheck; finding: Finding },
  b: { judged: JudgedCheck; finding: Finding },
): number {
  const isConsequence = (entry: { finding: Finding }) => (entry.finding.consequenceOf === undefined ? 0 : 1)
  return isConsequence(a) - isConsequence(b) || a.judged.check.order - b.judged.check.order
}

function findNotRun(checks: readonly JudgedCheck[]): JudgedCheck | undefined {
  return (
    checks.find(({ result }) => result.outcome === 'not-run') ??
    checks.find(({ result }) => result.outcome === 'crashed')
  )
}

function describeNotRun({ check, result, unavailable }: JudgedCheck): string {
  if (unavailable !== null) return describeUnavailable(unavailable)
  return result.outcome === 'crashed'
    ? `check ${check.id} crashed: ${result.reason ?? ''}`
    : (result.reason ?? 'a check did not run')
}

const outcomeRank: Record<CheckResult['outcome'], number> = {
  found: 5,
  crashed: 4,
  waiting: 3,
  'not-run': 2,
  clear: 1,
  'not-applicable': 0,
}

/** One result for each check: several paths can run the same one, and the gravest outcome speaks. */
function mergeResults(checks: readonly JudgedCheck[]): CheckResult[] {
  const results = new Map<string, CheckResult>()
  for (const { result } of checks) {
    const before = results.get(result.check)
    if (before === undefined || outcomeRank[result.outcome] > outcomeRank[before.outcome])
      results.set(result.check, result)
  }
  return [...results.values()]
}
