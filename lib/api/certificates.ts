import { queryOptions } from '@tanstack/react-query'
import { fetchJson } from './fetch-json'
import type { CertificateListParams } from './schemas/certificates'

export type {
  CertificateAnswer,
  CertificateListParams,
  CertificatePage,
  CertificateRow,
  ExpiryWeek,
  HostWithout,
} from './schemas/certificates'

const basePath = (cluster: string) => `/api/v1/clusters/${encodeURIComponent(cluster)}/certificates`

export const certificateKeys = {
  all: (cluster: string) => ['cluster', cluster, 'certificates'] as const,
  list: (cluster: string, params: Partial<CertificateListParams>) =>
    [...certificateKeys.all(cluster), 'list', params] as const,
  one: (cluster: string, namespace: string, name: string) =>
    [...certificateKeys.all(cluster), 'one', { namespace, name }] as const,
}

export function certificateListQuery(cluster: string, params: Partial<CertificateListParams>) {
  return queryOptions({
    queryKey: certificateKeys.list(cluster, params),
    queryFn: ({ signal }) => {
      const search = new URLSearchParams()
      for (const [key, value] of Object.entries(params))
        if (value !== undefined && value !== '') search.set(key, String(value))
      return fetchJson(
        `${basePath(cluster)}?${search}`,
        async () => (await import('./schemas/certificates')).CertificatePage,
        signal,
      )
    },
  })
}

export const certificateQuery = (cluster: string, namespace: string, name: string) =>
  queryOptions({
    queryKey: certificateKeys.one(cluster, namespace, name),
    queryFn: ({ signal }) =>
      fetchJson(
        `${basePath(cluster)}/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`,
        async () => (await import('./schemas/certificates')).CertificateAnswer,
        signal,
      ),
  })
