import { z } from 'zod'
import { Severity } from '@/lib/model/schemas/finding'
import { PathVerdict } from '@/lib/model/schemas/verdict'
import { Freshness } from './freshness'

/** `limit` caps each group. */
export const SearchParams = z.object({
  q: z.string().trim().min(1).max(300),
  limit: z.coerce.number().int().min(1).max(50).default(6),
})
export type SearchParams = z.infer<typeof SearchParams>

/** What can be found in a cluster. The catalogue of checks belongs to every cluster and is searched with it. */
export const HitKind = z.enum(['ingress', 'host', 'namespace', 'node', 'finding', 'check'])
export type HitKind = z.infer<typeof HitKind>

/**
 * One thing found. `id` names it within its kind: a hostname, the id of a finding or check, an object's name. `namespace` is set for
 * an Ingress, and for a host that a single Ingress declares; `name` is that Ingress.
 */
export const SearchHit = z.object({
  kind: HitKind,
  id: z.string(),
  label: z.string(),
  /** What stands beside it, to tell it from others. */
  detail: z.string().nullable(),
  verdict: PathVerdict.nullable(),
  severity: Severity.nullable(),
  namespace: z.string().nullable(),
  name: z.string().nullable(),
})
export type SearchHit = z.infer<typeof SearchHit>

/** The best hits of one kind; `total` counts all of them. */
export const HitGroup = z.object({ kind: HitKind, hits: z.array(SearchHit), total: z.number() })
export type HitGroup = z.infer<typeof HitGroup>

/** Groups with the best hit first; none when nothing fits. `freshness.unreadable` says what could not be searched. */
export const SearchAnswer = z.object({ q: z.string(), groups: z.array(HitGroup), freshness: Freshness })
export type SearchAnswer = z.infer<typeof SearchAnswer>
