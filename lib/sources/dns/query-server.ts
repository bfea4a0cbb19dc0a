import 'server-only'
import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { connect, isIP } from 'node:net'
import { type DecodedPacket, decode, encode, type Packet, RECURSION_DESIRED, streamEncode } from 'dns-packet'
import { formatServer, type ServerAddress } from './server-address'

export type QueryType = 'A' | 'AAAA' | 'CNAME' | 'TXT' | 'NS' | 'SOA'

/** A server's reply to one question, or why there is none. */
export type QueryReply =
  | { state: 'replied'; rcode: string; packet: DecodedPacket }
  | { state: 'failed'; reason: 'timed-out' | 'unreachable'; detail: string }

export interface Query {
  server: ServerAddress
  name: string
  type: QueryType
  /** Whether the server may ask others for the answer; false: only what it holds itself. */
  isRecursive: boolean
  timeoutMs: number
  /** Gives the question up at once. */
  signal: AbortSignal
}

const rcodes: Record<number, string> = {
  0: 'NOERROR',
  1: 'FORMERR',
  2: 'SERVFAIL',
  3: 'NXDOMAIN',
  4: 'NOTIMP',
  5: 'REFUSED',
  9: 'NOTAUTH',
}

/** The response code in words. Fact: RFC 1035 §4.1.1, RFC 2136 §2.2: the low four bits of the flags. */
function readRcode(packet: DecodedPacket): string {
  const code = (packet.flags ?? 0) & 0xf
  return rcodes[code] ?? `RCODE ${code}`
}

/** What every resolver accepts over UDP without fragments. Fact: DNS flag day 2020. */
const udpPayloadSizeBytes = 1232

/**
 * Asks one server one question over UDP, again over TCP when the answer was cut, and without EDNS when the server does not
 * know it. Each question has its own socket, so its own source port, and its own random id. Never rejects.
 */
export async function queryServer(query: Query): Promise<QueryReply> {
  const reply = await queryUdp(query, true)
  if (reply.state === 'replied' && (reply.rcode === 'FORMERR' || reply.rcode === 'NOTIMP')) {
    const plain = await queryUdp(query, false)
    return isTruncated(plain) ? queryTcp(query) : plain
  }
  return isTruncated(reply) ? queryTcp(query) : reply
}

function isTruncated(reply: QueryReply): boolean {
  return reply.state === 'replied' && reply.packet.flag_tc
}

function buildPacket({ name, type, isRecursive }: Query, hasEdns: boolean): Packet & { id: number } {
  const additionals: Packet['additionals'] = hasEdns
    ? [
        {
          type: 'OPT',
          name: '.',
          udpPayloadSize: udpPayloadSizeBytes,
          flags: 0,
          options: [],
          extendedRcode: 0,
          ednsVersion: 0,
          flag_do: false,
        },
      ]
    : []
  const flags = isRecursive ? RECURSION_DESIRED : 0
  return { type: 'query', id: randomInt(0, 65_536), flags, questions: [{ type, name }], additionals }
}

/** The reply in these bytes, or null when they do not answer the question: noise, or an attempt to answer for the server. */
function readReply(bytes: Uint8Array, id: number, query: Query): QueryReply | null {
  let packet: DecodedPacket
  try {
    packet = decode(Buffer.from(bytes))
  } catch {
    return null
  }
  const question = packet.questions?.[0]
  const rcode = readRcode(packet)
  if (packet.type !== 'response' || packet.id !== id) return null
  if (question === undefined) {
    // Some servers answer an error without repeating the question.
    return rcode === 'NOERROR' ? null : { state: 'replied', rcode, packet }
  }
  if (question.type !== query.type || question.name.toLowerCase() !== query.name) return null
  return { state: 'replied', rcode, packet }
}

function timedOut(query: Query): QueryReply {
  return {
    state: 'failed',
    reason: 'timed-out',
    detail: `${formatServer(query.server)} did not answer within ${query.timeoutMs / 1000} s`,
  }
}

/** Calls back once when the signal is or becomes aborted; returns how to stop listening. */
function onAbort(signal: AbortSignal, callback: () => void): () => void {
  if (signal.aborted) queueMicrotask(callback)
  else signal.addEventListener('abort', callback, { once: true })
  return () => signal.removeEventListener('abort', callback)
}

const givenUp = new Error('given up')

function unreachable(query: Query, error: Error): QueryReply {
  const detail = 'code' in error && error.code === 'ECONNREFUSED' ? 'nothing listens there' : error.message
  return { state: 'failed', reason: 'unreachable', detail: `${formatServer(query.server)}: ${detail}` }
}

function queryUdp(query: Query, hasEdns: boolean): Promise<QueryReply> {
  return new Promise((resolve) => {
    const packet = buildPacket(query, hasEdns)
    const socket = createSocket(isIP(query.server.address) === 6 ? 'udp6' : 'udp4')
    let isFinished = false
    const finish = (reply: QueryReply) => {
      if (isFinished) return
      isFinished = true
      clearTimeout(timer)
      stopListening()
      socket.close()
      resolve(reply)
    }
    const timer = setTimeout(() => finish(timedOut(query)), query.timeoutMs)
    const stopListening = onAbort(query.signal, () => finish(unreachable(query, givenUp)))
    socket.on('error', (error) => finish(unreachable(query, error)))
    socket.on('message', (bytes) => {
      const reply = readReply(bytes, packet.id, query)
      if (reply !== null) finish(reply)
    })
    // A connected socket takes datagrams from this server only.
    socket.connect(query.server.port, query.server.address, () => {
      if (isFinished) return
      socket.send(encode(packet), (error) => {
        if (error) finish(unreachable(query, error))
      })
    })
  })
}

function queryTcp(query: Query): Promise<QueryReply> {
  return new Promise((resolve) => {
    const packet = buildPacket(query, true)
    const socket = connect(query.server.port, query.server.address)
    let received = Buffer.alloc(0)
    const finish = (reply: QueryReply) => {
      clearTimeout(timer)
      stopListening()
      socket.destroy()
      resolve(reply)
    }
    const timer = setTimeout(() => finish(timedOut(query)), query.timeoutMs)
    const stopListening = onAbort(query.signal, () => finish(unreachable(query, givenUp)))
    socket.on('error', (error) => finish(unreachable(query, error)))
    socket.on('close', () =>
      finish(unreachable(query, new Error('the connection was closed before the answer was complete'))),
    )
    socket.on('connect', () => socket.write(streamEncode(packet)))
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk])
      if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return
      const reply = readReply(received.subarray(2, 2 + received.readUInt16BE(0)), packet.id, query)
      finish(reply ?? unreachable(query, new Error('the answer is not one to the question')))
    })
  })
}
