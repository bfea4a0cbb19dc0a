import type { Page } from '@playwright/test'
import { expect, expectNoAxeViolations, expectNoSidewaysScroll, forbidReload, openPage, test } from './fixtures'

const checkoutPath = '/apis/networking.k8s.io/v1/namespaces/shop/ingresses/checkout'
const title = 'Label filter of external-dns excludes the Ingress'
const main = (page: Page) => page.getByRole('main')
const readClipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText())

/** From the overview to the page of the finding about checkout.shop.example.net. */
async function followFinding(page: Page): Promise<void> {
  await openPage(page, '/blue')
  await main(page)
    .getByRole('link', { name: `details of ${title}, checkout.shop.example.net` })
    .click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title)
  await expect(page).toHaveURL(/\/blue\/findings\/[0-9a-f]{16}$/)
}

test('a finding leads from the overview to its own page with evidence, fix and the object', async ({ page }) => {
  await followFinding(page)
  await expect(page).toHaveTitle(`Error at shop/checkout: ${title} · blue · Fairlead`)
  const band = page.getByRole('region', { name: 'Error, found now' })
  await expect(band).toContainText('its label filter wants dns=public')
  await expect(band).toContainText('You can fix this')
  await expect(band.getByRole('link', { name: 'edns-label-filter' })).toHaveAttribute(
    'href',
    '/checks/edns-label-filter',
  )
  await expect(main(page).getByRole('listitem').filter({ hasText: 'metadata.labels' })).toContainText(
    'observedno label dnsexpecteddns=public',
  )
  await expect(page.getByRole('heading', { name: 'Why it matters' })).toBeVisible()
  await expect(page.getByRole('group', { name: 'command to confirm' })).toHaveText(
    'kubectl get ingress checkout -n shop --show-labels',
  )
  await band.getByRole('link', { name: 'Ingress shop/checkout' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('shop/checkout')
})

test('a cause and its consequence lead to each other', async ({ page }) => {
  await openPage(page, '/blue')
  await main(page).getByRole('link', { name: 'details of Ingress has no class, giftcards.shop.example.net' }).click()
  await main(page).getByRole('list', { name: 'What follows from it' }).getByRole('link', { name: /./ }).first().click()
  const cause = main(page).getByRole('list', { name: 'It follows from' }).getByRole('link')
  await expect(cause).toHaveCount(1)
  await cause.click()
  await expect(main(page).getByRole('list', { name: 'What follows from it' })).toBeVisible()
})

test('a finding is copied as Markdown, as commands and as a link, from its page and from a list', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await followFinding(page)
  await page.getByRole('button', { name: 'Copy as Markdown' }).click()
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible()
  const markdown = await readClipboard(page)
  expect(markdown).toContain(`## Error: ${title}\n`)
  expect(markdown).toContain('- Object: `Ingress shop/checkout`\n')
  expect(markdown).toMatch(
    /- `Ingress shop\/checkout` `metadata.labels`: observed `no label dns`, expected `dns=public`/,
  )
  expect(markdown).toMatch(/\n```sh\nkubectl label ingress checkout -n shop dns=public\n(.+\n)*```$/)
  expect(markdown).toContain(`- Link: <${page.url()}>\n`)
  await page.getByRole('button', { name: 'Copy kubectl' }).click()
  await expect.poll(() => readClipboard(page)).toMatch(/^kubectl label ingress checkout -n shop dns=public\n/)
  const link = page.url()

  await page.goBack()
  const copy = main(page).getByRole('button', { name: `Copy finding: ${title}, checkout.shop.example.net` })
  await copy.click()
  await page.getByRole('button', { name: 'Copy link' }).last().click()
  await expect.poll(() => readClipboard(page)).toBe(link)
  await expect(copy).toBeFocused()
  await expect(main(page).getByText('Copied: Copy link')).toBeAttached()
  await copy.click()
  await page.keyboard.press('Escape')
  await expect(copy).toHaveAttribute('aria-expanded', 'false')
})

test('where the browser refuses to copy, the text is offered to select', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'clipboard', { value: undefined })
    document.execCommand = () => false
  })
  await followFinding(page)
  await page.getByRole('button', { name: 'Copy as Markdown' }).click()
  const dialog = page.getByRole('dialog', { name: 'The browser did not let this page copy' })
  const field = dialog.getByRole('textbox', { name: 'Text to copy' })
  await expect(field).toHaveValue(new RegExp(`^## Error: ${title}\n`))
  expect(
    await field.evaluate((area: HTMLTextAreaElement) => [area.selectionStart, area.selectionEnd === area.value.length]),
  ).toEqual([0, true])
  await expectNoAxeViolations(page)
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
})

test('an open finding says that it was resolved, and nothing moves', async ({ page, blue }) => {
  await followFinding(page)
  const expectSameDocument = await forbidReload(page)
  const fix = page.getByRole('heading', { name: 'Fix', exact: true })
  const before = await fix.boundingBox()
  await blue.merge(checkoutPath, { metadata: { labels: { dns: 'public' } } })
  const band = page.getByRole('region', { name: 'Not found any more' })
  await expect(band).toContainText('it was resolved. Ingress shop/checkout is still there.')
  await expect(page.getByRole('status').filter({ hasText: 'This finding is not found any more.' })).toBeAttached()
  expect(await fix.boundingBox()).toEqual(before)
  await expect(page.getByRole('group', { name: 'commands' })).toContainText('kubectl label ingress checkout')
  await expectSameDocument()

  // Whoever follows the link later reads what it was.
  await page.reload()
  await expect(page).toHaveTitle(`${title}: not found any more · blue · Fairlead`)
  await expect(band).toContainText(/last seen \d\d:\d\d:\d\d UTC/)
  await expect(main(page)).toContainText('its label filter wants dns=public')
  await expectNoAxeViolations(page)
})

test('an id that nothing has, and an address that is no id, say so', async ({ page }) => {
  await openPage(page, '/blue/findings/0123456789abcdef')
  await expect(page.getByRole('region', { name: 'Not found any more' })).toContainText(
    'Nothing of this name is found now',
  )
  await expect(main(page).getByRole('link', { name: 'Findings of blue' })).toHaveAttribute('href', '/blue')
})

test.describe('an address that is no id', () => {
  test.use({ expectedComplaints: [/status of 404/] })

  test('is answered as not found, with the way to the findings', async ({ page }) => {
    const answer = await page.goto('/blue/findings/0123')
    expect(answer?.status()).toBe(404)
    await expect(main(page)).toContainText('This address does not name a finding')
  })
})

test('the page of a finding fits a phone and a wall', async ({ page }) => {
  await followFinding(page)
  for (const width of [2560, 1024, 768, 390]) {
    await page.setViewportSize({ width, height: 900 })
    await test.step(`${width} px`, () => expectNoSidewaysScroll(page))
  }
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme)
    await test.step(colorScheme, () => expectNoAxeViolations(page))
  }
})
