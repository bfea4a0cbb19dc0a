import 'server-only'
import type { Freshness } from '@/lib/api/freshness'
import { type KindName, kindDescriptions } from '@/lib/model/kubernetes'
import type { SourceStatus } from '@/lib/model/source-status'
import type { Unavailable } from '@/lib/model/unavailable'
import type { SourceStatus as ReadStatus } from '@/lib/sources/kubernetes/source-status'
import type { ManagedCluster } from './clusters'

/** What tells how well a cluster is read. */
export type ReadCluster = Pick<ManagedCluster, 'store' | 'source' | 'dns'>

/** Status of every source of a cluster; before the connection is prepared, every kind is still to be read. */
export function listSources(cluster: ReadCluster): SourceStatus[] {
  const kinds = listKindSources(cluster)
  return cluster.dns === null ? kinds : [...kinds, toSourceStatus(cluster.dns.status())]
}

const listKindSources = (cluster: ReadCluster): SourceStatus[] => (cluster.source?.status() ?? []).map(toSourceStatus)

function toSourceStatus(status: ReadStatus): SourceStatus {
  const readable = status.namespaces?.filter(({ state }) => state === 'observed').map(({ namespace }) => namespace)
  return {
    ...status,
    reason: status.reason ?? undefined,
    detail: status.detail ?? undefined,
    namespaces: readable,
  }
}

/** How fresh an answer is that was made from these kinds. */
export function describeFreshness(cluster: ReadCluster, kinds: readonly KindName[]): Freshness {
  const resources = new Set<string>(kinds.flatMap((kind) => [kind, kindDescriptions[kind].resource]))
  // Kinds only: what DNS answers has times of its own, and counting its names takes a while when there are thousands.
  const sources = listKindSources(cluster).filter((source) => resources.has(source.name))
  const observed = sources.filter((source) => source.state === 'observed')
  const stale = observed
    .filter((source) => source.staleSince)
    .sort((a, b) => compareText(a.staleSince, b.staleSince))[0]
  const oldest = observed
    .map((source) => source.observedAt)
    .filter((at) => at !== null)
    .sort(compareText)[0]
  return {
    observedAt: oldest ?? null,
    staleSince: stale?.staleSince ?? null,
    staleReason: stale?.staleReason ?? null,
    revision: cluster.store.revision,
    unreadable: sources.flatMap(toUnavailable),
    sources: observed.map(({ name }) => name),
  }
}

function toUnavailable(source: SourceStatus): Unavailable[] {
  if (source.state === 'observed' && source.namespaces === undefined) return []
  if (source.reason === undefined) return []
  return [{ what: source.name, reason: source.reason, detail: source.detail ?? '', need: source.need ?? null }]
}

function compareText(a: string | null | undefined, b: string | null | undefined): number {
  return (a ?? '') < (b ?? '') ? -1 : (a ?? '') > (b ?? '') ? 1 : 0
}
