import 'server-only'
import { createSocket } from 'node:dgram'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import {
  type Answer,
  AUTHORITATIVE_ANSWER,
  decode,
  encode,
  type Packet,
  RECURSION_AVAILABLE,
  streamEncode,
} from 'dns-packet'

/** What the server does with one question. */
export interface Scripted {
  answers?: Answer[]
  authorities?: Answer[]
  rcode?: number
  flags?: number
  isSilent?: boolean
  raw?: Buffer
  delayMs?: number
}
/** `count` is how often it was asked before and now. */
export type Script = (
  question: { name: string; type: string; isRecursive: boolean },
  count: number,
  transport: 'udp' | 'tcp',
) => Scripted

export interface ScriptedServer {
  address: string
  queries: { name: string; type: string; transport: string; sourcePort: number }[]
  close(): Promise<void>
}

/** For tests: a DNS server on loopback that answers as scripted, over UDP and TCP on the same port. */
export async function startScriptedServer(script: Script): Promise<ScriptedServer> {
  const queries: ScriptedServer['queries'] = []
  const reply = (
    bytes: Buffer,
    transport: 'udp' | 'tcp',
    sourcePort: number,
  ): { packet: Packet; raw: Buffer | undefined; delayMs: number } | null => {
    const query = decode(bytes)
    const question = query.questions?.[0]
    if (question === undefined) return null
    const { name, type } = question
    queries.push({ name, type, transport, sourcePort })
    const count = queries.filter((other) => other.name === name && other.type === type).length
    const {
      answers,
      authorities,
      rcode = 0,
      flags = AUTHORITATIVE_ANSWER | RECURSION_AVAILABLE,
      isSilent,
      raw,
      delayMs = 0,
    } = script({ name, type, isRecursive: query.flag_rd }, count, transport)
    if (isSilent) return null
    return {
      packet: { type: 'response', id: query.id, flags: flags | rcode, questions: [question], answers, authorities },
      raw,
      delayMs,
    }
  }
  // Answers still to be sent: a server that was closed must not send them any more.
  const delayed = new Set<NodeJS.Timeout>()
  const udp = createSocket('udp4')
  udp.on('message', (bytes, { address, port }) => {
    const answer = reply(bytes, 'udp', port)
    if (answer === null) return
    const timer = setTimeout(() => {
      delayed.delete(timer)
      udp.send(answer.raw ?? encode(answer.packet), port, address)
    }, answer.delayMs)
    delayed.add(timer)
  })
  const sockets = new Set<Socket>()
  const tcp = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('data', (bytes) => {
      const answer = reply(bytes.subarray(2), 'tcp', socket.remotePort ?? 0)
      if (answer !== null) socket.end(streamEncode(answer.packet))
    })
  })
  // TCP chooses: every connection of the machine holds a TCP port, so one that UDP finds free is often taken there.
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve))
  const { port } = tcp.address() as AddressInfo
  await new Promise<void>((resolve) => udp.bind(port, '127.0.0.1', resolve))
  const server: ScriptedServer = {
    address: `127.0.0.1:${port}`,
    queries,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      for (const timer of delayed) clearTimeout(timer)
      await new Promise((resolve) => tcp.close(resolve))
      await new Promise<void>((resolve) => udp.close(() => resolve()))
    },
  }
  return server
}
