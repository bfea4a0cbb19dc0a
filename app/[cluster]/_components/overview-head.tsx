'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { VerdictBadge } from '@/components/findings/verdict-badge'
import { ClusterChip } from '@/components/layout/cluster-chip'
import { PageHeader } from '@/components/layout/page-header'
import { PageTitle } from '@/components/layout/page-title'
import { titleOfOverview } from '@/components/layout/page-titles'
import { VerdictBand } from '@/components/layout/verdict-band'
import { ErrorState } from '@/components/states/error-state'
import { CopyButton } from '@/components/ui/copy-button'
import { Skeleton } from '@/components/ui/skeleton'
import { clustersQuery } from '@/lib/api/clusters'
import { formatCount } from '@/lib/format/count'
import { paths } from '@/lib/paths'
import { describeCluster } from './overview-sentence'

/** The cluster's name, its verdict and the one sentence about it. */
export function OverviewHead({ cluster: name }: { cluster: string }) {
  const clusters = useQuery(clustersQuery())
  const cluster = clusters.data?.items.find((item) => item.name === name)
  return (
    <>
      <PageTitle title={cluster ? titleOfOverview(cluster) : null} verdict={cluster?.verdict ?? null} />
      <PageHeader
        title={name}
        crumbs={[{ label: 'Clusters', href: paths.clusters() }]}
        chips={
          cluster ? (
            <>
              <VerdictBadge verdict={cluster.verdict} />
              <ClusterChip cluster={cluster} className="xl:hidden" />
            </>
          ) : null
        }
        actions={<CopyButton text={() => window.location.href} label="Copy link" />}
      />
      {cluster ? (
        <VerdictBand
          verdict={cluster.verdict}
          meta={
            <Link className="link" href={paths.sources(name)}>
              {formatCount(cluster.sources.filter(({ state }) => state === 'observed').length)} of{' '}
              {formatCount(cluster.sources.length)} sources readable
            </Link>
          }
        >
          {describeCluster(cluster)}
        </VerdictBand>
      ) : clusters.error !== null ? (
        <ErrorState
          what="The cluster"
          error={clusters.error}
          onRetry={() => clusters.refetch()}
          isRetrying={clusters.isFetching}
        />
      ) : (
        <Skeleton className="mb-4 h-20 w-full rounded-lg" />
      )}
    </>
  )
}
