import { formatAnswer } from '@/lib/ingress-path/dns-expectation'
import { toAsciiName } from '@/lib/ingress-path/external-dns/host-names'
import { findKnownZones, findZoneOf } from '@/lib/ingress-path/external-dns/zones'
import { findHostZone, findZoneTrouble, type HostZone, type ZoneTrouble } from '@/lib/ingress-path/host-zone'
import { type DnsZone, siblingName } from '@/lib/model/dns'
import { NotObservedError, type Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'

/** What DNS says about a zone. `apex` is null when DNS shows no such zone or was not asked; `unavailable` is set in the second case. */
export interface ZoneFacts {
  name: string
  /** Who names it; null when it is known only because DNS shows it. */
  namedBy: 'settings' | 'issuer' | null
  apex: DnsZone | null
  /** Why names in it are not found, in a clause without its end; null when nothing is wrong or that is not known. */
  trouble: string | null
  unavailable: Unavailable | null
  /** What names are answered with that nobody has a record for; null without a wildcard, or when that is not known. */
  wildcard: string | null
}

/** The zone that holds a host: as DNS shows it, else the longest that is known by name; null when neither is known. */
export function findZoneName(view: ClusterView, host: string): string | null {
  const name = toAsciiName(host)
  const seen = attempt(() => findHostZone(view, name))
  // Nobody's names lie in the root zone: it answers because no zone below it does.
  if ('value' in seen && seen.value.zone.zone !== '.') return seen.value.missingZone ?? seen.value.zone.zone
  return findZoneOf(name, findKnownZones(view).zones) ?? null
}

/** What is known about one zone. `host` is a name in it, through which DNS was asked; without one the zone is asked by its own name. */
export function describeZone(view: ClusterView, name: string, host: string = name): ZoneFacts {
  const configured = view.settings.dns.zones ?? []
  const namedBy = configured.includes(name) ? 'settings' : findKnownZones(view).zones.includes(name) ? 'issuer' : null
  const facts = { name, namedBy, wildcard: findWildcard(view, name) } as const
  const seen = attempt(() => findHostZone(view, host))
  if ('unavailable' in seen) return { ...facts, apex: null, trouble: null, unavailable: seen.unavailable }
  const apex = seen.value.zone.zone === name ? seen.value.zone : null
  const trouble = attempt(() => findZoneTrouble(seen.value))
  return {
    ...facts,
    apex,
    trouble: 'value' in trouble && trouble.value !== null ? sayTrouble(trouble.value) : sayElsewhere(name, seen.value),
    unavailable: 'unavailable' in trouble ? trouble.unavailable : null,
  }
}

/** DNS shows another zone for its names than the one that is known by name. */
function sayElsewhere(name: string, { zone, missingZone }: HostZone): string | null {
  return zone.zone === name || missingZone === name
    ? null
    : `DNS has no zone of this name; ${zone.zone} holds its names`
}

function sayTrouble(trouble: ZoneTrouble): string {
  switch (trouble.state) {
    case 'unknown-to-dns':
      return `the DNS provider has it, and ${trouble.parent.zone} does not lead to it, so nobody finds its names`
    case 'failing':
      return `no server of it answers (${trouble.failure})`
    case 'not-delegated':
      return `${trouble.parent} does not lead to it, so only this resolver finds its names`
    case 'other-servers':
      return `${trouble.parent} names other servers: ${trouble.above.join(', ')}`
  }
}

/** What a wildcard of a domain answers; null when there is none, or when that is not known. */
function findWildcard(view: ClusterView, domain: string): string | null {
  const asked = view.dnsAnswer(siblingName(domain))
  return asked.state === 'observed' && asked.answer.outcome === 'answered' ? formatAnswer(asked.answer) : null
}

/** A fact, or why it is not known. */
function attempt<T>(read: () => T): { value: T } | { unavailable: Unavailable } {
  try {
    return { value: read() }
  } catch (error) {
    if (!(error instanceof NotObservedError)) throw error
    return { unavailable: error.unavailable }
  }
}
