import { type HeldRow, holdRows } from './held-rows'

/** A long list of which the reader has seen some pages, each row where it was when it was first seen. */
export interface HeldPages<T> {
  /** By page number, from 0. */
  pages: ReadonlyMap<number, readonly HeldRow<T>[]>
  /** Pages that would look different if the list were sorted again. */
  movedPages: ReadonlySet<number>
  /** Rows of the whole list when it was first seen, and as it is now. */
  firstTotal: number
  total: number
}

export function startHolding<T>(total: number): HeldPages<T> {
  return { pages: new Map(), movedPages: new Set(), firstTotal: total, total }
}

interface Arrival<T> {
  /** Pages that were read, as they would be sorted now. */
  pages: ReadonlyMap<number, readonly T[]>
  total: number
  pageSize: number
  keyOf: (row: T) => string
}

/**
 * Brings pages that were read under the reader's eyes without moving a row. A page that is seen for the first time is taken as it
 * is. In one that was seen before each row keeps its place and takes its new content, wherever among the read pages it stands now;
 * a row found nowhere stays, as gone. Rows that came are put at the end of a list that has room on its last page, as new; in a full
 * page they wait until the list is sorted again.
 */
export function holdPages<T>(held: HeldPages<T>, { pages, total, pageSize, keyOf }: Arrival<T>): HeldPages<T> {
  const everywhere = new Map([...pages.values()].flat().map((row) => [keyOf(row), row]))
  const next = new Map(held.pages)
  const movedPages = new Set(held.movedPages)
  const shownKeys = new Set([...held.pages.values()].flatMap((rows) => rows.map(({ row }) => keyOf(row))))
  for (const [page, rows] of pages) {
    const shown = held.pages.get(page)
    if (shown === undefined) {
      next.set(
        page,
        rows.map((row): HeldRow<T> => ({ row, state: 'current' })),
      )
      continue
    }
    const hasRoom = shown.length < pageSize
    const own = holdRows(shown, rows, keyOf, !hasRoom)
    const kept = own.rows
      .map((each): HeldRow<T> => {
        const moved = each.state === 'gone' ? everywhere.get(keyOf(each.row)) : undefined
        return moved === undefined ? each : { row: moved, state: 'current' }
      })
      // A row that moved in from a page that is shown too is there already.
      .filter((each, index) => index < shown.length || !shownKeys.has(keyOf(each.row)))
      .slice(0, pageSize)
    next.set(page, kept)
    if (own.isOutOfOrder) movedPages.add(page)
    else movedPages.delete(page)
  }
  return { ...held, pages: next, movedPages, total }
}

/** Rows of the list as it is shown: never fewer than stand on screen, so that nothing at its end is cut off. */
export function countRows<T>({ pages, total }: HeldPages<T>, pageSize: number): number {
  const lastPage = Math.max(-1, ...pages.keys())
  const lastRows = pages.get(lastPage)?.length ?? 0
  return Math.max(total, lastRows === 0 ? 0 : lastPage * pageSize + lastRows)
}

/** Rows came, went or changed places since the reader first saw them. */
export function isOutOfOrder<T>({ movedPages, firstTotal, total }: HeldPages<T>): boolean {
  return movedPages.size > 0 || firstTotal !== total
}

/**
 * The pages that rows `first` to `last` and `margin` rows around them stand on, in order; at least page 0 and none beyond the list.
 *
 *     rows 95 to 110 of 5,000 with a margin of 20, 100 a page  ->  0, 1
 */
export function listPages(
  { first, last, margin }: { first: number; last: number; margin: number },
  count: number,
  pageSize: number,
): number[] {
  const lastPage = Math.max(0, Math.ceil(count / pageSize) - 1)
  const from = Math.min(lastPage, Math.max(0, Math.floor((first - margin) / pageSize)))
  const to = Math.min(lastPage, Math.max(from, Math.floor((last + margin) / pageSize)))
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}
