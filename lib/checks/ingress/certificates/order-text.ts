import { type CheckOutcome, clear, type EvidenceDraft, found, notApplicable, notRun } from '@/lib/checks/define-check'
import type { Certificate } from '@/lib/ingress-path/certificates/cert-manager-objects'
import { hasOpenAttempt, readChallenges, readOrder, readRequest } from '@/lib/ingress-path/certificates/issuance'
import type { Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { describeFault, hostCertificateInputs, listRetryCommands, quoteText, refOfCertificate } from './issuance-rule'

/** What the last attempt failed with, and what could not be read while it was looked for. */
interface FailureText {
  text: string
  evidence: EvidenceDraft | null
  /** The state of the Order; empty when it is not known or the CA has not answered. */
  state: string
  missing: Unavailable | null
  /** Why there is no Order; null when there is one, or when that is not known. */
  noOrder: string | null
}

/** Everything that `readFailureText` reads. */
export const failureTextInputs = [...hostCertificateInputs, 'CertificateRequest', 'Order'] as const

/**
 * The words of the CA about the current attempt, from the Order or, where it cannot be read or is gone, from what cert-manager copies of
 * it into the request and the Certificate (v1.21.1, certificaterequests/acme/acme.go; certificates/issuing/issuing_controller.go).
 */
export function readFailureText(view: ClusterView, certificate: Certificate): FailureText {
  const none = { text: '', evidence: null, state: '', missing: null, noOrder: null }
  const order = readOrder(view, certificate)
  if (order.state === 'found') {
    const { ref, reason, state } = order.value
    return { ...none, text: reason, evidence: { object: ref, field: 'status.reason', observed: reason }, state }
  }
  const missing = order.state === 'unavailable' ? order.unavailable : null
  const noOrder = order.state === 'none' ? order.detail : null
  const request = readRequest(view, certificate)
  if (request.state === 'found' && request.value.ready?.reason === 'Failed') {
    const { ref, ready } = request.value
    const evidence = { object: ref, field: 'status.conditions[type=Ready].message', observed: ready.message }
    return { text: ready.message, evidence, state: readQuotedState(ready.message), missing, noOrder }
  }
  const { issuing } = certificate
  if (issuing?.status === 'False' && issuing.message !== '') {
    const object = refOfCertificate(certificate)
    const evidence = { object, field: 'status.conditions[type=Issuing].message', observed: issuing.message }
    return { text: issuing.message, evidence, state: readQuotedState(issuing.message), missing, noOrder }
  }
  return { ...none, missing, noOrder }
}

/** `order is in "errored" state: …` */
const readQuotedState = (message: string) => /order is in "(\w+)" state/.exec(message)?.[1] ?? ''

/** Judges a Certificate by the words of its CA; without any words it is clear only where the Order was read. */
export function judgeByText(
  certificate: Certificate,
  view: ClusterView,
  judge: (
    failure: FailureText,
  ) => { cause: string; text: string; evidence?: EvidenceDraft[]; waitingUntil?: string } | null,
): CheckOutcome {
  if (!hasOpenAttempt(certificate)) return notApplicable(`Certificate ${certificate.name} is issued`)
  const failure = readFailureText(view, certificate)
  const fault = judge(failure)
  if (fault === null) {
    if (failure.text !== '') return clear
    if (failure.missing !== null) return notRun(failure.missing)
    return failure.noOrder === null ? clear : notApplicable(failure.noOrder)
  }
  const { cause, text, evidence = [], waitingUntil } = fault
  return found(
    describeFault(certificate, view, {
      cause,
      waitingUntil,
      evidence: [...(failure.evidence === null ? [] : [failure.evidence]), ...evidence],
      fix: { text, commands: listRetryCommands(certificate) },
    }),
  )
}

/** The reasons of the Challenges of the current attempt, joined; empty while there are none. */
export function readChallengeReasons(
  view: ClusterView,
  certificate: Certificate,
): { text: string; evidence: EvidenceDraft[]; missing: Unavailable | null } {
  const link = readChallenges(view, certificate)
  if (link.state === 'unavailable') return { text: '', evidence: [], missing: link.unavailable }
  const challenges = link.state === 'found' ? link.value.filter(({ reason }) => reason !== '') : []
  return {
    text: challenges.map(({ reason }) => reason).join('\n'),
    evidence: challenges.map(({ ref, reason }) => ({ object: ref, field: 'status.reason', observed: reason })),
    missing: null,
  }
}

export const quoteReason = (text: string, view: ClusterView) =>
  quoteText(text.replace(/^.*order is in "\w+" state: /s, '').replace(/^Failed to \w+ Order: /, ''), view)
