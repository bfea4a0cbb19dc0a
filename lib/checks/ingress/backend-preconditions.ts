import { type CheckOutcome, notApplicable } from '@/lib/checks/define-check'
import { listBackendPods, listLivePods, type PodState } from '@/lib/ingress-path/backend-pods'
import {
  type BackendService,
  type BackendTarget,
  findBackendService,
  readBackendTarget,
} from '@/lib/ingress-path/backend-service'
import type { PathSubject } from '@/lib/ingress-path/subjects'
import type { ObjectRef } from '@/lib/model/object-ref'
import type { ClusterView } from '@/lib/snapshot/cluster-view'

export const refToService = ({ namespace, name }: BackendService): ObjectRef => ({ kind: 'Service', namespace, name })

export interface ServiceCase {
  target: Extract<BackendTarget, { kind: 'service' }>
  service: BackendService
}

/** Judges the Service of a path when there is one to judge; without one the check does not apply. */
export function judgeService(
  subject: PathSubject,
  view: ClusterView,
  judge: (serviceCase: ServiceCase) => CheckOutcome,
): CheckOutcome {
  const target = readBackendTarget(subject)
  if (target.kind === 'resource') return notApplicable(`the backend is ${target.resource}, not a Service`)
  if (target.kind === 'none') return notApplicable('the path names no Service')
  const service = findBackendService(view, target.namespace, target.name)
  if (service === null) return notApplicable(`Service ${target.name} does not exist`)
  return judge({ target, service })
}

export interface PodsCase extends ServiceCase {
  /** Pods that are or may become endpoints: neither ended nor terminating. */
  live: PodState[]
  pods: PodState[]
}

/** Judges the Pods that the Service selects; without a selector or a Pod the check does not apply. */
export function judgePods(
  subject: PathSubject,
  view: ClusterView,
  judge: (podsCase: PodsCase) => CheckOutcome,
): CheckOutcome {
  return judgeService(subject, view, ({ target, service }) => {
    if (service.externalName !== null) return notApplicable('an ExternalName Service selects no Pods')
    if (service.selector === null) return notApplicable('the Service has no selector')
    const pods = listBackendPods(view, service)
    if (pods.every((pod) => pod.stage === 'ended')) return notApplicable('the selector matches no running Pod')
    return judge({ target, service, pods, live: listLivePods(pods) })
  })
}
