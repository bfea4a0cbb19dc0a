import { clear, found, notApplicable } from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import { formatSentenceTime } from '@/lib/format/sentence-time'
import type { Certificate } from '@/lib/ingress-path/certificates/cert-manager-objects'
import { findNextAttempt, hasOpenAttempt } from '@/lib/ingress-path/certificates/issuance'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { findEvent } from './certificate-events'
import {
  defineIssuanceRule,
  describeFault,
  hostCertificateInputs,
  type IssuanceRule,
  listRetryCommands,
  quoteText,
  refOfCertificate,
} from './issuance-rule'

/** How long after its due time a renewal may still be under way. */
const renewalGraceMs = 60 * 60_000

/** Everything that can keep a Certificate from being issued; a failed or missed renewal follows from it. */
const issuanceRoots = [
  'cert-manager-not-running',
  'two-certificates-one-secret',
  'issuer-not-found',
  'issuer-not-ready',
  'issuer-kind-unhandled',
  'request-not-approved',
  'request-denied',
  'request-invalid',
  'order-no-solver',
  'order-rate-limited',
  'order-name-rejected',
  'order-caa',
  'order-errored-other',
  'order-stale-authorization',
  'challenge-queued',
  'challenge-present-dns-credentials',
  'challenge-dns-zone-unknown',
  'challenge-dns-not-propagated',
  'challenge-http-no-dns',
  'challenge-http-connect',
  'challenge-http-status',
  'challenge-http-wrong-content',
  'challenge-http-solver-blocked',
  'challenge-invalid',
  'challenge-cleanup-stuck',
  'certificate-key-policy',
]

/** The roots and the back-off after them: why a Secret has no certificate that is up to date. */
export const issuanceCauses = [...issuanceRoots, 'issuance-backoff']

const issuanceBackoff = defineIssuanceRule({
  id: 'issuance-backoff',
  title: 'cert-manager waits before it tries again',
  order: 97,
  who: 'either',
  causes: issuanceRoots,
  inputs: hostCertificateInputs,
  page: {
    see: 'The last attempt failed, and the time for the next one has not come.',
    why: 'After a failure cert-manager waits an hour, then two, four and so on up to 32 hours. Mending the cause does not shorten the wait.',
    fix: 'Mend the cause that the last attempt shows, then start the next attempt at once with cmctl renew.',
    confirm:
      "kubectl get certificate NAME -n NAMESPACE -o jsonpath='{.status.lastFailureTime} {.status.failedIssuanceAttempts}'",
    source: 'cert-manager v1.21.1, pkg/controller/certificates/trigger/trigger_controller.go',
  },
  judge(certificate, view) {
    const next = hasOpenAttempt(certificate) ? findNextAttempt(certificate) : null
    if (next === null || view.hasPassed(Date.parse(next))) return clear
    const { failedAttempts, issuing, lastFailureTime } = certificate
    const times =
      failedAttempts === null ? '' : ` after ${failedAttempts} failed ${failedAttempts === 1 ? 'attempt' : 'attempts'}`
    const object = refOfCertificate(certificate)
    return found(
      describeFault(certificate, view, {
        cause: `cert-manager tries again at ${formatSentenceTime(next, view)}${times}`,
        waitingUntil: next,
        evidence: [
          { object, field: 'status.lastFailureTime', observed: lastFailureTime ?? 'absent' },
          { object, field: 'status.conditions[type=Issuing].message', observed: issuing?.message || 'no message' },
        ],
        fix: {
          text: 'Mend what the last attempt failed with, then start the next one at once.',
          commands: listRetryCommands(certificate),
        },
      }),
    )
  },
})

const certificateKeyPolicy = defineIssuanceRule({
  id: 'certificate-key-policy',
  title: 'Private key may not be made anew',
  order: 115,
  who: 'tenant',
  inputs: [...hostCertificateInputs, 'Event'],
  page: {
    see: 'An event CannotRegenerateKey says that the private key in the Secret does not fit, and the rotation policy forbids a new one.',
    why: 'With rotationPolicy Never cert-manager keeps the key; when it does not fit the settings somebody has to decide.',
    fix: 'Set spec.privateKey.rotationPolicy to Always, or delete the Secret so that a new key is made.',
    confirm: 'kubectl describe certificate NAME -n NAMESPACE',
    source:
      'cert-manager v1.21.1, pkg/controller/certificates/keymanager/keymanager_controller.go (CannotRegenerateKey)',
  },
  judge(certificate, view) {
    if (!hasOpenAttempt(certificate)) return notApplicable(`Certificate ${certificate.name} is issued`)
    const object = refOfCertificate(certificate)
    const event = findEvent(view, object, 'CannotRegenerateKey')
    if (event === null) return clear
    return found(
      describeFault(certificate, view, {
        cause: `its private key may not be made anew (${quoteText(event, view)})`,
        evidence: [{ object, field: 'events', observed: event }],
        fix: {
          text: 'Set spec.privateKey.rotationPolicy to Always.',
          commands: [
            formatCommand(
              'kubectl',
              'patch',
              'certificate',
              certificate.name,
              '-n',
              certificate.namespace,
              '--type=merge',
              '-p',
              '{"spec":{"privateKey":{"rotationPolicy":"Always"}}}',
            ),
          ],
        },
      }),
    )
  },
})

