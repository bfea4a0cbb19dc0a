import 'server-only'
import type { ListedFinding } from '@/lib/api/findings'
import { type FindingAnswer, FindingId, type PastFinding } from '@/lib/api/schemas/finding-permalink'
import { type KindName, kindDescriptions, kindNames } from '@/lib/model/kubernetes'
import { ClusterView } from '@/lib/snapshot/cluster-view'
import { getManagedCluster, type ManagedCluster } from './clusters'
import { AppError } from './errors'
import { describeFreshness } from './freshness'
import { gatherFindings } from './list-findings'
import { PastFindings } from './past-findings'
import { relateFinding } from './relate-finding'

const consequencesShownMax = 20

// Next instantiates modules once per bundle; pages and routes must share one memory.
const holder = globalThis as { [key: symbol]: WeakMap<ManagedCluster, PastFindings> | undefined }
const memoryKey = Symbol.for('fairlead.past-findings')

/** Remembers what is found now, so that links to it say what it was once it is gone. */
export function noteFindings(cluster: ManagedCluster, findings: readonly ListedFinding[]): void {
  getPast(cluster).note(findings, Date.now())
}

/**
 * The finding behind a link, with its cause and consequences; or that it is not found any more, and what that may mean. Throws
 * `not-found` for an unknown cluster and for an id that no finding can have.
 */
export async function getFinding(clusterName: string, id: string): Promise<FindingAnswer> {
  const cluster = await getManagedCluster(clusterName)
  if (!FindingId.safeParse(id).success)
    throw new AppError('not-found', `"${id}" is not the id of a finding: those are 16 hexadecimal digits.`)
  const { findings, judged } = gatherFindings(cluster)
  noteFindings(cluster, findings)
  const freshness = describeFreshness(cluster, kindNames)
  const finding = findings.find((candidate) => candidate.id === id)
  if (finding === undefined) {
    const past = getPast(cluster).recall(id)
    const object = past === null ? 'unknown' : lookUpObject(cluster, past.object)
    return { state: 'gone', id, past, object, unreadable: freshness.unreadable, freshness }
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
    freshness,
  }
}

function getPast(cluster: ManagedCluster): PastFindings {
  holder[memoryKey] ??= new WeakMap()
  const memory = holder[memoryKey]
  const past = memory.get(cluster) ?? new PastFindings()
  memory.set(cluster, past)
  return past
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
