import 'server-only'
import type { z } from 'zod'
import type { IngressListParams, IngressPage } from '@/lib/api/ingresses'
import { compareVerdictsWorstFirst } from '@/lib/model/verdict'
import { getJudgedCluster } from './clusters'
import type { JudgedIngress } from './condense-trace'
import { matchesWords, readWords } from './filter-words'
import { describeFreshness } from './freshness'
import { takePage } from './paging'
import { traceKinds } from './trace-kinds'

/** Rows of the ingress list: filtered, sorted and paged here, so that a browser never holds more than it shows. */
export async function listIngresses(
  clusterName: string,
  params: z.input<typeof IngressListParams>,
): Promise<IngressPage> {
  const cluster = await getJudgedCluster(clusterName)
  const sort = params.sort ?? 'verdict'
  const matching = filterRows(cluster.ingresses.sorted(sort, compareBy(sort)), params)
  const byVerdict = countByVerdict(matching)
  const wanted = params.verdict?.split(',')
  const chosen = wanted === undefined ? matching : matching.filter(({ row }) => wanted.includes(row.verdict))
  const page = takePage(chosen, {
    keyOf: ({ key }) => key,
    limit: Number(params.limit ?? 100),
    cursor: params.cursor,
    offset: Number(params.offset ?? 0),
  })
  return {
    items: page.items.map(({ row }) => row),
    total: chosen.length,
    nextCursor: page.nextCursor,
    byVerdict,
    freshness: describeFreshness(cluster, traceKinds),
  }
}

/** Counts of lists that did not change: the same list is asked for again and again, and has thousands of rows. */
const counts = new WeakMap<readonly JudgedIngress[], Record<string, number>>()

function countByVerdict(rows: readonly JudgedIngress[]): Record<string, number> {
  const known = counts.get(rows)
  if (known !== undefined) return known
  const byVerdict: Record<string, number> = {}
  for (const { row } of rows) byVerdict[row.verdict] = (byVerdict[row.verdict] ?? 0) + 1
  counts.set(rows, byVerdict)
  return byVerdict
}

function filterRows(
  rows: readonly JudgedIngress[],
  { namespace, q }: { namespace?: string; q?: string },
): readonly JudgedIngress[] {
  const words = readWords(q)
  if (namespace === undefined && words.length === 0) return rows
  return rows.filter(
    ({ row, searchText }) =>
      (namespace === undefined || row.namespace === namespace) && matchesWords(searchText, words),
  )
}

type Compare = (a: JudgedIngress, b: JudgedIngress) => number

const byText = (read: (one: JudgedIngress) => string): Compare => {
  return (a, b) => {
    const left = read(a)
    const right = read(b)
    return left < right ? -1 : left > right ? 1 : 0
  }
}
const comparisons: Record<string, Compare> = {
  verdict: (a, b) => compareVerdictsWorstFirst(a.row.verdict, b.row.verdict),
  name: byText(({ row }) => row.name),
  namespace: byText(({ row }) => row.namespace),
  host: byText(({ row }) => row.hosts[0] ?? ''),
  // Youngest first.
  age: (a, b) => -byText(({ row }) => row.createdAt ?? '')(a, b),
}

function compareBy(sort: string): Compare {
  const compare = comparisons[sort.replace(/^-/, '')] ?? (() => 0)
  const direction = sort.startsWith('-') ? -1 : 1
  const byKey = byText(({ key }) => key)
  return (a, b) => direction * compare(a, b) || byKey(a, b)
}
