import 'server-only'
import type { EgressAnswer } from '@/lib/api/egress'
import { describeAutoscaler } from '@/lib/egress/autoscaler-bounds'
import { describeEgress, sayEgress } from '@/lib/egress/egress-status'
import { describeProvider } from '@/lib/egress/provider'
import { getManagedCluster } from './clusters'
import { describeFreshness } from './freshness'
import { judgeArea } from './judged-cluster'

/** Egress of a cluster: SNAT ports per node computed from the node count, headroom, findings. */
export async function getEgress(clusterName: string): Promise<EgressAnswer> {
  const cluster = await getManagedCluster(clusterName)
  const status = cluster.judgements.get('egress', Date.now(), describeEgress)
  return {
    ...status,
    nodes: { ...status.nodes, reason: status.nodes.reason ?? null },
    autoscaler: cluster.judgements.get('egress-autoscaler', Date.now(), describeAutoscaler),
    azureCluster: cluster.judgements.get('egress-provider', Date.now(), describeProvider).azureCluster,
    sentence: sayEgress(status),
    findings: judgeArea(cluster, 'egress').findings,
    freshness: describeFreshness(cluster, ['Node']),
  }
}
