import { clear, found, notApplicable, notRun } from '@/lib/checks/define-check'
import {
  describeNotRunning,
  describePods,
  formatInstance,
  repairCommands,
} from '@/lib/checks/ingress/controller-preconditions'
import { formatCommand } from '@/lib/checks/shell-command'
import type { Certificate, Request } from '@/lib/ingress-path/certificates/cert-manager-objects'
import { findTlsEntry, readShimIssuer } from '@/lib/ingress-path/certificates/host-certificate'
import { hasOpenAttempt, isStillServed, readIssuer, readRequest } from '@/lib/ingress-path/certificates/issuance'
import { controllerInputs, findCertManagers } from '@/lib/ingress-path/controllers'
import { formatObjectRef } from '@/lib/model/object-ref'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import {
  defineIssuanceRule,
  describeFault,
  hostCertificateInputs,
  type IssuanceRule,
  judgeLink,
  listRetryCommands,
  nameIssuer,
  quoteText,
  refOfCertificate,
} from './issuance-rule'

/** Bound for what cert-manager does at once: a condition on an object that it has just seen. */
const answerGraceMs = 2 * 60_000

const certManagerNotRunning = defineIssuanceRule({
  id: 'cert-manager-not-running',
  title: 'cert-manager is not running',
  order: 13,
  who: 'platform',
  isShared: true,
  inputs: [...hostCertificateInputs, ...controllerInputs],
  page: {
    see: 'The host gets its certificate from cert-manager, and no controller of cert-manager has a ready Pod.',
    why: 'No certificate is issued or renewed. Those issued before are served until they expire.',
    fix: 'Repair the Pods of cert-manager. Version 1.19 with enableGatewayAPI does not start without the CRDs of the Gateway API.',
    confirm: 'kubectl get pods -A -l app.kubernetes.io/name=cert-manager',
    source:
      'cert-manager v1.21.1, deploy/charts/cert-manager/templates/deployment.yaml; pkg/controller/context.go (v1.19)',
  },
  judge: (certificate, view) => judgeRunning(view, isStillServed(view, certificate)),
  judgeWithout({ ingress, host }, view, reason) {
    const asks = readShimIssuer(ingress).asks !== 'none' && findTlsEntry(ingress, host) !== undefined
    return asks ? judgeRunning(view, false) : notApplicable(reason)
  },
})

function judgeRunning(view: ClusterView, isServed: boolean) {
  const { instances, missing } = findCertManagers(view)
  if (instances.some(({ readyPods }) => readyPods > 0)) return clear
  if (missing !== null) return notRun(missing)
  if (instances.length === 0)
    return notApplicable('no workload of the cluster looks like the controller of cert-manager')
  return found(
    ...instances.map((instance) => {
      const cause = `cert-manager ${formatInstance(instance)} has no ready Pod (${describeNotRunning(instance)})`
      return {
        severity: isServed ? ('warning' as const) : undefined,
        summary: `${cause}, so no certificate is issued or renewed.`,
        inShort: { effect: 'has no valid certificate', cause },
        object: instance.workload,
        evidence: describePods(instance),
        fix: {
          text: 'Repair the Pods of cert-manager; their events and last log lines say why they are not ready.',
          commands: repairCommands(instance),
        },
      }
    }),
  )
}

const issuerInputs = [...hostCertificateInputs, 'Issuer', 'ClusterIssuer'] as const

const issuerNotFound = defineIssuanceRule({
  id: 'issuer-not-found',
  title: 'Issuer does not exist',
  order: 91,
  who: 'tenant',
  inputs: [...issuerInputs, 'CertificateRequest'],
  page: {
    see: 'The Certificate names an Issuer or ClusterIssuer that does not exist, or its request says so.',
    why: 'cert-manager waits for the issuer for ever; no certificate is issued or renewed.',
    fix: 'Name an issuer that exists, with the right annotation: cert-manager.io/issuer looks in the namespace, cert-manager.io/cluster-issuer in the whole cluster.',
    confirm: 'kubectl get clusterissuers; kubectl get issuers -n NAMESPACE',
    source: 'cert-manager v1.21.1, pkg/controller/certificaterequests/sync.go (IssuerNotFound)',
  },
  judge(certificate, view) {
    const { issuer, namespace } = certificate
    if (issuer === null) return notApplicable('the Certificate names no issuer')
    const link = readIssuer(view, certificate)
    if (link.state === 'found') return clear
    let observed = link.state === 'none' ? 'no such object' : null
    if (link.state === 'unavailable') {
      // Who may not read issuers still may read what cert-manager says of them.
      const request = hasOpenAttempt(certificate) ? readRequest(view, certificate) : null
      const message = request?.state === 'found' ? (request.value.ready?.message ?? '') : ''
      if (/^Referenced ".*" not found/.test(message)) observed = message
    }
    if (observed === null) return link.state === 'unavailable' ? notRun(link.unavailable) : clear
    const isOwn = issuer.kind === 'Issuer'
    const { owner } = certificate
    const [kind, name] = owner?.kind === 'Ingress' ? ['ingress', owner.name] : ['certificate', certificate.name]
    return found(
      describeFault(certificate, view, {
        cause: `${nameIssuer(issuer, namespace)} does not exist`,
        evidence: [
          {
            object: refOfCertificate(certificate),
            field: 'spec.issuerRef',
            observed: `${issuer.kind}.${issuer.group} ${issuer.name}: ${observed}`,
            expected: 'an issuer that exists',
          },
        ],
        fix: {
          text: `Name an issuer that exists${isOwn ? ` in namespace ${namespace}` : ''}; the annotation of the Ingress decides the name and the kind.`,
          commands: [
            isOwn ? formatCommand('kubectl', 'get', 'issuers', '-n', namespace) : 'kubectl get clusterissuers',
            formatCommand('kubectl', 'edit', kind ?? '', name ?? '', '-n', namespace),
          ],
        },
      }),
    )
  },
})

