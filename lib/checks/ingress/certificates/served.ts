import {
  type Check,
  type CheckOutcome,
  clear,
  defineCheck,
  found,
  notApplicable,
  notRun,
} from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import { findTlsEntry, readShimIssuer } from '@/lib/ingress-path/certificates/host-certificate'
import { describeUnreadSecret, readServed } from '@/lib/ingress-path/certificates/served-certificate'
import { readServedProof, type ServedProof, sayServedNames } from '@/lib/ingress-path/certificates/served-proof'
import { coversHost, refTo } from '@/lib/ingress-path/locations'
import type { HostSubject } from '@/lib/ingress-path/subjects'
import type { ObjectRef } from '@/lib/model/object-ref'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { tlsDefaultCertificateServed } from './default-certificate'
import { refOfCertificate } from './issuance-rule'
import { describeProbe, proofInputs, selection } from './served-evidence'

const base = { area: 'ingress', hop: 'certificate', severity: 'error', level: 'proven' } as const

/** Judges what NGINX picks for a host; hosts without a server or a tls entry are not the matter of these checks. */
function judgeServed(
  subject: HostSubject,
  view: ClusterView,
  judge: (served: ReturnType<typeof readServed>, proof: ServedProof | null) => CheckOutcome,
): CheckOutcome {
  if (subject.host === '*') return notApplicable('a rule without host has no name for a certificate')
  const served = readServed(view, subject)
  if (served.unavailable !== null) return notRun(served.unavailable)
  const read = readServedProof(view, subject)
  return judge(served, read.state === 'observed' ? read.proof : null)
}

const tlsSecretNameMismatch = defineCheck<HostSubject>({
  ...base,
  id: 'tls-secret-name-mismatch',
  title: 'Served Secret is for other names',
  order: 120,
  who: 'tenant',
  causes: ['tls-host-not-in-certificate', 'tls-cert-owned-by-other', 'tls-fixed-by-older-ingress'],
  inputs: proofInputs,
  page: {
    see: 'None of the Certificates of the Secrets that NGINX tries for the host covers it, or a probe of the host was shown a certificate for other names.',
    why: 'NGINX uses a certificate only for names that are in it, and serves its default certificate otherwise.',
    fix: 'List the host in a tls entry whose Certificate covers it.',
    confirm: 'kubectl get certificates -n NAMESPACE -o custom-columns=NAME:.metadata.name,NAMES:.spec.dnsNames',
    source: selection,
  },
  evaluate: (subject, view) =>
    judgeServed(subject, view, ({ choice, certificates, isMeant }, proof) => {
      if (choice.kind !== 'secrets' || !isMeant) return notApplicable('no tls entry with a Secret is for the host')
      const ref = refTo('Ingress', choice.ingress)
      if (proof?.servedAs === 'own') return clear
      if (proof?.servedAs === 'other-names' || proof?.servedAs === 'common-name')
        return found(describeOtherNames(subject.host, view, ref, choice.secretNames, proof))
      if (certificates.length === 0)
        return notRun(describeUnreadSecret(choice.secretNames, subject.host, proof !== null))
      if (certificates.some(({ hosts }) => hosts.some((name) => coversHost(name, subject.host)))) return clear
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

/** What a probe was shown is for other names than the host. */
function describeOtherNames(
  host: string,
  view: ClusterView,
  ref: ObjectRef & { namespace: string },
  secretNames: readonly string[],
  proof: ServedProof,
) {
  const secret = secretNames.join(', ')
  const names = sayServedNames(proof.certificate)
  const cause =
    proof.servedAs === 'common-name'
      ? `the certificate of Secret ${secret} names it as its common name only, which browsers ignore`
      : `the certificate that is served is for ${names}, so NGINX uses none of Secret ${secret}`
  return {
    summary: `${host} is served with a certificate for other names: ${cause}.`,
    inShort: { effect: 'is served with a certificate for other names', cause },
    object: ref,
    evidence: [describeProbe(proof, view, host), { object: ref, field: 'spec.tls[*].secretName', observed: secret }],
    fix: {
      text: `Put a certificate with ${host} among its names into Secret ${secret}.`,
      commands: [formatCommand('kubectl', 'describe', 'secret', secretNames[0] ?? '', '-n', ref.namespace)],
    },
  }
}

const tlsFixedByOlderIngress = defineCheck<HostSubject>({
  ...base,
  id: 'tls-fixed-by-older-ingress',
  title: 'An older Ingress decides the certificate',
  order: 121,
  who: 'either',
  inputs: proofInputs,
  page: {
    see: 'An older Ingress of the same host has a tls entry, and it leads to another Secret than the tls entry of this one, or to none.',
    why: 'NGINX takes the certificate of a host from its oldest Ingress with any tls entry, for good: a perfect Secret named by a younger one is never used.',
    fix: 'Move the tls entry for the host into the older Ingress, or put both into one.',
    confirm: 'kubectl get ingress -A --sort-by=.metadata.creationTimestamp',
    source: selection,
  },
  evaluate: (subject, view) =>
    judgeServed(subject, view, ({ choice, certificates, usable }, proof) => {
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
      if (proof?.servedAs === 'own' || proof?.servedAs === 'common-name') return clear
      if (usable !== null) return clear
      const isProven = proof !== null && proof.servedAs !== 'not-told'
      if (choice.kind === 'secrets' && certificates.length === 0 && !isProven)
        return notRun(describeUnreadSecret(names, host, proof !== null))
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
          ...(isProven ? [describeProbe(proof, view, host)] : []),
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

/** Checks of which certificate NGINX serves, in causal order. */
export const servedChecks: Check<HostSubject>[] = [
  tlsSecretNameMismatch,
  tlsFixedByOlderIngress,
  tlsDefaultCertificateServed,
  tlsSecretInWrongNamespace,
]
