import { type DnsAnswer, type DnsZone, zoneKey } from '@/lib/model/dns'
import { areJsonEqual } from '@/lib/model/json-equality'
import { type KindMap, type KindName, type KubernetesObject, kindDescriptions } from '@/lib/model/kubernetes'
import type { HostProbe } from '@/lib/model/probe'
import type { ClusterSettings } from '@/lib/model/settings'
import type { Unavailable } from '@/lib/model/unavailable'
import { comparableFact, type DnsFact } from './dns-fact'
import { listIndexKeys } from './indexes'
import {
  coverageReadKey,
  dnsReadKey,
  groupReadKey,
  indexReadKey,
  listReadKey,
  objectReadKey,
  probeReadKey,
  type ReadKey,
} from './read-keys'

/**
 * Whether one scope (a kind in the whole cluster, or in one namespace) is observed. `staleSince` is set while its source is
 * gone and the last good objects stay in use. Times are ISO 8601 UTC.
 */
export type ScopeState =
  | { state: 'observed'; observedAt: string; staleSince: string | null; staleReason: string | null }
  | ({ state: 'unavailable' } & Unavailable)

/** A kind's coverage: the whole cluster if `cluster` is observed; else the namespaces that are. */
export interface Coverage {
  cluster: ScopeState
  namespaces: ReadonlyMap<string, ScopeState>
}

/** One step of the store: everything that could have been read differently since the step before. */
export interface StoreChange {
  revision: number
  keys: ReadonlySet<ReadKey>
}

interface KindShelf {
  objects: Map<string, KubernetesObject>
  byNamespace: Map<string, Set<KubernetesObject>>
  byIndex: Map<string, Set<KubernetesObject>>
  cluster: ScopeState
  namespaces: Map<string, ScopeState>
}

const nameKey = (namespace: string | undefined, name: string) => `${namespace ?? ''}/${name}`

/**
 * Everything observed of one cluster, in memory, indexed, as plain JSON. It does no I/O and reads no clock: sources write
 * into it, pure code reads from it through a `ClusterView`. Every write that changes something moves it to a new revision
 * and tells the listeners which read keys changed; writing an equal object changes nothing, so a re-list does not flicker.
 */
export class ObjectStore {
  readonly settings: ClusterSettings
  revision = 0
  private readonly shelves = new Map<KindName, KindShelf>()
  private readonly dnsFacts = new Map<string, DnsFact>()
  private readonly probes = new Map<ReadKey, HostProbe>()
  private readonly servedKinds = new Map<string, readonly string[] | Unavailable>()
  private readonly listeners = new Set<(change: StoreChange) => void>()

  constructor(settings: ClusterSettings) {
    this.settings = settings
  }

  /** Makes one scope of a kind hold exactly these objects (`namespace` null: the whole cluster). */
  replaceObjects(kind: KindName, namespace: string | null, objects: readonly KubernetesObject[]): void {
    const shelf = this.shelfOf(kind)
    const keys = new Set<ReadKey>()
    const wanted = new Set<string>()
    for (const object of objects) {
      wanted.add(nameKey(object.metadata.namespace, object.metadata.name))
      this.put(kind, shelf, object, keys)
    }
    const existing = namespace === null ? shelf.objects.values() : (shelf.byNamespace.get(namespace) ?? [])
    for (const object of [...existing]) {
      if (!wanted.has(nameKey(object.metadata.namespace, object.metadata.name))) this.drop(kind, shelf, object, keys)
    }
    this.publish(keys)
  }

  /** Adds or changes one object. */
  applyObject(kind: KindName, object: KubernetesObject): void {
    const keys = new Set<ReadKey>()
    this.put(kind, this.shelfOf(kind), object, keys)
    this.publish(keys)
  }

  /** Removes one object; one that is not there is not an error. */
  removeObject(kind: KindName, namespace: string | null, name: string): void {
    const shelf = this.shelfOf(kind)
    const object = shelf.objects.get(nameKey(namespace ?? undefined, name))
    if (object === undefined) return
    const keys = new Set<ReadKey>()
    this.drop(kind, shelf, object, keys)
    this.publish(keys)
  }

