import type { KindMap } from '@/lib/model/kubernetes'
import { type LabelSelector, type Labels, matchesLabelSelector } from '@/lib/snapshot/label-selector'

type NetworkPolicy = KindMap['NetworkPolicy']
type Peer = NonNullable<NonNullable<NonNullable<NetworkPolicy['spec']>['ingress']>[number]['_from']>[number]

/** The port on which the solver Pod answers (cert-manager v1.21.1, pkg/issuer/acme/http/pod.go). */
export const solverPort = 8089

/** A Pod that asks: its own labels, and those of its namespace. */
export interface Caller {
  namespace: string
  labels: Labels | undefined
  namespaceLabels: Labels | undefined
}

/**
 * The policies that together keep callers from the solver Pod: those of its namespace that select it for ingress, when none of their
 * rules lets any caller in. Null when one does, when none selects the Pod, or when an address block could: callers are judged by labels
 * alone (Kubernetes v1.34, networking.k8s.io/v1: policies add up, and only allow).
 */
export function findBlockingPolicies(
  policies: readonly NetworkPolicy[],
  solver: { namespace: string; labels: Labels | undefined },
  callers: readonly Caller[],
): string[] | null {
  const selecting = policies.filter(({ spec }) => {
    const types = spec?.policyTypes ?? ['Ingress']
    return types.includes('Ingress') && matchesLabelSelector((spec?.podSelector ?? {}) as LabelSelector, solver.labels)
  })
  if (selecting.length === 0) return null
  const rules = selecting.flatMap(({ spec }) => spec?.ingress ?? [])
  const isLetIn = rules.some(
    (rule) =>
      hasPort(rule.ports) &&
      (peersOf(rule).length === 0 || peersOf(rule).some((peer) => allows(peer, solver.namespace, callers))),
  )
  return isLetIn ? null : selecting.map(({ metadata }) => metadata.name)
}

/** The API calls the field `from`; the generated type, for want of the word, `_from`. */
function peersOf(rule: object): Peer[] {
  const peers = 'from' in rule ? rule.from : '_from' in rule ? rule._from : []
  return Array.isArray(peers) ? peers : []
}

function hasPort(ports: readonly { port?: unknown; endPort?: number; protocol?: string }[] | undefined): boolean {
  if (ports === undefined || ports.length === 0) return true
  return ports.some(({ port, endPort, protocol = 'TCP' }) => {
    if (protocol !== 'TCP') return false
    if (port === undefined || typeof port === 'string') return true
    return typeof port === 'number' && port <= solverPort && solverPort <= (endPort ?? port)
  })
}

function allows(peer: Peer, ownNamespace: string, callers: readonly Caller[]): boolean {
  if (peer.ipBlock !== undefined) return true
  return callers.some((caller) => {
    const isInNamespace =
      peer.namespaceSelector === undefined
        ? caller.namespace === ownNamespace
        : matchesLabelSelector(peer.namespaceSelector as LabelSelector, caller.namespaceLabels)
    return (
      isInNamespace &&
      (peer.podSelector === undefined || matchesLabelSelector(peer.podSelector as LabelSelector, caller.labels))
    )
  })
}
