import { runCheck } from '@/lib/checks/run-check'
import { startSentence } from '@/lib/format/sentence'
import { formatSentenceTime } from '@/lib/format/sentence-time'
import { type Certificate, narrowCertificate } from '@/lib/ingress-path/certificates/cert-manager-objects'
import { describeChain } from '@/lib/ingress-path/certificates/chain'
import { readCertificatesOfSecret } from '@/lib/ingress-path/certificates/host-certificate'
import { findNextAttempt, hasOpenAttempt } from '@/lib/ingress-path/certificates/issuance'
import type { JudgedCheck } from '@/lib/ingress-path/hop-verdict'
import { linkConsequences, NotCheckedList } from '@/lib/ingress-path/trace'
import type { CertificateChain } from '@/lib/model/certificate-chain'
import type { Finding } from '@/lib/model/finding'
import type { CustomResource } from '@/lib/model/kubernetes'
import type { ObjectRef } from '@/lib/model/object-ref'
import type { NotChecked } from '@/lib/model/trace'
import type { PathVerdict } from '@/lib/model/verdict'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { namespacedIndexValue } from '@/lib/snapshot/indexes'
import { ownCertificateChecks } from './certificate-checks'
import { addFindingsToChain } from './chain-findings'

/** What cert-manager does about a Certificate now: nothing, issue or renew it, or wait after a failure. */
export type AttemptState = 'none' | 'running' | 'waiting' | 'not-known'

/** One Certificate judged by itself, whoever uses it. */
export interface JudgedCertificate {
  object: ObjectRef
  /** Null when the shape of the Certificate is not understood; `sentence` then says why. */
  chain: CertificateChain | null
  verdict: PathVerdict
  /** The finding to look at first: an error before a warning, a cause before what follows from it. Null when nothing was found. */
  root: { check: string; title: string; finding: string } | null
  sentence: string
  attempt: AttemptState
  findings: Finding[]
  notChecked: NotChecked[]
  /** Ingresses of the namespace with a tls entry for its Secret; null while they cannot be read. */
  usedBy: ObjectRef[] | null
  /** Other Certificates that write the same Secret. */
  sharedWith: string[]
}

/** Judges a Certificate. Reads only through the view, and never throws for what was not observed. */
export function judgeCertificate(view: ClusterView, object: CustomResource): JudgedCertificate {
  const { namespace = '', name } = object.metadata
  const ref: ObjectRef = { kind: 'Certificate', namespace, name }
  const notChecked = new NotCheckedList()
  const { value: certificate, problem } = narrowCertificate(object)
  if (certificate === null) {
    const detail = `its shape is not understood: ${problem}`
    notChecked.add({ what: `Certificate ${namespace}/${name}`, reason: 'not-built', detail, need: null }, null)
    const sentence = `Certificate ${namespace}/${name} could not be judged: ${detail}.`
    const unknown = { chain: null, root: null, findings: [], usedBy: null, sharedWith: [] }
    return {
      object: ref,
      ...unknown,
      verdict: 'undetermined',
      sentence,
      attempt: 'not-known',
      notChecked: notChecked.list(),
    }
  }
  const runs = ownCertificateChecks.map((check) => runCheck(check, certificate, view))
  const checks = linkConsequences(runs, runs)
  for (const { check, unavailable } of checks) if (unavailable !== null) notChecked.add(unavailable, check.id)
  const findings = checks.flatMap((run) => run.findings)
  const verdict = rollUp(view, certificate, checks, findings)
  const root = findRoot(checks, verdict)
  const shared = readCertificatesOfSecret(view, namespace, certificate.secretName)
  return {
    object: ref,
    chain: addFindingsToChain(describeChain(view, certificate), checks),
    verdict,
    root: root === undefined ? null : { check: root.check, title: root.title, finding: root.id },
    sentence: describe(view, certificate, verdict, root),
    attempt: readAttempt(view, certificate),
    findings,
    notChecked: notChecked.list(),
    usedBy: listUsers(view, certificate),
    sharedWith:
      shared.state === 'observed' ? shared.value.certificates.map((one) => one.name).filter((one) => one !== name) : [],
  }
}

function rollUp(
  view: ClusterView,
  certificate: Certificate,
  checks: readonly JudgedCheck[],
  findings: readonly Finding[],
): PathVerdict {
  if (findings.some(({ severity, waitingUntil }) => severity === 'error' && waitingUntil === undefined))
    return 'failing'
  const isIssued = !hasOpenAttempt(certificate)
  // What could not be looked at only matters while something is to be issued: an issued Certificate speaks for itself.
  if (!isIssued && checks.some(({ result }) => result.outcome === 'not-run')) return 'undetermined'
  if (checks.some(({ result }) => result.outcome === 'crashed')) return 'undetermined'
  if (findings.some(({ severity }) => severity !== 'info')) return 'warning'
  const isOver = certificate.notAfter !== null && view.hasPassed(Date.parse(certificate.notAfter))
  return isIssued && !isOver ? 'passing' : 'warning'
}

function findRoot(checks: readonly JudgedCheck[], verdict: PathVerdict): Finding | undefined {
  const rank = (finding: Finding) =>
    (finding.severity === 'error' ? 0 : finding.severity === 'warning' ? 2 : 4) +
    (finding.consequenceOf === undefined ? 0 : 1) +
    (finding.waitingUntil === undefined ? 0 : 8)
  const [root] = checks.flatMap(({ findings }) => findings).sort((a, b) => rank(a) - rank(b))
  return verdict === 'passing' || verdict === 'undetermined' ? undefined : root
}

function describe(
  view: ClusterView,
  certificate: Certificate,
  verdict: PathVerdict,
  root: Finding | undefined,
): string {
  if (root !== undefined) return root.summary
  const { namespace, name, notAfter, ready } = certificate
  const whole = `Certificate ${namespace}/${name}`
  if (verdict === 'passing' && notAfter !== null) return `Valid until ${formatSentenceTime(notAfter, view)}.`
  if (verdict === 'passing') return 'It is ready.'
  const says = startSentence(ready?.message || 'cert-manager has not judged it yet')
  const ended = /[.!?]$/.test(says) ? says : `${says}.`
  return verdict === 'undetermined' ? `Why ${whole} is not issued could not be followed to its end. ${ended}` : ended
}

function readAttempt(view: ClusterView, certificate: Certificate): AttemptState {
  if (!hasOpenAttempt(certificate)) return 'none'
  if (certificate.issuing?.status === 'True') return 'running'
  const next = findNextAttempt(certificate)
  return next !== null && !view.hasPassed(Date.parse(next)) ? 'waiting' : 'none'
}

function listUsers(view: ClusterView, { namespace, secretName }: Certificate): ObjectRef[] | null {
  const listing = view.listingByIndex('Ingress', 'tlsSecret', namespacedIndexValue(namespace, secretName), namespace)
  if (listing.state === 'unavailable') return null
  return listing.objects.map(({ metadata }) => ({ kind: 'Ingress', namespace, name: metadata.name }))
}
