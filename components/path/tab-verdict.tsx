import { VerdictIcon } from '@/components/findings/verdict-icon'
import type { PathVerdict } from '@/lib/model/verdict'

/** A verdict in front of a tab's name. Its hidden word is placed against the tab, or it would widen the page when tabs scroll. */
export function TabVerdict({ verdict }: { verdict: PathVerdict }) {
  return (
    <span className="relative inline-flex">
      <VerdictIcon verdict={verdict} isAlone className="size-3.5" />
    </span>
  )
}
