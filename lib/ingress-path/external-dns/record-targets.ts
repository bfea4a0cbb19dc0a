import { findExpectedTargets, type HostReplays } from '@/lib/ingress-path/dns-expectation'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { type DnsSource, refToSource } from './dns-source'
import { findDiffering, findResolvedTargets, resolveHost } from './same-host'
import type { RecordTargets } from './targets'

/**
 * The values that the record of a host should have once everything that wants the name is counted: its own targets, or those of the
 * object that wins, or of all when they are merged. Null when nothing is known.
 */
export function findRecordTargets(
  view: ClusterView,
  source: DnsSource,
  host: string,
  replays: HostReplays,
): RecordTargets | null {
  const own = refToSource(source)
  const mine = resolveHost(view, host).filter(({ candidates }) =>
    candidates.some(({ ref }) => ref.kind === own.kind && ref.namespace === own.namespace && ref.name === own.name),
  )
  const resolved = findResolvedTargets(mine)
  if (resolved !== null) return resolved
  // Who gets the name is not known, and the others want something else for it.
  if (mine.some(({ records, candidates }) => records === null && findDiffering(candidates).length > 0)) return null
  return findExpectedTargets(source, replays)
}
