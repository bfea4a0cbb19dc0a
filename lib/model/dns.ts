import { hashText } from './stable-hash'
import type { Unavailable } from './unavailable'

/** One record set of a name as a resolver answered it. CNAME values carry no trailing dot; TXT stands only in answers to a question for TXT. */
export interface DnsRecordSet {
  type: 'A' | 'AAAA' | 'CNAME' | 'TXT'
  values: string[]
  ttlSeconds: number
}

/**
 * What the configured resolvers said about one name.
 * `answered`: at least one record; `addresses` are the A and AAAA values after following CNAMEs, sorted.
 * `nxdomain`: the name does not exist; `nodata`: it exists without A, AAAA and CNAME records.
 * `negativeTtlSeconds` is the lifetime of a negative answer from the zone's SOA, null when the answer carried none.
 */
export interface DnsAnswer {
  name: string
  outcome: 'answered' | 'nxdomain' | 'nodata'
  recordSets: DnsRecordSet[]
  addresses: string[]
  cnames: string[]
  negativeTtlSeconds: number | null
  /** Address of the server that answered, `ip:port`: a resolver, or a server of the zone where those are asked. */
  resolver: string
  /** Set where the servers of the zone are to be asked and a resolver answered instead: why. */
  fallback?: string
  /** ISO 8601 UTC. */
  observedAt: string
}

/**
 * What the zone above says about a zone. `absent`: its servers answer, and know no such zone. `unknown`: they could not be asked, or what
 * answered was not one of them.
 */
export type DnsDelegation =
  | { state: 'delegated'; parent: string; nameServers: string[] }
  | { state: 'absent'; parent: string }
  | { state: 'unknown'; unavailable: Unavailable }

/**
 * The zone that holds a name, as DNS shows it. Names are lower case without trailing dot; the root zone is `.`.
 * With `failure` the servers of the zone do not answer: `zone` is then the highest name below which nothing is answered, while names above
 * it are, and what only the zone itself can say is empty or null.
 */
export interface DnsZone {
  /** As asked. */
  name: string
  /** The apex: owner of the SOA record that was found. */
  zone: string
  /** What was answered instead of an SOA record ("10.0.0.10:53 answered SERVFAIL"); null when the zone answers. */
  failure: string | null
  /** Name of the primary server (SOA mname); null when it is not known. */
  primary: string | null
  /** How long resolvers remember that a name does not exist: the smaller of the SOA record's TTL and its minimum. */
  negativeTtlSeconds: number | null
  /** NS records as the zone itself answers them, sorted; empty when they are not known. */
  nameServers: string[]
  delegation: DnsDelegation
  /** Address of the resolver that answered, `ip:port`. */
  resolver: string
  /** ISO 8601 UTC. */
  observedAt: string
}

const textMark = ' TXT'
const zoneMark = ' SOA'

/** The key under which the TXT records of a name are kept beside its addresses: no name has a blank. */
export const textKey = (name: string): string => `${name}${textMark}`

/** The key under which the zone that holds a name is kept beside the answers. */
export const zoneKey = (name: string): string => `${name}${zoneMark}`

/** The name and the question behind a key. */
export function readDnsKey(key: string): { name: string; question: 'addresses' | 'texts' | 'zone' } {
  if (key.endsWith(textMark)) return { name: key.slice(0, -textMark.length), question: 'texts' }
  if (key.endsWith(zoneMark)) return { name: key.slice(0, -zoneMark.length), question: 'zone' }
  return { name: key, question: 'addresses' }
}

/** The name without its first label; null for a name of one label. */
export function parentDomain(name: string): string | null {
  const dot = name.indexOf('.')
  return dot < 0 || dot === name.length - 1 ? null : name.slice(dot + 1)
}

/**
 * A name below a domain that nobody has a record for, always the same one: what it is answered with, a wildcard answers. It is asked as an
 * ordinary name.
 */
export const siblingName = (domain: string): string => `fairlead-${hashText(domain).slice(0, 12)}.${domain}`
