'use client'

import { ArrowDown, ArrowUp } from 'lucide-react'
import { memo, type ReactNode, useRef, useSyncExternalStore } from 'react'
import { classNames } from './class-names'
import type { HeldRow } from './held-rows'
import { Skeleton } from './skeleton'
import { VirtualRows } from './virtual-rows'

/** What a row of a `RowTable` is given. */
export interface TableRowProps<T> {
  index: number
  /** Measures the row's height. */
  measure: (element: Element | null) => void
  row: T
  state: HeldRow<T>['state']
}

/** What every table of a list is given: its rows and their order. */
export interface ListTableProps<T, S extends string> {
  cluster: string
  /** Rows of the whole list. */
  count: number
  /** Null while the row is on its way. */
  rowAt: (index: number) => HeldRow<T> | null
  onShow: (first: number, last: number) => void
  sort: S
  onSort: (sort: S) => void
}

interface RowTableProps<T> extends Pick<ListTableProps<T, string>, 'count' | 'rowAt' | 'onShow'> {
  caption: string
  /** `col` elements of the table. */
  columns: ReactNode
  /** Cells of the heading row: `PlainHeader` and `SortHeader`. */
  header: ReactNode
  /** What a row usually measures in the table and as a card. `narrowClass` gives a card that height: `min-h-27`. */
  rowHeightPx: { wide: number; narrow: number }
  narrowClass: string
  /** A memoised row, made of `rowLook` and `rowCell`. */
  renderRow: (props: TableRowProps<T>) => ReactNode
  /** The cells of a row that is on its way: `Skeleton`s in the places of what will be there. The same element in every render. */
  waitingCells: ReactNode
}

/** What a table of a list is given while the first rows are on their way. */
export const waitingList = { count: 12, rowAt: () => null, onShow: () => {} } as const

/** A list of any length as a table; below 1024 px each row is a card of two columns. Rows are drawn as they come into sight. */
export function RowTable<T>(props: RowTableProps<T>) {
  const { caption, count, rowAt, onShow, columns, header, rowHeightPx, narrowClass, renderRow, waitingCells } = props
  const body = useRef<HTMLTableSectionElement>(null)
  const isWide = useIsWide()
  return (
    <table aria-rowcount={count + 1} className="block w-full text-left lg:table lg:table-fixed">
      <caption className="sr-only">{caption}</caption>
      <colgroup>{columns}</colgroup>
      <thead className="sticky top-12 z-10 hidden bg-surface shadow-[0_1px_0_var(--line)] lg:table-header-group">
        <tr aria-rowindex={1}>{header}</tr>
      </thead>
      <tbody ref={body} className="block lg:table-row-group">
        <VirtualRows
          count={count}
          container={body}
          rowHeightPx={isWide ? rowHeightPx.wide : rowHeightPx.narrow}
          onShow={onShow}
          isPrintable={(index) => rowAt(index) !== null}
          renderRow={(index, measure) => {
            const held = rowAt(index)
            return held === null ? (
              <WaitingRow key={index} index={index} measure={measure} narrowClass={narrowClass} cells={waitingCells} />
            ) : (
              renderRow({ index, measure, row: held.row, state: held.state })
            )
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

/** What is left out where the table is narrow. */
export const wideOnly = 'max-xl:hidden!'

/** A cell of a row: part of a card, or of the table. */
export const rowCell = 'block min-w-0 align-top lg:table-cell lg:border-line lg:border-t lg:px-3 lg:py-2'

/** A row: a card of two columns, or a row of two lines in the table. */
export const rowLook =
  'group relative grid grid-cols-[minmax(0,1fr)_auto] content-start gap-x-3 gap-y-0.5 border-line border-t px-3.5 py-2.5 first:border-t-0 hover:bg-sunken lg:table-row lg:h-14 lg:scroll-mt-8'

/** A link that the whole row is. */
export const rowLink =
  'outline-none before:absolute before:inset-0 focus-visible:before:rounded focus-visible:before:outline-2 focus-visible:before:outline-accent focus-visible:before:outline-offset-[-2px] group-hover:underline'

type WaitingRowProps = Pick<TableRowProps<never>, 'index' | 'measure'> & { narrowClass: string; cells: ReactNode }

/** A cell of a row that is on its way; the first of them says so. `lines` are widths: `w-2/5`. */
export function WaitingCell({ lines, className, isFirst = false }: WaitingCellProps) {
  return (
    <td className={classNames(rowCell, className)}>
      {isFirst ? <span className="sr-only">This row is being loaded</span> : null}
      {lines.map((width, line) => (
        <Skeleton key={width} className={classNames(line === 0 ? 'mt-1' : 'mt-2', 'h-3', width)} />
      ))}
    </td>
  )
}

interface WaitingCellProps {
  lines: readonly string[]
  className?: string
  isFirst?: boolean
}

/** Keeps the place of a row that is on its way, column by column. */
const WaitingRow = memo(function WaitingRow({ index, measure, narrowClass, cells }: WaitingRowProps) {
  return (
    <tr
      ref={measure}
      data-index={index}
      aria-rowindex={index + 2}
      aria-busy
      className={classNames(rowLook, narrowClass)}
    >
      {cells}
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

export function PlainHeader({ className, children }: { className?: string; children: ReactNode }) {
  return (
    <th scope="col" className={classNames(headerCell, className)}>
      {children}
    </th>
  )
}

interface SortHeaderProps<C extends string> {
  column: C
  sort: string
  /** Given the column, or the column with a `-` in front for the other way round. */
  onSort: (sort: C | `-${C}`) => void
  children: ReactNode
  className?: string
}

/** A heading that sorts by its column; choosing it again turns the order round. */
export function SortHeader<C extends string>({ column, sort, onSort, children, className }: SortHeaderProps<C>) {
  const isForward = sort === column
  const isBackward = sort === `-${column}`
  return (
    <th
      scope="col"
      aria-sort={isForward ? 'ascending' : isBackward ? 'descending' : undefined}
      className={classNames(headerCell, className)}
    >
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
