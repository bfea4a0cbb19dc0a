import { type DnsAnswer, type DnsZone, textKey, zoneKey } from '@/lib/model/dns'
import { type KindMap, type KindName, kindDescriptions } from '@/lib/model/kubernetes'
import { type HostProbe, probeProvesMs, sayDeclared } from '@/lib/model/probe'
import type { ClusterSettings } from '@/lib/model/settings'
import { NotObservedError, type Unavailable } from '@/lib/model/unavailable'
import { type IndexName, labelIndexValue } from './indexes'
import { type Labels, matchesLabels } from './label-selector'
import type { ObjectStore, ScopeState } from './object-store'
import {
  coverageReadKey,
  dnsReadKey,
  groupReadKey,
  type InputName,
  indexReadKey,
  listReadKey,
  objectReadKey,
  probeReadKey,
  type ReadKey,
} from './read-keys'

/** One object looked up by name. `absent` is knowledge: the scope was observed and does not hold it. */
export type Lookup<T> =
  | { state: 'found'; object: T }
  | { state: 'absent' }
  | { state: 'unavailable'; unavailable: Unavailable }

/**
 * Several objects. `missing` says what else might exist but could not be read (other namespaces); it is null when the
 * listing is complete.
 */
export type Listing<T> =
  | { state: 'observed'; objects: readonly T[]; missing: Unavailable | null }
  | { state: 'unavailable'; unavailable: Unavailable }

/** Learns what a judgement reads, so that it is judged again when that changes. */
export interface ReadTracker {
  onRead(key: ReadKey, input: InputName): void
  /** The judgement must be made again at this moment (ms since the epoch). */
  onTimeRead(atMs: number): void
  /** Returns a shared fact and every input that it was made from. Throws what `compute` threw. */
  readFact<T>(id: string, compute: (view: ClusterView) => T): { value: T; inputs: ReadonlySet<InputName> }
}

/** A check's inputs never change, and it runs thousands of times. */
const inputSets = new WeakMap<readonly InputName[], ReadonlySet<InputName>>()

/**
 * How pure code reads what was observed of a cluster. The short methods (`find`, `list`, …) throw `NotObservedError` when
 * the answer is not known, which the check runner turns into `not-run`; `lookUp` and `listing` return the unknown instead,
 * for code that can go on without.
 */
export class ClusterView {
  private readonly store: ObjectStore
  private readonly nowMs: number
  private readonly tracker: ReadTracker | null
  private readonly inputs: ReadonlySet<InputName> | null

  constructor(
    store: ObjectStore,
    nowMs: number,
    tracker: ReadTracker | null = null,
    inputs: ReadonlySet<InputName> | null = null,
  ) {
    this.store = store
    this.nowMs = nowMs
    this.tracker = tracker
    this.inputs = inputs
  }

  /** The same view, but reading anything except these inputs is a programming error. */
  restrictTo(inputs: readonly InputName[]): ClusterView {
    let allowed = inputSets.get(inputs)
    if (allowed === undefined) {
      allowed = new Set(inputs)
      inputSets.set(inputs, allowed)
    }
    return new ClusterView(this.store, this.nowMs, this.tracker, allowed)
  }

  /** The moment of this judgement, ISO 8601 UTC, for evidence. Compare times with `hasPassed`, never with this. */
  get observedAt(): string {
    return new Date(this.nowMs).toISOString()
  }

  get settings(): ClusterSettings {
    this.guard('Settings')
    return this.store.settings
  }

  /** Whether a moment (ms since the epoch) has passed; when it has not, the judgement is made again at that moment. */
  hasPassed(atMs: number): boolean {
    if (this.nowMs >= atMs) return true
    this.tracker?.onTimeRead(atMs)
    return false
  }

  /** Whole milliseconds until a moment, 0 when it has passed; the judgement is made again at that moment. */
  msUntil(atMs: number): number {
    return this.hasPassed(atMs) ? 0 : atMs - this.nowMs
  }

  /** A derived fact, computed once for all judgements that share it and kept until something it read changes. */
  fact<T>(id: string, compute: (view: ClusterView) => T): T {
    if (this.tracker === null) return compute(this)
    const { value, inputs } = this.tracker.readFact(id, compute)
    for (const input of inputs) this.guard(input)
    return value
  }

  lookUp<K extends KindName>(kind: K, namespace: string | null, name: string): Lookup<KindMap[K]> {
    this.read(kind, coverageReadKey(kind))
    this.read(kind, objectReadKey(kind, namespace, name))
    const unavailable = this.findUnavailable(kind, namespace)
    if (unavailable !== null) return { state: 'unavailable', unavailable }
    const object = this.store.find(kind, namespace, name)
    return object === undefined ? { state: 'absent' } : { state: 'found', object }
  }

