import { matchesLabelSelector } from '@/lib/snapshot/label-selector'
import type { CompiledPolicy, CompiledRule, Direction, PolicyRef } from './compile'
import { type Endpoint, isSamePod, type Protocol } from './endpoints'
import { type NearMiss, rankNearMisses } from './near-misses'
import { matchPeer, type PeerMatch, type PeerMiss, type PolicyProfile } from './peers'
import { matchPort, type PortMiss } from './ports'

export type PolicyVerdict = 'allowed' | 'denied' | 'unknown'

/** A rule that allows the connection. `rule`, `peer` and `port` count from 0; peer and port are null where the rule has no list. */
export interface RuleHit {
  policy: PolicyRef
  direction: Direction
  rule: number
  peer: number | null
  port: number | null
}

/** Something that decides and was not observed, with the rule that would then allow. */
export interface Dependence {
  hit: RuleHit
  on: Extract<PeerMatch, { match: 'unknown' }>['on']
}

/** One side of a connection: what the policies of one end say about the other. */
export interface PolicySide {
  verdict: PolicyVerdict
  /** Why policies do not apply to this end at all; null when they do. */
  skipped: 'address' | 'host-network' | 'same-pod' | null
  /** Every policy that isolates this end in this direction; empty: nothing does, so everything is allowed. */
  selectedBy: PolicyRef[]
  allowedBy: RuleHit[]
  dependsOn: Dependence[]
  /** Only when it is denied: rules that come near, nearest first, at most ten. */
  nearMisses: NearMiss[]
}

export interface ConnectionVerdict {
  verdict: PolicyVerdict
  /** Sides that deny, in the order of the packet. */
  blockedBy: Direction[]
  egress: PolicySide
  ingress: PolicySide
}

export interface Connection {
  from: Endpoint
  to: Endpoint
  /** Port of the destination as the policy sees it: of the Pod, not of its Service. */
  port: number
  protocol: Protocol
}

/**
 * What NetworkPolicies say about a new connection. Both ends are judged by themselves: the source's egress and the destination's ingress
 * must both allow it. Replies need no rule. `policiesOf` gives all policies of a namespace.
 * Source: Kubernetes 1.31, networking.k8s.io/v1 NetworkPolicySpec.
 */
export function evaluateConnection(
  connection: Connection,
  policiesOf: (namespace: string) => readonly CompiledPolicy[],
  profile: PolicyProfile,
): ConnectionVerdict {
  const { from, to } = connection
  if (isSamePod(from, to)) {
    const side: PolicySide = { ...openSide, skipped: 'same-pod' }
    return { verdict: 'allowed', blockedBy: [], egress: side, ingress: side }
  }
  const egress = evaluateSide('egress', from, to, connection, policiesOf, profile)
  const ingress = evaluateSide('ingress', to, from, connection, policiesOf, profile)
  const blockedBy: Direction[] = []
  if (egress.verdict === 'denied') blockedBy.push('egress')
  if (ingress.verdict === 'denied') blockedBy.push('ingress')
  const isUnknown = egress.verdict === 'unknown' || ingress.verdict === 'unknown'
  return { verdict: blockedBy.length > 0 ? 'denied' : isUnknown ? 'unknown' : 'allowed', blockedBy, egress, ingress }
}

const openSide: PolicySide = {
  verdict: 'allowed',
  skipped: null,
  selectedBy: [],
  allowedBy: [],
  dependsOn: [],
  nearMisses: [],
}

