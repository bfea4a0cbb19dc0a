import 'server-only'
import type { ClusterList, ClusterSummary } from '@/lib/api/clusters'
import { describeProvider } from '@/lib/egress/provider'
import { rollUpCluster } from './cluster-verdict'
import { listManagedClusters, type ManagedCluster } from './clusters'
import { canBreakDemo } from './demo-faults'
import { listSources } from './freshness'
import { gatherFindings } from './gather-findings'
import { countBySeverity } from './list-findings'

/** Every configured cluster with its verdict and what could be read of it. */
export async function listClusters(): Promise<ClusterList> {
  const { clusters, problems, isDemo } = await listManagedClusters()
  await Promise.all(clusters.map(({ ingresses }) => ingresses.settle()))
  const items = clusters.map((cluster) => summarise(cluster, isDemo))
  return { items, total: items.length, nextCursor: null, problems, canBreak: canBreakDemo() }
}

function summarise(cluster: ManagedCluster, isDemo: boolean): ClusterSummary {
  const sources = listSources(cluster)
  const { findings: found, notChecked, judged, unreadable } = gatherFindings(cluster)
  const findings = countBySeverity(found.filter((finding) => finding.waitingUntil === undefined))
  const byVerdict: Record<string, number> = {}
  for (const { row } of judged) byVerdict[row.verdict] = (byVerdict[row.verdict] ?? 0) + 1
  const areNodesKnown = cluster.store.coverage('Node').cluster.state === 'observed'
  const provider = cluster.judgements.get('provider', Date.now(), describeProvider)
  const isIngressKnown = judged.length > 0 || unreadable === null
  return {
    name: cluster.name,
    provider: areNodesKnown ? provider.provider : null,
    kubernetesVersion: cluster.source?.serverVersion ?? null,
    nodeCount: areNodesKnown ? cluster.store.count('Node') : null,
    verdict: rollUpCluster(
      byVerdict,
      findings,
      notChecked.map(({ reason }) => reason),
    ),
    findings,
    ingresses: isIngressKnown ? { total: judged.length, byVerdict } : null,
    connection: describeConnection(cluster, sources),
    namespaces: listNamespaceNames(cluster),
    isDemo,
    sources,
  }
}

function describeConnection(cluster: ManagedCluster, sources: ClusterSummary['sources']): ClusterSummary['connection'] {
  const kinds = sources.filter(({ name }) => name !== 'DNS')
  const stale = kinds.find(({ staleSince }) => staleSince)
  const unreachable = kinds.find(({ reason }) => reason === 'unreachable' || reason === 'timed-out')
  const isReading = kinds.length === 0 || kinds.every(({ reason }) => reason === 'pending')
  const server = cluster.server
  if (stale !== undefined)
    return { state: 'unreachable', server, reason: stale.staleReason ?? null, staleSince: stale.staleSince ?? null }
  if (unreachable !== undefined)
    return { state: 'unreachable', server, reason: unreachable.detail ?? null, staleSince: null }
  return { state: isReading ? 'connecting' : 'connected', server, reason: null, staleSince: null }
}

/** Namespaces that can be named in the picker: those listed, and those that readable Ingresses stand in. */
function listNamespaceNames(cluster: ManagedCluster): string[] {
  const names = new Set(cluster.store.list('Namespace', null).map(({ metadata }) => metadata.name))
  for (const { row } of cluster.ingresses.rows) if (row.namespace !== '') names.add(row.namespace)
  return [...names].sort()
}
