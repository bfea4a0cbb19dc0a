import 'server-only'
import type { DecodedPacket } from 'dns-packet'
import { type QueryReply, type QueryType, queryServer } from './query-server'
import { formatServer, type ServerAddress } from './server-address'

/** The limits of the observer, under which every question is asked. */
export interface AskLimits {
  timeoutMs: number
  signal: AbortSignal
  nowMs(): number
  /** Runs one query under the limits of the observer. */
  gate<T>(task: () => Promise<T>): Promise<T>
}

export interface AskOptions extends AskLimits {
  /** Whether the server may ask others for the answer. */
  isRecursive: boolean
  /** Tries of one server before the next. */
  triesMax: number
}

/** An answer that says something about the name. */
export interface Answered {
  rcode: 'NOERROR' | 'NXDOMAIN'
  packet: DecodedPacket
  server: ServerAddress
  /** Whether the server follows aliases to their end by itself. */
  followsAliases: boolean
  /** Why a resolver was asked instead of the servers of the zone; left out where it was not meant otherwise. */
  fallback?: string
}

/** No server answered properly, and what each said. */
export interface NoAnswer {
  reason: 'timed-out' | 'unreachable'
  detail: string
  server: ServerAddress
  /** A server answered, and what it said was SERVFAIL: it could not get an answer itself. */
  isServfail: boolean
}

/** Asks servers one question, one after the other, until one says something about the name. Never rejects. */
export async function askServers(
  servers: readonly ServerAddress[],
  name: string,
  type: QueryType,
  { timeoutMs, signal, gate, isRecursive, triesMax }: AskOptions,
): Promise<Answered | NoAnswer> {
  const failures: { reply: QueryReply; server: ServerAddress }[] = []
  for (const server of servers) {
    for (let tries = 0; tries < triesMax; tries++) {
      const reply = await gate(() => queryServer({ server, name, type, isRecursive, timeoutMs, signal }))
      if (reply.state === 'replied' && (reply.rcode === 'NOERROR' || reply.rcode === 'NXDOMAIN')) {
        const { packet, rcode } = reply
        return { rcode, packet, server, followsAliases: isRecursive && packet.flag_ra }
      }
      failures.push({ reply, server })
      // A refusal is an opinion, not an accident: asking again does not change it.
      if (signal.aborted || (reply.state === 'replied' && reply.rcode === 'REFUSED')) break
    }
  }
  const [first] = failures
  if (first === undefined) throw new Error('no servers to ask')
  const details = failures.map(({ reply, server }) => describeFailure(reply, server))
  return {
    reason: first.reply.state === 'failed' ? first.reply.reason : 'unreachable',
    detail: [...new Set(details)].join('; '),
    server: first.server,
    isServfail: failures.some(({ reply }) => reply.state === 'replied' && reply.rcode === 'SERVFAIL'),
  }
}

function describeFailure(reply: QueryReply, server: ServerAddress): string {
  return reply.state === 'failed' ? reply.detail : `${formatServer(server)} answered ${reply.rcode}`
}
