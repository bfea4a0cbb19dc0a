import 'server-only'
import { noZone } from '@/lib/api/dns-zone-choices'
import type { DnsZoneParams } from '@/lib/api/dns-zones'
import type { NameRow } from '@/lib/ingress-path/dns-zones/name-row'
import { type Move, moves, nameStates } from '@/lib/model/dns-names'
import type { ClusterNames, SwitchedName } from './compose-names'
import { matchesWords, readWords } from './filter-words'

/** A name with what the list sorts and filters by. */
export interface ListedName extends Omit<SwitchedName, 'move'> {
  /** What is shown of it: this cluster's row, else the other's. */
  row: NameRow
  move: Move | null
  searchText: string
}

const keptLists = new WeakMap<object, Map<string, readonly ListedName[]>>()

/** Every name of the page in order; made anew only after one of them changed. */
export function listNames(
  names: ClusterNames,
  switched: readonly SwitchedName[] | null,
  sort: string,
): readonly ListedName[] {
  const key = switched ?? names
  const orders = keptLists.get(key) ?? new Map<string, readonly ListedName[]>()
  keptLists.set(key, orders)
  const known = orders.get(sort)
  if (known !== undefined) return known
  const [made] = orders.values()
  const sorted = [...(made ?? makeNames(names, switched))].sort(compareBy(sort, switched !== null))
  orders.set(sort, sorted)
  return sorted
}

function makeNames(names: ClusterNames, switched: readonly SwitchedName[] | null): ListedName[] {
  const plain = (): ListedName[] =>
    [...names.rows].map(([host, row]) => ({ host, here: row, there: null, move: null, row, searchText: '' }))
  const entries = switched === null ? plain() : switched.flatMap((one) => toListed(one))
  return entries.map((entry) => ({ ...entry, searchText: makeSearchText(entry) }))
}

function toListed(one: SwitchedName): ListedName[] {
  const row = one.here ?? one.there
  return row === null ? [] : [{ ...one, row, searchText: '' }]
}

function makeSearchText({ host, here, there, row }: ListedName): string {
  const objects = [...(here?.declaredBy ?? []), ...(there?.declaredBy ?? [])]
  const texts = objects.map(({ namespace, name }) => `${namespace ?? ''}/${name}`)
  return [host, row.signature?.owner ?? '', row.signature?.resource ?? '', row.answer ?? '', ...texts]
    .join(' ')
    .toLowerCase()
}

/** Names that match everything but the filter for states, in their order. */
export function filterNames(
  listed: readonly ListedName[],
  { zone, q, namespace, move }: Pick<DnsZoneParams, 'zone' | 'q' | 'namespace' | 'move'>,
): readonly ListedName[] {
  const words = readWords(q)
  if (zone === undefined && words.length === 0 && namespace === undefined && move === undefined) return listed
  const wanted = zone === noZone ? null : zone
  const isIn = (one: NameRow | null) => one?.declaredBy.some((ref) => ref.namespace === namespace) === true
  return listed.filter(
    ({ row, here, there, searchText, move: own }) =>
      (wanted === undefined || row.zone === wanted) &&
      (namespace === undefined || isIn(here) || isIn(there)) &&
      (move === undefined || own === move) &&
      matchesWords(searchText, words),
  )
}

type Compare = (a: ListedName, b: ListedName) => number

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
const rank = (name: ListedName) => (name.here === null ? nameStates.length : nameStates.indexOf(name.here.state))
const rankMove = ({ move }: ListedName) => (move === null ? moves.length : moves.indexOf(move))

function compareBy(sort: string, isSwitch: boolean): Compare {
  const comparisons: Record<string, Compare> = {
    // During a switch what it does to a name matters more than how the name stands.
    state: isSwitch ? (a, b) => rankMove(a) - rankMove(b) || rank(a) - rank(b) : (a, b) => rank(a) - rank(b),
    name: (a, b) => compareText(a.host, b.host),
    zone: (a, b) => compareText(a.row.zone ?? '~', b.row.zone ?? '~'),
  }
  const compare = comparisons[sort.replace(/^-/, '')] ?? (() => 0)
  const direction = sort.startsWith('-') ? -1 : 1
  return (a, b) => direction * compare(a, b) || compareText(a.host, b.host)
}
