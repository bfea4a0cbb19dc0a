import type { Page } from '@playwright/test'
import { startTcpProxy, type TcpProxy } from '../integration/tcp-proxy'
import type { DemoCluster } from './demo-cluster'
import { expect, forbidReload, liveWord, openPage, test } from './fixtures'
import { type OwnFairlead, startOwnFairlead } from './own-fairlead'

const configMapPath = '/api/v1/namespaces/kube-system/configmaps/node-local-dns'
const checkoutPath = '/apis/networking.k8s.io/v1/namespaces/shop/ingresses/checkout'
const labelFilter = (page: Page) => page.getByRole('main').getByRole('link', { name: 'edns-label-filter' })
const age = (page: Page) => page.getByRole('banner').getByRole('time')
const fixCheckout = (blue: DemoCluster) => blue.merge(checkoutPath, { metadata: { labels: { dns: 'public' } } })

test('the header says that the page is live and how old its data is, and the age moves on', async ({ page }) => {
  await openPage(page, '/blue/egress')
  await expect(age(page)).toHaveText(/^\d+ s ago$/)
  const first = await age(page).innerText()
  await expect(age(page)).not.toHaveText(first)
})

test('a page that is paused holds changes, counts them, keeps them from page to page, and shows them when it resumes', async ({
  page,
  blue,
}) => {
  await openPage(page, '/blue/ingresses/shop/checkout')
  await page.getByRole('button', { name: 'Pause' }).click()
  await expect(liveWord(page)).toHaveText('Paused')
  await expect(page.getByRole('banner').getByText(/nothing waits$/)).toBeVisible()
  await fixCheckout(blue)
  const waiting = page.getByRole('banner').getByText(/\b\d+ changes? waits?$/)
  await expect(waiting).toBeVisible()
  await expect(labelFilter(page).first()).toBeVisible()
  await page.getByRole('navigation').getByRole('link', { name: 'DNS cache' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'DNS cache' })).toBeVisible()
  await expect(liveWord(page)).toHaveText('Paused')
  await expect(waiting).toBeVisible()
  await page.goBack()
  await expect(labelFilter(page).first()).toBeVisible()
  await page.getByRole('button', { name: 'Resume' }).click()
  await expect(liveWord(page)).toHaveText('Live')
  await expect(labelFilter(page)).toHaveCount(0)
})

test('a browser without shared workers follows changes all the same', async ({ page, blue }) => {
  await page.addInitScript(() => Reflect.deleteProperty(window, 'SharedWorker'))
  await openPage(page, '/blue/ingresses/shop/checkout')
  expect(await page.evaluate(() => 'SharedWorker' in window)).toBe(false)
  await expect(labelFilter(page).first()).toBeVisible()
  await fixCheckout(blue)
  await expect(labelFilter(page)).toHaveCount(0)
})

test('a page that was left and is gone back to follows changes again', async ({ page, blue }) => {
  await openPage(page, '/blue/ingresses/shop/checkout')
  await page.goto('about:blank')
  await page.goBack()
  await expect(liveWord(page)).toHaveText('Live')
  await expect(labelFilter(page).first()).toBeVisible()
  await fixCheckout(blue)
  await expect(labelFilter(page)).toHaveCount(0)
})

test('a change moves no row that the reader looks at; new ones wait at the end until asked for', async ({
  page,
  green,
}) => {
  await openPage(page, '/green/ingresses?sort=name')
  const names = page.getByRole('table', { name: 'Ingresses' }).getByRole('rowheader')
  const before = await names.allInnerTexts()
  expect(before.length).toBeGreaterThan(10)
  const backend = { service: { name: 'none', port: { number: 80 } } }
  await green.create('/apis/networking.k8s.io/v1/namespaces/data/ingresses', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'aaa-first', namespace: 'data' },
    spec: {
      ingressClassName: 'nginx',
      rules: [{ host: 'first.data.example.net', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
    },
  })
  await expect(names).toHaveCount(before.length + 1)
  const during = await names.allInnerTexts()
  expect(during.slice(0, -1)).toEqual(before)
  expect(during.at(-1)).toContain('aaa-first')
  await page.getByRole('button', { name: 'The list has changed: sort again' }).click()
  await expect(names.first()).toContainText('aaa-first')
})

/** What "within five seconds" may take on a machine that does other things too. */
const fiveSecondsMs = 6_500

