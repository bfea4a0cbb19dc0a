import { readArray, readRecord, readString } from '@/lib/demo/json'
import type { KubeObject } from '@/lib/demo/kubernetes-api/kube-object'
import { formatTime } from '@/lib/demo/kubernetes-api/kube-object'
import { completeCertificate } from '@/lib/demo/scenarios/certificates'
import { buildEvent } from '@/lib/demo/scenarios/pods'
import type { ScenarioContext } from '@/lib/demo/scenarios/scenario-context'
import { buildPendingCertificate } from '@/lib/demo/scenarios/unissued-certificates'

/** Ways in which an issuance stops, each as cert-manager v1.19 leaves its objects behind. */
export const certificateFailures = [
  'issuer-not-ready',
  'denied',
  'no-solver',
  'rate-limited',
  'dns-refused',
  'http-404',
  'refused-by-ca',
  'renewal-failing',
  'expired',
] as const
export type CertificateFailure = (typeof certificateFailures)[number]

const hourMs = 3_600_000

type Attempt = { certificate: KubeObject; request: KubeObject; order: KubeObject; challenges: KubeObject[] }

/** What cert-manager left of a Certificate whose issuance or renewal failed in this way. */
export function buildFailedCertificate(
  context: ScenarioContext,
  certificate: KubeObject,
  failure: CertificateFailure,
): KubeObject[] {
  if (failure === 'renewal-failing') return buildFailedRenewal(context, certificate)
  if (failure === 'expired') return buildExpired(context, certificate)
  const [pending = certificate, request = certificate, order = certificate, ...challenges] = buildPendingCertificate(
    context,
    certificate,
    '5h',
  )
  return failures[failure](context, { certificate: pending, request, order, challenges })
}

const failures: Record<
  Exclude<CertificateFailure, 'renewal-failing' | 'expired'>,
  (context: ScenarioContext, attempt: Attempt) => KubeObject[]
> = {
  'issuer-not-ready': (_, { certificate, request }) => [
    certificate,
    withReady(request, 'Pending', 'Referenced issuer does not have a Ready status condition'),
  ],
  denied: (_, { certificate, request }) => {
    const message = 'No CertificateRequestPolicy allows the names of this request'
    const denied = { type: 'Denied', status: 'True', reason: 'policy.cert-manager.io', message }
    return [
      certificate,
      withConditions(request, [denied, { type: 'Ready', status: 'False', reason: 'Denied', message }]),
    ]
  },
  'no-solver': (context, { certificate, request, order }) => {
    const message =
      'Failed to determine a valid solver configuration for the set of domains on the Order: no configured challenge solvers can be used for this challenge'
    const facts = { type: 'Warning', reason: 'Solver', message, component: 'cert-manager-orders', count: 1 } as const
    return [certificate, request, order, buildEvent(context, order, { ...facts, firstSeen: '40m', lastSeen: '40m' })]
  },
  'rate-limited': (context, { certificate, request, order }) => {
    const reason = `Failed to create Order: 429 urn:ietf:params:acme:error:rateLimited: too many certificates already issued for this set of names, retry after ${formatTime(context.startedAtMs + 31 * hourMs)}`
    const message = `Failed to wait for order resource "${order.metadata.name}" to become ready: order is in "errored" state: ${reason}`
    // The fourth attempt failed an hour ago: the fifth comes eight hours after it.
    return [
      withBackoff(certificate, message, context.ago('1h'), 4),
      withReady(request, 'Failed', message),
      { ...order, status: { ...readRecord(order, 'status'), state: 'errored', reason } },
    ]
  },
  'dns-refused': (context, { certificate, request, order, challenges }) => {
    const reason =
      'failed to change Route 53 record set: operation error Route 53: ChangeResourceRecordSets, StatusCode: 403, AccessDenied: not authorized to perform route53:ChangeResourceRecordSets'
    const refused = challenges.map((challenge) =>
      withStatus(challenge, { presented: false, processing: true, state: 'pending', reason }),
    )
    const events = refused.map((challenge) =>
      buildEvent(context, challenge, {
        type: 'Warning',
        reason: 'PresentError',
        message: `Error presenting challenge: ${reason}`,
        component: 'cert-manager-challenges',
        firstSeen: '5h',
        lastSeen: '3m',
        count: 41,
      }),
    )
    return [certificate, request, order, ...refused, ...events]
  },
  'http-404': (_, { certificate, request, order, challenges }) => [
    certificate,
    request,
    order,
    ...challenges.map((challenge) => ({
      ...withStatus(challenge, {
        presented: true,
        processing: true,
        state: 'pending',
        reason: "Waiting for HTTP-01 challenge propagation: wrong status code '404', expected '200'",
      }),
      spec: {
        ...readRecord(challenge, 'spec'),
        type: 'HTTP-01',
        solver: { http01: { ingress: { ingressClassName: 'nginx-legacy' } } },
      },
    })),
  ],
  'refused-by-ca': (context, { certificate, request, order, challenges }) => {
    const message = `Failed to wait for order resource "${order.metadata.name}" to become ready: order is in "invalid" state: `
    return [
      withBackoff(certificate, message, context.ago('20m'), 2),
      withReady(request, 'Failed', message),
      { ...order, status: { ...readRecord(order, 'status'), state: 'invalid' } },
      ...challenges.map((challenge) =>
        withStatus(challenge, {
          presented: false,
          processing: false,
          state: 'invalid',
          reason: `Error accepting authorization: acme: authorization error for ${readString(challenge, 'spec', 'dnsName')}: 400 urn:ietf:params:acme:error:dns: DNS problem: SERVFAIL looking up TXT for _acme-challenge - the domain's nameservers may be malfunctioning`,
        }),
      ),
    ]
  },
}

