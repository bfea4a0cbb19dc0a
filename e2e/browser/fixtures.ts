import AxeBuilder from '@axe-core/playwright'
import { test as base, expect, type Locator, type Page } from '@playwright/test'
import { type DemoCluster, openCluster } from './demo-cluster'
import { liveWord } from './live-word'

function requireEnvironment(name: string): string {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set; start the tests with npm run e2e`)
  return value
}

async function lendCluster(name: string, use: (cluster: DemoCluster) => Promise<void>): Promise<void> {
  const cluster = openCluster(name, requireEnvironment('FAIRLEAD_TEST_KUBECONFIG'))
  await use(cluster)
  await cluster.undo()
}

interface Fixtures {
  /** Complaints of the browser that a test brings about on purpose: the 404 of a page that is not there, say. */
  expectedComplaints: RegExp[]
  /** Clusters of the demo. What a test changes is taken back when it ends, however it ends. */
  blue: DemoCluster
  green: DemoCluster
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures from a destructured first parameter.
  baseURL: async ({}, use) => use(requireEnvironment('FAIRLEAD_TEST_URL')),
  expectedComplaints: [[], { option: true }],
  // biome-ignore lint/correctness/noEmptyPattern: as above.
  blue: async ({}, use) => lendCluster('blue', use),
  // biome-ignore lint/correctness/noEmptyPattern: as above.
  green: async ({}, use) => lendCluster('green', use),
  // Every test fails on an error of a page, a violated content security policy or a request to somebody else, whatever it looks at.
  context: async ({ context, expectedComplaints }, use) => {
    const complaints: string[] = []
    context.on('weberror', (failure) => complaints.push(`page error: ${failure.error().message}`))
    context.on('console', (message) => {
      if (message.type() === 'error' || /content security policy/i.test(message.text()))
        complaints.push(`console: ${message.text()}`)
    })
    context.on('request', (request) => {
      const { protocol, hostname } = new URL(request.url())
      if (/^https?:$/.test(protocol) && hostname !== '127.0.0.1') complaints.push(`foreign request: ${request.url()}`)
    })
    await use(context)
    const isExpected = (complaint: string) => expectedComplaints.some((pattern) => pattern.test(complaint))
    expect(complaints.filter((complaint) => !isExpected(complaint))).toEqual([])
  },
})

/** Opens a page and waits until its scripts run and its event stream is open. */
export async function openPage(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await expect(liveWord(page)).toHaveText('Live')
}

/** Marks the loaded document. The answer fails the test if the page has been loaded anew since. */
export async function forbidReload(page: Page): Promise<() => Promise<void>> {
  const mark = () => page.evaluate(() => performance.timeOrigin)
  const before = await mark()
  return async () => expect(await mark(), 'the page was loaded anew').toBe(before)
}

/** Presses Tab, or Shift+Tab, until the element has the focus. Fails when it is not reached with so many presses. */
export async function tabTo(
  page: Page,
  target: Locator,
  { keysMax = 60, key = 'Tab' }: { keysMax?: number; key?: 'Tab' | 'Shift+Tab' } = {},
): Promise<void> {
  for (let press = 0; press < keysMax; press += 1) {
    await page.keyboard.press(key)
    if (await target.evaluate((element) => element === document.activeElement)) return
  }
  throw new Error(`${target} was not reached with ${keysMax} presses of ${key}`)
}

/** Fails when the page can be scrolled sideways. A chart that was just given less room has a moment to take it. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const measureOverflowPx = () =>
    page.evaluate(() => (document.scrollingElement?.scrollWidth ?? 0) - document.documentElement.clientWidth)
  await expect
    .poll(measureOverflowPx, { message: 'pixels that the page is wider than the screen', timeout: 2000 })
    .toBeLessThanOrEqual(0)
}

const axeTags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const axeColourRules = ['color-contrast', 'link-in-text-block']

/** Fails with rule, impact and target of everything that axe finds; `colours` looks at nothing else, where only the theme changed. */
export async function expectNoAxeViolations(page: Page, scope: 'everything' | 'colours' = 'everything'): Promise<void> {
  // Legacy mode opens no second page for each look, which takes most of the time and serves frames that Fairlead has none of.
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] })
  const { violations } = await (scope === 'colours' ? axe.withRules(axeColourRules) : axe.withTags(axeTags)).analyze()
  const told = violations.map(
    ({ id, impact, nodes }) => `${id} (${impact}): ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`,
  )
  expect(told).toEqual([])
}

/** Fails on what axe finds in both themes and at both ends of the screen sizes, and when the page can be scrolled sideways. */
export async function expectAccessibleEverywhere(page: Page): Promise<void> {
  await page.setViewportSize({ width: 1440, height: 900 })
  await wearTheme(page, 'light')
  await test.step('1440 px, light', () => expectNoAxeViolations(page))
  await expectNoSidewaysScroll(page)
  await wearTheme(page, 'dark')
  await test.step('1440 px, dark', () => expectNoAxeViolations(page, 'colours'))
  await page.setViewportSize({ width: 390, height: 844 })
  await test.step('390 px, dark', () => expectNoAxeViolations(page))
  await expectNoSidewaysScroll(page)
  await wearTheme(page, 'light')
  await test.step('390 px, light', () => expectNoAxeViolations(page, 'colours'))
}

/** The same in half the time, for states of a page whose colours and sizes are looked at with good data: each theme at one size. */
export async function expectAccessibleInBothThemes(page: Page): Promise<void> {
  await page.setViewportSize({ width: 1440, height: 900 })
  await wearTheme(page, 'light')
  await test.step('1440 px, light', () => expectNoAxeViolations(page))
  await expectNoSidewaysScroll(page)
  await page.setViewportSize({ width: 390, height: 844 })
  await wearTheme(page, 'dark')
  await test.step('390 px, dark', () => expectNoAxeViolations(page))
  await expectNoSidewaysScroll(page)
}

// Without motion colours change at once; axe would otherwise measure them on their way.
async function wearTheme(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme)
}

export { expect, liveWord }