  /** All objects of a kind in one namespace, or in every namespace that can be read. Sorted by namespace and name. */
  listing<K extends KindName>(kind: K, namespace: string | null = null): Listing<KindMap[K]> {
    this.read(kind, listReadKey(kind, namespace))
    return this.observe(kind, namespace, () => this.store.list(kind, namespace))
  }

  /** Objects by an index of `indexes.ts`; `namespace` is the one the index value lies in, or null when it spans them. */
  listingByIndex<K extends KindName>(
    kind: K,
    index: IndexName<K>,
    value: string,
    namespace: string | null,
  ): Listing<KindMap[K]> {
    this.read(kind, indexReadKey(kind, index, value))
    return this.observe(kind, namespace, () => this.store.listByIndex(kind, index, value))
  }

  /** Pods of a namespace that an equality selector matches. An empty selector matches none here, as for Services. */
  podsMatching(namespace: string, selector: Labels): Listing<KindMap['Pod']> {
    const pairs = Object.entries(selector).map(([key, value]) => labelIndexValue(namespace, key, value))
    // Reading by the rarest label keeps the judgement independent of the namespace's other Pods.
    const rarest = pairs.sort(
      (a, b) => this.store.countByIndex('Pod', 'label', a) - this.store.countByIndex('Pod', 'label', b),
    )[0]
    if (rarest === undefined) return this.observe('Pod', namespace, () => [])
    for (const pair of pairs) this.read('Pod', indexReadKey('Pod', 'label', pair))
    return this.observe('Pod', namespace, () =>
      this.store.listByIndex('Pod', 'label', rarest).filter((pod) => matchesLabels(selector, pod.metadata.labels)),
    )
  }

  /** The object, or undefined when it certainly does not exist. Throws `NotObservedError` when that is not known. */
  find<K extends KindName>(kind: K, namespace: string | null, name: string): KindMap[K] | undefined {
    const lookup = this.lookUp(kind, namespace, name)
    if (lookup.state === 'unavailable') throw new NotObservedError(lookup.unavailable)
    return lookup.state === 'found' ? lookup.object : undefined
  }

  /** Every object of a kind (in a namespace). Throws `NotObservedError` when some could not be read. */
  list<K extends KindName>(kind: K, namespace: string | null = null): readonly KindMap[K][] {
    return requireComplete(this.listing(kind, namespace))
  }

  listByIndex<K extends KindName>(
    kind: K,
    index: IndexName<K>,
    value: string,
    namespace: string | null,
  ): readonly KindMap[K][] {
    return requireComplete(this.listingByIndex(kind, index, value, namespace))
  }

  /** What DNS answered for a name (lower case, no trailing dot), or why that is not known. */
  dnsAnswer(
    name: string,
  ): { state: 'observed'; answer: DnsAnswer } | { state: 'unavailable'; unavailable: Unavailable } {
    this.guard('Dns')
    this.tracker?.onRead(dnsReadKey(name), 'Dns')
    const answer = this.store.findDnsAnswer(name)
    if (answer === undefined)
      return { state: 'unavailable', unavailable: this.explainUnasked(`DNS records of ${name}`) }
    return 'outcome' in answer ? { state: 'observed', answer } : { state: 'unavailable', unavailable: answer }
  }

  /** The TXT records of a name, as `dnsAnswer`. */
  dnsTexts(name: string): ReturnType<ClusterView['dnsAnswer']> {
    return this.dnsAnswer(textKey(name))
  }

  /** The DNS zone that holds a name (lower case, no trailing dot), or why that is not known. */
  dnsZone(name: string): { state: 'observed'; zone: DnsZone } | { state: 'unavailable'; unavailable: Unavailable } {
    this.guard('Dns')
    this.tracker?.onRead(dnsReadKey(zoneKey(name)), 'Dns')
    const zone = this.store.findDnsZone(name)
    if (zone === undefined) return { state: 'unavailable', unavailable: this.explainUnasked(`DNS zone of ${name}`) }
    return 'zone' in zone ? { state: 'observed', zone } : { state: 'unavailable', unavailable: zone }
  }

