import 'server-only'
import { judgeUndeclared, type NameRow } from '@/lib/ingress-path/dns-zones/name-row'
import { judgeMove, type NameSide } from '@/lib/ingress-path/dns-zones/switch-names'
import type { Move } from '@/lib/model/dns-names'
import type { ManagedCluster } from './clusters'
import { mapOwners, readRegistryUsers } from './name-owners'

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

const keptByCluster = new WeakMap<NameTableOf, Kept>()
type NameTableOf = NamedCluster['names']

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

/** Names that `other` wants, that `cluster` signed, and that nothing in `cluster` declares. */
function listOrphans(cluster: NamedCluster, other: NamedCluster): { id: string; row: NameRow }[] {
  const own = new Set(readRegistryUsers(cluster).users.flatMap(({ txt }) => (txt === null ? [] : [txt.ownerId])))
  if (own.size === 0) return []
  const orphans: { id: string; row: NameRow }[] = []
  for (const row of other.names.rows.values()) {
    const { host, signature, holder } = row
    if (holder !== 'elsewhere' || signature === null || !own.has(signature.owner) || cluster.names.rows.has(host))
      continue
    const id = `${orphanPrefix}${[host, row.zone, row.answer, signature.owner, signature.resource].join('|')}`
    const judged = cluster.judgements.get(id, Date.now(), (view) => judgeUndeclared(view, row))
    if (judged !== null) orphans.push({ id, row: judged })
  }
  return orphans
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
