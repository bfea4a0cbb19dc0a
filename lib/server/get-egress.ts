import 'server-only'
import type { EgressAnswer } from '@/lib/api/egress'
import { describeEgress, sayEgress } from '@/lib/egress/egress-status'
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
    sentence: sayEgress(status),
    findings: judgeArea(cluster, 'egress').findings,
    freshness: describeFreshness(cluster, ['Node']),
  }
}
