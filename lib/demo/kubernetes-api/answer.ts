import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

const gzipAsync = promisify(gzip)

/** The real server compresses answers above 128 KiB, at level 1 (`endpoints/handlers/responsewriters`, Kubernetes 1.31). */
const gzipFromBytes = 128 * 1024

/** Sends JSON, gzipped when the client accepts it and it is large. An answer to a client that went away is dropped. */
export async function sendJson(
  message: IncomingMessage,
  response: ServerResponse,
  code: number,
  body: unknown,
  contentType = 'application/json',
): Promise<void> {
  let bytes: Uint8Array = Buffer.from(`${JSON.stringify(body)}\n`)
  const headers: Record<string, string> = { 'Content-Type': contentType, 'Cache-Control': 'no-cache, private' }
  if (bytes.length >= gzipFromBytes && /\bgzip\b/.test(String(message.headers['accept-encoding'] ?? ''))) {
    bytes = await gzipAsync(bytes, { level: 1 })
    headers['Content-Encoding'] = 'gzip'
    headers.Vary = 'Accept-Encoding'
  }
  if (response.destroyed) return
  response.writeHead(code, { ...headers, 'Content-Length': String(bytes.length) })
  response.end(bytes)
}