test.describe('over a connection of its own', () => {
  test.use({ expectedComplaints: [/net::ERR_/] })
  let proxy: TcpProxy

  test.beforeEach(async ({ baseURL }) => {
    proxy = await startTcpProxy(Number(new URL(baseURL ?? '').port))
  })
  test.afterEach(() => proxy.close())

  test('eight pages of one browser are live at once, over one stream', async ({ context, blue }) => {
    test.slow()
    const pages = await Promise.all(Array.from({ length: 8 }, () => context.newPage()))
    for (const page of pages) await openPage(page, `http://127.0.0.1:${proxy.port}/blue/ingresses/shop/checkout`)
    for (const page of pages) await expect(labelFilter(page).first()).toBeVisible()
    // Connections that served the pages and rest are closed by the server after a few seconds.
    await expect.poll(() => proxy.connectionCount(), { timeout: 30_000 }).toBe(1)
    await fixCheckout(blue)
    for (const page of pages) await expect(labelFilter(page)).toHaveCount(0)
    for (const page of pages.slice(1)) await page.close()
    for (const page of pages.slice(0, 1)) await expect(liveWord(page)).toHaveText('Live')
  })

  test('the page keeps what it shows, says since when, and is told on its return exactly what it missed', async ({
    page,
    blue,
  }) => {
    await openPage(page, `http://127.0.0.1:${proxy.port}/blue/dns-cache`)
    const expectSameDocument = await forbidReload(page)
    proxy.refuse()
    await expect(liveWord(page)).toHaveText('Reconnecting…', { timeout: fiveSecondsMs })
    await expect(page.getByRole('banner').getByText(/data from \d\d:\d\d:\d\d/)).toBeVisible()
    await expect(
      page
        .getByRole('main')
        .getByText(/^stale since/)
        .first(),
    ).toBeVisible()
    await expect(page.getByRole('main').getByText(/^Fairlead has not answered since/)).toBeVisible()
    await fixCheckout(blue)
    await expect(page.getByRole('region', { name: 'Verdict: Warning' })).toBeVisible()

    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    proxy.heal()
    await expect(liveWord(page)).toHaveText('Live', { timeout: 10_000 })
    await expect(page.getByRole('main').getByText(/^stale since/)).toHaveCount(0)
    await expect(
      page
        .getByRole('main')
        .getByText(/^as of/)
        .first(),
    ).toBeVisible()
    await expect.poll(() => asked).toContain('/api/v1/clusters')
    // An Ingress changed: nothing of the DNS cache did.
    expect(asked).not.toContain('/api/v1/clusters/blue/dns-cache')
    await expectSameDocument()
  })

  test('what changed during the drop is shown after it', async ({ page, blue }) => {
    await openPage(page, `http://127.0.0.1:${proxy.port}/blue/ingresses/shop/checkout`)
    proxy.refuse()
    await expect(liveWord(page)).toHaveText('Reconnecting…', { timeout: fiveSecondsMs })
    await fixCheckout(blue)
    await expect(page.getByRole('region', { name: 'Verdict: Failing' })).toContainText('has no DNS record')
    proxy.heal()
    await expect(labelFilter(page)).toHaveCount(0, { timeout: 10_000 })
  })

  test('a request that the drop cut off is repeated until it succeeds', async ({ page, blue }) => {
    await openPage(page, `http://127.0.0.1:${proxy.port}/blue/ingresses/shop/checkout`)
    let cut = 0
    await page.route('**/api/v1/clusters/blue/ingresses/**', (route) => {
      cut += 1
      return cut <= 4 ? route.abort() : route.fallback()
    })
    await fixCheckout(blue)
    await expect(labelFilter(page)).toHaveCount(0, { timeout: 25_000 })
    expect(cut).toBeGreaterThan(4)
  })

  test('a connection that falls silent without a word is noticed and replaced', async ({ page, blue }) => {
    await openPage(page, `http://127.0.0.1:${proxy.port}/blue/ingresses/shop/checkout`)
    // Connections that served the page and rest are closed by the server after a few seconds; only the stream is left.
    await expect.poll(() => proxy.connectionCount(), { timeout: 20_000 }).toBe(1)
    const expectSameDocument = await forbidReload(page)
    proxy.blackHole(false)
    await fixCheckout(blue)
    await expect(labelFilter(page).first()).toBeVisible()
    // Noticed within five seconds, then a new stream and what was missed on it.
    await expect(labelFilter(page)).toHaveCount(0, { timeout: fiveSecondsMs + 3_000 })
    await expect(liveWord(page)).toHaveText('Live')
    await expectSameDocument()
  })

  test('a part of a page that cannot be loaded says so and loads when asked again', async ({ page }) => {
    await openPage(page, `http://127.0.0.1:${proxy.port}/blue/ingresses`)
    proxy.refuse()
    await page.getByRole('textbox', { name: 'Filter ingresses' }).fill('checkout')
    await expect(page.getByRole('main').getByRole('alert')).toContainText('could not be loaded', {
      timeout: 20_000,
    })
    proxy.heal()
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(page.getByRole('main').getByRole('link', { name: 'shop/checkout' })).toBeVisible()
  })
})

