/** Record types that a demo zone can hold. */
export type DemoRecordType = 'A' | 'AAAA' | 'CNAME' | 'TXT' | 'NS' | 'MX'

export interface DemoRecord {
  /** Full name without a trailing dot; `*.shop.example.net` is a wildcard. */
  name: string
  type: DemoRecordType
  ttlSeconds: number
  /** One record each: addresses, target names, texts; MX as `10 mail.example.net`. */
  values: string[]
}

export interface DemoZone {
  /** The apex, such as `shop.example.net`; `.` is the root. */
  name: string
  nameServers?: string[]
  /** False: the zone above does not lead to it, so that nobody who asks finds its records. */
  isDelegated?: boolean
  /** Lifetime of negative answers (SOA minimum); 300 when absent. */
  negativeTtlSeconds?: number
  records: DemoRecord[]
}

export interface ZoneAnswer {
  outcome: 'answer' | 'no-data' | 'no-such-name' | 'refused'
  /** Records in order, aliases first. */
  records: DemoRecord[]
  /** The zone whose SOA proves a negative answer; null when refused. */
  zone: DemoZone | null
}

const maxAliasDepth = 8

/** Lower case without a trailing dot: how names are compared. */
export function normaliseName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '')
}

/** The zone with the longest apex that is the name or a parent of it; the root, whose normalised name is empty, holds every name. */
export function findZone(zones: readonly DemoZone[], name: string): DemoZone | null {
  const inside = zones.filter((zone) => zone.name === '' || name === zone.name || name.endsWith(`.${zone.name}`))
  return inside.sort((a, b) => b.name.length - a.name.length)[0] ?? null
}

/** Zones that those who ask are led to. */
export const listDelegated = (zones: readonly DemoZone[]) => zones.filter(({ isDelegated }) => isDelegated !== false)

interface ZoneIndex {
  byName: Map<string, DemoRecord[]>
  /** Every name with records and every parent of one, up to the apex: these names exist. */
  existing: Set<string>
}

/** Keyed by the list of records, which is replaced and never changed in place, so an index cannot be out of date. */
const indexes = new WeakMap<DemoRecord[], ZoneIndex>()

function indexOf(zone: DemoZone): ZoneIndex {
  const known = indexes.get(zone.records)
  if (known) return known
  const index: ZoneIndex = { byName: new Map(), existing: new Set([zone.name]) }
  for (const record of zone.records) {
    const same = index.byName.get(record.name)
    if (same) same.push(record)
    else index.byName.set(record.name, [record])
    for (let name = record.name; name !== zone.name; name = name.slice(name.indexOf('.') + 1)) {
      index.existing.add(name)
      if (!name.includes('.')) break
    }
  }
  indexes.set(zone.records, index)
  return index
}

/** Records at a name: its own, else those of the wildcard at the closest encloser (RFC 4592), renamed to the name asked for. */
function recordsAt(zone: DemoZone, name: string): { isFound: boolean; records: DemoRecord[] } {
  const index = indexOf(zone)
  if (index.existing.has(name)) return { isFound: true, records: index.byName.get(name) ?? [] }
  const labels = name.split('.')
  for (let depth = 1; depth < labels.length; depth += 1) {
    const encloser = labels.slice(depth).join('.')
    const wild = index.byName.get(`*.${encloser}`)
    if (wild) return { isFound: true, records: wild.map((record) => ({ ...record, name })) }
    // The closest name that exists decides: a wildcard further up does not reach below it.
    if (index.existing.has(encloser)) break
  }
  return { isFound: false, records: [] }
}

/**
 * Answers a question from the zones as an authoritative server does (RFC 1034 §4.3.2): aliases are followed while they stay
 * inside the zones, an existing name without the type is no-data, a name outside every zone is refused. Nobody is led to a zone that is not delegated: the
 * zone above answers for its names.
 */
export function answerFromZones(all: readonly DemoZone[], question: { name: string; type: string }): ZoneAnswer {
  const zones = listDelegated(all)
  let name = normaliseName(question.name)
  const first = findZone(zones, name)
  if (!first) return { outcome: 'refused', records: [], zone: null }
  const collected: DemoRecord[] = []
  let zone: DemoZone | null = first
  for (let depth = 0; depth < maxAliasDepth && zone; depth += 1) {
    const { isFound, records } = recordsAt(zone, name)
    const wanted = records.filter((record) => record.type === question.type || question.type === 'ANY')
    if (wanted.length > 0) return { outcome: 'answer', records: [...collected, ...wanted], zone }
    const alias = records.find((record) => record.type === 'CNAME')
    const target = alias?.values[0]
    if (!alias || target === undefined) {
      if (!isFound) return { outcome: 'no-such-name', records: collected, zone }
      return { outcome: 'no-data', records: collected, zone }
    }
    collected.push(alias)
    name = normaliseName(target)
    zone = findZone(zones, name)
  }
  // The alias leads out of our zones: the resolver goes on from here.
  return { outcome: 'answer', records: collected, zone: first }
}
