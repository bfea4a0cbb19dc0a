import { gzipSync } from 'node:zlib'
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test'
import { findBrowser } from '../../lib/launch/browser.mjs'
import { type DemoCluster, openCluster } from '../browser/demo-cluster'
import { chromiumFlags } from '../chromium-flags'
import { startTcpProxy } from '../integration/tcp-proxy'
import type { Figure } from './figure'

// What a reader waits for, measured in the browser: everything between a key or a change of the cluster and the pixels.

interface BrowserBench {
  /** Of the running Fairlead. */
  url: string
  /** Of the platform it watches. */
  kubeconfigPath: string
  cluster: string
  changes?: number
  drops?: number
  filterRounds?: number
}

const viewport = { width: 1440, height: 900 }
const interactiveBudgetMs = 1500
const changeBudgetMs = 1500
const filterBudgetMs = 200
const scriptBudgetBytes = 200_000
const longTaskBudgetMs = 50
/** After this long a change counts as lost. */
const lostMs = 20_000

/** Measures in Chromium. Without one the only figure says so. What it changes in the cluster is taken back. */
export async function measureBrowser(bench: BrowserBench): Promise<Figure[]> {
  const executablePath = process.env.FAIRLEAD_BROWSER ?? findBrowser()
  if (!executablePath) return [{ what: 'browser', value: 'not measured: no browser', budget: null, isMet: null }]
  const browser = await chromium.launch({
    executablePath,
    args: chromiumFlags,
    chromiumSandbox: process.getuid?.() !== 0,
  })
  const cluster = openCluster(bench.cluster, bench.kubeconfigPath)
  try {
    return [
      ...(await measureOpening(browser, bench)),
      ...(await measureScripts(bench)),
      ...(await measureFilter(browser, bench)),
      ...(await measureChanges(browser, bench, cluster)),
      ...(await measureDrops(browser, bench, cluster)),
    ]
  } finally {
    await browser.close()
    await cluster.undo()
  }
}

const listPath = ({ cluster }: BrowserBench) => `/${encodeURIComponent(cluster)}/ingresses`

/** What the page notes about itself while it runs, on its own clock from the start of the navigation. */
interface PageNotes {
  firstRowMs: number | null
  interactiveMs: number | null
  longTasksMs: number[]
  lastKeyMs: number
}

declare global {
  interface Window {
    benchNotes: PageNotes
  }
}

/** Runs in the page before its own scripts. */
function takeNotes(): void {
  const notes: PageNotes = { firstRowMs: null, interactiveMs: null, longTasksMs: [], lastKeyMs: 0 }
  window.benchNotes = notes
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) notes.longTasksMs.push(duration)
  }).observe({ type: 'longtask', buffered: true })
  document.addEventListener('keydown', () => {
    notes.lastKeyMs = performance.now()
  })
  const look = () => {
    if (document.querySelector('[data-row-link]') !== null) notes.firstRowMs ??= performance.now()
    const filter = document.querySelector('[data-page-filter]')
    // React marks an element when it begins to listen to it.
    if (filter !== null && Object.keys(filter).some((key) => key.startsWith('__reactProps')))
      notes.interactiveMs ??= performance.now()
    if (notes.firstRowMs === null || notes.interactiveMs === null) requestAnimationFrame(look)
  }
  look()
}

async function openPage(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage()
  // tsx compiles named functions into calls of a helper that does not exist in the page.
  await page.addInitScript({ content: 'globalThis.__name = (named) => named' })
  await page.addInitScript(takeNotes)
  await page.goto(url)
  await page.waitForFunction(() => window.benchNotes.interactiveMs !== null, null, { polling: 50 })
  return page
}

/** Leaves out what opening the page took. */
async function forgetLongTasks(page: Page): Promise<void> {
  await page.waitForTimeout(2000)
  await page.evaluate(() => {
    window.benchNotes.longTasksMs.length = 0
  })
}

const readNotes = (page: Page) => page.evaluate(() => window.benchNotes)

