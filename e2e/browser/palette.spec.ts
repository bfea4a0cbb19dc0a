import type { Page } from '@playwright/test'
import { expect, expectNoAxeViolations, expectNoSidewaysScroll, openPage, tabTo, test } from './fixtures'

const palette = (page: Page) => page.getByRole('dialog', { name: 'Find anything' })
const field = (page: Page) => palette(page).getByRole('combobox')
const option = (page: Page, name: string | RegExp) => palette(page).getByRole('option', { name })
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true })

/** The option that Enter would choose, as a screen reader is told it. */
const active = (page: Page) =>
  field(page).evaluate(
    (input) => document.getElementById(input.getAttribute('aria-activedescendant') ?? '')?.textContent ?? null,
  )

/** Fails when controls of the header lie over each other, which makes nothing scroll. */
async function expectApart(page: Page, width: number): Promise<void> {
  const header = page.getByRole('banner')
  const boxes = await header.locator('select:visible, button:visible').evaluateAll((controls) =>
    controls.map((control) => {
      const { left, right, top, bottom } = control.getBoundingClientRect()
      return { name: control.getAttribute('aria-label') ?? control.textContent?.slice(0, 20), left, right, top, bottom }
    }),
  )
  const overlaps = boxes.flatMap((a, at) =>
    boxes
      .slice(at + 1)
      .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
      .map((b) => `${a.name} and ${b.name}`),
  )
  expect(overlaps, `controls over each other at ${width} px`).toEqual([])
}

async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press('Control+k')
  await expect(field(page)).toBeFocused()
}

test('a tenant finds an Ingress by a part of its name, with the keyboard alone', async ({ page }) => {
  await openPage(page, '/blue/egress')
  await openPalette(page)
  await page.keyboard.type('check')
  await expect(option(page, /^Failing\s*shop\/checkout/)).toBeVisible()
  const first = await active(page)
  expect(first).not.toBeNull()
  await page.keyboard.press('ArrowDown')
  await expect.poll(() => active(page)).not.toBe(first)
  await page.keyboard.press('ArrowUp')
  await expect.poll(() => active(page)).toBe(first)
  await field(page).fill('shop/checkout')
  await expect.poll(() => active(page)).toMatch(/^Failingshop\/checkout/)
  await page.keyboard.press('Enter')
  await expect(heading(page, 'shop/checkout')).toBeVisible()
  await expect(palette(page)).toHaveCount(0)
  await expect(page.getByRole('main')).toBeFocused()
})

test('a pasted address asks why it does not answer', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await openPage(page, '/blue')
  await page.evaluate(() => navigator.clipboard.writeText('https://Checkout.shop.example.net:443/cart?id=1#pay'))
  await openPalette(page)
  await page.keyboard.press('Control+v')
  await expect(option(page, /^Why does checkout\.shop\.example\.net not answer\?/)).toBeVisible()
  await expect.poll(() => active(page)).toMatch(/^Why does checkout\.shop\.example\.net not answer/)
  await expect(option(page, /^Failing\s*checkout\.shop\.example\.net/)).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/blue\/why\?host=checkout\.shop\.example\.net&url-path=(\/|%2F)cart$/)
  await expect(page.getByRole('region', { name: 'Verdict: Failing' })).toContainText('has no DNS record')
})

test('with the mouse: the field in the header opens it, and each kind of thing leads to its page', async ({ page }) => {
  await openPage(page, '/blue')
  const choose = async (text: string, name: RegExp) => {
    await page.getByRole('button', { name: 'Search', exact: true }).click()
    await field(page).fill(text)
    await option(page, name).first().click()
    await expect(palette(page)).toHaveCount(0)
  }
  await choose('catalog.shop.example.net', /^Failing\s*catalog\.shop\.example\.net/)
  await expect(page).toHaveURL(/\/blue\/why\?host=catalog\.shop\.example\.net$/)
  await choose('payments', /^payments$/)
  await expect(page).toHaveURL(/\/blue\/ingresses\?namespace=payments$/)
  await choose('service-missing', /service-missing$/)
  await expect(page).toHaveURL(/\/checks\/service-missing$/)
  await choose('green', /^Failing\s*green/)
  await expect(heading(page, 'green')).toBeVisible()
  await choose('egress', /^Egress/)
  await expect(page).toHaveURL(/\/green\/egress$/)
})

test('a finding leads to its own page', async ({ page }) => {
  await openPage(page, '/blue')
  await openPalette(page)
  await field(page).fill('Label filter of external-dns')
  const finding = palette(page).getByRole('group', { name: 'Findings' }).getByRole('option').first()
  await expect(finding).toHaveAttribute('href', /^\/blue\/findings\/[0-9a-f]{16}$/)
  await finding.click()
  await expect(page).toHaveURL(/\/blue\/findings\/[0-9a-f]{16}$/)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Label filter of external-dns')
})

