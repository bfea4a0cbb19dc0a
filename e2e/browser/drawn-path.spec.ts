import { readFileSync } from 'node:fs'
import type { Download, Locator, Page } from '@playwright/test'
import type { DemoCluster, JsonObject } from './demo-cluster'
import { expect, expectNoAxeViolations, expectNoSidewaysScroll, openPage, tabTo, test } from './fixtures'

const cartPath = '/apis/networking.k8s.io/v1/namespaces/shop/ingresses/cart'
const drawing = (page: Page) => page.getByRole('region', { name: 'Path from DNS record to Pods' })
const station = (page: Page, name: string | RegExp) => drawing(page).getByRole('button', { name })
const steps = (page: Page) => drawing(page).getByRole('article')
const lanes = (page: Page) => drawing(page).getByRole('list', { name: 'Paths of this host' })
const stationNames = [
  'DNS record',
  'Load balancer',
  'Controller',
  'Ingress rule',
  'Service',
  'Endpoints',
  'Pods',
  'Certificate',
]

/** Gives the host of shop/cart these paths; those named `/broken…` lead to a Service that does not exist. */
async function setPaths(blue: DemoCluster, paths: readonly string[]): Promise<void> {
  const ingress = (await blue.get(cartPath)) as unknown as {
    spec: { rules: [{ host: string; http: { paths: [{ backend: JsonObject }] } }] }
  }
  const [rule] = ingress.spec.rules
  const [{ backend }] = rule.http.paths
  const gone = { service: { name: 'gone', port: { number: 80 } } }
  const declared = paths.map((path) => ({
    path,
    pathType: 'Prefix',
    backend: path.startsWith('/broken') ? gone : backend,
  }))
  await blue.merge(cartPath, { spec: { rules: [{ host: rule.host, http: { paths: declared } }] } })
}

/** Where each of some elements stands on the page. */
const measure = async (elements: Locator) =>
  Promise.all((await elements.all()).map(async (element) => element.boundingBox()))

test('every path of a host has a lane, and the one that breaks says where', async ({ page, blue }) => {
  await setPaths(blue, ['/', '/broken', '/static'])
  await openPage(page, '/blue/ingresses/shop/cart')
  await expect(station(page, /breaks here/)).toHaveCount(1)
  await expect(station(page, 'Service: Failing, breaks here. Show details')).toBeVisible()
  await expect(drawing(page).getByText('breaks here', { exact: true })).toBeVisible()
  await expect(station(page, 'Pods: After failure. Show details')).toBeVisible()
  await expect(drawing(page).getByText('2 of 3 paths pass')).toBeVisible()

  // The way of the failing path is drawn first; the two others stand below it, each with its own stations.
  const others = lanes(page).getByRole('button', { name: /^Path / })
  await expect(others).toHaveCount(2)
  await expect(others.first()).toHaveAccessibleName('Path / (Prefix) to cart:http: Passing. Follow it')
  const rule = await steps(page).nth(3).boundingBox()
  const below = await measure(others)
  for (const [index, box] of below.entries()) {
    const above = index === 0 ? rule : below[index - 1]
    // The button lies within the frame of its card.
    expect(Math.abs((box?.x ?? 0) - (rule?.x ?? 0))).toBeLessThanOrEqual(1)
    expect(box?.y).toBeGreaterThanOrEqual((above?.y ?? 0) + (above?.height ?? 0))
  }
  await expect(drawing(page).getByText('80 → http').first()).toBeVisible()

  await others.first().click()
  await expect(page).toHaveURL(/[?&]path=(\/|%2F)$/)
  await expect(station(page, 'Service: Passing. Show details')).toBeVisible()
  await page.reload()
  await expect(station(page, 'Service: Passing. Show details')).toBeVisible()
  await expect(lanes(page).getByRole('button', { name: /^Service of path \/broken .*breaks here/ })).toBeVisible()
})

