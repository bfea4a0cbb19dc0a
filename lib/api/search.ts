import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { fetchJson } from './fetch-json'

export type { HitGroup, HitKind, SearchAnswer, SearchHit, SearchParams } from './schemas/search'

export const searchQuery = (cluster: string, q: string) =>
  queryOptions({
    queryKey: ['cluster', cluster, 'search', { q }] as const,
    queryFn: ({ signal }) =>
      fetchJson(
        `/api/v1/clusters/${encodeURIComponent(cluster)}/search?${new URLSearchParams({ q })}`,
        async () => (await import('./schemas/search')).SearchAnswer,
        signal,
      ),
    // What is typed once more within seconds need not be asked again.
    staleTime: 5_000,
    placeholderData: keepPreviousData,
  })
