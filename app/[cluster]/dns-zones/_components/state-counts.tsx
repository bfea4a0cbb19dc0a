import { VerdictIcon } from '@/components/findings/verdict-icon'
import { formatCount } from '@/lib/format/count'
import { type NameState, nameStates } from '@/lib/model/dns-names'
import { stateVerdicts, stateWords } from '../name-words'

/** How many names stand how, each with its shape and word; the ones to look at first. */
export function StateCounts({ byState }: { byState: Partial<Record<NameState, number>> }) {
  const there = nameStates.filter((state) => (byState[state] ?? 0) > 0)
  if (there.length === 0) return <p className="text-muted">No name of it is wanted here.</p>
  return (
    <ul className="flex flex-wrap gap-x-3 gap-y-0.5">
      {there.map((state) => (
        <li key={state} className="flex items-center gap-1.5 whitespace-nowrap">
          <VerdictIcon verdict={stateVerdicts[state]} className="size-3.5" />
          <strong className="font-semibold tabular-nums">{formatCount(byState[state] ?? 0)}</strong>
          <span className="text-muted">{stateWords[state].toLowerCase()}</span>
        </li>
      ))}
    </ul>
  )
}