const certificateRenewalFailing = defineIssuanceRule({
  id: 'certificate-renewal-failing',
  title: 'Certificate is not renewed',
  severity: 'warning',
  order: 116,
  who: 'either',
  causes: issuanceCauses,
  inputs: hostCertificateInputs,
  page: {
    see: 'The Certificate is ready, but the time to renew it passed more than an hour ago.',
    why: 'The certificate is served until it expires, and then browsers refuse it.',
    fix: 'Mend what the current attempt fails with.',
    confirm: 'kubectl describe certificate NAME -n NAMESPACE',
    source:
      'cert-manager v1.21.1, pkg/controller/certificates/readiness; internal/controller/certificates/policies/checks.go',
  },
  judge(certificate, view) {
    const { ready, renewalTime, notAfter } = certificate
    if (ready?.status !== 'True' || notAfter === null) return notApplicable('the Certificate is not ready')
    if (renewalTime === null) return notApplicable('the Certificate names no time to renew it')
    if (view.hasPassed(Date.parse(notAfter)) || !view.hasPassed(Date.parse(renewalTime) + renewalGraceMs)) return clear
    const object = refOfCertificate(certificate)
    return found({
      ...describeFault(certificate, view, {
        cause: `it was due at ${formatSentenceTime(renewalTime, view)}, and ${describeAttempt(certificate, view)}`,
        evidence: [
          { object, field: 'status.renewalTime', observed: renewalTime },
          { object, field: 'status.notAfter', observed: notAfter },
        ],
        fix: {
          text: 'Mend what the current attempt fails with, before the certificate expires.',
          commands: listRetryCommands(certificate),
        },
      }),
      severity: undefined,
    })
  },
})

function describeAttempt({ issuing, lastFailureTime }: Certificate, view: ClusterView): string {
  if (issuing?.status === 'True') return 'the attempt has not come to an end'
  if (lastFailureTime !== null) return `the last attempt failed at ${formatSentenceTime(lastFailureTime, view)}`
  return 'no attempt is under way'
}

const certificateExpired = defineIssuanceRule({
  id: 'certificate-expired',
  title: 'Certificate has expired',
  order: 117,
  who: 'either',
  causes: [...issuanceCauses, 'certificate-renewal-failing'],
  inputs: hostCertificateInputs,
  page: {
    see: 'The end of the validity of the Certificate has passed, or its Ready condition says Expired.',
    why: 'NGINX goes on serving it, and browsers and clients refuse it.',
    fix: 'Mend what the current attempt fails with.',
    confirm: "kubectl get certificate NAME -n NAMESPACE -o jsonpath='{.status.notAfter}'",
    source:
      'cert-manager v1.21.1, internal/controller/certificates/policies/checks.go; ingress-nginx v1.15.1, backend_ssl.go',
  },
  judge(certificate, view) {
    const { notAfter, ready, namespace, name } = certificate
    if (notAfter === null) return notApplicable('no certificate was issued yet')
    const isOver = view.hasPassed(Date.parse(notAfter)) || ready?.reason === 'Expired'
    if (!isOver) return clear
    const object = refOfCertificate(certificate)
    const since = formatSentenceTime(notAfter, view)
    return found({
      summary: `Certificate ${namespace}/${name} expired at ${since}. NGINX still serves it, and clients refuse it.`,
      inShort: {
        effect: 'serves an expired certificate',
        cause: `Certificate ${namespace}/${name} expired at ${since}`,
      },
      object,
      evidence: [{ object, field: 'status.notAfter', observed: notAfter, expected: 'a time to come' }],
      fix: {
        text: 'Mend what the current attempt fails with, then let cert-manager try again.',
        commands: listRetryCommands(certificate),
      },
    })
  },
})

/** Rules of the life of a certificate: tried again, renewed, expired; in causal order. */
export const lifetimeRules: IssuanceRule[] = [
  issuanceBackoff,
  certificateKeyPolicy,
  certificateRenewalFailing,
  certificateExpired,
]
