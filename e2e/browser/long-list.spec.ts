import type { Locator, Page } from '@playwright/test'
import { type Platform, startPlatform } from '../../lib/demo/platform'
import { type FairleadProcess, findFreePort, startFairlead } from '../fairlead-process'
import { type DemoCluster, openCluster } from './demo-cluster'
import { expect, expectNoAxeViolations, expectNoSidewaysScroll, openPage, test } from './fixtures'
import { waitUntilRead } from './wait-until-read'

// A platform of its own, with more ingresses than a page of the list holds.
const total = 1200
let platform: Platform
let fairlead: FairleadProcess
let cluster: DemoCluster

test.beforeAll(async () => {
  platform = await startPlatform({ seed: '1', still: true, ingresses: total })
  const port = await findFreePort()
  fairlead = await startFairlead({ port, env: { FAIRLEAD_CONFIG: platform.configPath, FAIRLEAD_DEMO: '1' } })
  cluster = openCluster('blue', platform.kubeconfigPath)
  await waitUntilRead(fairlead)
})

test.afterAll(async () => {
  await fairlead?.stop()
  await platform?.close()
})

test.afterEach(() => cluster.undo())

const openList = (page: Page, search = '?sort=name') => openPage(page, `${fairlead.url}/blue/ingresses${search}`)
const table = (page: Page) => page.getByRole('table', { name: 'Ingresses' })
const rows = (page: Page) => table(page).getByRole('row')
const rowAt = (page: Page, index: number) => page.locator(`tr[aria-rowindex="${index + 2}"]`)
const links = (page: Page): Locator => table(page).getByRole('link')

/** Scrolls to a part of the page, from 0 to 1, and waits until the rows there are loaded. */
async function scrollTo(page: Page, part: number): Promise<void> {
  await page.evaluate((to) => window.scrollTo(0, to * document.documentElement.scrollHeight), part)
  await waitForRows(page)
}

async function waitForRows(page: Page): Promise<void> {
  const countWaiting = () =>
    page.evaluate(
      () =>
        [...document.querySelectorAll('tr[aria-busy]')].filter((row) => {
          const { top, bottom } = row.getBoundingClientRect()
          return bottom > 0 && top < window.innerHeight
        }).length,
    )
  await expect.poll(countWaiting).toBe(0)
  await expect(links(page).first()).toBeVisible()
}

/** Name and place on screen of the row in the middle of the window. */
const middleRow = (page: Page) =>
  page.evaluate(() => {
    const row = document.elementFromPoint(700, window.innerHeight / 2)?.closest('tr')
    const link = row?.querySelector('a')
    return { name: link?.textContent ?? null, topPx: Math.round(row?.getBoundingClientRect().top ?? -1) }
  })

test('every row of a long list is reached by scrolling, in order, with few of them in the document', async ({
  page,
}) => {
  await openList(page)
  await expect(page.getByText(/^1,200 ingresses$/)).toBeVisible()
  await expect(table(page)).toHaveAttribute('aria-rowcount', String(total + 1))
  const seen = new Map<number, string>()
  const steps = 90
  for (let step = 0; step <= steps; step += 1) {
    await scrollTo(page, step / steps)
    const drawn = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('tr[data-index]')].map((row) => ({
        index: Number(row.dataset.index),
        name: row.querySelector('a')?.textContent ?? null,
      })),
    )
    expect(drawn.length).toBeLessThan(100)
    for (const { index, name } of drawn) if (name !== null) seen.set(index, name)
  }
  expect(seen.size).toBe(total)
  expect(new Set(seen.values()).size).toBe(total)
  const names = Array.from({ length: total }, (_, index) => seen.get(index)?.split('/')[1] ?? '')
  expect(names).toEqual([...names].sort())
})

test('the headings stay on top, and the page does not move by itself while rows arrive', async ({ page }) => {
  await openList(page)
  await page.evaluate(() => window.scrollTo(0, 30_000))
  await waitForRows(page)
  expect(await page.evaluate(() => window.scrollY)).toBe(30_000)
  await expect(page.getByRole('columnheader', { name: 'Hosts' })).toBeInViewport({ ratio: 1 })
  await expectNoSidewaysScroll(page)
  await expectNoAxeViolations(page)
})

