import type { Metadata } from 'next'
import { PageHeader } from '@/components/layout/page-header'
import { titleOfSources } from '@/components/layout/page-titles'
import { decodeParam, paths } from '@/lib/paths'
import { listClusters } from '@/lib/server/list-clusters'
import { SourceTable } from './_components/source-table'

interface SourcesPageProps {
  params: Promise<{ cluster: string }>
}

export async function generateMetadata({ params }: SourcesPageProps): Promise<Metadata> {
  const name = decodeParam((await params).cluster)
  const summary = (await listClusters()).items.find((item) => item.name === name)
  return { title: summary === undefined ? `Sources · ${name}` : titleOfSources(summary) }
}

export default async function SourcesPage({ params }: SourcesPageProps) {
  const cluster = decodeParam((await params).cluster)
  return (
    <>
      <PageHeader
        title="Sources"
        crumbs={[{ label: cluster, href: paths.overview(cluster) }]}
        lead="What Fairlead could read, and what it would need to read the rest. Secrets are never read."
      />
      <SourceTable cluster={cluster} />
    </>
  )
}
