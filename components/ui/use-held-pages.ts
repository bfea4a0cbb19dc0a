'use client'

import { type QueryKey, type UseQueryOptions, useQueries, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { countRows, type HeldPages, holdPages, isOutOfOrder, listPages, startHolding } from './held-pages'
import type { HeldRow } from './held-rows'

interface Page<T> {
  items: readonly T[]
  /** Rows of the whole list. */
  total: number
}

interface HeldPagesInput<T, P extends Page<T>, K extends QueryKey> {
  /** The query of one page, numbered from 0. It keeps no data of another page as a placeholder. */
  queryOf: (page: number) => UseQueryOptions<P, Error, P, K>
  pageSize: number
  /** The same function in every render. */
  keyOf: (row: T) => string
  /** What the reader asked for (filter, sort). When it changes, rows are taken over as they are. */
  asked: string
  /** The rows still settle by the second, as while everything is being read: their order is not held. */
  isSettling?: (page: P) => boolean
}

export interface HeldList<T, P> {
  /** Rows of the whole list, loaded or not. */
  count: number
  /** Null while its page is on its way. */
  rowAt: (index: number) => HeldRow<T> | null
  /** The answer that came last; null before the first one. */
  latest: P | null
  /** Rows of an earlier question are still shown, because the answer to this one is on its way. */
  isWaiting: boolean
  isOutOfOrder: boolean
  /** Takes over the order in which the rows would stand now. */
  sortAgain: () => void
  /** Of a page that could not be loaded; null while all of them could. */
  error: Error | null
  isFetching: boolean
  retry: () => void
  /** Tells which rows are in sight. */
  show: (first: number, last: number) => void
}

interface Answer<P> {
  answer: P
  atMs: number
}

interface Shown<T, P> {
  asked: string
  /** Null before the first answer. */
  held: HeldPages<T> | null
  /** What the rows were taken from, by page. */
  sources: ReadonlyMap<number, P>
  latest: Answer<P> | null
}

/** Rows around those in sight that are loaded with them, so that scrolling and the keyboard find them there. */
const margin = 25
/** While somebody drags the scroll bar, pages that only fly past are not asked for. */
const passingMs = 60

/**
 * A list of any length of which only the pages in sight are read, and only they are read again when something changes. Rows keep
 * their places while their content updates.
 */
export function useHeldPages<T, P extends Page<T>, K extends QueryKey>({
  queryOf,
  pageSize,
  keyOf,
  asked,
  isSettling,
}: HeldPagesInput<T, P, K>): HeldList<T, P> {
  const queryClient = useQueryClient()
  const [wanted, setWanted] = useState<readonly number[]>([0])
  const [shown, setShown] = useState<Shown<T, P>>({ asked, held: null, sources: new Map(), latest: null })
  // The answer to a new question is shown from its beginning.
  const pages = shown.asked === asked ? wanted : [0]
  const results = useQueries({ queries: pages.map(queryOf) })
  const sources = new Map(
    results.flatMap(({ data }, index) => (data === undefined ? [] : [[pages[index] ?? 0, data] as const])),
  )

  const isNewQuestion = shown.asked !== asked || shown.held === null
  // State follows the answers while rendering, so that no frame shows the old content.
  if (sources.size > 0 && (isNewQuestion || !areSame(shown.sources, sources))) {
    const latest = latestOf(results, isNewQuestion ? null : shown.latest)
    const total = latest?.answer.total ?? 0
    const isUnsettled = latest !== null && isSettling?.(latest.answer)
    const before = isNewQuestion || isUnsettled || shown.held === null ? startHolding<T>(total) : shown.held
    const read = new Map([...sources].map(([page, { items }]) => [page, items]))
    setShown({ asked, sources, latest, held: holdPages(before, { pages: read, total, pageSize, keyOf }) })
    if (isNewQuestion) setWanted(pages)
  }

  const held = shown.held
  const count = held === null ? 0 : countRows(held, pageSize)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const show = useCallback(
    (first: number, last: number) => {
      const next = listPages({ first, last, margin }, count, pageSize)
      clearTimeout(timer.current)
      timer.current = setTimeout(
        () => setWanted((current) => (current.join() === next.join() ? current : next)),
        passingMs,
      )
    },
    [count, pageSize],
  )
  const rowAt = useCallback(
    (index: number) => held?.pages.get(Math.floor(index / pageSize))?.[index % pageSize] ?? null,
    [held, pageSize],
  )
  return {
    count,
    rowAt,
    latest: shown.latest?.answer ?? null,
    isWaiting: held !== null && shown.asked !== asked,
    isOutOfOrder: held !== null && isOutOfOrder(held),
    sortAgain: () => {
      if (sources.size === 0) return
      // Pages out of sight are from before: they are read anew when they come into sight.
      for (const page of held?.pages.keys() ?? [])
        if (!pages.includes(page)) queryClient.removeQueries({ queryKey: queryOf(page).queryKey, exact: true })
      setShown({ ...shown, held: null })
    },
    error: results.find(({ isError }) => isError)?.error ?? null,
    isFetching: results.some(({ isFetching }) => isFetching),
    retry: () => {
      for (const { isError, refetch } of results) if (isError) void refetch()
    },
    show,
  }
}

function areSame<P>(a: ReadonlyMap<number, P>, b: ReadonlyMap<number, P>): boolean {
  return a.size === b.size && [...b].every(([page, answer]) => a.get(page) === answer)
}

/** The answer that came last, of these and the one known before: a page that was kept from earlier says nothing new. */
function latestOf<P>(
  results: readonly { data: P | undefined; dataUpdatedAt: number }[],
  known: Answer<P> | null,
): Answer<P> | null {
  let latest = known
  for (const { data, dataUpdatedAt } of results)
    if (data !== undefined && (latest === null || dataUpdatedAt >= latest.atMs))
      latest = { answer: data, atMs: dataUpdatedAt }
  return latest
}
