import type { Tone } from '@/components/ui/tone'
import type { Severity } from '@/lib/model/finding'
import type { PathVerdict } from '@/lib/model/verdict'

/** The word for each verdict, as it stands on its own. */
export const verdictWords: Record<PathVerdict, string> = {
  passing: 'Passing',
  warning: 'Warning',
  failing: 'Failing',
  blocked: 'After failure',
  'not-checked': 'Not checked',
  'not-applicable': 'Not applicable',
  undetermined: 'Undetermined',
}

export const verdictTones: Record<PathVerdict, Tone> = {
  passing: 'pass',
  warning: 'warn',
  failing: 'fail',
  blocked: 'unknown',
  'not-checked': 'unknown',
  'not-applicable': 'unknown',
  undetermined: 'unknown',
}

/** Worst first, the order in which verdicts are listed and offered as filters. */
export const verdictOrder: readonly PathVerdict[] = [
  'failing',
  'undetermined',
  'warning',
  'not-checked',
  'blocked',
  'passing',
  'not-applicable',
]

export const severityWords: Record<Severity, string> = { error: 'Error', warning: 'Warning', info: 'Info' }

export const severityTones: Record<Severity, Tone> = { error: 'fail', warning: 'warn', info: 'unknown' }
