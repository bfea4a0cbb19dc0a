import { areJsonEqual } from '@/lib/model/json-equality'
import { NotObservedError } from '@/lib/model/unavailable'
import { ClusterView, type ReadTracker } from './cluster-view'
import type { ObjectStore } from './object-store'
import type { InputName, ReadKey } from './read-keys'

type Result = { value: unknown } | { notObserved: NotObservedError }

/** One read key that somebody read, with its readers. The key text is held once, however many readers it has. */
interface Slot {
  key: ReadKey
  readers: Few<Entry>
}

/** Nobody, one, or several: at 40,000 judgements most things have one user, for which a set is ten times too large. */
type Few<T> = T | Set<T> | null

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
  reads: readonly Slot[]
  inputs: ReadonlySet<InputName>
  facts: readonly Entry[]
  /** The versions of `facts` that the result was made from. */
  factVersions: readonly number[]
  users: Few<Entry>
  validUntilMs: number
  /** Asked for by a caller, not only used as a fact. */
  isRequested: boolean
}

const nothingYet: Result = { value: undefined }
const noInputs: ReadonlySet<InputName> = new Set()
const emptyList: readonly never[] = []

/**
 * Remembers judgements and derived facts, and makes one again only when something that it read has changed, or a moment that
 * it waits for has come. Pure: the store tells it what changed, the caller tells it the time.
 */
export class Judgements {
  private readonly store: ObjectStore
  private readonly entries = new Map<string, Entry>()
  private readonly slots = new Map<ReadKey, Slot>()
  /** Sets of inputs are few: judgements of one sort read the same kinds. */
  private readonly inputSets = new Map<string, ReadonlySet<InputName>>()
  private readonly outdatedListeners = new Set<(id: string) => void>()
  /** No remembered result ends before this moment (ms since the epoch). */
  private firstEndMs = Number.POSITIVE_INFINITY
  /** How many computations were made, for tests and metrics of incremental judging. */
  computations = 0