type Condition = { type: string; status: string; reason: string; message: string }

const withStatus = (object: KubeObject, status: Record<string, unknown>): KubeObject => ({ ...object, status })

/** Replaces conditions by type, keeping the times of the ones that were there. */
function withConditions(object: KubeObject, conditions: Condition[]): KubeObject {
  const since = object.metadata.creationTimestamp
  const status = readRecord(object, 'status')
  const dated = conditions.map((condition) => ({ ...condition, lastTransitionTime: since }))
  return { ...object, status: { ...status, conditions: dated } }
}

function withReady(request: KubeObject, reason: string, message: string): KubeObject {
  const approved = readArray(request, 'status', 'conditions').filter(
    (condition) => readString(condition, 'type') === 'Approved',
  )
  const ready = {
    type: 'Ready',
    status: 'False',
    reason,
    message,
    lastTransitionTime: request.metadata.creationTimestamp,
  }
  return { ...request, status: { ...readRecord(request, 'status'), conditions: [...approved, ready] } }
}

/** A Certificate that waits for its next attempt: the last of several failed. */
function withBackoff(certificate: KubeObject, message: string, failedAt: string, attempts: number): KubeObject {
  const others = readArray(certificate, 'status', 'conditions').filter(
    (condition) => readString(condition, 'type') !== 'Issuing',
  )
  const issuing = {
    type: 'Issuing',
    status: 'False',
    reason: 'Failed',
    message: `The certificate request has failed to complete and will be retried: ${message}`,
    lastTransitionTime: failedAt,
    observedGeneration: 1,
  }
  const status = readRecord(certificate, 'status')
  return {
    ...certificate,
    status: {
      ...status,
      conditions: [...others, issuing],
      lastFailureTime: failedAt,
      failedIssuanceAttempts: attempts,
    },
  }
}

/** Issued, due for renewal since yesterday, and every attempt fails. */
function buildFailedRenewal(context: ScenarioContext, certificate: KubeObject): KubeObject[] {
  const [issued = certificate, request = certificate] = completeCertificate(context, certificate)
  const message =
    'Failed to wait for order resource to become ready: order is in "errored" state: Failed to finalize Order: 400 urn:ietf:params:acme:error:badCSR: the key is too small'
  const status = {
    ...readRecord(issued, 'status'),
    renewalTime: context.ago('26h'),
    notAfter: formatTime(context.startedAtMs + 9 * 24 * hourMs),
  }
  return [withBackoff({ ...issued, status }, message, context.ago('90m'), 5), request]
}

/** Served although it expired two days ago: nobody has tried to renew it. */
function buildExpired(context: ScenarioContext, certificate: KubeObject): KubeObject[] {
  const [issued = certificate, request = certificate] = completeCertificate(context, certificate)
  const notAfter = context.ago('2d')
  const ready = {
    type: 'Ready',
    status: 'False',
    reason: 'Expired',
    message: `Certificate expired on ${notAfter}`,
    lastTransitionTime: notAfter,
    observedGeneration: 1,
  }
  const times = { notBefore: context.ago('92d'), notAfter, renewalTime: context.ago('32d') }
  return [{ ...issued, status: { ...readRecord(issued, 'status'), ...times, conditions: [ready] } }, request]
}
