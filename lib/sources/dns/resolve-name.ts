import 'server-only'
import type { DecodedPacket } from 'dns-packet'
import type { DnsAnswer, DnsRecordSet } from '@/lib/model/dns'
import type { Answered, NoAnswer } from './ask-servers'
import type { QueryType } from './query-server'
import { normalise, readNegativeTtl, readRecordSet } from './read-records'
import { formatServer, type ServerAddress } from './server-address'

/** Asks one question wherever names are asked: at the resolvers, or at the servers of the zone. */
export type Ask = (name: string, type: QueryType) => Promise<Answered | NoAnswer>

export interface ResolveOptions {
  ask: Ask
  nowMs(): number
}

type AddressType = 'A' | 'AAAA' | 'CNAME'

/** What was learnt about a name, or which server failed how. */
export type Resolution =
  | { state: 'resolved'; answer: DnsAnswer }
  | { state: 'failed'; reason: 'timed-out' | 'unreachable'; detail: string }

/** Aliases followed before a chain counts as endless; BIND and Unbound stop at about as many. */
const aliasesMax = 12

interface Outcome {
  rcode: 'NOERROR' | 'NXDOMAIN'
  cnames: DnsRecordSet[]
  records: DnsRecordSet | null
  negativeTtlSeconds: number | null
  server: ServerAddress
  fallback: string | undefined
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
  return { state: 'resolved', answer: buildAnswer(name, outcomes, a, options.nowMs()) }
}

/**
 * Asks for the TXT records of a name; the character strings of one record are one text (RFC 7208 §3.3). Aliases are not followed: ownership stands at the
 * name itself or nowhere. Never rejects.
 */
export async function resolveTexts(name: string, options: ResolveOptions): Promise<Resolution> {
  const reply = await options.ask(name, 'TXT')
  if ('reason' in reply) return { state: 'failed', reason: reply.reason, detail: reply.detail }
  const { packet, rcode, server, fallback } = reply
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
      ...(fallback === undefined ? {} : { fallback }),
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

function buildAnswer(name: string, outcomes: readonly Outcome[], first: Outcome, nowMs: number): DnsAnswer {
  const cnames = outcomes.reduce<DnsRecordSet[]>(
    (longest, { cnames: chain }) => (chain.length > longest.length ? chain : longest),
    [],
  )
  const records = outcomes.flatMap((outcome) => outcome.records ?? [])
  const addresses = records.filter(({ type }) => type !== 'CNAME').flatMap(({ values }) => values)
  const recordSets = [...cnames, ...records]
  const negativeTtls = outcomes.flatMap((outcome) => outcome.negativeTtlSeconds ?? [])
  const isMissing = outcomes.some(({ rcode }) => rcode === 'NXDOMAIN')
  const fallback = outcomes.find((outcome) => outcome.fallback !== undefined)?.fallback
  return {
    name,
    outcome: recordSets.length > 0 ? 'answered' : isMissing ? 'nxdomain' : 'nodata',
    recordSets,
    addresses: [...new Set(addresses)].sort(),
    cnames: cnames.flatMap(({ values }) => values),
    negativeTtlSeconds: negativeTtls.length > 0 ? Math.min(...negativeTtls) : null,
    resolver: formatServer(first.server),
    ...(fallback === undefined ? {} : { fallback }),
    observedAt: new Date(nowMs).toISOString(),
  }
}

type Failure = { reason: 'timed-out' | 'unreachable'; detail: string }

async function resolveType(name: string, type: AddressType, { ask }: ResolveOptions): Promise<Outcome | Failure> {
  const cnames: DnsRecordSet[] = []
  const seen = new Set([name])
  let asked = name
  // The server that spoke for the name itself, not for the target of its alias.
  let server: ServerAddress | undefined
  let fallback: string | undefined
  for (;;) {
    const reply = await ask(asked, type)
    if ('reason' in reply) {
      const { reason, detail } = reply
      if (cnames.length === 0) return { reason, detail }
      server ??= reply.server
      return { rcode: 'NOERROR', cnames, records: null, negativeTtlSeconds: null, server, fallback }
    }
    const { packet, rcode } = reply
    server ??= reply.server
    fallback ??= reply.fallback
    const before = asked
    if (type !== 'CNAME') asked = followAliases(packet, asked, cnames, seen)
    const records = readRecordSet(packet, asked, type)
    const outcome: Outcome = { rcode, cnames, records, negativeTtlSeconds: readNegativeTtl(packet), server, fallback }
    const isUnfinished = asked !== before && records === null && rcode === 'NOERROR'
    // A recursive server has followed the alias itself: nothing at its end means that nothing is there.
    if (!isUnfinished || reply.followsAliases || cnames.length >= aliasesMax) return outcome
  }
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
