import type { InShort } from '@/lib/ingress-path/hop-verdict'
import type { Finding } from '@/lib/model/finding'
import { hashText } from '@/lib/model/stable-hash'
import type { CheckResult } from '@/lib/model/trace'
import { NotObservedError, type Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import type { Check, CheckDescription, CheckOutcome, FindingDraft } from './define-check'

/** One check run on one subject. `unavailable` is set when it did not run because something was not observed. */
export interface CheckRun {
  check: CheckDescription
  result: CheckResult
  findings: Finding[]
  /** By finding id, for findings that have one. */
  inShort?: Record<string, InShort>
  unavailable: Unavailable | null
}

/** Where on a path the subject lies; findings carry it unless they are about a shared object. */
export interface SubjectPlace {
  host?: string
  path?: string
}

/**
 * Runs one check on one subject. A check that throws anything but `NotObservedError` is a bug: it ends as `crashed`, with the
 * message, and nothing else on the page is lost.
 */
export function runCheck<Subject>(
  check: Check<Subject>,
  subject: Subject,
  view: ClusterView,
  place: SubjectPlace = {},
): CheckRun {
  let outcome: CheckOutcome
  try {
    outcome = check.evaluate(subject, view.restrictTo(check.inputs))
  } catch (error) {
    if (!(error instanceof NotObservedError)) {
      const reason = error instanceof Error ? error.message : String(error)
      return { check, result: { check: check.id, outcome: 'crashed', reason }, findings: [], unavailable: null }
    }
    outcome = { outcome: 'not-run', unavailable: error.unavailable }
  }
  switch (outcome.outcome) {
    case 'clear':
      return { check, result: { check: check.id, outcome: 'clear' }, findings: [], unavailable: null }
    case 'not-applicable':
      return {
        check,
        result: { check: check.id, outcome: 'not-applicable', reason: outcome.reason },
        findings: [],
        unavailable: null,
      }
    case 'not-run': {
      const reason = `${outcome.unavailable.what}: ${outcome.unavailable.detail}`
      return {
        check,
        result: { check: check.id, outcome: 'not-run', reason },
        findings: [],
        unavailable: outcome.unavailable,
      }
    }
    case 'found': {
      const findings = outcome.findings.map((draft) => completeFinding(check, draft, view, place))
      const isWaiting = findings.every((finding) => finding.waitingUntil !== undefined)
      const result: CheckResult = {
        check: check.id,
        outcome: isWaiting ? 'waiting' : 'found',
        reason: findings[0]?.summary,
      }
      const inShort = Object.fromEntries(
        outcome.findings.flatMap((draft, position) => {
          const id = findings[position]?.id
          return draft.inShort === undefined || id === undefined ? [] : [[id, draft.inShort]]
        }),
      )
      return { check, result, findings, inShort, unavailable: null }
    }
  }
}

function completeFinding(
  check: CheckDescription,
  draft: FindingDraft,
  view: ClusterView,
  place: SubjectPlace,
): Finding {
  const { object } = draft
  const ownPlace = check.isShared ? {} : place
  const subject = [object.kind, object.namespace ?? '', object.name, ownPlace.host ?? '', ownPlace.path ?? '']
  return {
    id: hashText([check.id, ...subject].join('|')),
    check: check.id,
    severity: draft.severity ?? check.severity,
    level: draft.level ?? check.level,
    area: check.area,
    title: check.title,
    summary: draft.summary,
    object,
    hop: check.hop,
    ...ownPlace,
    waitingUntil: draft.waitingUntil,
    evidence: draft.evidence.map(({ source, at, ...evidence }) => ({
      ...evidence,
      source: source ?? 'Kubernetes API',
      at: at ?? view.observedAt,
    })),
    fix: { who: draft.fix.who ?? check.who, text: draft.fix.text, commands: draft.fix.commands },
    docs: `/checks/${check.id}`,
  }
}
