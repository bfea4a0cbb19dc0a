'use client'

import { useQuery } from '@tanstack/react-query'
import { FlaskConical, LoaderCircle } from 'lucide-react'
import Link from 'next/link'
import { LastGoodState } from '@/components/states/stale-notice'
import { type ClusterSummary, clustersQuery } from '@/lib/api/clusters'
import { formSentence } from '@/lib/format/sentence'
import { paths } from '@/lib/paths'
import { LiveNotice } from './live-notice'

/** What holds for every page of a cluster: that it is the demo, that it cannot be reached, that it is still being read. */
export function ClusterNotices({ cluster }: { cluster: string }) {
  const summary = useQuery(clustersQuery()).data?.items.find((item) => item.name === cluster)
  return (
    <div aria-live="polite" className="space-y-3 has-[>:not(.fixed)]:mb-4">
      <LiveNotice />
      {summary === undefined ? null : <Notices cluster={summary} />}
    </div>
  )
}

function Notices({ cluster: { connection } }: { cluster: ClusterSummary }) {
  if (connection.staleSince !== null) {
    return <LastGoodState staleSince={connection.staleSince} reason={connection.reason} />
  }
  if (connection.state === 'unreachable') {
    return (
      <div className="rounded-md border border-fail bg-fail-soft px-3.5 py-2 text-fail">
        <strong className="font-semibold">The cluster cannot be reached.</strong>{' '}
        <span className="break-words">{formSentence(connection.reason ?? 'It gave no reason')}</span>{' '}
        {connection.server === null ? null : (
          <>
            Its API server is <code>{connection.server}</code>.
          </>
        )}{' '}
        Nothing below is known until it answers; it is tried again by itself.
      </div>
    )
  }
  if (connection.state === 'connecting') {
    return (
      // Over the page: it goes within seconds, and nothing may move when it does.
      <p className="fixed inset-x-3 bottom-3 z-20 mx-auto flex w-fit items-center gap-2 rounded-md border border-line-strong bg-surface px-3.5 py-2 text-muted shadow-floating">
        <LoaderCircle aria-hidden className="size-4 shrink-0 animate-spin" />
        The cluster is being read for the first time. What is not here yet follows by itself.
      </p>
    )
  }
  return null
}

/** Says plainly that nothing here is real, and where it can be broken. */
export function DemoNotice() {
  const canBreak = useQuery(clustersQuery()).data?.canBreak ?? false
  return (
    <aside
      aria-label="Demo"
      className="flex items-center gap-2 border-line border-b bg-accent-soft px-4 py-1.5 text-sm sm:px-6"
    >
      <FlaskConical aria-hidden className="size-3.5 shrink-0 text-accent" />
      <span>
        <strong className="font-semibold">Demo:</strong> everything here is invented.
        <span className="max-sm:sr-only"> The clusters run inside this process, and nothing outside is read.</span>
      </span>
      {canBreak ? (
        <Link href={paths.faults()} className="ml-auto shrink-0 font-medium text-accent underline underline-offset-2">
          Break something
        </Link>
      ) : null}
    </aside>
  )
}
