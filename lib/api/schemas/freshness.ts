import { z } from 'zod'
import { Unavailable } from '@/lib/model/schemas/unavailable'

/**
 * How fresh an answer is. `observedAt`: the last sign of life of the oldest source behind it (null: nothing was read yet).
 * `staleSince`: set while the API server is gone and the last good data is shown. `revision` grows with every change seen.
 */
export const Freshness = z.object({
  observedAt: z.string().nullable(),
  staleSince: z.string().nullable(),
  staleReason: z.string().nullable(),
  revision: z.number(),
  /** Kinds behind this answer that could not be read (in full). */
  unreadable: z.array(Unavailable),
  /** Names of the sources behind this answer that were read: a later sign of life of all of them keeps it fresh. */
  sources: z.array(z.string()).optional(),
})
export type Freshness = z.infer<typeof Freshness>

/** A page of a list. `nextCursor` is null on the last page. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), total: z.number(), nextCursor: z.string().nullable() })
