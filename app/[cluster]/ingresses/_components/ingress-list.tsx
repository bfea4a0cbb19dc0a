'use client'

import { type UseInfiniteQueryResult, useInfiniteQuery } from '@tanstack/react-query'
import { useQueryStates } from 'nuqs'
import { useEffect, useMemo, useState } from 'react'
import { ErrorState } from '@/components/states/error-state'
import { PartialNotice } from '@/components/states/partial-notice'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { classNames } from '@/components/ui/class-names'
import { OrderNotice } from '@/components/ui/order-notice'
import { SkeletonRows } from '@/components/ui/skeleton'
import { useHeldRows } from '@/components/ui/use-held-rows'
import type { IngressPage, IngressRow } from '@/lib/api/ingresses'
import { formatCount, formatCounted } from '@/lib/format/count'
import { ingressPagesQuery } from '../ingress-pages-query'
import { ingressSearch, pageSize, toListParams } from '../search-params'
import { IngressFilters } from './ingress-filters'
import { IngressTable } from './ingress-table'
import { NoIngresses } from './no-ingresses'

const keyOf = (row: IngressRow) => `${row.namespace}/${row.name}`

/** The list with its filters. Filter, sort and paging happen on the server; live updates change rows in their places. */
export function IngressList({ cluster }: { cluster: string }) {
  const [search, setSearch] = useQueryStates(ingressSearch, { history: 'replace' })
  const params = toListParams(search)
  const asked = JSON.stringify(params)
  const list = useInfiniteQuery(ingressPagesQuery(cluster, params))
  const pages = list.data?.pages
  const rows = useMemo(() => mergeRows(pages ?? []), [pages])
  const first = pages?.[0] ?? null
  const last = pages?.at(-1) ?? null
  // The rows of the question before stay on screen, dimmed, until this one is answered.
  const isWaiting = list.isPlaceholderData
  // Until every kind has been read, verdicts settle by the second: holding that order would hold nothing worth keeping.
  const isReading = first?.freshness.unreadable.some(({ reason }) => reason === 'pending') ?? true
  const held = useHeldRows({
    rows,
    keyOf,
    asked: isReading ? `reading ${first?.freshness.revision}` : asked,
    pageCount: pages?.length ?? 0,
    hasMore: list.hasNextPage,
    isWaiting,
  })
  const more = useMorePages(list, asked)
  const isFiltered = search.q !== '' || search.verdict !== null

  return (
    <div className="space-y-3">
      {first ? <PartialNotice unavailable={first.freshness.unreadable} /> : null}
      <IngressFilters search={search} onChange={setSearch} byVerdict={first?.byVerdict ?? null} />
      <div className="flex flex-wrap items-center justify-between gap-x-4">
        <p aria-live="polite" className="text-muted">
          {first ? describeCount(first, rows.length, search.namespace) : 'Reading…'}
        </p>
        <OrderNotice isOutOfOrder={held.isOutOfOrder} onSort={held.sortAgain} />
      </div>
      <Card padding="none" className={classNames('transition-opacity duration-150', isWaiting && 'opacity-60')}>
        {first === null && list.error !== null ? (
          <ErrorState
            what="The ingress list"
            error={list.error}
            onRetry={() => list.refetch()}
            isRetrying={list.isFetching}
          />
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
          <IngressTable
            cluster={cluster}
            rows={held.rows}
            sort={search.sort}
            onSort={(sort) => setSearch({ sort })}
            hasMore={list.hasNextPage}
          />
        )}
      </Card>
      {list.isFetchNextPageError ? (
        <p role="alert" className="text-center text-fail">
          More could not be loaded: {list.error?.message}
        </p>
      ) : null}
      {last !== null && list.hasNextPage ? (
        <div className="flex justify-center">
          <Button onClick={more.load} disabled={isWaiting || more.isLoading}>
            {more.isLoading
              ? 'Loading more'
              : `Load ${formatCount(Math.min(pageSize, last.total - rows.length))} more of ${formatCount(last.total)}`}
          </Button>
        </div>
      ) : null}
    </div>
  )
}

type PageList = Pick<
  UseInfiniteQueryResult<{ pages: IngressPage[] }>,
  'data' | 'fetchNextPage' | 'hasNextPage' | 'isFetching' | 'isFetchNextPageError'
>

/**
 * Loads the next page. A change of the cluster makes the list ask again, which cuts short a page that is on its way; and a page
 * asked for meanwhile would cut short that. So a page is asked for when nothing else is, until it is there or has failed.
 */
function useMorePages({ data, fetchNextPage, hasNextPage, isFetching, isFetchNextPageError }: PageList, asked: string) {
  const [wanted, setWanted] = useState({ asked, pageCount: 1 })
  const pageCount = data?.pages.length ?? 0
  const isWanted = wanted.asked === asked && wanted.pageCount > pageCount && hasNextPage && !isFetchNextPageError
  useEffect(() => {
    if (isWanted && !isFetching) void fetchNextPage()
  }, [isWanted, isFetching, fetchNextPage])
  return {
    isLoading: isWanted,
    load: () => {
      setWanted({ asked, pageCount: pageCount + 1 })
      if (isFetchNextPageError) void fetchNextPage()
    },
  }
}

function describeCount(page: IngressPage, shown: number, namespace: string | null): string {
  const where = namespace === null ? '' : ` in namespace ${namespace}`
  const all = `${formatCounted(page.total, 'ingress', 'ingresses')}${where}`
  return shown < page.total ? `${formatCount(shown)} of ${all}` : all
}

/** All pages as one list. A row that moved between pages meanwhile is listed once. */
function mergeRows(pages: readonly IngressPage[]): IngressRow[] {
  return [...new Map(pages.flatMap((page) => page.items.map((row) => [keyOf(row), row] as const))).values()]
}
