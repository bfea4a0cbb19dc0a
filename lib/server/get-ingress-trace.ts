import 'server-only'
import type { TraceAnswer } from '@/lib/api/ingresses'
import { listIngressHosts } from '@/lib/ingress-path/external-dns/annotated-hosts'
import { ClusterView } from '@/lib/snapshot/cluster-view'
import { getManagedCluster } from './clusters'
import { AppError, describeUnread } from './errors'
import { describeFreshness } from './freshness'
import { traceKinds } from './trace-kinds'
import { readOwnPrefixes } from './wanted-names'

/** The trace of one Ingress. Throws `not-found` when it certainly does not exist, `forbidden` or `unavailable` when that is not known. */
export async function getIngressTrace(clusterName: string, namespace: string, name: string): Promise<TraceAnswer> {
  const cluster = await getManagedCluster(clusterName)
  const view = new ClusterView(cluster.store, Date.now())
  const lookup = view.lookUp('Ingress', namespace, name)
  if (lookup.state === 'unavailable') {
    throw describeUnread(lookup.unavailable)
  }
  if (lookup.state === 'absent')
    throw new AppError('not-found', `Ingress ${namespace}/${name} does not exist in cluster ${clusterName}.`)
  cluster.dns?.prefer(listIngressHosts(lookup.object, readOwnPrefixes(cluster.judgements)))
  const trace = cluster.ingresses.judgeFully(lookup.object)
  const freshness = describeFreshness(cluster, traceKinds)
  return { ...trace, observedAt: freshness.observedAt, revision: freshness.revision, freshness }
}
