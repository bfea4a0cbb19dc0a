import 'server-only'
import type { z } from 'zod'
import type { FindingListParams, FindingPage, ListedFinding } from '@/lib/api/findings'
import type { Finding, Severity } from '@/lib/model/finding'
import { kindNames } from '@/lib/model/kubernetes'
import type { NotChecked } from '@/lib/model/trace'
import type { Unavailable } from '@/lib/model/unavailable'
import { getManagedCluster, type ManagedCluster } from './clusters'
import { describeFreshness } from './freshness'
import { judgeArea } from './judged-cluster'
import { type JudgedIngress, judgeAllIngresses } from './judged-ingresses'
import { takePage } from './paging'

const severityRank: Record<Severity, number> = { error: 0, warning: 1, info: 2 }
const ingressesShownMax = 5

/** Everything found in a cluster: root causes first, then by severity and reach. */
export async function listFindings(
  clusterName: string,
  params: z.input<typeof FindingListParams>,
): Promise<FindingPage> {
  const cluster = await getManagedCluster(clusterName)
  const { findings, notChecked, looked } = gatherFindings(cluster)
  const matching = findings.filter((finding) => matches(finding, params))
  const chosen = matching.filter((finding) => params.severity === undefined || finding.severity === params.severity)
  const page = takePage(chosen, {
    compare: compareFindings,
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

/** Findings of every area, each once, with the hosts it hits; what was looked at, and the judged Ingresses themselves. */
export function gatherFindings(cluster: ManagedCluster): {
  findings: ListedFinding[]
  notChecked: NotChecked[]
  looked: FindingPage['looked']
  judged: JudgedIngress[]
  unreadable: Unavailable | null
} {
  const listed = new Map<string, ListedFinding>()
  const notChecked = new Map<string, NotChecked>()
  const ran = new Set<string>()
  let hostCount = 0
  const { judged, unreadable } = judgeAllIngresses(cluster)
  for (const { trace } of judged) {
    for (const traced of trace.hosts) {
      hostCount += 1
      for (const hop of [...traced.hops, ...traced.paths.flatMap((path) => path.hops)]) {
        for (const { check, outcome } of hop.checks) if (outcome !== 'not-run' && outcome !== 'crashed') ran.add(check)
      }
    }
    const roots = new Set(
      trace.hosts
        .flatMap((host) => [host.rootCause, ...host.paths.map((path) => path.rootCause)])
        .flatMap((root) => root?.finding ?? []),
    )
    for (const finding of trace.findings) {
      const hosts = finding.host === undefined ? trace.hosts.map(({ host }) => host) : [finding.host]
      for (const host of hosts)
        addFinding(listed, finding, roots.has(finding.id), {
          namespace: trace.object.namespace ?? '',
          name: trace.object.name,
          host,
        })
    }
    for (const row of trace.notChecked) addNotChecked(notChecked, row)
  }
  if (unreadable !== null) addNotChecked(notChecked, { ...unreadable, checks: [] })
  for (const area of ['dns-cache', 'egress'] as const) {
    const judgement = judgeArea(cluster, area)
    for (const finding of judgement.findings) addFinding(listed, finding, finding.severity === 'error', null)
    for (const { check, outcome } of judgement.results)
      if (outcome !== 'not-run' && outcome !== 'crashed') ran.add(check)
    for (const row of judgement.notChecked) addNotChecked(notChecked, row)
  }
  const objects = kindNames.reduce((sum, kind) => sum + cluster.store.count(kind), 0)
  return {
    findings: [...listed.values()],
    notChecked: [...notChecked.values()],
    looked: { checks: ran.size, objects, ingresses: judged.length, hosts: hostCount },
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

function addNotChecked(rows: Map<string, NotChecked>, row: NotChecked): void {
  const key = `${row.what}|${row.reason}`
  const known = rows.get(key)
  rows.set(key, known === undefined ? row : { ...known, checks: [...new Set([...known.checks, ...row.checks])] })
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
  const text = [
    finding.check,
    finding.title,
    finding.summary,
    finding.object.namespace ?? '',
    finding.object.name,
    finding.host ?? '',
  ]
    .join(' ')
    .toLowerCase()
  return words.every((word) => text.includes(word))
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
