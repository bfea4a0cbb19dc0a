import 'server-only'
import { judgeIngress } from '@/lib/checks/ingress/judge-ingress'
import type { KindMap } from '@/lib/model/kubernetes'
import type { Trace } from '@/lib/model/trace'
import { NotObservedError, type Unavailable } from '@/lib/model/unavailable'
import { ClusterView } from '@/lib/snapshot/cluster-view'
import type { ManagedCluster } from './clusters'

/** One Ingress with its trace as it stands now. */
export interface JudgedIngress {
  ingress: KindMap['Ingress']
  trace: Trace
}

/** Judges one Ingress, from memory when nothing that it read has changed. */
export function judgeOneIngress(cluster: ManagedCluster, ingress: KindMap['Ingress']): JudgedIngress {
  const { namespace = '', name } = ingress.metadata
  const trace = cluster.judgements.get(`trace:${namespace}/${name}`, Date.now(), (view) => {
    // Read through the view, so that the judgement depends on this Ingress itself.
    const current = view.find('Ingress', namespace, name) ?? ingress
    return judgeIngress(view, current)
  })
  return { ingress, trace }
}

/** Every Ingress that can be read, judged; `unreadable` says what could not be listed (null: everything could). */
export function judgeAllIngresses(cluster: ManagedCluster): {
  judged: JudgedIngress[]
  unreadable: Unavailable | null
} {
  const listing = new ClusterView(cluster.store, Date.now()).listing('Ingress')
  if (listing.state === 'unavailable') return { judged: [], unreadable: listing.unavailable }
  const ids = new Set(listing.objects.map(({ metadata }) => `trace:${metadata.namespace ?? ''}/${metadata.name}`))
  cluster.judgements.retain('trace:', ids)
  const judged = listing.objects.flatMap((ingress) => {
    try {
      return [judgeOneIngress(cluster, ingress)]
    } catch (error) {
      // Its namespace became unreadable between listing and judging.
      if (error instanceof NotObservedError) return []
      throw error
    }
  })
  return { judged, unreadable: listing.missing }
}
