import { type LabelSelector, type Labels, matchesLabelSelector } from '@/lib/snapshot/label-selector'
import { type CompiledPeer, holdsAddress } from './compile'
import { completeNamespaceLabels, type Endpoint, type PodEndpoint } from './endpoints'

/**
 * How a network plugin reads an `ipBlock`. Null: not known, so that an answer which hangs on it is unknown. Cilium matches neither Pods nor
 * nodes by address; Calico, Azure NPM and the AWS agent do (their documentation, 2026).
 */
export interface PolicyProfile {
  ipBlockMatchesPods: boolean | null
  ipBlockMatchesNodes: boolean | null
}

/** Why a peer does not match, from far to near: what a person would have to change. */
export type PeerMiss =
  | 'peer-needs-pod'
  | 'ip-family'
  | 'ip-not-in-range'
  | 'ip-excepted'
  | 'peer-host-network'
  | 'peer-namespace'
  | 'peer-own-namespace-only'
  | 'peer-labels'

export type PeerMatch =
  | { match: 'yes' }
  | { match: 'no'; why: PeerMiss }
  | { match: 'unknown'; on: 'namespace-labels' | 'pod-address' | 'ip-block-of-pods' | 'ip-block-of-nodes' }

const yes: PeerMatch = { match: 'yes' }
const no = (why: PeerMiss): PeerMatch => ({ match: 'no', why })

/** Whether one peer of a policy in `policyNamespace` matches the other end (networking.k8s.io/v1, NetworkPolicyPeer). */
export function matchPeer(
  peer: CompiledPeer,
  policyNamespace: string,
  other: Endpoint,
  profile: PolicyProfile,
): PeerMatch {
  if (peer.kind === 'nothing') return no('peer-needs-pod')
  if (peer.kind === 'range') return matchRange(peer, other, profile)
  if (other.kind === 'address') return no('peer-needs-pod')
  // Selectors do not see Pods of the host network: their traffic looks like their node's.
  if (other.usesHostNetwork) return no('peer-host-network')
  return matchSelectors(peer, policyNamespace, other)
}

function matchSelectors(
  { podSelector, namespaceSelector }: Extract<CompiledPeer, { kind: 'pods' }>,
  policyNamespace: string,
  pod: PodEndpoint,
): PeerMatch {
  const hasLabels = podSelector === null || matchesLabelSelector(podSelector, pod.labels)
  const namespaceLabels = pod.namespaceLabels ?? findNameLabel(namespaceSelector, pod.namespace)
  if (namespaceSelector === null) {
    if (!hasLabels) return no(pod.namespace === policyNamespace ? 'peer-labels' : 'peer-namespace')
    return pod.namespace === policyNamespace ? yes : no('peer-own-namespace-only')
  }
  if (!hasLabels) {
    const isNamespace = namespaceLabels !== null && matchesLabelSelector(namespaceSelector, namespaceLabels)
    return no(isNamespace ? 'peer-labels' : 'peer-namespace')
  }
  if (isEmptySelector(namespaceSelector)) return yes
  if (namespaceLabels === null) return { match: 'unknown', on: 'namespace-labels' }
  return matchesLabelSelector(namespaceSelector, namespaceLabels) ? yes : no('peer-namespace')
}

/** The one namespace label that is known without reading the Namespace, when the selector asks for nothing else; else null. */
function findNameLabel(selector: LabelSelector | null, namespace: string): Labels | null {
  const labels = completeNamespaceLabels(namespace, undefined)
  const keys = [
    ...Object.keys(selector?.matchLabels ?? {}),
    ...(selector?.matchExpressions ?? []).map(({ key }) => key),
  ]
  return keys.length > 0 && keys.every((key) => key in labels) ? labels : null
}

const isEmptySelector = (selector: { matchLabels?: Labels; matchExpressions?: readonly unknown[] }) =>
  Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0

function matchRange(
  peer: Extract<CompiledPeer, { kind: 'range' }>,
  other: Endpoint,
  profile: PolicyProfile,
): PeerMatch {
  if (other.kind === 'address') return matchAddress(peer, other.ip)
  const isSeen = other.usesHostNetwork ? profile.ipBlockMatchesNodes : profile.ipBlockMatchesPods
  if (isSeen === false) return no('ip-not-in-range')
  if (other.ips.length === 0) return { match: 'unknown', on: 'pod-address' }
  const matches = other.ips.map((ip) => matchAddress(peer, ip))
  const best = matches.find(({ match }) => match === 'yes') ?? matches[0] ?? no('ip-not-in-range')
  if (best.match !== 'yes' || isSeen === true) return best
  return { match: 'unknown', on: other.usesHostNetwork ? 'ip-block-of-nodes' : 'ip-block-of-pods' }
}

function matchAddress({ range, except }: Extract<CompiledPeer, { kind: 'range' }>, ip: string): PeerMatch {
  if (!holdsAddress(range, ip)) return no(ip.includes(':') === (range.family === 6) ? 'ip-not-in-range' : 'ip-family')
  // An exception is a hole in this range alone; another peer may still admit the address.
  return except.some((hole) => holdsAddress(hole, ip)) ? no('ip-excepted') : yes
}
