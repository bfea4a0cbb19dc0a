import { createSocket, type RemoteInfo, type Socket as UdpSocket } from 'node:dgram'
import { createServer, type Server, type Socket } from 'node:net'
import { type DecodedPacket, decode } from 'dns-packet'
import { createDnsFaults, type DnsFaults, type QueryEffect } from '@/lib/demo/dns/faults'
import { encodeAnswer, encodeFailure, encodeSoaAnswer, encodeTruncated } from '@/lib/demo/dns/message'
import {
  answerFromZones,
  type DemoRecord,
  type DemoRecordType,
  type DemoZone,
  findZone,
  listDelegated,
  normaliseName,
} from '@/lib/demo/dns/zone'

export interface SeenQuery {
  name: string
  type: string
  transport: 'udp' | 'tcp'
  atMs: number
}

/** Queries remembered for tests and for the demo's own pages. */
const seenQueryLimit = 1000

export interface DnsServer {
  readonly port: number
  /** `127.0.0.1:PORT`, as resolvers take it. */
  readonly address: string
  readonly faults: DnsFaults
  /** Zones as they are now; change them through the functions below. */
  zones(): readonly DemoZone[]
  /** Creates or replaces the records of one name and type. Throws when the name is in none of the zones. */
  setRecord(record: DemoRecord): void
  removeRecord(name: string, type: DemoRecordType): void
  findRecord(name: string, type: DemoRecordType): DemoRecord | undefined
  /** The most recent queries, oldest first, also those a fault swallowed. */
  queries(): readonly SeenQuery[]
  clearQueries(): void
  close(): Promise<void>
}

export interface DnsServerOptions {
  /** 0 or absent: any port that is free for both UDP and TCP. */
  port?: number
  zones: readonly DemoZone[]
}

/** A port that TCP gave us may be taken for UDP, in which case another one is tried. */
const portAttempts = 20

/**
 * Starts a DNS server on 127.0.0.1, UDP and TCP on one port: name server of all its zones, and the resolver that finds them. Rejects when a given port is taken.
 */
export async function startDnsServer(options: DnsServerOptions): Promise<DnsServer> {
  const zones: DemoZone[] = options.zones.map((zone) => ({
    ...zone,
    name: normaliseName(zone.name),
    records: zone.records.map((record) => ({ ...record, name: normaliseName(record.name) })),
  }))
  for (const zone of zones) addApexRecords(zone)
  const faults = createDnsFaults()
  const seen: SeenQuery[] = []
  const tcpSockets = new Set<Socket>()

  async function answer(bytes: Buffer, transport: 'udp' | 'tcp', send: (reply: Buffer) => void): Promise<void> {
    const query = decodeQuery(bytes)
    const question = query?.questions?.[0]
    if (!query || !question) return
    const name = normaliseName(question.name)
    seen.push({ name, type: question.type, transport, atMs: Date.now() })
    if (seen.length > seenQueryLimit) seen.splice(0, seen.length - seenQueryLimit)
    for (const effect of faults.take({ name, type: question.type, transport })) {
      if (await applyEffect(effect, query, transport, send)) return
    }
    const zone = findZone(listDelegated(zones), name)
    if (zone && question.type === 'SOA' && name === zone.name) send(encodeSoaAnswer(query, zone))
    else send(encodeAnswer(query, answerFromZones(zones, { name, type: question.type }), transport))
  }

  const { tcp, udp, port } = await bindBoth(options.port ?? 0)
  udp.on('message', (bytes: Buffer, from: RemoteInfo) => {
    void answer(bytes, 'udp', (reply) => udp.send(reply, from.port, from.address, () => {}))
  })
  tcp.on('connection', (socket) => {
    tcpSockets.add(socket)
    socket.on('close', () => tcpSockets.delete(socket))
    socket.on('error', () => {})
    readTcpMessages(socket, (bytes) => answer(bytes, 'tcp', (reply) => socket.write(withLength(reply))))
  })

  const zoneOf = (name: string) => {
    const zone = findZone(zones, normaliseName(name))
    if (!zone)
      throw new Error(
        `The demo DNS server has no zone for ${name}; its zones are ${zones.map((entry) => entry.name).join(', ')}`,
      )
    return zone
  }
  return {
    port,
    address: `127.0.0.1:${port}`,
    faults,
    zones: () => zones,
    setRecord(record) {
      const zone = zoneOf(record.name)
      const name = normaliseName(record.name)
      const others = zone.records.filter((other) => other.name !== name || other.type !== record.type)
      zone.records = [...others, { ...record, name }]
    },
    removeRecord(name, type) {
      const zone = zoneOf(name)
      zone.records = zone.records.filter((other) => other.name !== normaliseName(name) || other.type !== type)
    },
    findRecord: (name, type) =>
      zoneOf(name).records.find((record) => record.name === normaliseName(name) && record.type === type),
    queries: () => seen,
    clearQueries: () => void seen.splice(0),
    close: () =>
      new Promise((resolve) => {
        udp.close(() => tcp.close(() => resolve()))
        for (const socket of tcpSockets) socket.destroy()
      }),
  }
}

