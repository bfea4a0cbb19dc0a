import { createSocket } from 'node:dgram'
import { setMaxListeners } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import {
  type Answer,
  type DecodedPacket,
  decode,
  encode,
  type Packet,
  RECURSION_AVAILABLE,
  RECURSION_DESIRED,
  streamEncode,
  TRUNCATED_RESPONSE,
} from 'dns-packet'
import { type QueryType, queryServer } from '../../lib/sources/dns/query-server'

/**
 * A resolver as small as one can be: it goes down from the root along the delegations, asks name servers on one port, and remembers nothing. Resolvers that
 * one can install ask port 53 only, which a test may not listen on.
 */
export interface IterativeResolver {
  address: string
  close(): Promise<void>
}

interface Resolved {
  rcode: number
  answers: Answer[]
  authorities: Answer[]
}

const servfail: Resolved = { rcode: 2, answers: [], authorities: [] }
const plainUdpBytes = 1232
const stepsMax = 12

export async function startIterativeResolver(rootAddress: string, nameServerPort: number): Promise<IterativeResolver> {
  const { signal } = new AbortController()
  // Every query under way listens to it.
  setMaxListeners(0, signal)

  async function ask(addresses: readonly string[], name: string, type: QueryType): Promise<DecodedPacket | null> {
    for (const address of addresses) {
      const server = { address, port: nameServerPort }
      const reply = await queryServer({ server, name, type, isRecursive: false, timeoutMs: 500, signal })
      if (reply.state === 'replied' && (reply.rcode === 'NOERROR' || reply.rcode === 'NXDOMAIN')) return reply.packet
    }
    return null
  }

  async function resolve(name: string, type: QueryType, depth = 0): Promise<Resolved> {
    let addresses = [rootAddress]
    for (let step = 0; step < stepsMax && depth < stepsMax; step += 1) {
      const packet = await ask(addresses, name, type)
      if (packet === null) return servfail
      const { answers = [], authorities = [], additionals = [] } = packet
      if (packet.flag_aa) {
        const rcode = (packet.flags ?? 0) & 0xf
        const alias = answers.at(-1)
        if (alias?.type !== 'CNAME' || type === 'CNAME') return { rcode, answers, authorities }
        const target = await resolve(alias.data, type, depth + 1)
        return { ...target, answers: [...answers, ...target.answers] }
      }
      const servers = authorities.flatMap((record) => (record.type === 'NS' ? [record.data] : []))
      if (servers.length === 0) return servfail
      const glue = additionals.flatMap((record) =>
        record.type === 'A' && servers.includes(record.name) ? [record.data] : [],
      )
      addresses =
        glue.length > 0 ? glue : (await Promise.all(servers.map((server) => findAddress(server, depth)))).flat()
    }
    return servfail
  }

  async function findAddress(name: string, depth: number): Promise<string[]> {
    const { answers } = await resolve(name, 'A', depth + 1)
    return answers.flatMap((record) => (record.type === 'A' ? [record.data] : []))
  }

  async function reply(bytes: Buffer): Promise<Packet> {
    const { id, questions } = decode(bytes)
    const [question] = questions ?? []
    if (question === undefined) throw new Error('a query without a question')
    // Only what Fairlead asks comes here.
    const { rcode, answers, authorities } = await resolve(question.name.toLowerCase(), question.type as QueryType)
    const flags = RECURSION_DESIRED | RECURSION_AVAILABLE | rcode
    return { type: 'response', id, flags, questions: [question], answers, authorities }
  }

  const sockets = new Set<Socket>()
  const udp = createSocket('udp4')
  udp.on('message', async (bytes, { port, address }) => {
    const packet = await reply(bytes)
    const whole = encode(packet)
    const cut = { ...packet, flags: (packet.flags ?? 0) | TRUNCATED_RESPONSE, answers: [], authorities: [] }
    udp.send(whole.length > plainUdpBytes ? encode(cut) : whole, port, address, () => {})
  })
  const tcp = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('data', async (bytes) => void socket.end(streamEncode(await reply(bytes.subarray(2)))))
  })
  await new Promise<void>((done) => tcp.listen(0, '127.0.0.1', done))
  const { port } = tcp.address() as AddressInfo
  await new Promise<void>((done) => udp.bind(port, '127.0.0.1', done))
  return {
    address: `127.0.0.1:${port}`,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((done) => tcp.close(done))
      await new Promise<void>((done) => udp.close(() => done()))
    },
  }
}
