import type { Page } from '@playwright/test'
import { expect, expectNoAxeViolations, expectNoSidewaysScroll, openPage, test } from './fixtures'

const probe = (page: Page) => page.getByRole('region', { name: /^Probe of / })

test('a tenant asks the load balancer what really answers, by keyboard', async ({ page }) => {
  await openPage(page, '/blue/why?host=catalog.shop.example.net')
  await page.getByRole('textbox', { name: 'Path' }).focus()
  await page.keyboard.press('Enter')
  await expect(probe(page)).toContainText('203.0.113.10:443')
  await expect(probe(page)).toContainText('200 OK: the whole path answers.')
  await expect(probe(page)).toContainText('The certificate covers catalog.shop.example.net')
  await expectNoAxeViolations(page)
})

test('a certificate that the controller does not have shows in what it serves, on a phone too', async ({
  page,
  blue,
}) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await blue.merge('/apis/networking.k8s.io/v1/namespaces/shop/ingresses/catalog', {
    spec: { tls: [{ hosts: ['catalog.shop.example.net'], secretName: 'nobody-made-this' }] },
  })
  await openPage(page, '/blue/ingresses/shop/catalog')
  const wouldTell = page.getByRole('main').getByText('a probe of catalog.shop.example.net from its page would tell')
  await expect(wouldTell.first()).toBeVisible()
  await page.getByRole('button', { name: /^Probe (now|again)$/ }).click()
  await expect(probe(page)).toContainText('The controller serves its own stand-in certificate')
  // What the probe was shown proves a fault of the path, which follows by itself.
  await expect(page.getByRole('heading', { name: 'Secret of the certificate does not exist' })).toBeVisible()
  await expect(wouldTell).toHaveCount(0)
  await expect(probe(page).getByText('TLS', { exact: true })).toBeVisible()
  await expectNoSidewaysScroll(page)
  await expectNoAxeViolations(page)
})

test('what the controller runs with stands at its station, with where each value is from', async ({ page }) => {
  await openPage(page, '/blue/ingresses/shop/cart?hop=controller')
  const settings = page.getByRole('group').filter({ hasText: 'What the controller runs with' })
  await expect(settings.getByRole('listitem').filter({ hasText: 'annotations-risk-level' })).toContainText('default')
  await expect(settings.getByRole('listitem').filter({ hasText: 'publish-service' })).toContainText('flag')
  await page.setViewportSize({ width: 390, height: 844 })
  await expectNoSidewaysScroll(page)
  await expectNoAxeViolations(page)
})
