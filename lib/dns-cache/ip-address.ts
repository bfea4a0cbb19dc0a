/** An address as its bytes (4 or 16), so that equal addresses compare equal however they are written. */
export type IpAddress = readonly number[]

/** Reads an IPv4 or IPv6 address as Go's `net.ParseIP` does (no leading zeros, no zone); null when it is none. */
export function parseIpAddress(text: string): IpAddress | null {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text)
}

function parseIpv4(text: string): IpAddress | null {
  const parts = text.split('.')
  if (parts.length !== 4) return null
  const bytes: number[] = []
  for (const part of parts) {
    if (!/^(0|[1-9][0-9]{0,2})$/.test(part)) return null
    const byte = Number(part)
    if (byte > 255) return null
    bytes.push(byte)
  }
  return bytes
}

function parseIpv6(text: string): IpAddress | null {
  const halves = text.split('::')
  if (halves.length > 2) return null
  const head = readGroups(halves[0] ?? '', halves.length === 1)
  const tail = halves.length === 2 ? readGroups(halves[1] ?? '', true) : []
  if (head === null || tail === null) return null
  const missing = 16 - head.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 2) return null
  return [...head, ...Array.from({ length: missing }, () => 0), ...tail]
}

function readGroups(text: string, mayEndInIpv4: boolean): number[] | null {
  if (text === '') return []
  const bytes: number[] = []
  const groups = text.split(':')
  for (const [index, group] of groups.entries()) {
    if (mayEndInIpv4 && index === groups.length - 1 && group.includes('.')) {
      const ipv4 = parseIpv4(group)
      if (ipv4 === null) return null
      bytes.push(...ipv4)
      continue
    }
    if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return null
    const value = Number.parseInt(group, 16)
    bytes.push(value >> 8, value & 0xff)
  }
  return bytes
}

/** One spelling per address, for comparing; not meant for display. */
export function formatIpKey(address: IpAddress): string {
  return address.join('.')
}

export type IpNetwork = { address: IpAddress; prefixLength: number }

/** Reads `address/prefix`; null when the mask is missing or out of range. */
export function parseIpNetwork(text: string): IpNetwork | null {
  const slash = text.indexOf('/')
  if (slash === -1) return null
  const address = parseIpAddress(text.slice(0, slash))
  const mask = text.slice(slash + 1)
  if (address === null || !/^[0-9]{1,3}$/.test(mask)) return null
  const prefixLength = Number(mask)
  return prefixLength > address.length * 8 ? null : { address, prefixLength }
}

/**
 * Reverse zones of a network: IPv4 cuts at 8 bits, IPv6 at 4. A network on a cut is one zone, one between cuts is all zones at the
 * next cut (a /27 gives 32, a /9 gives 128). Host bits are dropped. Source: coredns/coredns plugin/pkg/cidr/cidr.go at v1.10.0.
 */
export function listReverseZones(network: IpNetwork): string[] {
  const isIpv4 = network.address.length === 4
  const stepBits = isIpv4 ? 8 : 4
  const digits = isIpv4 ? [...network.address] : network.address.flatMap((byte) => [byte >> 4, byte & 0x0f])
  const kept = Math.ceil(network.prefixLength / stepBits)
  const freeBits = kept * stepBits - network.prefixLength
  const suffix = isIpv4 ? 'in-addr.arpa.' : 'ip6.arpa.'
  const count = 2 ** freeBits
  const lead = digits.slice(0, Math.max(kept - 1, 0))
  const last = kept === 0 ? 0 : (digits[kept - 1] ?? 0)
  const firstLast = last - (last % count)
  return Array.from({ length: count }, (_, offset) => {
    const labels = kept === 0 ? [] : [...lead, firstLast + offset]
    const spelled = labels.reverse().map((label) => (isIpv4 ? String(label) : label.toString(16)))
    return [...spelled, suffix].join('.')
  })
}
