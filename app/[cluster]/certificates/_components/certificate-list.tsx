'use client'

import { useQueryStates } from 'nuqs'
import { PageTitle } from '@/components/layout/page-title'
import { ErrorState } from '@/components/states/error-state'
import { PanelAge } from '@/components/states/panel-age'
import { PartialNotice } from '@/components/states/partial-notice'
import { RowsFailure } from '@/components/states/rows-failure'
import { StaleNotice } from '@/components/states/stale-notice'
import { Card } from '@/components/ui/card'
import { classNames } from '@/components/ui/class-names'
import { OrderNotice } from '@/components/ui/order-notice'
import { SkeletonRows } from '@/components/ui/skeleton'
import { useHeldPages } from '@/components/ui/use-held-pages'
import { type CertificatePage, type CertificateRow, certificateListQuery } from '@/lib/api/certificates'
import { formatCounted } from '@/lib/format/count'
import { rollUpCertificates, titleOfCertificates } from '../certificate-titles'
import { type CertificateSearch, certificateSearch, pageSize, toListParams } from '../search-params'
import { CertificateFilters } from './certificate-filters'
import { CertificateTable } from './certificate-table'
import { ExpiryCard } from './expiry-card'
import { HostsWithoutCard } from './hosts-without-card'
import { NoCertificates } from './no-certificates'

const keyOf = (row: CertificateRow) => `${row.namespace}/${row.name}`
// Until everything has been read and judged, verdicts change by the second: holding their order would hold nothing worth keeping.
const isBeingRead = ({ freshness, unsettled }: CertificatePage) =>
  unsettled > 0 || freshness.unreadable.some(({ reason }) => reason === 'pending')

/** The certificates of a cluster: when they expire, the list with its filters, and hosts that have none. */
export function CertificateList({ cluster }: { cluster: string }) {
  const [search, setSearch] = useQueryStates(certificateSearch, { history: 'replace' })
  const list = useHeldPages({
    queryOf: (page) => certificateListQuery(cluster, toListParams(search, page)),
    pageSize,
    keyOf,
    asked: JSON.stringify(toListParams(search)),
    isSettling: isBeingRead,
  })
  const { latest, count, isWaiting } = list
  const missing = latest?.freshness.unreadable.find(({ what }) => what === 'Certificate' || what === 'certificates')
  const isInstalled = missing?.reason !== 'not-installed'
  const partial = latest?.freshness.unreadable.filter(({ reason }) => reason !== 'not-installed') ?? []
  return (
    <div className="space-y-3">
      <PageTitle
        title={latest === null || isFiltered(search) ? null : titleOfCertificates(cluster, latest)}
        verdict={latest === null ? null : rollUpCertificates(latest)}
      />
      {latest ? <StaleNotice staleSince={latest.freshness.staleSince} reason={latest.freshness.staleReason} /> : null}
      {latest ? <PartialNotice unavailable={partial} /> : null}
      {latest !== null && isInstalled && latest.total + count > 0 ? (
        <ExpiryCard expiry={latest.expiry} days={search.days} onDays={(days) => setSearch({ days })} />
      ) : null}
      {isInstalled ? <CertificateFilters search={search} onChange={setSearch} page={latest} /> : null}
      <div className="flex flex-wrap items-center justify-between gap-x-4">
        <p aria-live="polite" className="text-muted">
          {latest ? describeCount(latest, search) : 'Reading…'}
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
          <ErrorState what="The certificates" error={list.error} onRetry={list.retry} isRetrying={list.isFetching} />
        ) : latest === null ? (
          <SkeletonRows rows={10} label="The certificates are being read" rowClassName="h-14" />
        ) : count === 0 ? (
          <NoCertificates
            cluster={cluster}
            namespace={search.namespace}
            missing={missing ?? null}
            isFiltered={isFiltered(search)}
            onClear={() => setSearch({ q: null, verdict: null, use: null, days: null })}
          />
        ) : (
          <CertificateTable
            cluster={cluster}
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
          what="Some of the certificates"
          error={list.error}
          onRetry={list.retry}
          isRetrying={list.isFetching}
        />
      ) : null}
      {latest ? <HostsWithoutCard cluster={cluster} hosts={latest.hostsWithout} /> : null}
    </div>
  )
}

const isFiltered = ({ q, verdict, use, days }: CertificateSearch) =>
  q !== '' || verdict !== null || use != null || days !== null

function describeCount({ total, unsettled }: CertificatePage, search: CertificateSearch): string {
  const where = search.namespace === null ? '' : ` in namespace ${search.namespace}`
  const judging = unsettled === 0 ? '' : `; ${formatCounted(unsettled, 'more')} being judged`.replace('mores', 'more')
  return `${formatCounted(total, 'certificate')}${isFiltered(search) ? ' found' : ''}${where}${judging}`
}
