import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { fetchJson } from './fetch-json'
import type { FindingListParams } from './schemas/findings'

export type { FindingListParams, FindingPage, ListedFinding } from './schemas/findings'

export const findingKeys = {
  all: (cluster: string) => ['cluster', cluster, 'findings'] as const,
  list: (cluster: string, params: Partial<FindingListParams>) => [...findingKeys.all(cluster), params] as const,
}

export function findingsQuery(cluster: string, params: Partial<FindingListParams>) {
  return queryOptions({
    queryKey: findingKeys.list(cluster, params),
    queryFn: ({ signal }) => {
      const search = new URLSearchParams()
      for (const [key, value] of Object.entries(params))
        if (value !== undefined && value !== '') search.set(key, String(value))
      return fetchJson(
        `/api/v1/clusters/${encodeURIComponent(cluster)}/findings?${search}`,
        async () => (await import('./schemas/findings')).FindingPage,
        signal,
      )
    },
    placeholderData: keepPreviousData,
  })
}
