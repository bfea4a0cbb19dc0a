import 'server-only'
import type { Socket } from 'node:net'
import type { ProbedAnswer, ProbeResult, ProbeStep, ServedCertificate } from '@/lib/model/probe'
import { askHttp } from './ask-http'
import { openTcp, openTls } from './open-connection'
import { readCertificate } from './read-certificate'

export interface ProbeTarget {
  host: string
  /** With its leading slash. */
  path: string
  scheme: 'http' | 'https'
  /** The published address, and the port a client would use. */
  address: string
  port: number
  /** Connect here instead; SNI, Host and everything else stay. Null: to the published address. */
  connectTo: { address: string; port: number } | null
}

/** How long each station may take. */
export interface ProbeLimits {
  tcpMs: number
  tlsMs: number
  httpMs: number
}

export const probeLimits: ProbeLimits = { tcpMs: 4_000, tlsMs: 5_000, httpMs: 8_000 }

/** What one address answered: everything of a result but the name look-up, which has been made by then. */
export type ProbedTarget = Pick<ProbeResult, 'steps' | 'certificate' | 'answer'>

/**
 * Connects to a load balancer as a client of this host would: TCP, TLS by SNI, one GET. Never throws; a station that fails says why and
 * the later ones are skipped. Times are milliseconds.
 */
export async function probeTarget(
  target: ProbeTarget,
  signal: AbortSignal,
  limits: ProbeLimits = probeLimits,
): Promise<ProbedTarget> {
  const steps: ProbeStep[] = []
  let socket: Socket | null = null
  let certificate: ServedCertificate | null = null
  let answer: ProbedAnswer | null = null
  try {
    const goal = target.connectTo ?? target
    socket = await step(steps, 'tcp', `connected to ${target.address}:${target.port}`, () =>
      openTcp(goal, limits.tcpMs, signal),
    )
    if (socket === null) return { steps: [...steps, ...leaveOut(['tls', 'http'])], certificate, answer }
    if (target.scheme === 'http') {
      steps.push({ id: 'tls', outcome: 'skipped', durationMs: null, detail: 'plain HTTP was asked for' })
    } else {
      const plain = socket
      const secure = await step(steps, 'tls', '', () => openTls(plain, target.host, limits.tlsMs, signal))
      if (secure === null) return { steps: [...steps, ...leaveOut(['http'])], certificate, answer }
      certificate = readCertificate(secure, target.host)
      const last = steps.at(-1)
      if (last !== undefined)
        last.detail = `${secure.getProtocol() ?? 'TLS'}, ${certificate === null ? 'no certificate' : certificate.subject}`
      socket = secure
    }
    const open = socket
    answer = await step(steps, 'http', '', () => askHttp(open, target, limits.httpMs, signal))
    const last = steps.at(-1)
    if (answer !== null && last !== undefined) last.detail = `${answer.status} ${answer.reason}`.trim()
    return { steps, certificate, answer }
  } finally {
    socket?.destroy()
  }
}

/** Runs one station and notes how it ended; null when it failed. */
async function step<Value>(
  steps: ProbeStep[],
  id: ProbeStep['id'],
  detail: string,
  run: () => Promise<Value>,
): Promise<Value | null> {
  const beganMs = performance.now()
  try {
    const value = await run()
    steps.push({ id, outcome: 'passed', durationMs: since(beganMs), detail })
    return value
  } catch (error) {
    steps.push({ id, outcome: 'failed', durationMs: since(beganMs), detail: sayError(error) })
    return null
  }
}

const leaveOut = (ids: readonly ProbeStep['id'][]): ProbeStep[] =>
  ids.map((id) => ({ id, outcome: 'skipped', durationMs: null, detail: 'an earlier step failed' }))

const since = (beganMs: number) => Math.round((performance.now() - beganMs) * 10) / 10

const systemWords: Record<string, string> = {
  ECONNREFUSED: 'connection refused: nothing listens on that port',
  ECONNRESET: 'the connection was reset',
  EHOSTUNREACH: 'no route to the address',
  ENETUNREACH: 'no route to the network of the address',
  ETIMEDOUT: 'no answer',
  EPIPE: 'the connection was cut',
  HPE_HEADER_OVERFLOW: 'the headers of the answer are larger than 16 KB',
}

function sayError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (code.startsWith('HPE_') && systemWords[code] === undefined) return `the answer is not HTTP (${error.message})`
  return (systemWords[code] ?? error.message).slice(0, 300)
}