test('many paths are folded, worst first, and unfold', async ({ page, blue }) => {
  const names = Array.from({ length: 30 }, (_, at) => (at === 20 ? '/broken' : `/part-${at}`))
  await setPaths(blue, names)
  await openPage(page, '/blue/ingresses/shop/cart')
  await expect(station(page, 'Ingress rule: Passing. Show details')).toBeVisible()
  await expect(drawing(page).getByText('26 more paths: 26 passing')).toBeVisible()
  const others = lanes(page).getByRole('button', { name: /^Path / })
  await expect(others).toHaveCount(3)
  await drawing(page).getByRole('button', { name: 'Show all 30 paths' }).click()
  await expect(others).toHaveCount(29)
  await drawing(page).getByRole('button', { name: 'Show the first paths only' }).click()
  await expect(others).toHaveCount(3)
})

test('the steps are walked by keyboard alone: claim, evidence, fix', async ({ page }) => {
  await openPage(page, '/blue/ingresses/shop/checkout')
  await tabTo(page, station(page, /^DNS record: /))
  for (const name of stationNames.slice(1)) {
    await page.keyboard.press('ArrowRight')
    await expect(station(page, new RegExp(`^${name}: `))).toBeFocused()
  }
  await page.keyboard.press('Home')
  const dns = page.getByRole('button', { name: 'DNS record: Failing, breaks here. Show details' })
  await expect(dns).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/hop=dns-record/)
  const step = drawing(page).getByRole('listitem').filter({ has: dns })
  await expect(step).toContainText('external-dns (external-dns/external-dns) skips this Ingress')
  await expect(step.getByRole('listitem').filter({ hasText: 'metadata.labels' })).toContainText('observedno label dns')
  await expect(step.getByRole('heading', { name: 'Fix', exact: true })).toBeVisible()
  await expect(step.getByRole('group', { name: 'commands' })).toContainText('kubectl label ingress checkout')
  await tabTo(page, page.getByRole('button', { name: 'Close DNS record' }))
  await page.keyboard.press('Enter')
  await expect(step.getByRole('group', { name: 'commands' })).toHaveCount(0)
  await expect(dns).toBeFocused()
})

test('nothing moves when a Pod changes', async ({ page, blue }) => {
  await setPaths(blue, ['/', '/static', '/broken'])
  await openPage(page, '/blue/ingresses/shop/cart')
  const pods = lanes(page).getByRole('button', { name: /^Pods of path \/ / })
  await expect(pods).toHaveAccessibleName(/: Passing\./)
  const buttons = drawing(page).getByRole('button')
  const before = { steps: await measure(steps(page)), buttons: await measure(buttons) }
  expect(before.steps).toHaveLength(8)

  const listed = (await blue.get('/api/v1/namespaces/shop/pods')) as unknown as {
    items: { metadata: { name: string } }[]
  }
  const names = listed.items.map(({ metadata }) => metadata.name).filter((name) => /^cart-/.test(name))
  expect(names.length).toBeGreaterThan(0)
  const conditions = [{ type: 'Ready', status: 'False', reason: 'ContainersNotReady' }]
  for (const name of names) await blue.merge(`/api/v1/namespaces/shop/pods/${name}/status`, { status: { conditions } })
  await expect(pods).not.toHaveAccessibleName(/: Passing\./)
  expect(await measure(steps(page))).toEqual(before.steps)
  expect(await measure(buttons)).toEqual(before.buttons)
})

