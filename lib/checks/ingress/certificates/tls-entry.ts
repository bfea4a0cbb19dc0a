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
import {
  findTlsEntry,
  listTlsEntries,
  readCertificatesOfSecret,
  readIsCovered,
  readShimIssuer,
} from '@/lib/ingress-path/certificates/host-certificate'
import { listIngressesWithRule } from '@/lib/ingress-path/host-server'
import { hasTlsEntryFor, listRuleHosts, listTlsHosts, refTo } from '@/lib/ingress-path/locations'
import type { HostSubject, Ingress } from '@/lib/ingress-path/subjects'

const tlsBlockMissing = defineCheck<HostSubject>({
  id: 'tls-block-missing',
  title: 'Host has no tls entry',
  severity: 'info',
  level: 'proven',
  area: 'ingress',
  hop: 'certificate',
  order: 82,
  who: 'tenant',
  inputs: ['Ingress', 'Certificate'],
  page: {
    see: 'No tls entry of any Ingress of the host covers it, and no Certificate of their namespaces does.',
    why: 'HTTPS is answered with the default certificate of NGINX, and plain HTTP is not redirected.',
    fix: 'Add a tls entry with the host and a Secret name; with an issuer annotation cert-manager fills the Secret.',
    confirm: "kubectl get ingress NAME -n NAMESPACE -o jsonpath='{.spec.tls}'",
    ignore:
      'When the host is meant to be plain HTTP, TLS ends in front of the cluster, or the default certificate is a wildcard for it.',
    source: 'ingress-nginx v1.15.1, internal/ingress/controller/controller.go (createServers, extractTLSSecretName)',
  },
  evaluate({ ingress, host }, view) {
    if (host === '*') return notApplicable('a rule without host has no name for a certificate')
    if (hasTlsEntryFor(ingress, host)) return clear
    if (!listRuleHosts(ingress).includes(host)) return notApplicable('no rule of the Ingress has the host')
    const { ingresses, missing } = listIngressesWithRule(view, ingress, host)
    if (ingresses.some((other) => hasTlsEntryFor(other, host))) return clear
    if (missing !== null) return notRun(missing)
    const namespaces = new Set([ingress, ...ingresses].map((other) => other.metadata.namespace ?? ''))
    let areCertificatesInstalled = true
    for (const namespace of namespaces) {
      const read = readIsCovered(view, namespace, host)
      if (read.state === 'unavailable') {
        if (read.unavailable.reason !== 'not-installed') return notRun(read.unavailable)
        areCertificatesInstalled = false
      } else if (read.value) return clear
    }
    const ref = refTo('Ingress', ingress)
    const { name, namespace } = ref
    return found({
      summary: `${host} stands in no tls entry, so HTTPS is answered with the default certificate of NGINX.`,
      object: ref,
      evidence: [
        {
          object: ref,
          field: 'spec.tls[*].hosts',
          observed: listTlsHosts(ingress).join(', ') || 'no tls entry',
          expected: host,
        },
        { observed: areCertificatesInstalled ? `no Certificate covers ${host}` : 'cert-manager is not installed' },
      ],
      fix: {
        text: `Add a tls entry with host ${host} and a Secret name to Ingress ${namespace}/${name}.`,
        commands: [formatCommand('kubectl', 'edit', 'ingress', name, '-n', namespace)],
      },
    })
  },
})

const base = { area: 'ingress', hop: 'certificate', severity: 'error', level: 'proven', who: 'tenant' } as const
const shim = 'cert-manager v1.21.1, pkg/controller/certificate-shim/sync.go, helper.go'

