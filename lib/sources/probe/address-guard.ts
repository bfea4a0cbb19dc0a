import 'server-only'
import ipaddr from 'ipaddr.js'

/** Ranges where no load balancer lives, but cloud metadata, this machine's own services or nobody (RFC 6890, ipaddr.js names). */
const refusedRanges: ReadonlySet<string> = new Set(['loopback', 'linkLocal', 'unspecified', 'broadcast', 'multicast'])

/** Answers inside private ranges although it is no private range: Azure's platform address, the same in every network. */
const refusedAddresses: ReadonlySet<string> = new Set(['168.63.129.16', '100.100.100.200', 'fd00:ec2::254'])

/**
 * Why a probe never goes to this address, in words; null when it may. A published address is written by whoever may write the status of a
 * Service or an Ingress, so it is not trusted. Private addresses are allowed: internal load balancers have them.
 */
export function refuseAddress(address: string): string | null {
  if (!ipaddr.isValid(address)) return `${address} is not an IP address`
  const parsed = ipaddr.process(address)
  const range = parsed.range()
  if (refusedRanges.has(range))
    return `${address} is a ${words[range] ?? range} address, where no load balancer answers`
  if (refusedAddresses.has(parsed.toString())) return `${address} belongs to the cloud platform, not to a load balancer`
  return null
}

const words: Record<string, string> = { linkLocal: 'link-local' }
