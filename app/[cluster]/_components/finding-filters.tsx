import type { ReactNode } from 'react'
import { areaWords } from '@/components/findings/area-words'
import { SeverityIcon } from '@/components/findings/severity-badge'
import { severityWords } from '@/components/findings/verdict-look'
import { FilterButtons } from '@/components/ui/filter-buttons'
import type { FindingPage } from '@/lib/api/findings'
import { type Area, areas, type Severity, severities } from '@/lib/model/finding'

interface FindingFiltersProps {
  severity: Severity | null
  area: Area | null
  onChange: (change: { severity?: Severity | null; area?: Area | null }) => void
  /** Null while it is not known. */
  counts: FindingPage['bySeverity'] | null
  /** At the end of the line. */
  children?: ReactNode
}

/** What of the findings is shown: by severity, and by the part of the network. */
export function FindingFilters({ severity, area, onChange, counts, children }: FindingFiltersProps) {
  return (
    <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
      <FilterButtons
        label="Severity"
        value={severity}
        onChange={(value) => onChange({ severity: severities.find((known) => known === value) ?? null })}
        choices={[
          {
            value: null,
            label: 'All',
            count: counts === null ? undefined : counts.error + counts.warning + counts.info,
          },
          ...severities.map((choice) => ({
            value: choice,
            label: severityWords[choice],
            icon: <SeverityIcon severity={choice} />,
            count: counts?.[choice],
          })),
        ]}
      />
      <FilterButtons
        label="Area"
        value={area}
        onChange={(value) => onChange({ area: areas.find((known) => known === value) ?? null })}
        choices={[
          { value: null, label: 'Everywhere' },
          ...(['ingress', 'dns-cache', 'egress'] as const).map((choice) => ({
            value: choice,
            label: areaWords[choice],
          })),
        ]}
      />
      {children}
    </div>
  )
}
