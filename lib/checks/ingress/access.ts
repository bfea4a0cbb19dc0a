import {
  type Check,
  clear,
  defineCheck,
  type EvidenceDraft,
  found,
  notApplicable,
  notRun,
} from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import { claimInputs } from '@/lib/ingress-path/claim'
import { listIngressesWithRule } from '@/lib/ingress-path/host-server'
import { fullName, isAnnotationTrue, listRuleHosts, refTo } from '@/lib/ingress-path/locations'
import { listOwnAnnotations } from '@/lib/ingress-path/nginx/own-annotations'
import { requireSwitch, settingsInputs } from '@/lib/ingress-path/nginx/settings'
import { publicationInputs, readPublication } from '@/lib/ingress-path/publish'
import { isSameAddress } from '@/lib/ingress-path/read-probe'
import type { HostSubject, Ingress } from '@/lib/ingress-path/subjects'
import { formatObjectRef, type ObjectRef } from '@/lib/model/object-ref'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { annotationField, shortNames } from './annotation-preconditions'
import { nameOf } from './class-evidence'
import { judgeControllers } from './controller-preconditions'
import { describeAnswer, listProbedAnswers, type ProbedStatus } from './probed-answers'

const common = { area: 'ingress', hop: 'ingress-rule', level: 'inferred' } as const

/** Annotations that keep some clients out: 403 for an address, 401 or a redirect for a login. */
const restricting = new Set([
  'allowlist-source-range',
  'whitelist-source-range',
  'denylist-source-range',
  'auth-type',
  'auth-url',
  'auth-tls-secret',
])

const accessRestricted = defineCheck<HostSubject>({
  ...common,
  id: 'access-restricted',
  title: 'Some clients are kept out on purpose',
  severity: 'info',
  order: 141,
  who: 'tenant',
  inputs: ['Probe'],
  page: {
    see: 'The Ingress has a list of client addresses that are admitted or refused, or asks for a login or a client certificate. It is proven when a probe of the host was answered with 401 or 403.',
    why: 'Everybody else gets 403 or 401. With externalTrafficPolicy Cluster the controller sees addresses of nodes instead of clients, so that a list of addresses keeps out everybody.',
    fix: 'Add the clients that are missing to the list, or correct what the login asks.',
    confirm: "kubectl get ingress NAME -n NAMESPACE -o jsonpath='{.metadata.annotations}'",
    ignore: 'When the clients that are kept out are meant to be.',
    source: 'ingress-nginx v1.15.1, docs/user-guide/nginx-configuration/annotations.md',
  },
  evaluate({ ingress, host }, view) {
    const annotations = listOwnAnnotations(ingress).filter(({ name, value }) => restricting.has(name) && value !== '')
    if (annotations.length === 0) return clear
    const object = refTo('Ingress', ingress)
    const refused = listProbedAnswers(view, host).find(({ status }) => status === 401 || status === 403)
    const told = refused === undefined ? '' : ` A probe from the Fairlead server got ${refused.status}.`
    return found({
      level: refused === undefined ? undefined : 'proven',
      summary: `Ingress ${nameOf(ingress)} admits some clients only (${shortNames(annotations)}); all others get 403 or 401.${told}`,
      object,
      evidence: (refused === undefined ? [] : [describeAnswer(refused)]).concat(
        annotations.map(({ key, name, value }) => ({
          object,
          field: annotationField(key),
          observed: name.endsWith('source-range') ? value : 'set',
        })),
      ),
      fix: {
        text: 'Add the clients that are missing, if any are.',
        commands: [formatCommand('kubectl', 'edit', 'ingress', object.name, '-n', object.namespace)],
      },
    })
  },
})

const redirectLoop = defineCheck<HostSubject>({
  ...common,
  id: 'redirect-loop',
  title: 'Redirects may go round in circles',
  severity: 'warning',
  order: 144,
  who: 'either',
  inputs: [...new Set([...claimInputs, ...publicationInputs, ...settingsInputs, 'Probe'] as const)],
  page: {
    see: 'A probe of the host was redirected to the very address that it asked for. Or NGINX redirects to HTTPS, the load balancer in front of it ends TLS itself, and the controller does not believe X-Forwarded-Proto (use-forwarded-headers). Or a host and its www name each redirect to the other.',
    why: 'NGINX sees plain HTTP again after every redirect and sends the client round once more: browsers stop with "too many redirects".',
    fix: 'Set use-forwarded-headers in the ConfigMap of the controller, or switch the redirect off. For www names keep from-to-www-redirect on one of the two.',
    confirm: 'curl -sSI https://HOST',
    source:
      'ingress-nginx v1.15.1, docs/user-guide/nginx-configuration/configmap.md (use-forwarded-headers), internal/ingress/controller/nginx.go (from-to-www)',
  },
  evaluate(subject, view) {
    const { ingress, host } = subject
    if (!listRuleHosts(ingress).includes(host)) return notApplicable('the Ingress has no rule for the host')
    const answers = listProbedAnswers(view, host)
    const loop = answers.find(
      ({ location, asked, status }) =>
        status >= 300 && status < 400 && location !== null && isSameAddress(location, asked),
    )
    if (loop !== undefined) return found(describeProbedLoop(ingress, host, loop))
    const isForced = isAnnotationTrue(ingress, 'force-ssl-redirect')
    const isWww = isAnnotationTrue(ingress, 'from-to-www-redirect')
    if (!isForced && !isWww) return notApplicable('nothing redirects')
    const twin = isWww ? findTwin(view, subject) : { ingress: null, missing: null }
    if (twin.ingress !== null) return found(describeTwin(ingress, twin.ingress))
    if (twin.missing !== null) return notRun(twin.missing)
    // Whoever asks over HTTPS and is not sent round shows that TLS reaches NGINX, or that it believes who ends it.
    if (!isForced || answers.some(({ asked }) => asked.startsWith('https:'))) return clear
    return judgeControllers(subject, view, (controllers) => {
      for (const controller of controllers) {
        const ref = readPublication(view, controller).service?.ref
        const ending = ref === undefined ? null : findTlsEnd(view, ref)
        if (ref === undefined || ending === null || requireSwitch(view, controller, 'use-forwarded-headers')) continue
        return found(describeLoop(ingress, ref, ending))
      }
      return clear
    })
  },
})