  /**
   * Says whether a scope is observed. Becoming unavailable does not remove the objects; call `replaceObjects` with none to
   * let go of them. Only a change that readers can notice (observed or not, and why not) touches the coverage key, so going
   * stale does not judge everything again.
   */
  setScopeState(kind: KindName, namespace: string | null, state: ScopeState): void {
    const shelf = this.shelfOf(kind)
    const before = namespace === null ? shelf.cluster : shelf.namespaces.get(namespace)
    if (namespace === null) shelf.cluster = state
    else shelf.namespaces.set(namespace, state)
    const isNoticeable =
      before === undefined ||
      before.state !== state.state ||
      (before.state === 'unavailable' && !areJsonEqual(before, state))
    this.publish(isNoticeable ? new Set([coverageReadKey(kind)]) : new Set())
  }

  /** Forgets a namespace scope, for instance when the kind became readable in the whole cluster. */
  removeScope(kind: KindName, namespace: string): void {
    if (this.shelfOf(kind).namespaces.delete(namespace)) this.publish(new Set([coverageReadKey(kind)]))
  }

  /** Writes what DNS said under a key of `lib/model/dns`: a name, its `textKey` or its `zoneKey`. */
  setDnsAnswer(key: string, fact: DnsFact): void {
    this.changeDnsAnswers(new Map([[key, fact]]))
  }

  /** Writes several answers as one change; null takes one away. */
  changeDnsAnswers(facts: ReadonlyMap<string, DnsFact | null>): void {
    const keys = new Set<ReadKey>()
    for (const [key, fact] of facts) {
      const before = this.dnsFacts.get(key)
      if (fact === null) this.dnsFacts.delete(key)
      else this.dnsFacts.set(key, fact)
      if (!areJsonEqual(comparableFact(before), comparableFact(fact ?? undefined))) keys.add(dnsReadKey(key))
    }
    this.publish(keys)
  }

  removeDnsAnswer(key: string): void {
    this.changeDnsAnswers(new Map([[key, null]]))
  }

  /** What a name, or its `textKey`, was answered. */
  findDnsAnswer(key: string): DnsAnswer | Unavailable | undefined {
    const fact = this.dnsFacts.get(key)
    return fact !== undefined && 'zone' in fact ? undefined : fact
  }

  /** The zone that holds a name. */
  findDnsZone(name: string): DnsZone | Unavailable | undefined {
    const fact = this.dnsFacts.get(zoneKey(name))
    return fact !== undefined && 'outcome' in fact ? undefined : fact
  }

  /** Keeps the last probe of a host with a scheme. */
  setProbe(probe: HostProbe): void {
    const key = probeReadKey(probe.host, probe.scheme)
    this.probes.set(key, probe)
    this.publish(new Set([key]))
  }

  /** Forgets what was probed of a host. */
  removeProbes(host: string): void {
    const keys = [probeReadKey(host, 'https'), probeReadKey(host, 'http')]
    this.publish(new Set(keys.filter((key) => this.probes.delete(key))))
  }

  findProbe(host: string, scheme: HostProbe['scheme']): HostProbe | undefined {
    return this.probes.get(probeReadKey(host, scheme))
  }

  /** Says which kinds the API server serves in a group; none: the group is not installed. */
  setServedKinds(group: string, served: readonly string[] | Unavailable): void {
    const before = this.servedKinds.get(group)
    this.servedKinds.set(group, served)
    if (!areJsonEqual(before, served)) this.publish(new Set([groupReadKey(group)]))
  }

  findServedKinds(group: string): readonly string[] | Unavailable | undefined {
    return this.servedKinds.get(group)
  }

  coverage(kind: KindName): Coverage {
    return this.shelfOf(kind)
  }

  count(kind: KindName): number {
    return this.shelfOf(kind).objects.size
  }

  find<K extends KindName>(kind: K, namespace: string | null, name: string): KindMap[K] | undefined {
    return this.shelfOf(kind).objects.get(nameKey(namespace ?? undefined, name)) as KindMap[K] | undefined
  }

