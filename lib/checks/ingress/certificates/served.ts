import {
  type Check,
  type CheckOutcome,
  clear,
  defineCheck,
  found,
  notApplicable,
  notRun,
} from '@/lib/checks/define-check'
import { judgeControllers } from '@/lib/checks/ingress/controller-preconditions'
import { formatCommand } from '@/lib/checks/shell-command'
import type { Certificate } from '@/lib/ingress-path/certificates/cert-manager-objects'
import { findTlsEntry, readShimIssuer } from '@/lib/ingress-path/certificates/host-certificate'
import { hasOpenAttempt } from '@/lib/ingress-path/certificates/issuance'
import { readServed } from '@/lib/ingress-path/certificates/served-certificate'
import { claimInputs } from '@/lib/ingress-path/claim'
import { readScalar } from '@/lib/ingress-path/flags'
import { coversHost, refTo } from '@/lib/ingress-path/locations'
import type { HostSubject } from '@/lib/ingress-path/subjects'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import {
  defineIssuanceRule,
  describeFault,
  hostCertificateInputs,
  type IssuanceRule,
  listRetryCommands,
  quoteText,
  refOfCertificate,
} from './issuance-rule'
import { issuanceCauses } from './lifetime'

const base = { area: 'ingress', hop: 'certificate', severity: 'error', level: 'proven' } as const
const selection =
  'ingress-nginx v1.15.1, internal/ingress/controller/controller.go (createServers, extractTLSSecretName)'
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
  inputs: hostCertificateInputs,
  page: {
    see: 'cert-manager says of the Certificate that its Secret does not exist (reason DoesNotExist). Fairlead never reads Secrets.',
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
})

const malformedReasons = new Set(['MissingData', 'InvalidKeyPair', 'InvalidCertificate'])

