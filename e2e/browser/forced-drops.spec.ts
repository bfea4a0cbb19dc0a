import type { Page } from '@playwright/test'
import { requireCluster } from '../../lib/demo/clock/running-platform'
import type { ObjectStore } from '../../lib/demo/kubernetes-api/store'
import { type Platform, startPlatform } from '../../lib/demo/platform'
import { type FairleadProcess, findFreePort, startFairlead } from '../fairlead-process'
import { startTcpProxy, type TcpProxy } from '../integration/tcp-proxy'
import { expect, forbidReload, liveWord, openPage, test } from './fixtures'
import { waitUntilRead } from './wait-until-read'

// A platform of its own, whose API server goes away, and a way to Fairlead that breaks.
let platform: Platform
let fairlead: FairleadProcess
let proxy: TcpProxy
let store: ObjectStore

// One expression: Playwright takes an array of two for a value with its options.
test.use({ expectedComplaints: [/net::ERR_|Failed to fetch/] })

test.beforeAll(async () => {
  platform = await startPlatform({ seed: '1', still: true })
  store = requireCluster(platform, 'blue').api.store
  fairlead = await startFairlead({
    port: await findFreePort(),
    env: { FAIRLEAD_CONFIG: platform.configPath, FAIRLEAD_DEMO: '1' },
  })
  proxy = await startTcpProxy(Number(new URL(fairlead.url).port))
  await waitUntilRead(fairlead)
})

test.afterAll(async () => {
  await proxy?.close()
  await fairlead?.stop()
  await platform?.close()
})

const nodesAtFirst = 48
let nodes = nodesAtFirst

/** Another number of nodes, and the label that decides whether shop/checkout gets its DNS record. */
function change(round: number): { hasLabel: boolean } {
  const hasLabel = round % 2 === 1
  const [model] = store.list('Node')
  if (model === undefined) throw new Error('the demo has no nodes')
  if (nodes < nodesAtFirst + 4) {
    const name = `${model.metadata.name}-drop-${nodes}`
    const labels = { ...model.metadata.labels, 'kubernetes.io/hostname': name }
    store.put({ ...model, metadata: { ...model.metadata, name, uid: undefined, labels } })
    nodes += 1
  } else {
    for (; nodes > nodesAtFirst; nodes -= 1) store.remove('Node', undefined, `${model.metadata.name}-drop-${nodes - 1}`)
  }
  store.update('Ingress', 'shop', 'checkout', (draft) => {
    const { dns: _before, ...others } = draft.metadata.labels ?? {}
    draft.metadata.labels = hasLabel ? { ...others, dns: 'public' } : others
  })
  return { hasLabel }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const headerAge = (page: Page) =>
  page
    .getByRole('banner')
    .getByText(/\d+ s ago|\d\d:\d\d:\d\d/)
    .first()

async function expectTruth(egress: Page, ingress: Page, hasLabel: boolean): Promise<void> {
  const timeout = 20_000
  for (const page of [egress, ingress]) await expect(liveWord(page)).toHaveText('Live', { timeout })
  const gauge = egress.getByRole('img', { name: new RegExp(` SNAT ports per node; ${nodes} nodes`) })
  await expect(gauge).toBeVisible({ timeout })
  const cause = ingress.getByRole('main').getByRole('link', { name: 'edns-label-filter' })
  if (hasLabel) await expect(cause).toHaveCount(0, { timeout })
  else await expect(cause.first()).toBeVisible({ timeout })
  await expect(headerAge(egress)).toBeVisible()
}

/** Breaks something, lets the platform change meanwhile, and heals it. `pages` are those that show something of it. */
type Drop = (pages: Page[], changeMeanwhile: () => void) => Promise<void>

const cutStream: Drop = async (_pages, changeMeanwhile) => {
  proxy.cutAll()
  changeMeanwhile()
}

const silentStream: Drop = async (pages, changeMeanwhile) => {
  proxy.blackHole(true)
  changeMeanwhile()
  for (const page of pages) {
    await expect(liveWord(page)).toHaveText('Reconnecting…', { timeout: 10_000 })
    await expect(page.getByRole('banner').getByText(/data from \d\d:\d\d:\d\d/)).toBeVisible()
  }
  proxy.heal()
  proxy.cutAll()
}

const apiFault =
  (fault: string, lastsMs: number): Drop =>
  async (_pages, changeMeanwhile) => {
    const started = await platform.control.faults.start({ fault, cluster: 'blue' })
    changeMeanwhile()
    await pause(lastsMs)
    await platform.control.faults.remove(started.id)
  }

/** The API server is gone until both pages say since when what they show is old. */
const apiLoss =
  (fault: string): Drop =>
  async (pages, changeMeanwhile) => {
    const started = await platform.control.faults.start({ fault, cluster: 'blue' })
    changeMeanwhile()
    for (const page of pages) {
      await expect(liveWord(page)).toHaveText('Cluster away', { timeout: 15_000 })
      await expect(page.getByText(/^Last good state of \d\d:\d\d:\d\d/).first()).toBeVisible()
    }
    await platform.control.faults.remove(started.id)
  }

const drops: Drop[] = [
  cutStream,
  apiFault('cut-watches', 200),
  cutStream,
  apiLoss('down'),
  cutStream,
  apiFault('expired', 200),
  silentStream,
  apiFault('garbage-event', 200),
  cutStream,
  apiLoss('server-error'),
  cutStream,
  apiFault('half-open', 1000),
  cutStream,
  apiFault('expired', 200),
  cutStream,
  apiLoss('silent'),
  silentStream,
  apiFault('cut-watches', 200),
  cutStream,
  apiLoss('down'),
]

test('twenty drops of the stream and of the API server: open pages show what became true, without a reload', async ({
  context,
}) => {
  test.setTimeout(240_000)
  const origin = `http://127.0.0.1:${proxy.port}`
  const egress = await context.newPage()
  const ingress = await context.newPage()
  await openPage(egress, `${origin}/blue/egress`)
  await openPage(ingress, `${origin}/blue/ingresses/shop/checkout`)
  const expectSameDocuments = [await forbidReload(egress), await forbidReload(ingress)]
  for (const [index, drop] of drops.entries()) {
    await test.step(`drop ${index + 1}`, async () => {
      let hasLabel = false
      await drop([egress, ingress], () => {
        hasLabel = change(index + 1).hasLabel
      })
      await expectTruth(egress, ingress, hasLabel)
    })
  }
  for (const expectSameDocument of expectSameDocuments) await expectSameDocument()
})
