'use client'

import { useState } from 'react'
import { type HeldRow, holdRows } from './held-rows'

interface HeldRowsInput<T> {
  /** The rows as they would be sorted now; the same array while nothing changed. */
  rows: readonly T[]
  keyOf: (row: T) => string
  /** What the reader asked for (filter, sort). When it changes, the rows are taken over as they are. */
  asked: string
  /** How many pages the reader loaded. When it grows, the rows that come are not news. */
  pageCount?: number
  /** The list goes on beyond the loaded rows; rows that move in from there wait until the list is sorted again. */
  hasMore?: boolean
  /** Rows of an earlier question are still shown; nothing is taken over until the answer is there. */
  isWaiting?: boolean
}

/** Rows that keep their places while their content updates. `sortAgain` takes over the incoming order. */
export function useHeldRows<T>({
  rows,
  keyOf,
  asked,
  pageCount = 1,
  hasMore = false,
  isWaiting = false,
}: HeldRowsInput<T>): {
  rows: readonly HeldRow<T>[]
  isOutOfOrder: boolean
  sortAgain: () => void
} {
  const takeOver = () => ({
    asked,
    pageCount,
    source: rows,
    rows: rows.map((row): HeldRow<T> => ({ row, state: 'current' })),
    isOutOfOrder: false,
  })
  const [held, setHeld] = useState(takeOver)
  // State follows the rows while rendering, so that no frame shows the old content.
  if (!isWaiting) {
    if (held.asked !== asked) setHeld(takeOver())
    else if (held.source !== rows || held.pageCount !== pageCount) {
      const isMoreLoaded = pageCount > held.pageCount
      const next = holdRows(held.rows, rows, keyOf, hasMore && !isMoreLoaded)
      const shown = isMoreLoaded
        ? next.rows.map((each): HeldRow<T> => (each.state === 'new' ? { ...each, state: 'current' } : each))
        : next.rows
      setHeld({ asked, pageCount, source: rows, rows: shown, isOutOfOrder: next.isOutOfOrder })
    }
  }
  return { rows: held.rows, isOutOfOrder: held.isOutOfOrder, sortAgain: () => setHeld(takeOver()) }
}
