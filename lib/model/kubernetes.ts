import type {
  CoreV1Event,
  V1ConfigMap,
  V1DaemonSet,
  V1Deployment,
  V1EndpointSlice,
  V1Ingress,
  V1IngressClass,
  V1Lease,
  V1Namespace,
  V1NetworkPolicy,
  V1Node,
  V1Pod,
  V1ReplicaSet,
  V1Service,
  V1StatefulSet,
} from '@kubernetes/client-node'

/** The JSON a Kubernetes API really sends for a generated type: timestamps are ISO strings, optional stays optional. */
export type Json<T> = T extends Date
  ? string
  : T extends (infer U)[]
    ? Json<U>[]
    : T extends object
      ? { [K in keyof T]: Json<T[K]> }
      : T

/** Metadata that the API server guarantees on a stored object; the rest stays optional. */
export interface ObjectMeta {
  name: string
  /** Empty for cluster-scoped kinds. */
  namespace?: string
  uid?: string
  resourceVersion?: string
  generation?: number
  /** ISO 8601 UTC. */
  creationTimestamp?: string
  /** When anybody last wrote the object (ISO 8601 UTC): the latest time in `managedFields`, kept of Ingresses and Services. */
  changedAt?: string
  deletionTimestamp?: string
  finalizers?: string[]
  labels?: Record<string, string>
  annotations?: Record<string, string>
  ownerReferences?: { apiVersion: string; kind: string; name: string; uid: string; controller?: boolean }[]
}

/** A stored object of a generated kind, as plain JSON. */
export type Stored<T> = Omit<Json<T>, 'metadata'> & { metadata: ObjectMeta }

/** A custom resource whose shape nobody guarantees: readers narrow what they use. */
export interface CustomResource {
  apiVersion?: string
  kind?: string
  metadata: ObjectMeta
  spec?: Record<string, unknown>
  status?: Record<string, unknown>
}

/** Every kind Fairlead reads, by kind name. Secrets are not among them and never will be. */
export interface KindMap {
  Ingress: Stored<V1Ingress>
  IngressClass: Stored<V1IngressClass>
  Service: Stored<V1Service>
  EndpointSlice: Stored<V1EndpointSlice>
  Pod: Stored<V1Pod>
  Node: Stored<V1Node>
  Namespace: Stored<V1Namespace>
  Deployment: Stored<V1Deployment>
  ReplicaSet: Stored<V1ReplicaSet>
  StatefulSet: Stored<V1StatefulSet>
  DaemonSet: Stored<V1DaemonSet>
  NetworkPolicy: Stored<V1NetworkPolicy>
  ConfigMap: Stored<V1ConfigMap>
  Event: Stored<CoreV1Event>
  Lease: Stored<V1Lease>
  Certificate: CustomResource
  CertificateRequest: CustomResource
  Issuer: CustomResource
  ClusterIssuer: CustomResource
  Order: CustomResource
  Challenge: CustomResource
}
export type KindName = keyof KindMap
export type KubernetesObject = KindMap[KindName]

/** Where a kind lives in the API. `group` is empty for core. */
export interface KindDescription {
  kind: KindName
  group: string
  version: string
  resource: string
  isNamespaced: boolean
}

const describe = (
  kind: KindName,
  group: string,
  version: string,
  resource: string,
  isNamespaced = true,
): KindDescription => ({
  kind,
  group,
  version,
  resource,
  isNamespaced,
})

export const kindDescriptions: Record<KindName, KindDescription> = {
  Ingress: describe('Ingress', 'networking.k8s.io', 'v1', 'ingresses'),
  IngressClass: describe('IngressClass', 'networking.k8s.io', 'v1', 'ingressclasses', false),
  Service: describe('Service', '', 'v1', 'services'),
  EndpointSlice: describe('EndpointSlice', 'discovery.k8s.io', 'v1', 'endpointslices'),
  Pod: describe('Pod', '', 'v1', 'pods'),
  Node: describe('Node', '', 'v1', 'nodes', false),
  Namespace: describe('Namespace', '', 'v1', 'namespaces', false),
  Deployment: describe('Deployment', 'apps', 'v1', 'deployments'),
  ReplicaSet: describe('ReplicaSet', 'apps', 'v1', 'replicasets'),
  StatefulSet: describe('StatefulSet', 'apps', 'v1', 'statefulsets'),
  DaemonSet: describe('DaemonSet', 'apps', 'v1', 'daemonsets'),
  NetworkPolicy: describe('NetworkPolicy', 'networking.k8s.io', 'v1', 'networkpolicies'),
  ConfigMap: describe('ConfigMap', '', 'v1', 'configmaps'),
  Event: describe('Event', '', 'v1', 'events'),
  Lease: describe('Lease', 'coordination.k8s.io', 'v1', 'leases'),
  Certificate: describe('Certificate', 'cert-manager.io', 'v1', 'certificates'),
  CertificateRequest: describe('CertificateRequest', 'cert-manager.io', 'v1', 'certificaterequests'),
  Issuer: describe('Issuer', 'cert-manager.io', 'v1', 'issuers'),
  ClusterIssuer: describe('ClusterIssuer', 'cert-manager.io', 'v1', 'clusterissuers', false),
  Order: describe('Order', 'acme.cert-manager.io', 'v1', 'orders'),
  Challenge: describe('Challenge', 'acme.cert-manager.io', 'v1', 'challenges'),
}

export const kindNames = Object.keys(kindDescriptions) as KindName[]
