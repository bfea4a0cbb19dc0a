import type { Labels } from '@/lib/snapshot/label-selector'

export type Protocol = 'TCP' | 'UDP' | 'SCTP'

/** A port that a container declares. `name` is null for one without. */
export interface DeclaredPort {
  name: string | null
  number: number
  protocol: Protocol
}

/** A Pod as one end of a connection. */
export interface PodEndpoint {
  kind: 'pod'
  namespace: string
  name: string
  labels: Labels
  /** Null: the labels of the namespace could not be read. */
  namespaceLabels: Labels | null
  /** Addresses of the Pod; those of its node when it uses the host network. Empty while it has none. */
  ips: readonly string[]
  ports: readonly DeclaredPort[]
  usesHostNetwork: boolean
}

/** Anything that is only known by its address: a client outside, a node, the cluster IP of a Service. */
export interface AddressEndpoint {
  kind: 'address'
  ip: string
}

export type Endpoint = PodEndpoint | AddressEndpoint

/** Whether both ends are the same Pod: it cannot be kept from itself (Kubernetes NetworkPolicy documentation). */
export function isSamePod(a: Endpoint, b: Endpoint): boolean {
  return a.kind === 'pod' && b.kind === 'pod' && a.namespace === b.namespace && a.name === b.name
}

/** The labels of a namespace with the one that the control plane always sets (Kubernetes 1.22 and later). */
export function completeNamespaceLabels(name: string, labels: Labels | undefined): Labels {
  return { ...labels, 'kubernetes.io/metadata.name': name }
}