function addApexRecords(zone: DemoZone): void {
  if (zone.records.some((record) => record.name === zone.name && record.type === 'NS')) return
  const nameServers = zone.nameServers ?? [`ns1.${zone.name}`]
  zone.records = [...zone.records, { name: zone.name, type: 'NS', ttlSeconds: 172_800, values: nameServers }]
}

/** A packet that cannot be read gets no answer, as with real servers. */
function decodeQuery(bytes: Buffer): DecodedPacket | null {
  try {
    const query = decode(bytes)
    return query.type === 'query' ? query : null
  } catch {
    return null
  }
}

/** Resolves to true when the query has been dealt with. */
async function applyEffect(
  effect: QueryEffect,
  query: DecodedPacket,
  transport: 'udp' | 'tcp',
  send: (reply: Buffer) => void,
): Promise<boolean> {
  switch (effect.kind) {
    case 'drop':
      return true
    case 'servfail':
      send(encodeFailure(query, 'servfail'))
      return true
    case 'refuse':
      send(encodeFailure(query, 'refused'))
      return true
    case 'delay':
      await new Promise((resolve) => setTimeout(resolve, effect.delayMs))
      return false
    case 'truncate':
      if (transport === 'tcp') return false
      send(encodeTruncated(query))
      return true
    case 'garbage':
      send(Buffer.from('not a dns message'))
      return true
  }
}

function withLength(message: Buffer): Buffer {
  const framed = Buffer.alloc(message.length + 2)
  framed.writeUInt16BE(message.length)
  message.copy(framed, 2)
  return framed
}

/** Messages over TCP carry their length in two bytes (RFC 1035 §4.2.2) and may arrive in pieces. */
function readTcpMessages(socket: Socket, onMessage: (bytes: Buffer) => void): void {
  let pending = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk])
    while (pending.length >= 2) {
      const length = pending.readUInt16BE()
      if (pending.length < length + 2) break
      onMessage(pending.subarray(2, length + 2))
      pending = pending.subarray(length + 2)
    }
  })
}

async function bindBoth(wantedPort: number): Promise<{ tcp: Server; udp: UdpSocket; port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const tcp = createServer()
    await new Promise<void>((resolve, reject) => {
      tcp.once('error', reject)
      tcp.listen(wantedPort, '127.0.0.1', resolve)
    })
    const address = tcp.address()
    const port = address !== null && typeof address !== 'string' ? address.port : wantedPort
    const udp = createSocket('udp4')
    try {
      await new Promise<void>((resolve, reject) => {
        udp.once('error', reject)
        udp.bind(port, '127.0.0.1', () => resolve())
      })
      udp.on('error', () => {})
      return { tcp, udp, port }
    } catch (error) {
      udp.close()
      await new Promise((resolve) => tcp.close(resolve))
      if (wantedPort !== 0 || attempt === portAttempts) throw error
    }
  }
}
