import { clear, type EvidenceDraft, found, notRun } from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import type { Certificate, Issuer, Order } from '@/lib/ingress-path/certificates/cert-manager-objects'
import { readChallenges, readIssuer, readOrder } from '@/lib/ingress-path/certificates/issuance'
import { hasSolver, type SolverAnswer, selectSolver } from '@/lib/ingress-path/certificates/solver-selection'
import type { ObjectRef } from '@/lib/model/object-ref'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { findEvent } from './certificate-events'
import {
  defineIssuanceRule,
  describeFault,
  hostCertificateInputs,
  judgeLink,
  listRetryCommands,
  nameIssuer,
} from './issuance-rule'

/** How long an Order may stand without Challenges while its controller works. */
const challengeGraceMs = 60_000

export const orderNoSolver = defineIssuanceRule({
  id: 'order-no-solver',
  title: 'No solver proves the name',
  order: 98,
  who: 'platform',
  causes: ['cert-manager-not-running'],
  inputs: [...hostCertificateInputs, 'CertificateRequest', 'Order', 'Challenge', 'Issuer', 'ClusterIssuer', 'Event'],
  page: {
    see: 'The Order is pending with names to prove and without Challenges, and none of the solvers of its issuer fits a name.',
    why: 'cert-manager looks for a solver once, says so in an event and stops: the Order stays pending for ever, also when the issuer is mended later.',
    fix: 'Choose a host in a zone of the issuer, or add a solver for it; a wildcard needs a dns01 solver. Then renew the Certificate.',
    confirm: "kubectl get clusterissuer NAME -o jsonpath='{.spec.acme.solvers}'",
    source: 'cert-manager v1.21.1, pkg/util/solverpicker/solverpicker.go; pkg/controller/acmeorders/sync.go (Solver)',
  },
  judge: (certificate, view) =>
    judgeLink(
      certificate,
      () => readOrder(view, certificate),
      (order) => {
        const open = order.authorizations.filter(({ initialState }) => initialState !== 'valid')
        if (order.state !== 'pending' || open.length === 0) return clear
        if (order.createdAt !== null && !view.hasPassed(Date.parse(order.createdAt) + challengeGraceMs)) return clear
        const challenges = readChallenges(view, certificate)
        if (challenges.state === 'unavailable') return notRun(challenges.unavailable)
        if (challenges.state === 'found' && challenges.value.length > 0) return clear
        const issuer = readIssuer(view, certificate)
        const unsolved = issuer.state === 'found' ? listUnsolved(order, issuer.value) : []
        const [first] = unsolved
        if (first !== undefined) return found(describeUnsolved(certificate, order, first, view))
        const event = findEvent(view, order.ref, 'Solver')
        if (event === null) return issuer.state === 'unavailable' ? notRun(issuer.unavailable) : clear
        const isMended = issuer.state === 'found'
        const cause = isMended
          ? 'no solver fitted when the order was made; the issuer has one now, but cert-manager does not look again'
          : 'no solver of the issuer fits its names'
        return found(
          describeFault(certificate, view, {
            cause,
            evidence: [{ object: order.ref, field: 'events', observed: event }],
            fix: {
              who: 'either',
              text: 'Start a new order, once a solver fits.',
              commands: listRetryCommands(certificate),
            },
          }),
        )
      },
    ),
})

/** Names of an Order that no solver takes, with what each solver says; empty for an issuer that is not ACME. */
function listUnsolved(order: Order, { solvers }: Issuer): { domain: string; answers: SolverAnswer[] }[] {
  if (solvers === null) return []
  return order.authorizations
    .filter(({ initialState }) => initialState !== 'valid')
    .map(({ domain, offered }) => ({ domain, answers: selectSolver(domain, offered, order.labels, solvers) }))
    .filter(({ answers }) => !hasSolver(answers))
}

function describeUnsolved(
  certificate: Certificate,
  order: Order,
  { domain, answers }: { domain: string; answers: SolverAnswer[] },
  view: ClusterView,
) {
  const issuer = certificate.issuer === null ? 'the issuer' : nameIssuer(certificate.issuer, certificate.namespace)
  const evidence: EvidenceDraft[] = [
    {
      object: order.ref,
      field: 'status.state',
      observed: 'pending, without Challenges',
      expected: 'a Challenge for each name',
    },
    ...answers.map(({ solver, because }) => ({
      object: refOfIssuer(certificate),
      field: 'spec.acme.solvers',
      observed: `${solver}: ${because}`,
    })),
  ]
  return describeFault(certificate, view, {
    cause: `no solver of ${issuer} takes ${domain}${explain(domain, answers)}`,
    evidence,
    fix: {
      text: 'Add a solver that takes the name to the issuer, or choose a host in one of its zones; then start a new order.',
      commands: [describeIssuerCommand(certificate), ...listRetryCommands(certificate).slice(1)],
    },
  })
}

/** Which of the two usual reasons it is, in a few words. */
function explain(domain: string, answers: readonly SolverAnswer[]): string {
  if (answers.length === 0) return ': it has no solver at all'
  if (domain.startsWith('*.') && !answers.some(({ solver }) => solver.includes('dns01'))) {
    return ': a wildcard needs a dns01 solver'
  }
  return answers.every(({ because }) => because.includes('zones:')) ? ': it lies outside the zones of all of them' : ''
}

function refOfIssuer({ issuer, namespace }: Certificate): ObjectRef | undefined {
  return issuer === null
    ? undefined
    : { kind: issuer.kind, namespace: issuer.kind === 'Issuer' ? namespace : null, name: issuer.name }
}

function describeIssuerCommand({ issuer, namespace }: Certificate): string {
  if (issuer === null) return 'kubectl get clusterissuers'
  const place = issuer.kind === 'Issuer' ? ['-n', namespace] : []
  return formatCommand('kubectl', 'describe', issuer.kind.toLowerCase(), issuer.name, ...place)
}
