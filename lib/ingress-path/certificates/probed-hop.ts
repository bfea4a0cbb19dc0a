import { formatSentenceTime } from '@/lib/format/sentence-time'
import type { HostSubject } from '@/lib/ingress-path/subjects'
import { selectTls } from '@/lib/ingress-path/tls-selection'
import type { Verdict } from '@/lib/model/verdict'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import type { CertificateHop } from './certificate-hop'
import { mayBeDefault, nameProbe, readServedProof, type ServedProof, sayServedNames } from './served-proof'

/**
 * The certificate hop with what a recent probe was shown. A served certificate that clients refuse makes it failing whatever Certificates say; one of
 * the host itself answers what no object tells. Without a probe the hop stays as it was, and where it does not
 * say whose certificate it is, so does the verdict.
 */
export function addProof(view: ClusterView, subject: HostSubject, hop: CertificateHop): CertificateHop {
  if (hop.verdict === 'not-applicable') return hop
  const read = readServedProof(view, subject)
  if (read.state === 'unavailable') return hop
  const { proof } = read
  const facts = [
    ...hop.facts.filter(({ label }) => label !== 'Judged from'),
    { label: nameProbe(proof), value: `certificate for ${sayServedNames(proof.certificate)}` },
    { label: 'Issued by', value: proof.certificate.issuer },
    { label: 'Probed at', value: proof.at },
  ]
  const shown = judgeShown(view, subject, proof)
  if (shown === null) return { ...sayNotTold(hop), facts }
  const isWorse = order.indexOf(shown.verdict) > order.indexOf(hop.verdict)
  if (!isWorse && hop.verdict !== 'not-checked') return { ...hop, facts }
  return { ...hop, ...shown, facts, unavailable: undefined, isProven: true }
}

/** Where only a probe could tell, one that did not is told of instead of asking for another. */
function sayNotTold(hop: CertificateHop): CertificateHop {
  if (hop.unavailable?.reason !== 'not-probed') return hop
  const reason = `Secrets are never read, and ${mayBeDefault}`
  return { ...hop, reason, unavailable: { ...hop.unavailable, reason: 'not-built', detail: reason } }
}

const order: readonly Verdict[] = ['passing', 'warning', 'failing']

function judgeShown(
  view: ClusterView,
  subject: HostSubject,
  { certificate, servedAs }: ServedProof,
): { verdict: Verdict; reason: string } | null {
  const { host } = subject
  const failing = (reason: string) => ({ verdict: 'failing' as const, reason })
  if (servedAs === 'stand-in')
    return failing(`A probe was shown the stand-in of the controller: it has no certificate for ${host}`)
  if (servedAs === 'common-name')
    return failing(`The served certificate names ${host} as its common name only, which browsers ignore`)
  if (servedAs === 'other-names')
    return failing(`A probe was shown a certificate for ${sayServedNames(certificate)}, not for ${host}`)
  const { notBefore, notAfter } = certificate
  if (view.hasPassed(Date.parse(notAfter)))
    return failing(`The served certificate ended at ${formatSentenceTime(notAfter, view)}`)
  if (!view.hasPassed(Date.parse(notBefore)))
    return failing(`The served certificate is not valid before ${formatSentenceTime(notBefore, view)}`)
  if (servedAs === 'not-told') return null
  const isMeantToBeDefault = selectTls(view, subject).choice.kind === 'default'
  if (servedAs === 'default' && !isMeantToBeDefault)
    return {
      verdict: 'warning',
      reason: `${host} is served with the default certificate of the controller, not its own`,
    }
  if (!certificate.isTrusted) {
    const why = certificate.trustError ?? 'no reason given'
    return {
      verdict: 'warning',
      reason: `The served certificate covers ${host}, but this server does not trust it (${why})`,
    }
  }
  return { verdict: 'passing', reason: `A probe was shown a certificate that covers ${host}` }
}
