import { queryOptions } from '@tanstack/react-query'
import { fetchJson } from './fetch-json'

export type { ClusterList, ClusterSummary } from './schemas/clusters'

export const clusterKeys = { all: ['clusters'] as const }

export const clustersQuery = () =>
  queryOptions({
    queryKey: clusterKeys.all,
    queryFn: ({ signal }) =>
      fetchJson('/api/v1/clusters', async () => (await import('./schemas/clusters')).ClusterList, signal),
  })
