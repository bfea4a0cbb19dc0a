import type { BrowserContext, Page } from '@playwright/test'
import { startTcpProxy, type TcpProxy } from '../integration/tcp-proxy'
import type { DemoCluster } from './demo-cluster'
import { expect, forbidReload, liveWord, openPage, test } from './fixtures'

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

test('a page that is paused holds changes, counts them, and shows them when it resumes', async ({ page, blue }) => {
  await openPage(page, '/blue/ingresses/shop/checkout')
  await page.getByRole('button', { name: 'Pause' }).click()
  await expect(liveWord(page)).toHaveText('Paused')
  await expect(page.getByRole('banner').getByText(/nothing waits$/)).toBeVisible()
  await fixCheckout(blue)
  await expect(page.getByRole('banner').getByText(/\b\d+ changes? waiting$/)).toBeVisible()
  await expect(labelFilter(page).first()).toBeVisible()
  await page.getByRole('button', { name: 'Resume' }).click()
  await expect(liveWord(page)).toHaveText('Live')
  await expect(labelFilter(page)).toHaveCount(0)
})

test('a change moves no row that the reader looks at; new ones wait at the end until asked for', async ({
  page,
  green,
}) => {
  await openPage(page, '/green/ingresses?sort=name')
  const names = page.getByRole('table', { name: 'Ingresses' }).getByRole('rowheader')
  const before = await names.allInnerTexts()
  expect(before).toHaveLength(10)
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
  await expect(names).toHaveCount(11)
  const during = await names.allInnerTexts()
  expect(during.slice(0, 10)).toEqual(before)
  expect(during[10]).toContain('aaa-first')
  await page.getByRole('button', { name: 'The list has changed: sort again' }).click()
  await expect(names.first()).toContainText('aaa-first')
})

test.describe('when the connection to Fairlead breaks', () => {
  test.use({ expectedComplaints: [/net::ERR_/] })
  let proxy: TcpProxy

  test.beforeEach(async ({ baseURL }) => {
    proxy = await startTcpProxy(Number(new URL(baseURL ?? '').port))
  })
  test.afterEach(() => proxy.close())

  async function loseConnection(context: BrowserContext): Promise<void> {
    await context.setOffline(true)
    // Being offline stops new requests only; the open stream is cut as well.
    proxy.cutAll()
  }

  test('the page keeps what it shows, says since when, and heals with what changed meanwhile', async ({
    page,
    context,
    blue,
  }) => {
    await openPage(page, `http://127.0.0.1:${proxy.port}/blue/ingresses/shop/checkout`)
    const expectSameDocument = await forbidReload(page)
    await loseConnection(context)
    await expect(liveWord(page)).toHaveText('Reconnecting…')
    await expect(page.getByRole('banner').getByText(/data from \d\d:\d\d:\d\d/)).toBeVisible()
    await fixCheckout(blue)
    await expect(labelFilter(page).first()).toBeVisible()
    await expect(page.getByRole('region', { name: 'Verdict: Failing' })).toContainText('has no DNS record')

    await context.setOffline(false)
    await expect(liveWord(page)).toHaveText('Live', { timeout: 20_000 })
    await expect(labelFilter(page)).toHaveCount(0)
    await expectSameDocument()
  })

  test('a connection that falls silent without a word is noticed and replaced', async ({ page, blue }) => {
    test.slow()
    await openPage(page, `http://127.0.0.1:${proxy.port}/blue/ingresses/shop/checkout`)
    // Connections that served the page and rest are closed by the server after a few seconds; only the stream is left.
    await expect.poll(() => proxy.connectionCount(), { timeout: 20_000 }).toBe(1)
    proxy.blackHole(false)
    await expect(liveWord(page)).toHaveText('Reconnecting…', { timeout: 20_000 })
    await fixCheckout(blue)
    await expect(liveWord(page)).toHaveText('Live', { timeout: 20_000 })
    await expect(labelFilter(page)).toHaveCount(0)
  })

  test('a part of a page that cannot be loaded says so and loads when asked again', async ({ page, context }) => {
    await openPage(page, `http://127.0.0.1:${proxy.port}/blue/ingresses`)
    await loseConnection(context)
    await page.getByRole('textbox', { name: 'Filter ingresses' }).fill('checkout')
    await expect(page.getByRole('main').getByRole('alert')).toContainText('The ingress list could not be loaded', {
      timeout: 20_000,
    })
    await context.setOffline(false)
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(page.getByRole('main').getByRole('link', { name: 'shop/checkout' })).toBeVisible()
  })
})
