import { CloudOff } from 'lucide-react'
import { Age } from '@/components/ui/age'
import { formatClock } from '@/lib/format/age'

interface StaleNoticeProps {
  /** When the source was last heard of, ISO 8601; null while the view is current, and then nothing is shown. */
  staleSince: string | null
  reason: string | null
}

/** Says that the last good state is shown, how old it is, and why it is not newer. */
export function StaleNotice({ staleSince, reason }: StaleNoticeProps) {
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
        {endSentence(reason ?? 'The cluster does not answer')} It is read again as soon as it answers.
      </p>
    </div>
  )
}

/** Reasons come from outside and end as they like. */
function endSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}
