import 'server-only'
import { setImmediate as yieldToOthers } from 'node:timers/promises'
import type { KindName } from '@/lib/model/kubernetes'
import type { Unavailable } from '@/lib/model/unavailable'
import { ClusterView } from '@/lib/snapshot/cluster-view'
import type { Judgements } from '@/lib/snapshot/judgements'
import type { ObjectStore } from '@/lib/snapshot/object-store'
import { coverageReadKey, listReadKey, type ReadKey } from '@/lib/snapshot/read-keys'

/** Longest stretch of judging before others get their turn. */
const sliceMs = 8

export interface JudgedTableOptions {
  /** Kinds whose objects decide which rows there are. */
  kinds: readonly KindName[]
  /** Judgements of rows are remembered under this and the key of the row. */
  idPrefix: string
  /** Read keys that begin so outdate the row whose key follows. */
  touchedPrefixes: readonly ReadKey[]
  /** How long an answer waits for judgements that a change has outdated; what takes longer is answered as it stood. */
  settleMs: number
  /** Nothing is judged before somebody has asked. */
  isLazy: boolean
}

/**
 * Rows of one sort of a cluster, each a judgement of its own. A change outdates the few rows that read what changed, and only these are judged
 * again: in the background, or by the request that comes first, in slices that let others through.
 */
export abstract class JudgedTable<Row> {
  /** Grows whenever a row changed: what is derived from the rows holds as long as it stays. */
  version = 0
  protected readonly store: ObjectStore
  protected readonly judgements: Judgements
  protected readonly rowsByKey = new Map<string, Row>()
  private readonly options: JudgedTableOptions
  private readonly outdated = new Set<string>()
  private unreadableReason: Unavailable | null = null
  private isListOutdated = true
  private isAsked = false
  private wasReadEarly = false

  constructor(store: ObjectStore, judgements: Judgements, options: JudgedTableOptions) {
    this.store = store
    this.judgements = judgements
    this.options = options
    const { idPrefix, kinds, touchedPrefixes } = options
    judgements.onOutdated((id) => {
      if (id.startsWith(idPrefix)) this.outdated.add(id.slice(idPrefix.length))
    })
    store.onChange(({ keys }) => {
      if (kinds.some((kind) => keys.has(coverageReadKey(kind)))) this.isListOutdated = true
      if (!kinds.some((kind) => keys.has(listReadKey(kind, null)))) return
      for (const key of keys) {
        const prefix = touchedPrefixes.find((candidate) => key.startsWith(candidate))
        if (prefix !== undefined && !key.endsWith('/*')) this.outdated.add(key.slice(prefix.length))
      }
    })
  }

  /** The keys of every row there should be, and what could not be listed. */
  protected abstract listKeys(view: ClusterView): { keys: Iterable<string>; unreadable: Unavailable | null }
  /** Whether there is something to judge under a key; what is read here makes no judgement depend on it. */
  protected abstract exists(view: ClusterView, key: string): boolean
  /** Judges one row. Everything read through the view outdates it when it changes. */
  protected abstract compute(view: ClusterView, key: string): Row
  /** Told of a row that is there and not judged yet. */
  protected onListed(_key: string): void {}
  /** A row could not be judged: what to do with it. */
  protected onFailed(_key: string, error: unknown): void {
    throw error
  }

  /** Whether some row that somebody asked for may no longer hold, or is not judged yet. */
  get isOutdated(): boolean {
    return (this.isAsked || !this.options.isLazy) && (this.isListOutdated || this.outdated.size > 0)
  }

  /** How many rows wait to be judged, or judged again. */
  get unsettled(): number {
    return this.outdated.size
  }

  get size(): number {
    return this.rowsByKey.size
  }

  /** What could not be listed (null: everything could). */
  get unreadable(): Unavailable | null {
    return this.unreadableReason
  }

  find(key: string): Row | undefined {
    return this.rowsByKey.get(key)
  }

  /** Waits until every row holds, or until `waitMs` are over. */
  async settle(waitMs = this.options.settleMs): Promise<void> {
    this.isAsked = true
    const untilMs = performance.now() + waitMs
    while (!this.work()) {
      if (performance.now() >= untilMs) {
        this.wasReadEarly = true
        return
      }
      await yieldToOthers()
    }
  }

  /** Judges for some milliseconds. True when nothing is left to judge. */
  work(): boolean {
    const nowMs = Date.now()
    const untilMs = performance.now() + sliceMs
    this.judgements.expire(nowMs)
    if (this.isListOutdated) this.readList(nowMs)
    for (const key of this.outdated) {
      this.outdated.delete(key)
      this.judge(key, nowMs)
      if (performance.now() >= untilMs) break
    }
    return !this.isListOutdated && this.outdated.size === 0
  }

  /** Whether an answer was given before everything was judged; asking clears it. */
  takeReadEarly(): boolean {
    const { wasReadEarly } = this
    this.wasReadEarly = false
    return wasReadEarly
  }

  protected put(key: string, row: Row): void {
    this.rowsByKey.set(key, row)
    this.version += 1
  }

  protected drop(key: string): void {
    this.outdated.delete(key)
    this.judgements.forgetOne(this.options.idPrefix + key)
    if (this.rowsByKey.delete(key)) this.version += 1
  }

  private readList(nowMs: number): void {
    this.isListOutdated = false
    this.version += 1
    const { keys, unreadable } = this.listKeys(new ClusterView(this.store, nowMs))
    this.unreadableReason = unreadable
    const wanted = new Set(keys)
    for (const key of wanted) {
      if (this.rowsByKey.has(key)) continue
      this.onListed(key)
      this.outdated.add(key)
    }
    for (const key of this.rowsByKey.keys()) if (!wanted.has(key)) this.drop(key)
  }

  private judge(key: string, nowMs: number): void {
    if (!this.exists(new ClusterView(this.store, nowMs), key)) {
      this.drop(key)
      return
    }
    try {
      const judged = this.judgements.get(this.options.idPrefix + key, nowMs, (view) => this.compute(view, key))
      if (this.rowsByKey.get(key) !== judged) this.put(key, judged)
    } catch (error) {
      this.onFailed(key, error)
    }
  }
}

/** Key of the row of a namespaced object, and back. */
export function splitKey(key: string): { namespace: string; name: string } {
  const slash = key.indexOf('/')
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) }
}

export const objectKey = ({ namespace = '', name }: { namespace?: string; name: string }): string =>
  `${namespace}/${name}`
