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
  /** Address of the resolver that answered, `ip:port`. */
  resolver: string
  /** ISO 8601 UTC. */
  observedAt: string
}

const textMark = ' TXT'

/** The key under which the TXT records of a name are kept beside its addresses: no name has a blank. */
export const textKey = (name: string): string => `${name}${textMark}`

/** The name and the question behind a key. */
export function readDnsKey(key: string): { name: string; question: 'addresses' | 'texts' } {
  return key.endsWith(textMark)
    ? { name: key.slice(0, -textMark.length), question: 'texts' }
    : { name: key, question: 'addresses' }
}
