import { parseGoInteger } from './go-values'
import { listReverseZones, parseIpNetwork } from './ip-address'

const NAME_BYTES_MAX = 255
const WIRE_BYTES_MAX = 256
const LABEL_BYTES_MAX = 63

/**
 * True when miekg/dns takes the text as a domain name: labels of 1 to 63 bytes, `\DDD` and `\X` escapes, no character rules. The empty
 * text is none. Source: miekg/dns defaults.go IsDomainName.
 */
export function isDomainName(text: string): boolean {
  if (text === '') return false
  const bytes = new TextEncoder().encode(makeFullyQualified(text))
  if (bytes.length === 1) return true
  let labelLength = 0
  let wireLength = 0
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index]
    if (byte === 0x5c) {
      index += isDecimalEscape(bytes, index + 1) ? 3 : 1
      labelLength += 1
      continue
    }
    if (byte !== 0x2e) {
      labelLength += 1
      continue
    }
    if (labelLength === 0 || labelLength > LABEL_BYTES_MAX) return false
    wireLength += labelLength + 1
    if (wireLength > WIRE_BYTES_MAX) return false
    labelLength = 0
  }
  return true
}

function isDecimalEscape(bytes: Uint8Array, index: number): boolean {
  return [0, 1, 2].every((offset) => {
    const byte = bytes[index + offset]
    return byte !== undefined && byte >= 0x30 && byte <= 0x39
  })
}

/** Adds the final dot unless it is there. */
export function makeFullyQualified(name: string): string {
  return name.endsWith('.') ? name : `${name}.`
}

export type HostAndPort = { isValid: true; zones: string[]; port: number | null } | { isValid: false; reason: string }

/**
 * Splits `zone[:port]` at the last colon and expands a CIDR into reverse zones. What follows the colon is a port only when it is an
 * integer of any size; otherwise it belongs to the name. Source: coredns/coredns plugin/normalize.go SplitHostPort at v1.10.0.
 */
export function splitHostPort(text: string): HostAndPort {
  const colon = text.lastIndexOf(':')
  if (text === '' || colon === text.length - 1) {
    return { isValid: false, reason: text === '' ? 'the zone name is empty' : 'nothing follows the last colon' }
  }
  const port = colon === -1 ? null : parseGoInteger(text.slice(colon + 1))
  const name = port === null ? text : text.slice(0, colon)
  if (name === '') return { isValid: false, reason: 'the zone name before the port is empty' }
  if (new TextEncoder().encode(name).length > NAME_BYTES_MAX) {
    return { isValid: false, reason: `the zone name is longer than ${NAME_BYTES_MAX} bytes` }
  }
  if (!isDomainName(name)) return { isValid: false, reason: `"${name}" is not a valid domain name` }
  const network = parseIpNetwork(name)
  return { isValid: true, zones: network === null ? [makeFullyQualified(name)] : listReverseZones(network), port }
}

/** True when `name` is `zone` or below it; both fully qualified and in one case. */
export function isInZone(name: string, zone: string): boolean {
  return zone === '.' || name === zone || name.endsWith(`.${zone}`)
}
