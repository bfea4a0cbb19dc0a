'use client'

import { Pause, Play } from 'lucide-react'
import { Age } from '@/components/ui/age'
import { Button } from '@/components/ui/button'
import { classNames } from '@/components/ui/class-names'
import type { ClusterSummary } from '@/lib/api/clusters'
import type { Heartbeat } from '@/lib/api/events'
import { formatClock } from '@/lib/format/age'
import { formatCount, formatCounted } from '@/lib/format/count'
import { type LiveState, useLive } from './live-provider'

/** Says whether the page follows the cluster and how old what it shows is, with the button that holds updates. */
export function LiveIndicator({ cluster }: { cluster: Pick<ClusterSummary, 'connection'> | null }) {
  const live = useLive()
  const look = describeLive(live, cluster?.connection.state === 'unreachable')
  return (
    <div className="flex min-w-0 items-center gap-2 max-sm:shrink-0">
      <p
        className="flex min-w-0 items-center gap-1.5 whitespace-nowrap text-muted"
        title={live.heartbeat?.staleReason ?? undefined}
      >
        <span aria-hidden className={classNames('size-2 shrink-0 rounded-full', look.dot)} />
        <span aria-live="polite" className={classNames('shrink-0', live.isPaused && 'font-semibold text-ink')}>
          {look.word}
        </span>
        {look.detail === null ? null : (
          <span className="-ml-1.5 hidden min-w-0 truncate whitespace-pre sm:inline">
            {look.word.endsWith('…') ? ' ' : ', '}
            {look.detail}
          </span>
        )}
      </p>
      {live.isPaused ? (
        <Button
          onClick={live.resume}
          look={live.waitingChanges > 0 ? 'solid' : 'outline'}
          title="Show what waits and follow changes again (p)"
        >
          <Play aria-hidden className="size-3.5" />
          Resume
          {live.waitingChanges > 0 ? (
            <span aria-hidden className="tabular-nums sm:hidden">
              {formatCount(live.waitingChanges)}
            </span>
          ) : null}
        </Button>
      ) : (
        <Button onClick={live.pause} title="Hold this page as it is; changes are counted and wait (p)">
          <Pause aria-hidden className="size-3.5" />
          <span className="max-sm:sr-only">Pause</span>
        </Button>
      )}
    </div>
  )
}

function describeLive({ connection, heardAt, heartbeat, isPaused, waitingChanges }: LiveState, isUnreachable: boolean) {
  const observedAt = heartbeat?.observedAt ?? null
  if (isPaused) {
    const shown = heartbeat === null ? null : readNewestSign(heartbeat)
    const waiting =
      waitingChanges === 0
        ? 'nothing waits'
        : `${formatCounted(waitingChanges, 'change')} ${waitingChanges === 1 ? 'waits' : 'wait'}`
    return {
      dot: 'rounded-none! bg-unknown',
      word: 'Paused',
      detail: (
        <>
          {shown === null ? null : <span className="hidden xl:inline">as of {formatClock(shown)}, </span>}
          {waiting}
        </>
      ),
    }
  }
  if (connection === 'reconnecting') {
    const since = observedAt ?? heardAt
    return {
      dot: 'border-2 border-warn',
      word: 'Reconnecting…',
      detail: since === null ? null : `data from ${formatClock(since)}`,
    }
  }
  if (connection === 'connecting') return { dot: 'border-2 border-unknown', word: 'Connecting…', detail: null }
  if (heartbeat?.staleSince) {
    return {
      dot: 'border-2 border-warn',
      word: 'Cluster away',
      detail: `data from ${formatClock(heartbeat.staleSince)}`,
    }
  }
  // It never answered: the stream lives, and what it would tell of does not.
  if (isUnreachable) return { dot: 'border-2 border-warn', word: 'Cluster away', detail: 'nothing read yet' }
  const newest = heartbeat === null ? null : readNewestSign(heartbeat)
  return {
    dot: 'bg-pass',
    word: 'Live',
    detail: newest === null ? null : <Age at={newest} form="ago" />,
  }
}

/** When anything of the cluster was last heard of; a quiet kind is heard of about once a minute, and its panels say so. */
function readNewestSign({ at, ageSeconds }: Heartbeat): string | null {
  const ages = Object.values(ageSeconds)
  return ages.length === 0 ? null : new Date(Date.parse(at) - Math.min(...ages) * 1000).toISOString()
}
