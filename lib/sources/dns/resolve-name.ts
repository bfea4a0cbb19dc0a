import 'server-only'
import type { Answer, DecodedPacket } from 'dns-packet'
import type { DnsAnswer, DnsRecordSet } from '@/lib/model/dns'
import { type QueryReply, type QueryType, queryServer } from './query-server'
import { formatServer, type ServerAddress } from './server-address'

export interface ResolveOptions {
  servers: readonly ServerAddress[]
  timeoutMs: number
  signal: AbortSignal
  nowMs(): number
  /** Runs one query under the limits of the observer. */
  gate<T>(task: () => Promise<T>): Promise<T>
}

type AddressType = Exclude<QueryType, 'TXT'>

/** What was learnt about a name, or which server failed how. */
export type Resolution =
  | { state: 'resolved'; answer: DnsAnswer }
  | { state: 'failed'; reason: 'timed-out' | 'unreachable'; detail: string }

/** Tries of one server before the next. */
const triesMax = 2
/** Aliases followed before a chain counts as endless; BIND and Unbound stop at about as many. */
const aliasesMax = 12

interface Outcome {
  rcode: 'NOERROR' | 'NXDOMAIN'
  cnames: DnsRecordSet[]
  records: DnsRecordSet | null
  negativeTtlSeconds: number | null
  server: ServerAddress
}

/**
 * Asks for the A and AAAA records of a name, follows its aliases, and asks for a CNAME when there is neither. A name whose
 * alias leads nowhere is `answered` with the alias and no address. Never rejects.
 * Facts: RFC 1034 §3.6.2 (aliases), RFC 2308 §5 (lifetime of negative answers), RFC 8020 (NXDOMAIN is for the whole name).
 */
export async function resolveName(name: string, options: ResolveOptions): Promise<Resolution> {
  const [a, aaaa] = await Promise.all([resolveType(name, 'A', options), resolveType(name, 'AAAA', options)])
  if ('reason' in a) return { state: 'failed', ...a }
  // A server that chokes on AAAA alone is common enough, and does not make the addresses wrong.
  if ('reason' in aaaa && a.records === null && a.rcode !== 'NXDOMAIN') return { state: 'failed', ...aaaa }
  const outcomes: Outcome[] = 'reason' in aaaa ? [a] : [a, aaaa]
  const isEmpty = outcomes.every((outcome) => outcome.records === null && outcome.cnames.length === 0)
  if (isEmpty && outcomes.every((outcome) => outcome.rcode === 'NOERROR')) {
    const cname = await resolveType(name, 'CNAME', options)
    if (!('reason' in cname)) outcomes.push(cname)
  }
  return { state: 'resolved', answer: buildAnswer(name, outcomes, a.server, options.nowMs()) }
}

/**
 * Asks for the TXT records of a name; the character strings of one record are one text (RFC 7208 §3.3). Aliases are not followed: ownership stands at the
 * name itself or nowhere. Never rejects.
 */
export async function resolveTexts(name: string, options: ResolveOptions): Promise<Resolution> {
  const reply = await askServers(name, 'TXT', options)
  if ('reason' in reply) return { state: 'failed', reason: reply.reason, detail: reply.detail }
  const { packet, rcode, server } = reply
  const texts = (packet.answers ?? []).flatMap((record) =>
    record.type === 'TXT' && normalise(record.name) === name ? [joinText(record.data)] : [],
  )
  const ttls = (packet.answers ?? []).flatMap((record) => (record.type === 'TXT' ? [record.ttl ?? 0] : []))
  return {
    state: 'resolved',
    answer: {
      name,
      outcome: texts.length > 0 ? 'answered' : rcode === 'NXDOMAIN' ? 'nxdomain' : 'nodata',
      recordSets:
        texts.length > 0 ? [{ type: 'TXT', values: [...new Set(texts)].sort(), ttlSeconds: Math.min(...ttls) }] : [],
      addresses: [],
      cnames: [],
      negativeTtlSeconds: texts.length > 0 ? null : readNegativeTtl(packet),
      resolver: formatServer(server),
      observedAt: new Date(options.nowMs()).toISOString(),
    },
  }
}

function joinText(data: string | Buffer | (string | Buffer)[]): string {
  const text = [data]
    .flat()
    .map((part) => (typeof part === 'string' ? part : part.toString('utf8')))
    .join('')
  return text.slice(0, 2_000)
}

