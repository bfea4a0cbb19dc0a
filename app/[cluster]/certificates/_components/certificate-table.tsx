'use client'

import { ArrowDown, ArrowUp } from 'lucide-react'
import Link from 'next/link'
import { memo, type ReactNode, useRef, useSyncExternalStore } from 'react'
import { VerdictBadge } from '@/components/findings/verdict-badge'
import { Chip } from '@/components/ui/chip'
import { classNames } from '@/components/ui/class-names'
import type { HeldRow } from '@/components/ui/held-rows'
import { HostName } from '@/components/ui/host-name'
import { Skeleton } from '@/components/ui/skeleton'
import { VirtualRows } from '@/components/ui/virtual-rows'
import type { CertificateListParams, CertificateRow } from '@/lib/api/certificates'
import { paths } from '@/lib/paths'
import { ExpiryCell } from './expiry-cell'

type Sort = CertificateListParams['sort']
type SortColumn = 'verdict' | 'name' | 'expiry'

/** The orders offered on narrow screens, where there are no column headings. */
export const sortWords: Partial<Record<Sort, string>> = {
  verdict: 'worst first',
  expiry: 'expires first',
  '-expiry': 'expires last',
  name: 'name',
}

interface CertificateTableProps {
  cluster: string
  /** Rows of the whole list. */
  count: number
  /** Null while the row is on its way. */
  rowAt: (index: number) => HeldRow<CertificateRow> | null
  onShow: (first: number, last: number) => void
  sort: Sort
  onSort: (sort: Sort) => void
}

/** What is left out where the table is narrow. */
const wideOnly = 'max-xl:hidden!'
const narrowColumns = 5
const rowHeightPx = { wide: 56, narrow: 124 }

/** One row per Certificate; below 1024 px each row is a card. The whole row leads to its chain. */
export function CertificateTable({ cluster, count, rowAt, onShow, sort, onSort }: CertificateTableProps) {
  const body = useRef<HTMLTableSectionElement>(null)
  const isWide = useIsWide()
  const header = (column: SortColumn, label: string) => (
    <SortHeader column={column} sort={sort} onSort={onSort}>
      {label}
    </SortHeader>
  )
  return (
    <table aria-rowcount={count + 1} className="block w-full text-left lg:table lg:table-fixed">
      <caption className="sr-only">Certificates</caption>
      <colgroup>
        <col className="w-34" />
        <col className="w-[20%] xl:w-[17%]" />
        <col className="w-[22%] xl:w-[18%]" />
        <col />
        <col className="hidden w-44 xl:table-column" />
        <col className="w-40" />
      </colgroup>
      <thead className="sticky top-12 z-10 hidden bg-surface shadow-[0_1px_0_var(--line)] lg:table-header-group">
        <tr aria-rowindex={1}>
          {header('verdict', 'Verdict')}
          {header('name', 'Certificate')}
          <PlainHeader>Hosts</PlainHeader>
          <PlainHeader>What happens</PlainHeader>
          <PlainHeader className={wideOnly}>Issuer</PlainHeader>
          {header('expiry', 'Expires')}
        </tr>
      </thead>
      <tbody ref={body} className="block lg:table-row-group">
        <VirtualRows
          count={count}
          container={body}
          rowHeightPx={isWide ? rowHeightPx.wide : rowHeightPx.narrow}
          onShow={onShow}
          isPrintable={(index) => rowAt(index) !== null}
          renderRow={(index, ref) => {
            const held = rowAt(index)
            if (held === null) return <WaitingRow key={index} index={index} measure={ref} />
            return <Row key={index} index={index} measure={ref} cluster={cluster} row={held.row} state={held.state} />
          }}
          renderGap={(key, heightPx) => (
            <tr key={key} aria-hidden className="block lg:table-row">
              <td className="block p-0 lg:table-cell" style={{ height: heightPx }} />
            </tr>
          )}
        />
      </tbody>
    </table>
  )
}

const cell = 'block min-w-0 align-top lg:table-cell lg:border-line lg:border-t lg:px-3 lg:py-2'
const rowLook =
  'group relative grid min-h-31 grid-cols-[minmax(0,1fr)_auto] content-start gap-x-3 gap-y-0.5 border-line border-t px-3.5 py-2.5 first:border-t-0 hover:bg-sunken lg:table-row lg:h-14'

interface RowProps {
  index: number
  /** Measures the row's height. */
  measure: (element: Element | null) => void
  cluster: string
  row: CertificateRow
  state: HeldRow<CertificateRow>['state']
}

