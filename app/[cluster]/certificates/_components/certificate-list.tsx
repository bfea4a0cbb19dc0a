'use client'

import dynamic from 'next/dynamic'
import { useQueryStates } from 'nuqs'
import { listRowsAround } from '@/components/keyboard/trail'
import { useTrailSource } from '@/components/keyboard/use-trail'
import { PageTitle } from '@/components/layout/page-title'
import { ListPanel } from '@/components/states/list-panel'
import { StaleNotice } from '@/components/states/stale-notice'
import { waitingList } from '@/components/ui/row-table'
import { useHeldPages } from '@/components/ui/use-held-pages'
import { type CertificatePage, type CertificateRow, certificateListQuery } from '@/lib/api/certificates'
import { formatCounted } from '@/lib/format/count'
import { paths } from '@/lib/paths'
import { rollUpCertificates, titleOfCertificates } from '../certificate-titles'
import { type CertificateSearch, certificateSearch, pageSize, toListParams } from '../search-params'
import { CertificateTable } from './certificate-table'

// The server draws them; their scripts follow the page.
const CertificateFilters = dynamic(() => import('./certificate-filters').then((filters) => filters.CertificateFilters))
const PartialNotice = dynamic(() => import('@/components/states/partial-notice').then((notice) => notice.PartialNotice))
const ExpiryPanel = dynamic(() => import('./expiry-panel').then((panel) => panel.ExpiryPanel), {
  loading: () => <div className="h-52 sm:h-80" />,
})
const NoCertificates = dynamic(() => import('./no-certificates').then((empty) => empty.NoCertificates))
const HostsWithoutCard = dynamic(() => import('./hosts-without-card').then((card) => card.HostsWithoutCard))

const keyOf = (row: CertificateRow) => `${row.namespace}/${row.name}`
// Until everything has been read and judged, verdicts change by the second: holding their order would hold nothing worth keeping.
const isSettling = ({ freshness, unsettled }: CertificatePage) =>
  unsettled > 0 || freshness.unreadable.some(({ reason }) => reason === 'pending')

/** The certificates of a cluster: when they expire, the list with its filters, and hosts that have none. */
export function CertificateList({ cluster }: { cluster: string }) {
  const [search, setSearch] = useQueryStates(certificateSearch, { history: 'replace' })
  const list = useHeldPages({
    queryOf: (page) => certificateListQuery(cluster, toListParams(search, page)),
    pageSize,
    keyOf,
    asked: JSON.stringify(toListParams(search)),
    isSettling,
  })
  const { latest, count } = list
  useTrailSource((opened) => ({
    ...listRowsAround(opened, count, (index) => {
      const held = list.rowAt(index)
      return held === null ? null : paths.certificate(cluster, held.row.namespace, held.row.name)
    }),
    total: count,
    pages: { list: 'certificates', cluster, params: toListParams(search), size: pageSize },
  }))
  const order = { sort: search.sort, onSort: (sort: CertificateSearch['sort']) => setSearch({ sort }) }
  const missing = latest?.freshness.unreadable.find(({ what }) => what === 'Certificate' || what === 'certificates')
  const isInstalled = missing?.reason !== 'not-installed'
  // Nothing is counted where nothing could be read.
  const isUnread = latest?.total === 0 && missing !== undefined && isInstalled
  const isFirstRead = latest !== null && count === 0 && missing?.reason === 'pending'
  // What the empty list says itself is not said above it too.
  const partial = (latest?.freshness.unreadable ?? []).filter(
    (part) => part.reason !== 'not-installed' && !(isUnread && part === missing),
  )
  return (
    <div className="space-y-3">
      <PageTitle
        title={latest === null || isFiltered(search) ? null : titleOfCertificates(cluster, latest)}
        verdict={latest === null ? null : rollUpCertificates(latest)}
      />
      {latest ? (
        <>
          <StaleNotice staleSince={latest.freshness.staleSince} reason={latest.freshness.staleReason} />
          <PartialNotice unavailable={partial} />
        </>
      ) : null}
      {isFirstRead || (latest === null ? list.error === null : isInstalled && latest.total + count > 0) ? (
        <ExpiryPanel
          expiry={isFirstRead || latest === null ? null : latest.expiry}
          days={search.days}
          onDays={(days) => setSearch({ days })}
        />
      ) : null}
      {isInstalled ? <CertificateFilters search={search} onChange={setSearch} page={isUnread ? null : latest} /> : null}
      <ListPanel
        list={list}
        sayCount={(page) => (isUnread ? 'How many there are is not known' : describeCount(page, search))}
        what="The certificates"
        whatPart="Some of the certificates"
        loadingLabel="The certificates are being read"
        isFirstRead={isFirstRead}
        waitingTable={<CertificateTable cluster={cluster} {...waitingList} {...order} />}
        renderEmpty={() => (
          <NoCertificates
            cluster={cluster}
            namespace={search.namespace}
            missing={missing ?? null}
            isFiltered={isFiltered(search)}
            onClear={() => setSearch({ q: null, verdict: null, use: null, days: null })}
          />
        )}
        renderTable={() => (
          <CertificateTable cluster={cluster} count={count} rowAt={list.rowAt} onShow={list.show} {...order} />
        )}
      />
      {latest ? <HostsWithoutCard cluster={cluster} hosts={latest.hostsWithout} /> : null}
    </div>
  )
}

const isFiltered = ({ q, verdict, use, days }: CertificateSearch) =>
  q !== '' || verdict !== null || use != null || days !== null

function describeCount({ total, unsettled }: CertificatePage, search: CertificateSearch): string {
  const where = search.namespace === null ? '' : ` in namespace ${search.namespace}`
  const judging = unsettled === 0 ? '' : `; ${unsettled} more being judged`
  return `${formatCounted(total, 'certificate')}${isFiltered(search) ? ' found' : ''}${where}${judging}`
}
