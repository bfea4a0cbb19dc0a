import type { EvidenceDraft } from '@/lib/checks/define-check'
import { formatSentenceTime } from '@/lib/format/sentence-time'
import { nameProbe, type ServedProof, sayServedNames } from '@/lib/ingress-path/certificates/served-proof'
import { claimInputs } from '@/lib/ingress-path/claim'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { hostCertificateInputs } from './issuance-rule'

/** How NGINX picks the certificate of a host. */
export const selection =
  'ingress-nginx v1.15.1, internal/ingress/controller/controller.go (createServers, extractTLSSecretName)'

/** What it takes to judge the certificate of a host by a probe: whose it is hangs on the flags of the controllers. */
export const proofInputs = [...new Set([...hostCertificateInputs, ...claimInputs, 'Probe'] as const)]

/** What a probe was shown, as evidence with the time of the probe. */
export function describeProbe(proof: ServedProof, view: ClusterView, host: string): EvidenceDraft {
  const { certificate, servedAs, at } = proof
  const until = `valid until ${formatSentenceTime(certificate.notAfter, view)}`
  const whose =
    servedAs === 'stand-in'
      ? `the controller's own stand-in (${certificate.subject})`
      : `certificate for ${sayServedNames(certificate)}, issued by ${certificate.issuer}, ${until}`
  return { observed: whose, expected: `a certificate for ${host}`, source: nameProbe(proof), at }
}
