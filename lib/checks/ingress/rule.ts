import { type Check, type CheckOutcome, clear, defineCheck, found, notApplicable } from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import { formatSentenceTime } from '@/lib/format/sentence-time'
import { listNames, toAsciiName } from '@/lib/ingress-path/external-dns/host-names'
import { findHostServer, type HostServer } from '@/lib/ingress-path/host-server'
import { coversHost, listRuleHosts, listServerAliases, listTlsHosts, refTo } from '@/lib/ingress-path/locations'
import type { HostSubject, PathSubject } from '@/lib/ingress-path/subjects'
import { formatObjectRef } from '@/lib/model/object-ref'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { pathShadowedByOlder } from './rule-shadowed'

const createServersSource = 'ingress-nginx v1.15.1, internal/ingress/controller/controller.go (createServers)'

const ingressTerminating = defineCheck<HostSubject>({
  id: 'ingress-terminating',
  title: 'Ingress is being deleted',
  severity: 'error',
  level: 'proven',
  area: 'ingress',
  hop: 'ingress-rule',
  order: 17,
  who: 'either',
  inputs: [],
  page: {
    see: 'The Ingress has a deletion timestamp: it has been deleted, and finalizers keep it until somebody has cleaned up.',
    why: 'Its rules, DNS record and certificate go away as soon as the last finalizer is removed.',
    fix: 'Let the controller that owns the finalizer finish. If that controller is gone, remove the finalizer; then create the Ingress anew if it is still wanted.',
    confirm: "kubectl get ingress NAME -n NAMESPACE -o jsonpath='{.metadata.deletionTimestamp} {.metadata.finalizers}'",
    ignore: 'When the Ingress is meant to go.',
    source: 'Kubernetes 1.31, finalizers',
  },
  evaluate({ ingress }, view) {
    const { deletionTimestamp, finalizers = [], name, namespace = '' } = ingress.metadata
    if (deletionTimestamp === undefined) return clear
    const ref = refTo('Ingress', ingress)
    const deletedAt = formatSentenceTime(deletionTimestamp, view)
    const held = finalizers.length === 0 ? 'no finalizer' : finalizers.join(', ')
    return found({
      summary: `Ingress ${namespace}/${name} was deleted at ${deletedAt} and goes away for good once its finalizers are done (${held}).`,
      inShort: {
        effect: 'is going away',
        cause: `Ingress ${namespace}/${name} was deleted at ${deletedAt}, and only its finalizers keep it (${held})`,
      },
      object: ref,
      evidence: [
        { object: ref, field: 'metadata.deletionTimestamp', observed: deletionTimestamp, expected: 'not set' },
        { object: ref, field: 'metadata.finalizers', observed: held },
      ],
      fix: {
        text: 'Wait for the owner of the finalizer, or see why it does not finish. Create the Ingress anew if it is still wanted.',
        commands: [
          formatCommand('kubectl', 'get', 'ingress', name, '-n', namespace, '-o', 'jsonpath={.metadata.finalizers}'),
        ],
      },
    })
  },
})

const hostInTlsOnly = defineCheck<HostSubject>({
  id: 'host-in-tls-only',
  title: 'Host stands in tls but in no rule',
  severity: 'error',
  level: 'proven',
  area: 'ingress',
  hop: 'ingress-rule',
  order: 18,
  who: 'tenant',
  inputs: ['Ingress'],
  page: {
    see: 'The host is listed in a tls entry of the Ingress, but no rule of it has the host. When a wildcard rule or another Ingress serves the host it is a warning; when the entry is a wildcard over the hosts of the rules it is a note.',
    why: 'Only hosts of rules get a server. The host gets a DNS record and a certificate, yet NGINX answers 404 with its default certificate.',
    fix: 'Add a rule for the host, or remove it from the tls entry.',
    confirm: "kubectl get ingress NAME -n NAMESPACE -o jsonpath='{.spec.rules[*].host} {.spec.tls[*].hosts}'",
    source: createServersSource,
  },
  evaluate(subject, view) {
    const { ingress, host } = subject
    if (host === '*') return notApplicable('a rule without host has no name that tls could list')
    if (!listTlsHosts(ingress).includes(host)) return notApplicable('no tls entry lists the host')
    const field = `spec.tls[${(ingress.spec?.tls ?? []).findIndex((entry) => lowerAll(entry.hosts).includes(host))}].hosts`
    return judgeHostWithoutRule(subject, view, { text: `a tls entry (${field})`, field, needsOwnRule: true })
  },
})

