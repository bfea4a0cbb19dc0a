import { queryOptions } from '@tanstack/react-query'
import { fetchJson } from './fetch-json'
import type { IngressListParams } from './schemas/ingresses'

export type { HostTraceAnswer, IngressListParams, IngressPage, IngressRow, TraceAnswer } from './schemas/ingresses'

const clusterPath = (cluster: string) => `/api/v1/clusters/${encodeURIComponent(cluster)}`

export const ingressKeys = {
  all: (cluster: string) => ['cluster', cluster, 'ingresses'] as const,
  list: (cluster: string, params: Partial<IngressListParams>) => [...ingressKeys.all(cluster), 'list', params] as const,
  trace: (cluster: string, namespace: string, name: string) =>
    [...ingressKeys.all(cluster), 'trace', { namespace, name }] as const,
  host: (cluster: string, host: string, path: string | null) =>
    [...ingressKeys.all(cluster), 'host', { host, path }] as const,
}

export function ingressListQuery(cluster: string, params: Partial<IngressListParams>) {
  return queryOptions({
    queryKey: ingressKeys.list(cluster, params),
    queryFn: ({ signal }) => {
      const search = new URLSearchParams()
      for (const [key, value] of Object.entries(params))
        if (value !== undefined && value !== '') search.set(key, String(value))
      return fetchJson(
        `${clusterPath(cluster)}/ingresses?${search}`,
        async () => (await import('./schemas/ingresses')).IngressPage,
        signal,
      )
    },
  })
}

export const ingressTraceQuery = (cluster: string, namespace: string, name: string) =>
  queryOptions({
    queryKey: ingressKeys.trace(cluster, namespace, name),
    queryFn: ({ signal }) =>
      fetchJson(
        `${clusterPath(cluster)}/ingresses/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`,
        async () => (await import('./schemas/ingresses')).TraceAnswer,
        signal,
      ),
  })

/** The trace of a host, and which rule serves a path of it when one is asked for. */
export const hostTraceQuery = (cluster: string, host: string, path: string | null) =>
  queryOptions({
    queryKey: ingressKeys.host(cluster, host, path),
    queryFn: ({ signal }) =>
      fetchJson(
        `${clusterPath(cluster)}/hosts/${encodeURIComponent(host)}${path === null ? '' : `?${new URLSearchParams({ path })}`}`,
        async () => (await import('./schemas/ingresses')).HostTraceAnswer,
        signal,
      ),
  })
