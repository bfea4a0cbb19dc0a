import type { InShort } from '@/lib/ingress-path/hop-verdict'
import type { Area, EvidenceLevel, Fix, Severity } from '@/lib/model/finding'
import type { HopId } from '@/lib/model/hop'
import type { ObjectRef } from '@/lib/model/object-ref'
import type { Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import type { InputName } from '@/lib/snapshot/read-keys'

/** The words of a check's page. Plain sentences; `confirm` is a command. */
export interface CheckPage {
  /** What Fairlead sees when it reports this. */
  see: string
  /** What happens to traffic and why. */
  why: string
  /** What to do. */
  fix: string
  /** A command line that confirms cause or cure, with `NAMESPACE`, `NAME` and `HOST` as placeholders. */
  confirm: string
  /** When it is right to ignore it; left out when never. */
  ignore?: string
  /** Where the rule comes from: project, file or page, version. */
  source: string
}

/** Evidence before the runner adds who told us and when. `source` defaults to the Kubernetes API, `at` (ISO 8601 UTC) to the moment of the judgement. */
export interface EvidenceDraft {
  object?: ObjectRef
  field?: string
  observed: string
  expected?: string
  source?: string
  at?: string
}

/**
 * What a check found about its subject; the runner completes it to a `Finding`. `object` is the object to mend (the Service
 * of a selector, not the Ingress that led to it). Severity, level and `who` default to the check's.
 */
export interface FindingDraft {
  /** One or two sentences with the observed values: what is wrong, and what follows. */
  summary: string
  /** The same for the sentence about the host or path that it breaks; left out where `summary` reads well after "because". */
  inShort?: InShort
  object: ObjectRef
  evidence: EvidenceDraft[]
  fix: Pick<Fix, 'text' | 'commands'> & { who?: Fix['who'] }
  severity?: Severity
  level?: EvidenceLevel
  /** Inside a grace period until this moment (ISO 8601 UTC): shown as waiting, not as a fault. */
  waitingUntil?: string
}

export type CheckOutcome =
  | { outcome: 'clear' }
  | { outcome: 'not-applicable'; reason: string }
  | { outcome: 'not-run'; unavailable: Unavailable }
  | { outcome: 'found'; findings: FindingDraft[] }

export const clear: CheckOutcome = { outcome: 'clear' }
export const notApplicable = (reason: string): CheckOutcome => ({ outcome: 'not-applicable', reason })
export const notRun = (unavailable: Unavailable): CheckOutcome => ({ outcome: 'not-run', unavailable })
export const found = (...findings: FindingDraft[]): CheckOutcome => ({ outcome: 'found', findings })

/** What every check states about itself, whatever it judges. */
export interface CheckDescription {
  /** Permanent slug, a noun for the failing state. */
  id: string
  /** The failing state in a few words, about the subject: "Service does not exist". */
  title: string
  severity: Severity
  level: EvidenceLevel
  area: Area
  /** Station on the path; left out for checks that are not about a path. */
  hop?: HopId
  /** Causal order within its area: a lower order is nearer to the root. Rows of the ingress catalogue for ingress checks. */
  order: number
  who: Fix['who']
  /** Everything the check reads, facts included. Reading anything else is a crash, so that the list stays true. */
  inputs: readonly InputName[]
  /** Checks whose finding on the same host explains this one's: it is then shown as their consequence. */
  causes?: readonly string[]
  /**
   * The finding is about a shared object (a controller, its load balancer), not about this host: it is one finding
   * however many hosts it hits.
   */
  isShared?: boolean
  page: CheckPage
}

/**
 * A check: one pure rule about one subject. `evaluate` may throw `NotObservedError` (through the view) when something it needs
 * was not read, which ends as `not-run`; it returns `clear` only when it looked and found nothing.
 */
export interface Check<Subject> extends CheckDescription {
  evaluate(subject: Subject, view: ClusterView): CheckOutcome
}

/** Gives a check its type; the object is returned as it is. */
export function defineCheck<Subject>(check: Check<Subject>): Check<Subject> {
  return check
}
