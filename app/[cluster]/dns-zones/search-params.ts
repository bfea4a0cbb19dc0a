import { createLoader, parseAsString, parseAsStringLiteral } from 'nuqs/server'
import { nameSorts } from '@/lib/api/dns-zone-choices'
import type { DnsZoneParams } from '@/lib/api/dns-zones'
import { type Move, moves, type NameState, nameStates } from '@/lib/model/dns-names'

/** What the address of the DNS zones page holds. */
export const dnsZoneSearch = {
  namespace: parseAsString,
  q: parseAsString.withDefault(''),
  zone: parseAsString,
  state: parseAsStringLiteral(nameStates),
  with: parseAsString,
  move: parseAsStringLiteral(moves),
  sort: parseAsStringLiteral(nameSorts).withDefault('state'),
}

/** Rows of one page of the list. */
export const pageSize = 100

export const loadDnsZoneSearch = createLoader(dnsZoneSearch)

export interface DnsZoneSearch {
  namespace: string | null
  q: string
  zone: string | null
  state: NameState | null
  /** The other cluster of a switch. */
  with: string | null
  move: Move | null
  sort: DnsZoneParams['sort']
}

/** The query of one page, from 0, for what the address says. Server and browser make the same one, so that they share its answer. */
export function toListParams(search: DnsZoneSearch, page = 0): Partial<DnsZoneParams> {
  const { namespace, q, zone, state, move, sort } = search
  return {
    ...(namespace === null ? {} : { namespace }),
    ...(q === '' ? {} : { q }),
    ...(zone === null ? {} : { zone }),
    ...(state === null ? {} : { state }),
    ...(search.with === null ? {} : { with: search.with }),
    // What a switch does is known only while there is another cluster to switch to.
    ...(move === null || search.with === null ? {} : { move }),
    sort,
    limit: pageSize,
    offset: page * pageSize,
  }
}
