import { type CheckOutcome, type EvidenceDraft, notApplicable } from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import { type Claim, findClaim, listClaimingControllers } from '@/lib/ingress-path/claim'
import type { ControllerInstance } from '@/lib/ingress-path/controllers'
import type { HostSubject } from '@/lib/ingress-path/subjects'
import { NotObservedError } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'

/** Judges the controllers that claim the Ingress; without one the check does not apply, unknown claims do not run. */
export function judgeControllers(
  { ingress }: HostSubject,
  view: ClusterView,
  judge: (controllers: ControllerInstance[]) => CheckOutcome,
): CheckOutcome {
  const claim = requireClaim(findClaim(view, ingress))
  if (claim.state === 'unclaimed') return notApplicable('no controller claims this Ingress')
  return judge(listClaimingControllers(view, claim))
}

/** The claim when it is known; throws `NotObservedError` when it is not. */
export function requireClaim(claim: Claim): Exclude<Claim, { state: 'unknown' }> {
  if (claim.state === 'unknown') throw new NotObservedError(claim.unavailable)
  return claim
}

/** `ingress-nginx/ingress-nginx-controller v1.15.1`, for a reader. */
export function formatInstance({
  namespace,
  name,
  version,
}: Pick<ControllerInstance, 'namespace' | 'name' | 'version'>): string {
  return `${namespace}/${name}${version === null ? '' : ` v${version}`}`
}

/** `the namespace/name of several`, joined for a sentence. */
export function joinNames(names: readonly string[]): string {
  if (names.length < 2) return names.join('')
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

/** Why a controller has no ready Pod, in a few words. */
export function describeNotRunning(instance: ControllerInstance): string {
  if (instance.desiredPods === 0) return 'it is scaled to 0'
  const troubles = [...new Set((instance.pods ?? []).flatMap(({ trouble }) => (trouble === null ? [] : [trouble])))]
  if (troubles.length > 0) return `its Pods are ${troubles.join('; ')}`
  return instance.pods === null ? 'its status reports no ready Pod' : 'it has no Pod'
}

/** The counts of a controller and up to five of its Pods that are not ready, as evidence. */
export function describePods(instance: ControllerInstance): EvidenceDraft[] {
  const desired = instance.desiredPods === null ? '' : ` of ${instance.desiredPods}`
  const counts: EvidenceDraft = {
    object: instance.workload,
    field: 'status.readyReplicas',
    observed: `${instance.readyPods}${desired} ready`,
    expected: 'at least 1',
  }
  const pods = (instance.pods ?? []).filter(({ isReady }) => !isReady).slice(0, 5)
  return [
    counts,
    ...pods.map(({ name, trouble }) => ({
      object: { kind: 'Pod', namespace: instance.namespace, name },
      field: 'status',
      observed: trouble ?? 'not ready',
    })),
  ]
}

/** Commands that look into a controller that is not running. */
export function repairCommands({ workload, namespace, desiredPods, pods }: ControllerInstance): string[] {
  const target = `${workload.kind.toLowerCase()}/${workload.name}`
  if (desiredPods === 0 && workload.kind !== 'DaemonSet')
    return [formatCommand('kubectl', 'scale', target, '-n', namespace, '--replicas=1')]
  const [pod] = (pods ?? []).filter(({ isReady }) => !isReady)
  const commands = [formatCommand('kubectl', 'describe', target, '-n', namespace)]
  if (pod !== undefined) {
    commands.push(formatCommand('kubectl', 'describe', 'pod', pod.name, '-n', namespace))
    commands.push(formatCommand('kubectl', 'logs', pod.name, '-n', namespace, '--previous', '--tail=50'))
  }
  return commands
}
