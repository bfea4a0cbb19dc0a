import 'server-only'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { KubernetesConnection } from './api-answer'
import { connect } from './connect'

/** One request as a test's script sees it. */
export interface FakeRequest {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingMessage['headers']
  body: unknown
  isWatch: boolean
}

/** A server on loopback that answers with whatever a test writes, for answers that no healthy API server gives. */
export interface FakeApi {
  url: string
  requests: FakeRequest[]
  kubeconfig(user?: object): string
  connection(): Promise<KubernetesConnection>
  close(): Promise<void>
}

export type FakeScript = (request: FakeRequest, response: ServerResponse) => void

export async function startFakeApi(script: FakeScript): Promise<FakeApi> {
  const requests: FakeRequest[] = []
  const sockets = new Set<Socket>()
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://fake')
    let text = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => {
      text += chunk
    })
    request.on('end', () => {
      const seen: FakeRequest = {
        method: request.method ?? '',
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        body: text === '' ? undefined : JSON.parse(text),
        isWatch: url.searchParams.get('watch') === 'true',
      }
      requests.push(seen)
      script(seen, response)
    })
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const url = `http://127.0.0.1:${address.port}`
  const kubeconfig = (user: object = { token: 'fake' }) =>
    JSON.stringify({
      'current-context': 'fake',
      contexts: [{ name: 'fake', context: { cluster: 'fake', user: 'someone' } }],
      clusters: [{ name: 'fake', cluster: { server: url } }],
      users: [{ name: 'someone', user }],
    })
  return {
    url,
    requests,
    kubeconfig,
    connection: () => connect({ kubeconfigText: kubeconfig() }),
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}

export function sendStatus(
  response: ServerResponse,
  code: number,
  message: string,
  headers: Record<string, string> = {},
): void {
  sendJson(response, code, { kind: 'Status', apiVersion: 'v1', status: 'Failure', message, code }, headers)
}

export function sendList(
  response: ServerResponse,
  resourceVersion: string,
  items: unknown[],
  continueToken = '',
): void {
  sendJson(response, 200, {
    kind: 'List',
    metadata: { resourceVersion, ...(continueToken === '' ? {} : { continue: continueToken }) },
    items,
  })
}

/** Opens a watch answer; the function writes one event. */
export function openWatch(response: ServerResponse): (type: string, object: unknown) => void {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.flushHeaders()
  return (type, object) => response.write(`${JSON.stringify({ type, object })}\n`)
}
