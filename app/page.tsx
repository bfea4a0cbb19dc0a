import type { Metadata } from 'next'
import { LiveNotice } from '@/components/layout/live-notice'
import { PageHeader } from '@/components/layout/page-header'
import { siteName, titleOfClusters } from '@/components/layout/page-titles'
import { listClusters } from '@/lib/server/list-clusters'
import { ClusterCards } from './_components/cluster-cards'

export async function generateMetadata(): Promise<Metadata> {
  // The template of the root layout holds for pages below it, not for the page beside it.
  return { title: { absolute: `${titleOfClusters(await listClusters())} · ${siteName}` } }
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
