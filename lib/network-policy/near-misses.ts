import type { PolicyRef } from './compile'
import type { PeerMiss } from './peers'
import type { PortMiss } from './ports'

/**
 * A rule that does not allow a connection, and the nearest reason. `rule` null: the policy has no rule at all. `isOtherHalfRight`: the other
 * half of the rule (the port of a peer that misses, the peer of a port that misses) would do.
 */
export interface NearMiss {
  policy: PolicyRef
  rule: number | null
  why: PeerMiss | PortMiss | 'no-rules'
  isOtherHalfRight?: boolean
}

const nearMissesMax = 10

/** Far to near, among rules whose other half is right. */
const order: readonly NearMiss['why'][] = [
  'no-rules',
  'peer-needs-pod',
  'ip-family',
  'ip-not-in-range',
  'ip-excepted',
  'peer-host-network',
  'peer-namespace',
  'peer-own-namespace-only',
  'peer-labels',
  'port-protocol',
  'port-name-missing',
  'port-name-other-number',
  'port-number',
]

/** Nearest first, at most ten: a right peer with a wrong port before a right port with a wrong peer, and both before the rest. */
export function rankNearMisses(misses: readonly NearMiss[]): NearMiss[] {
  const rank = ({ why, isOtherHalfRight }: NearMiss) =>
    order.indexOf(why) + (isOtherHalfRight === true ? order.length : 0)
  return [...misses].sort((a, b) => rank(b) - rank(a)).slice(0, nearMissesMax)
}

const words: Record<NearMiss['why'], string> = {
  'no-rules': 'allows nothing',
  'peer-needs-pod': 'admits other Pods only',
  'ip-family': 'names addresses of the other IP family',
  'ip-not-in-range': 'names other addresses',
  'ip-excepted': 'leaves this address out (except)',
  'peer-host-network': 'selects Pods by label, and a Pod of the host network cannot be selected',
  'peer-namespace': 'admits other namespaces',
  'peer-own-namespace-only': 'has the right Pod labels, but without a namespaceSelector only its own namespace counts',
  'peer-labels': 'has the right namespace, but other Pod labels',
  'port-protocol': 'admits another protocol',
  'port-name-missing': 'admits a port name that the Pod does not declare',
  'port-name-other-number': 'admits a port name that is another number on this Pod',
  'port-number': 'admits the right peer, but another port',
}

/** `shop/default-deny rule 1 has the right namespace, but other Pod labels`. */
export function formatNearMiss({ policy, rule, why }: NearMiss): string {
  const place = `${policy.namespace}/${policy.name}${rule === null ? '' : ` rule ${rule + 1}`}`
  return `${place} ${words[why]}`
}