  /** What a probe of a host showed, while it is still proof of that; else why nothing is known. */
  probe(
    host: string,
    scheme: HostProbe['scheme'],
  ): { state: 'observed'; probe: HostProbe } | { state: 'unavailable'; unavailable: Unavailable } {
    this.guard('Probe')
    this.tracker?.onRead(probeReadKey(host, scheme), 'Probe')
    const probe = this.store.findProbe(host, scheme)
    const isRecent = probe !== undefined && !this.hasPassed(Date.parse(probe.at) + probeProvesMs)
    const isOutdated = isRecent && this.isDeclaredAnew(probe)
    if (isRecent && !isOutdated) return { state: 'observed', probe }
    const what = `Probe of ${host}`
    if (host.startsWith('*'))
      return {
        state: 'unavailable',
        unavailable: { what, reason: 'not-configured', detail: 'a wildcard is no name to ask for', need: null },
      }
    const age = isOutdated
      ? 'its Ingress was changed after its last probe'
      : `its last probe is older than ${probeProvesMs / 60_000} min`
    // The same for every host: thousands of traces then share one row of what was not checked.
    const detail = `${probe === undefined ? 'nobody probed the host' : age}; a probe from its page would tell`
    return { state: 'unavailable', unavailable: { what, reason: 'not-probed', detail, need: null } }
  }

  /** The kinds that the API server serves in a group, custom ones included; none when the group is not installed. */
  servedKinds(
    group: string,
  ): { state: 'observed'; kinds: readonly string[] } | { state: 'unavailable'; unavailable: Unavailable } {
    this.read('ApiGroups', groupReadKey(group))
    const served = this.store.findServedKinds(group)
    if (served !== undefined && !('reason' in served)) return { state: 'observed', kinds: served }
    const pending: Unavailable = { what: `kinds of ${group}`, reason: 'pending', detail: 'not asked yet', need: null }
    return { state: 'unavailable', unavailable: served ?? pending }
  }

  private isDeclaredAnew({ host, declaredAs }: HostProbe): boolean {
    if (declaredAs === undefined) return false
    const listing = this.listingByIndex('Ingress', 'host', host, null)
    return listing.state === 'observed' && sayDeclared(listing.objects) !== declaredAs
  }

  private explainUnasked(what: string): Unavailable {
    if (this.store.settings.dns.mode !== 'off') return { what, reason: 'pending', detail: 'not asked yet', need: null }
    const need = 'dns.mode: resolvers in the configuration of this cluster'
    return { what, reason: 'not-configured', detail: 'DNS queries are switched off', need }
  }

  private observe<T extends { metadata: { namespace?: string; name: string } }>(
    kind: KindName,
    namespace: string | null,
    read: () => readonly T[],
  ): Listing<T> {
    this.read(kind, coverageReadKey(kind))
    const unavailable = this.findUnavailable(kind, namespace)
    const isPartlyObserved =
      namespace === null &&
      [...this.store.coverage(kind).namespaces.values()].some((scope) => scope.state === 'observed')
    if (unavailable !== null && !isPartlyObserved) return { state: 'unavailable', unavailable }
    const objects = [...read()].sort(compareByName)
    return { state: 'observed', objects, missing: unavailable }
  }

  private findUnavailable(kind: KindName, namespace: string | null): Unavailable | null {
    const coverage = this.store.coverage(kind)
    const scope: ScopeState = coverage.cluster.state === 'observed' ? coverage.cluster : scopeOf(coverage, namespace)
    if (scope.state === 'observed') return null
    const { state: _, ...unavailable } = scope
    if (namespace === null || coverage.namespaces.has(namespace)) return unavailable
    // The cluster-wide reason, worded for the namespace that was asked for: that is the smallest Role that would help.
    const { resource } = kindDescriptions[kind]
    const need =
      unavailable.reason === 'forbidden' ? `list and watch on ${resource} in namespace ${namespace}` : unavailable.need
    return { ...unavailable, what: `${resource} in namespace ${namespace}`, need }
  }

  private read(input: InputName, key: ReadKey): void {
    this.guard(input)
    this.tracker?.onRead(key, input)
  }

  private guard(input: InputName): void {
    if (this.inputs !== null && !this.inputs.has(input)) {
      throw new Error(`read ${input}, which is not among the declared inputs: ${[...this.inputs].join(', ')}`)
    }
  }
}

function scopeOf(
  coverage: { cluster: ScopeState; namespaces: ReadonlyMap<string, ScopeState> },
  namespace: string | null,
): ScopeState {
  return (namespace === null ? undefined : coverage.namespaces.get(namespace)) ?? coverage.cluster
}

function requireComplete<T>(listing: Listing<T>): readonly T[] {
  if (listing.state === 'unavailable') throw new NotObservedError(listing.unavailable)
  if (listing.missing !== null) throw new NotObservedError(listing.missing)
  return listing.objects
}

function compareByName(
  a: { metadata: { namespace?: string; name: string } },
  b: { metadata: { namespace?: string; name: string } },
): number {
  const left = a.metadata.namespace ?? ''
  const right = b.metadata.namespace ?? ''
  if (left !== right) return left < right ? -1 : 1
  return a.metadata.name < b.metadata.name ? -1 : a.metadata.name > b.metadata.name ? 1 : 0
}
