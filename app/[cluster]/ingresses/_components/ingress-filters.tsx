'use client'

import { VerdictFilter } from '@/components/findings/verdict-filter'
import { FilterField } from '@/components/ui/filter-field'
import { SortSelect } from '@/components/ui/sort-select'
import type { IngressSearch } from '../search-params'
import { sortWords } from './ingress-table'

interface IngressFiltersProps {
  search: IngressSearch
  onChange: (change: Partial<IngressSearch>) => void
  /** Null while it is not known. */
  byVerdict: Readonly<Record<string, number>> | null
}

export function IngressFilters({ search, onChange, byVerdict }: IngressFiltersProps) {
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
      <VerdictFilter value={search.verdict} onChange={(verdict) => onChange({ verdict })} byVerdict={byVerdict} />
      <SortSelect words={sortWords} value={search.sort} onChange={(sort) => onChange({ sort })} />
    </div>
  )
}
