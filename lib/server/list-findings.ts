import 'server-only'
import type { z } from 'zod'
import type { FindingListParams, FindingPage, ListedFinding } from '@/lib/api/findings'
import type { Finding, Severity } from '@/lib/model/finding'
import { kindNames } from '@/lib/model/kubernetes'
import type { NotChecked } from '@/lib/model/trace'
import type { Unavailable } from '@/lib/model/unavailable'
import { getJudgedCluster, type ManagedCluster } from './clusters'
import type { JudgedIngress } from './condense-trace'
import { describeFreshness } from './freshness'
import { type AreaJudgement, judgeArea } from './judged-cluster'
import { takePage } from './paging'

const severityRank: Record<Severity, number> = { error: 0, warning: 1, info: 2 }
const ingressesShownMax = 5

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

/** What was found in a cluster, and the rows it was gathered from. */
export interface GatheredFindings {
  /** Each once, with the hosts it hits, in the order of the list. */
  findings: readonly ListedFinding[]
  notChecked: NotChecked[]
  looked: FindingPage['looked']
  /** The judged Ingresses, in no particular order. */
  judged: JudgedIngress[]
  unreadable: Unavailable | null
}

interface Kept {
  version: number
  areas: AreaJudgement[]
  gathered: GatheredFindings
}

const areaNames = ['dns-cache', 'egress'] as const
const keptByCluster = new WeakMap<ManagedCluster, Kept>()

/** Findings of every area; gathered anew only when something was judged since the last time. */
export function gatherFindings(cluster: ManagedCluster): GatheredFindings {
  const areas = areaNames.map((area) => judgeArea(cluster, area))
  const kept = keptByCluster.get(cluster)
  const { version } = cluster.ingresses
  const isSame = kept?.version === version && areas.every((area, position) => area === kept.areas[position])
  const gathered = isSame ? kept.gathered : gatherAnew(cluster, areas)
  if (!isSame) keptByCluster.set(cluster, { version, areas, gathered })
  const objects = kindNames.reduce((sum, kind) => sum + cluster.store.count(kind), 0)
  return { ...gathered, looked: { ...gathered.looked, objects } }
}

function gatherAnew({ ingresses }: ManagedCluster, areas: readonly AreaJudgement[]): GatheredFindings {
  const listed = new Map<string, ListedFinding>()
  const notChecked = new NotCheckedRows()
  const ran = new Set<string>()
  const ranLists = new Set<readonly string[]>()
  const judged = [...ingresses.rows]
  let hostCount = 0
  for (const { trace, ranChecks, rootFindings } of judged) {
    hostCount += trace.hosts.length
    // Most Ingresses share one list.
    if (!ranLists.has(ranChecks)) {
      ranLists.add(ranChecks)
      for (const check of ranChecks) ran.add(check)
    }
    for (const finding of trace.findings) {
      const hosts = finding.host === undefined ? trace.hosts.map(({ host }) => host) : [finding.host]
      for (const host of hosts)
        addFinding(listed, finding, rootFindings.includes(finding.id), {
          namespace: trace.object.namespace ?? '',
          name: trace.object.name,
          host,
        })
    }
    notChecked.addAll(trace.notChecked)
  }
  const { unreadable, unjudged, size } = ingresses
  if (unreadable !== null) notChecked.addAll([{ ...unreadable, checks: [] }])
  if (unjudged > 0) {
    const detail = `${unjudged} of ${size} have not been judged yet`
    notChecked.addAll([{ what: 'Ingresses', reason: 'pending', detail, need: null, checks: [] }])
  }
  for (const judgement of areas) {
    for (const finding of judgement.findings) addFinding(listed, finding, finding.severity === 'error', null)
    for (const { check, outcome } of judgement.results)
      if (outcome !== 'not-run' && outcome !== 'crashed') ran.add(check)
    notChecked.addAll(judgement.notChecked)
  }
  return {
    findings: [...listed.values()].sort(compareFindings),
    notChecked: notChecked.list(),
    looked: { checks: ran.size, objects: 0, ingresses: judged.length - unjudged, hosts: hostCount },
    judged,
    unreadable,
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

function addFinding(
  listed: Map<string, ListedFinding>,
  finding: Finding,
  isRootCause: boolean,
  hit: { namespace: string; name: string; host: string } | null,
): void {
  const row = listed.get(finding.id) ?? { ...finding, affectedHosts: 0, ingresses: [], isRootCause: false }
  row.isRootCause ||= isRootCause
  if (hit !== null) {
    row.affectedHosts += 1
    if (row.ingresses.length < ingressesShownMax) row.ingresses.push(hit)
  }
  listed.set(finding.id, row)
}

/** One row for each thing and reason, with every check that it stopped. Thousands of Ingresses bring the very same lists. */
class NotCheckedRows {
  private readonly seen = new Set<readonly NotChecked[]>()
  private readonly rows = new Map<string, { row: NotChecked; checks: Set<string> }>()

  addAll(added: readonly NotChecked[]): void {
    if (this.seen.has(added)) return
    this.seen.add(added)
    for (const row of added) {
      const key = `${row.what}|${row.reason}`
      const known = this.rows.get(key)
      if (known === undefined) this.rows.set(key, { row, checks: new Set(row.checks) })
      else for (const check of row.checks) known.checks.add(check)
    }
  }

  list(): NotChecked[] {
    return [...this.rows.values()].map(({ row, checks }) => ({ ...row, checks: [...checks] }))
  }
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
  const words = (q ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return true
  const text = readSearchText(finding)
  return words.every((word) => text.includes(word))
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

function compareFindings(a: ListedFinding, b: ListedFinding): number {
  return (
    severityRank[a.severity] - severityRank[b.severity] ||
    Number(isWaiting(a)) - Number(isWaiting(b)) ||
    Number(b.isRootCause) - Number(a.isRootCause) ||
    b.affectedHosts - a.affectedHosts ||
    (a.check < b.check ? -1 : a.check > b.check ? 1 : a.id < b.id ? -1 : 1)
  )
}

const isWaiting = (finding: Finding) => finding.waitingUntil !== undefined
