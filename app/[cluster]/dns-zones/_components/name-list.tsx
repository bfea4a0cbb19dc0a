'use client'

import { useQueryStates } from 'nuqs'
import { PageTitle } from '@/components/layout/page-title'
import { ErrorState } from '@/components/states/error-state'
import { PanelAge } from '@/components/states/panel-age'
import { PartialNotice } from '@/components/states/partial-notice'
import { RowsFailure } from '@/components/states/rows-failure'
import { StaleNotice } from '@/components/states/stale-notice'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { classNames } from '@/components/ui/class-names'
import { OrderNotice } from '@/components/ui/order-notice'
import { SkeletonRows } from '@/components/ui/skeleton'
import { useHeldPages } from '@/components/ui/use-held-pages'
import { type DnsName, type DnsZonePage, dnsZonesQuery } from '@/lib/api/dns-zones'
import { formatCounted } from '@/lib/format/count'
import { titleOfDnsZones } from '../name-words'
import { type DnsZoneSearch, dnsZoneSearch, pageSize, toListParams } from '../search-params'
import { NameFilters } from './name-filters'
import { NameTable } from './name-table'
import { NoNames } from './no-names'
import { OwnersCard, SharedOwnersNotice } from './owners-card'
import { SwitchCard } from './switch-card'
import { ZoneCards } from './zone-cards'

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
  const { latest, count, isWaiting } = list
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
        <div className="flex flex-wrap items-center justify-between gap-x-4">
          <p aria-live="polite" className="text-muted">
            {latest === null ? 'Reading…' : describeCount(latest, search)}
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
        <Card padding="none" className={classNames('transition-opacity duration-150', isWaiting && 'opacity-60')}>
          {latest === null && list.error !== null ? (
            <>
              <ErrorState what="The names" error={list.error} onRetry={list.retry} isRetrying={list.isFetching} />
              {search.with === null ? null : (
                <p className="pb-8 text-center">
                  <Button onClick={() => setSearch({ with: null, move: null })}>
                    Leave out the comparison with {search.with}
                  </Button>
                </p>
              )}
            </>
          ) : latest === null ? (
            <SkeletonRows rows={10} label="The names are being read" rowClassName="h-14" />
          ) : count === 0 ? (
            <NoNames
              cluster={cluster}
              namespace={search.namespace}
              missing={missing}
              unsettled={latest.unsettled}
              isFiltered={isFiltered(search)}
              onClear={() => setSearch({ q: null, state: null, zone: null, move: null })}
            />
          ) : (
            <NameTable
              cluster={cluster}
              other={latest.switch?.with ?? null}
              count={count}
              rowAt={list.rowAt}
              onShow={list.show}
              sort={search.sort}
              onSort={(sort) => setSearch({ sort })}
            />
          )}
        </Card>
        {latest !== null && list.error !== null ? (
          <RowsFailure
            what={isWaiting ? 'The names' : 'Some of the names'}
            error={list.error}
            onRetry={list.retry}
            isRetrying={list.isFetching}
          />
        ) : null}
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