async function measureOpening(browser: Browser, bench: BrowserBench): Promise<Figure[]> {
  const context = await browser.newContext({ viewport })
  const figures: Figure[] = []
  for (const state of ['cold', 'warm']) {
    const page = await openPage(context, bench.url + listPath(bench))
    const { firstRowMs, interactiveMs } = await readNotes(page)
    figures.push(
      timeFigure(`ingress list, first row, ${state}`, firstRowMs ?? Number.NaN, null),
      timeFigure(`ingress list, interactive, ${state}`, interactiveMs ?? Number.NaN, interactiveBudgetMs),
    )
    await page.close()
  }
  await context.close()
  return figures
}

/** Compressed script that each page asks for in its first answer. */
async function measureScripts(bench: BrowserBench): Promise<Figure[]> {
  const name = encodeURIComponent(bench.cluster)
  const paths = ['', '/ingresses', '/dns-cache', '/egress', '/sources'].map((page) => `/${name}${page}`)
  const figures: Figure[] = []
  for (const path of ['/', ...paths, '/checks']) {
    const html = await (await fetch(bench.url + path)).text()
    const tags = [...html.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag).filter((tag) => !/\bnomodule\b/i.test(tag))
    const sources = new Set(tags.flatMap((tag) => /\bsrc="([^"]+)"/.exec(tag)?.[1] ?? []))
    let bytes = 0
    for (const source of sources)
      bytes += gzipSync(Buffer.from(await (await fetch(new URL(source, bench.url))).arrayBuffer())).length
    figures.push({
      what: `script of ${path}, gzip`,
      value: `${(bytes / 1000).toFixed(0)} kB`,
      budget: `${scriptBudgetBytes / 1000} kB`,
      isMet: bytes <= scriptBudgetBytes,
    })
  }
  return figures
}

/** From the last key to the first row of the answer, with the rows of the whole cluster behind it. */
async function measureFilter(browser: Browser, bench: BrowserBench): Promise<Figure[]> {
  const context = await browser.newContext({ viewport })
  const page = await openPage(context, bench.url + listPath(bench))
  const answer = await fetch(`${bench.url}/api/v1/clusters/${encodeURIComponent(bench.cluster)}/ingresses?limit=1000`)
  const { items } = (await answer.json()) as { items: { namespace: string; name: string }[] }
  const rounds = bench.filterRounds ?? 20
  const targets = Array.from({ length: rounds }, (_, round) => items[Math.floor((round * items.length) / rounds)])
  const filter = page.locator('[data-page-filter]')
  await forgetLongTasks(page)
  const timesMs: number[] = []
  for (const target of targets) {
    if (target === undefined) continue
    await filter.fill('')
    await page.waitForFunction((least) => document.querySelectorAll('[data-row-link]').length >= least, 10)
    await filter.pressSequentially(`${target.namespace}/${target.name}`.slice(-16), { delay: 25 })
    const key = `${target.namespace}/${target.name}`
    timesMs.push(await page.evaluate(waitForFirstRow, key))
  }
  const { longTasksMs } = await readNotes(page)
  await context.close()
  return [
    timeFigure('filter, last key to answer, p95', percentile95(timesMs), filterBudgetMs),
    timeFigure('filter, longest task while typing', Math.max(0, ...longTasksMs), null),
  ]
}

/** Runs in the page. Milliseconds from the last key until the row of that name stands among few others. */
function waitForFirstRow(name: string): Promise<number> {
  return new Promise((resolve) => {
    const look = () => {
      const links = [...document.querySelectorAll('[data-row-link]')]
      if (links.length < 20 && links.some((link) => link.textContent === name))
        resolve(performance.now() - window.benchNotes.lastKeyMs)
      else requestAnimationFrame(look)
    }
    look()
  })
}

interface Target {
  namespace: string
  name: string
}

/** The first ingress of the list by name, which is in sight when the list is opened. */
async function findTarget(bench: BrowserBench): Promise<Target> {
  const path = `${bench.url}/api/v1/clusters/${encodeURIComponent(bench.cluster)}/ingresses`
  const { items } = (await (await fetch(`${path}?sort=name&limit=1`)).json()) as { items: Target[] }
  const [target] = items
  if (target === undefined) throw new Error('the cluster has no ingress to change')
  return target
}

