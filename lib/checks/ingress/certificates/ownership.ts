import {
  type Check,
  clear,
  defineCheck,
  type FindingDraft,
  found,
  notApplicable,
  notRun,
} from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import { type Certificate, narrowCertificate } from '@/lib/ingress-path/certificates/cert-manager-objects'
import {
  findHostCertificate,
  findTlsEntry,
  readCertificatesOfSecret,
  readShimIssuer,
} from '@/lib/ingress-path/certificates/host-certificate'
import { isStillServed } from '@/lib/ingress-path/certificates/issuance'
import { listBadAnnotations } from '@/lib/ingress-path/certificates/shim-annotations'
import { coversHost, refTo } from '@/lib/ingress-path/locations'
import type { HostSubject, Ingress } from '@/lib/ingress-path/subjects'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { defineIssuanceRule, hostCertificateInputs, type IssuanceRule, refOfCertificate } from './issuance-rule'

const base = { area: 'ingress', hop: 'certificate', severity: 'error', level: 'proven', who: 'tenant' } as const
const shim = 'cert-manager v1.21.1, pkg/controller/certificate-shim/sync.go'
/** Bound for cert-manager to make a Certificate of a new Ingress. */
const creationGraceMs = 2 * 60_000

const covers = ({ hosts }: Certificate, host: string) => hosts.some((name) => coversHost(name, host))

const tlsCertOwnedByOther = defineCheck<HostSubject>({
  ...base,
  id: 'tls-cert-owned-by-other',
  title: 'Certificate of that name belongs to another',
  order: 87,
  inputs: ['Certificate'],
  page: {
    see: 'A Certificate named like the Secret of the tls entry exists, and this Ingress is not its controller.',
    why: 'cert-manager leaves a Certificate alone that another Ingress or a person made: the hosts of this Ingress are never added to it.',
    fix: 'Name a Secret of its own in the tls entry, or put all hosts into the Ingress that owns the Certificate.',
    confirm: "kubectl get certificate SECRET -n NAMESPACE -o jsonpath='{.metadata.ownerReferences}'",
    ignore:
      'When the Certificate is written by hand on purpose and covers the host; the issuer annotation can then go.',
    source: shim,
  },
  evaluate({ ingress, host }, view) {
    const entry = findTlsEntry(ingress, host)
    if (host === '*' || entry === undefined || entry.secretName === '')
      return notApplicable('no tls entry with a Secret is for the host')
    if (readShimIssuer(ingress).asks === 'none')
      return notApplicable('the Ingress does not ask cert-manager for a certificate')
    const ref = refTo('Ingress', ingress)
    const lookup = view.lookUp('Certificate', ref.namespace, entry.secretName)
    if (lookup.state === 'unavailable') return notRun(lookup.unavailable)
    if (lookup.state === 'absent') return clear
    const { value: certificate, problem } = narrowCertificate(lookup.object)
    if (certificate === null) {
      const what = `Certificate ${entry.secretName}`
      return notRun({ what, reason: 'not-built', detail: `its shape is not understood: ${problem}`, need: null })
    }
    if (isOwnedBy(certificate, ingress)) return clear
    const { owner } = certificate
    const whose = owner === null ? 'was written by hand' : `belongs to ${owner.kind} ${ref.namespace}/${owner.name}`
    return found({
      // It works as it is, and only changes of this Ingress will not reach it.
      severity: covers(certificate, host) ? 'info' : undefined,
      summary: `Certificate ${ref.namespace}/${entry.secretName} ${whose}, so cert-manager does not add ${host} of Ingress ${ref.name} to it.`,
      inShort: {
        effect: 'gets no certificate',
        cause: `Certificate ${ref.namespace}/${entry.secretName} ${whose} and is not for this host`,
      },
      object: ref,
      evidence: [
        {
          object: refOfCertificate(certificate),
          field: 'metadata.ownerReferences',
          observed: owner === null ? 'no controller' : `${owner.kind} ${owner.name}`,
          expected: `Ingress ${ref.name}`,
        },
        {
          object: refOfCertificate(certificate),
          field: 'spec.dnsNames',
          observed: certificate.hosts.join(', ') || 'none',
        },
      ],
      fix: {
        text: 'Name a Secret of its own in the tls entry of this Ingress.',
        commands: [formatCommand('kubectl', 'edit', 'ingress', ref.name, '-n', ref.namespace)],
      },
    })
  },
})

