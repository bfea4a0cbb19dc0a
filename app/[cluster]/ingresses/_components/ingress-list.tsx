'use client'

import { type UseQueryResult, useQueries } from '@tanstack/react-query'
import { useQueryStates } from 'nuqs'
import { useState } from 'react'
import { ErrorState } from '@/components/states/error-state'
import { PartialNotice } from '@/components/states/partial-notice'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { classNames } from '@/components/ui/class-names'
import { OrderNotice } from '@/components/ui/order-notice'
import { SkeletonRows } from '@/components/ui/skeleton'
import { useHeldRows } from '@/components/ui/use-held-rows'
import { type IngressPage, type IngressRow, ingressListQuery } from '@/lib/api/ingresses'
import { formatCount, formatCounted } from '@/lib/format/count'
import { ingressSearch, toListParams } from '../search-params'
import { IngressFilters } from './ingress-filters'
import { IngressTable } from './ingress-table'
import { NoIngresses } from './no-ingresses'

const keyOf = (row: IngressRow) => `${row.namespace}/${row.name}`

/** The list with its filters. Filter, sort and paging happen on the server; live updates change rows in their places. */
export function IngressList({ cluster }: { cluster: string }) {
  const [search, setSearch] = useQueryStates(ingressSearch, { history: 'replace' })
  const params = toListParams(search)
  const asked = JSON.stringify(params)
  const [loaded, setLoaded] = useState<{ asked: string; cursors: string[] }>({ asked, cursors: [] })
  const cursors = loaded.asked === asked ? loaded.cursors : []
  const list = useQueries({
    queries: [undefined, ...cursors].map((cursor) =>
      ingressListQuery(cluster, { ...params, ...(cursor && { cursor }) }),
    ),
    combine: combinePages,
  })
  const held = useHeldRows({
    rows: list.rows,
    keyOf,
    asked,
    pageCount: list.pageCount,
    isWaiting: list.isWaiting,
  })
  const { first, last } = list
  const isFiltered = search.q !== '' || search.verdict !== null

  return (
    <div className="space-y-3">
      {first ? <PartialNotice unavailable={first.freshness.unreadable} /> : null}
      <IngressFilters search={search} onChange={setSearch} byVerdict={first?.byVerdict ?? null} />
      <div className="flex flex-wrap items-center justify-between gap-x-4">
        <p aria-live="polite" className="text-muted">
          {first ? describeCount(first, held.rows.length, search.namespace) : 'Reading…'}
        </p>
        <OrderNotice isOutOfOrder={held.isOutOfOrder} onSort={held.sortAgain} />
      </div>
      <Card padding="none" className={classNames('transition-opacity duration-150', list.isWaiting && 'opacity-60')}>
        {first === null && list.error !== null ? (
          <ErrorState what="The ingress list" error={list.error} onRetry={list.retry} isRetrying={list.isFetching} />
        ) : first === null ? (
          <SkeletonRows rows={12} label="The ingresses are being read" rowClassName="h-13" />
        ) : held.rows.length === 0 ? (
          <NoIngresses
            cluster={cluster}
            namespace={search.namespace}
            unreadable={first.freshness.unreadable}
            isFiltered={isFiltered}
            onClear={() => setSearch({ q: null, verdict: null })}
          />
        ) : (
          <IngressTable cluster={cluster} rows={held.rows} sort={search.sort} onSort={(sort) => setSearch({ sort })} />
        )}
      </Card>
      {last?.nextCursor ? (
        <div className="flex justify-center">
          <Button
            onClick={() => setLoaded({ asked, cursors: [...cursors, last.nextCursor ?? ''] })}
            disabled={list.isFetching && list.isWaiting}
          >
            Load {formatCount(Math.min(100, last.total - held.rows.length))} more of {formatCount(last.total)}
          </Button>
        </div>
      ) : null}
    </div>
  )
}

function describeCount(page: IngressPage, shown: number, namespace: string | null): string {
  const where = namespace === null ? '' : ` in namespace ${namespace}`
  const all = `${formatCounted(page.total, 'ingress', 'ingresses')}${where}`
  return shown < page.total ? `${formatCount(shown)} of ${all}` : all
}

/** The loaded pages as one list. A row that moved between pages meanwhile is listed once. */
function combinePages(results: UseQueryResult<IngressPage>[]) {
  const pages = results.flatMap((result) => (result.data === undefined ? [] : [result.data]))
  const byKey = new Map(pages.flatMap((page) => page.items.map((row) => [keyOf(row), row] as const)))
  return {
    rows: [...byKey.values()],
    first: pages[0] ?? null,
    last: pages.at(-1) ?? null,
    pageCount: results.filter((result) => result.data !== undefined && !result.isPlaceholderData).length,
    isWaiting: results.some((result) => result.isPlaceholderData || result.isPending),
    isFetching: results.some((result) => result.isFetching),
    error: results.find((result) => result.error !== null)?.error ?? null,
    retry: () => {
      for (const result of results) if (result.error !== null) void result.refetch()
    },
  }
}
