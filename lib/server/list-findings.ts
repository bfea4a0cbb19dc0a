import 'server-only'
import type { z } from 'zod'
import type { FindingListParams, FindingPage, ListedFinding } from '@/lib/api/findings'
import type { Finding, Severity } from '@/lib/model/finding'
import { kindNames } from '@/lib/model/kubernetes'
import { getJudgedCluster } from './clusters'
import { matchesWords, readWords } from './filter-words'
import { describeFreshness } from './freshness'
import { gatherFindings } from './gather-findings'
import { takePage } from './paging'

/** Everything found in a cluster: root causes first, then by severity and reach. */
export async function listFindings(
  clusterName: string,
  params: z.input<typeof FindingListParams>,
): Promise<FindingPage> {
  const cluster = await getJudgedCluster(clusterName)
  const { findings, notChecked, looked } = gatherFindings(cluster)
  const matching = findings.filter((finding) => matches(finding, params))
  const chosen = matching.filter((finding) => params.severity === undefined || finding.severity === params.severity)
  const page = takePage(chosen, {
    keyOf: ({ id }) => id,
    limit: Number(params.limit ?? 100),
    cursor: params.cursor,
  })
  return {
    ...page,
    total: chosen.length,
    bySeverity: countBySeverity(matching),
    byArea: countByArea(findings.filter(({ severity }) => severity === 'error')),
    looked,
    notChecked,
    freshness: describeFreshness(cluster, kindNames),
  }
}

export function countBySeverity(findings: readonly Finding[]): Record<Severity, number> {
  const counts = { error: 0, warning: 0, info: 0 }
  for (const { severity } of findings) counts[severity] += 1
  return counts
}

function countByArea(findings: readonly Finding[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { area } of findings) counts[area] = (counts[area] ?? 0) + 1
  return counts
}

function matches(finding: ListedFinding, { area, namespace, check, q }: z.input<typeof FindingListParams>): boolean {
  if (area !== undefined && finding.area !== area) return false
  if (check !== undefined && finding.check !== check) return false
  if (
    namespace !== undefined &&
    finding.object.namespace !== namespace &&
    !finding.ingresses.some((hit) => hit.namespace === namespace)
  )
    return false
  const words = readWords(q)
  if (words.length === 0) return true
  return matchesWords(readSearchText(finding), words)
}

const searchTexts = new WeakMap<ListedFinding, string>()

function readSearchText(finding: ListedFinding): string {
  const known = searchTexts.get(finding)
  if (known !== undefined) return known
  const { check, title, summary, object, host } = finding
  const text = [check, title, summary, object.namespace ?? '', object.name, host ?? ''].join(' ').toLowerCase()
  searchTexts.set(finding, text)
  return text
}
