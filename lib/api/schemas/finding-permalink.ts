import { z } from 'zod'
import { Area, Severity } from '@/lib/model/schemas/finding'
import { ObjectRef } from '@/lib/model/schemas/object-ref'
import { Unavailable } from '@/lib/model/schemas/unavailable'
import { CatalogueCheck } from './checks'
import { ListedFinding } from './findings'
import { Freshness } from './freshness'

/** How a finding is called: 16 hexadecimal digits, made from its check and subject. */
export const FindingId = z.string().regex(/^[0-9a-f]{16}$/)

/** What is remembered of a finding after it went away. */
export const PastFinding = z.object({
  check: z.string(),
  severity: Severity,
  area: Area,
  title: z.string(),
  summary: z.string(),
  object: ObjectRef,
  host: z.string().nullable(),
  /** ISO 8601 UTC. */
  lastSeenAt: z.string(),
})
export type PastFinding = z.infer<typeof PastFinding>

/** What the catalogue says of the check behind a finding. */
export const AboutCheck = CatalogueCheck.pick({ title: true, why: true, confirm: true, ignore: true })
export type AboutCheck = z.infer<typeof AboutCheck>

/**
 * What stands behind the link of a finding.
 *
 * `found`: the finding as it is now, what explains it (`root`, null when it stands for itself) and what follows from it (at most
 * 20 of `consequenceTotal`). `about` is null for a check that is not in the catalogue any more.
 *
 * `gone`: it is not found now. `past` is what it was, null when this server never saw it. `object` says whether what it was about
 * is still there: `unknown` when that cannot be read or is not remembered. `unreadable` lists what its check (any check, when
 * it is not remembered) cannot read at present: while it is not empty, the finding may be hidden rather than resolved.
 */
export const FindingAnswer = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('found'),
    finding: ListedFinding,
    root: ListedFinding.nullable(),
    consequences: z.array(ListedFinding),
    consequenceTotal: z.number(),
    about: AboutCheck.nullable(),
    freshness: Freshness,
  }),
  z.object({
    state: z.literal('gone'),
    id: z.string(),
    past: PastFinding.nullable(),
    object: z.enum(['present', 'absent', 'unknown']),
    unreadable: z.array(Unavailable),
    about: AboutCheck.nullable(),
    freshness: Freshness,
  }),
])
export type FindingAnswer = z.infer<typeof FindingAnswer>
