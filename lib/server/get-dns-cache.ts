import 'server-only'
import type { DnsCacheAnswer } from '@/lib/api/dns-cache'
import { describeDnsCache } from '@/lib/dns-cache/node-local-dns'
import { getManagedCluster } from './clusters'
import { describeFreshness } from './freshness'
import { judgeArea } from './judged-cluster'

/** The node-local DNS cache as CoreDNS will run it, its rollout and findings. */
export async function getDnsCache(clusterName: string): Promise<DnsCacheAnswer> {
  const cluster = await getManagedCluster(clusterName)
  const status = cluster.judgements.get('dns-cache', Date.now(), describeDnsCache)
  return {
    ...status,
    findings: judgeArea(cluster, 'dns-cache').findings,
    freshness: describeFreshness(cluster, ['ConfigMap', 'DaemonSet', 'Service', 'Pod', 'Node']),
  }
}
