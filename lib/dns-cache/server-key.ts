import { parseIpAddress } from './ip-address'
import type { Token } from './lexer'
import { type CorefileProblem, describeProblem } from './problem'
import { isAtLeast, type Release } from './versions'
import { splitHostPort } from './zone-name'

export type Transport = 'dns' | 'tls' | 'quic' | 'grpc' | 'https' | 'https3'

/**
 * One key of a server block: the zones it stands for (fully qualified; several for a CIDR between octets, none when the key is
 * invalid) and the port it listens on. With `unresolved` references zones that are not known are left out, and `port` is the default.
 */
export type ServerKey = {
  written: string
  transport: Transport
  zones: string[]
  port: number
  line: number
  column: number
  unresolved: string[]
}

const DEFAULT_DNS_PORT = 53

/** Schemes with their default port and first release. Source: coredns/coredns plugin/pkg/transport and core/dnsserver/register.go. */
const SCHEMES: readonly { prefix: string; transport: Transport; port: number; since: string }[] = [
  { prefix: 'dns://', transport: 'dns', port: DEFAULT_DNS_PORT, since: '1.0.0' },
  { prefix: 'tls://', transport: 'tls', port: 853, since: '1.0.0' },
  { prefix: 'quic://', transport: 'quic', port: 853, since: '1.11.0' },
  { prefix: 'grpc://', transport: 'grpc', port: 443, since: '1.0.0' },
  { prefix: 'https://', transport: 'https', port: 443, since: '1.0.0' },
  { prefix: 'https3://', transport: 'https3', port: 443, since: '1.13.2' },
]

/** Removes a scheme known to that release; an unknown scheme stays part of the text. */
export function splitScheme(
  text: string,
  release: Release,
): { transport: Transport; rest: string; defaultPort: number } {
  for (const scheme of SCHEMES) {
    if (text.startsWith(scheme.prefix) && isAtLeast(release, scheme.since)) {
      return { transport: scheme.transport, rest: text.slice(scheme.prefix.length), defaultPort: scheme.port }
    }
  }
  return { transport: 'dns', rest: text, defaultPort: DEFAULT_DNS_PORT }
}

/**
 * Reads one key. An invalid key gives a `KEY` problem and no zones; a key that CoreDNS accepts as a literal zone no query can match
 * gives a `WARNING`. Server zones are lower-cased from CoreDNS 1.14.7 on only.
 */
export function readServerKey(token: Token, release: Release): { key: ServerKey; problems: CorefileProblem[] } {
  const { transport, rest, defaultPort } = splitScheme(token.text, release)
  const split = splitHostPort(rest)
  const key: ServerKey = {
    written: token.text,
    transport,
    zones: [],
    port: defaultPort,
    line: token.line,
    column: token.column,
    unresolved: [...token.unresolved],
  }
  if (token.unresolved.length > 0) {
    key.zones = readKnownZones(rest)
    return { key, problems: [] }
  }
  if (!split.isValid) {
    const message = `Zone key "${token.text}" is not valid: ${split.reason}.`
    const fix = 'Write the key as zone:port, for example ".:53" or "cluster.local:53", with a space before the brace.'
    return { key, problems: [describeProblem('KEY', 'corefile-parse-error', token, message, fix)] }
  }
  const lowers = isAtLeast(release, '1.14.7')
  key.zones = lowers ? split.zones.map((zone) => zone.toLowerCase()) : split.zones
  key.port = split.port ?? defaultPort

  const problems: CorefileProblem[] = []
  const warn = (code: CorefileProblem['code'], message: string, fix: string) =>
    problems.push(describeProblem('WARNING', code, token, message, fix))
  if (key.port > 65_535 || key.port < 0) {
    const message = `Zone key "${token.text}": nothing can listen on port ${key.port}.`
    problems.push(
      describeProblem('START', 'corefile-parse-error', token, message, 'Use a port from 1 to 65535; DNS is 53.'),
    )
  }
  const zone = key.zones[0] ?? ''
  if (/__PILLAR__\w+__/.test(zone)) {
    const message = `Zone key "${token.text}" still holds a placeholder; node-cache does not fill in zone keys, so no query matches.`
    warn('placeholder-left', message, 'Render the manifest: replace __PILLAR__DNS__DOMAIN__ with the cluster domain.')
  } else if (/[{}]/.test(zone)) {
    const message = `The brace in "${token.text}" is glued to a word, so CoreDNS takes it as the zone "${zone}", which never matches.`
    warn('brace-glued', message, 'Put a space or line break around the brace, and remove a closing brace too many.')
  } else if (zone !== zone.toLowerCase()) {
    const message = `Zone key "${token.text}" has upper-case letters; queries are lower-cased, so this block never answers.`
    warn('zone-uppercase', message, `Write it as "${token.text.toLowerCase()}".`)
  } else if (isSuspiciousZone(split.zones.length, zone)) {
    const message = `Zone key "${token.text}" is taken literally as the zone "${zone}", which no query can match.`
    warn(
      'zone-suspicious',
      message,
      'Separate zones by spaces, use a known scheme, and write networks as CIDR (10.0.0.0/24).',
    )
  }
  return { key, problems }
}

/** The zones of a key whose port alone is a reference; none when the name itself is not known. */
function readKnownZones(text: string): string[] {
  const name = text.slice(0, Math.max(text.lastIndexOf(':'), 0))
  const split = splitHostPort(/\{[$%]/.test(name) ? '' : name)
  return split.isValid ? split.zones : []
}

function isSuspiciousZone(zoneCount: number, zone: string): boolean {
  if (zoneCount !== 1 || zone.endsWith('.arpa.')) return false
  return /[,:/()*"\s]/.test(zone) || parseIpAddress(zone.slice(0, -1)) !== null
}