const tlsIssuerAnnotationMissing = defineCheck<HostSubject>({
  ...base,
  id: 'tls-issuer-annotation-missing',
  title: 'No issuer annotation for the tls entry',
  // That a Secret is not there is never seen: it rests on annotations that only make sense beside an issuer.
  level: 'inferred',
  order: 83,
  inputs: ['Certificate'],
  page: {
    see: 'The tls entry names a Secret that no Certificate writes; the Ingress has annotations for cert-manager, but none that names an issuer.',
    why: 'cert-manager leaves an Ingress without an issuer annotation alone, without a word, so nothing fills the Secret.',
    fix: 'Add cert-manager.io/cluster-issuer or cert-manager.io/issuer with the name of an issuer.',
    confirm: "kubectl get ingress NAME -n NAMESPACE -o jsonpath='{.metadata.annotations}'",
    ignore: 'When the Secret is filled in another way, by hand or by another controller.',
    source: shim,
  },
  evaluate({ ingress, host }, view) {
    const entry = findTlsEntry(ingress, host)
    if (host === '*' || entry === undefined || entry.secretName === '')
      return notApplicable('no tls entry with a Secret is for the host')
    if (readShimIssuer(ingress).asks !== 'none') return clear
    const ref = refTo('Ingress', ingress)
    const read = readCertificatesOfSecret(view, ref.namespace, entry.secretName)
    if (read.state === 'unavailable') {
      if (read.unavailable.reason === 'not-installed') return notApplicable('cert-manager is not installed')
      return notRun(read.unavailable)
    }
    if (read.value.certificates.length + read.value.malformed.length > 0) return clear
    const strays = Object.entries(ingress.metadata.annotations ?? {}).filter(([key]) => strayAnnotation.test(key))
    const [stray] = strays
    if (stray === undefined) {
      const detail = `Secrets are never read, and no Certificate writes ${entry.secretName}`
      return notRun({
        what: `Secret ${ref.namespace}/${entry.secretName}`,
        reason: 'not-configured',
        detail,
        need: null,
      })
    }
    return found({
      summary: `Ingress ${ref.namespace}/${ref.name} has the annotation ${stray[0]}, but none that names an issuer, so cert-manager fills no Secret ${entry.secretName}.`,
      inShort: {
        effect: 'has no valid certificate',
        cause: `Ingress ${ref.namespace}/${ref.name} names no issuer for Secret ${entry.secretName}`,
      },
      object: ref,
      evidence: [
        ...strays.map(([key, value]) => ({ object: ref, field: `metadata.annotations[${key}]`, observed: value })),
        {
          object: ref,
          field: 'metadata.annotations',
          observed: 'no issuer',
          expected: 'cert-manager.io/issuer or cert-manager.io/cluster-issuer',
        },
        { observed: `no Certificate of namespace ${ref.namespace} writes Secret ${entry.secretName}` },
      ],
      fix: {
        text: 'Name an issuer in an annotation of the Ingress.',
        commands: [
          'kubectl get clusterissuers',
          formatCommand(
            'kubectl',
            'annotate',
            'ingress',
            ref.name,
            '-n',
            ref.namespace,
            'cert-manager.io/cluster-issuer=ISSUER',
          ),
        ],
      },
    })
  },
})

/** Annotations that somebody writes for cert-manager alone: its options, its old group, and the usual slips of the pen. */
const strayAnnotation = /(^|\.)cert-?manager\.(io|k8s\.io)\/|^kubernetes\.io\/tls-acme$/

/** Judges the tls section of an Ingress that asks cert-manager for certificates. */
function judgeShim(
  { ingress, host }: HostSubject,
  judge: (issuer: ReturnType<typeof readShimIssuer>) => CheckOutcome,
): CheckOutcome {
  if (host === '*' || findTlsEntryOf(ingress, host) === undefined) return notApplicable('no tls entry is for the host')
  const issuer = readShimIssuer(ingress)
  return issuer.asks === 'none'
    ? notApplicable('the Ingress does not ask cert-manager for a certificate')
    : judge(issuer)
}

/** Unlike NGINX, cert-manager also skips entries that name no Secret: they count here. */
const findTlsEntryOf = (ingress: Ingress, host: string) =>
  findTlsEntry(ingress, host) ?? listTlsEntries(ingress).find(({ hosts }) => hosts.length === 0)

const tlsBothIssuers = defineCheck<HostSubject>({
  ...base,
  id: 'tls-both-issuers',
  title: 'Ingress names two issuers',
  order: 84,
  inputs: [],
  page: {
    see: 'The Ingress has both annotations, cert-manager.io/issuer and cert-manager.io/cluster-issuer.',
    why: 'cert-manager does not choose: it writes an event BadConfig, and makes and updates no Certificate for the Ingress.',
    fix: 'Remove one of the two annotations.',
    confirm: "kubectl get ingress NAME -n NAMESPACE -o jsonpath='{.metadata.annotations}'",
    source: shim,
  },
  evaluate: (subject) =>
    judgeShim(subject, ({ asks, name }) => {
      if (asks !== 'both') return clear
      const ref = refTo('Ingress', subject.ingress)
      return found({
        summary: `Ingress ${ref.namespace}/${ref.name} names both an Issuer and a ClusterIssuer (${name}), so cert-manager makes no certificate for it.`,
        inShort: {
          effect: 'gets no certificate',
          cause: `Ingress ${ref.namespace}/${ref.name} names both an Issuer and a ClusterIssuer`,
        },
        object: ref,
        evidence: ['issuer', 'cluster-issuer'].map((key) => ({
          object: ref,
          field: `metadata.annotations[cert-manager.io/${key}]`,
          observed: subject.ingress.metadata.annotations?.[`cert-manager.io/${key}`] ?? '',
          expected: 'only one of the two',
        })),
        fix: {
          text: 'Remove the annotation that is not meant.',
          commands: [
            formatCommand('kubectl', 'annotate', 'ingress', ref.name, '-n', ref.namespace, 'cert-manager.io/issuer-'),
          ],
        },
      })
    }),
})

