import 'server-only'
import { request } from 'node:http'
import type { Socket } from 'node:net'
import type { ProbedAnswer } from '@/lib/model/probe'

/** Headers that say who answered and why. Cookies and everything an application may have put elsewhere are not told. */
const toldHeaders: ReadonlySet<string> = new Set([
  'server',
  'date',
  'via',
  'content-type',
  'location',
  'retry-after',
  'strict-transport-security',
  'www-authenticate',
  'x-request-id',
  'x-cache',
  'alt-svc',
])
const valueMax = 300

/**
 * Asks for a path of a host over an open connection and cuts it when the headers are in: a body is never read. Rejects with what went
 * wrong, in the words of Node's HTTP parser where the answer is none.
 */
export function askHttp(
  socket: Socket,
  { host, path }: { host: string; path: string },
  timeoutMs: number,
  signal: AbortSignal,
): Promise<ProbedAnswer> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        createConnection: () => socket,
        method: 'GET',
        path,
        signal,
        maxHeaderSize: 16 * 1024,
        headers: { host, accept: '*/*', connection: 'close', 'user-agent': 'fairlead-probe' },
      },
      (answer) => {
        clearTimeout(timer)
        const headers = Object.entries(answer.headers).flatMap(([name, value]) =>
          toldHeaders.has(name) && value !== undefined
            ? [{ name, value: [value].flat().join(', ').slice(0, valueMax) }]
            : [],
        )
        resolve({
          status: answer.statusCode ?? 0,
          reason: (answer.statusMessage ?? '').slice(0, valueMax),
          headers,
          location: answer.headers.location?.slice(0, valueMax) ?? null,
        })
        answer.destroy()
      },
    )
    const timer = setTimeout(() => asked.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs)
    asked.once('error', (error) => {
      clearTimeout(timer)
      socket.destroy()
      reject(error)
    })
    asked.end()
  })
}
