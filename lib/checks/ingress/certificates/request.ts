import { clear, found } from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import type { Certificate, Condition, Request } from '@/lib/ingress-path/certificates/cert-manager-objects'
import { readRequest } from '@/lib/ingress-path/certificates/issuance'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import {
  defineIssuanceRule,
  describeFault,
  hostCertificateInputs,
  type IssuanceRule,
  judgeLink,
  listRetryCommands,
  quoteText,
} from './issuance-rule'
import { isYoung } from './issuer'

const approvalGraceMs = 60_000
const requestInputs = [...hostCertificateInputs, 'CertificateRequest'] as const

const judgeRequest = (certificate: Certificate, view: ClusterView, judge: Parameters<typeof judgeLink<Request>>[2]) =>
  judgeLink(certificate, () => readRequest(view, certificate), judge)

const describeCommand = ({ namespace }: Certificate, { ref }: Request) =>
  formatCommand('kubectl', 'describe', 'certificaterequest', ref.name, '-n', namespace)

const requestNotApproved = defineIssuanceRule({
  id: 'request-not-approved',
  title: 'Certificate request is not approved',
  order: 94,
  who: 'platform',
  causes: ['cert-manager-not-running'],
  inputs: requestInputs,
  page: {
    see: 'The CertificateRequest has been neither approved nor denied for a minute.',
    why: 'Nothing is signed before somebody approves: the approver of cert-manager is switched off, or no policy fits.',
    fix: 'Switch the approver on, or give it a policy that fits; a request can also be approved by hand.',
    confirm: 'kubectl get certificaterequests -n NAMESPACE',
    source: 'cert-manager v1.21.1, pkg/controller/certificaterequests/approver',
  },
  judge: (certificate, view) =>
    judgeRequest(certificate, view, (request) => {
      if (request.approved !== null || request.denied !== null || request.invalid?.status === 'True') return clear
      if (isYoung(request, view, approvalGraceMs)) return clear
      return found(
        describeFault(certificate, view, {
          cause: 'nobody has approved the certificate request',
          evidence: [
            {
              object: request.ref,
              field: 'status.conditions',
              observed: 'neither Approved nor Denied',
              expected: 'Approved',
            },
          ],
          fix: {
            text: 'See why no approver takes the request, or approve it by hand.',
            commands: [
              describeCommand(certificate, request),
              formatCommand('cmctl', 'approve', request.ref.name, '-n', certificate.namespace),
            ],
          },
        }),
      )
    }),
})

const requestDenied = defineIssuanceRule({
  id: 'request-denied',
  title: 'Certificate request was denied',
  order: 95,
  who: 'platform',
  inputs: requestInputs,
  page: {
    see: 'The CertificateRequest carries the condition Denied.',
    why: 'A policy refused it, so it is never signed.',
    fix: 'Read the message: change what the policy refuses, or the policy.',
    confirm: 'kubectl describe certificaterequests -n NAMESPACE',
    source: 'cert-manager v1.21.1, pkg/apis/certmanager/v1/types_certificaterequest.go (Denied)',
  },
  judge: (certificate, view) =>
    judgeRequest(certificate, view, (request) => {
      if (request.denied?.status !== 'True') return clear
      return found(describeRefusal(certificate, request, request.denied, 'Denied', view))
    }),
})

/** Words of requests that their issuer cannot use, whatever is tried again. */
const unusable = /CSR requests a commonName|failed to decode CSR|RequestParsingError|InvalidOrder|OrderBuildingError/i

const requestInvalid = defineIssuanceRule({
  id: 'request-invalid',
  title: 'Certificate request is not valid',
  order: 96,
  who: 'tenant',
  inputs: requestInputs,
  page: {
    see: 'The CertificateRequest carries the condition InvalidRequest, or failed because of what it asks for.',
    why: 'The issuer cannot use it, and every new attempt asks the same.',
    fix: 'Correct what the message names. A common name must be one of the hosts of the tls entry.',
    confirm: 'kubectl describe certificaterequests -n NAMESPACE',
    source: 'cert-manager v1.21.1, pkg/controller/certificaterequests/acme/acme.go (InvalidOrder, RequestParsingError)',
  },
  judge: (certificate, view) =>
    judgeRequest(certificate, view, (request) => {
      const { invalid, ready } = request
      if (invalid?.status === 'True')
        return found(describeRefusal(certificate, request, invalid, 'InvalidRequest', view))
      const hasFailed = ready?.reason === 'Failed' && unusable.test(ready.message)
      return hasFailed ? found(describeRefusal(certificate, request, ready, 'Ready', view)) : clear
    }),
})

function describeRefusal(
  certificate: Certificate,
  request: Request,
  condition: Condition,
  type: string,
  view: ClusterView,
) {
  const verb = type === 'Denied' ? 'was denied' : 'is not valid'
  const message = condition.message || condition.reason
  return describeFault(certificate, view, {
    cause: `the certificate request ${verb}${message === '' ? '' : ` (${quoteText(message, view)})`}`,
    evidence: [
      {
        object: request.ref,
        field: `status.conditions[type=${type}]`,
        observed: `${condition.status}: ${message || 'no message'}`,
      },
    ],
    fix: {
      text: 'Correct what the message names, then let cert-manager try again.',
      commands: [describeCommand(certificate, request), ...listRetryCommands(certificate).slice(1)],
    },
  })
}

/** Rules of the CertificateRequest, in causal order. */
export const requestRules: IssuanceRule[] = [requestNotApproved, requestDenied, requestInvalid]
