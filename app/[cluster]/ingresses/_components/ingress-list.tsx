'use client'

import { useQuery } from '@tanstack/react-query'
import { useQueryStates } from 'nuqs'
import { type RefObject, useEffect, useRef } from 'react'
import { type ListedRows, useTrailSource } from '@/components/keyboard/use-trail'
import { PageTitle } from '@/components/layout/page-title'
import { rollUpIngresses, titleOfIngresses } from '@/components/layout/page-titles'
import { ErrorState } from '@/components/states/error-state'
import { PanelAge } from '@/components/states/panel-age'
import { PartialNotice } from '@/components/states/partial-notice'
import { RowsFailure } from '@/components/states/rows-failure'
import { Card } from '@/components/ui/card'
import { classNames } from '@/components/ui/class-names'
import { OrderNotice } from '@/components/ui/order-notice'
import { SkeletonRows } from '@/components/ui/skeleton'
import { useHeldPages } from '@/components/ui/use-held-pages'
import { clustersQuery } from '@/lib/api/clusters'
import { type IngressPage, type IngressRow, ingressListQuery } from '@/lib/api/ingresses'
import { formatCounted } from '@/lib/format/count'
import { type IngressSearch, ingressSearch, pageSize, toListParams } from '../search-params'
import { IngressFilters } from './ingress-filters'
import { hrefOfRow, IngressTable } from './ingress-table'
import { NoIngresses } from './no-ingresses'

const keyOf = (row: IngressRow) => `${row.namespace}/${row.name}`
// Until every kind has been read, verdicts change by the second: holding their order would hold nothing worth keeping.
const isBeingRead = ({ freshness }: IngressPage) => freshness.unreadable.some(({ reason }) => reason === 'pending')

/** None is listed because none could be read, which is not the same as there being none. */
const isUnread = ({ total, freshness }: IngressPage) =>
  total === 0 && freshness.unreadable.some(({ what }) => what === 'Ingress')

/** The list with its filters. Filter, sort and paging happen on the server; live updates change rows in their places. */
export function IngressList({ cluster }: { cluster: string }) {
  const [search, setSearch] = useQueryStates(ingressSearch, { history: 'replace' })
  const list = useHeldPages({
    queryOf: (page) => ingressListQuery(cluster, toListParams(search, page)),
    pageSize,
    keyOf,
    asked: JSON.stringify(toListParams(search)),
    isSettling: isBeingRead,
  })
  const { latest, count, isWaiting } = list
  const panel = useRef<HTMLDivElement>(null)
  useTrailSource((opened) => listLoadedAround(opened, cluster, list))
  useScrollToTop(panel, latest === null || isWaiting ? null : JSON.stringify(toListParams(search)))

  const summary = useQuery(clustersQuery()).data?.items.find(({ name }) => name === cluster)
  return (
    <div className="space-y-3">
      <PageTitle
        title={summary === undefined ? null : titleOfIngresses(summary)}
        verdict={summary === undefined ? null : rollUpIngresses(summary)}
      />
      {latest ? <PartialNotice unavailable={latest.freshness.unreadable} /> : null}
      <IngressFilters
        search={search}
        onChange={setSearch}
        byVerdict={latest === null || isUnread(latest) ? null : latest.byVerdict}
      />
      <div className="flex flex-wrap items-center justify-between gap-x-4">
        <p aria-live="polite" className="text-muted">
          {latest === null
            ? 'Reading…'
            : isUnread(latest)
              ? 'How many there are is not known'
              : describeCount(latest.total, search)}
        </p>
        <div className="flex flex-wrap items-center gap-x-4">
          <OrderNotice isOutOfOrder={list.isOutOfOrder} onSort={list.sortAgain} />
          {latest ? (
            <span className="text-faint text-sm">
              <PanelAge freshness={latest.freshness} />
            </span>
          ) : null}
        </div>
      </div>
      <div ref={panel}>
        <Card padding="none" className={classNames('transition-opacity duration-150', isWaiting && 'opacity-60')}>
          {latest === null && list.error !== null ? (
            <ErrorState what="The ingress list" error={list.error} onRetry={list.retry} isRetrying={list.isFetching} />
          ) : latest === null ? (
            <SkeletonRows rows={12} label="The ingresses are being read" rowClassName="h-14" />
          ) : count === 0 ? (
            <NoIngresses
              cluster={cluster}
              namespace={search.namespace}
              unreadable={latest.freshness.unreadable}
              isFiltered={isFiltered(search)}
              onClear={() => setSearch({ q: null, verdict: null })}
            />
          ) : (
            <IngressTable
              cluster={cluster}
              count={count}
              rowAt={list.rowAt}
              onShow={list.show}
              sort={search.sort}
              onSort={(sort) => setSearch({ sort })}
            />
          )}
        </Card>
      </div>
      {latest !== null && list.error !== null ? (
        <RowsFailure
          what={isWaiting ? 'The ingress list' : 'Some of the rows'}
          error={list.error}
          onRetry={list.retry}
          isRetrying={list.isFetching}
        />
      ) : null}
    </div>
  )
}

/** The rows that are loaded without a gap around the one that is opened. */
function listLoadedAround(
  opened: string,
  cluster: string,
  { count, rowAt }: { count: number; rowAt: (index: number) => { row: IngressRow } | null },
): ListedRows {
  const hrefAt = (index: number) => {
    const held = rowAt(index)
    return held === null ? null : hrefOfRow(cluster, held.row)
  }
  const at = Array.from({ length: count }, (_, index) => index).findIndex((index) => hrefAt(index) === opened)
  const hrefs: string[] = []
  for (let index = at; index >= 0; index -= 1) {
    const href = hrefAt(index)
    if (href === null) break
    hrefs.unshift(href)
  }
  let last = at
  for (let href = hrefAt(at + 1); href !== null; href = hrefAt(last + 1)) {
    hrefs.push(href)
    last += 1
  }
  return { hrefs, isCut: last + 1 < count }
}

const isFiltered = ({ q, verdict }: IngressSearch) => q !== '' || verdict !== null

function describeCount(total: number, search: IngressSearch): string {
  const where = search.namespace === null ? '' : ` in namespace ${search.namespace}`
  return `${formatCounted(total, 'ingress', 'ingresses')}${isFiltered(search) ? ' found' : ''}${where}`
}

/** Shows the beginning of the list when the answer to a new question is there and the reader is somewhere further down. */
function useScrollToTop(panel: RefObject<HTMLElement | null>, answered: string | null) {
  const shown = useRef<string | null>(null)
  useEffect(() => {
    if (answered === null) return
    const isNew = shown.current !== null && shown.current !== answered
    shown.current = answered
    const top = panel.current
    if (isNew && top !== null && top.getBoundingClientRect().top < 0) top.scrollIntoView({ block: 'start' })
  }, [panel, answered])
}
