import 'server-only'
import { type AboutCheck, type FindingAnswer, FindingId, type PastFinding } from '@/lib/api/schemas/finding-permalink'
import { allChecks } from '@/lib/checks/registry'
import { type KindName, kindDescriptions, kindNames } from '@/lib/model/kubernetes'
import { ClusterView } from '@/lib/snapshot/cluster-view'
import { getManagedCluster, type ManagedCluster } from './clusters'
import { AppError } from './errors'
import { describeFreshness } from './freshness'
import { gatherFindings } from './gather-findings'
import { listHiding } from './list-hiding'
import { relateFinding } from './relate-finding'

const consequencesShownMax = 20

/**
 * The finding behind a link, with its cause and consequences; or that it is not found any more, and what that may mean. Throws
 * `not-found` for an unknown cluster and for an id that no finding can have.
 */
export async function getFinding(clusterName: string, id: string): Promise<FindingAnswer> {
  const cluster = await getManagedCluster(clusterName)
  if (!FindingId.safeParse(id).success)
    throw new AppError('not-found', `"${id}" is not the id of a finding: those are 16 hexadecimal digits.`)
  await cluster.ingresses.settle()
  const { findings, judged, notChecked } = gatherFindings(cluster)
  const freshness = describeFreshness(cluster, kindNames)
  const finding = findings.find((candidate) => candidate.id === id)
  if (finding === undefined) {
    const past = cluster.pastFindings.recall(id)
    const object = past === null ? 'unknown' : lookUpObject(cluster, past.object)
    const unreadable = listHiding(notChecked, past?.check ?? null)
    return { state: 'gone', id, past, object, unreadable, about: describeCheck(past?.check), freshness }
  }
  const traces = judged.map(({ trace }) => trace)
  const related = relateFinding(finding.id, traces)
  const byId = new Map(findings.map((each) => [each.id, each]))
  const consequences = related.consequenceIds.flatMap((each) => byId.get(each) ?? [])
  return {
    state: 'found',
    finding,
    root: related.rootId === null ? null : (byId.get(related.rootId) ?? null),
    consequences: consequences.slice(0, consequencesShownMax),
    consequenceTotal: consequences.length,
    about: describeCheck(finding.check),
    freshness,
  }
}

function describeCheck(id: string | undefined): AboutCheck | null {
  const check = allChecks.find((candidate) => candidate.id === id)
  if (check === undefined) return null
  const { why, confirm, ignore } = check.page
  return { title: check.title, why, confirm, ignore: ignore ?? null }
}

function lookUpObject(
  cluster: ManagedCluster,
  { kind, namespace, name }: PastFinding['object'],
): 'present' | 'absent' | 'unknown' {
  if (!isKindName(kind)) return 'unknown'
  const { state } = new ClusterView(cluster.store, Date.now()).lookUp(kind, namespace ?? '', name)
  return state === 'found' ? 'present' : state === 'absent' ? 'absent' : 'unknown'
}

const isKindName = (kind: string): kind is KindName => kind in kindDescriptions
