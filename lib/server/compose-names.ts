import 'server-only'
import { judgeUndeclared, type NameRow } from '@/lib/ingress-path/dns-zones/name-row'
import { judgeMove, type NameSide } from '@/lib/ingress-path/dns-zones/switch-names'
import type { Move } from '@/lib/model/dns-names'
import type { ManagedCluster } from './clusters'
import { mapOwners, readRegistryUsers } from './name-owners'
import type { NameTable } from './name-table'

/** What of a cluster its names are composed from. */
export type NamedCluster = Pick<ManagedCluster, 'name' | 'store' | 'judgements' | 'names' | 'ingresses'>

/** The names of one cluster: those its objects declare, and those of others that carry its signature. */
export interface ClusterNames {
  rows: ReadonlyMap<string, NameRow>
  /** Names that it holds, as DNS says. */
  held: number
}

interface Kept {
  parts: readonly unknown[]
  names: ClusterNames
}

const keptByCluster = new WeakMap<NameTable, Kept>()

/**
 * The names of `cluster`. A record that it signed and does not declare any more is known only where another watched cluster wants the name and looked:
 * nobody can list a zone through DNS. Made anew only after something of it changed.
 */
export function composeNames(cluster: NamedCluster, all: readonly NamedCluster[]): ClusterNames {
  const others = all.filter(({ name }) => name !== cluster.name)
  const owners = mapOwners(all)
  const judgedOrphans = others.flatMap((other) => listOrphans(cluster, other))
  const orphans = judgedOrphans.map(({ row }) => row)
  const parts = [cluster.names.version, ...[...owners].map(([id, names]) => `${id}=${names.join()}`), ...orphans]
  const shared = new Set([...owners].filter(([, names]) => names.length > 1).map(([id]) => id))
  const sharedVersions = shared.size === 0 ? [] : others.map(({ names }) => names.version)
  const allParts = [...parts, ...sharedVersions]
  const kept = keptByCluster.get(cluster.names)
  if (kept !== undefined && areSame(kept.parts, allParts)) return kept.names
  cluster.judgements.retain(orphanPrefix, new Set(judgedOrphans.map(({ id }) => id)))
  const rows = new Map(cluster.names.rows)
  for (const orphan of orphans) if (!rows.has(orphan.host)) rows.set(orphan.host, orphan)
  for (const [host, row] of rows) {
    const id = row.signature?.owner
    if (id === undefined || !shared.has(id) || row.holder !== 'here') continue
    const rivals = others.filter(({ name, names }) => owners.get(id)?.includes(name) && names.rows.has(host))
    if (rivals.length > 0) rows.set(host, contest(row, id, [cluster, ...rivals]))
  }
  let held = 0
  for (const { holder } of rows.values()) if (holder === 'here') held += 1
  const names = { rows, held }
  keptByCluster.set(cluster.names, { parts: allParts, names })
  return names
}

const orphanPrefix = 'orphan-name:'

/** What two clusters have to do with each other, and the versions of their rows that it was made from. */
interface Relation {
  versions: string
  /** Names that both declare. */
  shared: number
  /** Rows of the other cluster that may be orphans of this one. */
  suspects: readonly NameRow[]
}

const keptRelations = new WeakMap<NameTable, Map<NameTable, Relation>>()

/** How the names of two clusters meet; thousands of rows are looked through only after some changed. */
function relate(cluster: NamedCluster, other: NamedCluster): Relation {
  const own = new Set(readRegistryUsers(cluster).users.flatMap(({ txt }) => (txt === null ? [] : [txt.ownerId])))
  const versions = [cluster.names.version, other.names.version, ...own].join('|')
  const relations = keptRelations.get(cluster.names) ?? new Map<NameTable, Relation>()
  keptRelations.set(cluster.names, relations)
  const kept = relations.get(other.names)
  if (kept?.versions === versions) return kept
  let shared = 0
  const suspects: NameRow[] = []
  for (const row of other.names.rows.values()) {
    if (cluster.names.rows.has(row.host)) shared += 1
    else if (row.holder === 'elsewhere' && row.signature !== null && own.has(row.signature.owner)) suspects.push(row)
  }
  const relation = { versions, shared, suspects }
  relations.set(other.names, relation)
  return relation
}

/** How many names two clusters both declare. */
export const countShared = (cluster: NamedCluster, other: NamedCluster): number => relate(cluster, other).shared

/** Names that `other` wants, that `cluster` signed, and that nothing in `cluster` declares. */
function listOrphans(cluster: NamedCluster, other: NamedCluster): { id: string; row: NameRow }[] {
  return relate(cluster, other).suspects.flatMap((seen) => {
    const { host, zone, answer, signature } = seen
    const id = `${orphanPrefix}${[host, zone, answer, signature?.owner, signature?.resource].join('|')}`
    const row = cluster.judgements.get(id, Date.now(), (view) => judgeUndeclared(view, seen))
    return row === null ? [] : [{ id, row }]
  })
}

/** A name that several clusters want under one owner id: whose it is cannot be told, and external-dns cannot tell either. */
function contest(row: NameRow, ownerId: string, clusters: readonly NamedCluster[]): NameRow {
  const names = clusters.map(({ name }) => name)
  const conflict = `${names.join(' and ')} want it and all sign as ${ownerId}: each takes the record for its own, and with policy sync deletes what it does not want`
  return { ...row, state: 'conflict', holder: 'contested', conflict }
}

/** One name of a switch from `here` to `there`. */
export interface SwitchedName {
  host: string
  here: NameRow | null
  there: NameRow | null
  move: Move
}

const keptSwitches = new WeakMap<ClusterNames, { there: ClusterNames; isComplete: string; names: SwitchedName[] }>()

/** What a switch does to every name of either cluster. */
export function composeSwitch(
  here: { cluster: NamedCluster; names: ClusterNames },
  there: { cluster: NamedCluster; names: ClusterNames },
): SwitchedName[] {
  const isHereRead = isRead(here.cluster)
  const isThereRead = isRead(there.cluster)
  const isComplete = `${isHereRead}|${isThereRead}`
  const kept = keptSwitches.get(here.names)
  if (kept?.there === there.names && kept.isComplete === isComplete) return kept.names
  const hosts = new Set([...here.names.rows.keys(), ...there.names.rows.keys()])
  const names = [...hosts].map((host): SwitchedName => {
    const own = here.names.rows.get(host) ?? null
    const other = there.names.rows.get(host) ?? null
    const side = (row: NameRow | null, isKnown: boolean): NameSide => row ?? (isKnown ? 'absent' : 'unknown')
    return { host, here: own, there: other, move: judgeMove(side(own, isHereRead), side(other, isThereRead)) }
  })
  keptSwitches.set(here.names, { there: there.names, isComplete, names })
  return names
}

/** Whether a name without a row is certainly not declared there. */
const isRead = ({ names }: NamedCluster) => names.unreadable === null && names.unsettled === 0

function areSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((part, position) => part === b[position])
}
