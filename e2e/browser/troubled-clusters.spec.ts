import type { Page } from '@playwright/test'
import { requireCluster } from '../../lib/demo/clock/running-platform'
import { type Platform, startPlatform } from '../../lib/demo/platform'
import { type FairleadProcess, findFreePort, startFairlead } from '../fairlead-process'
import {
  expect,
  expectNoAxeViolations,
  expectNoSidewaysScroll,
  forbidReload,
  liveWord,
  openPage,
  test,
} from './fixtures'
import { waitUntilRead } from './wait-until-read'

// A platform of its own: in blue neither Pods nor the workloads that make them may be read, eks-media does not answer, green goes away while it is looked at.
let platform: Platform
let fairlead: FairleadProcess

test.beforeAll(async () => {
  platform = await startPlatform({ seed: '1', still: true })
  const everybody = 'group:system:masters'
  apiOf('blue').authorisation.deny(everybody, { verbs: ['*'], groups: ['apps'], resources: ['*'] })
  apiOf('blue').authorisation.deny(everybody, { verbs: ['*'], groups: [''], resources: ['pods'] })
  await apiOf('eks-media').faults.stopListening()
  const port = await findFreePort()
  fairlead = await startFairlead({ port, env: { FAIRLEAD_CONFIG: platform.configPath, FAIRLEAD_DEMO: '1' } })
  await waitUntilRead(fairlead)
})

test.afterAll(async () => {
  await fairlead?.stop()
  await platform?.close()
})

const apiOf = (cluster: string) => requireCluster(platform, cluster).api

/** How high the header is from a phone to a wide screen. */
async function measureHeader(page: Page): Promise<number[]> {
  const heights: number[] = []
  for (const width of [320, 390, 640, 768, 1024, 1440]) {
    await page.setViewportSize({ width, height: 900 })
    const banner = page.getByRole('banner')
    heights.push(await banner.evaluate((header) => header.getBoundingClientRect().height))
    expect(await banner.evaluate((header) => header.scrollHeight - header.clientHeight), `${width} px`).toBe(0)
    await expectNoSidewaysScroll(page)
  }
  return heights
}

test.describe('a cluster whose Pods and workloads may not be read', () => {
  test('an Ingress is undetermined, never passing, and says what it would take', async ({ page }) => {
    await openPage(page, `${fairlead.url}/blue/ingresses/shop/cart`)
    await expect(page).toHaveTitle(/^shop\/cart undetermined/)
    await expect(page.getByRole('region', { name: 'Verdict: Undetermined' })).toBeVisible()
    const path = page.getByRole('region', { name: 'Path from DNS record to Pods' })
    await expect(path.getByRole('button', { name: /^Pods: Not checked/ })).toBeVisible()
    await expect(page.getByRole('main').getByText('list and watch on pods').first()).toBeVisible()
    await expectNoAxeViolations(page)
  })

  test('the list is said not to be the whole picture', async ({ page }) => {
    await openPage(page, `${fairlead.url}/blue/ingresses`)
    await expect(page.getByRole('main').getByText(/could not be read, so this is not the whole picture$/)).toBeVisible()
    await expect(page.getByRole('table', { name: 'Ingresses' }).getByText('Passing')).toHaveCount(0)
    await expectNoAxeViolations(page)
  })

  test('the sources page names what is forbidden and offers the smallest role that allows it', async ({ page }) => {
    await openPage(page, `${fairlead.url}/blue/sources`)
    await expect(page).toHaveTitle('Sources: 17 of 22 readable · blue · Fairlead')
    const rows = page.getByRole('table', { name: 'Sources' }).getByRole('row')
    await expect(rows.nth(1)).toContainText('no permission')
    const role = page.getByRole('group', { name: 'role' })
    for (const part of ['pods', 'apps', 'deployments', 'daemonsets', 'list', 'watch'])
      await expect(role).toContainText(part)
    await expect(role).not.toContainText('secrets')
    await page.setViewportSize({ width: 390, height: 844 })
    await expectNoSidewaysScroll(page)
    await expectNoAxeViolations(page)
  })
})

test.describe('a cluster that never answered', () => {
  test('is shown as unreachable, with nothing passing and nothing counted', async ({ page }) => {
    await openPage(page, `${fairlead.url}/`)
    const card = page.getByRole('main').getByRole('article').filter({ hasText: 'eks-media' })
    await expect(card).toContainText('Cannot be reached: ')
    await expect(card).toContainText('Undetermined')
    await expect(card).toContainText('Ingresses could not be read.')
    await expect(card).toContainText('nodes unknown')
  })

  test('says on each of its pages that nothing is known', async ({ page }) => {
    await page.goto(`${fairlead.url}/eks-media/egress`)
    await expect(liveWord(page)).toHaveText('Cluster away')
    await expect(page.getByRole('main').getByText('The cluster cannot be reached.')).toBeVisible()
    await expect(page.getByRole('img', { name: /^unknown SNAT ports per node; node count unknown/ })).toBeVisible()
    await expect(page.getByRole('main').getByText(/^0$/)).toHaveCount(0)
    await expectNoAxeViolations(page)
    await page.goto(`${fairlead.url}/eks-media/ingresses`)
    await expect(page.getByRole('main').getByText('The ingresses could not be read')).toBeVisible()
    await expectNoAxeViolations(page)
    await page.goto(`${fairlead.url}/eks-media/dns-cache`)
    await expect(page.getByRole('region', { name: 'Verdict: Undetermined' })).toBeVisible()
    await expectNoAxeViolations(page)
  })
})

test('a cluster that goes away keeps its last good state on the page, says how old it is, and heals', async ({
  page,
}) => {
  await openPage(page, `${fairlead.url}/green/ingresses/shop/loyalty`)
  await expect(page.getByRole('region', { name: 'Verdict: Passing' })).toBeVisible()
  const expectSameDocument = await forbidReload(page)
  const heights = await measureHeader(page)
  expect(new Set(heights).size, `the header is one row or, on a phone, two: ${heights.join()}`).toBe(2)
  await apiOf('green').faults.stopListening()
  apiOf('green').faults.dropConnections()
  await expect(liveWord(page)).toHaveText('Cluster away', { timeout: 25_000 })
  await expect(page.getByText(/^Last good state of \d\d:\d\d:\d\d/).first()).toBeVisible()
  expect(await measureHeader(page)).toEqual(heights)
  await expect(page.getByRole('region', { name: 'Path from DNS record to Pods' })).toBeVisible()
  await expectNoAxeViolations(page)
  await apiOf('green').faults.startListening()
  await expect(liveWord(page)).toHaveText('Live', { timeout: 40_000 })
  await expect(page.getByText(/^Last good state of/)).toHaveCount(0)
  await expectSameDocument()
})
