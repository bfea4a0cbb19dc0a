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
import { quoteShellWord } from '@/lib/format/shell-word'
import {
  arePodsIsolated,
  type BackendReach,
  type ReachedPods,
  reachInputs,
  readBackendReach,
} from '@/lib/ingress-path/backend-reach'
import { type BackendService, findServicePort } from '@/lib/ingress-path/backend-service'
import { findClaim, listClaimingControllers } from '@/lib/ingress-path/claim'
import type { PathSubject } from '@/lib/ingress-path/subjects'
import { formatObjectRef, type ObjectRef } from '@/lib/model/object-ref'
import { formatNearMiss } from '@/lib/network-policy/near-misses'
import { judgePods } from './backend-preconditions'
import { joinNames, requireClaim } from './controller-preconditions'
import { countPods } from './pod-evidence'

const policiesShownMax = 5

const backendNetworkPolicy = defineCheck<PathSubject>({
  id: 'backend-network-policy',
  title: 'NetworkPolicy keeps the controller from the Pods',
  severity: 'error',
  level: 'proven',
  area: 'ingress',
  hop: 'pods',
  order: 138,
  who: 'tenant',
  inputs: reachInputs,
  page: {
    see: 'NetworkPolicies isolate the Pods of the backend (or the controller itself), and no rule of them lets the controller reach the port of the Pods. It is a warning when only some Pods are shut off, when the controller uses the host network, or when no known network plugin is seen that would enforce policies.',
    why: 'The packets are dropped without an answer. NGINX waits five seconds for each of up to three Pods and then answers 504.',
    fix: 'Add a NetworkPolicy that admits the namespace of the controller on the port of the Pods. It is the container port (the targetPort of the Service), not the port of the Service.',
    confirm: 'kubectl get networkpolicies -n NAMESPACE -o yaml',
    ignore:
      'When another kind of policy (Calico, Cilium, AdminNetworkPolicy) is known to allow the traffic before NetworkPolicies are asked.',
    source:
      'Kubernetes 1.31, networking.k8s.io/v1 NetworkPolicySpec; ingress-nginx v1.15.1, internal/ingress/controller/config/config.go (proxy-connect-timeout, proxy-next-upstream)',
  },
  evaluate: (subject, view) =>
    judgePods(subject, view, ({ service, target }) => {
      const known = findClaim(view, subject.ingress)
      // Who the controller is only matters when the Pods do not take traffic from everybody.
      if (known.state === 'unknown' && !arePodsIsolated(view, service)) return clear
      const claim = requireClaim(known)
      if (claim.state === 'unclaimed') return notApplicable('no controller claims this Ingress')
      const port = findServicePort(service, target.port)
      if (port === null) return notApplicable('the Service has no such port')
      if (port.protocol !== 'TCP') return notApplicable('NGINX uses TCP ports only')
      const reach = readBackendReach(view, service, port, listClaimingControllers(view, claim))
      if (reach.from.length === 0) return notApplicable('no controller that claims the Ingress has a ready Pod')
      const denied = reach.reached.filter(({ verdict }) => verdict === 'denied')
      const unknown = reach.reached.find(({ verdict }) => verdict === 'unknown')
      if (denied.length === 0 && unknown === undefined) return clear
      if (denied.length === 0) {
        return notRun({
          what: `NetworkPolicies between the controller and Service ${service.namespace}/${service.name}`,
          reason: 'not-configured',
          detail: unknown?.unknownBecause ?? 'they could not be judged',
          need: 'list and watch on namespaces',
        })
      }
      return found(describeBlocked(service, reach, denied))
    }),
})

