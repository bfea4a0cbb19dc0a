import 'server-only'
import { judgeIngress } from '@/lib/checks/ingress/judge-ingress'
import type { KindMap } from '@/lib/model/kubernetes'
import type { Trace } from '@/lib/model/trace'
import { NotObservedError } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import type { Judgements } from '@/lib/snapshot/judgements'
import type { ObjectStore } from '@/lib/snapshot/object-store'
import { objectReadKey } from '@/lib/snapshot/read-keys'
import { condenseTrace, condenseUnjudged, type JudgedIngress } from './condense-trace'
import { JudgedTable, objectKey, splitKey } from './judged-table'
import { getLog } from './log'

/** Whole traces that are remembered: those that people have open. */
const openTracesMax = 32

type Compare = (a: JudgedIngress, b: JudgedIngress) => number

/** Every Ingress of a cluster that can be read, judged. One that is not judged yet has a row that says so. */
export class IngressTable extends JudgedTable<JudgedIngress> {
  private readonly openTraces = new Set<string>()
  private readonly orders = new Map<string, { version: number; rows: JudgedIngress[] }>()
  private unjudgedCount = 0

  constructor(store: ObjectStore, judgements: Judgements) {
    super(store, judgements, {
      kinds: ['Ingress'],
      idPrefix: 'row:',
      touchedPrefixes: [objectReadKey('Ingress', '', '').slice(0, -1)],
      settleMs: 250,
      isLazy: false,
    })
  }

  /** Every row, in no particular order. */
  get rows(): Iterable<JudgedIngress> {
    return this.rowsByKey.values()
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

  /** The whole trace of one Ingress, from memory while people look at it. */
  judgeFully(ingress: KindMap['Ingress']): Trace {
    const key = objectKey(ingress.metadata)
    const id = `trace:${key}`
    const trace = this.judgements.get(id, Date.now(), (view) => judgeIngress(view, requireIngress(view, key)))
    this.openTraces.delete(id)
    this.openTraces.add(id)
    for (const oldest of this.openTraces) {
      if (this.openTraces.size <= openTracesMax) break
      this.openTraces.delete(oldest)
      this.judgements.forgetOne(oldest)
    }
    return trace
  }

  protected override listKeys(view: ClusterView) {
    const listing = view.listing('Ingress')
    if (listing.state === 'unavailable') return { keys: [], unreadable: listing.unavailable }
    return { keys: listing.objects.map(({ metadata }) => objectKey(metadata)), unreadable: listing.missing }
  }

  protected override exists(view: ClusterView, key: string): boolean {
    const { namespace, name } = splitKey(key)
    return view.lookUp('Ingress', namespace, name).state === 'found'
  }

  protected override compute(view: ClusterView, key: string): JudgedIngress {
    const ingress = requireIngress(view, key)
    return condenseTrace(ingress, judgeIngress(view, ingress))
  }

  protected override onListed(key: string): void {
    this.putUnjudged(key, 'Fairlead has not judged it yet; the verdict follows in a moment.')
  }

  /** One that cannot be judged must not hide the others, nor pass for healthy. */
  protected override onFailed(key: string, error: unknown): void {
    if (error instanceof NotObservedError) {
      this.drop(key)
      return
    }
    getLog().error({ ingress: key, err: error }, 'an Ingress could not be judged')
    this.putUnjudged(key, 'Fairlead failed to judge it; the server log says why.')
  }

  protected override put(key: string, row: JudgedIngress): void {
    this.countUnjudged(key, -1)
    super.put(key, row)
    this.countUnjudged(key, 1)
  }

  protected override drop(key: string): void {
    this.countUnjudged(key, -1)
    super.drop(key)
  }

  private putUnjudged(key: string, sentence: string): void {
    const { namespace, name } = splitKey(key)
    const ingress = this.store.find('Ingress', namespace, name)
    if (ingress !== undefined) this.put(key, condenseUnjudged(ingress, sentence))
  }

  private countUnjudged(key: string, step: 1 | -1): void {
    if (this.rowsByKey.get(key)?.isJudged === false) this.unjudgedCount += step
  }
}

/** Read through the view, so that the judgement depends on this Ingress itself. */
function requireIngress(view: ClusterView, key: string): KindMap['Ingress'] {
  const { namespace, name } = splitKey(key)
  const ingress = view.find('Ingress', namespace, name)
  if (ingress === undefined) throw new Error(`Ingress ${key} went away while it was judged`)
  return ingress
}