function describeProbedLoop(ingress: Ingress, host: string, loop: ProbedStatus) {
  const cause = `${loop.asked} redirects to itself (${loop.status})`
  return {
    level: 'proven' as const,
    severity: 'error' as const,
    summary: `${host} goes round in circles: ${cause}, so browsers stop with "too many redirects".`,
    inShort: { effect: 'redirects to itself', cause },
    object: refTo('Ingress', ingress),
    evidence: [describeAnswer(loop)],
    fix: {
      text: 'If something in front of NGINX ends TLS, set use-forwarded-headers in the ConfigMap of the controller; else switch off the redirect of the Ingress, or that of the application.',
      commands: [formatCommand('curl', '-sI', loop.asked)],
    },
  }
}

/** The Ingress of the name with or without www that redirects too. */
function findTwin(view: ClusterView, { ingress, host }: HostSubject) {
  const other = host.startsWith('www.') ? host.slice(4) : `www.${host}`
  const { ingresses, missing } = listIngressesWithRule(view, ingress, other)
  const found = ingresses.find(
    (one) => listRuleHosts(one).includes(other) && isAnnotationTrue(one, 'from-to-www-redirect'),
  )
  return { ingress: found ?? null, missing: found === undefined ? missing : null }
}

function describeTwin(ingress: Ingress, twin: Ingress) {
  const key = 'nginx.ingress.kubernetes.io/from-to-www-redirect'
  const both = [ingress, twin].map(
    (one): EvidenceDraft => ({
      object: refTo('Ingress', one),
      field: annotationField(key),
      observed: 'true',
      expected: 'on one of the two only',
    }),
  )
  return {
    summary: `Ingresses ${fullName(ingress)} and ${fullName(twin)} each redirect from and to the www name of the other, so clients may be sent back and forth.`,
    object: refTo('Ingress', ingress),
    evidence: both,
    fix: {
      text: 'Remove from-to-www-redirect from one of the two.',
      commands: [
        formatCommand(
          'kubectl',
          'annotate',
          'ingress',
          twin.metadata.name,
          '-n',
          twin.metadata.namespace ?? '',
          `${key}-`,
        ),
      ],
    },
  }
}

const tlsEnds =
  /^service\.(beta\.)?kubernetes\.io\/(aws-load-balancer-ssl-cert|do-loadbalancer-certificate-id|oci-load-balancer-tls-secret)$/

/** The annotation by which the load balancer of a Service ends TLS; null when it passes TLS on. */
function findTlsEnd(view: ClusterView, ref: ObjectRef): string | null {
  const service = view.find('Service', ref.namespace, ref.name)
  return Object.keys(service?.metadata.annotations ?? {}).find((key) => tlsEnds.test(key)) ?? null
}

function describeLoop(ingress: Ingress, service: ObjectRef, annotation: string) {
  return {
    summary: `Ingress ${nameOf(ingress)} redirects to HTTPS (force-ssl-redirect), but ${formatObjectRef(service)} ends TLS before NGINX and use-forwarded-headers is off, so every redirect comes back as plain HTTP.`,
    object: refTo('Ingress', ingress),
    evidence: [
      {
        object: refTo('Ingress', ingress),
        field: annotationField('nginx.ingress.kubernetes.io/force-ssl-redirect'),
        observed: 'true',
      },
      { object: service, field: annotationField(annotation), observed: 'set: the load balancer ends TLS' },
      { observed: 'use-forwarded-headers is false', expected: 'true behind such a load balancer' },
    ],
    fix: {
      who: 'platform' as const,
      text: 'Set use-forwarded-headers: "true" in the ConfigMap of the controller.',
      commands: [formatCommand('kubectl', 'get', 'service', service.name, '-n', service.namespace ?? '', '-o', 'yaml')],
    },
  }
}

/** Who is let in, and where redirects lead (rows 141 and 144 of the ingress catalogue). */
export const accessChecks: Check<HostSubject>[] = [accessRestricted, redirectLoop]
