import { areaWords } from '@/components/findings/area-words'
import type { CatalogueCheck } from '@/lib/api/checks'
import { type Area, areas } from '@/lib/model/finding'
import { type HopId, hopIds, hopTitles } from '@/lib/model/hop'

export interface CheckGroup {
  /** Unique, fit for an anchor. */
  id: string
  title: string
  checks: CatalogueCheck[]
}

/** The catalogue by area, the ingress path further by hop in drawing order. Keeps the given order within; empty groups are left out. */
export function groupChecks(checks: readonly CatalogueCheck[]): CheckGroup[] {
  const groups = areas.flatMap((area): CheckGroup[] => {
    const ofArea = checks.filter((check) => check.area === area)
    const hops = hopIds.map((hop) => ({
      id: `${area}-${hop}`,
      title: hopTitles[hop],
      checks: ofArea.filter((check) => check.hop === hop),
    }))
    return [...hops, { id: area, title: areaWords[area], checks: ofArea.filter((check) => check.hop === null) }]
  })
  return groups.filter((group) => group.checks.length > 0)
}
