'use client'

import { VerdictIcon } from '@/components/findings/verdict-icon'
import { useCurrentCluster } from '@/components/layout/current-cluster'
import { classNames } from '@/components/ui/class-names'
import { formatCounted } from '@/lib/format/count'
import { formSentence } from '@/lib/format/sentence'
import type { Unavailable } from '@/lib/model/unavailable'
import { reasonWords } from './reason-words'

interface PartialNoticeProps {
  /** What could not be read. With none, nothing is shown: the view is complete. */
  unavailable: readonly Unavailable[]
}

interface UnavailableListProps extends PartialNoticeProps {
  /** It stands right under a line already, as in a card, and draws none of its own. */
  isFirst?: boolean
}

/** Says above a view that it is not the whole picture: what is missing, why, and what would allow it. */
export function PartialNotice({ unavailable }: PartialNoticeProps) {
  const { current } = useCurrentCluster()
  // While nothing at all has been read the notice over the page says so.
  if (unavailable.length === 0 || current?.connection.state === 'connecting') return null
  const isOnlyPending = unavailable.every((part) => part.reason === 'pending')
  return (
    <details className="hatched group rounded-md border border-line bg-surface" open={unavailable.length <= 2}>
      <summary className="flex items-center gap-2 px-3.5 py-2 font-medium">
        <VerdictIcon verdict="not-checked" className="size-3.5" />
        {isOnlyPending
          ? `${formatCounted(unavailable.length, 'part')} still being read`
          : `${formatCounted(unavailable.length, 'part')} could not be read, so this is not the whole picture`}
      </summary>
      <UnavailableList unavailable={unavailable} />
    </details>
  )
}

/** What could not be read, one a row, with its reason and what would allow it. */
export function UnavailableList({ unavailable, isFirst = false }: UnavailableListProps) {
  return (
    <ul className={classNames('divide-y divide-line border-line', !isFirst && 'border-t')}>
      {unavailable.map((part) => (
        <li key={`${part.what}|${part.reason}|${part.detail}`} className="px-3.5 py-2">
          <p className="break-words">
            <span className="font-medium">{part.what}</span>
            <span className="text-unknown">: {reasonWords[part.reason]}</span>
          </p>
          <p className="break-words text-muted">{formSentence(part.detail)}</p>
          {part.need === null ? null : (
            <p className="break-words text-muted">
              Needs <code>{part.need}</code>
            </p>
          )}
        </li>
      ))}
    </ul>
  )
}
