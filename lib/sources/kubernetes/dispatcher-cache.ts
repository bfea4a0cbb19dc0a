import 'server-only'
import { createHash } from 'node:crypto'
import type { ConnectionOptions } from 'node:tls'
import { Agent, type Dispatcher, ProxyAgent } from 'undici'

export type TlsSettings = Pick<ConnectionOptions, 'ca' | 'cert' | 'key' | 'servername' | 'rejectUnauthorized'>

const connectTimeoutMs = 10_000
const keepAliveProbeMs = 30_000

/** One pool of connections for the TLS settings in use; other settings, for instance a rotated certificate, start a new one. */
export class DispatcherCache {
  private cached: { key: string; dispatcher: Dispatcher } | null = null

  /** Throws when the proxy's URL is not http or https. */
  find(settings: TlsSettings, proxyUrl: string | null): Dispatcher {
    const key = hashSettings(settings, proxyUrl)
    if (this.cached?.key === key) return this.cached.dispatcher
    if (proxyUrl !== null && !/^https?:/.test(proxyUrl))
      throw new Error(`proxy-url "${proxyUrl}" must start with http:// or https://`)
    // Deadlines are those of each request; a watch may be silent for longer than any default.
    const limits = { bodyTimeout: 0, headersTimeout: 0, keepAliveTimeout: 4_000 }
    const tls = { ...settings, keepAlive: true, keepAliveInitialDelay: keepAliveProbeMs, timeout: connectTimeoutMs }
    const dispatcher =
      proxyUrl === null
        ? new Agent({ ...limits, connect: tls })
        : new ProxyAgent({ ...limits, uri: proxyUrl, requestTls: tls })
    this.renew()
    this.cached = { key, dispatcher }
    return dispatcher
  }

  /** Requests under way go on; the next one takes a new connection. */
  renew(): void {
    this.cached?.dispatcher.close().catch(() => {})
    this.cached = null
  }

  /** Ends requests under way as well. */
  async destroy(): Promise<void> {
    const dispatcher = this.cached?.dispatcher
    this.cached = null
    await dispatcher?.destroy().catch(() => {})
  }
}

function hashSettings(settings: TlsSettings, proxyUrl: string | null): string {
  const hash = createHash('sha256')
  for (const part of [
    settings.ca,
    settings.cert,
    settings.key,
    settings.servername,
    settings.rejectUnauthorized,
    proxyUrl,
  ]) {
    hash.update(part === undefined || part === null ? '-' : String(part)).update('\0')
  }
  return hash.digest('hex')
}
