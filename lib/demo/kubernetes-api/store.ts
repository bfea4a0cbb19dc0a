import { createHash } from 'node:crypto'
import { isSameJson } from '@/lib/demo/json'
import { apiVersionOf, type KindDefinition } from '@/lib/demo/kubernetes-api/kinds'
import { copyObject, formatTime, type KubeObject } from '@/lib/demo/kubernetes-api/kube-object'

export interface ChangeEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED'
  kind: KindDefinition
  object: KubeObject
  /** The object before the change; absent for ADDED. A watch with a selector needs it to tell entering from leaving. */
  previous?: KubeObject
  revision: number
}

export type ChangeListener = (event: ChangeEvent) => void

/** All objects of one kind at one revision, sorted as etcd sorts them. */
export interface KindSnapshot {
  objects: readonly KubeObject[]
  revision: number
}

interface Shelf {
  kind: KindDefinition
  objects: Map<string, KubeObject>
  sorted: readonly KubeObject[] | null
  history: ChangeEvent[]
  /** The revision of the newest change that fell out of the history; 0 while it is complete. */
  forgottenRevision: number
  listeners: Set<ChangeListener>
}

export interface StoreOptions {
  kinds: readonly KindDefinition[]
  /** Makes uids reproducible and different between clusters. */
  uidSeed: string
  now: () => number
  /** Changes remembered per kind before the oldest expire; a watch from before them gets 410. */
  historyLimit: number
}

/**
 * The objects of one cluster with resource versions, uids and a bounded history per kind, as a script or a test changes them.
 * Kinds are addressed by name (`Ingress`); a kind that is not installed reads as empty and cannot be written.
 */
export interface ObjectStore {
  readonly revision: number
  kinds(): readonly KindDefinition[]
  findKind(group: string, version: string, resource: string): KindDefinition | undefined
  installKind(kind: KindDefinition): void
  removeKind(kindName: string): void
  get(kindName: string, namespace: string | undefined, name: string): KubeObject | undefined
  list(kindName: string, namespace?: string): KubeObject[]
  snapshot(kindName: string): KindSnapshot
  /** Creates or replaces; fills uid, creationTimestamp, resourceVersion and generation. Equal content changes nothing. */
  put(object: KubeObject): KubeObject
  /** Fills the store without history, for the state a cluster starts with. */
  load(objects: Iterable<KubeObject>): void
  /** Changes a copy and puts it back; undefined when there is no such object. */
  update(
    kindName: string,
    namespace: string | undefined,
    name: string,
    change: (draft: KubeObject) => void,
  ): KubeObject | undefined
  /** Replaces `status` only; undefined when there is no such object. */
  patchStatus(
    kindName: string,
    namespace: string | undefined,
    name: string,
    status: Record<string, unknown>,
  ): KubeObject | undefined
  /** Removes at once, whatever the finalizers say. */
  remove(kindName: string, namespace: string | undefined, name: string): KubeObject | undefined
  subscribe(kindName: string, listener: ChangeListener): () => void
  /** Changes after `revision`, or `expired` when the history no longer reaches that far. */
  changesSince(kindName: string, revision: number): ChangeEvent[] | 'expired'
  /** Forgets all history: every older resource version is answered with 410 from now on. */
  compact(): void
  readonly compactedRevision: number
}

