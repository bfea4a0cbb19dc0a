import { dehydrate, HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { PageHeader } from '@/components/layout/page-header'
import { titleOfIngresses } from '@/components/layout/page-titles'
import { ingressListQuery } from '@/lib/api/ingresses'
import { getQueryClient } from '@/lib/api/query-client'
import { decodeParam, paths } from '@/lib/paths'
import { listClusters } from '@/lib/server/list-clusters'
import { listIngresses } from '@/lib/server/list-ingresses'
import { IngressList } from './_components/ingress-list'
import { loadIngressSearch, toListParams } from './search-params'

interface IngressesPageProps {
  params: Promise<{ cluster: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata({ params }: IngressesPageProps): Promise<Metadata> {
  const cluster = decodeParam((await params).cluster)
  const summary = (await listClusters()).items.find(({ name }) => name === cluster)
  return { title: summary === undefined ? `Ingresses · ${cluster}` : titleOfIngresses(summary) }
}

export default async function IngressesPage({ params, searchParams }: IngressesPageProps) {
  const cluster = decodeParam((await params).cluster)
  const listParams = toListParams(await loadIngressSearch(searchParams))
  const queryClient = getQueryClient()
  await queryClient.prefetchQuery({
    ...ingressListQuery(cluster, listParams),
    queryFn: () => listIngresses(cluster, listParams),
  })
  return (
    <>
      <PageHeader
        title="Ingresses"
        crumbs={[{ label: cluster, href: paths.overview(cluster) }]}
        lead="Every hostname followed from its DNS record to the Pods, the broken ones first."
      />
      <HydrationBoundary state={dehydrate(queryClient)}>
        <IngressList cluster={cluster} />
      </HydrationBoundary>
    </>
  )
}
