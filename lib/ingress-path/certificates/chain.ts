import { describeUnavailable } from '@/lib/format/describe-unavailable'
import { endSentence, startSentence } from '@/lib/format/sentence'
import type { CertificateChain, ChainLink, ChainLinkKind, SolverChoice } from '@/lib/model/certificate-chain'
import type { ObjectRef } from '@/lib/model/object-ref'
import type { Verdict } from '@/lib/model/verdict'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import {
  type Certificate,
  type Challenge,
  failedStates,
  type IssuerRef,
  type Order,
  type Request,
} from './cert-manager-objects'
import {
  findNextAttempt,
  hasOpenAttempt,
  isStillServed,
  type Link,
  readChallenges,
  readIssuer,
  readOrder,
  readRequest,
} from './issuance'
import { selectSolver } from './solver-selection'

const titles: Record<ChainLinkKind, string> = {
  ingress: 'Ingress',
  certificate: 'Certificate',
  issuer: 'Issuer',
  request: 'CertificateRequest',
  order: 'Order',
  challenge: 'Challenge',
  secret: 'Secret',
}

/** A link before findings are added to it. */
type Judged = Pick<ChainLink, 'object' | 'verdict' | 'message'>

/**
 * The whole chain of one Certificate, each link judged by what its own object says. Never throws: a link that cannot be read says so and
 * leaves the others alone.
 */
export function describeChain(view: ClusterView, certificate: Certificate): CertificateChain {
  const { namespace, name, issuer } = certificate
  const order = readOrder(view, certificate)
  const next = findNextAttempt(certificate)
  const isOpen = hasOpenAttempt(certificate)
  return {
    certificate: { kind: 'Certificate', namespace, name },
    secretName: certificate.secretName,
    hosts: certificate.hosts,
    issuer: issuer === null ? null : formatIssuer(issuer, namespace),
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
    renewalTime: certificate.renewalTime,
    lastFailureTime: certificate.lastFailureTime,
    failedAttempts: certificate.failedAttempts,
    nextAttemptAt: isOpen && next !== null && !view.hasPassed(Date.parse(next)) ? next : null,
    links: [
      link('ingress', describeOwner(certificate)),
      link('certificate', shorten(describeCertificate(view, certificate), order)),
      link('issuer', describeIssuer(view, certificate)),
      link('request', shorten(describeRead(readRequest(view, certificate), describeRequest, isOpen), order)),
      link('order', describeRead(order, describeOrder, isOpen)),
      ...describeChallenges(view, certificate, isOpen),
      link('secret', describeSecret(view, certificate)),
    ],
    solvers: isOpen && order.state === 'found' ? listSolvers(view, certificate, order.value) : [],
  }
}

const link = (kind: ChainLinkKind, judged: Judged): ChainLink => ({
  kind,
  title: titles[kind],
  ...judged,
  findings: [],
})

/** cert-manager copies the reason of the Order into everything before it; once is enough. */
function shorten(judged: Judged, order: Link<Order>): Judged {
  const reason = order.state === 'found' ? order.value.reason : ''
  return reason === '' ? judged : { ...judged, message: judged.message.replace(reason, 'see the Order') }
}

function formatIssuer({ kind, group, name }: IssuerRef, namespace: string): string {
  const place = kind === 'Issuer' ? `${namespace}/${name}` : name
  return group === 'cert-manager.io' ? `${kind} ${place}` : `${kind}.${group} ${place}`
}

function describeOwner({ owner, namespace }: Certificate): Judged {
  if (owner === null) {
    return {
      object: null,
      verdict: 'not-applicable',
      message: 'The Certificate was written by hand, not made for an Ingress.',
    }
  }
  const object: ObjectRef = { kind: owner.kind, namespace, name: owner.name }
  return { object, verdict: 'passing', message: 'cert-manager made the Certificate for a tls entry of it.' }
}

function describeCertificate(view: ClusterView, certificate: Certificate): Judged {
  const { namespace, name, ready, issuing, notAfter } = certificate
  const object: ObjectRef = { kind: 'Certificate', namespace, name }
  if (notAfter !== null && view.hasPassed(Date.parse(notAfter))) {
    return { object, verdict: 'failing', message: `It expired. ${ready?.message ?? ''}`.trim() }
  }
  if (ready?.status === 'True' && !ready.isStale) {
    const failed = issuing?.status === 'False' && issuing.message !== '' ? ` ${issuing.message}` : ''
    return { object, verdict: failed === '' ? 'passing' : 'warning', message: `${ready.message || 'Ready.'}${failed}` }
  }
  if (ready?.isStale === true) {
    return { object, verdict: 'warning', message: 'It changed, and cert-manager has not judged it anew.' }
  }
  const failure = issuing?.status === 'False' ? issuing.message : ''
  const message = failure || ready?.message || ready?.reason || 'cert-manager has not judged it yet.'
  return { object, verdict: failure !== '' ? 'failing' : 'warning', message }
}

function describeIssuer(view: ClusterView, certificate: Certificate): Judged {
  const read = readIssuer(view, certificate)
  const { issuer, namespace } = certificate
  const object: ObjectRef | null =
    issuer === null
      ? null
      : { kind: issuer.kind, namespace: issuer.kind === 'Issuer' ? namespace : null, name: issuer.name }
  if (read.state === 'unavailable') return { object, ...describeMissing(read) }
  if (read.state === 'none') return { object, verdict: 'failing', message: `${read.detail}.` }
  const { ready } = read.value
  if (ready?.status === 'True') return { object, verdict: 'passing', message: ready.message || 'It is ready.' }
  return {
    object,
    verdict: 'failing',
    message: ready === null ? 'It has no Ready condition.' : ready.message || ready.reason || 'It is not ready.',
  }
}

