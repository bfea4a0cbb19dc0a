import 'server-only'
import type { FindingPage, ListedFinding } from '@/lib/api/findings'
import type { Finding, Severity } from '@/lib/model/finding'
import { kindNames } from '@/lib/model/kubernetes'
import type { NotChecked } from '@/lib/model/trace'
import type { Unavailable } from '@/lib/model/unavailable'
import type { ManagedCluster } from './clusters'
import type { JudgedIngress } from './condense-trace'
import { describeFreshness } from './freshness'
import { type AreaJudgement, judgeArea } from './judged-cluster'

const severityRank: Record<Severity, number> = { error: 0, warning: 1, info: 2 }
const ingressesShownMax = 5

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

/**
 * Findings of every area; gathered anew only when something was judged since the last time. The cluster remembers them, so that a
 * link to one that goes away still says what it was.
 */
export function gatherFindings(cluster: ManagedCluster): GatheredFindings {
  const areas = areaNames.map((area) => judgeArea(cluster, area))
  const kept = keptByCluster.get(cluster)
  const { version } = cluster.ingresses
  const isSame = kept?.version === version && areas.every((area, position) => area === kept.areas[position])
  const gathered = isSame ? kept.gathered : gatherAnew(cluster, areas)
  if (!isSame) keptByCluster.set(cluster, { version, areas, gathered })
  cluster.pastFindings.note(gathered.findings, readSeenMs(cluster))
  const objects = kindNames.reduce((sum, kind) => sum + cluster.store.count(kind), 0)
  return { ...gathered, looked: { ...gathered.looked, objects } }
}

/** Until when what is found was really seen: of a source that is away only its last good state is known. */
function readSeenMs(cluster: ManagedCluster): number {
  const { staleSince } = describeFreshness(cluster, kindNames)
  return staleSince === null ? Date.now() : Date.parse(staleSince)
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
