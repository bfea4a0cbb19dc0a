import { z } from 'zod'

/** What a browser can be told about: one topic is one thing a page shows. */
export const Topic = z.enum(['clusters', 'ingresses', 'findings', 'dns-cache', 'egress'])
export type Topic = z.infer<typeof Topic>

/** One event of `/api/v1/events`: these topics of this cluster changed. `at` is the server's time, ISO 8601 UTC. */
export const ChangeEvent = z.object({
  cluster: z.string(),
  topics: z.array(Topic),
  revision: z.number(),
  at: z.string(),
})
export type ChangeEvent = z.infer<typeof ChangeEvent>

/**
 * Sent at connect (`hello`) and every few seconds (`ping`): proves that the stream lives and says how fresh the cluster's data
 * is, so that a page's age moves without refetching. `revision` lets a reader notice that it missed a change.
 */
export const Heartbeat = z.object({
  cluster: z.string().nullable(),
  at: z.string(),
  revision: z.number(),
  observedAt: z.string().nullable(),
  staleSince: z.string().nullable(),
  staleReason: z.string().nullable(),
  /** Whole seconds between the last sign of life of each source that was read and `at`. */
  ageSeconds: z.record(z.string(), z.number()).default({}),
})
export type Heartbeat = z.infer<typeof Heartbeat>
