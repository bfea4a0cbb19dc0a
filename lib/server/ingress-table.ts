import 'server-only'
import { setImmediate as yieldToOthers } from 'node:timers/promises'
import { judgeIngress } from '@/lib/checks/ingress/judge-ingress'
import type { KindMap } from '@/lib/model/kubernetes'
import type { Trace } from '@/lib/model/trace'
import { NotObservedError, type Unavailable } from '@/lib/model/unavailable'
import { ClusterView } from '@/lib/snapshot/cluster-view'
import type { Judgements } from '@/lib/snapshot/judgements'
import type { ObjectStore } from '@/lib/snapshot/object-store'
import { coverageReadKey, objectReadKey } from '@/lib/snapshot/read-keys'
import { condenseTrace, condenseUnjudged, type JudgedIngress } from './condense-trace'
import { getLog } from './log'

/** Longest stretch of judging before others get their turn. */
const sliceMs = 8
/** How long an answer waits for judgements that a change has outdated; what takes longer is answered as it stood. */
const settleMs = 250
/** Whole traces that are remembered: those that people have open. */
const openTracesMax = 32

const rowPrefix = 'row:'
const ingressPrefix = objectReadKey('Ingress', '', '').slice(0, -1)
const coverageKey = coverageReadKey('Ingress')

type Compare = (a: JudgedIngress, b: JudgedIngress) => number

/**
 * Every Ingress of a cluster that can be read, judged. A change outdates the few rows that read what changed, and only these
 * are judged again: in the background, or by the request that comes first, in slices that let others through.
 */
export class IngressTable {
  /** Grows whenever a row changed: what is derived from the rows holds as long as it stays. */
  version = 0
  private readonly store: ObjectStore
  private readonly judgements: Judgements
  private readonly rowsByKey = new Map<string, JudgedIngress>()
  private readonly outdated = new Set<string>()
  private readonly openTraces = new Set<string>()
  private readonly orders = new Map<string, { version: number; rows: JudgedIngress[] }>()
  private unreadableReason: Unavailable | null = null
  private unjudgedCount = 0
  private isListOutdated = true
  private wasReadEarly = false

  constructor(store: ObjectStore, judgements: Judgements) {
    this.store = store
    this.judgements = judgements
    judgements.onOutdated((id) => {
      if (id.startsWith(rowPrefix)) this.outdated.add(id.slice(rowPrefix.length))
    })
    store.onChange(({ keys }) => {
      if (keys.has(coverageKey)) this.isListOutdated = true
      if (!keys.has('Ingress/*')) return
      for (const key of keys) {
        if (key.startsWith(ingressPrefix) && !key.endsWith('/*')) this.outdated.add(key.slice(ingressPrefix.length))
      }
    })
  }

  /** Whether some row may no longer hold, or is not judged yet. */
  get isOutdated(): boolean {
    return this.isListOutdated || this.outdated.size > 0
  }

  /** Every row, in no particular order. */
  get rows(): Iterable<JudgedIngress> {
    return this.rowsByKey.values()
  }

  get size(): number {
    return this.rowsByKey.size
  }

  /** What could not be listed (null: everything could). */
  get unreadable(): Unavailable | null {
    return this.unreadableReason
  }

  /** How many rows have never been judged. */
  get unjudged(): number {
    return this.unjudgedCount
  }

  /** Every row in the order of a comparison, which `name` stands for. The array belongs to the table: do not change it. */
  sorted(name: string, compare: Compare): readonly JudgedIngress[] {
    const known = this.orders.get(name)
    if (known?.version === this.version) return known.rows
    // Taking over the former order makes the sort almost free: it is nearly right already.
    const rows = (known?.rows ?? []).flatMap(({ key }) => this.rowsByKey.get(key) ?? [])
    if (rows.length !== this.rowsByKey.size) {
      const placed = new Set(rows)
      for (const row of this.rowsByKey.values()) if (!placed.has(row)) rows.push(row)
    }
    rows.sort(compare)
    this.orders.set(name, { version: this.version, rows })
    return rows
  }

