import 'server-only'
import type { z } from 'zod'
import type { IngressListParams, IngressPage, IngressRow } from '@/lib/api/ingresses'
import { compareVerdictsWorstFirst } from '@/lib/model/verdict'
import { getManagedCluster } from './clusters'
import { describeFreshness } from './freshness'
import { type JudgedIngress, judgeAllIngresses } from './judged-ingresses'
import { takePage } from './paging'
import { traceKinds } from './trace-kinds'

/** Rows of the ingress list: filtered, sorted and paged here, so that a browser never holds more than it shows. */
export async function listIngresses(
  clusterName: string,
  params: z.input<typeof IngressListParams>,
): Promise<IngressPage> {
  const cluster = await getManagedCluster(clusterName)
  const { judged } = judgeAllIngresses(cluster)
  const matching = judged.filter((one) => matches(one, params))
  const byVerdict: Record<string, number> = {}
  for (const { trace } of matching) byVerdict[trace.verdict] = (byVerdict[trace.verdict] ?? 0) + 1
  const wanted = params.verdict?.split(',')
  const chosen = wanted === undefined ? matching : matching.filter(({ trace }) => wanted.includes(trace.verdict))
  const page = takePage(chosen, {
    compare: compareBy(params.sort ?? 'verdict'),
    keyOf,
    limit: Number(params.limit ?? 100),
    cursor: params.cursor,
    offset: Number(params.offset ?? 0),
  })
  return {
    items: page.items.map(toRow),
    total: chosen.length,
    nextCursor: page.nextCursor,
    byVerdict,
    freshness: describeFreshness(cluster, traceKinds),
  }
}

const keyOf = ({ trace }: JudgedIngress) => `${trace.object.namespace}/${trace.object.name}`

function matches({ trace }: JudgedIngress, { namespace, q }: { namespace?: string; q?: string }): boolean {
  if (namespace !== undefined && trace.object.namespace !== namespace) return false
  const words = (q ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return true
  const text = [
    keyOf({ trace } as JudgedIngress),
    trace.className ?? '',
    trace.rootCause?.check ?? '',
    ...trace.addresses,
    ...trace.hosts.map(({ host }) => host),
  ]
    .join(' ')
    .toLowerCase()
  return words.every((word) => text.includes(word))
}

type Compare = (a: JudgedIngress, b: JudgedIngress) => number

const byText = (read: (one: JudgedIngress) => string): Compare => {
  return (a, b) => (read(a) < read(b) ? -1 : read(a) > read(b) ? 1 : 0)
}
const comparisons: Record<string, Compare> = {
  verdict: (a, b) => compareVerdictsWorstFirst(a.trace.verdict, b.trace.verdict),
  name: byText(({ trace }) => trace.object.name),
  namespace: byText(({ trace }) => trace.object.namespace ?? ''),
  host: byText(({ trace }) => trace.hosts[0]?.host ?? ''),
  // Youngest first.
  age: (a, b) => -byText(({ ingress }) => ingress.metadata.creationTimestamp ?? '')(a, b),
}

function compareBy(sort: string): Compare {
  const compare = comparisons[sort.replace(/^-/, '')] ?? (() => 0)
  const direction = sort.startsWith('-') ? -1 : 1
  const byKey = byText(keyOf)
  return (a, b) => direction * compare(a, b) || byKey(a, b)
}

function toRow({ ingress, trace }: JudgedIngress): IngressRow {
  const worst = trace.hosts.find(
    (host) => host.rootCause !== null && host.rootCause.finding === trace.rootCause?.finding,
  )
  const shown = worst ?? trace.hosts.find((host) => host.verdict === trace.verdict) ?? trace.hosts[0]
  return {
    namespace: trace.object.namespace ?? '',
    name: trace.object.name,
    className: trace.className,
    hosts: trace.hosts.map(({ host }) => host),
    addresses: trace.addresses,
    verdict: trace.verdict,
    rootCause: trace.rootCause,
    sentence: shown?.sentence ?? 'It declares no host.',
    createdAt: ingress.metadata.creationTimestamp ?? null,
  }
}