function buildAnswer(name: string, outcomes: readonly Outcome[], server: ServerAddress, nowMs: number): DnsAnswer {
  const cnames = outcomes.reduce<DnsRecordSet[]>(
    (longest, { cnames: chain }) => (chain.length > longest.length ? chain : longest),
    [],
  )
  const records = outcomes.flatMap((outcome) => outcome.records ?? [])
  const addresses = records.filter(({ type }) => type !== 'CNAME').flatMap(({ values }) => values)
  const recordSets = [...cnames, ...records]
  const negativeTtls = outcomes.flatMap((outcome) => outcome.negativeTtlSeconds ?? [])
  const isMissing = outcomes.some(({ rcode }) => rcode === 'NXDOMAIN')
  return {
    name,
    outcome: recordSets.length > 0 ? 'answered' : isMissing ? 'nxdomain' : 'nodata',
    recordSets,
    addresses: [...new Set(addresses)].sort(),
    cnames: cnames.flatMap(({ values }) => values),
    negativeTtlSeconds: negativeTtls.length > 0 ? Math.min(...negativeTtls) : null,
    resolver: formatServer(server),
    observedAt: new Date(nowMs).toISOString(),
  }
}

type Failure = { reason: 'timed-out' | 'unreachable'; detail: string }

async function resolveType(name: string, type: AddressType, options: ResolveOptions): Promise<Outcome | Failure> {
  const cnames: DnsRecordSet[] = []
  const seen = new Set([name])
  let asked = name
  for (;;) {
    const reply = await askServers(asked, type, options)
    if ('reason' in reply) return cnames.length === 0 ? reply : deadEnd(cnames, reply)
    const { packet, server } = reply
    const rcode = reply.rcode === 'NXDOMAIN' ? 'NXDOMAIN' : 'NOERROR'
    const before = asked
    if (type !== 'CNAME') asked = followAliases(packet, asked, cnames, seen)
    const records = readRecordSet(packet, asked, type)
    const outcome: Outcome = { rcode, cnames, records, negativeTtlSeconds: readNegativeTtl(packet), server }
    const isUnfinished = asked !== before && records === null && rcode === 'NOERROR'
    // A recursive server has followed the alias itself: nothing at its end means that nothing is there.
    if (!isUnfinished || packet.flag_ra || cnames.length >= aliasesMax) return outcome
  }
}

function deadEnd(cnames: DnsRecordSet[], failure: Failure & { server: ServerAddress }): Outcome {
  return { rcode: 'NOERROR', cnames, records: null, negativeTtlSeconds: null, server: failure.server }
}

/** Follows the aliases in one answer from a name to the last target, adding each to the chain; a loop ends it. */
function followAliases(packet: DecodedPacket, from: string, cnames: DnsRecordSet[], seen: Set<string>): string {
  let current = from
  for (;;) {
    const alias = readRecordSet(packet, current, 'CNAME')
    const target = alias?.values[0]
    if (alias === null || target === undefined || seen.has(target) || cnames.length >= aliasesMax) return current
    cnames.push(alias)
    seen.add(target)
    current = target
  }
}

/** The records of one name and type in an answer as a set, null when there are none. */
function readRecordSet(packet: DecodedPacket, name: string, type: AddressType): DnsRecordSet | null {
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

const normalise = (name: string) => name.toLowerCase().replace(/\.$/, '')

/** The smaller of the SOA record's own TTL and its minimum field; null when the answer carries no SOA. */
function readNegativeTtl(packet: DecodedPacket): number | null {
  for (const record of packet.authorities ?? []) {
    if (record.type === 'SOA') return Math.min(record.ttl ?? 0, record.data.minimum ?? 0)
  }
  return null
}

async function askServers(
  name: string,
  type: QueryType,
  options: ResolveOptions,
): Promise<{ rcode: string; packet: DecodedPacket; server: ServerAddress } | (Failure & { server: ServerAddress })> {
  const failures: { failure: Failure; server: ServerAddress }[] = []
  for (const server of options.servers) {
    for (let tries = 0; tries < triesMax; tries++) {
      const reply = await options.gate(() =>
        queryServer({ server, name, type, timeoutMs: options.timeoutMs, signal: options.signal }),
      )
      if (reply.state === 'replied' && (reply.rcode === 'NOERROR' || reply.rcode === 'NXDOMAIN')) {
        return { rcode: reply.rcode, packet: reply.packet, server }
      }
      failures.push({ failure: describeFailure(reply, server), server })
      // A refusal is an opinion, not an accident: asking again does not change it.
      if (options.signal.aborted || (reply.state === 'replied' && reply.rcode === 'REFUSED')) break
    }
  }
  const first = failures[0]
  if (first === undefined) throw new Error('no servers to ask')
  const others = [...new Set(failures.map(({ failure }) => failure.detail))]
  return { reason: first.failure.reason, detail: others.join('; '), server: first.server }
}

function describeFailure(reply: QueryReply, server: ServerAddress): Failure {
  if (reply.state === 'failed') return { reason: reply.reason, detail: reply.detail }
  return { reason: 'unreachable', detail: `${formatServer(server)} answered ${reply.rcode}` }
}
