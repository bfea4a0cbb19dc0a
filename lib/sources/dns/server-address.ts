import 'server-only'
import { isIP } from 'node:net'

/** Where a resolver listens. */
export interface ServerAddress {
  address: string
  port: number
}

/** `10.0.0.10:53`, `[fd00::10]:53`. */
export function formatServer({ address, port }: ServerAddress): string {
  return isIP(address) === 6 ? `[${address}]:${port}` : `${address}:${port}`
}

/** Reads `ip`, `ip:port`, `[ipv6]` or `[ipv6]:port`; port 53 when absent. Undefined for anything else. */
export function parseServer(text: string): ServerAddress | undefined {
  const trimmed = text.trim()
  if (isIP(trimmed) !== 0) return { address: trimmed, port: 53 }
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(trimmed)
  const address = match?.[1] ?? match?.[2]
  if (address === undefined || isIP(address) === 0) return undefined
  const port = match?.[3] === undefined ? 53 : Number(match[3])
  return port >= 1 && port <= 65_535 ? { address, port } : undefined
}
