import type { Metadata } from 'next'
import { PageHeader } from '@/components/layout/page-header'
import { formatCount } from '@/lib/format/count'
import { decodeParam, paths } from '@/lib/paths'
import { listClusters } from '@/lib/server/list-clusters'
import { SourceTable } from './_components/source-table'

interface SourcesPageProps {
  params: Promise<{ cluster: string }>
}

export async function generateMetadata({ params }: SourcesPageProps): Promise<Metadata> {
  const name = decodeParam((await params).cluster)
  const sources = (await listClusters()).items.find((item) => item.name === name)?.sources ?? []
  const readable = sources.filter(({ state }) => state === 'observed').length
  return { title: `${name}: ${formatCount(readable)} of ${formatCount(sources.length)} sources readable` }
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
