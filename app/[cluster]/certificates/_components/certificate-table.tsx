'use client'

import Link from 'next/link'
import { memo } from 'react'
import { VerdictBadge } from '@/components/findings/verdict-badge'
import { Chip } from '@/components/ui/chip'
import { classNames } from '@/components/ui/class-names'
import { HostName } from '@/components/ui/host-name'
import {
  type ListTableProps,
  PlainHeader,
  RowTable,
  rowCell,
  rowLink,
  rowLook,
  SortHeader,
  type TableRowProps,
  WaitingCell,
  wideOnly,
} from '@/components/ui/row-table'
import type { CertificateListParams, CertificateRow } from '@/lib/api/certificates'
import { dropSubject } from '@/lib/format/sentence'
import { paths } from '@/lib/paths'
import { ExpiryCell } from './expiry-cell'

type Sort = CertificateListParams['sort']
type SortColumn = 'verdict' | 'name' | 'expiry'

const rowHeightPx = { wide: 56, narrow: 124 }
const narrowClass = 'min-h-31'

const waitingCells = (
  <>
    <WaitingCell isFirst lines={['w-16']} className="order-2" />
    <WaitingCell lines={['w-3/5 lg:w-4/5']} className="order-1" />
    <WaitingCell lines={['w-2/5 lg:w-4/5']} className="order-3 col-span-2" />
    <WaitingCell lines={['w-3/5', 'w-5/6']} className="order-4 col-span-2" />
    <WaitingCell lines={['w-28']} className={classNames('order-6', wideOnly)} />
    <WaitingCell lines={['w-24']} className="order-5 col-span-2" />
  </>
)

/** One row per Certificate; below 1024 px each row is a card. The whole row leads to its chain. */
export function CertificateTable({
  cluster,
  count,
  rowAt,
  onShow,
  sort,
  onSort,
}: ListTableProps<CertificateRow, Sort>) {
  const header = (column: SortColumn, label: string) => (
    <SortHeader column={column} sort={sort} onSort={onSort}>
      {label}
    </SortHeader>
  )
  return (
    <RowTable
      caption="Certificates"
      count={count}
      rowAt={rowAt}
      onShow={onShow}
      rowHeightPx={rowHeightPx}
      narrowClass={narrowClass}
      columns={
        <>
          <col className="w-34" />
          <col className="w-[20%] xl:w-[17%]" />
          <col className="w-[22%] xl:w-[18%]" />
          <col />
          <col className="hidden w-44 xl:table-column" />
          <col className="w-40" />
        </>
      }
      header={
        <>
          {header('verdict', 'Verdict')}
          {header('name', 'Certificate')}
          <PlainHeader>Hosts</PlainHeader>
          <PlainHeader>What happens</PlainHeader>
          <PlainHeader className={wideOnly}>Issuer</PlainHeader>
          {header('expiry', 'Expires')}
        </>
      }
      waitingCells={waitingCells}
      renderRow={({ index, ...row }) => <Row key={index} index={index} {...row} cluster={cluster} />}
    />
  )
}

type RowProps = TableRowProps<CertificateRow> & { cluster: string }

/** Drawn again only when the row itself changed: a change among thousands costs one row. */
const Row = memo(function Row({ index, measure, cluster, row, state }: RowProps) {
  return (
    <tr
      ref={measure}
      data-index={index}
      aria-rowindex={index + 2}
      className={classNames(rowLook, narrowClass, state === 'gone' && 'opacity-60')}
    >
      <td className={classNames(rowCell, 'order-2 text-right lg:text-left')}>
        <VerdictBadge verdict={row.verdict} look="plain" />
      </td>
      <th scope="row" className={classNames(rowCell, 'order-1 text-left font-medium')}>
        <span className="line-clamp-2 break-words" title={`${row.namespace}/${row.name}`}>
          <Link
            data-row-link
            prefetch={false}
            href={paths.certificate(cluster, row.namespace, row.name)}
            className={rowLink}
          >
            <span className="font-normal text-muted">{row.namespace}/</span>
            <wbr />
            {row.name}
          </Link>
        </span>
        {state === 'new' ? <Chip>new</Chip> : null}
        {state === 'gone' ? <Chip>no longer in this list</Chip> : null}
      </th>
      <td className={classNames(rowCell, 'order-3 col-span-2')}>
        <Hosts row={row} />
      </td>
      <td className={classNames(rowCell, 'order-4 col-span-2 text-muted')}>
        {row.root === null ? null : (
          <span className="block truncate text-ink" title={row.root.title}>
            {row.root.title}
          </span>
        )}
        <span className={row.root === null ? 'line-clamp-2' : 'line-clamp-1'} title={row.sentence}>
          {dropSubject(row.sentence, `Certificate ${row.namespace}/${row.name}`)}
        </span>
      </td>
      <td title={row.issuer ?? undefined} className={classNames(rowCell, 'order-6 truncate text-muted', wideOnly)}>
        {row.issuer ?? 'none'}
      </td>
      <td className={classNames(rowCell, 'order-5 col-span-2 text-muted tabular-nums')}>
        <ExpiryCell row={row} />
      </td>
    </tr>
  )
})

/** The first host, how many more, and how its Secret is used when that is out of the ordinary. */
function Hosts({ row }: { row: CertificateRow }) {
  const [first, ...more] = row.hosts
  const use = sayUse(row)
  return (
    <div className="flex min-w-0 flex-wrap items-baseline gap-x-2 lg:block" title={row.hosts.join('\n')}>
      {first === undefined ? <span className="text-muted">no host</span> : <HostName host={first} />}
      {more.length > 0 || use !== null ? (
        <span className="block truncate text-muted text-sm">
          {[more.length > 0 ? `+${more.length} more` : null, use].filter(Boolean).join(' · ')}
        </span>
      ) : null}
    </div>
  )
}

function sayUse({ sharedWith, usedBy, isDefault }: CertificateRow): string | null {
  if (sharedWith.length > 0) return 'Secret written twice'
  if (isDefault) return 'default certificate'
  return usedBy !== null && usedBy.length === 0 ? 'no Ingress uses it' : null
}