test('Escape and the same keys close it, and the focus is where it was', async ({ page }) => {
  await openPage(page, '/blue/ingresses')
  const link = page.getByRole('main').getByRole('link', { name: 'shop/checkout', exact: true })
  await link.focus()
  for (const key of ['Escape', 'Control+k']) {
    await openPalette(page)
    await page.keyboard.type('x')
    await page.keyboard.press(key)
    await expect(palette(page)).toHaveCount(0)
    await expect(link).toBeFocused()
  }
  await openPalette(page)
  await expect(field(page)).toHaveValue('')
})

test('it does things too: pauses and resumes updates, changes the theme, shows the keys', async ({ page }) => {
  await openPage(page, '/blue/ingresses')
  const act = async (text: string, name: string | RegExp) => {
    await openPalette(page)
    await field(page).fill(text)
    await expect(option(page, name)).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(palette(page)).toHaveCount(0)
  }
  await act('pause', /^Pause updates/)
  await expect(page.getByRole('banner').getByText('Paused', { exact: true })).toBeVisible()
  await act('resume', /^Resume updates/)
  await expect(page.getByRole('banner').getByText('Live', { exact: true })).toBeVisible()
  await act('dark', 'Use the dark theme')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await act('keyboard', /^Keyboard shortcuts/)
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
})

test('nothing found is said, and that clusters need choosing where none is chosen', async ({ page }) => {
  await openPage(page, '/blue')
  await openPalette(page)
  await field(page).fill('zzz-nothing')
  await expect(palette(page).getByText('Nothing in blue fits “zzz-nothing”')).toBeVisible()
  await expect(palette(page).getByRole('status')).toHaveText('Nothing fits')
  await page.keyboard.press('Enter')
  await expect(palette(page)).toBeVisible()
  await openPage(page, '/')
  await openPalette(page)
  await field(page).fill('service')
  await expect(palette(page).getByRole('group', { name: 'Checks' }).getByRole('option').first()).toBeVisible()
  await field(page).fill('eks')
  await expect(option(page, /eks-media/)).toBeVisible()
  await field(page).fill('shop/checkout')
  await expect(palette(page).getByText(/Choose a cluster to search its hosts/)).toBeVisible()
})

test.describe('when the search does not answer', () => {
  test.use({ expectedComplaints: [/status of 503/] })

  test('it says so, keeps pages and actions, and finds when tried again', async ({ page }) => {
    const problem = { type: 'about:blank', title: 'Busy', status: 503, detail: 'The server is busy.', requestId: 'r-1' }
    await page.route('**/search?*', (route) =>
      route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify(problem) }),
    )
    await openPage(page, '/blue')
    await openPalette(page)
    await field(page).fill('eg')
    await expect(palette(page).getByRole('alert')).toContainText('blue could not be searched. The server is busy.')
    await expect(palette(page).getByRole('alert')).toContainText('r-1')
    await expect(option(page, /^Egress/)).toBeVisible()
    await expectNoAxeViolations(page)
    await page.unroute('**/search?*')
    await palette(page).getByRole('button', { name: 'Try again' }).click()
    await expect(palette(page).getByRole('alert')).toHaveCount(0)
    await expect(palette(page).getByRole('option').nth(1)).toBeVisible()
  })
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`it is readable for everybody, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await openPage(page, '/blue/ingresses')
    await openPalette(page)
    await test.step('as it opens', () => expectNoAxeViolations(page))
    await field(page).fill('shop')
    await expect(palette(page).getByRole('group', { name: 'Findings' })).toBeVisible()
    await test.step('with results', () => expectNoAxeViolations(page))
    await field(page).fill('zzz-nothing')
    await expect(palette(page).getByText(/^Nothing in blue fits/)).toBeVisible()
    await test.step('without any', () => expectNoAxeViolations(page))
  })
}

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true })

  test('an icon opens it, it fits, and a tap chooses', async ({ page }) => {
    await openPage(page, '/blue/ingresses')
    await page.getByRole('button', { name: 'Search', exact: true }).tap()
    await field(page).fill('checkout.shop.example.net')
    await expect(option(page, /^Failing\s*checkout\.shop\.example\.net/)).toBeVisible()
    await expectNoSidewaysScroll(page)
    await expectNoAxeViolations(page)
    const box = await palette(page).boundingBox()
    expect(box?.x).toBeGreaterThanOrEqual(0)
    expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(390)
    await option(page, /^Failing\s*checkout\.shop\.example\.net/).tap()
    await expect(heading(page, 'shop/checkout')).toBeVisible()
  })
})

test('it is reached at every width, and the header never overflows', async ({ page }) => {
  await openPage(page, '/blue/ingresses')
  for (const width of [2560, 1440, 1024, 768, 640, 390, 320]) {
    await page.setViewportSize({ width, height: 800 })
    const button = page.getByRole('button', { name: 'Search', exact: true })
    await expect(button).toBeInViewport({ ratio: 1 })
    await expectNoSidewaysScroll(page)
    await expectApart(page, width)
    await button.click()
    await expect(field(page)).toBeInViewport({ ratio: 1 })
    await page.keyboard.press('Escape')
    await expect(button).toBeFocused()
  }
  await tabTo(page, page.getByRole('button', { name: 'Pause' }))
})
