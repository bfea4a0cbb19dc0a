import type { CustomResource, KindMap, KindName, KubernetesObject } from '@/lib/model/kubernetes'
import { indexReadKey, type ReadKey } from './read-keys'

/** Hosts of an Ingress, wherever they stand: rules (`*` for a rule without host), tls entries, hostname annotations. */
export function listDeclaredHosts(ingress: KindMap['Ingress']): string[] {
  const hosts = new Set<string>()
  for (const rule of ingress.spec?.rules ?? []) hosts.add(rule.host?.toLowerCase() || '*')
  for (const entry of ingress.spec?.tls ?? []) {
    for (const host of entry.hosts ?? []) hosts.add(host.toLowerCase())
  }
  for (const host of listAnnotatedHosts(ingress.metadata.annotations, hostnameNames.Ingress)) hosts.add(host)
  if (hosts.size === 0 && ingress.spec?.defaultBackend !== undefined) hosts.add('*')
  return [...hosts]
}

/** Hosts of a Service that external-dns may make records for: those of its hostname annotations. */
export function listServiceHosts(service: KindMap['Service']): string[] {
  return [...new Set(listAnnotatedHosts(service.metadata.annotations, hostnameNames.Service))]
}

const wellKnownPrefix = /(?:^|\.)external-dns(?:\.alpha)?\.kubernetes\.io\/$/

/** Whether annotations under this prefix (with its slash) name hosts whatever external-dns is told to read. */
export const isWellKnownHostnamePrefix = (prefix: string): boolean => wellKnownPrefix.test(prefix)

/** The annotations by which external-dns takes hosts from an object. */
const hostnameNames = { Ingress: /^hostname$/, Service: /^(internal-)?hostname$/ } as const

function listAnnotatedHosts(annotations: Readonly<Record<string, string>> | undefined, wanted: RegExp): string[] {
  return listHosts(annotations, wanted, isWellKnownHostnamePrefix)
}

/** Hosts in the annotations of one prefix (with its slash), lower case. */
export function listHostsUnderPrefix(
  kind: 'Ingress' | 'Service',
  annotations: Readonly<Record<string, string>> | undefined,
  prefix: string,
): string[] {
  return listHosts(annotations, hostnameNames[kind], (candidate) => candidate === prefix)
}

/** Hosts under any prefix that is not well known: they count only where an external-dns reads it. */
const listOtherHosts =
  (kind: 'Ingress' | 'Service') =>
  ({ metadata }: { metadata: { annotations?: Record<string, string> } }): string[] => [
    ...new Set(listHosts(metadata.annotations, hostnameNames[kind], (prefix) => !isWellKnownHostnamePrefix(prefix))),
  ]

function listHosts(
  annotations: Readonly<Record<string, string>> | undefined,
  wanted: RegExp,
  isPrefix: (prefix: string) => boolean,
): string[] {
  if (annotations === undefined) return []
  return Object.entries(annotations).flatMap(([key, value]) => {
    const end = key.lastIndexOf('/') + 1
    if (!wanted.test(key.slice(end)) || !isPrefix(key.slice(0, end))) return []
    const hosts = value.split(',').map((host) => host.replace(/\s/g, '').toLowerCase().replace(/\.$/, ''))
    return hosts.filter((host) => host !== '')
  })
}

/** Names of the `server-alias` annotation of ingress-nginx, lower case; regular expressions (`~…`) are not among them. */
function listAliases(ingress: KindMap['Ingress']): string[] {
  const value = ingress.metadata.annotations?.['nginx.ingress.kubernetes.io/server-alias'] ?? ''
  const names = value.split(',').map((name) => name.trim().toLowerCase())
  return [...new Set(names.filter((name) => name !== '' && !name.startsWith('~')))]
}

/** Index value of one label of an object in a namespace. */
export const labelIndexValue = (namespace: string, key: string, value: string) => `${namespace}|${key}=${value}`

function listLabelValues(object: { metadata: { namespace?: string; labels?: Record<string, string> } }): string[] {
  return Object.entries(object.metadata.labels ?? {}).map(([key, value]) =>
    labelIndexValue(object.metadata.namespace ?? '', key, value),
  )
}

