import { classNames } from '@/components/ui/class-names'
import { toneText } from '@/components/ui/tone'
import type { PathVerdict } from '@/lib/model/verdict'
import { verdictTones, verdictWords } from './verdict-look'
import { lineWidths, type ShapePart, verdictShapes } from './verdict-shapes'

interface VerdictIconProps {
  verdict: PathVerdict
  /** Set when no word stands beside the icon: it then carries the verdict's name. */
  isAlone?: boolean
  className?: string
}

/** The shape of a verdict. Each one differs without colour: filled check, triangle, octagon, dashed ring, struck ring, dash, diamond. */
export function VerdictIcon({ verdict, isAlone = false, className }: VerdictIconProps) {
  return (
    <>
      <svg
        viewBox="0 0 16 16"
        fill="none"
        aria-hidden
        className={classNames('shrink-0', toneText[verdictTones[verdict]], className ?? 'size-4')}
      >
        {verdictShapes[verdict].map(drawPart)}
      </svg>
      {isAlone ? <span className="sr-only">{verdictWords[verdict]}</span> : null}
    </>
  )
}

function drawPart({ kind, d, dashes }: ShapePart) {
  if (kind === 'fill') return <path key={d} d={d} fill="currentColor" />
  return (
    <path
      key={d}
      d={d}
      // A mark on a filled shape takes the colour of the surface behind it.
      stroke={kind === 'mark' ? 'var(--surface)' : 'currentColor'}
      strokeWidth={lineWidths[kind]}
      strokeDasharray={dashes}
      strokeLinecap={dashes === undefined ? 'round' : 'butt'}
      strokeLinejoin="round"
    />
  )
}
