'use client'

import Link from 'next/link'
import { memo } from 'react'
import { VerdictIcon } from '@/components/findings/verdict-icon'
import { verdictTones } from '@/components/findings/verdict-look'
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
import { toneText } from '@/components/ui/tone'
import type { DnsName, DnsZoneParams } from '@/lib/api/dns-zones'
import type { PathVerdict } from '@/lib/model/verdict'
import { paths } from '@/lib/paths'
import { moveVerdicts, moveWords, stateWords } from '../name-words'

type Sort = DnsZoneParams['sort']
type SortColumn = 'state' | 'name' | 'zone'

/** The orders offered on narrow screens, where there are no column headings. */
export const sortWords: Partial<Record<Sort, string>> = {
  state: 'trouble first',
  name: 'name',
  zone: 'zone',
}

interface NameTableProps extends ListTableProps<DnsName, Sort> {
  /** The other cluster of a switch; null for none. */
  other: string | null
}

const rowHeightPx = { wide: 56, narrow: 108 }
const narrowClass = 'min-h-24'

const waitingCells = (
  <>
    <WaitingCell isFirst lines={['w-20']} className="order-2" />
    <WaitingCell lines={['w-3/5 lg:w-4/5']} className="order-1" />
    <WaitingCell lines={['w-5/6', 'w-3/5']} className="order-3 col-span-2" />
    <WaitingCell lines={['w-2/5 lg:w-4/5']} className="order-4 col-span-2" />
    <WaitingCell lines={['w-24']} className={classNames('order-5', wideOnly)} />
  </>
)

/** One row per name; below 1024 px each row is a card. The whole row leads to the trace of the host. */
export function NameTable({ cluster, other, count, rowAt, onShow, sort, onSort }: NameTableProps) {
  const header = (column: SortColumn, label: string, className?: string) => (
    <SortHeader column={column} sort={sort} onSort={onSort} className={className}>
      {label}
    </SortHeader>
  )
  return (
    <RowTable
      caption="Names"
      count={count}
      rowAt={rowAt}
      onShow={onShow}
      rowHeightPx={rowHeightPx}
      waitingCells={waitingCells}
      narrowClass={narrowClass}
      columns={
        <>
          <col className={other === null ? 'w-36' : 'w-40'} />
          <col className="w-[28%] xl:w-[22%]" />
          <col />
          <col className="w-[20%] xl:w-[15%]" />
          <col className="hidden w-40 xl:table-column" />
        </>
      }
      header={
        <>
          {header('state', other === null ? 'State' : 'Switch and state')}
          {header('name', 'Name')}
          <PlainHeader>What is so</PlainHeader>
          <PlainHeader>Signed by</PlainHeader>
          {header('zone', 'Zone', wideOnly)}
        </>
      }
      renderRow={({ index, ...row }) => <Row key={index} index={index} {...row} cluster={cluster} other={other} />}
    />
  )
}

type RowProps = TableRowProps<DnsName> & { cluster: string; other: string | null }

/** Drawn again only when the row itself changed: a change among thousands costs one row. */
const Row = memo(function Row({ index, measure, cluster, other, row, state }: RowProps) {
  return (
    <tr
      ref={measure}
      data-index={index}
      aria-rowindex={index + 2}
      className={classNames(rowLook, narrowClass, state === 'gone' && 'opacity-60')}
    >
      <td className={classNames(rowCell, 'order-2 text-right lg:text-left')}>
        {row.move === null || other === null ? (
          <Marked verdict={row.verdict}>{stateWords[row.state]}</Marked>
        ) : (
          <>
            <Marked verdict={moveVerdicts[row.move]}>{moveWords[row.move](other)}</Marked>
            <span className="block text-muted text-sm max-lg:hidden">{sayHere(row)}</span>
          </>
        )}
      </td>
      <th scope="row" className={classNames(rowCell, 'order-1 text-left font-medium')}>
        <Link
          data-row-link
          prefetch={false}
          href={paths.why(cluster, { host: row.host })}
          className={classNames('block', rowLink)}
        >
          <HostName host={row.host} />
        </Link>
        <span className="block truncate font-normal text-muted text-sm">{sayObjects(row, other)}</span>
        {state === 'new' ? <Chip>new</Chip> : null}
        {state === 'gone' ? <Chip>no longer in this list</Chip> : null}
      </th>
      <td className={classNames(rowCell, 'order-3 col-span-2 text-muted')}>
        {row.finding === null ? null : (
          <Link
            prefetch={false}
            href={paths.finding(cluster, row.finding.finding)}
            className="link relative block w-fit max-w-full truncate max-lg:min-h-6"
            title={row.finding.title}
          >
            {row.finding.title}
          </Link>
        )}
        <span className={row.finding === null ? 'line-clamp-3' : 'line-clamp-2'} title={row.sentence}>
          {row.sentence}
        </span>
      </td>
      <td className={classNames(rowCell, 'order-4 col-span-2 text-muted')}>
        <Owner row={row} cluster={cluster} />
      </td>
      <td title={row.zone ?? undefined} className={classNames(rowCell, 'order-5 truncate text-muted', wideOnly)}>
        {row.zone ?? 'none known'}
      </td>
    </tr>
  )
})

function Marked({ verdict, children }: { verdict: PathVerdict; children: string }) {
  return (
    <span
      className={classNames(
        'inline-flex items-center gap-1.5 whitespace-nowrap font-medium',
        toneText[verdictTones[verdict]],
      )}
    >
      <VerdictIcon verdict={verdict} className="size-3.5 shrink-0" />
      {children}
    </span>
  )
}

function Owner({ row: { owner, unavailable }, cluster }: { row: DnsName; cluster: string }) {
  if (owner === null) return <span className="max-lg:sr-only">{unavailable === null ? 'nobody' : 'not known'}</span>
  const who = owner.cluster === cluster ? 'this cluster' : (owner.cluster ?? 'no watched cluster')
  return (
    <span className="block min-w-0" title={owner.resource ?? undefined}>
      <span className="lg:hidden">Signed by </span>
      <span className="text-ink">{who}</span>
      <span className="text-sm lg:block"> as {owner.id}</span>
    </span>
  )
}

/** What a name is on this cluster while a switch is looked at. */
function sayHere({ state, declaredBy, other }: DnsName): string {
  return declaredBy.length === 0 && other !== null && state === 'not-taken' ? 'not declared here' : stateWords[state]
}

function sayObjects({ declaredBy, other: there }: DnsName, other: string | null): string {
  const [first] = declaredBy.length > 0 ? declaredBy : (there?.declaredBy ?? [])
  if (first === undefined) return 'declared by no object here'
  const count = declaredBy.length > 0 ? declaredBy.length : (there?.declaredBy.length ?? 0)
  const name = `${first.kind === 'Ingress' ? '' : `${first.kind} `}${first.namespace ?? ''}/${first.name}`
  const more = count > 1 ? ` +${count - 1} more` : ''
  return declaredBy.length > 0 ? `${name}${more}` : `${name}${more} on ${other ?? 'another cluster'}`
}
