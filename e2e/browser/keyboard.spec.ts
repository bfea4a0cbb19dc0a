import type { Page } from '@playwright/test'
import { expect, expectNoAxeViolations, openPage, tabTo, test } from './fixtures'

const heading = (page: Page) => page.getByRole('heading', { level: 1 })
const help = (page: Page) => page.getByRole('dialog', { name: 'Keyboard shortcuts' })
const notice = (page: Page, text: string | RegExp) => page.getByRole('status').filter({ hasText: text })
const focusedText = (page: Page) =>
  page.evaluate(() => {
    const focused = document.activeElement
    return ((focused?.querySelector('th') ?? focused)?.textContent ?? '').trim()
  })
const pressAll = async (page: Page, keys: string) => {
  for (const key of keys.split(' ')) await page.keyboard.press(key)
}

test('two keys lead to every page of the cluster', async ({ page }) => {
  await openPage(page, '/blue')
  const ways: [string, RegExp][] = [
    ['g i', /\/blue\/ingresses$/],
    ['g w', /\/blue\/why$/],
    ['g d', /\/blue\/dns-cache$/],
    ['g s', /\/blue\/egress$/],
    ['g r', /\/blue\/sources$/],
    ['g k', /\/checks$/],
    ['g o', /\/blue$/],
    ['g c', /:\d+\/$/],
  ]
  for (const [keys, url] of ways) {
    await pressAll(page, keys)
    await expect(page, keys).toHaveURL(url)
    await expect(heading(page)).toBeVisible()
  }
})

test('j and k walk the rows with visible focus, o and Enter open them, Back finds the list again', async ({ page }) => {
  await openPage(page, '/blue/ingresses')
  await page.keyboard.press('j')
  const first = await focusedText(page)
  await page.keyboard.press('j')
  const second = await focusedText(page)
  expect(second).not.toBe(first)
  const outline = await page.evaluate(
    () => getComputedStyle(document.activeElement as Element, '::before').outlineStyle,
  )
  expect(outline).toBe('solid')
  await page.keyboard.press('k')
  expect(await focusedText(page)).toBe(first)
  await page.keyboard.press('o')
  await expect(heading(page)).toHaveText(first)
  await page.goBack()
  await expect(heading(page)).toHaveText('Ingresses')
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await expect(heading(page)).not.toHaveText('Ingresses')
})

for (const { path, what } of [
  { path: '/blue', what: 'findings of the overview' },
  { path: '/checks', what: 'checks' },
  { path: '/blue/sources', what: 'sources' },
  { path: '/', what: 'clusters' },
]) {
  test(`j and k walk the ${what}`, async ({ page }) => {
    await openPage(page, path)
    await page.keyboard.press('j')
    const first = await focusedText(page)
    expect(first).not.toBe('')
    await page.keyboard.press('j')
    await expect(page.locator(':focus')).toBeInViewport()
    await page.keyboard.press('k')
    expect(await focusedText(page)).toBe(first)
  })
}

test('Tab reaches every group of the overview without walking through the ones before', async ({ page }) => {
  await openPage(page, '/blue')
  const skip = (name: string | RegExp) => page.getByRole('link', { name })
  await tabTo(page, skip('Skip to Also found'), { keysMax: 40 })
  await expect(skip('Skip to Also found')).toBeInViewport({ ratio: 1 })
  await page.keyboard.press('Enter')
  await tabTo(page, skip('Skip to What was looked at'), { keysMax: 1 })
  // And from check to check, however many places each has.
  for (let check = 0; check < 3; check += 1) {
    await page.keyboard.press('Tab')
    await expect(page.locator(':focus')).toHaveAccessibleName(/^Next: /)
    const next = (await focusedText(page)).replace(/^Next: /, '')
    await page.keyboard.press('Enter')
    await expect(page.locator(':focus')).toContainText(next)
  }
})

test('the next and the previous Ingress of the list are one key away, and Back leads to the list', async ({ page }) => {
  await openPage(page, '/blue/ingresses?sort=name')
  const names = await page.getByRole('table', { name: 'Ingresses' }).getByRole('rowheader').allInnerTexts()
  const [first = '', second = '', third = ''] = names.map((name) => name.replace(/\s/g, ''))
  await page.getByRole('main').getByRole('link', { name: second, exact: true }).click()
  await expect(heading(page)).toHaveText(second)
  await page.keyboard.press(']')
  await expect(heading(page)).toHaveText(third)
  await expect(notice(page, '3 of 50')).toBeVisible()
  await pressAll(page, '[ [')
  await expect(heading(page)).toHaveText(first)
  await page.keyboard.press('[')
  await expect(notice(page, 'This is the first one of the list')).toBeVisible()
  await page.goBack()
  await expect(heading(page)).toHaveText('Ingresses')
})

test('a page can be copied as a link and as a kubectl command', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const read = () => page.evaluate(() => navigator.clipboard.readText())
  await openPage(page, '/blue/ingresses/shop/checkout')
  await page.keyboard.press('c')
  await expect(notice(page, 'Copied: kubectl describe ingress checkout -n shop')).toBeVisible()
  expect(await read()).toBe('kubectl describe ingress checkout -n shop')
  await page.keyboard.press('y')
  await expect(notice(page, 'Link copied')).toBeVisible()
  expect(await read()).toBe(page.url())
})

