import 'server-only'
import type { DnsZoneSummary } from '@/lib/api/dns-zones'
import type { NameRow } from '@/lib/ingress-path/dns-zones/name-row'
import { describeZone, type ZoneFacts } from '@/lib/ingress-path/dns-zones/zone-facts'
import { findKnownZones } from '@/lib/ingress-path/external-dns/zones'
import type { NameState } from '@/lib/model/dns-names'
import type { Judgements } from '@/lib/snapshot/judgements'
import type { NamedCluster } from './compose-names'

interface Tally {
  names: number
  byState: Partial<Record<NameState, number>>
  held: number
  /** One of them. */
  host: string
}

/** The zones that are known in a cluster, the first of `all`, with how their names stand, by name; last the names that no known zone holds. */
export function summariseZones(
  cluster: Pick<NamedCluster, 'name' | 'judgements'>,
  all: readonly (Pick<NamedCluster, 'name' | 'judgements'> & { rows: ReadonlyMap<string, NameRow> })[],
): DnsZoneSummary[] {
  const nowMs = Date.now()
  const tallies = tally(all.find(({ name }) => name === cluster.name)?.rows ?? new Map())
  const held = all.map((one) => ({ cluster: one.name, byZone: tally(one.rows) }))
  const known = cluster.judgements.get('known-zone-names', nowMs, (view) => findKnownZones(view).zones)
  const named = new Set([...known, ...tallies.keys()])
  named.delete('')
  const heldOf = (zone: string) =>
    held
      .map(({ cluster: name, byZone }) => ({ cluster: name, names: byZone.get(zone)?.held ?? 0 }))
      .filter(({ cluster: name, names }) => name === cluster.name || names > 0)
  const zones = [...named].sort().map((name): DnsZoneSummary => {
    const seen = all.map(({ judgements, rows }) => readFacts(judgements, name, tally(rows).get(name)?.host))
    const own = seen[0]
    // A cluster asks about the domains of its own hosts; whoever looked answers for all.
    const known = seen.find(({ apex, trouble: found }) => apex !== null || found !== null) ?? own
    const { apex = null, trouble = null, unavailable = null } = known ?? {}
    const namedBy = own?.namedBy ?? null
    const wildcard = seen.find((facts) => facts.wildcard !== null)?.wildcard ?? null
    return {
      name,
      knownFrom: [...(namedBy === null ? [] : [namedBy]), ...(apex === null ? [] : (['dns'] as const))],
      ...(tallies.get(name) ?? { names: 0, byState: {} }),
      held: heldOf(name),
      apex,
      trouble,
      unavailable,
      wildcard,
    }
  })
  const homeless = tallies.get('')
  if (homeless === undefined) return zones
  const rest = { knownFrom: [], held: heldOf(''), apex: null, trouble: null, unavailable: null, wildcard: null }
  return [...zones, { name: null, ...homeless, ...rest }]
}

const lastFacts = new WeakMap<Judgements, Map<string, string>>()

/** What a cluster knows about a zone, through one of its hosts. Only the last host asked through is remembered. */
function readFacts(judgements: Judgements, zone: string, host: string | undefined): ZoneFacts {
  const id = `zone-facts:${zone}|${host ?? ''}`
  const ids = lastFacts.get(judgements) ?? new Map<string, string>()
  lastFacts.set(judgements, ids)
  const last = ids.get(zone)
  if (last !== undefined && last !== id) judgements.forgetOne(last)
  ids.set(zone, id)
  return judgements.get(id, Date.now(), (view) => describeZone(view, zone, host))
}

/** Rows that did not change are counted once. */
const keptTallies = new WeakMap<ReadonlyMap<string, NameRow>, ReadonlyMap<string, Tally>>()

/** By zone; '' for names that no known zone holds. */
function tally(rows: ReadonlyMap<string, NameRow>): ReadonlyMap<string, Tally> {
  const kept = keptTallies.get(rows)
  if (kept !== undefined) return kept
  const tallies = new Map<string, Tally>()
  keptTallies.set(rows, tallies)
  for (const { host, zone, state, holder } of rows.values()) {
    const own = tallies.get(zone ?? '') ?? { names: 0, byState: {}, held: 0, host }
    own.names += 1
    if (holder === 'here') own.held += 1
    own.byState[state] = (own.byState[state] ?? 0) + 1
    tallies.set(zone ?? '', own)
  }
  return tallies
}
