import ipaddr from 'ipaddr.js'
import type { KindMap } from '@/lib/model/kubernetes'
import type { LabelSelector } from '@/lib/snapshot/label-selector'
import type { Protocol } from './endpoints'

export type Direction = 'ingress' | 'egress'

export interface PolicyRef {
  namespace: string
  name: string
}

/** A range of addresses, without host bits: `base` over `prefix` bits. */
export interface AddressRange {
  family: 4 | 6
  base: string
  prefix: number
}

/**
 * One peer of a rule. For `pods`, a selector that is null was not written: without `namespaceSelector` only the policy's own namespace
 * counts, without `podSelector` every Pod of it. `nothing` is a peer without any field, or a CIDR that cannot be read: it matches nobody.
 */
export type CompiledPeer =
  | { kind: 'pods'; podSelector: LabelSelector | null; namespaceSelector: LabelSelector | null }
  | { kind: 'range'; range: AddressRange; except: AddressRange[]; text: string }
  | { kind: 'nothing' }

/** One port of a rule. `port` null: every port of the protocol; `endPort` null: that one only. */
export interface CompiledPort {
  protocol: Protocol
  port: number | string | null
  endPort: number | null
}

/** One rule. `peers` null: anybody; `ports` null: every port of every protocol. A rule admits what a peer AND a port of it match. */
export interface CompiledRule {
  peers: CompiledPeer[] | null
  ports: CompiledPort[] | null
}

/**
 * A NetworkPolicy with its defaults filled in. `ingress` and `egress` are null when the policy does not isolate in that direction, and empty
 * when it isolates and allows nothing.
 */
export interface CompiledPolicy extends PolicyRef {
  podSelector: LabelSelector
  ingress: CompiledRule[] | null
  egress: CompiledRule[] | null
}

type Policy = KindMap['NetworkPolicy']
type Peer = NonNullable<NonNullable<NonNullable<Policy['spec']>['egress']>[number]['to']>[number]

/** A rule as the API sends it: the generated type calls the field `from` of an ingress rule `_from`. */
interface WireRule {
  from?: Peer[] | null
  to?: Peer[] | null
  ports?: { protocol?: string | null; port?: unknown; endPort?: number | null }[] | null
}

/**
 * Fills in what the API server would (networking.k8s.io/v1 defaults): no `policyTypes` means Ingress, and Egress too when there is an egress
 * rule; a port without protocol is TCP. Rules of a direction that `policyTypes` leaves out are inert.
 */
export function compilePolicy({ metadata, spec }: Policy): CompiledPolicy {
  const written = spec?.policyTypes ?? []
  const egressRules = spec?.egress ?? []
  const types = written.length > 0 ? written : egressRules.length > 0 ? ['Ingress', 'Egress'] : ['Ingress']
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    podSelector: spec?.podSelector ?? {},
    ingress: types.includes('Ingress') ? asWireRules(spec?.ingress).map((rule) => compileRule(rule, 'from')) : null,
    egress: types.includes('Egress') ? asWireRules(egressRules).map((rule) => compileRule(rule, 'to')) : null,
  }
}

// The two types describe the same JSON; only the name of one field differs.
const asWireRules = (rules: readonly object[] | null | undefined): WireRule[] => (rules ?? []) as WireRule[]

function compileRule(rule: WireRule | null, side: 'from' | 'to'): CompiledRule {
  const peers = rule?.[side] ?? []
  const ports = rule?.ports ?? []
  return {
    // An empty list means everybody, not nobody.
    peers: peers.length === 0 ? null : peers.map(compilePeer),
    ports: ports.length === 0 ? null : ports.map(compilePort),
  }
}

function compilePeer(peer: Peer): CompiledPeer {
  const { ipBlock, podSelector, namespaceSelector } = peer
  if (ipBlock !== undefined && ipBlock !== null) {
    const range = parseRange(ipBlock.cidr)
    if (range === null) return { kind: 'nothing' }
    const except = (ipBlock.except ?? []).flatMap((text) => parseRange(text) ?? [])
    const holes = (ipBlock.except ?? []).map((text) => ` except ${text}`).join('')
    return { kind: 'range', range, except, text: `${ipBlock.cidr}${holes}` }
  }
  if ((podSelector ?? null) === null && (namespaceSelector ?? null) === null) return { kind: 'nothing' }
  return { kind: 'pods', podSelector: podSelector ?? null, namespaceSelector: namespaceSelector ?? null }
}

function compilePort(port: NonNullable<WireRule['ports']>[number] | null): CompiledPort {
  const value = port?.port
  const isPort = typeof value === 'number' || (typeof value === 'string' && value !== '')
  const number = isPort && typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
  return {
    protocol: readProtocol(port?.protocol ?? undefined),
    port: isPort ? (number as number | string) : null,
    endPort: port?.endPort ?? null,
  }
}

/** TCP when nothing else is written. */
export function readProtocol(text: string | undefined): Protocol {
  return text === 'UDP' || text === 'SCTP' ? text : 'TCP'
}

/** A CIDR with its host bits masked away, as older objects may have some; null when it is no CIDR. */
export function parseRange(text: string): AddressRange | null {
  if (!ipaddr.isValidCIDR(text)) return null
  const [address, prefix] = ipaddr.parseCIDR(text)
  const network =
    address.kind() === 'ipv4' ? ipaddr.IPv4.networkAddressFromCIDR(text) : ipaddr.IPv6.networkAddressFromCIDR(text)
  return { family: address.kind() === 'ipv4' ? 4 : 6, base: network.toString(), prefix }
}

/** Whether a range holds an address. Never across families; an IPv4 address written as IPv6 counts as IPv4. */
export function holdsAddress({ family, base, prefix }: AddressRange, ip: string): boolean {
  if (!ipaddr.isValid(ip)) return false
  const address = ipaddr.process(ip)
  if ((address.kind() === 'ipv4') !== (family === 4)) return false
  return family === 4
    ? (address as ipaddr.IPv4).match(ipaddr.IPv4.parse(base), prefix)
    : (address as ipaddr.IPv6).match(ipaddr.IPv6.parse(base), prefix)
}