test('p pauses and resumes, and both are said', async ({ page }) => {
  await openPage(page, '/blue/ingresses')
  await page.keyboard.press('p')
  await expect(page.getByRole('banner').getByText('Paused', { exact: true })).toBeVisible()
  await expect(notice(page, /^Updates paused/)).toBeVisible()
  await page.keyboard.press('p')
  await expect(page.getByRole('banner').getByText('Live', { exact: true })).toBeVisible()
  await expect(notice(page, 'Updates resumed')).toBeVisible()
})

test('the slash goes to the filter of a page, and opens the search where there is none', async ({ page }) => {
  await openPage(page, '/blue/ingresses')
  await page.keyboard.press('/')
  const filter = page.getByRole('textbox', { name: 'Filter ingresses' })
  await expect(filter).toBeFocused()
  await page.keyboard.type('gijkop?y')
  await expect(filter).toHaveValue('gijkop?y')
  await expect(page).toHaveURL(/\/blue\/ingresses\?q=gijkop(\?|%3F)y$/)
  await openPage(page, '/blue/egress')
  await page.keyboard.press('/')
  await expect(page.getByRole('dialog', { name: 'Find anything' }).getByRole('combobox')).toBeFocused()
})

test('keys with a modifier stay with the browser', async ({ page }) => {
  await openPage(page, '/blue')
  await page.keyboard.press('Alt+p')
  await page.keyboard.press('Control+p')
  await pressAll(page, 'g Control+i')
  await expect(page).toHaveURL(/\/blue$/)
  await expect(page.getByRole('banner').getByText('Live', { exact: true })).toBeVisible()
})

test('the help lists exactly what works on the page, in both themes', async ({ page }) => {
  await openPage(page, '/blue/ingresses')
  await page.keyboard.press('?')
  await expect(help(page).getByText('Next row of the list')).toBeVisible()
  await expect(help(page).getByText('Copy the kubectl command of this page')).toHaveCount(0)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme)
    await test.step(colorScheme, () => expectNoAxeViolations(page))
  }
  await page.keyboard.press('j')
  await page.keyboard.press('Escape')
  await expect(help(page)).toHaveCount(0)
  await openPage(page, '/blue/ingresses/shop/checkout')
  await page.keyboard.press('?')
  await expect(help(page).getByText('Copy the kubectl command of this page')).toBeVisible()
  await expect(help(page).getByText('Next row of the list')).toHaveCount(0)
  await openPage(page, '/')
  await page.keyboard.press('?')
  await expect(help(page).getByText('Clusters', { exact: true })).toBeVisible()
  await expect(help(page).getByText('Overview of the cluster')).toHaveCount(0)
})

test('single keys can be switched off, the browser remembers it, and the palette still opens', async ({ page }) => {
  await openPage(page, '/blue/ingresses')
  await page.keyboard.press('?')
  await help(page)
    .getByRole('checkbox', { name: /^Single-key shortcuts/ })
    .uncheck()
  await expect(help(page).getByText('Next row of the list')).toHaveCount(0)
  await expect(help(page).getByText(/^Find anything/)).toBeVisible()
  await page.keyboard.press('Escape')
  await page.reload()
  await expect(page.getByRole('banner').getByText('Live', { exact: true })).toBeVisible()
  await pressAll(page, 'g s')
  await page.keyboard.press('p')
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('dialog', { name: 'Find anything' })
  await palette.getByRole('combobox').fill('shortcuts')
  await expect(palette.getByRole('option', { name: /^Keyboard shortcuts/ })).toBeVisible()
  await expect(page).toHaveURL(/\/blue\/ingresses$/)
  await expect(page.getByRole('banner').getByText('Live', { exact: true })).toBeVisible()
  await page.keyboard.press('Enter')
  await help(page)
    .getByRole('checkbox', { name: /^Single-key shortcuts/ })
    .check()
  await page.keyboard.press('Escape')
  await pressAll(page, 'g s')
  await expect(page).toHaveURL(/\/blue\/egress$/)
})

test('title and icon of the tab follow the verdict while the page is open', async ({ page, blue }) => {
  const icon = () => page.locator('link[rel="icon"]').first().getAttribute('href')
  await openPage(page, '/blue/ingresses/shop/checkout')
  await expect(page).toHaveTitle(/^shop\/checkout failing: /)
  await expect.poll(icon).toMatch(/^data:image\/svg\+xml,/)
  const failing = await icon()
  const path = '/apis/networking.k8s.io/v1/namespaces/shop/ingresses/checkout'
  await blue.merge(path, { metadata: { labels: { dns: 'public' } } })
  await expect(page).not.toHaveTitle(/Label filter/)
  await pressAll(page, 'g s')
  await expect(page).toHaveTitle('Egress undetermined: 3 nodes to the next drop · blue · Fairlead')
  await expect.poll(icon).not.toBe(failing)
  await pressAll(page, 'g k')
  await expect(page).toHaveTitle('Checks · Fairlead')
  await expect.poll(icon).toMatch(/icon\.svg/)
})