  /** Waits until every row holds, or until `waitMs` are over. */
  async settle(waitMs = settleMs): Promise<void> {
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
    return !this.isOutdated
  }

  /** Whether an answer was given before everything was judged; asking clears it. */
  takeReadEarly(): boolean {
    const { wasReadEarly } = this
    this.wasReadEarly = false
    return wasReadEarly
  }

  /** The whole trace of one Ingress, from memory while people look at it. */
  judgeFully(ingress: KindMap['Ingress']): Trace {
    const { namespace = '', name } = ingress.metadata
    const id = `trace:${namespace}/${name}`
    const trace = this.judgements.get(id, Date.now(), (view) => this.compute(view, namespace, name))
    this.openTraces.delete(id)
    this.openTraces.add(id)
    for (const oldest of this.openTraces) {
      if (this.openTraces.size <= openTracesMax) break
      this.openTraces.delete(oldest)
      this.judgements.forgetOne(oldest)
    }
    return trace
  }

  private compute(view: ClusterView, namespace: string, name: string): Trace {
    // Read through the view, so that the judgement depends on this Ingress itself.
    const ingress = view.find('Ingress', namespace, name)
    if (ingress === undefined) throw new Error(`Ingress ${namespace}/${name} went away while it was judged`)
    return judgeIngress(view, ingress)
  }

  private readList(nowMs: number): void {
    this.isListOutdated = false
    this.version += 1
    const listing = new ClusterView(this.store, nowMs).listing('Ingress')
    this.unreadableReason = listing.state === 'unavailable' ? listing.unavailable : listing.missing
    const wanted = new Set<string>()
    for (const ingress of listing.state === 'unavailable' ? [] : listing.objects) {
      const { namespace = '', name } = ingress.metadata
      const key = `${namespace}/${name}`
      wanted.add(key)
      if (this.rowsByKey.has(key)) continue
      this.put(key, condenseUnjudged(ingress, 'Fairlead has not judged it yet; the verdict follows in a moment.'))
      this.outdated.add(key)
    }
    for (const key of this.rowsByKey.keys()) if (!wanted.has(key)) this.drop(key)
  }

  private judge(key: string, nowMs: number): void {
    const slash = key.indexOf('/')
    const namespace = key.slice(0, slash)
    const name = key.slice(slash + 1)
    const lookup = new ClusterView(this.store, nowMs).lookUp('Ingress', namespace, name)
    if (lookup.state !== 'found') {
      this.drop(key)
      return
    }
    const ingress = lookup.object
    try {
      const judged = this.judgements.get(`${rowPrefix}${key}`, nowMs, (view) => {
        return condenseTrace(
          this.store.find('Ingress', namespace, name) ?? ingress,
          this.compute(view, namespace, name),
        )
      })
      if (this.rowsByKey.get(key) !== judged) this.put(key, judged)
    } catch (error) {
      if (error instanceof NotObservedError) {
        this.drop(key)
        return
      }
      // One that cannot be judged must not hide the others, nor pass for healthy.
      getLog().error({ ingress: key, err: error }, 'an Ingress could not be judged')
      this.put(key, condenseUnjudged(ingress, 'Fairlead failed to judge it; the server log says why.'))
    }
  }

  private put(key: string, row: JudgedIngress): void {
    const before = this.rowsByKey.get(key)
    this.unjudgedCount += Number(!row.isJudged) - Number(before !== undefined && !before.isJudged)
    this.rowsByKey.set(key, row)
    this.version += 1
  }

  private drop(key: string): void {
    const before = this.rowsByKey.get(key)
    this.outdated.delete(key)
    this.judgements.forgetOne(`${rowPrefix}${key}`)
    if (before === undefined) return
    this.unjudgedCount -= Number(!before.isJudged)
    this.rowsByKey.delete(key)
    this.version += 1
  }
}
