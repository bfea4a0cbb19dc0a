import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { RunningPlatform } from '@/lib/demo/clock/running-platform'
import type { DemoClock } from '@/lib/demo/clock/start-clock'
import {
  answerControl,
  type ControlAnswer,
  type Controlled,
  endChurn,
  problem,
} from '@/lib/demo/control/answer-control'
import { createFaultControl, type FaultControl } from '@/lib/demo/faults/fault-control'

export interface ControlEndpoint {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string
  /** Bearer token that every request must carry. */
  readonly token: string
  readonly faults: FaultControl
  close(): Promise<void>
}

export interface ControlOptions {
  platform: RunningPlatform
  clock: DemoClock
  /** 0 or absent: any free port. */
  port?: number
  log?: (line: string) => void
}

const bodyBytesMax = 64 * 1024

/**
 * Starts the endpoint that breaks the platform on request, on 127.0.0.1. It asks for a token and for its own Host header, so that
 * no page in a browser can reach it. Rejects when the port is taken.
 */
export async function startControl(options: ControlOptions): Promise<ControlEndpoint> {
  const { platform, clock } = options
  const token = randomBytes(24).toString('base64url')
  const faults = createFaultControl(platform, options.log)
  const controlled: Controlled = { platform, clock, faults, churn: new Map() }
  const server = createServer((message, response) => {
    void answer(controlled, message, token).then(({ status, body }) => {
      response.writeHead(status, {
        'Content-Type': status < 400 ? 'application/json' : 'application/problem+json',
        'Cache-Control': 'no-store',
        ...(status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {}),
      })
      response.end(JSON.stringify(body))
    })
  })
  const port = await listen(server, options.port ?? 0)
  return {
    url: `http://127.0.0.1:${port}`,
    token,
    faults,
    async close() {
      endChurn(controlled)
      await faults.clear()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}

function listen(server: Server, wantedPort: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(wantedPort, '127.0.0.1', () => {
      server.off('error', reject)
      const address = server.address()
      resolve(address !== null && typeof address !== 'string' ? address.port : wantedPort)
    })
  })
}

async function answer(controlled: Controlled, message: IncomingMessage, token: string): Promise<ControlAnswer> {
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(message.headers.host ?? ''))
    return problem(421, 'Host header refused', 'The control endpoint is served as 127.0.0.1 and localhost only.')
  if (!isSameText(message.headers.authorization ?? '', `Bearer ${token}`))
    return problem(
      401,
      'Unauthorized',
      'Send the token that the platform printed at its start: Authorization: Bearer …',
    )
  const body = await readJsonBody(message)
  if (body.state === 'refused') return body.answer
  const { pathname } = new URL(message.url ?? '/', 'http://demo.invalid')
  return answerControl(controlled, message.method ?? 'GET', pathname, body.value)
}

function isSameText(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}

async function readJsonBody(
  message: IncomingMessage,
): Promise<{ state: 'read'; value: unknown } | { state: 'refused'; answer: ControlAnswer }> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of message) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk))
    sizeBytes += bytes.length
    if (sizeBytes > bodyBytesMax)
      return { state: 'refused', answer: problem(413, 'Content too large', `The body exceeds ${bodyBytesMax} bytes.`) }
    chunks.push(bytes)
  }
  const text = Buffer.concat(chunks).toString('utf8')
  if (text.trim() === '') return { state: 'read', value: undefined }
  try {
    return { state: 'read', value: JSON.parse(text) }
  } catch {
    return { state: 'refused', answer: problem(400, 'Bad request', 'The body is not JSON.') }
  }
}
