import 'server-only'
import type { HitKind, SearchAnswer, SearchParams } from '@/lib/api/search'
import { allChecks } from '@/lib/checks/registry'
import { readSearchText } from '@/lib/format/rank-match'
import { readHostname } from '@/lib/format/read-hostname'
import { listServiceHosts } from '@/lib/snapshot/indexes'
import { getManagedCluster, type ManagedCluster } from './clusters'
import { describeFreshness } from './freshness'
import { gatherFindings } from './gather-findings'
import {
  listCheckEntries,
  listFindingEntries,
  listHostEntries,
  listIngressEntries,
  listNamespaceEntries,
  listNodeEntries,
  type SearchEntry,
  type ServiceHost,
  searchEntries,
} from './search-index'

/** The order of groups whose best hits fit equally well. */
const kindOrder: readonly HitKind[] = ['host', 'ingress', 'namespace', 'node', 'finding', 'check']
/** In a cluster that changes by the second, typing a word does not gather everything anew for each letter. */
const keptMs = 2_000

interface SearchIndex {
  entries: Record<HitKind, readonly SearchEntry[]>
  madeAtMs: number
}

const indexes = new WeakMap<ManagedCluster, SearchIndex>()
const checkEntries = listCheckEntries(allChecks)

/** Finds hosts, ingresses, namespaces, nodes, findings and checks by any part of their names. An address is searched by its host. */
export async function searchCluster(clusterName: string, { q, limit }: SearchParams): Promise<SearchAnswer> {
  const cluster = await getManagedCluster(clusterName)
  const { entries } = getIndex(cluster)
  const text = readSearchText(readHostname(q) ?? q)
  const groups = kindOrder
    .map((kind) => ({ kind, ...searchEntries(entries[kind], text, limit) }))
    .filter(({ total }) => total > 0)
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0))
    .map(({ kind, hits, total }) => ({ kind, hits, total }))
  return { q, groups, freshness: describeFreshness(cluster, ['Ingress', 'Service', 'Namespace', 'Node']) }
}

function getIndex(cluster: ManagedCluster): SearchIndex {
  const nowMs = performance.now()
  const known = indexes.get(cluster)
  if (known !== undefined && nowMs - known.madeAtMs < keptMs) return known
  const index = { entries: gatherEntries(cluster), madeAtMs: nowMs }
  indexes.set(cluster, index)
  return index
}

function gatherEntries(cluster: ManagedCluster): SearchIndex['entries'] {
  const { findings, judged } = gatherFindings(cluster)
  const traces = judged.map(({ trace }) => trace)
  const namespaces = new Set(cluster.store.list('Namespace', null).map(({ metadata }) => metadata.name))
  for (const { object } of traces) if (object.namespace !== null) namespaces.add(object.namespace)
  const nodes = cluster.store.list('Node', null).map(({ metadata, status }) => ({
    name: metadata.name,
    addresses: (status?.addresses ?? []).filter(({ type }) => /IP$/.test(type)).map(({ address }) => address),
  }))
  return {
    ingress: listIngressEntries(traces),
    host: listHostEntries(traces, listServiceHostsOf(cluster)),
    namespace: listNamespaceEntries([...namespaces]),
    node: listNodeEntries(nodes),
    finding: listFindingEntries(findings),
    check: checkEntries,
  }
}

function listServiceHostsOf({ store }: ManagedCluster): ServiceHost[] {
  return store
    .list('Service', null)
    .filter(({ spec }) => spec?.type === 'LoadBalancer')
    .flatMap((service) => {
      const { namespace = '', name } = service.metadata
      return listServiceHosts(service).map((host) => ({ host, service: { kind: 'Service', namespace, name } }))
    })
}
