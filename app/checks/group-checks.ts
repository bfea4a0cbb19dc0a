import { areaWords } from '@/components/findings/area-words'
import type { CatalogueCheck } from '@/lib/api/checks'
import { areas } from '@/lib/model/finding'
import { hopIds, hopTitles } from '@/lib/model/hop'

/** Where a check stands. */
type Placed = Pick<CatalogueCheck, 'area' | 'hop'>

export interface CheckGroup<Check extends Placed> {
  /** Unique, fit for an anchor. */
  id: string
  title: string
  checks: Check[]
}

/** The catalogue by area, the ingress path further by hop in drawing order. Keeps the given order within; empty groups are left out. */
export function groupChecks<Check extends Placed>(checks: readonly Check[]): CheckGroup<Check>[] {
  const groups = areas.flatMap((area): CheckGroup<Check>[] => {
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
