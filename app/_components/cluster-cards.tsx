'use client'

import { useQuery } from '@tanstack/react-query'
import { EmptyState } from '@/components/states/empty-state'
import { ErrorState } from '@/components/states/error-state'
import { Card } from '@/components/ui/card'
import { Skeleton } from '@/components/ui/skeleton'
import { clustersQuery } from '@/lib/api/clusters'
import { compareVerdictsWorstFirst } from '@/lib/model/verdict'
import { ClusterCard } from './cluster-card'

/** One card for each configured cluster, and what is wrong with the configuration itself. */
export function ClusterCards() {
  const { data, error, isFetching, refetch } = useQuery(clustersQuery())
  if (data === undefined) {
    return error === null ? (
      <div role="status" aria-label="The clusters are being listed" className="grid gap-4 lg:grid-cols-2">
        <Skeleton className="h-52 rounded-lg" />
        <Skeleton className="h-52 rounded-lg" />
      </div>
    ) : (
      <Card>
        <ErrorState what="The clusters" error={error} onRetry={() => refetch()} isRetrying={isFetching} />
      </Card>
    )
  }
  const sorted = [...data.items].sort(
    (a, b) => compareVerdictsWorstFirst(a.verdict, b.verdict) || b.findings.error - a.findings.error,
  )
  return (
    <div className="space-y-4">
      {data.problems.length > 0 ? (
        <Card title="The configuration has problems">
          <ul className="list-disc space-y-1 pl-4">
            {data.problems.map((problem) => (
              <li key={problem} className="break-words">
                {problem}
              </li>
            ))}
          </ul>
        </Card>
      ) : null}
      {sorted.length === 0 ? (
        <Card>
          <EmptyState title="No cluster is configured">
            <p>
              Fairlead reads the current context of your kubeconfig, or the clusters named in <code>fairlead.yaml</code>{' '}
              when <code>FAIRLEAD_CONFIG</code> points to it. To look around without a cluster, run{' '}
              <code>npm run demo</code>.
            </p>
          </EmptyState>
        </Card>
      ) : null}
      <ul className="grid items-start gap-4 lg:grid-cols-2">
        {sorted.map((cluster) => (
          <li key={cluster.name} className={sorted.length === 1 ? 'lg:col-span-2' : undefined}>
            <ClusterCard cluster={cluster} />
          </li>
        ))}
      </ul>
    </div>
  )
}
