import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query'
import { fetchJson } from '@/lib/api/fetch-json'
import { type IngressListParams, ingressKeys } from '@/lib/api/ingresses'

/**
 * The ingress list, page after page. When it is asked again, each page starts where the one before ends now, so that no row is
 * lost between two pages while rows change places.
 */
export function ingressPagesQuery(cluster: string, params: Partial<IngressListParams>) {
  return infiniteQueryOptions({
    queryKey: [...ingressKeys.all(cluster), 'pages', params] as const,
    queryFn: ({ pageParam, signal }) => {
      const search = new URLSearchParams()
      for (const [key, value] of Object.entries({ ...params, cursor: pageParam ?? undefined })) {
        if (value !== undefined && value !== '') search.set(key, String(value))
      }
      return fetchJson(
        `/api/v1/clusters/${encodeURIComponent(cluster)}/ingresses?${search}`,
        async () => (await import('@/lib/api/schemas/ingresses')).IngressPage,
        signal,
      )
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  })
}
