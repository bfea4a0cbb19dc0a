'use client'

import { Unplug } from 'lucide-react'
import { Age } from '@/components/ui/age'
import { useNowMs } from '@/components/ui/now'
import { formatClock } from '@/lib/format/age'
import { useLive } from './live-provider'

/** A stream that is lost for less than this is only mentioned in the header. */
const noticeAfterMs = 3_000

/** Says that Fairlead itself does not answer, since when, and that what is shown is its last word. */
export function LiveNotice() {
  const { connection, heardAt } = useLive()
  return connection === 'reconnecting' && heardAt !== null ? <LostNotice heardAt={heardAt} /> : null
}

function LostNotice({ heardAt }: { heardAt: string }) {
  if (useNowMs() - Date.parse(heardAt) < noticeAfterMs) return null
  return (
    <div
      role="status"
      className="flex items-start gap-2 rounded-md border border-warn bg-warn-soft px-3.5 py-2 text-warn"
    >
      <Unplug aria-hidden className="mt-0.5 size-4 shrink-0" />
      <p className="min-w-0 break-words">
        <strong className="font-semibold">
          Fairlead has not answered since {formatClock(heardAt)}, <Age at={heardAt} form="ago" />.
        </strong>{' '}
        What you see is the last that it told. The page asks again by itself and catches up as soon as it answers.
      </p>
    </div>
  )
}