function describeMissing({
  unavailable,
}: Extract<Link<unknown>, { state: 'unavailable' }>): Pick<Judged, 'verdict' | 'message'> {
  return { verdict: 'not-checked', message: endSentence(startSentence(describeUnavailable(unavailable))) }
}

/** A link of the attempt. What is not there is not reached yet while an attempt is open, and cleaned up after it. */
function describeRead<T>(read: Link<T>, describe: (value: T) => Judged, isOpen: boolean): Judged {
  if (read.state === 'found') return describe(read.value)
  if (read.state === 'unavailable') return { object: null, ...describeMissing(read) }
  const message = isOpen ? read.detail : 'nothing is being issued, and the objects of the last time are gone'
  return { object: null, verdict: isOpen ? 'blocked' : 'not-applicable', message: `${startUpper(message)}.` }
}

const startUpper = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

function describeRequest({ ref, ready, approved, denied, invalid }: Request): Judged {
  const refusal = [denied, invalid].find((condition) => condition?.status === 'True')
  if (refusal)
    return { object: ref, verdict: 'failing', message: refusal.message || refusal.reason || 'It was refused.' }
  if (ready?.status === 'True') return { object: ref, verdict: 'passing', message: ready.message || 'It was signed.' }
  if (ready?.reason === 'Failed' || ready?.reason === 'Denied') {
    return { object: ref, verdict: 'failing', message: ready.message || ready.reason }
  }
  if (approved === null) return { object: ref, verdict: 'warning', message: 'It is neither approved nor denied.' }
  return {
    object: ref,
    verdict: 'warning',
    message: ready?.message || 'It is approved, and no controller has answered.',
  }
}

function describeOrder({ ref, state, reason, authorizations }: Order): Judged {
  if (state === 'valid') return { object: ref, verdict: 'passing', message: 'The CA has signed.' }
  if (failedStates.has(state)) {
    return {
      object: ref,
      verdict: 'failing',
      message: reason || `It is ${state}, without a reason of its own: see its Challenges.`,
    }
  }
  const names = authorizations.filter(({ initialState }) => initialState !== 'valid').map(({ domain }) => domain)
  const waits = names.length > 0 ? ` Names to prove: ${names.join(', ')}.` : ''
  return {
    object: ref,
    verdict: 'warning',
    message: `${state === '' ? 'Not yet made at the CA.' : `It is ${state}.`}${waits}`,
  }
}

function describeChallenges(view: ClusterView, certificate: Certificate, isOpen: boolean): ChainLink[] {
  const read = readChallenges(view, certificate)
  if (read.state !== 'found')
    return [
      link(
        'challenge',
        describeRead(read, () => ({ object: null, verdict: 'passing', message: '' }), isOpen),
      ),
    ]
  if (read.value.length > 0) return read.value.map((challenge) => link('challenge', describeChallenge(challenge)))
  const message = 'None exists: none was needed, none is made yet, or they were removed after success.'
  return [link('challenge', { object: null, verdict: isOpen ? 'blocked' : 'not-applicable', message })]
}

function describeChallenge(challenge: Challenge): Judged {
  const { ref, state, reason, type, dnsName, isWildcard, isProcessing, isPresented } = challenge
  const what = `${type} for ${isWildcard ? '*.' : ''}${dnsName}`
  if (state === 'valid') return { object: ref, verdict: 'passing', message: `${what}: ${reason || 'proven'}` }
  if (failedStates.has(state)) return { object: ref, verdict: 'failing', message: `${what}: ${reason || state}` }
  const step = !isProcessing ? 'waits in line' : isPresented ? 'shown, not yet seen' : 'not yet shown'
  return { object: ref, verdict: 'warning', message: `${what}, ${step}${reason === '' ? '' : `: ${reason}`}` }
}

/** The Secret as cert-manager speaks of it; Fairlead never reads Secrets. */
function describeSecret(view: ClusterView, certificate: Certificate): Judged {
  const object: ObjectRef = { kind: 'Secret', namespace: certificate.namespace, name: certificate.secretName }
  const { ready, notAfter } = certificate
  const says = 'Not read; judged from what cert-manager says of it'
  if (ready === null)
    return { object, verdict: 'not-checked', message: 'Not read, and cert-manager has not spoken of it yet.' }
  if (isStillServed(view, certificate)) {
    return { object, verdict: 'passing', message: `${says}: it holds a certificate that is valid.` }
  }
  if (notAfter !== null && view.hasPassed(Date.parse(notAfter))) {
    return { object, verdict: 'failing', message: `${says}: its certificate has expired.` }
  }
  const verdict: Verdict = ready.status === 'True' ? 'passing' : 'failing'
  return { object, verdict, message: `${says}: ${ready.message || ready.reason || 'nothing'}.`.replace(/\.\.$/, '.') }
}

function listSolvers(view: ClusterView, certificate: Certificate, order: Order): SolverChoice[] {
  const issuer = readIssuer(view, certificate)
  if (issuer.state !== 'found' || issuer.value.solvers === null) return []
  const { solvers } = issuer.value
  return order.authorizations
    .filter(({ initialState, domain }) => initialState !== 'valid' && domain !== '')
    .map(({ domain, offered }) => ({ domain, answers: selectSolver(domain, offered, order.labels, solvers) }))
}
