import { FilterButtons } from '@/components/ui/filter-buttons'
import { type PathVerdict, pathVerdicts } from '@/lib/model/verdict'
import { VerdictIcon } from './verdict-icon'
import { verdictOrder, verdictWords } from './verdict-look'

interface VerdictFilterProps {
  value: PathVerdict | null
  onChange: (verdict: PathVerdict | null) => void
  /** How many of each there are; null while it is not known. */
  byVerdict: Readonly<Record<string, number>> | null
}

/** One verdict out of those that are there, or all. */
export function VerdictFilter({ value, onChange, byVerdict }: VerdictFilterProps) {
  const counts = byVerdict ?? {}
  const offered = verdictOrder.filter((verdict) => (counts[verdict] ?? 0) > 0 || verdict === value)
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
  return (
    <FilterButtons
      label="Verdict"
      value={value}
      onChange={(chosen) => onChange(pathVerdicts.find((known) => known === chosen) ?? null)}
      choices={[
        { value: null, label: 'All', count: byVerdict === null ? undefined : total },
        ...offered.map((verdict) => ({
          value: verdict,
          label: verdictWords[verdict],
          icon: <VerdictIcon verdict={verdict} className="size-3.5" />,
          count: counts[verdict] ?? 0,
        })),
      ]}
    />
  )
}
