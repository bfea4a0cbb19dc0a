import { z } from 'zod'
import { areas, severities } from '../finding'
import { HopId } from './hop'
import { ObjectRef } from './object-ref'

export const Severity = z.enum(severities)
export type Severity = z.infer<typeof Severity>

/** How sure a finding is: stated by the objects, reasoned from an assumption that is shown, or taken from outside (DNS). */
export const EvidenceLevel = z.enum(['proven', 'inferred', 'external'])
export type EvidenceLevel = z.infer<typeof EvidenceLevel>

export const Area = z.enum(areas)
export type Area = z.infer<typeof Area>

/** One observed fact behind a finding. `source` says who told us ("Kubernetes API", "DNS 10.0.0.10"), `at` when (ISO 8601 UTC). */
export const Evidence = z.object({
  object: ObjectRef.optional(),
  field: z.string().optional(),
  observed: z.string(),
  expected: z.string().optional(),
  source: z.string(),
  at: z.string(),
})
export type Evidence = z.infer<typeof Evidence>

/** Who can mend it, how, and commands that mend or confirm it. */
export const Fix = z.object({
  who: z.enum(['tenant', 'platform', 'either']),
  text: z.string(),
  commands: z.array(z.string()),
})
export type Fix = z.infer<typeof Fix>

/** What a check reports about one subject. `id` is stable across restarts: it is made from check and subject only. */
export const Finding = z.object({
  id: z.string(),
  check: z.string(),
  severity: Severity,
  level: EvidenceLevel,
  area: Area,
  title: z.string(),
  summary: z.string(),
  object: ObjectRef,
  hop: HopId.optional(),
  host: z.string().optional(),
  path: z.string().optional(),
  /** Ends a grace period: until then the finding is "waiting", not a fault. ISO 8601 UTC. */
  waitingUntil: z.string().optional(),
  /** Set when another finding explains this one: the id of the check that is the cause. */
  consequenceOf: z.string().optional(),
  evidence: z.array(Evidence),
  fix: Fix,
  docs: z.string(),
})
export type Finding = z.infer<typeof Finding>
