import { formatCommand } from '@/lib/checks/shell-command'
import { listPolicies, listServingPods, readEndpoint } from '@/lib/ingress-path/backend-reach'
import type { Challenge } from '@/lib/ingress-path/certificates/cert-manager-objects'
import { anyPlugin, judgeSolverReach, solverPort } from '@/lib/ingress-path/certificates/solver-policy'
import { claimInputs, findClaim, listClaimingControllers } from '@/lib/ingress-path/claim'
import { listStatusAddresses } from '@/lib/ingress-path/publish'
import type { KindMap } from '@/lib/model/kubernetes'
import { NotObservedError } from '@/lib/model/unavailable'
import type { PodEndpoint } from '@/lib/network-policy/endpoints'
import { findPolicyEnforcer } from '@/lib/network-policy/enforcer'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { labelIndexValue } from '@/lib/snapshot/indexes'
import { challengeInputs, isOpen, judgeChallenges } from './challenge-rule'
import { defineIssuanceRule } from './issuance-rule'

const solverLabel = ['acme.cert-manager.io/http01-solver', 'true'] as const

export const challengeHttpSolverBlocked = defineIssuanceRule({
  id: 'challenge-http-solver-blocked',
  title: 'NetworkPolicy keeps NGINX from the solver Pod',
  order: 112,
  who: 'tenant',
  inputs: [...new Set([...challengeInputs, ...claimInputs, 'NetworkPolicy'] as const)],
  page: {
    see: 'The solver Pod of an HTTP-01 Challenge is ready and its Ingress has an address, but the NetworkPolicies of the namespace let no Pod of the controller in.',
    why: 'NGINX cannot fetch the proof from the solver Pod, so the host answers the CA with 504.',
    fix: `Add a NetworkPolicy that lets the controller reach Pods with the label acme.cert-manager.io/http01-solver=true on port ${solverPort}.`,
    confirm: 'kubectl get networkpolicies -n NAMESPACE',
    source: 'cert-manager v1.21.1, pkg/issuer/acme/http/pod.go; Kubernetes v1.34, networking.k8s.io/v1 NetworkPolicy',
  },
  judge: (certificate, view) =>
    judgeChallenges(certificate, view, 'HTTP-01', (challenge) => {
      if (!isOpen(challenge) || !challenge.isPresented) return null
      const { namespace } = certificate
      const pod = view
        .listByIndex('Pod', 'label', labelIndexValue(namespace, ...solverLabel), namespace)
        .find((candidate) => isOwnedBy(candidate, challenge))
      const ingress = view.list('Ingress', namespace).find((candidate) => isOwnedBy(candidate, challenge))
      if (pod === undefined || !isReady(pod) || ingress === undefined || listStatusAddresses(ingress).length === 0)
        return null
      const callers = listCallers(view, ingress)
      if (callers.length === 0) return null
      const blocking = listBlocking(view, readEndpoint(pod, null), callers)
      if (blocking.length === 0) return null
      const from = [...new Set(callers.map((caller) => caller.namespace))].join(', ')
      return {
        cause: `cannot be fetched: NetworkPolicy ${blocking.join(', ')} lets nothing from ${from} reach the solver Pod`,
        evidence: blocking.map((name) => ({
          object: { kind: 'NetworkPolicy', namespace, name },
          field: 'spec.ingress',
          observed: `no rule lets Pods of ${from} reach TCP ${solverPort}`,
        })),
        text: `Let Pods of ${from} reach Pods with the label ${solverLabel.join('=')} on TCP ${solverPort}.`,
        commands: [formatCommand('kubectl', 'get', 'networkpolicies', '-n', namespace, '-o', 'yaml')],
      }
    }),
})

const isOwnedBy = ({ metadata }: KindMap['Pod'] | KindMap['Ingress'], { ref }: Challenge) =>
  (metadata.ownerReferences ?? []).some(({ kind, name }) => kind === 'Challenge' && name === ref.name)

const isReady = ({ status }: KindMap['Pod']) =>
  (status?.conditions ?? []).some(({ type, status: value }) => type === 'Ready' && value === 'True')

/** Policies that keep every caller from the solver Pod; none when one gets in, or when that is not known. */
function listBlocking(view: ClusterView, solver: PodEndpoint, callers: readonly PodEndpoint[]): string[] {
  const policiesOf = (namespace: string) => listPolicies(view, namespace)
  let reach = judgeSolverReach(solver, callers, policiesOf, anyPlugin)
  // Only an ipBlock makes the network plugin matter.
  if (reach.verdict === 'unknown')
    reach = judgeSolverReach(solver, callers, policiesOf, findPolicyEnforcer(view).profile)
  return reach.verdict === 'denied' ? reach.isolatedBy.map(({ name }) => name) : []
}

/** The ready Pods of the controllers that serve the solver's Ingress. Throws `NotObservedError` when those are not known. */
function listCallers(view: ClusterView, ingress: KindMap['Ingress']): PodEndpoint[] {
  const claim = findClaim(view, ingress)
  if (claim.state === 'unknown') throw new NotObservedError(claim.unavailable)
  return listServingPods(view, listClaimingControllers(view, claim))
}
