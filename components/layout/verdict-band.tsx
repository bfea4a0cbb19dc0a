import type { ReactNode } from 'react'
import { VerdictIcon } from '@/components/findings/verdict-icon'
import { verdictTones, verdictWords } from '@/components/findings/verdict-look'
import { classNames } from '@/components/ui/class-names'
import { toneEdge } from '@/components/ui/tone'
import type { PathVerdict } from '@/lib/model/verdict'

interface VerdictBandProps {
  verdict: PathVerdict
  /** One sentence that a person can act on. */
  children: ReactNode
  /** Who can fix it, the check, the evidence count, as of when. */
  meta?: ReactNode
}

/** The one sentence on top of a page, with the verdict's shape and colour at its edge. */
export function VerdictBand({ verdict, children, meta }: VerdictBandProps) {
  return (
    <section
      aria-label={`Verdict: ${verdictWords[verdict]}`}
      className={classNames(
        'mb-4 flex gap-2.5 rounded-lg border border-line border-l-4 bg-surface px-4 py-3.5 shadow-raised',
        toneEdge[verdictTones[verdict]],
      )}
    >
      <VerdictIcon verdict={verdict} isAlone className="mt-1 size-4" />
      <div className="min-w-0">
        <p className="break-words text-lg">{children}</p>
        {meta ? <div className="mt-1.5 flex flex-wrap items-center gap-x-4 gap-y-1 text-muted">{meta}</div> : null}
      </div>
    </section>
  )
}
