import Link from 'next/link'
import { classNames } from '@/components/ui/class-names'
import { toneFill } from '@/components/ui/tone'
import { formatCount } from '@/lib/format/count'
import type { PathVerdict } from '@/lib/model/verdict'
import { VerdictIcon } from './verdict-icon'
import { verdictOrder, verdictTones, verdictWords } from './verdict-look'

interface VerdictBarProps {
  byVerdict: Readonly<Record<string, number>>
  /** Where a verdict's count leads; without it the counts are only text. */
  hrefOf?: (verdict: PathVerdict) => string
}

/** How many of each verdict: a bar in proportion, and the same in words below it. */
export function VerdictBar({ byVerdict, hrefOf }: VerdictBarProps) {
  const counts = verdictOrder.flatMap((verdict) => {
    const count = byVerdict[verdict] ?? 0
    return count > 0 ? [{ verdict, count }] : []
  })
  return (
    <div>
      <div aria-hidden className="flex h-2 gap-px overflow-hidden rounded-full bg-sunken">
        {counts.map(({ verdict, count }) => (
          <span
            key={verdict}
            className={classNames('min-w-1', toneFill[verdictTones[verdict]])}
            style={{ flexGrow: count }}
          />
        ))}
      </div>
      <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1">
        {counts.map(({ verdict, count }) => {
          const words = (
            <>
              <VerdictIcon verdict={verdict} className="size-3.5" />
              <strong className="font-semibold tabular-nums">{formatCount(count)}</strong>
              <span className="text-muted">{verdictWords[verdict].toLowerCase()}</span>
            </>
          )
          return (
            <li key={verdict}>
              {hrefOf === undefined ? (
                <span className="flex items-center gap-1.5">{words}</span>
              ) : (
                <Link href={hrefOf(verdict)} className="flex min-h-6 items-center gap-1.5 hover:underline">
                  {words}
                </Link>
              )}
            </li>
          )
        })}
      </ul>
    </div>
  )
}
