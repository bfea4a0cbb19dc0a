import { Badge } from '@/components/ui/badge'
import { classNames } from '@/components/ui/class-names'
import { toneText } from '@/components/ui/tone'
import type { PathVerdict } from '@/lib/model/verdict'
import { VerdictIcon } from './verdict-icon'
import { verdictTones, verdictWords } from './verdict-look'

interface VerdictBadgeProps {
  verdict: PathVerdict
  /** `plain` has no filled background, for table rows. */
  look?: 'filled' | 'plain'
  className?: string
}

/** A verdict as icon, word and colour together. */
export function VerdictBadge({ verdict, look = 'filled', className }: VerdictBadgeProps) {
  const icon = <VerdictIcon verdict={verdict} className="size-3.5" />
  if (look === 'filled') {
    return (
      <Badge tone={verdictTones[verdict]} icon={icon} className={className}>
        {verdictWords[verdict]}
      </Badge>
    )
  }
  return (
    <span
      className={classNames(
        'inline-flex items-center gap-1.5 whitespace-nowrap font-medium',
        toneText[verdictTones[verdict]],
        className,
      )}
    >
      {icon}
      {verdictWords[verdict]}
    </span>
  )
}
