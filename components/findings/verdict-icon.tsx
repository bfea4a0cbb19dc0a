import type { ReactNode } from 'react'
import { classNames } from '@/components/ui/class-names'
import { toneText } from '@/components/ui/tone'
import type { PathVerdict } from '@/lib/model/verdict'
import { verdictTones, verdictWords } from './verdict-look'

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
        {shapes[verdict]}
      </svg>
      {isAlone ? <span className="sr-only">{verdictWords[verdict]}</span> : null}
    </>
  )
}

/** Strokes drawn on a filled shape take the colour of the surface behind it. */
const onShape = { stroke: 'var(--surface)', strokeWidth: 1.7, strokeLinecap: 'round', strokeLinejoin: 'round' } as const
const outline = { stroke: 'currentColor', strokeWidth: 1.5, strokeLinecap: 'round', strokeLinejoin: 'round' } as const

const shapes: Record<PathVerdict, ReactNode> = {
  passing: (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" />
      <path d="m5 8.2 2.1 2.1L11 6.2" {...onShape} />
    </>
  ),
  warning: (
    <>
      <path
        d="M8 1.9 15 14H1L8 1.9Z"
        fill="currentColor"
        stroke="currentColor"
        strokeWidth="1.4"
        strokeLinejoin="round"
      />
      <path d="M8 6.4v3.2M8 11.9v.05" {...onShape} />
    </>
  ),
  failing: (
    <>
      <path d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1L5.1 1Z" fill="currentColor" />
      <path d="m5.7 5.7 4.6 4.6m0-4.6-4.6 4.6" {...onShape} />
    </>
  ),
  blocked: <circle cx="8" cy="8" r="6.25" {...outline} strokeDasharray="2.2 2.7" strokeLinecap="butt" />,
  'not-checked': (
    <>
      <circle cx="8" cy="8" r="6.25" {...outline} />
      <path d="m3.7 12.3 8.6-8.6" {...outline} />
    </>
  ),
  'not-applicable': <path d="M4 8h8" {...outline} />,
  undetermined: (
    <>
      <path d="M8 1.1 14.9 8 8 14.9 1.1 8 8 1.1Z" {...outline} />
      <path d="M6.5 6.6c.1-.9.7-1.4 1.5-1.4s1.5.5 1.5 1.3c0 1-1.5 1.1-1.5 2.2M8 10.7v.05" {...outline} />
    </>
  ),
}
