import { queryOptions } from '@tanstack/react-query'
import { fetchJson } from './fetch-json'

export type { EgressAnswer } from './schemas/egress'

export const egressQuery = (cluster: string) =>
  queryOptions({
    queryKey: ['cluster', cluster, 'egress'] as const,
    queryFn: ({ signal }) =>
      fetchJson(
        `/api/v1/clusters/${encodeURIComponent(cluster)}/egress`,
        async () => (await import('./schemas/egress')).EgressAnswer,
        signal,
      ),
  })
