import type { ObjectRef } from '@/lib/model/object-ref'
import type { Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { matchesLabels } from '@/lib/snapshot/label-selector'
import type { BackendService } from './backend-service'

/** A workload whose Pods would carry the labels of a selector. `replicas` is what its spec asks for. */
export interface MatchingWorkload {
  ref: ObjectRef & { namespace: string }
  replicas: number
}

/** Workloads that were found, and the first of the kinds that could not be read (null: all were). */
export interface MatchingWorkloads {
  workloads: MatchingWorkload[]
  missing: Unavailable | null
}

/**
 * Deployments, StatefulSets and ReplicaSets of other owners whose Pod template carries the Service's selector. An absent
 * `spec.replicas` is 1 (Kubernetes apps/v1 defaults). Kinds that cannot be read are named instead of thrown.
 */
export function listMatchingWorkloads(view: ClusterView, service: BackendService): MatchingWorkloads {
  const { namespace, name, selector } = service
  if (selector === null) return { workloads: [], missing: null }
  return view.fact(`backend-workloads:${namespace}/${name}:${JSON.stringify(selector)}`, (inner) => {
    const workloads: MatchingWorkload[] = []
    let missing: Unavailable | null = null
    for (const kind of ['Deployment', 'StatefulSet', 'ReplicaSet'] as const) {
      const listing = inner.listing(kind, namespace)
      if (listing.state === 'unavailable') {
        missing ??= listing.unavailable
        continue
      }
      missing ??= listing.missing
      for (const workload of listing.objects) {
        const hasDeployment = workload.metadata.ownerReferences?.some((owner) => owner.kind === 'Deployment') === true
        if (hasDeployment || !matchesLabels(selector, workload.spec?.template?.metadata?.labels)) continue
        // What scales a ReplicaSet of another owner (an Argo Rollout, say) is that owner.
        const owner = workload.metadata.ownerReferences?.find((reference) => reference.controller === true)
        const ref = { kind: owner?.kind ?? kind, namespace, name: owner?.name ?? workload.metadata.name }
        const replicas = workload.spec?.replicas ?? 1
        const known = workloads.find((other) => other.ref.kind === ref.kind && other.ref.name === ref.name)
        if (known === undefined) workloads.push({ ref, replicas })
        else known.replicas += replicas
      }
    }
    return { workloads, missing }
  })
}
