import { z } from 'zod'
import { Area, Finding, Severity } from '@/lib/model/schemas/finding'
import { NotChecked } from '@/lib/model/schemas/trace'
import { Freshness, pageOf } from './freshness'

export const FindingListParams = z.object({
  severity: Severity.optional(),
  area: Area.optional(),
  namespace: z.string().optional(),
  check: z.string().optional(),
  q: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().optional(),
})
export type FindingListParams = z.infer<typeof FindingListParams>

/** A finding in a list, with what it hits: how many hosts, and the Ingresses to open (at most five). */
export const ListedFinding = Finding.extend({
  affectedHosts: z.number(),
  ingresses: z.array(z.object({ namespace: z.string(), name: z.string(), host: z.string() })),
  isRootCause: z.boolean(),
})
export type ListedFinding = z.infer<typeof ListedFinding>

export const FindingPage = pageOf(ListedFinding).extend({
  freshness: Freshness,
  bySeverity: z.object({ error: z.number(), warning: z.number(), info: z.number() }),
  byArea: z.record(z.string(), z.number()),
  /** What was looked at: how many checks ran on how many objects. */
  looked: z.object({ checks: z.number(), objects: z.number(), ingresses: z.number(), hosts: z.number() }),
  notChecked: z.array(NotChecked),
})
export type FindingPage = z.infer<typeof FindingPage>
