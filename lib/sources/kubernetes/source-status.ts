import 'server-only'
import type { UnavailableReason } from '@/lib/model/unavailable'

/** How well one scope is known at this moment. Times are ISO 8601 UTC. */
export interface ScopeStatus {
  state: 'observed' | 'unavailable'
  /** Set when unavailable, and when only a part is observed. */
  reason: UnavailableReason | null
  detail: string | null
  need: string | null
  objects: number
  /** Last sign of life: a list, an event or a bookmark. Null when there was none. */
  observedAt: string | null
  /** Set while the source is gone and the last good objects stay in use. */
  staleSince: string | null
  staleReason: string | null
}

/**
 * One source as people see it. `namespaces` is null when the whole cluster was asked for; else the kind is read namespace
 * by namespace, `state` is `observed` when at least one of them is, and `reason`, `detail` and `need` say why not all are.
 */
export interface SourceStatus extends ScopeStatus {
  name: string
  namespaces: (ScopeStatus & { namespace: string })[] | null
}