  list<K extends KindName>(kind: K, namespace: string | null): KindMap[K][] {
    const shelf = this.shelfOf(kind)
    const objects = namespace === null ? shelf.objects.values() : (shelf.byNamespace.get(namespace) ?? [])
    return [...objects] as KindMap[K][]
  }

  listByIndex<K extends KindName>(kind: K, index: string, value: string): KindMap[K][] {
    return [...(this.shelfOf(kind).byIndex.get(indexReadKey(kind, index, value)) ?? [])] as KindMap[K][]
  }

  countByIndex(kind: KindName, index: string, value: string): number {
    return this.shelfOf(kind).byIndex.get(indexReadKey(kind, index, value))?.size ?? 0
  }

  /** Calls the listener after every change, synchronously. Returns a function that stops it. */
  onChange(listener: (change: StoreChange) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  private shelfOf(kind: KindName): KindShelf {
    let shelf = this.shelves.get(kind)
    if (shelf === undefined) {
      const { resource } = kindDescriptions[kind]
      const detail = `${resource} have not been read yet`
      shelf = {
        objects: new Map(),
        byNamespace: new Map(),
        byIndex: new Map(),
        cluster: { state: 'unavailable', what: resource, reason: 'pending', detail, need: null },
        namespaces: new Map(),
      }
      this.shelves.set(kind, shelf)
    }
    return shelf
  }

  private put(kind: KindName, shelf: KindShelf, object: KubernetesObject, keys: Set<ReadKey>): void {
    const key = nameKey(object.metadata.namespace, object.metadata.name)
    const before = shelf.objects.get(key)
    if (before !== undefined) {
      // Equal but for the version: heartbeats and writes to fields that nobody reads.
      const withoutVersion = {
        ...object,
        metadata: { ...object.metadata, resourceVersion: before.metadata.resourceVersion },
      }
      if (areJsonEqual(before, withoutVersion)) return
      this.unlink(kind, shelf, before, keys)
    }
    shelf.objects.set(key, object)
    this.touch(kind, object, keys)
    const namespace = object.metadata.namespace
    if (namespace !== undefined) addTo(shelf.byNamespace, namespace, object)
    for (const indexKey of listIndexKeys(kind, object)) {
      addTo(shelf.byIndex, indexKey, object)
      keys.add(indexKey)
    }
  }

  private drop(kind: KindName, shelf: KindShelf, object: KubernetesObject, keys: Set<ReadKey>): void {
    shelf.objects.delete(nameKey(object.metadata.namespace, object.metadata.name))
    this.unlink(kind, shelf, object, keys)
    this.touch(kind, object, keys)
  }

  private unlink(kind: KindName, shelf: KindShelf, object: KubernetesObject, keys: Set<ReadKey>): void {
    const namespace = object.metadata.namespace
    if (namespace !== undefined) removeFrom(shelf.byNamespace, namespace, object)
    for (const indexKey of listIndexKeys(kind, object)) {
      removeFrom(shelf.byIndex, indexKey, object)
      keys.add(indexKey)
    }
  }

  private touch(kind: KindName, object: KubernetesObject, keys: Set<ReadKey>): void {
    const namespace = object.metadata.namespace ?? null
    keys.add(objectReadKey(kind, namespace, object.metadata.name))
    keys.add(listReadKey(kind, null))
    if (namespace !== null) keys.add(listReadKey(kind, namespace))
  }

  private publish(keys: ReadonlySet<ReadKey>): void {
    if (keys.size === 0) return
    this.revision += 1
    const change = { revision: this.revision, keys }
    for (const listener of this.listeners) listener(change)
  }
}

function addTo<V>(sets: Map<string, Set<V>>, key: string, value: V): void {
  const set = sets.get(key)
  if (set === undefined) sets.set(key, new Set([value]))
  else set.add(value)
}

function removeFrom<V>(sets: Map<string, Set<V>>, key: string, value: V): void {
  const set = sets.get(key)
  if (set === undefined) return
  set.delete(value)
  if (set.size === 0) sets.delete(key)
}