test.describe('a picture of the path', () => {
  const readFile = async (download: Download) => readFileSync(await download.path())

  test('is downloaded as a PNG and as an SVG that say verdict, cluster, host and time', async ({ page }) => {
    await openPage(page, '/blue/ingresses/shop/checkout')
    const [png] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download PNG' }).click(),
    ])
    expect(png.suggestedFilename()).toBe('fairlead-blue-checkout.shop.example.net.png')
    const bytes = await readFile(png)
    expect(bytes.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))
    expect(bytes.subarray(12, 16).toString()).toBe('IHDR')
    expect(bytes.readUInt32BE(16)).toBeGreaterThan(2000)

    const [svg] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download SVG' }).click(),
    ])
    const text = (await readFile(svg)).toString('utf8')
    const said = await page.evaluate((source) => {
      const picture = new DOMParser().parseFromString(source, 'image/svg+xml')
      const hasFailed = picture.querySelector('parsererror') !== null
      return hasFailed ? [] : [...picture.querySelectorAll('text')].map((element) => element.textContent)
    }, text)
    for (const part of [
      'checkout.shop.example.net has no DNS record',
      'cluster blue',
      'Ingress shop/checkout',
      'breaks here',
      'UTC',
    ])
      expect(
        said.some((line) => line?.includes(part)),
        part,
      ).toBe(true)
  })

  test('is copied to the clipboard', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await openPage(page, '/blue/why?host=checkout.shop.example.net')
    await page.getByRole('button', { name: 'Copy picture' }).click()
    await expect(page.getByText('Picture copied')).toBeAttached()
    const sizes = await page.evaluate(async () => {
      const [copied] = await navigator.clipboard.read()
      const bitmap = copied === undefined ? null : await createImageBitmap(await copied.getType('image/png'))
      return bitmap === null ? null : { width: bitmap.width, height: bitmap.height }
    })
    expect(sizes?.width).toBeGreaterThan(2000)
    expect(sizes?.height).toBeGreaterThan(500)
  })

  test('says so when the browser copies no pictures, and can still be downloaded', async ({ page }) => {
    await page.addInitScript(() => Reflect.deleteProperty(window, 'ClipboardItem'))
    await openPage(page, '/blue/ingresses/shop/checkout')
    await page.getByRole('button', { name: 'Copy picture' }).click()
    await expect(page.getByText('This browser does not let pages copy pictures. Download it instead.')).toBeVisible()
    const [png] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download PNG' }).click(),
    ])
    expect((await readFile(png)).length).toBeGreaterThan(10_000)
  })
})

test('lanes, folds and opened steps have no axe violation in both themes', async ({ page, blue }) => {
  test.slow()
  await setPaths(blue, ['/', '/broken', '/a', '/b', '/c', '/d'])
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await openPage(page, '/blue/ingresses/shop/cart?hop=service')
  await expect(station(page, /breaks here/)).toHaveAttribute('aria-pressed', 'true')
  await test.step('light', () => expectNoAxeViolations(page))
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await test.step('dark', () => expectNoAxeViolations(page))
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true })

  test('the path is a list of steps, and a step opens below itself', async ({ page, blue }) => {
    await setPaths(blue, ['/', '/broken'])
    await openPage(page, '/blue/ingresses/shop/cart')
    await expect(steps(page)).toHaveCount(8)
    const boxes = await measure(steps(page))
    for (const [index, box] of boxes.entries()) {
      const above = boxes[index - 1]
      expect(box?.width).toBeGreaterThan(300)
      if (above) expect(box?.y).toBeGreaterThanOrEqual(above.y + above.height)
    }
    await expect(drawing(page).getByText('Port 443 → https (443)')).toBeVisible()
    await expect(lanes(page).getByRole('button')).toHaveCount(2)
    await expect(lanes(page).getByRole('button', { pressed: true })).toHaveAccessibleName(/^Path \/broken /)

    const guilty = station(page, 'Service: Failing, breaks here. Show details')
    await guilty.tap()
    const detail = drawing(page).getByRole('heading', { name: /^Service/, level: 2 })
    await expect(detail).toBeVisible()
    const [step, opened, next] = await Promise.all([
      guilty.locator('xpath=ancestor::article').boundingBox(),
      detail.boundingBox(),
      station(page, /^Endpoints: /)
        .locator('xpath=ancestor::article')
        .boundingBox(),
    ])
    expect(opened?.y).toBeGreaterThan(step?.y ?? Number.POSITIVE_INFINITY)
    expect(next?.y).toBeGreaterThan(opened?.y ?? Number.POSITIVE_INFINITY)
    await lanes(page)
      .getByRole('button', { name: /^Path \/ / })
      .tap()
    await expect(station(page, 'Service: Passing. Show details')).toBeVisible()
    await expectNoSidewaysScroll(page)
    await expectNoAxeViolations(page)
  })
})
