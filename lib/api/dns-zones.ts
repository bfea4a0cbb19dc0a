import { queryOptions } from '@tanstack/react-query'
import { fetchJson } from './fetch-json'
import type { DnsZoneParams } from './schemas/dns-zones'

export type {
  DnsName,
  DnsOwner,
  DnsZonePage,
  DnsZoneParams,
  DnsZoneSummary,
  OtherCluster,
  SwitchPlan,
} from './schemas/dns-zones'

export const dnsZoneKeys = {
  all: (cluster: string) => ['cluster', cluster, 'dns-zones'] as const,
  list: (cluster: string, params: Partial<DnsZoneParams>) => [...dnsZoneKeys.all(cluster), 'list', params] as const,
}

export function dnsZonesQuery(cluster: string, params: Partial<DnsZoneParams>) {
  return queryOptions({
    queryKey: dnsZoneKeys.list(cluster, params),
    queryFn: ({ signal }) => {
      const search = new URLSearchParams()
      for (const [key, value] of Object.entries(params))
        if (value !== undefined && value !== '') search.set(key, String(value))
      return fetchJson(
        `/api/v1/clusters/${encodeURIComponent(cluster)}/dns-zones?${search}`,
        async () => (await import('./schemas/dns-zones')).DnsZonePage,
        signal,
      )
    },
  })
}
