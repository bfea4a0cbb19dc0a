import { formatAnswer } from '@/lib/ingress-path/dns-expectation'
import { toAsciiName } from '@/lib/ingress-path/external-dns/host-names'
import { findKnownZones, findZoneOf } from '@/lib/ingress-path/external-dns/zones'
import { type DnsAnswer, type DnsZone, parentDomain, siblingName } from '@/lib/model/dns'
import type { Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'

/** What DNS says about a zone. `apex` is null when it is not known, and `unavailable` says why. */
export interface ZoneFacts {
  name: string
  /** A ClusterIssuer names it. */
  isOfIssuer: boolean
  apex: DnsZone | null
  unavailable: Unavailable | null
  /** What names are answered with that nobody has a record for; null without a wildcard, or when that is not known. */
  wildcard: string | null
}

/**
 * The zone that holds a host: the apex that DNS itself shows, else the longest zone that a ClusterIssuer names; null when neither is known.
 */
export function findZoneName(view: ClusterView, host: string): string | null {
  const name = toAsciiName(host)
  const parent = parentDomain(name)
  for (const asked of [parent, name]) {
    if (asked === null) continue
    const seen = view.dnsZone(asked)
    if (seen.state !== 'observed' || seen.zone.failure !== null) continue
    // A name may be the top of a zone itself, which its parent domain does not know.
    if (findZoneOf(name, [seen.zone.zone]) !== undefined) return seen.zone.zone
  }
  return findZoneOf(name, findKnownZones(view).zones) ?? null
}

/** What is known about one zone, by its name. */
export function describeZone(view: ClusterView, name: string): ZoneFacts {
  const seen = view.dnsZone(name)
  const isOfIssuer = findKnownZones(view).zones.includes(name)
  const wildcard = findWildcard(view, name)
  if (seen.state === 'unavailable') return { name, isOfIssuer, apex: null, unavailable: seen.unavailable, wildcard }
  return { name, isOfIssuer, apex: seen.zone, unavailable: null, wildcard }
}

/** What a wildcard of a domain answers; null when there is none, or when that is not known. */
function findWildcard(view: ClusterView, domain: string): string | null {
  const asked = view.dnsAnswer(siblingName(domain))
  return asked.state === 'observed' && asked.answer.outcome === 'answered' ? formatAnswer(asked.answer) : null
}

/** Whether an answer is that of a wildcard: a sibling that nobody has a record for is answered alike. */
export function isWildcardAnswer(view: ClusterView, host: string, answer: DnsAnswer): boolean {
  const parent = parentDomain(toAsciiName(host))
  if (parent === null || host.startsWith('*.') || answer.outcome !== 'answered') return false
  const sibling = view.dnsAnswer(siblingName(parent))
  return sibling.state === 'observed' && formatAnswer(sibling.answer) === formatAnswer(answer)
}
