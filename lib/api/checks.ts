import { queryOptions } from '@tanstack/react-query'
import { fetchJson } from './fetch-json'

export type { CatalogueCheck, CheckList } from './schemas/checks'

/** The catalogue belongs to this version of Fairlead: it never changes while a page is open. */
export const checksQuery = () =>
  queryOptions({
    queryKey: ['checks'] as const,
    queryFn: ({ signal }) =>
      fetchJson('/api/v1/checks', async () => (await import('./schemas/checks')).CheckList, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
