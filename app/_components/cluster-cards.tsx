'use client'

import { useQuery } from '@tanstack/react-query'
import { parseAsString, useQueryState } from 'nuqs'
import { useMemo } from 'react'
import { PageTitle } from '@/components/layout/page-title'
import { titleOfClusters } from '@/components/layout/page-titles'
import { EmptyState } from '@/components/states/empty-state'
import { ErrorState } from '@/components/states/error-state'
import { Card } from '@/components/ui/card'
import { FilterField } from '@/components/ui/filter-field'
import { OrderNotice } from '@/components/ui/order-notice'
import { Skeleton } from '@/components/ui/skeleton'
import { useHeldRows } from '@/components/ui/use-held-rows'
import { type ClusterList, clustersQuery } from '@/lib/api/clusters'
import { compareVerdictsWorstFirst } from '@/lib/model/verdict'
import { ClusterCard } from './cluster-card'

/** With more clusters than this one looks for a name. */
const clustersAtAGlance = 6

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
  return <ListedClusters answer={data} />
}

function ListedClusters({ answer }: { answer: ClusterList }) {
  const [wanted, setWanted] = useQueryState('q', parseAsString.withDefault(''))
  const isLong = answer.items.length > clustersAtAGlance
  const sorted = useMemo(() => {
    const text = isLong ? wanted.toLowerCase() : ''
    return answer.items
      .filter(({ name }) => name.toLowerCase().includes(text))
      .sort((a, b) => compareVerdictsWorstFirst(a.verdict, b.verdict) || b.findings.error - a.findings.error)
  }, [answer, isLong, wanted])
  const held = useHeldRows({ rows: sorted, keyOf: ({ name }) => name, asked: wanted })
  const [worst] = [...answer.items].sort((a, b) => compareVerdictsWorstFirst(a.verdict, b.verdict))
  return (
    <div className="space-y-4">
      <PageTitle title={titleOfClusters(answer)} verdict={worst?.verdict ?? null} />
      {answer.problems.length > 0 ? (
        <Card title="The configuration has problems">
          <ul className="list-disc space-y-1 pl-4">
            {answer.problems.map((problem) => (
              <li key={problem} className="break-words">
                {problem}
              </li>
            ))}
          </ul>
        </Card>
      ) : null}
      {isLong ? (
        <FilterField
          label="Filter clusters"
          placeholder="Filter by name"
          value={wanted}
          onChange={(name) => setWanted(name === '' ? null : name)}
          isPageFilter
          className="max-w-72"
        />
      ) : null}
      {answer.items.length > 0 && sorted.length === 0 ? (
        <Card>
          <EmptyState
            title={`No cluster is called like "${wanted}"`}
            action={{ label: 'Show all clusters', onClick: () => setWanted(null) }}
          />
        </Card>
      ) : null}
      {answer.items.length === 0 ? (
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
      {answer.items.length > 1 ? (
        <div className="-mt-3 -mb-2">
          <OrderNotice isOutOfOrder={held.isOutOfOrder} onSort={held.sortAgain} />
        </div>
      ) : null}
      <ul className="grid items-start gap-4 lg:grid-cols-2 min-[120rem]:grid-cols-3">
        {held.rows.map(({ row: cluster }) => (
          <li key={cluster.name} className={sorted.length === 1 ? 'lg:col-span-2' : undefined}>
            <ClusterCard cluster={cluster} />
          </li>
        ))}
      </ul>
    </div>
  )
}