function isOwnedBy({ owner }: Certificate, { metadata }: Ingress): boolean {
  if (owner?.kind !== 'Ingress' || owner.name !== metadata.name) return false
  return owner.uid === null || metadata.uid === undefined || owner.uid === metadata.uid
}

const tlsShimAnnotationInvalid = defineCheck<HostSubject>({
  ...base,
  id: 'tls-shim-annotation-invalid',
  title: 'cert-manager cannot read an annotation',
  level: 'inferred',
  order: 88,
  causes: ['cert-manager-not-running', 'tls-both-issuers', 'tls-block-incomplete', 'tls-duplicate-secret-in-ingress'],
  inputs: ['Certificate'],
  page: {
    see: 'The Ingress asks for a certificate, no Certificate exists two minutes later, and one of its cert-manager.io annotations does not parse.',
    why: 'cert-manager makes nothing of an Ingress with an annotation that it cannot translate. It says so in its log only.',
    fix: 'Correct the annotation.',
    confirm: "kubectl get ingress NAME -n NAMESPACE -o jsonpath='{.metadata.annotations}'",
    source: `${shim}, helper.go (translateAnnotations)`,
  },
  evaluate({ ingress, host }, view) {
    const entry = findTlsEntry(ingress, host)
    if (host === '*' || entry === undefined || entry.secretName === '' || entry.hosts.length === 0) {
      return notApplicable('no complete tls entry is for the host')
    }
    if (readShimIssuer(ingress).asks === 'none')
      return notApplicable('the Ingress does not ask cert-manager for a certificate')
    const [bad] = listBadAnnotations(ingress)
    if (bad === undefined) return clear
    const ref = refTo('Ingress', ingress)
    const lookup = view.lookUp('Certificate', ref.namespace, entry.secretName)
    if (lookup.state === 'unavailable') return notRun(lookup.unavailable)
    if (lookup.state === 'found') return clear
    const createdMs = Date.parse(ingress.metadata.creationTimestamp ?? '')
    const isYoung = !Number.isNaN(createdMs) && !view.hasPassed(createdMs + creationGraceMs)
    return found({
      summary: `Annotation ${bad.key} of Ingress ${ref.namespace}/${ref.name} is "${bad.value}", not ${bad.expected}, so cert-manager makes no certificate for ${host}.`,
      inShort: {
        effect: 'gets no certificate',
        cause: `annotation ${bad.key} of Ingress ${ref.namespace}/${ref.name} is "${bad.value}", not ${bad.expected}`,
      },
      object: ref,
      waitingUntil: isYoung ? new Date(createdMs + creationGraceMs).toISOString() : undefined,
      evidence: [
        { object: ref, field: `metadata.annotations[${bad.key}]`, observed: bad.value, expected: bad.expected },
        { observed: `no Certificate ${ref.namespace}/${entry.secretName}` },
      ],
      fix: {
        text: 'Correct the annotation, or take it away.',
        commands: [formatCommand('kubectl', 'annotate', 'ingress', ref.name, '-n', ref.namespace, `${bad.key}-`)],
      },
    })
  },
})

const tlsHostNotInCertificate = defineCheck<HostSubject>({
  ...base,
  id: 'tls-host-not-in-certificate',
  title: 'Certificate does not cover the host',
  order: 89,
  causes: [
    'cert-manager-not-running',
    'tls-both-issuers',
    'tls-block-incomplete',
    'tls-duplicate-secret-in-ingress',
    'tls-cert-owned-by-other',
  ],
  inputs: ['Certificate'],
  page: {
    see: 'The tls entry lists the host, and the Certificate that writes its Secret does not.',
    why: 'NGINX does not serve a certificate for a host that is not in it: it falls back to its default certificate.',
    fix: 'Add the host to the Certificate, or give this Ingress a Secret of its own.',
    confirm: "kubectl get certificate SECRET -n NAMESPACE -o jsonpath='{.spec.dnsNames}'",
    source: 'ingress-nginx v1.15.1, internal/ingress/controller/controller.go (createServers); RFC 6125 §6.4.3',
  },
  evaluate(subject, view) {
    const { ingress, host } = subject
    if (findTlsEntry(ingress, host)?.hosts.includes(host) !== true) return notApplicable('no tls entry lists the host')
    const read = findHostCertificate(view, subject)
    if (read.state === 'unavailable') return notRun(read.unavailable)
    if (read.state === 'none') return notApplicable(read.reason)
    const { certificate } = read
    if (covers(certificate, host)) return clear
    return found(describeUncovered(certificate, ingress, host))
  },
})

