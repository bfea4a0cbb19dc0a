import { dehydrate, HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { PageHeader } from '@/components/layout/page-header'
import { dnsZonesQuery } from '@/lib/api/dns-zones'
import { getQueryClient } from '@/lib/api/query-client'
import { decodeParam, paths } from '@/lib/paths'
import { listDnsZones } from '@/lib/server/list-dns-zones'
import { NameList } from './_components/name-list'
import { loadDnsZoneSearch, toListParams } from './search-params'

interface DnsZonesPageProps {
  params: Promise<{ cluster: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata({ params }: DnsZonesPageProps): Promise<Metadata> {
  return { title: `DNS zones · ${decodeParam((await params).cluster)}` }
}

export default async function DnsZonesPage({ params, searchParams }: DnsZonesPageProps) {
  const cluster = decodeParam((await params).cluster)
  const listParams = toListParams(await loadDnsZoneSearch(searchParams))
  const queryClient = getQueryClient()
  await queryClient.prefetchQuery({
    ...dnsZonesQuery(cluster, listParams),
    queryFn: () => listDnsZones(cluster, listParams),
  })
  return (
    <>
      <PageHeader
        title="DNS zones"
        crumbs={[{ label: cluster, href: paths.overview(cluster) }]}
        lead="Which names this cluster wants, whose each of them is, and what a switch to another cluster would move."
      />
      <HydrationBoundary state={dehydrate(queryClient)}>
        <NameList cluster={cluster} />
      </HydrationBoundary>
    </>
  )
}
