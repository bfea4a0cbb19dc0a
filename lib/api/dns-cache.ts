import { queryOptions } from '@tanstack/react-query'
import { fetchJson } from './fetch-json'

export type {
  CacheClass,
  CorefileProblem,
  DnsCacheAnswer,
  EffectiveCache,
  EffectiveNumber,
  RolloutRow,
  ServerBlock,
} from './schemas/dns-cache'

export const dnsCacheQuery = (cluster: string) =>
  queryOptions({
    queryKey: ['cluster', cluster, 'dns-cache'] as const,
    queryFn: ({ signal }) =>
      fetchJson(
        `/api/v1/clusters/${encodeURIComponent(cluster)}/dns-cache`,
        async () => (await import('./schemas/dns-cache')).DnsCacheAnswer,
        signal,
      ),
  })
