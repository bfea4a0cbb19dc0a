'use client'

import { CloudOff } from 'lucide-react'
import { useCurrentCluster } from '@/components/layout/current-cluster'
import { Age } from '@/components/ui/age'
import { formatClock } from '@/lib/format/age'
import { formSentence } from '@/lib/format/sentence'

interface StaleNoticeProps {
  /** When the source was last heard of, ISO 8601; null while the view is current, and then nothing is shown. */
  staleSince: string | null
  reason: string | null
}

/**
 * Says of one view that its last good state is shown, how old it is, and why it is not newer. While the whole cluster is away the
 * notice on top of every page says so already, and this one is silent.
 */
export function StaleNotice({ staleSince, reason }: StaleNoticeProps) {
  const { current } = useCurrentCluster()
  return current?.connection.staleSince ? null : <LastGoodState staleSince={staleSince} reason={reason} />
}

/** The same, wherever it stands. */
export function LastGoodState({ staleSince, reason }: StaleNoticeProps) {
  if (staleSince === null) return null
  return (
    <div
      role="status"
      className="flex items-start gap-2 rounded-md border border-warn bg-warn-soft px-3.5 py-2 text-warn"
    >
      <CloudOff aria-hidden className="mt-0.5 size-4 shrink-0" />
      <p className="min-w-0 break-words">
        <strong className="font-semibold">
          Last good state of {formatClock(staleSince)}, <Age at={staleSince} form="ago" />.
        </strong>{' '}
        {formSentence(reason ?? 'The cluster does not answer')} It is read again as soon as it answers.
      </p>
    </div>
  )
}
