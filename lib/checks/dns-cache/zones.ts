import type { DnsService } from '@/lib/dns-cache/cluster-dns'
import type { ServerBlock } from '@/lib/dns-cache/corefile'
import type { Part } from '@/lib/dns-cache/installation'
import { formatIpKey, parseIpAddress } from '@/lib/dns-cache/ip-address'
import { stripPort } from '@/lib/dns-cache/upstream-address'

export const clusterDnsPlaceholder = '__PILLAR__CLUSTER__DNS__'
export const localDnsPlaceholder = '__PILLAR__LOCAL__DNS__'
const dnsServerPlaceholder = '__PILLAR__DNS__SERVER__'

export function isRootBlock(block: ServerBlock): boolean {
  return block.zones.includes('.')
}

export function isReverseBlock(block: ServerBlock): boolean {
  return block.zones.some(
    (zone) => zone === 'in-addr.arpa.' || zone === 'ip6.arpa.' || /\.(in-addr|ip6)\.arpa\.$/.test(zone),
  )
}

/**
 * Whether a block serves the cluster domain: `cluster.local`, or another zone (neither root nor reverse) that is forwarded to the
 * placeholder of the cluster's DNS.
 */
export function isClusterBlock(block: ServerBlock): boolean {
  if (block.zones.includes('cluster.local.')) return true
  if (isRootBlock(block) || isReverseBlock(block) || block.zones.length === 0) return false
  return block.upstreams.some((upstream) => upstream.includes(clusterDnsPlaceholder))
}

/** An upstream as scheme, address key and port; null for files, names and placeholders. The port is 53 (853 for tls) when not written. */
export function readUpstream(
  upstream: string,
): { scheme: string; key: string; isLoopback: boolean; port: number } | null {
  const scheme = /^([a-z0-9]+):\/\//.exec(upstream)?.[1] ?? 'dns'
  const rest = upstream.replace(/^[a-z0-9]+:\/\//, '').replace(/%.*$/, '')
  const host = stripPort(rest)
  const address = parseIpAddress(host)
  if (address === null) return null
  const portText = /(?:^\[[^\]]*\]|^[^:]*):(\d+)$/.exec(rest)?.[1]
  const port = portText === undefined ? (scheme === 'tls' ? 853 : 53) : Number(portText)
  return { scheme, key: formatIpKey(address), isLoopback: isLoopback(address), port }
}

function isLoopback(address: readonly number[]): boolean {
  if (address.length === 4) return address[0] === 127
  return address.slice(0, 15).every((byte) => byte === 0) && address[15] === 1
}

/** One key for an address, however it is written; null for anything else. */
export function readIpKey(text: string): string | null {
  const address = parseIpAddress(text.replace(/^\[|\]$/g, '').replace(/%.*$/, ''))
  return address === null ? null : formatIpKey(address)
}

/** 169.254.0.0/16 and fe80::/10. */
export function isLinkLocal(ip: string): boolean {
  const address = parseIpAddress(ip)
  if (address === null) return false
  if (address.length === 4) return address[0] === 169 && address[1] === 254
  return address[0] === 0xfe && ((address[1] ?? 0) & 0xc0) === 0x80
}

export function isAnyAddress(ip: string): boolean {
  return parseIpAddress(ip)?.every((byte) => byte === 0) ?? false
}

/**
 * The addresses a block binds, with `__PILLAR__LOCAL__DNS__` filled in from `-localip`. Null when a word is no address (an interface,
 * an unresolved reference) or the placeholder stands for addresses that are not known.
 */
export function listBoundIps(block: ServerBlock, localIps: readonly string[] | null): string[] | null {
  const ips: string[] = []
  for (const word of block.bind) {
    if (word === dnsServerPlaceholder) continue
    if (word === localDnsPlaceholder) {
      if (localIps === null) return null
      ips.push(...localIps)
    } else if (readIpKey(word) === null) return null
    else ips.push(word)
  }
  return ips
}

export function listClusterIps(service: Part<DnsService>): string[] {
  return service.state === 'found' ? service.part.clusterIps : []
}
