import { VerdictBadge } from '@/components/findings/verdict-badge'
import { verdictWords } from '@/components/findings/verdict-look'
import { classNames } from '@/components/ui/class-names'
import type { Hop } from '@/lib/model/trace'
import type { Verdict } from '@/lib/model/verdict'

interface HopCardProps {
  hop: Hop
  /** The path breaks here: the card carries a tab that says so. */
  isGuilty: boolean
  isSelected: boolean
  onSelect: () => void
}

const frames: Record<Verdict, string> = {
  passing: 'border-line bg-surface shadow-raised',
  warning: 'border-warn bg-surface shadow-raised',
  failing: 'border-fail bg-surface shadow-raised',
  blocked: 'border-dashed border-line-strong',
  'not-checked': 'hatched border-line-strong bg-surface',
  'not-applicable': 'border-line',
}

/**
 * One station of the path. Its name is a button that covers the whole card, so that a click anywhere opens the details while a
 * screen reader still walks heading, verdict and text.
 */
export function HopCard({ hop, isGuilty, isSelected, onSelect }: HopCardProps) {
  const isQuiet = hop.verdict === 'blocked' || hop.verdict === 'not-applicable'
  return (
    <article
      className={classNames(
        'relative flex h-full min-w-0 flex-col rounded-lg border px-3 @5xl:py-2.5 py-1.5',
        frames[hop.verdict],
        isGuilty && 'ring-3 ring-fail-soft',
        isSelected && 'outline-2 outline-accent outline-offset-2',
      )}
    >
      {isGuilty ? (
        <p className="-top-2.5 absolute left-2.5 rounded bg-fail px-1.5 font-semibold text-surface text-xs">
          breaks here
        </p>
      ) : null}
      <div className="flex @5xl:flex-col flex-wrap @5xl:items-start items-center justify-between gap-x-2 gap-y-0.5">
        <h3 className="font-normal text-muted text-sm">
          <button
            type="button"
            onClick={onSelect}
            aria-pressed={isSelected}
            aria-label={`${hop.title}: ${verdictWords[hop.verdict]}${isGuilty ? ', breaks here' : ''}. Show details`}
            className="text-left after:absolute after:inset-0 after:rounded-lg hover:text-ink"
          >
            {hop.title}
          </button>
        </h3>
        <VerdictBadge verdict={hop.verdict} look="plain" className="text-sm" />
      </div>
      <p className={classNames('@5xl:mt-1 line-clamp-3 font-medium [overflow-wrap:anywhere]', isQuiet && 'text-muted')}>
        {hop.headline}
      </p>
      <HopText hop={hop} />
    </article>
  )
}

/** Under the headline: why the hop is not passing, otherwise its first facts. */
function HopText({ hop }: { hop: Hop }) {
  if (hop.reason && hop.verdict !== 'passing') {
    return <p className="mt-1 line-clamp-5 text-muted text-sm [overflow-wrap:anywhere]">{hop.reason}</p>
  }
  return (
    <dl className="mt-1 @max-5xl:hidden space-y-0.5 text-muted text-sm">
      {hop.facts.slice(0, 2).map((fact) => (
        <div key={`${fact.label}|${fact.value}`} className="line-clamp-2 [overflow-wrap:anywhere]">
          <dt className="inline text-faint">{fact.label}</dt> <dd className="inline">{fact.value}</dd>
        </div>
      ))}
    </dl>
  )
}