/** Index value of an object or name in a namespace. */
export const namespacedIndexValue = (namespace: string, name: string) => `${namespace}/${name}`

/** Secrets that an Ingress takes certificates from. */
function listTlsSecrets({ metadata, spec }: KindMap['Ingress']): string[] {
  return (spec?.tls ?? []).flatMap(({ secretName }) =>
    secretName ? [namespacedIndexValue(metadata.namespace ?? '', secretName)] : [],
  )
}

/** The Secret that a Certificate writes. */
function listSecretNames({ metadata, spec }: CustomResource): string[] {
  return typeof spec?.secretName === 'string' ? [namespacedIndexValue(metadata.namespace ?? '', spec.secretName)] : []
}

/** Names that a Certificate is for, as written (`*.x` included), lower case. */
function listCertificateNames({ metadata, spec }: CustomResource): string[] {
  const names = Array.isArray(spec?.dnsNames) && spec.dnsNames.length > 0 ? spec.dnsNames : [spec?.commonName]
  return names
    .filter((name) => typeof name === 'string')
    .map((name) => namespacedIndexValue(metadata.namespace ?? '', name.toLowerCase().replace(/\.$/, '')))
}

/** The Certificate that a request, or the Order copied from it, is for: annotation of cert-manager v1.21.1, certmanager/v1/types.go. */
function listCertificatesOf({ metadata }: CustomResource): string[] {
  const name =
    metadata.annotations?.['cert-manager.io/certificate-name'] ??
    metadata.ownerReferences?.find(({ kind }) => kind === 'Certificate')?.name
  return name === undefined ? [] : [namespacedIndexValue(metadata.namespace ?? '', name)]
}

function listOwners({ metadata }: CustomResource, kind: string): string[] {
  return (metadata.ownerReferences ?? [])
    .filter((owner) => owner.kind === kind)
    .map(({ name }) => namespacedIndexValue(metadata.namespace ?? '', name))
}

type Indexes = { [K in KindName]?: Record<string, (object: KindMap[K]) => string[]> }

/** Ways to find objects other than by name. An index value is a string; an object may have any number of them. */
export const indexes = {
  Ingress: {
    host: listDeclaredHosts,
    annotatedHost: listOtherHosts('Ingress'),
    alias: listAliases,
    tlsSecret: listTlsSecrets,
  },
  Service: { host: listServiceHosts, annotatedHost: listOtherHosts('Service') },
  EndpointSlice: {
    service: (slice) => {
      const service = slice.metadata.labels?.['kubernetes.io/service-name']
      return service === undefined ? [] : [`${slice.metadata.namespace ?? ''}/${service}`]
    },
  },
  Pod: {
    label: listLabelValues,
    node: (pod) => (pod.spec?.nodeName ? [pod.spec.nodeName] : []),
  },
  Event: {
    object: (event) => [
      `${event.involvedObject.kind ?? ''}/${event.involvedObject.namespace ?? ''}/${event.involvedObject.name ?? ''}`,
    ],
  },
  Certificate: {
    secret: listSecretNames,
    secretName: ({ spec }) => (typeof spec?.secretName === 'string' ? [spec.secretName] : []),
    dnsName: listCertificateNames,
  },
  CertificateRequest: { certificate: listCertificatesOf },
  Order: { request: (order) => listOwners(order, 'CertificateRequest'), certificate: listCertificatesOf },
  Challenge: {
    order: (challenge) => listOwners(challenge, 'Order'),
    record: (challenge) => [`${challenge.spec?.type ?? ''}/${challenge.spec?.dnsName ?? ''}`],
  },
} satisfies Indexes

export type IndexName<K extends KindName> = K extends keyof typeof indexes
  ? Extract<keyof (typeof indexes)[K], string>
  : never

/** The read keys of all index values of an object. */
export function listIndexKeys(kind: KindName, object: KubernetesObject): ReadKey[] {
  const kindIndexes = (indexes as Partial<Record<KindName, Record<string, (object: KubernetesObject) => string[]>>>)[
    kind
  ]
  if (kindIndexes === undefined) return []
  return Object.entries(kindIndexes).flatMap(([index, list]) =>
    list(object).map((value) => indexReadKey(kind, index, value)),
  )
}
