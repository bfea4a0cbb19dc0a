import { VerdictBadge } from '@/components/findings/verdict-badge'
import { verdictWords } from '@/components/findings/verdict-look'
import { classNames } from '@/components/ui/class-names'
import type { HopId } from '@/lib/model/hop'
import type { Hop } from '@/lib/model/trace'
import type { Verdict } from '@/lib/model/verdict'
import { describeFacts, describeWhole, isQuiet, readReason } from './hop-text'
import type { Box, Density } from './path-layout'
import { placeBox } from './place-box'

const frames: Record<Verdict, string> = {
  passing: 'border-line-strong bg-surface shadow-raised',
  warning: 'border-warn bg-surface shadow-raised',
  failing: 'border-fail bg-surface shadow-raised',
  blocked: 'border-dashed border-line-strong bg-bg',
  'not-checked': 'hatched border-line-strong bg-surface',
  'not-applicable': 'border-line bg-bg',
}

/** The frame of a card: its verdict by the kind of line as well as by colour. */
export function frameCard(
  verdict: Verdict,
  { isGuilty, isSelected }: { isGuilty: boolean; isSelected: boolean },
): string {
  return classNames(
    'rounded-lg border',
    frames[verdict],
    isGuilty && 'ring-3 ring-fail-soft',
    isSelected && 'outline-2 outline-accent outline-offset-2',
  )
}

/** The name of a station's button: what it is, its verdict, and whether the path breaks here. */
export function nameHopButton(title: string, verdict: Verdict, isGuilty: boolean): string {
  return `${title}: ${verdictWords[verdict]}${isGuilty ? ', breaks here' : ''}. Show details`
}

/** The id of a station's button, to which the focus returns when its details close. */
export const nameHopElement = (id: HopId) => `station-${id}`

export function BreaksHereTab() {
  return (
    <p className="-top-3.5 absolute @5xl:left-2 @max-5xl:right-2 rounded bg-fail px-1.5 font-semibold text-surface text-xs">
      breaks here
    </p>
  )
}

interface HopCardProps {
  hop: Hop
  /** Its place in the picture. */
  box: Box
  density: Density
  /** The path breaks here: the card carries a tab that says so. */
  isGuilty: boolean
  isSelected: boolean
  onSelect: () => void
}

/**
 * One station of the path: a card of a fixed size where the path is drawn, a row where it is a list. Its name is a button that covers
 * all of it, so that a click anywhere opens the details while a screen reader still walks heading, verdict and text.
 */
export function HopCard({ hop, box, density, isGuilty, isSelected, onSelect }: HopCardProps) {
  const isBranch = hop.id === 'certificate'
  return (
    <article
      style={placeBox(box)}
      title={describeWhole(hop)}
      className={classNames(
        '@max-5xl:relative @5xl:placed hover:border-accent',
        frameCard(hop.verdict, { isGuilty, isSelected }),
      )}
    >
      {isGuilty ? <BreaksHereTab /> : null}
      <div className="h-full overflow-hidden @5xl:px-2.5 px-3 py-1.5">
        <div
          className={classNames(
            'flex flex-wrap items-center gap-y-0.5 @max-5xl:justify-between @max-5xl:gap-x-2',
            isBranch && '@5xl:gap-x-2',
          )}
        >
          <h3 className="font-normal text-muted text-sm">
            <span aria-hidden className={isBranch ? undefined : '@5xl:hidden'}>
              {hop.title}
            </span>
            <button
              type="button"
              id={nameHopElement(hop.id)}
              data-stop=""
              onClick={onSelect}
              aria-pressed={isSelected}
              aria-label={nameHopButton(hop.title, hop.verdict, isGuilty)}
              className="absolute inset-0 rounded-lg"
            />
          </h3>
          <VerdictBadge verdict={hop.verdict} look="plain" className="text-sm" />
          {isBranch ? <Headline hop={hop} className="@max-5xl:w-full @5xl:flex-1 @5xl:truncate" /> : null}
        </div>
        {isBranch ? null : (
          <Headline hop={hop} className={density === 'roomy' ? '@5xl:line-clamp-2' : '@5xl:line-clamp-1'} />
        )}
        <HopText hop={hop} density={isBranch ? 'medium' : density} />
      </div>
    </article>
  )
}

function Headline({ hop, className }: { hop: Hop; className: string }) {
  return (
    <p
      className={classNames(
        'min-w-0 @max-5xl:line-clamp-3 font-medium [overflow-wrap:anywhere]',
        isQuiet(hop.verdict) && 'text-muted',
        className,
      )}
    >
      {hop.headline}
    </p>
  )
}

const textClamps: Record<Density, string> = {
  roomy: '@5xl:line-clamp-4',
  medium: '@5xl:line-clamp-1',
  compact: '@5xl:hidden',
}

/** Under the headline: why the hop is not passing, otherwise its first facts. */
function HopText({ hop, density }: { hop: Hop; density: Density }) {
  const reason = readReason(hop)
  if (reason !== null) {
    return (
      <p
        className={classNames(
          '@max-5xl:line-clamp-4 text-muted @5xl:text-xs text-sm [overflow-wrap:anywhere]',
          textClamps[density],
        )}
      >
        {reason}
      </p>
    )
  }
  return (
    <p className={classNames('@max-5xl:hidden text-muted text-xs [overflow-wrap:anywhere]', textClamps[density])}>
      {describeFacts(hop)}
    </p>
  )
}
