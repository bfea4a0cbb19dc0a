import { describeUnavailable } from '@/lib/format/describe-unavailable'
import { describeCertificateHop } from '@/lib/ingress-path/certificates/certificate-hop'
import { describeChain } from '@/lib/ingress-path/certificates/chain'
import { findHostCertificate } from '@/lib/ingress-path/certificates/host-certificate'
import { addProof } from '@/lib/ingress-path/certificates/probed-hop'
import { type JudgedCheck, judgeHop } from '@/lib/ingress-path/hop-verdict'
import { tryToRead } from '@/lib/ingress-path/host-hops'
import type { HostSubject } from '@/lib/ingress-path/subjects'
import type { NotCheckedList } from '@/lib/ingress-path/trace'
import type { Hop } from '@/lib/model/trace'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { addFindingsToChain } from './chain-findings'

/**
 * The certificate hop: what NGINX serves, described from Certificates, made worse by what the checks found. A description that rests
 * on an attempt which could not be followed to its end is no verdict: the hop is then not checked.
 */
export function judgeCertificateHop(
  view: ClusterView,
  subject: HostSubject,
  checks: readonly JudgedCheck[],
  notChecked: NotCheckedList,
): Hop {
  const read = tryToRead(() => addProof(view, subject, describeCertificateHop(view, subject)))
  if (read.value === null) {
    notChecked.add(read.unavailable, null)
    const unknown = describeUnavailable(read.unavailable)
    return judgeHop({ id: 'certificate', headline: 'not known', objects: [], facts: [], checks, unknown }, view)
  }
  const { headline, objects, facts, verdict, reason, unavailable, isProven = false } = read.value
  if (unavailable !== undefined) notChecked.add(unavailable, null)
  const base = { id: 'certificate' as const, headline, objects, facts, checks }
  const judged = judgeHop(
    { ...base, isProven: isProven || verdict === 'passing' || verdict === 'not-applicable' },
    view,
  )
  const chain = readChain(view, subject, checks)
  if (judged.verdict === 'failing') return { ...judged, ...chain }
  // A fault that was seen to hold stays, and so does what was not known before any check ran.
  if (verdict === 'failing' || verdict === 'not-checked' || verdict === 'not-applicable')
    return { ...judged, verdict, reason, ...chain }
  if (judged.verdict === 'passing') return { ...judged, verdict, reason, ...chain }
  // Something waits, and what could be behind it was not looked at: that is no mere matter of time.
  const blind = checks.find(({ unavailable }) => unavailable !== null)?.unavailable
  if (judged.verdict === 'warning' && verdict !== 'passing' && blind != null) {
    return { ...judged, verdict: 'not-checked', reason: describeUnavailable(blind), ...chain }
  }
  return { ...judged, ...chain }
}

function readChain(view: ClusterView, subject: HostSubject, checks: readonly JudgedCheck[]): Pick<Hop, 'chain'> {
  const found = findHostCertificate(view, subject)
  if (found.state !== 'found') return {}
  return { chain: addFindingsToChain(describeChain(view, found.certificate), checks) }
}