function describeBlocked(service: BackendService, reach: BackendReach, denied: readonly ReachedPods[]) {
  const [first] = denied
  const total = countAll(reach.reached)
  const blocked = countAll(denied)
  const isEverything = blocked === total
  const sides = denied.flatMap(({ blocking }) => blocking)
  const isOwnEgress = sides.every(({ direction }) => direction === 'egress')
  const policies = uniqueRefs(sides.flatMap(({ selectedBy }) => selectedBy))
  const named = joinNames(policies.slice(0, policiesShownMax).map(({ namespace, name }) => `${namespace}/${name}`))
  const from = joinNames(reach.from.map(({ namespace, name }) => `${namespace}/${name}`))
  const whom = isEverything ? 'the Pods' : `${blocked} of ${countPods(total)}`
  const ports = [...new Set(denied.map(({ port }) => port))].join(', ')
  const policyWord = policies.length === 1 ? 'NetworkPolicy' : 'NetworkPolicies'
  const verb = policies.length === 1 ? 'keeps' : 'keep'
  const cause = `${policyWord} ${named} ${verb} controller ${from} from ${whom} of Service ${service.namespace}/${service.name} on port ${ports}`
  const isCertain = isEverything && !reach.isFromHostNetwork && reach.enforcer !== null
  const [object] = policies
  return {
    summary: `${cause}, so ${isEverything ? 'NGINX answers 504 after some seconds' : 'requests to them fail after some seconds'}.${describeDoubt(reach)}`,
    inShort: { effect: isEverything ? 'answers 504' : 'answers 504 at times', cause },
    object: object ?? { kind: 'Service', namespace: service.namespace, name: service.name },
    severity: isCertain ? ('error' as const) : ('warning' as const),
    level: reach.enforcer === null ? ('inferred' as const) : ('proven' as const),
    evidence: [...listSideEvidence(denied), ...listEnforcerEvidence(reach)],
    fix: {
      who: isOwnEgress ? ('platform' as const) : ('tenant' as const),
      text: isOwnEgress
        ? `Let the controller's own egress policies reach TCP port ${ports} of namespace ${service.namespace}.`
        : `Add a NetworkPolicy in ${service.namespace} that admits ${describeSources(reach)} to the Pods on TCP port ${ports}, which is the port of the container.`,
      commands: listFixCommands(service, reach, first?.port ?? 0, isOwnEgress),
    },
  }
}

const countAll = (reached: readonly ReachedPods[]) => reached.reduce((sum, { pods }) => sum + pods, 0)

function describeDoubt({ enforcer, isFromHostNetwork }: BackendReach): string {
  if (enforcer === null) return ' No network plugin that enforces policies was recognised, so this may have no effect.'
  return isFromHostNetwork ? ' The controller uses the host network: it still reaches Pods of its own node.' : ''
}

const describeSources = ({ from }: BackendReach) =>
  joinNames([...new Set(from.map(({ namespace }) => `namespace ${namespace}`))])

function listSideEvidence(denied: readonly ReachedPods[]): EvidenceDraft[] {
  const [first] = denied
  if (first === undefined) return []
  const evidence = first.blocking.flatMap(({ direction, selectedBy, nearMisses }) =>
    selectedBy.slice(0, policiesShownMax).map((ref): EvidenceDraft => {
      const miss = nearMisses.find(({ policy }) => policy.namespace === ref.namespace && policy.name === ref.name)
      return {
        object: { kind: 'NetworkPolicy', ...ref },
        field: `spec.${direction}`,
        observed: miss === undefined ? 'does not admit the connection' : formatNearMiss(miss),
        expected:
          direction === 'ingress'
            ? `a rule for the controller and port ${first.port}`
            : `a rule for port ${first.port}`,
      }
    }),
  )
  return [...evidence, { object: first.example, field: 'metadata.labels', observed: 'selected by these policies' }]
}

function listEnforcerEvidence({ enforcer }: BackendReach): EvidenceDraft[] {
  if (enforcer === null)
    return [{ observed: 'no DaemonSet of a known network plugin', expected: 'one that enforces policies' }]
  return [{ object: enforcer.workload, observed: `${enforcer.title} enforces NetworkPolicies` }]
}

function uniqueRefs(refs: readonly { namespace: string; name: string }[]): (ObjectRef & { namespace: string })[] {
  const byText = new Map(refs.map((ref) => [formatObjectRef({ kind: 'NetworkPolicy', ...ref }), ref]))
  return [...byText.values()].map((ref) => ({ kind: 'NetworkPolicy', ...ref }))
}

/** The smallest rule that lets the controller in, ready to apply; the selector of the Service stands for its Pods. */
function listFixCommands(service: BackendService, reach: BackendReach, port: number, isOwnEgress: boolean): string[] {
  const [source] = reach.from
  const look = formatCommand('kubectl', 'get', 'networkpolicies', '-n', service.namespace, '-o', 'yaml')
  if (isOwnEgress || source?.namespace == null || reach.isFromHostNetwork) return [look]
  const policy = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `allow-ingress-to-${service.name}`.slice(0, 63), namespace: service.namespace },
    spec: {
      podSelector: { matchLabels: service.selector ?? {} },
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': source.namespace } } }],
          ports: [{ port, protocol: 'TCP' }],
        },
      ],
    },
  }
  return [look, `echo ${quoteShellWord(JSON.stringify(policy))} | kubectl apply -f -`]
}

/** Checks of what may reach a path's Pods. */
export const networkPolicyChecks: Check<PathSubject>[] = [backendNetworkPolicy]
