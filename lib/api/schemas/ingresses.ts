import { z } from 'zod'
import { ObjectRef } from '@/lib/model/schemas/object-ref'
import { AskedPath, RootCause, Trace } from '@/lib/model/schemas/trace'
import { PathVerdict } from '@/lib/model/schemas/verdict'
import { ingressSorts } from '../ingress-sorts'
import { Freshness, pageOf } from './freshness'

export const IngressRow = z.object({
  namespace: z.string(),
  name: z.string(),
  className: z.string().nullable(),
  hosts: z.array(z.string()),
  addresses: z.array(z.string()),
  verdict: PathVerdict,
  rootCause: RootCause.nullable(),
  /** One sentence for the row: the worst host's. */
  sentence: z.string(),
  createdAt: z.string().nullable(),
})
export type IngressRow = z.infer<typeof IngressRow>

/** Query of the list. `q` matches namespace, name, host, address, class and check id; `sort` may be reversed with a `-`. */
export const IngressListParams = z.object({
  namespace: z.string().optional(),
  q: z.string().optional(),
  verdict: z.string().optional(),
  sort: z.enum(ingressSorts).default('verdict'),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().optional(),
  /** Position of the first row, for a reader that jumps; ignored with a cursor. */
  offset: z.coerce.number().int().min(0).default(0),
})
export type IngressListParams = z.infer<typeof IngressListParams>

export const IngressPage = pageOf(IngressRow).extend({
  freshness: Freshness,
  /** Verdict counts over everything that matches but the verdict filter. */
  byVerdict: z.record(z.string(), z.number()),
})
export type IngressPage = z.infer<typeof IngressPage>

export const TraceAnswer = Trace.extend({
  observedAt: z.string().nullable(),
  revision: z.number(),
  freshness: Freshness,
})
export type TraceAnswer = z.infer<typeof TraceAnswer>

export const HostTraceAnswer = TraceAnswer.extend({
  object: ObjectRef.nullable(),
  host: z.string(),
  declaredBy: z.array(ObjectRef),
  /** Declared hosts that look like the one asked for; empty when it is declared. */
  nearestHosts: z.array(z.string()),
  /** Null when no path was asked for. */
  askedPath: AskedPath.nullable(),
})
export type HostTraceAnswer = z.infer<typeof HostTraceAnswer>
