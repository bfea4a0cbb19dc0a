import type { QueryClient } from '@tanstack/react-query'
import { hrefOfIngressRow } from '@/components/path/ingress-row-href'
import { certificateListQuery } from '@/lib/api/certificates'
import { dnsZonesQuery } from '@/lib/api/dns-zones'
import { ingressListQuery } from '@/lib/api/ingresses'
import { paths } from '@/lib/paths'
import type { TrailPages } from './trail'

/** Reads one page of the list that a trail goes over, from 0: where its rows lead, and how many the whole list has. Throws `ApiError`. */
export async function loadRows(
  queryClient: QueryClient,
  { list, cluster, params, size }: TrailPages,
  page: number,
): Promise<{ hrefs: string[]; total: number }> {
  const asked = { ...params, limit: size, offset: page * size }
  if (list === 'names') {
    const { items, total } = await queryClient.fetchQuery(dnsZonesQuery(cluster, asked))
    return { hrefs: items.map(({ host }) => paths.why(cluster, { host })), total }
  }
  if (list === 'certificates') {
    const { items, total } = await queryClient.fetchQuery(certificateListQuery(cluster, asked))
    return { hrefs: items.map(({ namespace, name }) => paths.certificate(cluster, namespace, name)), total }
  }
  const { items, total } = await queryClient.fetchQuery(ingressListQuery(cluster, asked))
  return { hrefs: items.map((row) => hrefOfIngressRow(cluster, row)), total }
}
