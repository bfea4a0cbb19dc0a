import type { CustomResource } from '@/lib/model/kubernetes'
import type { Unavailable } from '@/lib/model/unavailable'
import type { ClusterView, Listing } from '@/lib/snapshot/cluster-view'
import { namespacedIndexValue } from '@/lib/snapshot/indexes'
import {
  type Certificate,
  type Challenge,
  type Issuer,
  type Narrowed,
  narrowChallenge,
  narrowIssuer,
  narrowOrder,
  narrowRequest,
  type Order,
  type Request,
} from './cert-manager-objects'

/** One step of the chain: what it is, that it certainly is not there (and why that may be), or why it is not known. */
export type Link<T> =
  | { state: 'found'; value: T }
  | { state: 'none'; detail: string }
  | { state: 'unavailable'; unavailable: Unavailable }

const firstBackoffMs = 60 * 60_000
const longestBackoffMs = 32 * firstBackoffMs

/**
 * Whether cert-manager still has something to do for a Certificate: it is not ready, is being issued, or the last attempt failed.
 * An issued Certificate that waits for its renewal has nothing open.
 */
export function hasOpenAttempt({ ready, issuing }: Certificate): boolean {
  return ready?.status !== 'True' || ready.isStale || (issuing !== null && issuing.reason !== 'Issued')
}

/**
 * When cert-manager tries again after a failed attempt, ISO 8601: the last failure plus an hour, doubled for each further failure, at
 * most 32 hours (v1.21.1, pkg/controller/certificates/trigger/trigger_controller.go; the bounds are flags since 1.20 and 1.21). Null
 * while no attempt has failed, or while one runs.
 */
export function findNextAttempt({ lastFailureTime, failedAttempts, issuing }: Certificate): string | null {
  if (lastFailureTime === null || issuing?.status === 'True') return null
  const doublings = Math.min(Math.max((failedAttempts ?? 1) - 1, 0), 5)
  const waitMs = Math.min(firstBackoffMs * 2 ** doublings, longestBackoffMs)
  return new Date(Date.parse(lastFailureTime) + waitMs).toISOString()
}

/** Reasons of the Ready condition with which the Secret holds no certificate that NGINX could serve (v1.21.1, policies/constants.go). */
const emptySecretReasons = new Set(['DoesNotExist', 'MissingData', 'InvalidKeyPair', 'InvalidCertificate'])

/** Whether a certificate issued earlier is still in the Secret and valid, whatever the current attempt does. */
export function isStillServed(view: ClusterView, { ready, notAfter }: Certificate): boolean {
  if (notAfter === null || view.hasPassed(Date.parse(notAfter))) return false
  return ready !== null && !emptySecretReasons.has(ready.reason)
}

/** The issuer that a Certificate names. One of another controller's group is not looked at. */
export function readIssuer(view: ClusterView, { namespace, issuer }: Certificate): Link<Issuer> {
  if (issuer === null) return { state: 'none', detail: 'the Certificate names no issuer' }
  const { kind, group, name } = issuer
  if (group !== 'cert-manager.io' || (kind !== 'Issuer' && kind !== 'ClusterIssuer')) {
    const detail = `${kind}.${group} ${name} belongs to another controller, which Fairlead does not read`
    return { state: 'unavailable', unavailable: { what: `${kind} ${name}`, reason: 'not-built', detail, need: null } }
  }
  const lookup = view.lookUp(kind, kind === 'Issuer' ? namespace : null, name)
  if (lookup.state === 'unavailable') return lookup
  if (lookup.state === 'absent') return { state: 'none', detail: `${kind} ${name} does not exist` }
  return toLink(narrowIssuer(kind, lookup.object), `${kind} ${name}`)
}

/**
 * The request of the current attempt: the one whose revision is one above the last certificate's (v1.21.1,
 * requestmanager_controller.go). A Certificate without open attempt shows the request that it was issued with.
 */
export function readRequest(view: ClusterView, certificate: Certificate): Link<Request> {
  const { namespace, name } = certificate
  return view.fact(`certificate-request:${namespace}/${name}`, (inner): Link<Request> => {
    const key = namespacedIndexValue(namespace, name)
    const found = pickAttempt(inner.listingByIndex('CertificateRequest', 'certificate', key, namespace), certificate)
    return found.state === 'found'
      ? toLink(narrowRequest(found.value), `CertificateRequest ${found.value.metadata.name}`)
      : found
  })
}

