'use client'

import { VerdictIcon } from '@/components/findings/verdict-icon'
import { FilterButtons } from '@/components/ui/filter-buttons'
import { FilterField } from '@/components/ui/filter-field'
import { SortSelect } from '@/components/ui/sort-select'
import { noZone } from '@/lib/api/dns-zone-choices'
import type { DnsZonePage } from '@/lib/api/dns-zones'
import { nameStates } from '@/lib/model/dns-names'
import { stateVerdicts, stateWords } from '../name-words'
import type { DnsZoneSearch } from '../search-params'
import { sortWords } from './name-table'

interface NameFiltersProps {
  search: DnsZoneSearch
  onChange: (change: Partial<DnsZoneSearch>) => void
  /** Null while it is not known. */
  page: DnsZonePage | null
}

export function NameFilters({ search, onChange, page }: NameFiltersProps) {
  const counts = page?.byState ?? {}
  const offered = nameStates.filter((state) => (counts[state] ?? 0) > 0 || state === search.state)
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <FilterField
        label="Filter names"
        placeholder="Host, object, owner, address…"
        value={search.q}
        onChange={(q) => onChange({ q })}
        className="w-full sm:w-80"
        isPageFilter
      />
      <FilterButtons
        label="State"
        value={search.state}
        onChange={(value) => onChange({ state: nameStates.find((known) => known === value) ?? null })}
        choices={[
          { value: null, label: 'All' },
          ...offered.map((state) => ({
            value: state,
            label: stateWords[state],
            icon: <VerdictIcon verdict={stateVerdicts[state]} className="size-3.5" />,
            count: counts[state] ?? 0,
          })),
        ]}
      />
      {search.zone === null ? null : (
        <FilterButtons
          label="Zone"
          value={search.zone}
          onChange={() => onChange({ zone: null })}
          choices={[
            {
              value: search.zone,
              label: search.zone === noZone ? 'In no known zone' : `Zone ${search.zone}`,
            },
          ]}
        />
      )}
      <SortSelect words={sortWords} value={search.sort} onChange={(sort) => onChange({ sort })} />
    </div>
  )
}
