import { setTimeout as pause } from 'node:timers/promises'
import { markObject } from '../../lib/demo/churn/marks'
import { requireCluster } from '../../lib/demo/clock/running-platform'
import type { Platform } from '../../lib/demo/platform'
import type { FairleadProcess } from '../fairlead-process'
import type { Figure } from './figure'
import { openInspector } from './inspector'
import { readProcessUse, takeP95 } from './process-figures'

// Figures of the server alone, over a real socket. The embedded platform shares the machine with it: times include its work.

export interface ServerBench {
  platform: Platform
  fairlead: FairleadProcess
  cluster: string
  ingresses: number
  /** When the server was started, on the clock of `performance.now()`. */
  startedMs: number
  /** Requests of each kind. */
  rounds: number
  changes: number
}

interface Listed {
  total: number
  items: { namespace: string; name: string }[]
  freshness: { revision: number }
}

const patienceMs = 180_000
/** A change that nobody can see after this long is lost. */
const lostMs = 20_000
const churnMs = 5_000
const churnPauseMs = 10

const inSeconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`
const inMs = (ms: number) => `${ms.toFixed(1)} ms`
const judge = (what: string, ms: number, budgetMs: number, say = inMs): Figure => ({
  what,
  value: say(ms),
  budget: say === inSeconds ? `${budgetMs / 1000} s` : `${budgetMs} ms`,
  isMet: ms <= budgetMs,
})
const note = (what: string, value: string): Figure => ({ what, value, budget: null, isMet: null })

/** Measures a server that has just been started, from its first answer to how it bears a changing cluster. */
export async function measureServer(bench: ServerBench): Promise<Figure[]> {
  const start = await measureStart(bench)
  const names = await measureNames(bench)
  const requests = await measureRequests(bench)
  const changes = await measureChanges(bench)
  const churn = await measureChurn(bench)
  const { residentMb, peakResidentMb, cpuSeconds } = readProcessUse(bench.fairlead.child)
  return [
    ...start,
    ...names,
    {
      what: 'resident memory, all held, after everything below',
      value: residentMb === null ? 'unknown' : `${residentMb} MB`,
      budget: '500 MB',
      isMet: residentMb === null ? null : residentMb <= 500,
    },
    note('peak resident memory', peakResidentMb === null ? 'unknown' : `${peakResidentMb} MB`),
    ...requests,
    ...changes,
    ...churn,
    note('processor time of the server, in all', cpuSeconds === null ? 'unknown' : inSeconds(cpuSeconds * 1000)),
  ]
}

const apiOf = ({ fairlead, cluster }: ServerBench) => `${fairlead.url}/api/v1/clusters/${encodeURIComponent(cluster)}`

async function readJson<T>(url: string): Promise<T> {
  // The shapes are those of our own API, which its tests hold to its schemas.
  return (await (await fetch(url)).json()) as T
}

async function waitUntil(isDone: () => Promise<boolean>, pauseMs = 50): Promise<number> {
  const deadlineMs = performance.now() + patienceMs
  while (!(await isDone().catch(() => false)) && performance.now() < deadlineMs) await pause(pauseMs)
  return performance.now()
}

async function measureStart(bench: ServerBench): Promise<Figure[]> {
  const api = apiOf(bench)
  const readyMs = await waitUntil(() => fetch(`${bench.fairlead.url}/api/readyz`).then(({ ok }) => ok))
  const listedMs = await waitUntil(
    async () => (await readJson<Listed>(`${api}/ingresses?limit=1`)).total >= bench.ingresses,
  )
  const judgedMs = await waitUntil(async () => {
    const { notChecked } = await readJson<{ notChecked: { reason: string; what: string }[] }>(`${api}/findings?limit=1`)
    return !notChecked.some(({ reason, what }) => reason === 'pending' && !what.startsWith('DNS'))
  }, 250)
  const { cpuSeconds } = readProcessUse(bench.fairlead.child)
  return [
    judge('start to readyz', readyMs - bench.startedMs, 10_000, inSeconds),
    note(`start to all ${bench.ingresses} Ingresses listed`, inSeconds(listedMs - bench.startedMs)),
    note('start to everything read and judged', inSeconds(judgedMs - bench.startedMs)),
    note('processor time until then', cpuSeconds === null ? 'unknown' : inSeconds(cpuSeconds * 1000)),
  ]
}

/** How long until DNS was asked for every host, and how hard it was asked. */
async function measureNames(bench: ServerBench): Promise<Figure[]> {
  const seenAtMs = new Set<string>()
  const askedAtMs: number[] = []
  const doneMs = await waitUntil(async () => {
    for (const { name, type, atMs } of bench.platform.dns.queries()) {
      const key = `${name}|${type}|${atMs}`
      if (!seenAtMs.has(key)) askedAtMs.push(atMs)
      seenAtMs.add(key)
    }
    const { items } = await readJson<{ items: { name: string; sources: { name: string; objects: number }[] }[] }>(
      `${bench.fairlead.url}/api/v1/clusters`,
    )
    const sources = items.find(({ name }) => name === bench.cluster)?.sources ?? []
    return (sources.find(({ name }) => name === 'DNS')?.objects ?? 0) >= bench.ingresses
  }, 1_000)
  return [
    note('start to every host asked of DNS', inSeconds(doneMs - bench.startedMs)),
    note('DNS queries in the busiest second, all clusters', String(countBusiest(askedAtMs))),
  ]
}

function countBusiest(atMs: readonly number[]): number {
  const sorted = [...atMs].sort((a, b) => a - b)
  let first = 0
  let busiest = 0
  for (const [last, lastMs] of sorted.entries()) {
    while ((sorted[first] ?? lastMs) <= lastMs - 1_000) first += 1
    busiest = Math.max(busiest, last - first + 1)
  }
  return busiest
}

/** Times to the last byte, one request after the other. */
async function timeEach(urls: readonly string[]): Promise<number[]> {
  const timesMs: number[] = []
  for (const url of urls) {
    const beganMs = performance.now()
    await (await fetch(url)).arrayBuffer()
    timesMs.push(performance.now() - beganMs)
  }
  return timesMs
}

async function measureRequests(bench: ServerBench): Promise<Figure[]> {
  const api = apiOf(bench)
  const repeat = (url: string) => timeEach(Array.from({ length: bench.rounds }, () => url))
  const { items } = await readJson<Listed>(`${api}/ingresses?limit=1000&sort=name`)
  const traceUrls = items.slice(0, bench.rounds).map(({ namespace, name }) => `${api}/ingresses/${namespace}/${name}`)
  const answer = await fetch(`${api}/ingresses?limit=100`)
  const encoding = answer.headers.get('content-encoding') ?? 'not compressed'
  await answer.arrayBuffer()
  // Names are judged once somebody asks for them.
  await waitUntil(async () => (await readJson<{ unsettled: number }>(`${api}/dns-zones?limit=1`)).unsettled === 0)
  return [
    judge('ingresses?limit=100, p95 warm', takeP95(await repeat(`${api}/ingresses?limit=100`)), 30),
    note('its encoding', encoding),
    note('ingresses?limit=1000, p95', inMs(takeP95(await repeat(`${api}/ingresses?limit=1000`)))),
    judge('dns-zones?limit=100, p95 warm', takeP95(await repeat(`${api}/dns-zones?limit=100`)), 30),
    note('ingresses?q=, p95', inMs(takeP95(await repeat(`${api}/ingresses?limit=100&q=shop`)))),
    judge('one trace, p95', takeP95(await timeEach(traceUrls)), 20),
    note('findings?limit=100, p95', inMs(takeP95(await repeat(`${api}/findings?limit=100`)))),
    note('clusters, p95', inMs(takeP95(await repeat(`${bench.fairlead.url}/api/v1/clusters`)))),
    note('egress, p95', inMs(takeP95(await repeat(`${api}/egress`)))),
  ]
}

/** Marks one Ingress after the other and waits until its trace shows the mark. What it changes is taken back. */
async function measureChanges(bench: ServerBench): Promise<Figure[]> {
  const api = apiOf(bench)
  const { store } = requireCluster(bench.platform, bench.cluster).api
  const { items } = await readJson<Listed>(`${api}/ingresses?limit=1000&sort=namespace`)
  const visibleMs: number[] = []
  const firstListMs: number[] = []
  for (let count = 1; count <= bench.changes; count += 1) {
    const chosen = items[(count * 7) % items.length]
    if (chosen === undefined) break
    const { namespace, name } = chosen
    const before = (await readJson<Listed>(`${api}/ingresses?limit=100`)).freshness.revision
    const changedMs = performance.now()
    store.update('Ingress', namespace, name, (draft) => markObject(draft, count))
    let slowestMs = 0
    for (;;) {
      const beganMs = performance.now()
      const { revision } = (await readJson<Listed>(`${api}/ingresses?limit=100`)).freshness
      slowestMs = Math.max(slowestMs, performance.now() - beganMs)
      if (revision > before || performance.now() - changedMs > lostMs) break
    }
    firstListMs.push(slowestMs)
    const mark = `/churn-${count}`
    while (performance.now() - changedMs < lostMs) {
      const trace = await readJson<{ hosts: { paths: { path: string | null }[] }[] }>(
        `${api}/ingresses/${namespace}/${name}`,
      )
      if (trace.hosts.some(({ paths }) => paths.some(({ path }) => path === mark))) break
      await pause(5)
    }
    visibleMs.push(performance.now() - changedMs)
    store.update('Ingress', namespace, name, (draft) => markObject(draft, null))
  }
  return [
    judge('the list, first time after a change, p95', takeP95(firstListMs), 300),
    judge(`change to visible in the API, p95 of ${visibleMs.length}`, takeP95(visibleMs), 1_500),
  ]
}

/** Pods and Nodes that change a hundred times a second: how long the server's event loop is held up. */
async function measureChurn(bench: ServerBench): Promise<Figure[]> {
  const inspectorUrl = /ws:\/\/\S+/.exec(bench.fairlead.output())?.[0]
  if (inspectorUrl === undefined) return [note('event loop under churn', 'not measured: no inspector')]
  const { store } = requireCluster(bench.platform, bench.cluster).api
  const targets = (['Pod', 'Node', 'EndpointSlice'] as const).flatMap((kind) =>
    store.list(kind).flatMap(({ metadata }, index) => (index % 97 === 0 ? [{ kind, metadata }] : [])),
  )
  const inspector = await openInspector(inspectorUrl)
  try {
    await inspector.sample()
    const before = readProcessUse(bench.fairlead.child).cpuSeconds
    const beganMs = performance.now()
    const touched: typeof targets = []
    while (performance.now() - beganMs < churnMs) {
      const target = targets[(touched.length * 13) % targets.length]
      if (target === undefined) break
      const { kind, metadata } = target
      store.update(kind, metadata.namespace, metadata.name, (draft) => markObject(draft, touched.length))
      touched.push(target)
      await pause(churnPauseMs)
    }
    const after = readProcessUse(bench.fairlead.child).cpuSeconds
    const { delayP99Ms, delayMaxMs } = await inspector.sample()
    for (const { kind, metadata } of new Set(touched))
      store.update(kind, metadata.namespace, metadata.name, (draft) => markObject(draft, null))
    const share =
      before === null || after === null ? 'unknown' : `${Math.round(((after - before) / (churnMs / 1000)) * 100)} %`
    const rate = Math.round(touched.length / (churnMs / 1000))
    return [
      judge(`event loop delay at ${rate} changes a second, p99`, delayP99Ms, 50),
      note('the longest', inMs(delayMaxMs)),
      note('share of one core meanwhile', share),
    ]
  } finally {
    inspector.close()
  }
}
