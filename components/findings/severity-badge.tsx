import { Badge } from '@/components/ui/badge'
import { classNames } from '@/components/ui/class-names'
import { toneText } from '@/components/ui/tone'
import type { Severity } from '@/lib/model/finding'
import { VerdictIcon } from './verdict-icon'
import { severityTones, severityWords } from './verdict-look'

/** The shape of a severity: an error looks like a failing verdict, a warning like a warning, info is an i in a ring. */
export function SeverityIcon({ severity, className = 'size-3.5' }: { severity: Severity; className?: string }) {
  if (severity === 'error') return <VerdictIcon verdict="failing" className={className} />
  if (severity === 'warning') return <VerdictIcon verdict="warning" className={className} />
  return (
    <svg viewBox="0 0 16 16" fill="none" aria-hidden className={classNames('shrink-0', toneText.unknown, className)}>
      <circle cx="8" cy="8" r="6.25" stroke="currentColor" strokeWidth="1.5" />
      <path d="M8 7.4v3.4M8 5v.05" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" />
    </svg>
  )
}

/** A severity as icon, word and colour together. */
export function SeverityBadge({ severity, className }: { severity: Severity; className?: string }) {
  return (
    <Badge tone={severityTones[severity]} icon={<SeverityIcon severity={severity} />} className={className}>
      {severityWords[severity]}
    </Badge>
  )
}
