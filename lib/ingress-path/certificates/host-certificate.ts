import { coversHost, listRuleHosts, wildcardOf } from '@/lib/ingress-path/locations'
import type { HostSubject, Ingress } from '@/lib/ingress-path/subjects'
import { selectTls } from '@/lib/ingress-path/tls-selection'
import type { Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { namespacedIndexValue } from '@/lib/snapshot/indexes'
import { type Certificate, narrowCertificate } from './cert-manager-objects'

type Read<T> = { state: 'observed'; value: T } | { state: 'unavailable'; unavailable: Unavailable }

/** Certificates that name one Secret. Those whose shape cannot be read are named with the field and what is wrong with it. */
export interface SecretCertificates {
  certificates: Certificate[]
  malformed: { name: string; problem: string }[]
}

/** The Certificates of a namespace that write one Secret, by name, or why they are not known. */
export function readCertificatesOfSecret(
  view: ClusterView,
  namespace: string,
  secretName: string,
): Read<SecretCertificates> {
  const key = namespacedIndexValue(namespace, secretName)
  return view.fact(`certificates-of-secret:${key}`, (inner): Read<SecretCertificates> => {
    const listing = inner.listingByIndex('Certificate', 'secret', key, namespace)
    if (listing.state === 'unavailable') return listing
    const value: SecretCertificates = { certificates: [], malformed: [] }
    for (const object of listing.objects) {
      const narrowed = narrowCertificate(object)
      if (narrowed.value !== null) value.certificates.push(narrowed.value)
      else value.malformed.push({ name: object.metadata.name, problem: narrowed.problem })
    }
    return { state: 'observed', value }
  })
}

/** Whether any Certificate of a namespace covers a host, or why that is not known. */
export function readIsCovered(view: ClusterView, namespace: string, host: string): Read<boolean> {
  for (const name of [host, wildcardOf(host)]) {
    if (name === null) continue
    const listing = view.listingByIndex('Certificate', 'dnsName', namespacedIndexValue(namespace, name), namespace)
    if (listing.state === 'unavailable') return listing
    if (listing.objects.length > 0) return { state: 'observed', value: true }
  }
  return { state: 'observed', value: false }
}

/** A tls entry of an Ingress, with where it stands. */
export interface TlsEntry {
  index: number
  hosts: string[]
  /** Empty when the entry names none. */
  secretName: string
}

/** The tls entries of an Ingress; hosts in lower case. */
export function listTlsEntries(ingress: Ingress): TlsEntry[] {
  return (ingress.spec?.tls ?? []).map(({ hosts, secretName }, index) => ({
    index,
    hosts: (hosts ?? []).map((host) => host.toLowerCase()),
    secretName: secretName ?? '',
  }))
}

/**
 * The tls entry of an Ingress that is meant for a host: one that lists it, else its wildcard, else one that lists nothing. A wildcard
 * that only stands in a tls entry is no host: the hosts with rules that it covers are.
 */
export function findTlsEntry(ingress: Ingress, host: string): TlsEntry | undefined {
  const rules = listRuleHosts(ingress)
  if (!rules.includes(host) && rules.some((rule) => coversHost(host, rule))) return undefined
  const entries = listTlsEntries(ingress)
  return (
    entries.find(({ hosts }) => hosts.includes(host)) ??
    entries.find(({ hosts }) => hosts.some((name) => coversHost(name, host))) ??
    entries.find(({ hosts, secretName }) => hosts.length === 0 && secretName !== '')
  )
}

/** How an Ingress asks cert-manager for certificates (v1.21.1, pkg/controller/certificate-shim/helper.go). */
export interface ShimIssuer {
  /** `default`: `kubernetes.io/tls-acme`, with the issuer that the controller was started with. */
  asks: 'none' | 'issuer' | 'cluster-issuer' | 'both' | 'default'
  name: string
}

export function readShimIssuer({ metadata }: Ingress): ShimIssuer {
  const issuer = metadata.annotations?.['cert-manager.io/issuer']
  const clusterIssuer = metadata.annotations?.['cert-manager.io/cluster-issuer']
  if (issuer !== undefined && clusterIssuer !== undefined)
    return { asks: 'both', name: `${issuer} and ${clusterIssuer}` }
  if (issuer !== undefined) return { asks: 'issuer', name: issuer }
  if (clusterIssuer !== undefined) return { asks: 'cluster-issuer', name: clusterIssuer }
  const isDefault = metadata.annotations?.['kubernetes.io/tls-acme'] === 'true'
  return { asks: isDefault ? 'default' : 'none', name: '' }
}

/** The Certificate that is to secure a host: through its own tls entry, else the one that NGINX takes the Secret from. */
export type HostCertificate =
  | { state: 'found'; certificate: Certificate; ingress: Ingress }
  | { state: 'none'; reason: string }
  | { state: 'unavailable'; unavailable: Unavailable }

/** Finds the Certificate of a host; of several that write its Secret the one named like it, as cert-manager names them. */
export function findHostCertificate(view: ClusterView, subject: HostSubject): HostCertificate {
  const place = locateSecret(view, subject)
  if (place !== null && 'reason' in place) return { state: 'unavailable', unavailable: place }
  if (place === null) return { state: 'none', reason: 'no tls entry with a Secret is meant for the host' }
  const { ingress, secretName } = place
  const read = readCertificatesOfSecret(view, ingress.metadata.namespace ?? '', secretName)
  if (read.state === 'unavailable') return readAbsence(read.unavailable)
  const { certificates, malformed } = read.value
  const [broken] = malformed
  if (broken !== undefined) {
    const detail = `its shape is not understood: ${broken.problem}`
    const what = `Certificate ${broken.name}`
    return { state: 'unavailable', unavailable: { what, reason: 'not-built', detail, need: null } }
  }
  const certificate = certificates.find(({ name }) => name === secretName) ?? certificates[0]
  if (certificate === undefined) return { state: 'none', reason: `no Certificate writes Secret ${secretName}` }
  return { state: 'found', certificate, ingress }
}

function locateSecret(
  view: ClusterView,
  subject: HostSubject,
): { ingress: Ingress; secretName: string } | Unavailable | null {
  const { ingress, host } = subject
  if (host === '*') return null
  const own = findTlsEntry(ingress, host)
  if (own !== undefined) return own.secretName === '' ? null : { ingress, secretName: own.secretName }
  const { choice, isMeant, missing } = selectTls(view, subject)
  const [secretName] = choice.kind === 'secrets' && isMeant ? choice.secretNames : []
  return choice.kind === 'secrets' && secretName !== undefined ? { ingress: choice.ingress, secretName } : missing
}

/** Where cert-manager is not installed there certainly is no Certificate. */
function readAbsence(unavailable: Unavailable): HostCertificate {
  if (unavailable.reason === 'not-installed') return { state: 'none', reason: 'cert-manager is not installed' }
  return { state: 'unavailable', unavailable }
}
