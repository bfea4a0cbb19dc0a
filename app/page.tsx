import type { Metadata } from 'next'
import { LiveNotice } from '@/components/layout/live-notice'
import { PageHeader } from '@/components/layout/page-header'
import { formatCount } from '@/lib/format/count'
import { listClusters } from '@/lib/server/list-clusters'
import { ClusterCards } from './_components/cluster-cards'

export async function generateMetadata(): Promise<Metadata> {
  const { items } = await listClusters()
  const failing = items.filter(({ verdict }) => verdict === 'failing').length
  const verdict = failing === 0 ? '' : `: ${formatCount(failing)} of ${formatCount(items.length)} failing`
  // The template of the root layout holds for pages below it, not for the page beside it.
  return { title: { absolute: `Clusters${verdict} – Fairlead` } }
}

export default function ClustersPage() {
  return (
    <>
      <PageHeader title="Clusters" lead="Where traffic stops, cluster by cluster, the worst first." />
      <div aria-live="polite" className="not-empty:mb-4">
        <LiveNotice />
      </div>
      <ClusterCards />
    </>
  )
}
