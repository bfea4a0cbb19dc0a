import { dehydrate, HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { titleOfOverview } from '@/components/layout/page-titles'
import { dnsCacheQuery } from '@/lib/api/dns-cache'
import { egressQuery } from '@/lib/api/egress'
import { findingsQuery } from '@/lib/api/findings'
import { getQueryClient } from '@/lib/api/query-client'
import { decodeParam } from '@/lib/paths'
import { getDnsCache } from '@/lib/server/get-dns-cache'
import { getEgress } from '@/lib/server/get-egress'
import { listClusters } from '@/lib/server/list-clusters'
import { listFindings } from '@/lib/server/list-findings'
import { FindingOverview } from './_components/finding-overview'
import { OverviewHead } from './_components/overview-head'
import { OverviewTiles } from './_components/overview-tiles'
import { loadOverviewSearch, toFindingParams } from './search-params'

interface OverviewPageProps {
  params: Promise<{ cluster: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata({ params }: OverviewPageProps): Promise<Metadata> {
  const name = decodeParam((await params).cluster)
  const cluster = (await listClusters()).items.find((item) => item.name === name)
  return { title: cluster === undefined ? `${name}: no such cluster` : titleOfOverview(cluster) }
}

export default async function OverviewPage({ params, searchParams }: OverviewPageProps) {
  const cluster = decodeParam((await params).cluster)
  const findingParams = toFindingParams(await loadOverviewSearch(searchParams))
  const queryClient = getQueryClient()
  await Promise.all([
    queryClient.prefetchQuery({
      ...findingsQuery(cluster, findingParams),
      queryFn: () => listFindings(cluster, findingParams),
    }),
    queryClient.prefetchQuery({ ...egressQuery(cluster), queryFn: () => getEgress(cluster) }),
    queryClient.prefetchQuery({ ...dnsCacheQuery(cluster), queryFn: () => getDnsCache(cluster) }),
  ])
  return (
    <>
      <OverviewHead cluster={cluster} />
      <HydrationBoundary state={dehydrate(queryClient)}>
        <OverviewTiles cluster={cluster} />
        <FindingOverview cluster={cluster} />
      </HydrationBoundary>
    </>
  )
}