const issuerNotReady = defineIssuanceRule({
  id: 'issuer-not-ready',
  title: 'Issuer is not ready',
  order: 92,
  who: 'platform',
  isShared: true,
  inputs: issuerInputs,
  page: {
    see: 'The Ready condition of the Issuer or ClusterIssuer is not True.',
    why: 'cert-manager signs nothing with it: no certificate of this issuer is issued or renewed.',
    fix: 'Mend what its Ready condition names: the account at the CA, the address of the CA, or a Secret that it needs.',
    confirm: 'kubectl describe clusterissuer NAME',
    source:
      'cert-manager v1.21.1, pkg/issuer/acme/setup.go; pkg/controller/certificaterequests/sync.go (IssuerNotReady)',
  },
  judge(certificate, view) {
    const link = readIssuer(view, certificate)
    if (link.state === 'none') return notApplicable(link.detail)
    if (link.state === 'unavailable') return notRun(link.unavailable)
    const { ref, ready, createdAt } = link.value
    if (ready?.status === 'True') return clear
    if (ready === null && createdAt !== null && !view.hasPassed(Date.parse(createdAt) + answerGraceMs)) return clear
    const why = ready === null ? 'it has no Ready condition' : quoteText(ready.message || ready.reason, view)
    const namespaced = ref.namespace === null ? [] : ['-n', ref.namespace]
    return found(
      describeFault(certificate, view, {
        cause: `${formatObjectRef(ref)} is not ready (${why})`,
        object: ref,
        evidence: [
          {
            object: ref,
            field: 'status.conditions[type=Ready]',
            observed: ready === null ? 'absent' : `${ready.status}, ${ready.reason}: ${ready.message}`,
            expected: 'True',
          },
        ],
        fix: {
          who: ref.kind === 'Issuer' ? 'tenant' : 'platform',
          text: `Mend ${formatObjectRef(ref)}: its Ready condition says what is wrong.`,
          commands: [formatCommand('kubectl', 'describe', ref.kind.toLowerCase(), ref.name, ...namespaced)],
        },
      }),
    )
  },
})

const issuerKindUnhandled = defineIssuanceRule({
  id: 'issuer-kind-unhandled',
  title: 'No controller handles the issuer',
  order: 93,
  who: 'either',
  causes: ['cert-manager-not-running', 'issuer-not-found'],
  inputs: [...hostCertificateInputs, 'CertificateRequest'],
  page: {
    see: 'The CertificateRequest is approved, and two minutes later no controller has set a Ready condition on it.',
    why: 'Nobody feels responsible for the kind and group of the issuer, so nothing is signed, without any error.',
    fix: 'Install the controller of that issuer, or correct the kind and group: cert-manager.io/issuer-kind and cert-manager.io/issuer-group.',
    confirm: 'kubectl get certificaterequests -n NAMESPACE',
    source: 'cert-manager v1.21.1, pkg/controller/certificaterequests/sync.go',
  },
  judge: (certificate, view) =>
    judgeLink(
      certificate,
      () => readRequest(view, certificate),
      (request) => {
        if (request.approved?.status !== 'True' || request.ready !== null) return clear
        return isYoung(request, view, answerGraceMs) ? clear : found(describeUnhandled(certificate, request, view))
      },
    ),
})

function describeUnhandled(certificate: Certificate, request: Request, view: ClusterView) {
  const { issuer } = certificate
  const name = issuer === null ? 'the issuer' : `issuer ${issuer.kind}.${issuer.group} ${issuer.name}`
  return describeFault(certificate, view, {
    cause: `no controller answers for ${name}`,
    evidence: [
      {
        object: request.ref,
        field: 'status.conditions',
        observed: 'Approved, and no Ready condition',
        expected: 'a Ready condition from the controller of the issuer',
      },
    ],
    fix: {
      text: 'Install the controller that signs for this kind of issuer, or name one whose kind and group are right.',
      commands: [
        formatCommand('kubectl', 'describe', 'certificaterequest', request.ref.name, '-n', certificate.namespace),
        ...listRetryCommands(certificate),
      ],
    },
  })
}

/** Whether a request is younger than what its controllers need; one of unknown age is not. */
export function isYoung({ createdAt }: Request, view: ClusterView, graceMs: number): boolean {
  return createdAt !== null && !view.hasPassed(Date.parse(createdAt) + graceMs)
}

/** Rules of who issues, in causal order. */
export const issuerRules: IssuanceRule[] = [certManagerNotRunning, issuerNotFound, issuerNotReady, issuerKindUnhandled]
