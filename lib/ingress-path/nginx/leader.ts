import { controllerKey } from '@/lib/ingress-path/claim'
import { isVersionAtLeast } from '@/lib/ingress-path/container-command'
import { type ControllerInstance, controllerInputs, findIngressControllers } from '@/lib/ingress-path/controllers'
import type { ObjectRef } from '@/lib/model/object-ref'
import { NotObservedError, type Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import type { InputName } from '@/lib/snapshot/read-keys'
import { requireSetting, requireSwitch, settingsInputs } from './settings'

/**
 * The Pod of a controller that writes addresses. `held-elsewhere`: a Pod of another controller has the Lease; `expired`: nobody renews it;
 * `absent`: there is none. `holder` is null when nobody holds it.
 */
export interface LeaderState {
  state: 'leads' | 'held-elsewhere' | 'expired' | 'absent'
  ref: ObjectRef
  holder: string | null
}

/** Everything that the leader is found by. */
export const leaderInputs = [
  ...new Set(['Lease', ...settingsInputs, ...controllerInputs] as const),
] as const satisfies readonly InputName[]

/** Renewals are kept to the minute, and a new leader may take another one to come. */
const slackMs = 120_000
/** Default of `--election-ttl`; a Lease without duration has it too. */
const defaultSeconds = 30
/** Names of Leases that are kept when they arrive (`lib/sources/kubernetes/kept-objects.ts`). */
const keptName = /ingress|nginx/i

/**
 * Who leads, by the Lease that `--election-id` names (ingress-nginx v1.15.1 `internal/ingress/status/status.go`; Leases since v1.4). Throws
 * `NotObservedError` when the flag, the version or the Lease is not known.
 */
export function findLeader(view: ClusterView, controller: ControllerInstance): LeaderState {
  const key = controllerKey(controller)
  return view.fact(`nginx-leader:${key}`, (inner) => {
    // The fact outlives this controller object, so it reads the controller again.
    const current = findIngressControllers(inner).instances.find((instance) => controllerKey(instance) === key)
    return judgeLeader(inner, current ?? controller)
  })
}

function judgeLeader(view: ClusterView, controller: ControllerInstance): LeaderState {
  const { namespace, version } = controller
  const ref: ObjectRef = { kind: 'Lease', namespace, name: requireSetting(view, controller, 'election-id') }
  if (requireSwitch(view, controller, 'disable-leader-election')) return { state: 'leads', ref, holder: 'every Pod' }
  if (isVersionAtLeast(version, 1, 4) !== true) {
    throw new NotObservedError(
      describeUnknown(ref, 'before v1.4 the leader was not elected with a Lease, and the version must be known'),
    )
  }
  const lease = view.find('Lease', namespace, ref.name)
  if (lease === undefined) {
    if (keptName.test(ref.name)) return { state: 'absent', ref, holder: null }
    throw new NotObservedError(
      describeUnknown(ref, 'Fairlead keeps only Leases whose name tells that they belong to a controller'),
    )
  }
  const holder = lease.spec?.holderIdentity ?? ''
  const renewedAtMs = Date.parse(lease.spec?.renewTime ?? '')
  const lastsMs = (lease.spec?.leaseDurationSeconds ?? defaultSeconds) * 1000 + slackMs
  if (holder === '' || Number.isNaN(renewedAtMs) || view.hasPassed(renewedAtMs + lastsMs)) {
    return { state: 'expired', ref, holder: holder === '' ? null : holder }
  }
  const { instances } = findIngressControllers(view)
  const others = instances.filter((other) => controllerKey(other) !== controllerKey(controller))
  const isOther = others.some((other) => other.namespace === namespace && hasPod(other, holder))
  return { state: isOther && !hasPod(controller, holder) ? 'held-elsewhere' : 'leads', ref, holder }
}

const hasPod = ({ pods }: ControllerInstance, name: string) => (pods ?? []).some((pod) => pod.name === name)

const describeUnknown = ({ namespace, name }: ObjectRef, detail: string): Unavailable => ({
  what: `Lease ${namespace}/${name}`,
  reason: 'not-configured',
  detail,
  need: null,
})
