'use client'

import { VerdictFilter } from '@/components/findings/verdict-filter'
import { FilterButtons } from '@/components/ui/filter-buttons'
import { FilterField } from '@/components/ui/filter-field'
import { SortSelect } from '@/components/ui/sort-select'
import { certificateUses } from '@/lib/api/certificate-sorts'
import type { CertificatePage } from '@/lib/api/certificates'
import type { CertificateSearch } from '../search-params'
import { sortWords } from './sort-words'

interface CertificateFiltersProps {
  search: CertificateSearch
  onChange: (change: Partial<CertificateSearch>) => void
  /** Null while it is not known. */
  page: CertificatePage | null
}

export function CertificateFilters({ search, onChange, page }: CertificateFiltersProps) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <FilterField
        label="Filter certificates"
        placeholder="Host, name, issuer, check…"
        value={search.q}
        onChange={(q) => onChange({ q })}
        className="w-full sm:w-80"
        isPageFilter
      />
      <VerdictFilter
        value={search.verdict}
        onChange={(verdict) => onChange({ verdict })}
        byVerdict={page?.byVerdict ?? null}
      />
      <FilterButtons
        label="Secret"
        value={search.use ?? null}
        onChange={(value) => onChange({ use: certificateUses.find((known) => known === value) ?? null })}
        choices={[
          { value: 'unused', label: 'No Ingress uses it', count: page?.secrets.unused ?? undefined },
          { value: 'shared', label: 'Secret written twice', count: page?.secrets.shared },
        ]}
      />
      <SortSelect words={sortWords} value={search.sort} onChange={(sort) => onChange({ sort })} />
    </div>
  )
}
