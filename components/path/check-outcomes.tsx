import Link from 'next/link'
import { VerdictIcon } from '@/components/findings/verdict-icon'
import { formatCounted, formatNames } from '@/lib/format/count'
import type { CheckResult } from '@/lib/model/trace'
import type { Verdict } from '@/lib/model/verdict'
import { paths } from '@/lib/paths'

type Outcome = CheckResult['outcome']

const outcomeWords: Record<Outcome, string> = {
  found: 'found',
  waiting: 'waiting',
  crashed: 'crashed, a fault of Fairlead',
  'not-run': 'not run',
  clear: 'clear',
  'not-applicable': 'not applicable',
}

/** The shape of an outcome; `found` is the shape of the hop it was found at, which knows how bad it is. */
const outcomeShapes: Record<Exclude<Outcome, 'found'>, Verdict> = {
  waiting: 'blocked',
  crashed: 'not-checked',
  'not-run': 'not-checked',
  clear: 'passing',
  'not-applicable': 'not-applicable',
}

const outcomeOrder: readonly Outcome[] = ['found', 'waiting', 'crashed', 'not-run', 'clear', 'not-applicable']

/** `14 checks: 1 found, 11 clear and 2 not run`. */
export function sayOutcomes(checks: readonly CheckResult[]): string {
  const counts = outcomeOrder.flatMap((outcome) => {
    const count = checks.filter((check) => check.outcome === outcome).length
    return count === 0 ? [] : [`${count} ${outcome === 'crashed' ? 'crashed' : outcomeWords[outcome]}`]
  })
  return `${formatCounted(checks.length, 'check')}: ${formatNames(counts, outcomeOrder.length)}`
}

interface CheckOutcomesProps {
  checks: readonly CheckResult[]
  hopVerdict: Verdict
}

/** What was looked at here, check by check: also those that found nothing, did not apply, or could not run and why. */
export function CheckOutcomes({ checks, hopVerdict }: CheckOutcomesProps) {
  if (checks.length === 0) return <p className="px-3.5 py-2.5 text-muted">No check looks at this station.</p>
  const ordered = outcomeOrder.flatMap((outcome) => checks.filter((check) => check.outcome === outcome))
  const foundShape: Verdict = hopVerdict === 'failing' ? 'failing' : 'warning'
  return (
    <details className="group">
      <summary className="px-3.5 py-2.5">
        <span className="font-medium">What was checked here</span>{' '}
        <span className="text-muted">{sayOutcomes(checks)}</span>
      </summary>
      <ul className="divide-y divide-line border-line border-t">
        {ordered.map((check) => (
          <li key={check.check} className="flex gap-2 px-3.5 py-1.5">
            <VerdictIcon
              verdict={check.outcome === 'found' ? foundShape : outcomeShapes[check.outcome]}
              className="mt-0.5 size-3.5"
            />
            <p className="min-w-0 [overflow-wrap:anywhere]">
              <Link className="link" href={paths.check(check.check)}>
                {check.check}
              </Link>{' '}
              <span className="text-muted">
                {outcomeWords[check.outcome]}
                {check.reason ? `: ${check.reason}` : null}
              </span>
            </p>
          </li>
        ))}
      </ul>
    </details>
  )
}
