import 'server-only'
import { getServers } from 'node:dns'
import type { Unavailable } from '@/lib/model/unavailable'
import { formatServer, parseServer, type ServerAddress } from './server-address'

/** The resolvers that the configuration names, else those of the system that this process runs on; `problem` says why nobody can be asked. */
export function readServers(texts: readonly string[]): { servers: ServerAddress[]; problem: Unavailable | null } {
  const chosen = texts.length > 0 ? texts : getServers()
  const servers: ServerAddress[] = []
  const bad: string[] = []
  for (const text of chosen) {
    const server = parseServer(text)
    if (server === undefined) bad.push(text)
    else if (!servers.some((other) => formatServer(other) === formatServer(server))) servers.push(server)
  }
  const need = 'dns.servers as IP or IP:port in the configuration of this cluster'
  const what = 'DNS records'
  if (texts.length > 0 && bad.length > 0) {
    const detail = `dns.servers has "${bad.join('", "')}", which is not IP or IP:port`
    return { servers, problem: { what, reason: 'not-configured', detail, need } }
  }
  if (servers.length === 0)
    return { servers, problem: { what, reason: 'not-configured', detail: 'this system has no DNS servers', need } }
  return { servers, problem: null }
}
