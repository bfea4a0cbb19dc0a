import { z } from 'zod'
import { UnavailableReason } from './unavailable'

/**
 * What Fairlead could read from one source: a Kubernetes kind, DNS. `observedAt` is the last sign of life, `staleSince` is set
 * while the source is gone and its last good data stays in use. `namespaces` is set when only these could be read.
 */
export const SourceStatus = z.object({
  name: z.string(),
  state: z.enum(['observed', 'unavailable']),
  reason: UnavailableReason.optional(),
  detail: z.string().optional(),
  need: z.string().nullable().optional(),
  objects: z.number(),
  observedAt: z.string().nullable(),
  staleSince: z.string().nullable().optional(),
  staleReason: z.string().nullable().optional(),
  namespaces: z.array(z.string()).optional(),
})
export type SourceStatus = z.infer<typeof SourceStatus>
