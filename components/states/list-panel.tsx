'use client'

import type { ReactNode } from 'react'
import { Card } from '@/components/ui/card'
import { classNames } from '@/components/ui/class-names'
import { OrderNotice } from '@/components/ui/order-notice'
import type { HeldList } from '@/components/ui/use-held-pages'
import type { Freshness } from '@/lib/api/freshness'
import { ErrorState } from './error-state'
import { PanelAge } from './panel-age'
import { RowsFailure } from './rows-failure'

interface ListPanelProps<T, P extends { freshness: Freshness }> {
  list: HeldList<T, P>
  /** How many there are, in words; not asked before the first answer. */
  sayCount: (latest: P) => string
  /** What failed, as the beginning of a sentence: "The ingress list". */
  what: string
  /** The same of a part of it: "Some of the rows". */
  whatPart: string
  loadingLabel: string
  /** Nothing is listed because it is still being read for the first time. */
  isFirstRead?: boolean
  /** The table while its first rows are on their way. */
  waitingTable: ReactNode
  /** Shown without any row. */
  renderEmpty: (latest: P) => ReactNode
  renderTable: (latest: P) => ReactNode
  /** Below the words of a failure: another way on. */
  failureAction?: ReactNode
}

/** A long list with its count and age: loading, failed, empty, or its rows; what could not be loaded of it is said below. */
export function ListPanel<T, P extends { freshness: Freshness }>(props: ListPanelProps<T, P>) {
  const { list, sayCount, what, whatPart, loadingLabel, isFirstRead = false } = props
  const { waitingTable, renderEmpty, renderTable, failureAction } = props
  const { latest, isWaiting } = list
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-x-4">
        <p aria-live="polite" className="text-muted">
          {latest === null || isFirstRead ? 'Reading…' : sayCount(latest)}
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
          <>
            <ErrorState what={what} error={list.error} onRetry={list.retry} isRetrying={list.isFetching} />
            {failureAction}
          </>
        ) : latest === null || isFirstRead ? (
          <div role="status" aria-label={loadingLabel}>
            {waitingTable}
          </div>
        ) : list.count === 0 ? (
          renderEmpty(latest)
        ) : (
          renderTable(latest)
        )}
      </Card>
      {latest !== null && list.error !== null ? (
        <RowsFailure
          what={isWaiting ? what : whatPart}
          error={list.error}
          onRetry={list.retry}
          isRetrying={list.isFetching}
        />
      ) : null}
    </>
  )
}
