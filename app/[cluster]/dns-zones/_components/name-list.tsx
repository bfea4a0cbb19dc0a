'use client'

import dynamic from 'next/dynamic'
import { useQueryStates } from 'nuqs'
import { listRowsAround } from '@/components/keyboard/trail'
import { useTrailSource } from '@/components/keyboard/use-trail'
import { PageTitle } from '@/components/layout/page-title'
import { ListPanel } from '@/components/states/list-panel'
import { StaleNotice } from '@/components/states/stale-notice'
import { Button } from '@/components/ui/button'
import { waitingList } from '@/components/ui/row-table'
import { useHeldPages } from '@/components/ui/use-held-pages'
import { type DnsName, type DnsZonePage, dnsZonesQuery } from '@/lib/api/dns-zones'
import { formatCounted } from '@/lib/format/count'
import { paths } from '@/lib/paths'
import { titleOfDnsZones } from '../name-words'
import { type DnsZoneSearch, dnsZoneSearch, pageSize, toListParams } from '../search-params'
import { NameTable } from './name-table'

// The server draws them; their scripts follow the page.
const NameFilters = dynamic(() => import('./name-filters').then((filters) => filters.NameFilters))
const NoNames = dynamic(() => import('./no-names').then((empty) => empty.NoNames))
const OwnersCard = dynamic(() => import('./owners-card').then((card) => card.OwnersCard))
const PartialNotice = dynamic(() => import('@/components/states/partial-notice').then((notice) => notice.PartialNotice))
const SharedOwnersNotice = dynamic(() => import('./shared-owners-notice').then((notice) => notice.SharedOwnersNotice))
const SwitchCard = dynamic(() => import('./switch-card').then((card) => card.SwitchCard))
const ZoneCards = dynamic(() => import('./zone-cards').then((cards) => cards.ZoneCards))

const keyOf = ({ host }: DnsName) => host
// Until everything has been read and judged, states change by the second: holding their order would hold nothing worth keeping.
const isBeingRead = ({ freshness, unsettled, items }: DnsZonePage) =>
  unsettled > 0 ||
  items.some(({ unavailable }) => unavailable?.reason === 'pending') ||
  freshness.unreadable.some(({ reason }) => reason === 'pending')

/** The zones of a cluster, the names in them with who holds each, and what a switch to another cluster moves. */
export function NameList({ cluster }: { cluster: string }) {
  const [search, setSearch] = useQueryStates(dnsZoneSearch, { history: 'replace' })
  const list = useHeldPages({
    queryOf: (page) => dnsZonesQuery(cluster, toListParams(search, page)),
    pageSize,
    keyOf,
    asked: JSON.stringify(toListParams(search)),
    isSettling: isBeingRead,
  })
  const { latest, count } = list
  useTrailSource((opened) => ({
    ...listRowsAround(opened, count, (index) => {
      const held = list.rowAt(index)
      return held === null ? null : paths.why(cluster, { host: held.row.host })
    }),
    total: count,
    pages: { list: 'names', cluster, params: toListParams(search), size: pageSize },
  }))
  const order = { sort: search.sort, onSort: (sort: DnsZoneSearch['sort']) => setSearch({ sort }) }
  const missing = latest?.freshness.unreadable.find(({ what }) => /^(Ingress|ingresses)/.test(what)) ?? null
  return (
    <div className="space-y-4">
      <PageTitle
        title={latest === null ? null : titleOfDnsZones(cluster, latest)}
        verdict={latest === null ? null : latest.all.verdict}
      />
      {latest === null ? null : (
        <>
          <StaleNotice staleSince={latest.freshness.staleSince} reason={latest.freshness.staleReason} />
          <PartialNotice unavailable={latest.freshness.unreadable} />
          <SharedOwnersNotice shared={latest.sharedOwners} />
          <SwitchCard cluster={cluster} page={latest} other={search.with} move={search.move} onChange={setSearch} />
          <ZoneCards zones={latest.zones} chosen={search.zone} onChoose={(zone) => setSearch({ zone })} />
        </>
      )}
      <section aria-label="Names" className="space-y-2">
        {latest === null ? null : <NameFilters search={search} onChange={setSearch} page={latest} />}
        <ListPanel
          list={list}
          sayCount={(page) => describeCount(page, search)}
          what="The names"
          whatPart="Some of the names"
          loadingLabel="The names are being read"
          isFirstRead={latest !== null && count === 0 && (missing?.reason === 'pending' || latest.unsettled > 0)}
          waitingTable={<NameTable cluster={cluster} other={search.with} {...waitingList} {...order} />}
          failureAction={
            search.with === null ? null : (
              <p className="pb-8 text-center">
                <Button onClick={() => setSearch({ with: null, move: null })}>
                  Leave out the comparison with {search.with}
                </Button>
              </p>
            )
          }
          renderEmpty={() => (
            <NoNames
              cluster={cluster}
              namespace={search.namespace}
              missing={missing}
              isFiltered={isFiltered(search)}
              onClear={() => setSearch({ q: null, state: null, zone: null, move: null })}
            />
          )}
          renderTable={(page) => (
            <NameTable
              cluster={cluster}
              other={page.switch?.with ?? null}
              count={count}
              rowAt={list.rowAt}
              onShow={list.show}
              {...order}
            />
          )}
        />
      </section>
      {latest === null ? null : <OwnersCard owners={latest.owners} />}
    </div>
  )
}

const isFiltered = ({ q, state, zone, move }: DnsZoneSearch) =>
  q !== '' || state !== null || zone !== null || move !== null

function describeCount({ total, unsettled }: DnsZonePage, search: DnsZoneSearch): string {
  const where = search.namespace === null ? '' : ` in namespace ${search.namespace}`
  const judging = unsettled === 0 ? '' : `; ${unsettled} more being judged`
  return `${formatCounted(total, 'name')}${isFiltered(search) ? ' found' : ''}${where}${judging}`
}
