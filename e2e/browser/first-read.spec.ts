import type { Page } from '@playwright/test'
import { type Platform, startPlatform } from '../../lib/demo/platform'
import { type FairleadProcess, findFreePort, startFairlead } from '../fairlead-process'
import { expect, test } from './fixtures'

/** Long enough to open a few pages before the first list is there. */
const listDelayMs = 12_000
/** "Good" by web.dev, Cumulative Layout Shift. */
const shiftMax = 0.1

let platform: Platform
let fairlead: FairleadProcess

test.beforeAll(async () => {
  platform = await startPlatform({ seed: '1', still: true })
  for (const { api } of platform.clusters.values()) api.faults.slowAnswers(listDelayMs, { verb: 'list' })
  const env = { FAIRLEAD_CONFIG: platform.configPath, FAIRLEAD_DEMO: '1' }
  fairlead = await startFairlead({ port: await findFreePort(), env })
})
test.afterAll(async () => {
  await fairlead?.stop()
  await platform?.close()
})

/** Adds up how far what stands on the page was moved by itself. */
function followShifts(): void {
  const totals = { shift: 0 }
  Object.assign(window, { totals })
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { value = 0, hadRecentInput = false } = entry as { value?: number; hadRecentInput?: boolean }
      if (!hadRecentInput) totals.shift += value
    }
  })
  observer.observe({ type: 'layout-shift', buffered: true })
}
const readShift = (page: Page) => page.evaluate(() => (window as unknown as { totals: { shift: number } }).totals.shift)

// What each page says once everything has been read.
const waitingPages: [path: string, sign: RegExp][] = [
  ['/', /^50 ingresses$/],
  ['/blue', /do not carry traffic all the way/],
  ['/blue/ingresses', /^50 ingresses$/],
  ['/blue/ingresses/shop/checkout', /has no DNS record/],
  ['/blue/egress', /^Each of the 48 nodes has/],
  ['/blue/dns-cache', /The cache is ready on/],
  ['/blue/certificates', /^\d+ certificates$/],
]

test.describe('a cluster that is being read for the first time', () => {
  // The trace of an Ingress is not to be had before.
  test.use({ expectedComplaints: [/status of 503/] })

  test('keeps the places of what is on its way, and nothing jumps when it comes', async ({ context }) => {
    test.setTimeout(90_000)
    await context.addInitScript(followShifts)
    const opened: { path: string; page: Page; sign: RegExp }[] = []
    for (const [path, sign] of waitingPages) {
      const page = await context.newPage()
      await page.goto(`${fairlead.url}${path}`)
      const skeleton = page.getByRole('main').locator('.animate-pulse').first()
      await expect(skeleton, `${path} waits in its layout`).toBeVisible()
      opened.push({ path, page, sign })
    }
    for (const { path, page, sign } of opened) {
      await page.bringToFront()
      await expect(page.getByRole('main').getByText(sign).first(), path).toBeVisible({ timeout: 40_000 })
      await expect(page.getByRole('main').locator('.animate-pulse'), path).toHaveCount(0)
      expect(await readShift(page), `${path} moved`).toBeLessThan(shiftMax)
    }
  })
})