test('going back finds the place in the list again, and so does loading the page anew', async ({ page }) => {
  await openList(page)
  await scrollTo(page, 0.6)
  const before = await middleRow(page)
  expect(before.name).toMatch(/\//)
  await page.mouse.click(700, 450)
  await expect(page.getByRole('heading', { level: 1 })).toContainText(before.name?.split('/')[1] ?? '')
  await page.goBack()
  await waitForRows(page)
  await expect.poll(() => middleRow(page)).toEqual(before)
  await page.reload()
  await waitForRows(page)
  await expect.poll(() => middleRow(page)).toEqual(before)
})

test('the next and the previous one are read where the list had not loaded them', async ({ page }) => {
  await openList(page)
  await scrollTo(page, 0.6)
  const opened = await middleRow(page)
  const names = await links(page).allInnerTexts()
  const at = names.findIndex((name) => name.replace(/\s/g, '') === opened.name)
  const [previous = '', next = ''] = [names[at - 1], names[at + 1]].map((name) => name?.replace(/\s/g, ''))
  await page.mouse.click(700, 450)
  const heading = page.getByRole('heading', { level: 1 })
  await expect(heading).toHaveText(opened.name ?? '')
  // As a list that had loaded this row alone would have left it.
  await page.evaluate((key) => {
    const trail = JSON.parse(sessionStorage.getItem(key) ?? '')
    const alone = { ...trail, hrefs: [trail.hrefs[trail.at]], before: trail.before + trail.at, at: 0 }
    sessionStorage.setItem(key, JSON.stringify(alone))
  }, 'fairlead.trail')
  await page.keyboard.press(']')
  await expect(heading).toHaveText(next)
  await expect(page.getByRole('status').filter({ hasText: /^\d+ of 1,200$/ })).toBeVisible()
  await page.keyboard.press('[')
  await expect(heading).toHaveText(opened.name ?? '')
  await page.keyboard.press('[')
  await expect(heading).toHaveText(previous)
})

test('the keyboard goes on from row to row where rows were not drawn yet', async ({ page }) => {
  await openList(page)
  await links(page).first().focus()
  const names: string[] = []
  for (let press = 0; press < 60; press += 1) {
    names.push((await page.evaluate(() => document.activeElement?.textContent)) ?? '')
    await page.keyboard.press('Tab')
  }
  expect(names.filter((name) => !name.includes('/'))).toEqual([])
  expect(new Set(names).size).toBe(60)
  // The focus outlives its row leaving the window.
  const focused = await page.evaluate(() => document.activeElement?.textContent)
  await scrollTo(page, 1)
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(focused)
})

test('a filter shows its rows from the first one, wherever the reader was', async ({ page }) => {
  await openList(page)
  await scrollTo(page, 0.5)
  await page.getByRole('textbox', { name: 'Filter ingresses' }).fill('checkout')
  await expect(page.getByText(/^\d+ ingress(es)? found$/)).toBeVisible()
  await expect(rowAt(page, 0)).toContainText('checkout')
  await expect(rowAt(page, 0)).toBeInViewport({ ratio: 1 })
  await page.getByRole('textbox', { name: 'Filter ingresses' }).fill('')
  await expect(page.getByText(/^1,200 ingresses$/)).toBeVisible()
})

test('a change reads only the pages in sight and moves no row', async ({ page }) => {
  await openList(page)
  await scrollTo(page, 0.3)
  await scrollTo(page, 0.6)
  await scrollTo(page, 0.5)
  const before = await middleRow(page)
  const [namespace, name] = before.name?.split('/') ?? []
  const asked: string[] = []
  page.on('request', (request) => {
    if (/\/api\/v1\/clusters\/blue\/ingresses\?/.test(request.url())) asked.push(request.url())
  })
  await cluster.merge(`/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses/${name}`, {
    spec: { ingressClassName: 'no-such-class' },
  })
  const changed = rows(page).filter({ hasText: before.name ?? '' })
  await expect(changed).toContainText('no-such-class')
  expect(await middleRow(page)).toEqual(before)
  expect(new Set(asked.map((url) => new URL(url).searchParams.get('offset'))).size).toBeLessThanOrEqual(2)
})

test('what is loaded is printed', async ({ page }) => {
  await openList(page)
  await scrollTo(page, 0.5)
  const drawn = await links(page).count()
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')))
  await expect.poll(() => links(page).count()).toBeGreaterThan(Math.max(drawn, 150))
  await page.evaluate(() => window.dispatchEvent(new Event('afterprint')))
  await expect.poll(() => links(page).count()).toBeLessThan(100)
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true })

  test('rows are cards of one height, and the end of the list is reached', async ({ page }) => {
    await openList(page)
    await scrollTo(page, 1)
    await expect(rowAt(page, total - 1)).toBeInViewport()
    await expectNoSidewaysScroll(page)
  })
})