/** One end's own policies, in one direction. Exported for callers that know one end only. */
export function evaluateSide(
  direction: Direction,
  subject: Endpoint,
  other: Endpoint,
  { to, port, protocol }: Connection,
  policiesOf: (namespace: string) => readonly CompiledPolicy[],
  profile: PolicyProfile,
): PolicySide {
  if (subject.kind === 'address') return { ...openSide, skipped: 'address' }
  if (subject.usesHostNetwork) return { ...openSide, skipped: 'host-network' }
  const selecting = listSelecting(policiesOf(subject.namespace), direction, subject.labels)
  if (selecting.length === 0) return openSide
  const side: PolicySide = {
    ...openSide,
    selectedBy: selecting.map(({ namespace, name }) => ({ namespace, name })),
    allowedBy: [],
    dependsOn: [],
  }
  const misses: NearMiss[] = []
  for (const policy of selecting) {
    const ref = { namespace: policy.namespace, name: policy.name }
    const rules = policy[direction] ?? []
    if (rules.length === 0) misses.push({ policy: ref, rule: null, why: 'no-rules' })
    for (const [position, rule] of rules.entries()) {
      const peers = judgePeers(rule, policy.namespace, other, profile)
      const ports = judgePorts(rule, to, port, protocol)
      const hit = { policy: ref, direction, rule: position, peer: peers.position, port: ports.position }
      if (ports.isMatch && peers.match.match === 'yes') side.allowedBy.push(hit)
      else if (ports.isMatch && peers.match.match === 'unknown') side.dependsOn.push({ hit, on: peers.match.on })
      else if (peers.match.match === 'no') {
        misses.push({ policy: ref, rule: position, why: peers.match.why, isOtherHalfRight: ports.isMatch })
      } else if (!ports.isMatch) {
        misses.push({ policy: ref, rule: position, why: ports.why, isOtherHalfRight: peers.match.match === 'yes' })
      }
    }
  }
  if (side.allowedBy.length > 0) return side
  if (side.dependsOn.length > 0) return { ...side, verdict: 'unknown' }
  return { ...side, verdict: 'denied', nearMisses: rankNearMisses(misses) }
}

/** Policies that isolate a Pod with these labels in a direction. `policies` are those of the Pod's namespace. */
export function listSelecting(
  policies: readonly CompiledPolicy[],
  direction: Direction,
  labels: Readonly<Record<string, string>>,
): CompiledPolicy[] {
  return policies.filter((policy) => policy[direction] !== null && matchesLabelSelector(policy.podSelector, labels))
}

function judgePeers(
  { peers }: CompiledRule,
  policyNamespace: string,
  other: Endpoint,
  profile: PolicyProfile,
): { match: PeerMatch; position: number | null } {
  if (peers === null) return { match: { match: 'yes' }, position: null }
  const matches = peers.map((peer) => matchPeer(peer, policyNamespace, other, profile))
  for (const wanted of ['yes', 'unknown'] as const) {
    const position = matches.findIndex(({ match }) => match === wanted)
    const match = matches[position]
    if (match !== undefined) return { match, position }
  }
  const nearest = [...matches].sort((a, b) => rankPeer(b) - rankPeer(a))[0]
  return { match: nearest ?? { match: 'no', why: 'peer-needs-pod' }, position: null }
}

const peerOrder: readonly PeerMiss[] = [
  'peer-needs-pod',
  'ip-family',
  'ip-not-in-range',
  'ip-excepted',
  'peer-host-network',
  'peer-namespace',
  'peer-own-namespace-only',
  'peer-labels',
]
const rankPeer = (match: PeerMatch) => (match.match === 'no' ? peerOrder.indexOf(match.why) : peerOrder.length)

function judgePorts(
  { ports }: CompiledRule,
  destination: Endpoint,
  port: number,
  protocol: Protocol,
): { isMatch: true; position: number | null } | { isMatch: false; position: null; why: PortMiss } {
  if (ports === null) return { isMatch: true, position: null }
  let why: PortMiss = 'port-protocol'
  for (const [position, rule] of ports.entries()) {
    const judged = matchPort(rule, destination, port, protocol)
    if (judged.isMatch) return { isMatch: true, position }
    if (judged.why !== 'port-protocol') why = judged.why
  }
  return { isMatch: false, position: null, why }
}
