import { type DnsZone, parentDomain } from '@/lib/model/dns'
import { NotObservedError, type Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { toAsciiName } from './external-dns/host-names'
import { findKnownZones, findZoneOf } from './external-dns/zones'

/** The zone of a host as DNS shows it. `missingZone`: a zone that a DNS provider has under this name holds the host, and DNS does not know it. */
export interface HostZone {
  zone: DnsZone
  missingZone: string | null
  /** Why there may be further zones of a provider, or null. */
  unseen: Unavailable | null
}

/**
 * The zone that holds a host: that of the domain it lies in, or a known zone further down when the host is its top. Throws `NotObservedError` when DNS did
 * not show it.
 */
export function findHostZone(view: ClusterView, host: string): HostZone {
  const name = toAsciiName(host)
  const { zones, hosted, missing } = findKnownZones(view)
  const expected = findZoneOf(name, hosted) ?? null
  const known = findZoneOf(name, zones)
  const domain = parentDomain(name) ?? name
  // A host that is the top of a known zone does not lie in the zone of its domain.
  const asked = new Set([known === name ? [] : domain, known ?? [], expected ?? []].flat())
  const found = [...asked].map((each) => requireZone(view, each))
  // Of several the lowest holds the host: it was cut out of the others.
  const holding = found.filter(({ zone }) => zone === '.' || findZoneOf(name, [zone]) !== undefined)
  const zone = holding.sort((a, b) => b.zone.length - a.zone.length)[0]
  if (zone === undefined) throw new NotObservedError(unplaced(host))
  const isMissing = expected !== null && zone.failure === null && expected.length > zone.zone.length
  return {
    zone,
    missingZone: isMissing ? expected : null,
    unseen: missing?.reason === 'not-installed' ? null : missing,
  }
}

function requireZone(view: ClusterView, name: string): DnsZone {
  const asked = view.dnsZone(name)
  if (asked.state === 'unavailable') throw new NotObservedError(asked.unavailable)
  return asked.zone
}

const unplaced = (host: string): Unavailable => ({
  what: `DNS zone of ${host}`,
  reason: 'unreachable',
  detail: 'DNS named none that holds it',
  need: null,
})

/** What is wrong with the zone of a host, so that names in it are not found. */
export type ZoneTrouble =
  /** A DNS provider has the zone; the zone above (`parent`) does not lead to it, and is answered instead. */
  | { state: 'unknown-to-dns'; zone: string; parent: DnsZone }
  /** No server of the zone answers. */
  | { state: 'failing'; zone: DnsZone; failure: string }
  /** The resolver knows the zone by itself; the zone above does not lead to it. */
  | { state: 'not-delegated'; zone: DnsZone; parent: string }
  /** The zone above names other servers than the zone itself. */
  | { state: 'other-servers'; zone: DnsZone; parent: string; above: string[] }

/** The trouble of the zone, null when there is none. Throws `NotObservedError` when the zone above could not be asked, or a zone may be hidden. */
export function findZoneTrouble({ zone, missingZone, unseen }: HostZone): ZoneTrouble | null {
  if (missingZone !== null) return { state: 'unknown-to-dns', zone: missingZone, parent: zone }
  if (zone.failure !== null) return { state: 'failing', zone, failure: zone.failure }
  // Nothing stands above the root: a name in it has no zone of anybody's.
  if (zone.zone === '.') return endUntroubled(unseen)
  const { delegation, nameServers } = zone
  if (delegation.state === 'unknown') throw new NotObservedError(delegation.unavailable)
  if (delegation.state === 'absent') return { state: 'not-delegated', zone, parent: delegation.parent }
  const above = delegation.nameServers
  const isSame = above.length === nameServers.length && above.every((name) => nameServers.includes(name))
  if (nameServers.length === 0 || isSame) return endUntroubled(unseen)
  return { state: 'other-servers', zone, parent: delegation.parent, above }
}

function endUntroubled(unseen: Unavailable | null): null {
  if (unseen !== null) throw new NotObservedError(unseen)
  return null
}