function describeUncovered(certificate: Certificate, ingress: Ingress, host: string): FindingDraft {
  const ref = refOfCertificate(certificate)
  const names = certificate.hosts.join(', ') || 'no names'
  return {
    summary: `Certificate ${ref.namespace}/${ref.name} is for ${names}, not for ${host}, so NGINX serves its default certificate there.`,
    inShort: { effect: 'has no valid certificate', cause: `Certificate ${ref.namespace}/${ref.name} is for ${names}` },
    object: ref,
    evidence: [
      { object: ref, field: 'spec.dnsNames', observed: names, expected: host },
      { object: refTo('Ingress', ingress), field: 'spec.tls[*].hosts', observed: host },
    ],
    fix: {
      text: `Add ${host} to the Certificate, or give its tls entry a Secret of its own.`,
      commands: [formatCommand('kubectl', 'edit', 'certificate', ref.name, '-n', ref.namespace)],
    },
  }
}

const twoCertificatesOneSecret = defineIssuanceRule({
  id: 'two-certificates-one-secret',
  title: 'Two Certificates write one Secret',
  order: 90,
  who: 'tenant',
  inputs: hostCertificateInputs,
  page: {
    see: 'Two or more Certificates of the namespace have the same spec.secretName.',
    why: 'They overwrite each other, or cert-manager serves only one of them and passes the others over without a word. Which names the Secret is for depends on who was last.',
    fix: 'Give each Certificate a Secret of its own.',
    confirm: 'kubectl get certificates -n NAMESPACE -o custom-columns=NAME:.metadata.name,SECRET:.spec.secretName',
    source: 'cert-manager v1.21.1, internal/controller/certificates (CertificateOwnsSecret)',
  },
  judge(certificate, view) {
    const read = readCertificatesOfSecret(view, certificate.namespace, certificate.secretName)
    if (read.state === 'unavailable') return notRun(read.unavailable)
    const { certificates } = read.value
    if (certificates.length < 2) return clear
    return found(describeSharing(certificates, certificate, view))
  },
})

function describeSharing(
  certificates: readonly Certificate[],
  certificate: Certificate,
  view: ClusterView,
): FindingDraft {
  const { namespace, secretName } = certificate
  const names = certificates.map(({ name }) => name)
  const areAllWell = certificates.every((one) => one.ready?.status === 'True' && isStillServed(view, one))
  return {
    severity: areAllWell || isStillServed(view, certificate) ? 'warning' : undefined,
    summary: `Certificates ${names.join(' and ')} of namespace ${namespace} write the same Secret ${secretName} and overwrite each other.`,
    inShort: {
      effect: 'has no certificate of its own',
      cause: `Certificates ${names.join(' and ')} write the same Secret ${secretName}`,
    },
    object: refOfCertificate(certificate),
    evidence: certificates.map((one) => ({
      object: refOfCertificate(one),
      field: 'spec.secretName',
      observed:
        `${one.secretName}, for ${one.hosts.join(', ') || 'no names'}; Ready ${one.ready?.status ?? 'not stated'} ${one.ready?.reason ?? ''}`.trim(),
    })),
    fix: {
      text: 'Give each Certificate a Secret of its own.',
      commands: [formatCommand('kubectl', 'get', 'certificates', '-n', namespace, '-o', 'wide')],
    },
  }
}

/** Checks of whose Certificate it is and what it covers, in causal order. */
export const ownershipChecks: Check<HostSubject>[] = [
  tlsCertOwnedByOther,
  tlsShimAnnotationInvalid,
  tlsHostNotInCertificate,
]

/** Rules of Certificates that stand in each other's way. */
export const ownershipRules: IssuanceRule[] = [twoCertificatesOneSecret]