function keyOf(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`
}

function makeUid(seed: string, key: string, count: number): string {
  const hex = createHash('sha1').update(`${seed}|${key}|${count}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** True when something other than status and metadata differs, which is what raises `metadata.generation`. */
function isSpecChanged(before: KubeObject, after: KubeObject): boolean {
  return !isSameJson({ ...before, status: null, metadata: null }, { ...after, status: null, metadata: null })
}

export function createObjectStore(options: StoreOptions): ObjectStore {
  const shelves = new Map<string, Shelf>()
  const creations = new Map<string, number>()
  let revision = 1000
  let compactedRevision = revision
  let isLoading = false

  function installKind(kind: KindDefinition): void {
    if (shelves.has(kind.kind)) return
    shelves.set(kind.kind, {
      kind,
      objects: new Map(),
      sorted: null,
      history: [],
      forgottenRevision: 0,
      listeners: new Set(),
    })
  }
  for (const kind of options.kinds) installKind(kind)

  function shelfOf(kindName: string): Shelf {
    const shelf = shelves.get(kindName)
    if (!shelf) throw new Error(`The demo API server does not serve the kind ${kindName}; install it first`)
    return shelf
  }

  function publish(shelf: Shelf, type: ChangeEvent['type'], object: KubeObject, previous?: KubeObject): void {
    shelf.sorted = null
    if (isLoading) return
    const event: ChangeEvent = { type, kind: shelf.kind, object, previous, revision }
    shelf.history.push(event)
    // Trimmed in halves, so that a busy kind does not shift the whole array at each change.
    if (shelf.history.length > options.historyLimit * 2) {
      const forgotten = shelf.history.splice(0, options.historyLimit)
      shelf.forgottenRevision = forgotten.at(-1)?.revision ?? 0
    }
    for (const listener of [...shelf.listeners]) listener(event)
  }

  function put(object: KubeObject): KubeObject {
    const shelf = shelfOf(object.kind)
    const namespace = shelf.kind.isNamespaced ? (object.metadata.namespace ?? 'default') : undefined
    const key = keyOf(namespace, object.metadata.name)
    const before = shelf.objects.get(key)
    const { namespace: _dropped, generateName: _unused, ...metadata } = object.metadata
    const stored: KubeObject = {
      ...object,
      apiVersion: apiVersionOf(shelf.kind),
      metadata: {
        ...metadata,
        ...(namespace === undefined ? {} : { namespace }),
        uid: before?.metadata.uid,
        creationTimestamp: before?.metadata.creationTimestamp,
        generation: before?.metadata.generation,
        resourceVersion: before?.metadata.resourceVersion,
      },
    }
    if (before) {
      if (isSameJson(before, stored)) return before
      if (isSpecChanged(before, stored)) stored.metadata.generation = (before.metadata.generation ?? 1) + 1
    } else {
      const count = creations.get(`${object.kind}/${key}`) ?? 0
      creations.set(`${object.kind}/${key}`, count + 1)
      stored.metadata.uid = object.metadata.uid ?? makeUid(options.uidSeed, `${object.kind}/${key}`, count)
      stored.metadata.creationTimestamp = object.metadata.creationTimestamp ?? formatTime(options.now())
      stored.metadata.generation = 1
    }
    revision += 1
    stored.metadata.resourceVersion = String(revision)
    shelf.objects.set(key, stored)
    publish(shelf, before ? 'MODIFIED' : 'ADDED', stored, before)
    return stored
  }

  function get(kindName: string, namespace: string | undefined, name: string): KubeObject | undefined {
    const shelf = shelves.get(kindName)
    return shelf?.objects.get(keyOf(shelf.kind.isNamespaced ? namespace : undefined, name))
  }

  function sortedObjects(shelf: Shelf): readonly KubeObject[] {
    shelf.sorted ??= [...shelf.objects.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object)
    return shelf.sorted
  }

  const store: ObjectStore = {
    get revision() {
      return revision
    },
    get compactedRevision() {
      return compactedRevision
    },
    kinds: () => [...shelves.values()].map((shelf) => shelf.kind),
    findKind(group, version, resource) {
      for (const { kind } of shelves.values()) {
        if (kind.resource === resource && kind.group === group && kind.version === version) return kind
      }
      return undefined
    },
    installKind,
    removeKind(kindName) {
      shelves.delete(kindName)
    },
    get,
    list(kindName, namespace) {
      const shelf = shelves.get(kindName)
      if (!shelf) return []
      const objects = sortedObjects(shelf)
      return objects.filter((object) => namespace === undefined || object.metadata.namespace === namespace)
    },
    snapshot: (kindName) => ({ objects: sortedObjects(shelfOf(kindName)), revision }),
    put,
    load(objects) {
      isLoading = true
      try {
        for (const object of objects) put(object)
      } finally {
        isLoading = false
        compactedRevision = revision
      }
    },
    update(kindName, namespace, name, change) {
      const found = get(kindName, namespace, name)
      if (!found) return undefined
      const draft = copyObject(found)
      change(draft)
      return put(draft)
    },
    patchStatus: (kindName, namespace, name, status) =>
      store.update(kindName, namespace, name, (draft) => {
        draft.status = status
      }),
    remove(kindName, namespace, name) {
      const shelf = shelves.get(kindName)
      const found = get(kindName, namespace, name)
      if (!shelf || !found) return undefined
      shelf.objects.delete(keyOf(found.metadata.namespace, name))
      revision += 1
      const last = { ...found, metadata: { ...found.metadata, resourceVersion: String(revision) } }
      publish(shelf, 'DELETED', last, found)
      return last
    },
    subscribe(kindName, listener) {
      const shelf = shelfOf(kindName)
      shelf.listeners.add(listener)
      return () => shelf.listeners.delete(listener)
    },
    changesSince(kindName, since) {
      const { history, forgottenRevision } = shelfOf(kindName)
      if (since < compactedRevision || since < forgottenRevision) return 'expired'
      return history.filter((event) => event.revision > since)
    },
    compact() {
      compactedRevision = revision
      for (const shelf of shelves.values()) shelf.history = []
    },
  }
  return store
}