  constructor(store: ObjectStore) {
    this.store = store
    store.onChange(({ keys }) => {
      for (const key of keys) forEach(this.slots.get(key)?.readers ?? null, (entry) => this.markDirty(entry))
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
    return this.entries.get(id)?.inputs ?? noInputs
  }

  /**
   * Calls the listener with the id of every judgement that a caller asked for, when it may no longer hold: once, until it is
   * asked for again. Returns a function that stops it.
   */
  onOutdated(listener: (id: string) => void): () => void {
    this.outdatedListeners.add(listener)
    return () => this.outdatedListeners.delete(listener)
  }

  /** Marks what ended by this moment as outdated. Cheap as long as nothing did. */
  expire(nowMs: number): void {
    if (nowMs < this.firstEndMs) return
    this.firstEndMs = Number.POSITIVE_INFINITY
    for (const entry of this.entries.values()) {
      if (entry.state === 'dirty') continue
      if (entry.validUntilMs <= nowMs) this.markDirty(entry)
      else this.firstEndMs = Math.min(this.firstEndMs, entry.validUntilMs)
    }
  }

  /** Forgets one judgement, and the facts that only it used. One that is unknown is not an error. */
  forgetOne(id: string): void {
    const entry = this.entries.get(id)
    if (entry !== undefined && entry.users === null) this.forget(entry)
  }

  /** Forgets every judgement whose id starts with the prefix and is not among the ids to keep, and the facts only it used. */
  retain(prefix: string, ids: ReadonlySet<string>): void {
    for (const entry of this.entries.values()) {
      if (entry.id.startsWith(prefix) && !ids.has(entry.id) && entry.users === null) this.forget(entry)
    }
  }

  private forget(entry: Entry): void {
    const { facts } = entry
    this.disconnect(entry)
    this.entries.delete(entry.id)
    for (const fact of facts) {
      if (fact.users === null && !fact.isRequested && this.entries.get(fact.id) === fact) this.forget(fact)
    }
  }

  private refresh(id: string, nowMs: number, compute: (view: ClusterView) => unknown): Entry {
    let entry = this.entries.get(id)
    if (entry === undefined) {
      entry = {
        id,
        compute,
        result: nothingYet,
        version: 0,
        state: 'dirty',
        reads: emptyList,
        inputs: noInputs,
        facts: emptyList,
        factVersions: emptyList,
        users: null,
        validUntilMs: Number.POSITIVE_INFINITY,
        isRequested: false,
      }
      this.entries.set(id, entry)
    }
    if (entry.validUntilMs <= nowMs) this.markDirty(entry)
    if (entry.state === 'clean') return entry
    if (entry.state === 'unsure') entry.state = this.haveFactsChanged(entry, nowMs) ? 'dirty' : 'clean'
    if (entry.state === 'dirty') {
      entry.compute = compute
      this.recompute(entry, nowMs)
    }
    return entry
  }

  private haveFactsChanged(entry: Entry, nowMs: number): boolean {
    let validUntilMs = entry.validUntilMs
    for (const [position, fact] of entry.facts.entries()) {
      if (this.refresh(fact.id, nowMs, fact.compute).version !== entry.factVersions[position]) return true
      validUntilMs = Math.min(validUntilMs, fact.validUntilMs)
    }
    // A fact that came out the same may have to be looked at sooner than before.
    entry.validUntilMs = validUntilMs
    return false
  }

  private recompute(entry: Entry, nowMs: number): void {
    this.disconnect(entry)
    const reading = new Reading((id, compute) => this.refresh(id, nowMs, compute), entry)
    this.computations += 1
    const result = runComputation(entry, new ClusterView(this.store, nowMs, reading))
    // Whoever used the result noted its version; when nobody did, whether it differs makes no difference.
    if (entry.version === 0 || entry.users === null || !areResultsEqual(entry.result, result)) {
      entry.result = result
      entry.version += 1
    }
    entry.state = 'clean'
    entry.validUntilMs = reading.validUntilMs
    this.firstEndMs = Math.min(this.firstEndMs, reading.validUntilMs)
    entry.inputs = this.shareInputs(reading.inputs)
    entry.facts = [...reading.facts.keys()]
    entry.factVersions = [...reading.facts.values()]
    entry.reads = Array.from(reading.keys, (key) => this.connect(key, entry))
  }

  private connect(key: ReadKey, entry: Entry): Slot {
    const slot = this.slots.get(key)
    if (slot !== undefined) {
      slot.readers = add(slot.readers, entry)
      return slot
    }
    const fresh: Slot = { key, readers: entry }
    this.slots.set(key, fresh)
    return fresh
  }

  private shareInputs(inputs: ReadonlySet<InputName>): ReadonlySet<InputName> {
    const text = [...inputs].sort().join()
    const known = this.inputSets.get(text)
    if (known !== undefined) return known
    this.inputSets.set(text, inputs)
    return inputs
  }

  private markDirty(entry: Entry): void {
    if (entry.state === 'dirty') return
    const wasClean = entry.state === 'clean'
    entry.state = 'dirty'
    if (wasClean) this.tellOutdated(entry)
  }

  private markUnsure(entry: Entry): void {
    if (entry.state !== 'clean') return
    entry.state = 'unsure'
    this.tellOutdated(entry)
  }

  private tellOutdated(entry: Entry): void {
    forEach(entry.users, (user) => this.markUnsure(user))
    if (entry.isRequested) for (const listener of this.outdatedListeners) listener(entry.id)
  }

  private disconnect(entry: Entry): void {
    for (const slot of entry.reads) {
      slot.readers = remove(slot.readers, entry)
      if (slot.readers === null) this.slots.delete(slot.key)
    }
    for (const fact of entry.facts) fact.users = remove(fact.users, entry)
    entry.reads = emptyList
    entry.facts = emptyList
    entry.factVersions = emptyList
  }
}

/** What one computation reads while it runs. */
class Reading implements ReadTracker {
  readonly keys = new Set<ReadKey>()
  readonly inputs = new Set<InputName>()
  readonly facts = new Map<Entry, number>()
  validUntilMs = Number.POSITIVE_INFINITY
  private readonly refresh: (id: string, compute: (view: ClusterView) => unknown) => Entry
  private readonly reader: Entry

  constructor(refresh: (id: string, compute: (view: ClusterView) => unknown) => Entry, reader: Entry) {
    this.refresh = refresh
    this.reader = reader
  }

  onRead(key: ReadKey, input: InputName): void {
    this.keys.add(key)
    this.inputs.add(input)
  }

  onTimeRead(atMs: number): void {
    this.validUntilMs = Math.min(this.validUntilMs, atMs)
  }

  readFact<T>(id: string, compute: (view: ClusterView) => T): { value: T; inputs: ReadonlySet<InputName> } {
    const fact = this.refresh(id, compute)
    this.facts.set(fact, fact.version)
    fact.users = add(fact.users, this.reader)
    for (const input of fact.inputs) this.inputs.add(input)
    this.onTimeRead(fact.validUntilMs)
    return { value: unwrap<T>(fact.result), inputs: fact.inputs }
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

function add<T extends object>(few: Few<T>, one: T): Few<T> {
  if (few === null || few === one) return one
  if (few instanceof Set) return few.add(one)
  return new Set([few, one])
}

function remove<T extends object>(few: Few<T>, one: T): Few<T> {
  if (few === one) return null
  if (few instanceof Set) {
    few.delete(one)
    return few.size === 0 ? null : few
  }
  return few
}

/** Calls `visit` for each; what is added meanwhile may or may not be visited. */
function forEach<T extends object>(few: Few<T>, visit: (one: T) => void): void {
  if (few === null) return
  if (few instanceof Set) for (const one of few) visit(one)
  else visit(few)
}
