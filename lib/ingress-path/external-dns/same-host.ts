import { controllerKey } from '@/lib/ingress-path/claim'
import { isVersionAtLeast } from '@/lib/ingress-path/container-command'
import { findExternalDnsInstances } from '@/lib/ingress-path/controllers'
import { replayHostEverywhere } from '@/lib/ingress-path/dns-expectation'
import type { ObjectRef } from '@/lib/model/object-ref'
import type { Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { listingOfHost } from './annotated-hosts'
import { asIngressSource, asServiceSource, type DnsSource, refToSource } from './dns-source'
import { type NameOwner, nameResource, readNameOwner } from './name-owner'
import type { RecordTargets, RecordType } from './targets'

/** A record that one object wants for a name. */
export interface Candidate {
  ref: ObjectRef
  type: RecordType
  targets: string[]
  ttlSeconds: number | null
  setIdentifier: string
}

/** A record as external-dns makes it of all candidates, and the objects whose targets it carries. */
export interface ResolvedRecord {
  type: RecordType
  targets: string[]
  winners: ObjectRef[]
  losers: ObjectRef[]
  isMerged: boolean
  /** The winners have the record already, says its ownership record; it would go to others if it were new. */
  isKept: boolean
}

/** The records of a name; null, and why, when it hangs on something that is not known. */
export type Resolved = { records: ResolvedRecord[]; because: null } | { records: null; because: string }

/** What one external-dns makes of everything that wants a name. */
export type NameResolution = Resolved & {
  instance: string
  candidates: Candidate[]
  /** A name with addresses and a CNAME: the CNAME is given up. */
  hasMixedTypes: boolean
}

/** Every object that names a host, and what else may name it that cannot be read. */
export interface HostSources {
  sources: DnsSource[]
  missing: Unavailable | null
  /** A kind of which nothing at all can be read. */
  unlisted: Unavailable | null
}

/** The Ingresses and Services that name a host (lower case) themselves. */
export function findHostSources(view: ClusterView, host: string): HostSources {
  const ingresses = listingOfHost(view, 'Ingress', host)
  const services = listingOfHost(view, 'Service', host)
  const sources: DnsSource[] = []
  if (ingresses.state === 'observed') sources.push(...ingresses.objects.map(asIngressSource))
  if (services.state === 'observed') sources.push(...services.objects.map(asServiceSource))
  const gaps = [ingresses, services].map((listing) =>
    listing.state === 'unavailable' ? listing.unavailable : listing.missing,
  )
  const unlisted = [ingresses, services].find(({ state }) => state === 'unavailable')
  return {
    sources,
    missing: gaps.find((gap) => gap !== null) ?? null,
    unlisted: unlisted?.state === 'unavailable' ? unlisted.unavailable : null,
  }
}

/**
 * What every external-dns makes of all objects that want a host; empty when fewer than two do. Only objects that an instance keeps are
 * candidates; one whose targets are not known is left out.
 */
export function resolveHost(view: ClusterView, host: string): NameResolution[] {
  const { sources } = findHostSources(view, host)
  if (sources.length < 2) return []
  return view.fact(`same-host:${host}`, (inner) => {
    const byInstance = new Map<string, { version: string | null; candidates: Candidate[] }>()
    for (const source of findHostSources(inner, host).sources) {
      for (const replay of replayHostEverywhere(inner, source, host).replays) {
        if (replay.outcome !== 'kept' || replay.targets === null) continue
        const entry = byInstance.get(replay.instance) ?? { version: replay.version, candidates: [] }
        const { ttlSeconds, setIdentifier, targets } = replay
        for (const type of recordTypes) {
          if (targets[type].length === 0) continue
          entry.candidates.push({ ref: refToSource(source), type, targets: targets[type], ttlSeconds, setIdentifier })
        }
        byInstance.set(replay.instance, entry)
      }
    }
    const flags = new Map(
      findExternalDnsInstances(inner).instances.map((instance) => [controllerKey(instance), instance.flags]),
    )
    return [...byInstance].map(([instance, { version, candidates }]) => {
      const own = flags.get(instance)
      const readOwner = (type: RecordType): NameOwner =>
        own === undefined
          ? { state: 'unknown', because: 'its flags are not known' }
          : readNameOwner(inner, host, type, own)
      return {
        instance,
        candidates,
        ...resolveCandidates(candidates, version, readOwner),
        hasMixedTypes: findMixedTypes(candidates),
      }
    })
  })
}

const recordTypes: readonly RecordType[] = ['A', 'AAAA', 'CNAME']

/**
 * The records that external-dns makes of the candidates of one name:
 *
 * | candidates of one type                   | up to 0.20     | since 0.21                          |
 * |------------------------------------------|----------------|-------------------------------------|
 * | Ingresses, addresses, same TTL           | smallest wins  | one record with the targets of all  |
 * | Ingresses, different TTL, or CNAMEs      | smallest wins  | smallest wins                       |
 * | Services, same TTL                       | one record with the targets of all | the same        |
 * | Ingress and Service                      | smallest wins  | smallest wins                       |
 * | addresses beside a CNAME                 | the CNAME is given up | the same                     |
 *
 * Instead of the smallest wins the object that has the record already, where its ownership record names one of them. Nothing is known when the
 * version or the owner decides and is not. Names with a set identifier of their own stand apart from the others.
 * Source: external-dns v0.22.0 `endpoint/utils.go` (`MergeEndpoints`), `plan/conflict.go` (`ResolveCreate`, `ResolveUpdate`), `source/service.go`.
 */
export function resolveCandidates(
  candidates: readonly Candidate[],
  version: string | null,
  readOwner: (type: RecordType) => NameOwner,
): Resolved {
  const merges = isVersionAtLeast(version, 0, 21)
  if (merges !== null) return resolveWith(candidates, merges, readOwner)
  const [older, newer] = [resolveWith(candidates, false, readOwner), resolveWith(candidates, true, readOwner)]
  if (JSON.stringify(older) === JSON.stringify(newer)) return older
  return { records: null, because: 'it hangs on its version, which is not known' }
}

function resolveWith(
  candidates: readonly Candidate[],
  mergesIngresses: boolean,
  readOwner: (type: RecordType) => NameOwner,
): Resolved {
  const records: ResolvedRecord[] = []
  for (const group of groupBy(candidates, ({ setIdentifier }) => setIdentifier)) {
    const hasAddresses = group.some(({ type }) => type !== 'CNAME')
    for (const type of recordTypes) {
      const same = group.filter((candidate) => candidate.type === type)
      if (same.length === 0) continue
      const merged = mergeSources(same, mergesIngresses)
      const isGivenUp = type === 'CNAME' && hasAddresses
      const [smallest, ...others] = isGivenUp ? [] : [...merged].sort((a, b) => compareTargets(a.targets, b.targets))
      if (smallest === undefined) continue
      // DNS shows one record of a name, not which of several with set identifiers it is.
      const isHidden = (same[0]?.setIdentifier ?? '') !== ''
      // Where all want the same, nothing hangs on who gets it.
      const isAgreed = others.every(({ targets }) => targets.join() === smallest.targets.join())
      const kept = isAgreed ? null : findKeeper([smallest, ...others], isHidden ? hidden : readOwner(type))
      if (kept !== null && 'because' in kept) return { records: null, because: kept.because }
      const winner = kept ?? smallest
      const losers = same.map(({ ref }) => ref).filter((ref) => !winner.refs.includes(ref))
      const { targets, refs, isMerged } = winner
      records.push({ type, targets, winners: refs, losers, isMerged, isKept: kept !== null })
    }
  }
  return { records, because: null }
}

const hidden: NameOwner = {
  state: 'unknown',
  because: 'DNS does not show whose of its records with set identifiers is',
}

/** The one of several (smallest first) that has the record already; null when none of them does. */
function findKeeper(sorted: readonly Merged[], owner: NameOwner): Merged | { because: string } | null {
  if (owner.state === 'free') return null
  if (owner.state === 'unknown') return { because: `it hangs on who has the record already, and ${owner.because}` }
  const keeper = sorted.find(({ refs }) => refs.some((ref) => nameResource(ref) === owner.resource))
  if (keeper === undefined || keeper === sorted[0] || keeper.refs.length === 1) return keeper ?? null
  return { because: `its ownership record names ${owner.resource}, which is one of several that it merges` }
}

interface Merged {
  targets: string[]
  refs: ObjectRef[]
  isMerged: boolean
}

function mergeSources(candidates: readonly Candidate[], mergesIngresses: boolean): Merged[] {
  return groupBy(candidates, ({ ref, ttlSeconds, targets, type }) => {
    const own = `${ref.kind}/${ref.namespace}/${ref.name}`
    const isMergeable = ref.kind === 'Service' || (mergesIngresses && type !== 'CNAME')
    return isMergeable ? `${ref.kind}|${ttlSeconds}` : `${own}|${targets.join()}`
  }).map((group) => {
    const targets = [...new Set(group.flatMap((candidate) => candidate.targets))].sort()
    const isMerged = group.some((candidate) => candidate.targets.length < targets.length)
    return { targets, refs: group.map(({ ref }) => ref), isMerged }
  })
}

/** Fewer targets first, then addresses before names, then by text. Source: external-dns v0.22.0 `endpoint/endpoint.go` (`IsLess`). */
function compareTargets(a: readonly string[], b: readonly string[]): number {
  if (a.length !== b.length) return a.length - b.length
  const [left, right] = [[...a].sort().join(), [...b].sort().join()]
  return left < right ? -1 : left > right ? 1 : 0
}

/** Candidates for one record of a name (same type, same set identifier) whose targets differ; empty when all agree. */
export function findDiffering(candidates: readonly Candidate[]): Candidate[] {
  const textOf = ({ targets }: Candidate) => [...targets].sort().join()
  const groups = groupBy(candidates, ({ type, setIdentifier }) => `${type}|${setIdentifier}`)
  return groups.find((group) => new Set(group.map(textOf)).size > 1) ?? []
}

function findMixedTypes(candidates: readonly Candidate[]): boolean {
  return groupBy(candidates, ({ setIdentifier }) => setIdentifier).some(
    (group) => group.some(({ type }) => type === 'CNAME') && group.some(({ type }) => type !== 'CNAME'),
  )
}

/**
 * The record values that a name gets when several objects want it, by the first instance that has any; null when only one does, or
 * when it is not known.
 */
export function findResolvedTargets(resolutions: readonly NameResolution[]): RecordTargets | null {
  const records = resolutions.find((resolution) => (resolution.records ?? []).length > 0)?.records ?? null
  if (records === null) return null
  const ofType = (type: RecordType) =>
    records.filter((record) => record.type === type).flatMap(({ targets }) => targets)
  return { A: ofType('A'), AAAA: ofType('AAAA'), CNAME: ofType('CNAME') }
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return [...groups.values()]
}
