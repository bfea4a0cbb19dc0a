import type { Heartbeat } from '@/lib/api/events'
import type { Freshness } from '@/lib/api/freshness'
import type { Connection } from '@/lib/live/live-message'

/** What a panel says of its age. `at` is ISO 8601. */
export type PanelAgeWords =
  | { state: 'unread' }
  | { state: 'current'; at: string }
  /** Updates are held: it shows how things were at `at`. */
  | { state: 'held'; at: string }
  /** It shows the last good state; `reason` is null when nobody said why. */
  | { state: 'stale'; at: string; reason: string | null }

export interface StreamAge {
  connection: Connection
  /** The last beat about the cluster of the panel; while updates are held, the last one before that. */
  heartbeat: Heartbeat | null
  isPaused: boolean
}

/**
 * How old a panel is that was made with this freshness. A panel does not ask again while nothing changes, so a later beat
 * about its sources proves it as well as a new answer would. Without a stream nothing proves it any more.
 */
export function describePanelAge(freshness: Freshness, stream: StreamAge): PanelAgeWords {
  if (freshness.observedAt === null) return { state: 'unread' }
  const at = latest(freshness.observedAt, readProof(freshness.sources ?? [], stream.heartbeat))
  if (freshness.staleSince !== null) return { state: 'stale', at: freshness.staleSince, reason: freshness.staleReason }
  if (stream.connection === 'reconnecting') return { state: 'stale', at, reason: 'Fairlead does not answer' }
  return { state: stream.isPaused ? 'held' : 'current', at }
}

/** When the beat last heard of the source that it heard of least recently; null when it says nothing of one of them. */
function readProof(sources: readonly string[], heartbeat: Heartbeat | null): string | null {
  if (heartbeat === null || sources.length === 0) return null
  let oldestSeconds = 0
  for (const source of sources) {
    const seconds = heartbeat.ageSeconds[source]
    if (seconds === undefined) return null
    oldestSeconds = Math.max(oldestSeconds, seconds)
  }
  return new Date(Date.parse(heartbeat.at) - oldestSeconds * 1000).toISOString()
}

function latest(a: string, b: string | null): string {
  return b === null || Date.parse(a) >= Date.parse(b) ? a : b
}
