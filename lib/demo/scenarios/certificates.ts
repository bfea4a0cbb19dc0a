import { readArray, readString } from '@/lib/demo/json'
import type { KubeObject } from '@/lib/demo/kubernetes-api/kube-object'
import { formatTime } from '@/lib/demo/kubernetes-api/kube-object'
import { buildRequest } from '@/lib/demo/scenarios/certificate-request'
import {
  buildFailedCertificate,
  type CertificateFailure,
  certificateFailures,
} from '@/lib/demo/scenarios/failed-certificates'
import type { ScenarioContext } from '@/lib/demo/scenarios/scenario-context'
import { buildCertificateWithoutIssuer, buildPendingCertificate } from '@/lib/demo/scenarios/unissued-certificates'

/** How far issuance has come; `none` when cert-manager makes nothing of the Ingress. */
export type CertificateState = 'ready' | 'pending' | 'issuer-missing' | 'none' | CertificateFailure

export const certificateStates: CertificateState[] = [
  'ready',
  'pending',
  'issuer-missing',
  'none',
  ...certificateFailures,
]

const dayMs = 86_400_000

/** Let's Encrypt certificates live 90 days and cert-manager renews them with a third of that left. */
const lifetimeDays = 90
const renewBeforeDays = 30

/**
 * What cert-manager makes of an Ingress with an issuer annotation: for each tls entry a Certificate named like its Secret, with
 * its CertificateRequest, and while it is pending also Order and Challenge.
 */
export function buildCertificates(
  context: ScenarioContext,
  ingress: KubeObject,
  state: CertificateState,
): KubeObject[] {
  const issuerRef = readIssuerRef(ingress)
  if (issuerRef === null || state === 'none') return []
  const { name, namespace = '', labels, uid = '' } = ingress.metadata
  return readArray(ingress, 'spec', 'tls').flatMap((entry) => {
    const secretName = readString(entry, 'secretName')
    const dnsNames = readArray(entry, 'hosts').filter((host) => typeof host === 'string')
    if (secretName === undefined || dnsNames.length === 0) return []
    const certificate: KubeObject = {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: {
        name: secretName,
        namespace,
        creationTimestamp: ingress.metadata.creationTimestamp,
        labels,
        ownerReferences: [
          { apiVersion: ingress.apiVersion, kind: ingress.kind, name, uid, controller: true, blockOwnerDeletion: true },
        ],
      },
      spec: {
        secretName,
        dnsNames,
        issuerRef,
        usages: ['digital signature', 'key encipherment'],
      },
    }
    if (state === 'pending') return buildPendingCertificate(context, certificate)
    if (state === 'issuer-missing') return buildCertificateWithoutIssuer(context, certificate)
    if (state === 'ready') return completeCertificate(context, certificate)
    return buildFailedCertificate(context, certificate, state)
  })
}

function readIssuerRef({ metadata }: KubeObject): { group: string; kind: string; name: string } | null {
  const clusterIssuer = metadata.annotations?.['cert-manager.io/cluster-issuer']
  if (clusterIssuer !== undefined) return { group: 'cert-manager.io', kind: 'ClusterIssuer', name: clusterIssuer }
  const issuer = metadata.annotations?.['cert-manager.io/issuer']
  return issuer === undefined ? null : { group: 'cert-manager.io', kind: 'Issuer', name: issuer }
}

/** A Certificate that was issued, somewhere between new and due for renewal, with the request that got it. */
export function completeCertificate(context: ScenarioContext, certificate: KubeObject): KubeObject[] {
  const { name, namespace = '' } = certificate.metadata
  const bornMs = Date.parse(certificate.metadata.creationTimestamp ?? context.ago('90d'))
  const oldestDays = Math.min(lifetimeDays - renewBeforeDays - 1, Math.floor((context.startedAtMs - bornMs) / dayMs))
  const issuedMs =
    oldestDays <= 0
      ? bornMs + 60_000
      : context.startedAtMs - (1 + context.pick(oldestDays, 'issued', namespace, name)) * dayMs
  const revision = oldestDays <= 0 ? 1 : 1 + context.pick(3, 'revision', namespace, name)
  const issuedAt = formatTime(issuedMs)
  const uid = context.uid('Certificate', namespace, name)
  const issued: KubeObject = {
    ...certificate,
    metadata: { ...certificate.metadata, uid },
    status: {
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          reason: 'Ready',
          message: 'Certificate is up to date and has not expired',
          lastTransitionTime: issuedAt,
          observedGeneration: 1,
        },
      ],
      notBefore: issuedAt,
      notAfter: formatTime(issuedMs + lifetimeDays * dayMs),
      renewalTime: formatTime(issuedMs + (lifetimeDays - renewBeforeDays) * dayMs),
      revision,
    },
  }
  const request = buildRequest(issued, revision, issuedAt)
  request.status = {
    conditions: [
      {
        type: 'Approved',
        status: 'True',
        reason: 'cert-manager.io',
        message: 'Certificate request has been approved by cert-manager.io',
        lastTransitionTime: issuedAt,
      },
      {
        type: 'Ready',
        status: 'True',
        reason: 'Issued',
        message: 'Certificate fetched from issuer successfully',
        lastTransitionTime: issuedAt,
      },
    ],
  }
  return [issued, request]
}
