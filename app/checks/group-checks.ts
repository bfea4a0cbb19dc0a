import { areaWords } from '@/components/findings/area-words'
import type { CatalogueCheck } from '@/lib/api/checks'
import { Area } from '@/lib/model/finding'
import { HopId, hopTitles } from '@/lib/model/hop'

export interface CheckGroup {
  /** Unique, fit for an anchor. */
  id: string
  title: string
  checks: CatalogueCheck[]
}

/** The catalogue by area, the ingress path further by hop in drawing order. Keeps the given order within; empty groups are left out. */
export function groupChecks(checks: readonly CatalogueCheck[]): CheckGroup[] {
  const groups = Area.options.flatMap((area): CheckGroup[] => {
    const ofArea = checks.filter((check) => check.area === area)
    const hops = HopId.options.map((hop) => ({
      id: `${area}-${hop}`,
      title: hopTitles[hop],
      checks: ofArea.filter((check) => check.hop === hop),
    }))
    return [...hops, { id: area, title: areaWords[area], checks: ofArea.filter((check) => check.hop === null) }]
  })
  return groups.filter((group) => group.checks.length > 0)
}
