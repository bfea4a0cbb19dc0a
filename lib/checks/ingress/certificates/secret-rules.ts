import { type CheckOutcome, clear, found, notApplicable, notRun } from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import type { Certificate } from '@/lib/ingress-path/certificates/cert-manager-objects'
import { hasOpenAttempt } from '@/lib/ingress-path/certificates/issuance'
import { describeUnreadSecret, readServed } from '@/lib/ingress-path/certificates/served-certificate'
import { mayBeDefault, readServedProof, type ServedProof } from '@/lib/ingress-path/certificates/served-proof'
import { refTo } from '@/lib/ingress-path/locations'
import type { HostSubject } from '@/lib/ingress-path/subjects'
import type { TlsChoice } from '@/lib/ingress-path/tls-selection'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import {
  defineIssuanceRule,
  describeFault,
  type IssuanceRule,
  listRetryCommands,
  quoteText,
  refOfCertificate,
} from './issuance-rule'
import { issuanceCauses } from './lifetime'
import { describeProbe, proofInputs, selection } from './served-evidence'

const readiness = 'cert-manager v1.21.1, internal/controller/certificates/policies/checks.go'
/** How long an issuance may take before an empty Secret is a fault: propagation, self checks and the CA together. */
const issuanceGraceMs = 15 * 60_000

const creationCauses = [
  'tls-cert-owned-by-other',
  'tls-both-issuers',
  'tls-duplicate-secret-in-ingress',
  'tls-block-incomplete',
]

/** When a Secret that holds no certificate becomes a fault; undefined once it is one. */
function findWait({ issuing, createdAt }: Certificate, view: ClusterView): string | undefined {
  const since = issuing?.status === 'True' ? (issuing.since ?? createdAt) : createdAt
  const dueMs = since === null ? Number.NaN : Date.parse(since) + issuanceGraceMs
  return Number.isNaN(dueMs) || view.hasPassed(dueMs) ? undefined : new Date(dueMs).toISOString()
}

const tlsSecretMissing = defineIssuanceRule({
  id: 'tls-secret-missing',
  title: 'Secret of the certificate does not exist',
  order: 118,
  who: 'either',
  causes: [...issuanceCauses, ...creationCauses],
  inputs: proofInputs,
  page: {
    see: 'cert-manager says of the Certificate that its Secret does not exist (reason DoesNotExist). Or no Certificate writes the Secret that a tls entry names, and a probe of the host is shown the default certificate instead. Fairlead never reads Secrets.',
    why: 'NGINX serves its default certificate until the Secret is there, so browsers warn.',
    fix: 'Let the issuance succeed: the checks of the request, the order and the challenges say what it lacks.',
    confirm: 'kubectl get certificate NAME -n NAMESPACE',
    ignore: 'For the first minutes of a new host.',
    source: `${readiness} (DoesNotExist); ${selection}`,
  },
  judge(certificate, view) {
    if (!hasOpenAttempt(certificate) || certificate.ready?.reason !== 'DoesNotExist') return clear
    return found(describeEmpty(certificate, view, 'its Secret does not exist'))
  },
  judgeWithout: (subject, view, reason) =>
    judgeUnwritten(subject, view, reason, (choice, proof) => found(describeUnused(subject, view, choice, proof))),
})

/**
 * Judges the Secret of a host that no Certificate writes, by what a probe was shown: a certificate of its own means that the Secret is in order. The
 * default one means that it is not, and `report` says so; what is wrong with it only the Secret itself could tell.
 */