/** Changes the class of an Ingress, which its row shows. */
const changeClass = (cluster: DemoCluster, { namespace, name }: Target, className: string) =>
  cluster.merge(`/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses/${name}`, {
    spec: { ingressClassName: className },
  })

/** When the text came into the page, on the clock of the machine; null when it did not in time. */
const watchFor = (page: Page, text: string) =>
  page.evaluate(
    ([wanted, limitMs]) =>
      new Promise<number | null>((resolve) => {
        const isThere = () => document.querySelector('main')?.textContent?.includes(wanted) === true
        const end = (at: number | null) => {
          observer.disconnect()
          clearTimeout(timer)
          resolve(at)
        }
        const observer = new MutationObserver(() => {
          if (isThere()) end(Date.now())
        })
        const timer = setTimeout(() => end(null), limitMs)
        observer.observe(document.body, { subtree: true, childList: true, characterData: true })
        if (isThere()) end(Date.now())
      }),
    [text, lostMs] as const,
  )

/** From just before the write to the Kubernetes API until the open list shows it. */
async function measureChanges(browser: Browser, bench: BrowserBench, cluster: DemoCluster): Promise<Figure[]> {
  const target = await findTarget(bench)
  const context = await browser.newContext({ viewport })
  const page = await openPage(context, `${bench.url}${listPath(bench)}?sort=name`)
  await forgetLongTasks(page)
  const timesMs: number[] = []
  let lost = 0
  const changes = bench.changes ?? 100
  for (let change = 0; change < changes; change += 1) {
    const className = `bench-${change}-end`
    const seen = watchFor(page, className)
    const beginMs = Date.now()
    await changeClass(cluster, target, className)
    const seenMs = await seen
    if (seenMs === null) lost += 1
    else timesMs.push(seenMs - beginMs)
  }
  const { longTasksMs } = await readNotes(page)
  const longestMs = Math.max(0, ...longTasksMs)
  await context.close()
  return [
    timeFigure(`change to open list, p95 of ${changes}`, percentile95(timesMs), changeBudgetMs),
    countFigure(`changes never shown, of ${changes}`, lost),
    timeFigure('longest task while changes arrive', longestMs, longTaskBudgetMs),
  ]
}

/** Cuts every connection between browser and Fairlead, changes something at once, and waits for it. */
async function measureDrops(browser: Browser, bench: BrowserBench, cluster: DemoCluster): Promise<Figure[]> {
  const target = await findTarget(bench)
  const proxy = await startTcpProxy(Number(new URL(bench.url).port))
  const context = await browser.newContext({ viewport })
  const drops = bench.drops ?? 20
  let lost = 0
  const timesMs: number[] = []
  try {
    const page = await openPage(context, `http://127.0.0.1:${proxy.port}${listPath(bench)}?sort=name`)
    await page.waitForTimeout(2000)
    for (let drop = 0; drop < drops; drop += 1) {
      const className = `dropped-${drop}-end`
      const seen = watchFor(page, className)
      proxy.cutAll()
      const beginMs = Date.now()
      await changeClass(cluster, target, className)
      const seenMs = await seen
      if (seenMs === null) lost += 1
      else timesMs.push(seenMs - beginMs)
    }
  } finally {
    await context.close()
    await proxy.close()
  }
  return [
    countFigure(`updates lost over ${drops} dropped connections`, lost),
    timeFigure('change during a drop to open list, p95', percentile95(timesMs), null),
  ]
}

function percentile95(valuesMs: readonly number[]): number {
  const sorted = [...valuesMs].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] ?? Number.NaN
}

function timeFigure(what: string, valueMs: number, budgetMs: number | null): Figure {
  const isMeasured = Number.isFinite(valueMs)
  return {
    what,
    value: isMeasured ? `${Math.round(valueMs)} ms` : 'not measured',
    budget: budgetMs === null ? null : `${budgetMs} ms`,
    isMet: budgetMs === null || !isMeasured ? null : valueMs <= budgetMs,
  }
}

const countFigure = (what: string, count: number): Figure => ({
  what,
  value: String(count),
  budget: '0',
  isMet: count === 0,
})
