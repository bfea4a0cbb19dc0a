import 'server-only'
import type { Answer, DecodedPacket } from 'dns-packet'
import type { DnsRecordSet } from '@/lib/model/dns'

/** Lower case without trailing dot; the root stays `.`. */
export const normalise = (name: string) => name.toLowerCase().replace(/(.)\.$/, '$1')

/** Whether a name is a zone or lies below it; everything lies below `.`. */
export const isWithin = (name: string, zone: string) => zone === '.' || name === zone || name.endsWith(`.${zone}`)

/** The addresses or aliases of one name in an answer as a set, null when there are none. */
export function readRecordSet(packet: DecodedPacket, name: string, type: 'A' | 'AAAA' | 'CNAME'): DnsRecordSet | null {
  const values: string[] = []
  let ttlSeconds = Number.POSITIVE_INFINITY
  for (const record of packet.answers ?? []) {
    if (!isAddressOrAlias(record) || record.type !== type || normalise(record.name) !== name) continue
    values.push(type === 'CNAME' ? normalise(record.data) : record.data)
    ttlSeconds = Math.min(ttlSeconds, record.ttl ?? 0)
  }
  return values.length === 0 ? null : { type, values: [...new Set(values)].sort(), ttlSeconds }
}

function isAddressOrAlias(
  record: Answer,
): record is Answer & { type: 'A' | 'AAAA' | 'CNAME'; data: string; ttl?: number } {
  return record.type === 'A' || record.type === 'AAAA' || record.type === 'CNAME'
}

/** Name servers that the records of a name list, sorted. */
export function readNameServers(records: readonly Answer[] | undefined, owner: string): string[] {
  const names = (records ?? []).flatMap((record) =>
    record.type === 'NS' && normalise(record.name) === owner ? [normalise(record.data)] : [],
  )
  return [...new Set(names)].sort()
}

/** Owner of the NS records in the authority section: the zone that a referral leads to. Null when there are none. */
export function readReferral(packet: DecodedPacket): string | null {
  for (const record of packet.authorities ?? []) if (record.type === 'NS') return normalise(record.name)
  return null
}

/** The start of a zone, as an answer shows it. `negativeTtlSeconds` is the smaller of the record's own TTL and its minimum field (RFC 2308 §5). */
export interface ZoneStart {
  apex: string
  primary: string
  negativeTtlSeconds: number
}

/**
 * The zone that holds a name, from the answer to a question for its SOA record: its own, or the one that proves that it has none. Null when the answer
 * shows none, or one that is not about this name: an alias leads to the zone of its target.
 */
export function readZoneStart(packet: DecodedPacket, name: string): ZoneStart | null {
  for (const record of [...(packet.answers ?? []), ...(packet.authorities ?? [])]) {
    if (record.type === 'CNAME' || record.type === 'DNAME') return null
    if (record.type !== 'SOA') continue
    const apex = normalise(record.name)
    if (!isWithin(name, apex)) return null
    const negativeTtlSeconds = Math.min(record.ttl ?? 0, record.data.minimum ?? 0)
    return { apex, primary: normalise(record.data.mname), negativeTtlSeconds }
  }
  return null
}

/** Lifetime of a negative answer; null when it carries no SOA. */
export function readNegativeTtl(packet: DecodedPacket): number | null {
  for (const record of packet.authorities ?? []) {
    if (record.type === 'SOA') return Math.min(record.ttl ?? 0, record.data.minimum ?? 0)
  }
  return null
}
