import { findDiffering, resolveHost } from '@/lib/ingress-path/external-dns/same-host'
import { formatObjectRef } from '@/lib/model/object-ref'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import type { WantedRecord } from './name-row'
import type { RegistryUsers } from './registries'

/**
 * Wishes of one cluster for one name that exclude each other, in a clause without its end; null when there are none. Several objects may want different
 * values; two external-dns of one provider may want it under two owner ids, of which the first keeps it for good. Instances of different providers (a
 * public and a private zone of one name) do not meet. Source: external-dns v0.22.0 `plan/conflict.go`, `endpoint/endpoint.go`.
 */
export function findConflict(
  view: ClusterView,
  host: string,
  wanted: readonly WantedRecord[],
  { users }: RegistryUsers,
): string | null {
  for (const { candidates, hasMixedTypes } of resolveHost(view, host)) {
    const differing = hasMixedTypes ? candidates : findDiffering(candidates)
    if (differing.length === 0) continue
    const wishes = differing.map(({ ref, type, targets }) => `${formatObjectRef(ref)} (${type} ${targets.join(', ')})`)
    return `${[...new Set(wishes)].join(' and ')} want different records`
  }
  const instances = new Set(wanted.map(({ instance }) => instance))
  const taking = users.filter(({ instance }) => instances.has(instance))
  for (const [position, first] of taking.entries()) {
    const second = taking
      .slice(position + 1)
      .find(
        ({ provider, ownerId }) =>
          provider !== null &&
          provider === first.provider &&
          ownerId !== null &&
          first.ownerId !== null &&
          ownerId !== first.ownerId,
      )
    if (second !== undefined)
      return `external-dns ${first.instance} (owner ${first.ownerId}) and ${second.instance} (owner ${second.ownerId}) both want it, and the first to write it keeps it`
  }
  return null
}
