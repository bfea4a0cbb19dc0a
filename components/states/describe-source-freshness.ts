import type { Heartbeat } from '@/lib/api/events'
import type { Freshness } from '@/lib/api/freshness'
import type { SourceStatus } from '@/lib/model/source-status'

/** How fresh a panel is that was made from all of these sources. What could not be read is told by the sources themselves. */
export function describeSourceFreshness(sources: readonly SourceStatus[]): Freshness {
  const observed = sources.filter(({ state, observedAt }) => state === 'observed' && observedAt !== null)
  const oldest = observed.flatMap(({ observedAt }) => observedAt ?? []).sort()[0]
  const stale = observed
    .filter(({ staleSince }) => staleSince)
    .sort((a, b) => ((a.staleSince ?? '') < (b.staleSince ?? '') ? -1 : 1))[0]
  return {
    observedAt: oldest ?? null,
    staleSince: stale?.staleSince ?? null,
    staleReason: stale?.staleReason ?? null,
    revision: 0,
    unreadable: [],
    sources: observed.map(({ name }) => name),
  }
}

/** When a source was last heard of, ISO 8601: by a later beat where there is one, else by its own status. Null: never. */
export function readHeardAt(source: SourceStatus, heartbeat: Heartbeat | null): string | null {
  const seconds = heartbeat?.ageSeconds[source.name]
  if (heartbeat === null || seconds === undefined) return source.observedAt
  const told = new Date(Date.parse(heartbeat.at) - seconds * 1000).toISOString()
  return source.observedAt !== null && source.observedAt > told ? source.observedAt : told
}
