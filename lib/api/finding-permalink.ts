import { queryOptions } from '@tanstack/react-query'
import { fetchJson } from './fetch-json'
import { findingKeys } from './findings'

export type { AboutCheck, FindingAnswer, PastFinding } from './schemas/finding-permalink'

export const findingQuery = (cluster: string, id: string) =>
  queryOptions({
    queryKey: [...findingKeys.all(cluster), 'one', { id }] as const,
    queryFn: ({ signal }) =>
      fetchJson(
        `/api/v1/clusters/${encodeURIComponent(cluster)}/findings/${encodeURIComponent(id)}`,
        async () => (await import('./schemas/finding-permalink')).FindingAnswer,
        signal,
      ),
  })
