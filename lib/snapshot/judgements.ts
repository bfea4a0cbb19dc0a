import { areJsonEqual } from '@/lib/model/json-equality'
import { NotObservedError } from '@/lib/model/unavailable'
import { ClusterView, type ReadTracker } from './cluster-view'
import type { ObjectStore } from './object-store'
import type { InputName, ReadKey } from './read-keys'

type Result = { value: unknown } | { notObserved: NotObservedError }

/**
 * One remembered computation. `clean`: still holds. `unsure`: a fact it used may have changed. `dirty`: something it read
 * changed. `version` grows only when the result really differs, so that an unchanged fact leaves its users alone.
 */
interface Entry {
  id: string
  compute: (view: ClusterView) => unknown
  result: Result
  version: number
  state: 'clean' | 'unsure' | 'dirty'
  reads: Set<ReadKey>
  inputs: Set<InputName>
  facts: Map<Entry, number>
  users: Set<Entry>
  validUntilMs: number
  /** Asked for by a caller, not only used as a fact. */
  isRequested: boolean
}

/**
 * Remembers judgements and derived facts, and makes one again only when something that it read has changed, or a moment that
 * it waits for has come. Pure: the store tells it what changed, the caller tells it the time.
 */
export class Judgements {
  private readonly store: ObjectStore
  private readonly entries = new Map<string, Entry>()
  private readonly readers = new Map<ReadKey, Set<Entry>>()
  /** How many computations were made, for tests and metrics of incremental judging. */
  computations = 0

  constructor(store: ObjectStore) {
    this.store = store
    store.onChange(({ keys }) => {
      for (const key of keys) {
        for (const entry of this.readers.get(key) ?? []) this.markDirty(entry)
      }
    })
  }

  /** The result for this id, from memory when it still holds at `nowMs`. Throws `NotObservedError` when `compute` did. */
  get<T>(id: string, nowMs: number, compute: (view: ClusterView) => T): T {
    const entry = this.refresh(id, nowMs, compute)
    entry.isRequested = true
    return unwrap<T>(entry.result)
  }

  /** How many judgements and facts are remembered. */
  get size(): number {
    return this.entries.size
  }

  /** The inputs that were read for this id, its facts' included; empty when it was never judged. */
  inputsOf(id: string): ReadonlySet<InputName> {
    return this.entries.get(id)?.inputs ?? new Set()
  }

  /** Forgets every judgement whose id starts with the prefix and is not among the ids to keep, and the facts only it used. */
  retain(prefix: string, ids: ReadonlySet<string>): void {
    for (const entry of this.entries.values()) {
      if (entry.id.startsWith(prefix) && !ids.has(entry.id) && entry.users.size === 0) this.forget(entry)
    }
  }

  private forget(entry: Entry): void {
    const facts = [...entry.facts.keys()]
    this.disconnect(entry)
    this.entries.delete(entry.id)
    for (const fact of facts) if (fact.users.size === 0 && !fact.isRequested) this.forget(fact)
  }

  private refresh(id: string, nowMs: number, compute: (view: ClusterView) => unknown): Entry {
    let entry = this.entries.get(id)
    if (entry === undefined) {
      entry = {
        id,
        compute,
        result: { value: undefined },
        version: 0,
        state: 'dirty',
        reads: new Set(),
        inputs: new Set(),
        facts: new Map(),
        users: new Set(),
        validUntilMs: Number.POSITIVE_INFINITY,
        isRequested: false,
      }
      this.entries.set(id, entry)
    }
    entry.compute = compute
    if (entry.validUntilMs <= nowMs) this.markDirty(entry)
    if (entry.state === 'unsure') entry.state = this.haveFactsChanged(entry, nowMs) ? 'dirty' : 'clean'
    if (entry.state === 'dirty') this.recompute(entry, nowMs)
    return entry
  }

  private haveFactsChanged(entry: Entry, nowMs: number): boolean {
    for (const [fact, version] of entry.facts) {
      if (this.refresh(fact.id, nowMs, fact.compute).version !== version) return true
    }
    return false
  }

  private recompute(entry: Entry, nowMs: number): void {
    this.disconnect(entry)
    entry.reads = new Set()
    entry.inputs = new Set()
    entry.facts = new Map()
    entry.validUntilMs = Number.POSITIVE_INFINITY
    this.computations += 1
    const result = runComputation(entry, new ClusterView(this.store, nowMs, this.trackerFor(entry, nowMs)))
    if (!areResultsEqual(entry.result, result) || entry.version === 0) {
      entry.result = result
      entry.version += 1
    }
    entry.state = 'clean'
    for (const key of entry.reads) {
      const readers = this.readers.get(key)
      if (readers === undefined) this.readers.set(key, new Set([entry]))
      else readers.add(entry)
    }
  }

  private trackerFor(entry: Entry, nowMs: number): ReadTracker {
    return {
      onRead: (key, input) => {
        entry.reads.add(key)
        entry.inputs.add(input)
      },
      onTimeRead: (atMs) => {
        entry.validUntilMs = Math.min(entry.validUntilMs, atMs)
      },
      readFact: <T>(id: string, compute: (view: ClusterView) => T) => {
        const fact = this.refresh(id, nowMs, compute)
        entry.facts.set(fact, fact.version)
        fact.users.add(entry)
        for (const input of fact.inputs) entry.inputs.add(input)
        entry.validUntilMs = Math.min(entry.validUntilMs, fact.validUntilMs)
        return { value: unwrap<T>(fact.result), inputs: fact.inputs }
      },
    }
  }

  private markDirty(entry: Entry): void {
    if (entry.state === 'dirty') return
    entry.state = 'dirty'
    for (const user of entry.users) this.markUnsure(user)
  }

  private markUnsure(entry: Entry): void {
    if (entry.state !== 'clean') return
    entry.state = 'unsure'
    for (const user of entry.users) this.markUnsure(user)
  }

  private disconnect(entry: Entry): void {
    for (const key of entry.reads) {
      const readers = this.readers.get(key)
      readers?.delete(entry)
      if (readers?.size === 0) this.readers.delete(key)
    }
    for (const fact of entry.facts.keys()) fact.users.delete(entry)
  }
}

function runComputation(entry: Entry, view: ClusterView): Result {
  try {
    return { value: entry.compute(view) }
  } catch (error) {
    if (error instanceof NotObservedError) return { notObserved: error }
    throw error
  }
}

function areResultsEqual(a: Result, b: Result): boolean {
  if ('notObserved' in a || 'notObserved' in b) {
    return (
      'notObserved' in a && 'notObserved' in b && areJsonEqual(a.notObserved.unavailable, b.notObserved.unavailable)
    )
  }
  return areJsonEqual(a.value, b.value)
}

// The caller of `get` and `fact` uses one id for one type of result; a wrong pairing is a bug that its tests would show.
function unwrap<T>(result: Result): T {
  if ('notObserved' in result) throw result.notObserved
  return result.value as T
}