const tlsSecretMalformed = defineIssuanceRule({
  id: 'tls-secret-malformed',
  title: 'Secret holds no usable certificate',
  order: 119,
  who: 'tenant',
  causes: [...issuanceCauses, ...creationCauses],
  inputs: hostCertificateInputs,
  page: {
    see: 'cert-manager says that the Secret lacks data or holds a key or certificate that is not valid (MissingData, InvalidKeyPair, InvalidCertificate).',
    why: 'NGINX cannot use it and serves its default certificate; a warning in its log is all that tells.',
    fix: 'Delete the Secret, so that cert-manager writes it anew, and see what else writes into it.',
    confirm: 'kubectl describe certificate NAME -n NAMESPACE',
    source: `${readiness}; ingress-nginx v1.15.1, internal/ingress/controller/store/backend_ssl.go`,
  },
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

/** Judges what NGINX picks for a host; hosts without a server or a tls entry are not the matter of these checks. */
function judgeServed(
  subject: HostSubject,
  view: ClusterView,
  judge: (served: ReturnType<typeof readServed>) => CheckOutcome,
): CheckOutcome {
  if (subject.host === '*') return notApplicable('a rule without host has no name for a certificate')
  const served = readServed(view, subject)
  if (served.unavailable !== null) return notRun(served.unavailable)
  return judge(served)
}

const tlsSecretNameMismatch = defineCheck<HostSubject>({
  ...base,
  id: 'tls-secret-name-mismatch',
  title: 'Served Secret is for other names',
  order: 120,
  who: 'tenant',
  causes: ['tls-host-not-in-certificate', 'tls-cert-owned-by-other', 'tls-fixed-by-older-ingress'],
  inputs: hostCertificateInputs,
  page: {
    see: 'None of the Certificates of the Secrets that NGINX tries for the host covers it.',
    why: 'NGINX uses a certificate only for names that are in it, and serves its default certificate otherwise.',
    fix: 'List the host in a tls entry whose Certificate covers it.',
    confirm: 'kubectl get certificates -n NAMESPACE -o custom-columns=NAME:.metadata.name,NAMES:.spec.dnsNames',
    source: selection,
  },
  evaluate: (subject, view) =>
    judgeServed(subject, view, ({ choice, certificates, isMeant }) => {
      if (choice.kind !== 'secrets' || !isMeant) return notApplicable('no tls entry with a Secret is for the host')
      if (
        certificates.length === 0 ||
        certificates.some(({ hosts }) => hosts.some((name) => coversHost(name, subject.host)))
      )
        return clear
      const ref = refTo('Ingress', choice.ingress)
      const names = certificates.flatMap(({ hosts }) => hosts).join(', ') || 'no names'
      return found({
        summary: `NGINX takes ${subject.host} from Secret ${choice.secretNames.join(', ')}, whose certificate is for ${names}; it serves its default certificate instead.`,
        inShort: {
          effect: 'is served with the default certificate',
          cause: `the certificate of Secret ${choice.secretNames.join(', ')} is for ${names}`,
        },
        object: ref,
        evidence: certificates.map((one) => ({
          object: refOfCertificate(one),
          field: 'spec.dnsNames',
          observed: one.hosts.join(', ') || 'none',
          expected: subject.host,
        })),
        fix: {
          text: `List ${subject.host} in a tls entry whose Certificate covers it.`,
          commands: [formatCommand('kubectl', 'edit', 'ingress', ref.name, '-n', ref.namespace)],
        },
      })
    }),
})

const tlsFixedByOlderIngress = defineCheck<HostSubject>({
  ...base,
  id: 'tls-fixed-by-older-ingress',
  title: 'An older Ingress decides the certificate',
  order: 121,
  who: 'either',
  inputs: hostCertificateInputs,
  page: {
    see: 'An older Ingress of the same host has a tls entry, and it leads to another Secret than the tls entry of this one, or to none.',
    why: 'NGINX takes the certificate of a host from its oldest Ingress with any tls entry, for good: a perfect Secret named by a younger one is never used.',
    fix: 'Move the tls entry for the host into the older Ingress, or put both into one.',
    confirm: 'kubectl get ingress -A --sort-by=.metadata.creationTimestamp',
    source: selection,
  },
  evaluate: (subject, view) =>
    judgeServed(subject, view, ({ choice, certificates, usable }) => {
      const { ingress, host } = subject
      const own = findTlsEntry(ingress, host)
      if (own === undefined || own.secretName === '')
        return notApplicable('the Ingress has no tls entry with a Secret for the host')
      if (choice.kind !== 'secrets' && choice.kind !== 'default')
        return notApplicable('NGINX takes no Secret for the host')
      const decider = refTo('Ingress', choice.ingress)
      const ref = refTo('Ingress', ingress)
      if (decider.namespace === ref.namespace && decider.name === ref.name) return clear
      const names = choice.kind === 'secrets' ? choice.secretNames : []
      if (decider.namespace === ref.namespace && names.includes(own.secretName)) return clear
      if (usable !== null) return clear
      if (choice.kind === 'secrets' && certificates.length === 0) {
        const what = `Secret ${decider.namespace}/${names.join(', ')}`
        return notRun({
          what,
          reason: 'not-configured',
          detail: 'Secrets are never read, and no Certificate writes it',
          need: null,
        })
      }
      const leads =
        names.length === 0 ? 'names no Secret' : `leads to Secret ${names.join(', ')}, which has no certificate for it`
      return found({
        summary: `The older Ingress ${decider.namespace}/${decider.name} decides the certificate of ${host} and ${leads}; Secret ${own.secretName} of this Ingress is not used.`,
        inShort: {
          effect: 'is served with the default certificate',
          cause: `the older Ingress ${decider.namespace}/${decider.name} decides it and ${leads}`,
        },
        object: decider,
        evidence: [
          { object: decider, field: choice.field, observed: names.join(', ') || 'absent' },
          { object: ref, field: `spec.tls[${own.index}].secretName`, observed: own.secretName },
          {
            object: decider,
            field: 'metadata.creationTimestamp',
            observed: choice.ingress.metadata.creationTimestamp ?? 'absent',
          },
        ],
        fix: {
          text: `Move the tls entry for ${host} into Ingress ${decider.namespace}/${decider.name}.`,
          commands: [formatCommand('kubectl', 'edit', 'ingress', decider.name, '-n', decider.namespace)],
        },
      })
    }),
})

const tlsDefaultCertificateServed = defineCheck<HostSubject>({
  ...base,
  id: 'tls-default-certificate-served',
  title: 'Default certificate hides the missing one',
  severity: 'warning',
  order: 122,
  who: 'platform',
  causes: [
    'tls-secret-missing',
    'tls-secret-malformed',
    'tls-host-not-in-certificate',
    'tls-secret-name-mismatch',
    'tls-fixed-by-older-ingress',
  ],
  inputs: [...new Set([...hostCertificateInputs, ...claimInputs])],
  page: {
    see: 'The host has no usable certificate of its own, and the controller was started with --default-ssl-certificate.',
    why: 'HTTPS answers all the same, with a certificate that is not the host’s own. A wildcard may even be trusted, so nobody sees what is missing.',
    fix: 'Mend what keeps the own certificate away. Do not take the answer over HTTPS for proof that it was issued.',
    confirm: 'kubectl get pods -A -l app.kubernetes.io/component=controller -o yaml',
    ignore: 'When the default certificate is a wildcard that is meant for the host.',
    source:
      'ingress-nginx v1.15.1, pkg/flags/flags.go (--default-ssl-certificate), internal/ingress/controller/controller.go',
  },
  evaluate: (subject, view) =>
    judgeServed(subject, view, ({ isMeant, isDefault }) => {
      if (!isMeant) return notApplicable('no tls entry is for the host')
      if (!isDefault) return clear
      return judgeControllers(subject, view, (controllers) => {
        for (const controller of controllers) {
          const flag = readScalar(controller.flags, 'default-ssl-certificate', '')
          if (flag.state === 'unknown') {
            const need = 'the flag written in the arguments of the container'
            return notRun({
              what: `Flags of ${controller.namespace}/${controller.name}`,
              reason: 'not-configured',
              detail: flag.because,
              need,
            })
          }
          if (flag.value === '') continue
          return found({
            summary: `${subject.host} answers over HTTPS with the default certificate ${flag.value} of the controller, not with one of its own.`,
            object: controller.workload,
            evidence: [{ object: controller.workload, field: '--default-ssl-certificate', observed: flag.value }],
            fix: {
              text: 'Mend what keeps the certificate of the host away; the default one only hides it.',
              commands: [
                formatCommand('kubectl', 'get', 'certificates', '-n', subject.ingress.metadata.namespace ?? ''),
              ],
            },
          })
        }
        return clear
      })
    }),
})

const tlsSecretInWrongNamespace = defineCheck<HostSubject>({
  ...base,
  id: 'tls-secret-in-wrong-namespace',
  title: 'Secret is written in another namespace',
  level: 'inferred',
  order: 123,
  who: 'tenant',
  causes: ['tls-issuer-annotation-missing'],
  inputs: ['Certificate'],
  page: {
    see: 'No Certificate of this namespace writes the Secret that the tls entry names; one of another namespace writes a Secret of that name and covers the host.',
    why: 'NGINX looks for Secrets in the namespace of the Ingress only. Unless something copies it, the host is served with the default certificate.',
    fix: 'Make a Certificate in the namespace of the Ingress, or see that the Secret is copied there.',
    confirm: 'kubectl get certificates -A',
    ignore: 'When a controller or a person copies the Secret.',
    source: `${selection}: a Secret must be in the namespace of its Ingress`,
  },
  evaluate({ ingress, host }, view) {
    const entry = findTlsEntry(ingress, host)
    if (host === '*' || entry === undefined || entry.secretName === '')
      return notApplicable('no tls entry with a Secret is for the host')
    if (readShimIssuer(ingress).asks !== 'none')
      return notApplicable('cert-manager makes a Certificate in the namespace of the Ingress')
    const ref = refTo('Ingress', ingress)
    const listing = view.listingByIndex('Certificate', 'secretName', entry.secretName, null)
    if (listing.state === 'unavailable') {
      return listing.unavailable.reason === 'not-installed'
        ? notApplicable('cert-manager is not installed')
        : notRun(listing.unavailable)
    }
    if (listing.objects.some(({ metadata }) => metadata.namespace === ref.namespace)) return clear
    const other = listing.objects.find(({ spec }) => {
      const names = Array.isArray(spec?.dnsNames) ? spec.dnsNames : []
      return (
        spec?.secretTemplate === undefined && names.some((name) => typeof name === 'string' && coversHost(name, host))
      )
    })
    if (other === undefined) return listing.missing === null ? clear : notRun(listing.missing)
    const elsewhere = refTo('Certificate', other)
    return found({
      // A copy may exist: Secrets are never read.
      severity: 'warning',
      summary: `Secret ${entry.secretName} for ${host} is written in namespace ${elsewhere.namespace}, and NGINX looks for it in ${ref.namespace}.`,
      object: ref,
      evidence: [
        { object: elsewhere, field: 'spec.secretName', observed: entry.secretName },
        {
          object: ref,
          field: `spec.tls[${entry.index}].secretName`,
          observed: entry.secretName,
          expected: `a Certificate in namespace ${ref.namespace}`,
        },
      ],
      fix: {
        text: `Make a Certificate in namespace ${ref.namespace}, or see that the Secret is copied there.`,
        commands: [formatCommand('kubectl', 'get', 'certificates', '-n', ref.namespace)],
      },
    })
  },
})

/** Rules of what the Secret of a Certificate holds, judged from its conditions. */
export const secretRules: IssuanceRule[] = [tlsSecretMissing, tlsSecretMalformed]

/** Checks of which certificate NGINX serves, in causal order. */
export const servedChecks: Check<HostSubject>[] = [
  tlsSecretNameMismatch,
  tlsFixedByOlderIngress,
  tlsDefaultCertificateServed,
  tlsSecretInWrongNamespace,
]
