import { type Check, clear, defineCheck, found, notApplicable, notRun } from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import { readIsCovered } from '@/lib/ingress-path/certificate-objects'
import { listIngressesWithRule } from '@/lib/ingress-path/host-server'
import { hasTlsEntryFor, listRuleHosts, listTlsHosts, refTo } from '@/lib/ingress-path/locations'
import type { HostSubject } from '@/lib/ingress-path/subjects'

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

/** Checks of the certificate of a host, in causal order. */
export const certificateChecks: Check<HostSubject>[] = [tlsBlockMissing]
