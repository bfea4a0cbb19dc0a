'use client'

import Link from 'next/link'
import { memo } from 'react'
import { VerdictBadge } from '@/components/findings/verdict-badge'
import { hrefOfIngressRow } from '@/components/path/ingress-row-href'
import { Age } from '@/components/ui/age'
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
import { wholeListMax } from '@/components/ui/virtual-rows'
import type { IngressListParams, IngressRow } from '@/lib/api/ingresses'
import { dropSubject } from '@/lib/format/sentence'

type Sort = IngressListParams['sort']
type SortColumn = 'verdict' | 'name' | 'namespace' | 'host' | 'age'

/** The orders offered on narrow screens, where there are no column headings. */
export const sortWords: Partial<Record<Sort, string>> = {
  verdict: 'worst first',
  name: 'name',
  namespace: 'namespace',
  host: 'host',
  age: 'youngest first',
  '-age': 'oldest first',
}

/** Two lines in the table, four in a card. */
const rowHeightPx = { wide: 56, narrow: 108 }
const narrowClass = 'min-h-27'

const waitingCells = (
  <>
    <WaitingCell isFirst lines={['w-16']} className="order-2" />
    <WaitingCell lines={['w-3/5 lg:w-4/5']} className="order-1" />
    <WaitingCell lines={['w-2/5 lg:w-4/5']} className="order-3 col-span-2" />
    <WaitingCell lines={['w-3/5', 'w-5/6']} className="order-4 col-span-2" />
    <WaitingCell lines={['w-10']} className={classNames('order-5', wideOnly)} />
    <WaitingCell lines={['w-20']} className={classNames('order-6', wideOnly)} />
    <WaitingCell lines={['w-8']} className="order-7 hidden lg:table-cell" />
  </>
)

/** One row per Ingress; below 1024 px each row is a card. The whole row leads to the trace. */
export function IngressTable({ cluster, count, rowAt, onShow, sort, onSort }: ListTableProps<IngressRow, Sort>) {
  const isWhole = count <= wholeListMax
  const header = (column: SortColumn, label: string) => (
    <SortHeader column={column} sort={sort} onSort={onSort}>
      {label}
    </SortHeader>
  )
  return (
    <RowTable
      caption="Ingresses"
      count={count}
      rowAt={rowAt}
      onShow={onShow}
      rowHeightPx={rowHeightPx}
      narrowClass={narrowClass}
      columns={
        <>
          <col className="w-34" />
          <col className="w-[20%] xl:w-[16%]" />
          <col className="w-[25%] xl:w-[19%]" />
          <col />
          <col className="hidden w-24 xl:table-column" />
          <col className="hidden w-30 xl:table-column" />
          <col className="w-18" />
        </>
      }
      header={
        <>
          {header('verdict', 'Verdict')}
          {header('namespace', 'Ingress')}
          {header('host', 'Hosts')}
          <PlainHeader>What happens</PlainHeader>
          <PlainHeader className={wideOnly}>Class</PlainHeader>
          <PlainHeader className={wideOnly}>Address</PlainHeader>
          {header('age', 'Age')}
        </>
      }
      waitingCells={waitingCells}
      renderRow={({ index, ...row }) => <Row key={index} index={index} {...row} cluster={cluster} isWhole={isWhole} />}
    />
  )
}

/** The sentence without its host where that is the only one and stands beside it. */
function sayRow({ hosts, sentence }: IngressRow): string {
  const [only, second] = hosts
  return only === undefined || second !== undefined ? sentence : dropSubject(sentence, only)
}

interface RowProps extends TableRowProps<IngressRow> {
  cluster: string
  /** The whole list is on screen; in a part of it, a row that left may be further down. */
  isWhole: boolean
}

/** Drawn again only when the row itself changed: a change among thousands costs one row. */
const Row = memo(function Row({ index, measure, cluster, row, state, isWhole }: RowProps) {
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
          <Link data-row-link prefetch={false} href={hrefOfIngressRow(cluster, row)} className={rowLink}>
            <span className="font-normal text-muted">{row.namespace}/</span>
            <wbr />
            {row.name}
          </Link>
        </span>
        {state === 'new' ? <Chip>new</Chip> : null}
        {state === 'gone' ? <Chip>{isWhole ? 'no longer in this list' : 'further down or gone'}</Chip> : null}
      </th>
      <td className={classNames(rowCell, 'order-3 col-span-2')}>
        <Hosts hosts={row.hosts} />
      </td>
      <td className={classNames(rowCell, 'order-4 col-span-2 text-muted')}>
        {row.rootCause === null ? null : (
          <span className="block truncate text-ink" title={row.rootCause.title}>
            {row.rootCause.title}
          </span>
        )}
        <span className={row.rootCause === null ? 'line-clamp-2' : 'line-clamp-1'} title={row.sentence}>
          {sayRow(row)}
        </span>
      </td>
      <td title={row.className ?? undefined} className={classNames(rowCell, 'order-5 truncate text-muted', wideOnly)}>
        {row.className ?? 'none'}
      </td>
      <td className={classNames(rowCell, 'order-6 text-muted tabular-nums', wideOnly)}>
        <span className="line-clamp-2 break-words" title={row.addresses.join('\n')}>
          {row.addresses.length === 0 ? 'none' : row.addresses.slice(0, 2).join(', ')}
          {row.addresses.length > 2 ? ` +${row.addresses.length - 2}` : null}
        </span>
      </td>
      <td className={classNames(rowCell, 'order-7 hidden whitespace-nowrap text-muted lg:table-cell')}>
        {row.createdAt === null ? 'unknown' : <Age at={row.createdAt} />}
      </td>
    </tr>
  )
})

/** At most two lines: the first host, and the second or how many more there are. On narrow screens one line holds both. */
function Hosts({ hosts }: { hosts: readonly string[] }) {
  const [first, second] = hosts
  if (first === undefined) return <span className="text-muted">no host</span>
  const name = (host: string) => (host === '*' ? <span>* (any host)</span> : <HostName host={host} />)
  return (
    <div
      className="flex min-w-0 items-baseline gap-x-2 lg:block"
      title={hosts.length > 1 ? hosts.join('\n') : undefined}
    >
      {name(first)}
      {second === undefined ? null : hosts.length === 2 ? (
        <>
          <span className="whitespace-nowrap text-muted lg:hidden">+1 more</span>
          <span className="hidden lg:block">{name(second)}</span>
        </>
      ) : (
        <span className="whitespace-nowrap text-muted">+{hosts.length - 1} more</span>
      )}
    </div>
  )
}
