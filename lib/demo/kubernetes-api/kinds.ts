/** A kind that the server can serve, with the names discovery publishes for it. */
export interface KindDefinition {
  group: string
  version: string
  kind: string
  /** Plural name in URLs, such as `ingresses`. */
  resource: string
  singular: string
  shortNames: string[]
  categories: string[]
  isNamespaced: boolean
  subresources: string[]
}

export const objectVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']

interface KindOptions {
  shortNames?: string[]
  categories?: string[]
  isClusterScoped?: boolean
  subresources?: string[]
}

/** Defines a kind; the singular name is the lower-cased kind, as for all kinds served here. */
export function defineKind(
  apiVersion: string,
  kind: string,
  resource: string,
  options: KindOptions = {},
): KindDefinition {
  const [first = '', second] = apiVersion.split('/')
  return {
    group: second === undefined ? '' : first,
    version: second ?? first,
    kind,
    resource,
    singular: kind.toLowerCase(),
    shortNames: options.shortNames ?? [],
    categories: options.categories ?? [],
    isNamespaced: options.isClusterScoped !== true,
    subresources: options.subresources ?? [],
  }
}

export function apiVersionOf(kind: KindDefinition): string {
  return kind.group === '' ? kind.version : `${kind.group}/${kind.version}`
}

const status = { subresources: ['status'] }
const workload = { categories: ['all'], subresources: ['status', 'scale'] }

/**
 * The kinds that a fresh server serves. Names, short names and categories are those of Kubernetes 1.31 discovery and of the
 * cert-manager v1.19 CRDs. Secrets are absent on purpose: nothing here may come to depend on reading them.
 */
export const builtInKinds: KindDefinition[] = [
  defineKind('v1', 'Namespace', 'namespaces', { shortNames: ['ns'], isClusterScoped: true, subresources: ['status'] }),
  defineKind('v1', 'Node', 'nodes', { shortNames: ['no'], isClusterScoped: true, subresources: ['status'] }),
  defineKind('v1', 'Pod', 'pods', { shortNames: ['po'], categories: ['all'], ...status }),
  defineKind('v1', 'Service', 'services', { shortNames: ['svc'], categories: ['all'], ...status }),
  defineKind('v1', 'ConfigMap', 'configmaps', { shortNames: ['cm'] }),
  defineKind('v1', 'Event', 'events', { shortNames: ['ev'] }),
  defineKind('v1', 'ServiceAccount', 'serviceaccounts', { shortNames: ['sa'] }),
  defineKind('apps/v1', 'Deployment', 'deployments', { shortNames: ['deploy'], ...workload }),
  defineKind('apps/v1', 'ReplicaSet', 'replicasets', { shortNames: ['rs'], ...workload }),
  defineKind('apps/v1', 'StatefulSet', 'statefulsets', { shortNames: ['sts'], ...workload }),
  defineKind('apps/v1', 'DaemonSet', 'daemonsets', { shortNames: ['ds'], categories: ['all'], ...status }),
  defineKind('networking.k8s.io/v1', 'Ingress', 'ingresses', { shortNames: ['ing'], ...status }),
  defineKind('networking.k8s.io/v1', 'IngressClass', 'ingressclasses', { isClusterScoped: true }),
  defineKind('networking.k8s.io/v1', 'NetworkPolicy', 'networkpolicies', { shortNames: ['netpol'] }),
  defineKind('discovery.k8s.io/v1', 'EndpointSlice', 'endpointslices'),
  defineKind('coordination.k8s.io/v1', 'Lease', 'leases'),
  defineKind('cert-manager.io/v1', 'Certificate', 'certificates', {
    shortNames: ['cert', 'certs'],
    categories: ['cert-manager'],
    ...status,
  }),
  defineKind('cert-manager.io/v1', 'CertificateRequest', 'certificaterequests', {
    shortNames: ['cr', 'crs'],
    categories: ['cert-manager'],
    ...status,
  }),
  defineKind('cert-manager.io/v1', 'Issuer', 'issuers', {
    shortNames: ['iss'],
    categories: ['cert-manager'],
    ...status,
  }),
  defineKind('cert-manager.io/v1', 'ClusterIssuer', 'clusterissuers', {
    shortNames: ['ciss'],
    categories: ['cert-manager'],
    isClusterScoped: true,
    ...status,
  }),
  defineKind('acme.cert-manager.io/v1', 'Order', 'orders', {
    categories: ['cert-manager', 'cert-manager-acme'],
    ...status,
  }),
  defineKind('acme.cert-manager.io/v1', 'Challenge', 'challenges', {
    categories: ['cert-manager', 'cert-manager-acme'],
    ...status,
  }),
  defineKind('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'customresourcedefinitions', {
    shortNames: ['crd', 'crds'],
    categories: ['api-extensions'],
    isClusterScoped: true,
    ...status,
  }),
]
