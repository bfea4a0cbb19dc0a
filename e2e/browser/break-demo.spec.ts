import type { Page } from '@playwright/test'
import {
  expect,
  expectNoAxeViolations,
  expectNoSidewaysScroll,
  forbidReload,
  liveWord,
  openPage,
  tabTo,
  test,
} from './fixtures'

const faultsPath = '/demo/faults'
const choice = (page: Page, label: string) => page.getByRole('group', { name: 'Where and how long' }).getByLabel(label)
const row = (page: Page, title: string) =>
  page.getByRole('main').getByRole('listitem').filter({ hasText: title }).last()

test.afterEach(async ({ request, baseURL }) => {
  await request.delete('/api/demo/faults', { headers: { origin: baseURL ?? '' } })
})

test('a person breaks a cluster, sees what its page says, and heals it', async ({ page }) => {
  await openPage(page, '/green')
  await page.getByRole('complementary', { name: 'Demo' }).getByRole('link', { name: 'Break something' }).click()
  await expect(page).toHaveURL(faultsPath)
  await expect(page).toHaveTitle('Break something · Fairlead')
  await expect(page.getByRole('heading', { name: 'Nothing is broken' })).toBeVisible()
  await choice(page, 'cluster').selectOption('green')
  await page.getByRole('button', { name: 'Break: API server down, green' }).click()
  await expect(page.getByRole('heading', { name: 'Broken now: 1' })).toBeVisible()
  await expect(page.getByRole('status').filter({ hasText: 'API server down: green, for 60 seconds.' })).toBeVisible()
  await expect(page.getByRole('main').getByText(/^\d+ s left$/)).toBeVisible()

  await page.getByRole('link', { name: 'See the overview of green' }).first().click()
  await expect(page).toHaveTitle(/^green/)
  const expectSameDocument = await forbidReload(page)
  await expect(liveWord(page)).toHaveText('Cluster away', { timeout: 15_000 })
  await page.goBack()
  await page.getByRole('button', { name: 'Heal everything' }).click()
  await expect(page.getByRole('heading', { name: 'Nothing is broken' })).toBeVisible()
  await page.goForward()
  await expect(liveWord(page)).toHaveText('Live', { timeout: 20_000 })
  await expectSameDocument()
})

test('a fault that needs a kind says so, and can then be started and removed by keyboard alone', async ({ page }) => {
  await openPage(page, `${faultsPath}?cluster=blue`)
  const button = page.getByRole('button', { name: /^Break: Kind not installed/ })
  await expect(button).toBeDisabled()
  await expect(button).toHaveAccessibleDescription('Choose a kind above first')
  await choice(page, 'kind').selectOption('Challenge')
  await tabTo(page, button)
  await page.keyboard.press('Enter')
  const remove = page.getByRole('button', { name: 'Remove Kind not installed (404), Challenge in blue' })
  await expect(remove).toBeVisible()
  await expect(row(page, 'Kind not installed').getByText('lasts now')).toBeVisible()
  await page.reload()
  await expect(choice(page, 'kind')).toHaveValue('Challenge')
  await tabTo(page, remove)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Nothing is broken' })).toBeVisible()
})

test('a fault ends by itself', async ({ page }) => {
  await openPage(page, `${faultsPath}?cluster=eks-media&seconds=20`)
  await page.getByRole('button', { name: 'Break: Slow answers, every kind in eks-media' }).click()
  await expect(page.getByRole('main').getByText(/^1?\d s left$/)).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Nothing is broken' })).toBeVisible({ timeout: 30_000 })
})

test('no other page may break anything', async ({ request }) => {
  const wish = { fault: 'down', cluster: 'blue' }
  const foreign = await request.post('/api/demo/faults', { data: wish, headers: { origin: 'http://127.0.0.1:1' } })
  expect(foreign.status()).toBe(403)
  expect(foreign.headers()['content-type']).toContain('application/problem+json')
  expect((await request.delete('/api/demo/faults')).status()).toBe(403)
})

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme })
    test('the page is accessible and fits a phone, with and without faults', async ({ page }) => {
      await openPage(page, `${faultsPath}?cluster=blue`)
      await expectNoAxeViolations(page)
      await page.getByRole('button', { name: 'Break: DNS is slow, DNS of every cluster' }).click()
      await expect(page.getByRole('heading', { name: 'Broken now: 1' })).toBeVisible()
      await page.setViewportSize({ width: 390, height: 844 })
      await expectNoSidewaysScroll(page)
      await expectNoAxeViolations(page)
    })
  })
}