const hostInAnnotationOnly = defineCheck<HostSubject>({
  id: 'host-in-annotation-only',
  title: 'Host stands only in an annotation',
  severity: 'error',
  level: 'proven',
  area: 'ingress',
  hop: 'ingress-rule',
  order: 19,
  who: 'tenant',
  inputs: ['Ingress'],
  page: {
    see: 'The hostname annotation of external-dns lists the host, but no rule and no tls entry of the Ingress does.',
    why: 'external-dns publishes a record for the host, yet NGINX has no server for it and answers 404.',
    fix: 'Add a rule for the host, or remove it from the annotation.',
    confirm: "kubectl get ingress NAME -n NAMESPACE -o jsonpath='{.metadata.annotations}'",
    source: `${createServersSource}; external-dns v0.22.0, source/ingress.go`,
  },
  evaluate(subject, view) {
    const { ingress, host } = subject
    if (host === '*') return notApplicable('the rule has no host')
    if (listTlsHosts(ingress).includes(host)) return notApplicable('a tls entry lists the host too')
    const key = Object.entries(ingress.metadata.annotations ?? {}).find(
      ([name, value]) => name.endsWith('/hostname') && listNames(value).includes(toAsciiName(host)),
    )?.[0]
    const field = `metadata.annotations[${key ?? 'hostname'}]`
    return judgeHostWithoutRule(subject, view, {
      text: `the annotation ${key ?? 'hostname'}`,
      field,
      needsOwnRule: false,
    })
  },
})

const lowerAll = (hosts: readonly string[] | undefined) => (hosts ?? []).map((host) => host.toLowerCase())

/** Where a host is declared. A tls entry needs a rule of its own Ingress to take effect; an annotation needs any rule at all. */
interface Declaration {
  text: string
  field: string
  needsOwnRule: boolean
}

/** Judges a host that is declared outside the rules: who, if anybody, serves it. */
function judgeHostWithoutRule({ ingress, host }: HostSubject, view: ClusterView, where: Declaration): CheckOutcome {
  const ruleHosts = listRuleHosts(ingress)
  if (ruleHosts.includes(host)) return clear
  const aliases = listServerAliases(ingress)
  if (aliases.includes(host)) return clear
  if (aliases.some((alias) => alias.startsWith('~'))) {
    return notApplicable('a regular expression in server-alias may serve the host')
  }
  const ref = refTo('Ingress', ingress)
  const evidence = [
    { object: ref, field: where.field, observed: host },
    { object: ref, field: 'spec.rules[*].host', observed: ruleHosts.join(', ') || 'no rules', expected: host },
  ]
  const { name, namespace } = ref
  const fix = {
    text: `Add a rule with host ${host} and its paths, or remove the host from ${where.text}.`,
    commands: [
      formatCommand('kubectl', 'get', 'ingress', name, '-n', namespace, '-o', 'jsonpath={.spec.rules[*].host}'),
      formatCommand('kubectl', 'edit', 'ingress', name, '-n', namespace),
    ],
  }
  const start = `${host} stands in ${where.text} of Ingress ${namespace}/${name}, but in none of its rules`
  const covered = ruleHosts.filter((ruleHost) => ruleHost !== '*' && coversHost(host, ruleHost))
  if (covered.length > 0) {
    if (!where.needsOwnRule) return clear
    const summary = `${start}. It covers ${covered.join(', ')}; any other name under it gets 404.`
    return found({ summary, object: ref, evidence, fix, severity: 'info' })
  }
  const { server, missing } = findHostServer(view, ingress, host)
  if (server !== null) {
    if (!where.needsOwnRule) return clear
    const summary = `${start}; ${describeServer(server, ref)}. The certificate of this entry is not used for it.`
    return found({ summary, object: ref, evidence, fix, severity: 'warning' })
  }
  if (missing === null) {
    const cause = `it stands in ${where.text} of Ingress ${namespace}/${name}, but in none of its rules`
    const summary = `${start}, so NGINX has no server for it and answers 404.`
    return found({ summary, inShort: { effect: 'answers 404', cause }, object: ref, evidence, fix })
  }
  return found({
    summary: `${start}, so NGINX answers 404 unless an Ingress of a namespace that could not be read has the rule.`,
    object: ref,
    evidence: [...evidence, { observed: `${missing.what} could not all be read: ${missing.detail}` }],
    fix,
    level: 'inferred',
  })
}

function describeServer({ ingress, host }: HostServer, own: { namespace: string; name: string }): string {
  const isOwn = ingress.namespace === own.namespace && ingress.name === own.name
  const rule = host === '*' ? 'rule without host' : `rule for ${host}`
  return isOwn ? `its ${rule} serves it` : `the ${rule} of ${formatObjectRef(ingress)} serves it`
}

/** Checks of what an Ingress declares for a host, in causal order. */
export const ruleChecks: Check<HostSubject>[] = [ingressTerminating, hostInTlsOnly, hostInAnnotationOnly]

/** Checks of one path among all Ingresses of its host. */
export const pathRuleChecks: Check<PathSubject>[] = [pathShadowedByOlder]