function judgeUnwritten(
  subject: HostSubject,
  view: ClusterView,
  reason: string,
  report: ((choice: Secrets, proof: ServedProof) => CheckOutcome) | null,
): CheckOutcome {
  const { choice, isMeant, certificates, unavailable } = readServed(view, subject)
  if (choice.kind !== 'secrets' || !isMeant || certificates.length > 0) return notApplicable(reason)
  if (unavailable !== null) return notRun(unavailable)
  const secret = describeUnreadSecret(choice.secretNames, subject.host)
  const read = readServedProof(view, subject)
  if (read.state === 'unavailable') return notRun(secret)
  const { servedAs } = read.proof
  if (servedAs === 'own' || servedAs === 'common-name') return clear
  if ((servedAs === 'stand-in' || servedAs === 'default') && report !== null) return report(choice, read.proof)
  const seen = servedAs === 'not-told' ? mayBeDefault : 'a probe was shown another certificate'
  return notRun({ ...secret, reason: 'not-built', detail: `Secrets are never read, and ${seen}` })
}

type Secrets = Extract<TlsChoice, { kind: 'secrets' }>

function describeUnused({ host }: HostSubject, view: ClusterView, choice: Secrets, proof: ServedProof) {
  const { namespace, name } = refTo('Ingress', choice.ingress)
  const names = choice.secretNames.join(', ')
  const [secretName = ''] = choice.secretNames
  const cause = `Secret ${namespace}/${names} does not exist, or has no certificate that NGINX can use for it`
  return {
    level: 'inferred' as const,
    summary: `${host} is served with the default certificate of the controller: ${cause}. No Certificate writes it.`,
    inShort: { effect: 'is served with the default certificate', cause },
    object: { kind: 'Secret', namespace, name: secretName },
    evidence: [
      describeProbe(proof, view, host),
      { object: { kind: 'Ingress', namespace, name }, field: choice.field, observed: names },
    ],
    fix: {
      text: `Create Secret ${namespace}/${secretName} with a certificate for ${host}, or let a Certificate write it.`,
      commands: [formatCommand('kubectl', 'describe', 'secret', secretName, '-n', namespace)],
    },
  }
}

const malformedReasons = new Set(['MissingData', 'InvalidKeyPair', 'InvalidCertificate'])

const tlsSecretMalformed = defineIssuanceRule({
  id: 'tls-secret-malformed',
  title: 'Secret holds no usable certificate',
  order: 119,
  who: 'tenant',
  causes: [...issuanceCauses, ...creationCauses],
  inputs: proofInputs,
  page: {
    see: 'cert-manager says that the Secret lacks data or holds a key or certificate that is not valid (MissingData, InvalidKeyPair, InvalidCertificate).',
    why: 'NGINX cannot use it and serves its default certificate; a warning in its log is all that tells.',
    fix: 'Delete the Secret, so that cert-manager writes it anew, and see what else writes into it.',
    confirm: 'kubectl describe certificate NAME -n NAMESPACE',
    source: `${readiness}; ingress-nginx v1.15.1, internal/ingress/controller/store/backend_ssl.go`,
  },
  judgeWithout: (subject, view, reason) => judgeUnwritten(subject, view, reason, null),
  judge(certificate, view) {
    const { ready } = certificate
    if (!hasOpenAttempt(certificate) || ready === null || !malformedReasons.has(ready.reason)) return clear
    return found(
      describeEmpty(certificate, view, quoteText(ready.message.replace(/^Issuing certificate as /, ''), view)),
    )
  },
})

function describeEmpty(certificate: Certificate, view: ClusterView, cause: string) {
  const object = refOfCertificate(certificate)
  const { ready } = certificate
  return describeFault(certificate, view, {
    cause: `${cause}, so NGINX serves its default certificate`,
    waitingUntil: findWait(certificate, view),
    evidence: [
      {
        object,
        field: 'status.conditions[type=Ready]',
        observed: `${ready?.status}, ${ready?.reason}: ${ready?.message}`,
      },
    ],
    fix: {
      text: 'Let cert-manager issue the certificate; its latest attempt says what it lacks.',
      commands: listRetryCommands(certificate),
    },
  })
}

/** Rules of what the Secret of a host holds, judged from the conditions of its Certificate, or from what a probe was shown. */
export const secretRules: IssuanceRule[] = [tlsSecretMissing, tlsSecretMalformed]
