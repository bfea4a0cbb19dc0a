import { dehydrate, HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { PageHeader } from '@/components/layout/page-header'
import { certificateListQuery } from '@/lib/api/certificates'
import { getQueryClient } from '@/lib/api/query-client'
import { decodeParam, paths } from '@/lib/paths'
import { listCertificates } from '@/lib/server/list-certificates'
import { CertificateList } from './_components/certificate-list'
import { loadCertificateSearch, toListParams } from './search-params'

interface CertificatesPageProps {
  params: Promise<{ cluster: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata({ params }: CertificatesPageProps): Promise<Metadata> {
  return { title: `Certificates · ${decodeParam((await params).cluster)}` }
}

export default async function CertificatesPage({ params, searchParams }: CertificatesPageProps) {
  const cluster = decodeParam((await params).cluster)
  const listParams = toListParams(await loadCertificateSearch(searchParams))
  const queryClient = getQueryClient()
  await queryClient.prefetchQuery({
    ...certificateListQuery(cluster, listParams),
    queryFn: () => listCertificates(cluster, listParams),
  })
  return (
    <>
      <PageHeader
        title="Certificates"
        crumbs={[{ label: cluster, href: paths.overview(cluster) }]}
        lead="What cert-manager issues, what expires when, and which hosts have none. Secrets are never read."
      />
      <HydrationBoundary state={dehydrate(queryClient)}>
        <CertificateList cluster={cluster} />
      </HydrationBoundary>
    </>
  )
}
