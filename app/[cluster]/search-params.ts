import { createLoader, parseAsString, parseAsStringLiteral } from 'nuqs/server'
import type { FindingListParams } from '@/lib/api/findings'
import { type Area, areas, type Severity, severities } from '@/lib/model/finding'

/** What the address of the overview holds. */
export const overviewSearch = {
  namespace: parseAsString,
  severity: parseAsStringLiteral(severities),
  area: parseAsStringLiteral(areas),
}

export const loadOverviewSearch = createLoader(overviewSearch)

export interface OverviewSearch {
  namespace: string | null
  severity: Severity | null
  area: Area | null
}

/** The query of the findings for what the address says. Server and browser make the same one, so that they share its answer. */
export function toFindingParams({ namespace, severity, area }: OverviewSearch): Partial<FindingListParams> {
  return {
    ...(namespace === null ? {} : { namespace }),
    ...(severity === null ? {} : { severity }),
    ...(area === null ? {} : { area }),
    limit: 500,
  }
}
