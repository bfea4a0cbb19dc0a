'use client'

import { VerdictIcon } from '@/components/findings/verdict-icon'
import { verdictOrder, verdictWords } from '@/components/findings/verdict-look'
import { FilterButtons } from '@/components/ui/filter-buttons'
import { FilterField } from '@/components/ui/filter-field'
import { SortSelect } from '@/components/ui/sort-select'
import { certificateUses } from '@/lib/api/certificate-sorts'
import type { CertificatePage } from '@/lib/api/certificates'
import { pathVerdicts } from '@/lib/model/verdict'
import type { CertificateSearch } from '../search-params'
import { sortWords } from './certificate-table'

interface CertificateFiltersProps {
  search: CertificateSearch
  onChange: (change: Partial<CertificateSearch>) => void
  /** Null while it is not known. */
  page: CertificatePage | null
}

export function CertificateFilters({ search, onChange, page }: CertificateFiltersProps) {
  const counts = page?.byVerdict ?? {}
  const offered = verdictOrder.filter((verdict) => (counts[verdict] ?? 0) > 0 || verdict === search.verdict)
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
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
      <FilterButtons
        label="Verdict"
        value={search.verdict}
        onChange={(value) => onChange({ verdict: pathVerdicts.find((known) => known === value) ?? null })}
        choices={[
          { value: null, label: 'All', count: page === null ? undefined : total },
          ...offered.map((verdict) => ({
            value: verdict,
            label: verdictWords[verdict],
            icon: <VerdictIcon verdict={verdict} className="size-3.5" />,
            count: counts[verdict] ?? 0,
          })),
        ]}
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
