import { Age } from '@/components/ui/age'
import { formatClock } from '@/lib/format/age'

/** "as of 10:04:07 UTC, 3 s ago", or that nothing was read yet. */
export function AsOf({ observedAt }: { observedAt: string | null }) {
  if (observedAt === null) return <span>nothing read yet</span>
  return (
    <span>
      as of {formatClock(observedAt)}
      <span className="print:hidden">
        , <Age at={observedAt} form="ago" />
      </span>
    </span>
  )
}