/** The Order of the current attempt: owned by its request, or naming the Certificate where requests cannot be read. */
export function readOrder(view: ClusterView, certificate: Certificate): Link<Order> {
  const { namespace, name } = certificate
  return view.fact(`certificate-order:${namespace}/${name}`, (inner): Link<Order> => {
    const request = readRequest(inner, certificate)
    if (request.state === 'none') return { state: 'none', detail: 'there is no CertificateRequest to make one for' }
    let found: Link<CustomResource>
    if (request.state === 'found') {
      const key = namespacedIndexValue(namespace, request.value.ref.name)
      const listing = inner.listingByIndex('Order', 'request', key, namespace)
      found = pickNewest(listing, 'the request has made no Order: its issuer is not ACME, or has not begun')
    } else {
      const key = namespacedIndexValue(namespace, name)
      found = pickAttempt(inner.listingByIndex('Order', 'certificate', key, namespace), certificate)
      // Without the requests an absent Order proves nothing.
      if (found.state === 'none') return request
    }
    return found.state === 'found' ? toLink(narrowOrder(found.value), `Order ${found.value.metadata.name}`) : found
  })
}

/** The Challenges of the current attempt, by name: owned by its Order. */
export function readChallenges(view: ClusterView, certificate: Certificate): Link<Challenge[]> {
  const { namespace, name } = certificate
  return view.fact(`certificate-challenges:${namespace}/${name}`, (inner): Link<Challenge[]> => {
    const order = readOrder(inner, certificate)
    if (order.state === 'none') return { state: 'none', detail: 'there is no Order to prove names for' }
    const found =
      order.state === 'found'
        ? listOfOrder(inner, namespace, order.value)
        : listByNames(inner, certificate, order.unavailable)
    if (found.state !== 'found') return found
    const challenges: Challenge[] = []
    for (const object of found.value) {
      const narrowed = toLink(narrowChallenge(object), `Challenge ${object.metadata.name}`)
      if (narrowed.state !== 'found') return narrowed
      challenges.push(narrowed.value)
    }
    return { state: 'found', value: challenges }
  })
}

function listOfOrder(view: ClusterView, namespace: string, order: Order): Link<readonly CustomResource[]> {
  const listing = view.listingByIndex('Challenge', 'order', namespacedIndexValue(namespace, order.ref.name), namespace)
  if (listing.state === 'unavailable') return listing
  return { state: 'found', value: listing.objects }
}

/** Challenges for the names of a Certificate in its namespace, where the Order that would lead to them cannot be read. */
function listByNames(
  view: ClusterView,
  certificate: Certificate,
  missing: Unavailable,
): Link<readonly CustomResource[]> {
  const request = readRequest(view, certificate)
  if (request.state !== 'found') return { state: 'unavailable', unavailable: missing }
  const challenges: CustomResource[] = []
  for (const host of new Set(certificate.hosts.map((one) => one.replace(/^\*\./, '')))) {
    for (const type of ['DNS-01', 'HTTP-01']) {
      const listing = view.listingByIndex('Challenge', 'record', `${type}/${host}`, certificate.namespace)
      if (listing.state === 'unavailable') return { state: 'unavailable', unavailable: missing }
      challenges.push(
        ...listing.objects.filter((challenge) => isOf(challenge, certificate.namespace, request.value.ref.name)),
      )
    }
  }
  if (challenges.length === 0) return { state: 'unavailable', unavailable: missing }
  return { state: 'found', value: challenges.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1)) }
}

/** An Order is named like its request with a hash behind it (v1.21.1, pkg/controller/certificaterequests/acme/acme.go). */
function isOf({ metadata }: CustomResource, namespace: string, requestName: string): boolean {
  const order = metadata.ownerReferences?.find(({ kind }) => kind === 'Order')
  return metadata.namespace === namespace && order?.name.startsWith(`${requestName}-`) === true
}

function pickAttempt(listing: Listing<CustomResource>, certificate: Certificate): Link<CustomResource> {
  if (listing.state === 'unavailable') return listing
  const issued = certificate.revision ?? 0
  const isOpen = hasOpenAttempt(certificate)
  const revision = String(isOpen ? issued + 1 : issued)
  const attempt = listing.objects.find((object) => readRevision(object) === revision)
  if (attempt !== undefined) return { state: 'found', value: attempt }
  const detail = isOpen ? 'no CertificateRequest for the next certificate exists' : 'the request that issued it is gone'
  return { state: 'none', detail }
}

const readRevision = ({ metadata }: CustomResource) => metadata.annotations?.['cert-manager.io/certificate-revision']

function pickNewest(listing: Listing<CustomResource>, detail: string): Link<CustomResource> {
  if (listing.state === 'unavailable') return listing
  const age = ({ metadata }: CustomResource) => metadata.creationTimestamp ?? ''
  const [newest] = [...listing.objects].sort((a, b) => (age(a) < age(b) ? 1 : -1))
  return newest === undefined ? { state: 'none', detail } : { state: 'found', value: newest }
}

function toLink<T>({ value, problem }: Narrowed<T>, what: string): Link<T> {
  if (value !== null) return { state: 'found', value }
  const detail = `its shape is not understood: ${problem}`
  return { state: 'unavailable', unavailable: { what, reason: 'not-built', detail, need: null } }
}
