'use client'

import { CloudOff } from 'lucide-react'
import { useLive } from '@/components/layout/live-provider'
import { Age } from '@/components/ui/age'
import type { Freshness } from '@/lib/api/freshness'
import { formatClock, formatMoment } from '@/lib/format/age'
import { describePanelAge } from './describe-panel-age'

interface PanelAgeProps {
  freshness: Freshness
  /** Where a page shows several clusters; else the current one. */
  cluster?: string
}

/** How old what a panel shows is, ticking: "as of 12:04:07 UTC, 3 s ago", or "stale since 12:04:07 UTC" once nothing proves it any more. */
export function PanelAge({ freshness, cluster }: PanelAgeProps) {
  const live = useLive()
  const heartbeat = cluster === undefined ? live.heartbeat : (live.beats.get(cluster) ?? null)
  const words = describePanelAge(freshness, { ...live, heartbeat })
  if (words.state === 'unread') return <span className="whitespace-nowrap">not read yet</span>
  if (words.state === 'stale') {
    return (
      <span
        className="inline-flex items-center gap-1 whitespace-nowrap font-medium text-warn"
        title={words.reason ?? undefined}
      >
        <CloudOff aria-hidden className="size-3.5 shrink-0" />
        stale since{' '}
        <time dateTime={words.at} title={formatMoment(words.at)}>
          {formatClock(words.at)}
        </time>
      </span>
    )
  }
  return (
    <span className="whitespace-nowrap tabular-nums">
      <span className="max-sm:sr-only">
        {words.state === 'held' ? 'held at' : 'as of'} {formatClock(words.at)}
        <span className="print:hidden">, </span>
      </span>
      <Age at={words.at} form="ago" className="print:hidden" />
    </span>
  )
}