const tlsBlockIncomplete = defineCheck<HostSubject>({
  ...base,
  id: 'tls-block-incomplete',
  title: 'tls entry lacks hosts or Secret name',
  order: 85,
  inputs: [],
  page: {
    see: 'The Ingress asks cert-manager for certificates, and the tls entry for the host has no hosts or no secretName.',
    why: 'cert-manager skips such an entry with an event BadConfig, so no certificate is made for it.',
    fix: 'Give the entry both: the hosts, and the name of the Secret that is to hold the certificate.',
    confirm: "kubectl get ingress NAME -n NAMESPACE -o jsonpath='{.spec.tls}'",
    source: shim,
  },
  evaluate: (subject) =>
    judgeShim(subject, () => {
      const entry = findTlsEntryOf(subject.ingress, subject.host)
      if (entry === undefined || (entry.secretName !== '' && entry.hosts.length > 0)) return clear
      const ref = refTo('Ingress', subject.ingress)
      const lacking = entry.secretName === '' ? 'secretName' : 'hosts'
      return found({
        summary: `Entry ${entry.index} of spec.tls of Ingress ${ref.namespace}/${ref.name} has no ${lacking}, so cert-manager skips it and ${subject.host} gets no certificate.`,
        inShort: {
          effect: 'gets no certificate',
          cause: `entry ${entry.index} of spec.tls of Ingress ${ref.namespace}/${ref.name} has no ${lacking}`,
        },
        object: ref,
        evidence: [
          {
            object: ref,
            field: `spec.tls[${entry.index}].${lacking}`,
            observed: 'absent',
            expected: lacking === 'hosts' ? subject.host : 'the name of a Secret',
          },
        ],
        fix: {
          text: `Add ${lacking} to the entry.`,
          commands: [formatCommand('kubectl', 'edit', 'ingress', ref.name, '-n', ref.namespace)],
        },
      })
    }),
})

const tlsDuplicateSecret = defineCheck<HostSubject>({
  ...base,
  id: 'tls-duplicate-secret-in-ingress',
  title: 'Two tls entries name the same Secret',
  order: 86,
  inputs: [],
  page: {
    see: 'Two entries of spec.tls of one Ingress have the same secretName; two entries without one count as the same.',
    why: 'cert-manager refuses the whole Ingress with an event BadConfig: it makes and updates no Certificate for any of its hosts.',
    fix: 'Put the hosts into one entry, or give each entry a Secret of its own.',
    confirm: "kubectl get ingress NAME -n NAMESPACE -o jsonpath='{.spec.tls}'",
    source: `${shim}; cert-manager issue 7581`,
  },
  evaluate: (subject) =>
    judgeShim(subject, () => {
      const entries = listTlsEntries(subject.ingress)
      const twin = entries.find(
        (entry, index) => entries.findIndex(({ secretName }) => secretName === entry.secretName) < index,
      )
      if (twin === undefined) return clear
      const ref = refTo('Ingress', subject.ingress)
      const name = twin.secretName === '' ? 'no Secret' : `Secret ${twin.secretName}`
      return found({
        summary: `Two tls entries of Ingress ${ref.namespace}/${ref.name} name ${name}, so cert-manager leaves the whole Ingress alone.`,
        inShort: {
          effect: 'gets no certificate',
          cause: `two tls entries of Ingress ${ref.namespace}/${ref.name} name ${name}`,
        },
        object: ref,
        evidence: entries
          .filter(({ secretName }) => secretName === twin.secretName)
          .map(({ index, hosts, secretName }) => ({
            object: ref,
            field: `spec.tls[${index}].secretName`,
            observed: `${secretName || 'absent'} for ${hosts.join(', ') || 'no hosts'}`,
          })),
        fix: {
          text: 'Join the entries, or name a Secret of its own in each.',
          commands: [formatCommand('kubectl', 'edit', 'ingress', ref.name, '-n', ref.namespace)],
        },
      })
    }),
})

/** Checks of the tls entry of a host: whether cert-manager can make a Certificate of it at all. In causal order. */
export const tlsEntryChecks: Check<HostSubject>[] = [
  tlsBlockMissing,
  tlsIssuerAnnotationMissing,
  tlsBothIssuers,
  tlsBlockIncomplete,
  tlsDuplicateSecret,
]