test.describe('with a server of its own', () => {
  test.use({ expectedComplaints: [/net::ERR_|503|500|502/] })
  let own: OwnFairlead

  test.beforeAll(async () => {
    own = await startOwnFairlead('green', process.env.FAIRLEAD_TEST_KUBECONFIG ?? '')
  })
  test.afterAll(() => own?.close())

  const stale = (page: Page) => page.getByRole('main').getByText(/^stale since/)

  test('a server that hangs is noticed within five seconds, and the page heals with it', async ({ page }) => {
    await openPage(page, `${own.url}/green/dns-cache`)
    const expectSameDocument = await forbidReload(page)
    own.freeze()
    try {
      await expect(liveWord(page)).toHaveText('Reconnecting…', { timeout: fiveSecondsMs })
      await expect(stale(page).first()).toBeVisible()
      await expect(page.getByText(/^Fairlead has not answered since/)).toBeVisible()
    } finally {
      own.resume()
    }
    await expect(liveWord(page)).toHaveText('Live', { timeout: 10_000 })
    await expect(stale(page)).toHaveCount(0)
    await expectSameDocument()
  })

  test('an API server that dies is noticed within five seconds, and what changed meanwhile is shown when it is back', async ({
    page,
    green,
  }) => {
    await openPage(page, `${own.url}/green/dns-cache`)
    const expectSameDocument = await forbidReload(page)
    own.apiServer.refuse()
    await expect(liveWord(page)).toHaveText('Cluster away', { timeout: fiveSecondsMs })
    await expect(stale(page).first()).toBeVisible()
    await expect(page.getByText(/^Last good state of/).first()).toBeVisible()
    await green.merge(configMapPath, { data: { Corefile: '.:53 {\n  cache nonsense\n}\n' } })
    own.apiServer.heal()
    await expect(liveWord(page)).toHaveText('Live', { timeout: 20_000 })
    await expect(page.getByRole('region', { name: 'Verdict: Failing' })).toBeVisible()
    await expect(stale(page)).toHaveCount(0)
    await expectSameDocument()
  })

  test('while the API server is away, every source says since when it is stale', async ({ page }) => {
    await openPage(page, `${own.url}/green/sources`)
    const sources = await page.getByRole('table', { name: 'Sources' }).getByRole('rowheader').count()
    own.apiServer.refuse()
    await expect(liveWord(page)).toHaveText('Cluster away', { timeout: fiveSecondsMs })
    await expect(page.getByRole('cell', { name: 'stale', exact: true })).toHaveCount(sources, { timeout: 15_000 })
    await expect(stale(page).first()).toBeVisible()
    own.apiServer.heal()
    await expect(liveWord(page)).toHaveText('Live', { timeout: 20_000 })
    await expect(page.getByRole('cell', { name: 'stale', exact: true })).toHaveCount(0, { timeout: 20_000 })
  })

  test('after a restart of the server the open page reads everything again', async ({ page, green }) => {
    test.slow()
    await openPage(page, `${own.url}/green/dns-cache`)
    const expectSameDocument = await forbidReload(page)
    const restarted = own.restart()
    await expect(liveWord(page)).toHaveText('Reconnecting…', { timeout: 10_000 })
    await green.merge(configMapPath, { data: { Corefile: '.:53 {\n  cache nonsense\n}\n' } })
    await restarted
    await expect(liveWord(page)).toHaveText('Live', { timeout: 15_000 })
    await expect(page.getByRole('region', { name: 'Verdict: Failing' })).toBeVisible()
    await expectSameDocument()
  })
})
