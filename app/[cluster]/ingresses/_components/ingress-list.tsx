'use client'

import { useQuery } from '@tanstack/react-query'
import { useQueryStates } from 'nuqs'
import { type RefObject, useEffect, useRef } from 'react'
import { listRowsAround } from '@/components/keyboard/trail'
import { useTrailSource } from '@/components/keyboard/use-trail'
import { PageTitle } from '@/components/layout/page-title'
import { rollUpIngresses, titleOfIngresses } from '@/components/layout/page-titles'
import { hrefOfIngressRow } from '@/components/path/ingress-row-href'
import { isBeingRead } from '@/components/states/is-being-read'
import { ListPanel } from '@/components/states/list-panel'
import { PartialNotice } from '@/components/states/partial-notice'
import { waitingList } from '@/components/ui/row-table'
import { useHeldPages } from '@/components/ui/use-held-pages'
import { clustersQuery } from '@/lib/api/clusters'
import { type IngressPage, type IngressRow, ingressListQuery } from '@/lib/api/ingresses'
import { formatCounted } from '@/lib/format/count'
import { type IngressSearch, ingressSearch, pageSize, toListParams } from '../search-params'
import { IngressFilters } from './ingress-filters'
import { IngressTable } from './ingress-table'
import { NoIngresses } from './no-ingresses'

const keyOf = (row: IngressRow) => `${row.namespace}/${row.name}`
// Until every kind has been read, verdicts change by the second: holding their order would hold nothing worth keeping.
const isSettling = ({ freshness }: IngressPage) => isBeingRead(freshness.unreadable)

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
    isSettling,
  })
  const { latest, count, isWaiting } = list
  const order = { sort: search.sort, onSort: (sort: IngressSearch['sort']) => setSearch({ sort }) }
  const panel = useRef<HTMLDivElement>(null)
  useTrailSource((opened) => ({
    ...listRowsAround(opened, count, (index) => {
      const held = list.rowAt(index)
      return held === null ? null : hrefOfIngressRow(cluster, held.row)
    }),
    total: count,
    pages: { list: 'ingresses', cluster, params: toListParams(search), size: pageSize },
  }))
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
      <div ref={panel} className="space-y-3">
        <ListPanel
          list={list}
          sayCount={(page) => (isUnread(page) ? 'How many there are is not known' : describeCount(page.total, search))}
          what="The ingress list"
          whatPart="Some of the rows"
          loadingLabel="The ingresses are being read"
          isFirstRead={latest !== null && count === 0 && isBeingRead(latest.freshness.unreadable, 'Ingress')}
          waitingTable={<IngressTable cluster={cluster} {...waitingList} {...order} />}
          renderEmpty={(page) => (
            <NoIngresses
              cluster={cluster}
              namespace={search.namespace}
              unreadable={page.freshness.unreadable}
              isFiltered={isFiltered(search)}
              onClear={() => setSearch({ q: null, verdict: null })}
            />
          )}
          renderTable={() => (
            <IngressTable cluster={cluster} count={count} rowAt={list.rowAt} onShow={list.show} {...order} />
          )}
        />
      </div>
    </div>
  )
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
