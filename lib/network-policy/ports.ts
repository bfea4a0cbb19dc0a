import type { CompiledPort } from './compile'
import type { Endpoint, Protocol } from './endpoints'

/** Why a port of a rule does not match. */
export type PortMiss = 'port-protocol' | 'port-number' | 'port-name-missing' | 'port-name-other-number'

/**
 * Whether one port of a rule admits a port number of the destination (networking.k8s.io/v1, NetworkPolicyPort). A name is looked up on
 * the destination Pod, in both directions: number and protocol must fit what a container declares. Names mean nothing for an address.
 */
export function matchPort(
  rule: CompiledPort,
  destination: Endpoint,
  port: number,
  protocol: Protocol,
): { isMatch: true } | { isMatch: false; why: PortMiss } {
  if (rule.protocol !== protocol) return { isMatch: false, why: 'port-protocol' }
  if (rule.port === null) return { isMatch: true }
  if (typeof rule.port === 'number') {
    const isInside = rule.endPort === null ? port === rule.port : port >= rule.port && port <= rule.endPort
    return isInside ? { isMatch: true } : { isMatch: false, why: 'port-number' }
  }
  const named =
    destination.kind === 'pod'
      ? destination.ports.filter((declared) => declared.name === rule.port && declared.protocol === protocol)
      : []
  if (named.some(({ number }) => number === port)) return { isMatch: true }
  return { isMatch: false, why: named.length === 0 ? 'port-name-missing' : 'port-name-other-number' }
}

/** `8080`, `8000-8080`, `http`, `any`: a port of a rule as a reader would write it, with its protocol unless that is TCP. */
export function formatRulePort({ protocol, port, endPort }: CompiledPort): string {
  const range = port === null ? 'any' : endPort === null ? `${port}` : `${port}-${endPort}`
  return protocol === 'TCP' && port !== null ? range : `${range}/${protocol}`
}
