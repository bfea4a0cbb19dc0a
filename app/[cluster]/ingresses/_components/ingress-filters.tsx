'use client'

import { VerdictIcon } from '@/components/findings/verdict-icon'
import { verdictOrder, verdictWords } from '@/components/findings/verdict-look'
import { FilterButtons } from '@/components/ui/filter-buttons'
import { FilterField } from '@/components/ui/filter-field'
import { SortSelect } from '@/components/ui/sort-select'
import { pathVerdicts } from '@/lib/model/verdict'
import type { IngressSearch } from '../search-params'
import { sortWords } from './ingress-table'

interface IngressFiltersProps {
  search: IngressSearch
  onChange: (change: Partial<IngressSearch>) => void
  /** Null while it is not known. */
  byVerdict: Readonly<Record<string, number>> | null
}

export function IngressFilters({ search, onChange, byVerdict }: IngressFiltersProps) {
  const counts = byVerdict ?? {}
  const offered = verdictOrder.filter((verdict) => (counts[verdict] ?? 0) > 0 || verdict === search.verdict)
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <FilterField
        label="Filter ingresses"
        placeholder="Host, name, address, class, check…"
        value={search.q}
        onChange={(q) => onChange({ q })}
        className="w-full sm:w-80"
        isPageFilter
      />
      <FilterButtons
        label="Verdict"
        value={search.verdict}
        onChange={(value) => onChange({ verdict: pathVerdicts.find((known) => known === value) ?? null })}
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
      <SortSelect words={sortWords} value={search.sort} onChange={(sort) => onChange({ sort })} />
    </div>
  )
}
