import 'server-only'
import type { z } from 'zod'
import type { DnsName, DnsZonePage, DnsZoneParams, OtherCluster, SwitchPlan } from '@/lib/api/dns-zones'
import { formatCount, formatCounted } from '@/lib/format/count'
import type { NameRow } from '@/lib/ingress-path/dns-zones/name-row'
import { type FindClusterOf, rateName, sayName } from '@/lib/ingress-path/dns-zones/say-name'
import { listSwitchWays } from '@/lib/ingress-path/dns-zones/say-switch'
import type { NameState } from '@/lib/model/dns-names'
import type { KindName } from '@/lib/model/kubernetes'
import type { Unavailable } from '@/lib/model/unavailable'
import { compareVerdictsWorstFirst } from '@/lib/model/verdict'
import { getJudgedCluster, listManagedClusters, type ManagedCluster } from './clusters'
import {
  type ClusterNames,
  composeNames,
  composeSwitch,
  countShared,
  type NamedCluster,
  type SwitchedName,
} from './compose-names'
import { AppError } from './errors'
import { describeFreshness, type ReadCluster } from './freshness'
import { filterNames, type ListedName, listNames } from './listed-names'
import { getLog } from './log'
import { listOwners, mapOwners, readRegistryUsers } from './name-owners'
import { takePage } from './paging'
import { summariseZones } from './summarise-zones'

/** Kinds that the names of a cluster are judged from: the freshness of the page rests on them. */
const nameKinds: readonly KindName[] = ['Ingress', 'Service', 'ClusterIssuer', 'Deployment', 'DaemonSet', 'StatefulSet']

type Params = z.input<typeof DnsZoneParams>

/**
 * The DNS zones and names of a cluster, held against what the other watched clusters want and hold. Trouble with another cluster is told of that
 * cluster and never fails this page. Throws `bad-request` for `with` a cluster that there is not, and for `move` without `with`.
 */
export async function listDnsZones(clusterName: string, params: Params): Promise<DnsZonePage> {
  const cluster = await getJudgedCluster(clusterName)
  const { clusters } = await listManagedClusters()
  const others = clusters.filter(({ name }) => name !== clusterName)
  requireOther(clusterName, params, others)
  await cluster.names.settle()
  await Promise.all(others.map((other) => settleOther(other)))
  return composePage(cluster, others, params)
}

function requireOther(clusterName: string, { with: other, move }: Params, others: readonly ManagedCluster[]): void {
  if (other === undefined) {
    if (move === undefined) return
    throw new AppError('bad-request', 'move: needs the other cluster, in `with`.')
  }
  if (others.some(({ name }) => name === other)) return
  const known = others.map(({ name }) => name).join(', ') || 'none'
  const why = other === clusterName ? 'is this cluster itself' : 'is no watched cluster'
  throw new AppError('bad-request', `with: "${other}" ${why}. Other clusters: ${known}.`)
}

async function settleOther(other: ManagedCluster): Promise<void> {
  try {
    await other.names.settle()
  } catch (error) {
    getLog().error({ cluster: other.name, err: error }, 'names of another cluster could not be judged')
  }
}

/** The answer, from clusters that are judged. */
export function composePage(
  cluster: NamedCluster & ReadCluster,
  others: readonly (NamedCluster & ReadCluster)[],
  params: Params,
): DnsZonePage {
  const all = [cluster, ...others]
  const names = composeNames(cluster, all)
  const owners = mapOwners(all)
  const clusterOf: FindClusterOf = (id) => {
    const signers = owners.get(id) ?? []
    return signers.length === 0 ? null : signers.join(' and ')
  }
  const other = others.find(({ name }) => name === params.with)
  const otherNames = other === undefined ? null : composeNames(other, all)
  const switched =
    other === undefined || otherNames === null
      ? null
      : composeSwitch({ cluster, names }, { cluster: other, names: otherNames })
  const matching = filterNames(listNames(names, switched, params.sort ?? 'state'), params)
  const byState = countStates(matching)
  const chosen = params.state === undefined ? matching : matching.filter(({ here }) => here?.state === params.state)
  const page = takePage(chosen, {
    keyOf: ({ host }) => host,
    limit: Number(params.limit ?? 100),
    cursor: params.cursor,
    offset: Number(params.offset ?? 0),
  })
  return {
    items: page.items.map((item) => describeName(cluster, item, clusterOf)),
    total: chosen.length,
    nextCursor: page.nextCursor,
    freshness: withDns(cluster, describeFreshness(cluster, nameKinds)),
    all: summariseAll(names),
    byState,
    zones: summariseZones(
      cluster,
      all.map((one) => ({
        name: one.name,
        judgements: one.judgements,
        rows: (one === cluster ? names : composeNames(one, all)).rows,
      })),
    ),
    owners: listOwners(all),
    sharedOwners: [...owners].flatMap(([ownerId, clusters]) =>
      clusters.length > 1 ? [{ ownerId, clusters: [...clusters] }] : [],
    ),
    others: others.map((one) => describeOther(cluster, one)),
    switch:
      other === undefined || otherNames === null || switched === null
        ? null
        : describeSwitch(cluster, other, { here: names, there: otherNames, switched }),
    unsettled: cluster.names.unsettled,
  }
}

/** Counts of a list that did not change: the same list is asked for again and again, and has thousands of rows. */
function countOnce<T extends object, K extends string>(keyOf: (item: T) => K | null) {
  const kept = new WeakMap<readonly T[], Partial<Record<K, number>>>()
  return (items: readonly T[]): Partial<Record<K, number>> => {
    const known = kept.get(items) ?? count(items, keyOf)
    kept.set(items, known)
    return known
  }
}

