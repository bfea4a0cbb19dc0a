import { z } from 'zod'

/** What a browser can be told about: one topic is one thing a page shows. */
export const Topic = z.enum(['clusters', 'ingresses', 'findings', 'certificates', 'dns-zones', 'dns-cache', 'egress'])
export type Topic = z.infer<typeof Topic>

/**
 * One event of `/api/v1/events`: these topics of this cluster changed. `at` is the server's time, ISO 8601 UTC. `sequence` is that
 * of the newest of the changes; the event's id, where it has one, is the position that a reader may continue from.
 */
export const ChangeEvent = z.object({
  cluster: z.string(),
  topics: z.array(Topic),
  revision: z.number(),
  sequence: z.number(),
  at: z.string(),
})
export type ChangeEvent = z.infer<typeof ChangeEvent>

/**
 * Sent at connect (`hello`) and every two seconds (`ping`): proves that the stream lives and says how fresh the cluster's data
 * is, so that a page's age moves without refetching. `sequence` is that of the cluster's last change: a reader that was told of
 * an older one only has missed something. `cluster` is null when the stream follows no cluster that there is.
 */
export const Heartbeat = z.object({
  cluster: z.string().nullable(),
  at: z.string(),
  revision: z.number(),
  sequence: z.number(),
  observedAt: z.string().nullable(),
  staleSince: z.string().nullable(),
  staleReason: z.string().nullable(),
  /** Whole seconds between the last sign of life of each source that was read and `at`. */
  ageSeconds: z.record(z.string(), z.number()).default({}),
})
export type Heartbeat = z.infer<typeof Heartbeat>

/** Sent in place of the changes since the position asked for, when the server cannot tell them: read everything again. */
export const ResetEvent = z.object({ at: z.string() })
export type ResetEvent = z.infer<typeof ResetEvent>

/**
 * A moment in the changes of one server process. `epoch` names the process; `sequence` counts its changes over all clusters.
 * Positions of two epochs cannot be compared.
 */
export interface Position {
  epoch: string
  sequence: number
}

/** As it stands in the id of an event and in `?after=`: `1k2j3h4g.17`. */
export function formatPosition({ epoch, sequence }: Position): string {
  return `${epoch}.${sequence}`
}

/** Null for anything that `formatPosition` did not write. */
export function parsePosition(text: string | null): Position | null {
  const match = /^([0-9a-z-]{1,40})\.(\d{1,15})$/.exec(text ?? '')
  return match?.[1] === undefined ? null : { epoch: match[1], sequence: Number(match[2]) }
}
