import { controllerKey } from '@/lib/ingress-path/claim'
import { type ControllerInstance, findExternalDnsInstances } from '@/lib/ingress-path/controllers'
import type { HostReplays } from '@/lib/ingress-path/dns-expectation'
import { NotObservedError } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'

/**
 * The instances that matter for a host: those that keep it or may keep it. When every one drops it, all of them matter, but only if
 * all can be seen.
 */
export function listCandidates(view: ClusterView, { replays, missing }: HostReplays): ControllerInstance[] {
  const { instances } = findExternalDnsInstances(view)
  const keeping = new Set(replays.filter(({ isSelected }) => isSelected === true).map(({ instance }) => instance))
  if (keeping.size > 0) return instances.filter((instance) => keeping.has(controllerKey(instance)))
  if (missing !== null) throw new NotObservedError(missing)
  const possible = new Set(replays.filter(({ isSelected }) => isSelected === null).map(({ instance }) => instance))
  return possible.size > 0 ? instances.filter((instance) => possible.has(controllerKey(instance))) : instances
}