const countStates = countOnce(({ here }: ListedName) => here?.state ?? null)
const countMoves = countOnce(({ move }: SwitchedName) => move)

const keptSummaries = new WeakMap<ClusterNames, DnsZonePage['all']>()

function summariseAll(names: ClusterNames): DnsZonePage['all'] {
  const kept = keptSummaries.get(names)
  if (kept !== undefined) return kept
  const rows = [...names.rows.values()]
  const [worst] = [...new Set(rows.map(rateName))].sort(compareVerdictsWorstFirst)
  const all = {
    names: rows.length,
    held: names.held,
    verdict: worst ?? ('not-applicable' as const),
    byState: count(rows, ({ state }) => state),
  }
  keptSummaries.set(names, all)
  return all
}

function count<T, K extends string>(items: readonly T[], keyOf: (item: T) => K | null): Partial<Record<K, number>> {
  const counts: Partial<Record<K, number>> = {}
  for (const item of items) {
    const key = keyOf(item)
    if (key !== null) counts[key] = (counts[key] ?? 0) + 1
  }
  return counts
}

function describeName(cluster: NamedCluster, name: ListedName, clusterOf: FindClusterOf): DnsName {
  const { host, here, there, row, move } = name
  // A name that only the other cluster knows has no state here: nothing wants it, and nothing of it is ours.
  const state: NameState = here?.state ?? 'not-taken'
  return {
    host,
    zone: row.zone,
    state,
    verdict: here === null ? 'not-applicable' : rateName(here),
    sentence: here === null ? 'No object here declares it.' : sayName(here, clusterOf),
    declaredBy: here?.declaredBy ?? [],
    wanted: here?.wanted ?? [],
    answer: row.answer,
    isRight: here?.isRight ?? null,
    owner:
      row.signature === null
        ? null
        : {
            id: row.signature.owner,
            resource: row.signature.resource,
            at: row.signature.at,
            cluster: clusterOf(row.signature.owner),
          },
    finding: here === null ? null : findFinding(cluster, here),
    unavailable: here?.unavailable ?? null,
    move,
    other: there === null ? null : { state: there.state, declaredBy: there.declaredBy },
  }
}

/** What was found about the DNS record of a name, the root cause first. */
function findFinding({ ingresses }: NamedCluster, { host, declaredBy }: NameRow): DnsName['finding'] {
  for (const { kind, namespace, name } of declaredBy) {
    if (kind !== 'Ingress') continue
    const trace = ingresses.find(`${namespace ?? ''}/${name}`)?.trace
    const root = trace?.hosts.find((traced) => traced.host === host)?.rootCause
    if (root != null && root.hop === 'dns-record')
      return { check: root.check, title: root.title, finding: root.finding }
    const found = trace?.findings.find((finding) => finding.host === host && finding.hop === 'dns-record')
    if (found !== undefined) return { check: found.check, title: found.title, finding: found.id }
  }
  return null
}

function describeOther(cluster: NamedCluster, other: NamedCluster & ReadCluster): OtherCluster {
  const { staleSince } = describeFreshness(other, nameKinds)
  const sharedNames = countShared(cluster, other)
  const unavailable = other.names.unreadable ?? readRegistryUsers(other).missing
  return { name: other.name, sharedNames, unavailable, staleSince }
}

function describeSwitch(
  cluster: NamedCluster,
  other: NamedCluster,
  { here, there, switched }: { here: ClusterNames; there: ClusterNames; switched: readonly SwitchedName[] },
): SwitchPlan {
  const byMove = countMoves(switched)
  const { moves: moving = 0, stuck = 0, lost = 0, contested = 0, unknown = 0 } = byMove
  const more = [
    stuck > 0 ? `${formatCount(stuck)} ${stuck === 1 ? 'needs' : 'need'} a hand` : null,
    contested > 0 ? `${formatCount(contested)} ${contested === 1 ? 'is' : 'are'} held by neither` : null,
    unknown > 0 ? `of ${formatCount(unknown)} it is not known` : null,
  ].filter((part) => part !== null)
  const sits = `${formatCounted(here.held, 'name')} ${here.held === 1 ? 'sits' : 'sit'} on ${cluster.name}, ${formatCount(there.held)} on ${other.name}`
  const does = `switching would move ${formatCount(moving)}, and ${formatCount(lost)} would lose their record`
  return {
    with: other.name,
    heldHere: here.held,
    heldThere: there.held,
    byMove,
    sentence: `${sits}; ${does}${more.length === 0 ? '' : `; ${more.join(', ')}`}.`,
    ways: listSwitchWays(
      { cluster: cluster.name, users: readRegistryUsers(cluster).users },
      { cluster: other.name, users: readRegistryUsers(other).users },
    ),
  }
}

/** That DNS is not asked, or does not answer, is the first thing to know on this page. */
function withDns({ dns }: ReadCluster, freshness: DnsZonePage['freshness']): DnsZonePage['freshness'] {
  const status = dns?.status()
  const what = 'DNS'
  const unavailable: Unavailable | null =
    status === undefined
      ? {
          what,
          reason: 'not-configured',
          detail: 'DNS queries are switched off, so nobody’s hold on a name is known',
          need: 'dns.mode: resolvers in the configuration of this cluster',
        }
      : status.state === 'unavailable' && status.reason !== null
        ? { what, reason: status.reason, detail: status.detail ?? '', need: status.need }
        : null
  const unreadable = freshness.unreadable.filter(({ reason }) => reason !== 'not-installed')
  return { ...freshness, unreadable: unavailable === null ? unreadable : [unavailable, ...unreadable] }
}