/** Drawn again only when the row itself changed: a change among thousands costs one row. */
const Row = memo(function Row({ index, measure, cluster, row, state }: RowProps) {
  return (
    <tr
      ref={measure}
      data-index={index}
      aria-rowindex={index + 2}
      className={classNames(rowLook, state === 'gone' && 'opacity-60')}
    >
      <td className={classNames(cell, 'order-2 text-right lg:text-left')}>
        <VerdictBadge verdict={row.verdict} look="plain" />
      </td>
      <th scope="row" className={classNames(cell, 'order-1 text-left font-medium')}>
        <span className="line-clamp-2 break-words" title={`${row.namespace}/${row.name}`}>
          <Link
            data-row-link
            prefetch={false}
            href={paths.certificate(cluster, row.namespace, row.name)}
            className="outline-none before:absolute before:inset-0 focus-visible:before:rounded focus-visible:before:outline-2 focus-visible:before:outline-accent focus-visible:before:outline-offset-[-2px] group-hover:underline"
          >
            <span className="font-normal text-muted">{row.namespace}/</span>
            <wbr />
            {row.name}
          </Link>
        </span>
        {state === 'new' ? <Chip>new</Chip> : null}
        {state === 'gone' ? <Chip>no longer in this list</Chip> : null}
      </th>
      <td className={classNames(cell, 'order-3 col-span-2')}>
        <Hosts row={row} />
      </td>
      <td className={classNames(cell, 'order-4 col-span-2 text-muted')}>
        {row.root === null ? null : (
          <span className="block truncate text-ink" title={row.root.title}>
            {row.root.title}
          </span>
        )}
        <span className={row.root === null ? 'line-clamp-2' : 'line-clamp-1'} title={row.sentence}>
          {row.sentence}
        </span>
      </td>
      <td title={row.issuer ?? undefined} className={classNames(cell, 'order-6 truncate text-muted', wideOnly)}>
        {row.issuer ?? 'none'}
      </td>
      <td className={classNames(cell, 'order-5 col-span-2 text-muted tabular-nums')}>
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

/** Keeps the place of a row that is on its way. */
const WaitingRow = memo(function WaitingRow({ index, measure }: Pick<RowProps, 'index' | 'measure'>) {
  return (
    <tr ref={measure} data-index={index} aria-rowindex={index + 2} aria-busy className={rowLook}>
      <td colSpan={narrowColumns} className={classNames(cell, 'col-span-2')}>
        <span className="sr-only">This row is being loaded</span>
        <span className="flex items-center gap-4 py-2">
          <Skeleton className="size-4 shrink-0 rounded-full" />
          <Skeleton className="h-3 w-1/5" />
          <Skeleton className="h-3 flex-1" />
        </span>
      </td>
    </tr>
  )
})

const wideQuery = '(min-width: 1024px)'

/** Whether rows are laid out as a table. The server cannot know and takes it so. */
function useIsWide(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const query = window.matchMedia(wideQuery)
      query.addEventListener('change', changed)
      return () => query.removeEventListener('change', changed)
    },
    () => window.matchMedia(wideQuery).matches,
    () => true,
  )
}

const headerCell =
  'bg-surface first:rounded-tl-lg last:rounded-tr-lg whitespace-nowrap px-3 py-1.5 text-left font-normal text-faint text-sm'

function PlainHeader({ className, children }: { className?: string; children: ReactNode }) {
  return (
    <th scope="col" className={classNames(headerCell, className)}>
      {children}
    </th>
  )
}

interface SortHeaderProps {
  column: SortColumn
  sort: Sort
  onSort: (sort: Sort) => void
  children: ReactNode
}

function SortHeader({ column, sort, onSort, children }: SortHeaderProps) {
  const isForward = sort === column
  const isBackward = sort === `-${column}`
  return (
    <th scope="col" aria-sort={isForward ? 'ascending' : isBackward ? 'descending' : undefined} className={headerCell}>
      <button
        type="button"
        onClick={() => onSort(isForward ? `-${column}` : column)}
        className={classNames(
          '-mx-1 flex min-h-6 items-center gap-1 rounded px-1 hover:text-ink',
          (isForward || isBackward) && 'text-ink',
        )}
      >
        {children}
        {isForward ? <ArrowDown aria-hidden className="size-3" /> : null}
        {isBackward ? <ArrowUp aria-hidden className="size-3" /> : null}
      </button>
    </th>
  )
}
