import type { Page } from '@playwright/test'
import { expect, expectNoSidewaysScroll, openPage, tabTo, test } from './fixtures'

const main = (page: Page) => page.getByRole('main')
const chain = (page: Page) =>
  main(page).getByRole('list', { name: 'Links of the certificate, from the Ingress to the Secret' })
const link = (page: Page, title: string) =>
  chain(page)
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { name: new RegExp(`^${title} `) }) })
const table = (page: Page) => main(page).getByRole('table', { name: 'Certificates', exact: true })

test('a tenant sees why the certificate is not issued, and when cert-manager tries again', async ({ page }) => {
  await openPage(page, '/eks-media/ingresses/tickets/presale')
  await expect(main(page).getByRole('region', { name: 'Verdict: Failing' })).toContainText(
    'presale.tickets.media.example.com has no valid certificate: the CA accepts no more orders for now',
  )
  await expect(link(page, 'Order')).toContainText('stops here')
  await expect(link(page, 'Order')).toContainText('rateLimited')
  await expect(link(page, 'Issuer')).toContainText('Passing')
  const next = main(page)
    .getByText(/^Next attempt/)
    .locator('..')
  await expect(next).toContainText(/in \d+ h, after 4 failed attempts/)
  await expect(main(page).getByRole('group', { name: 'commands' }).first()).toContainText(
    'cmctl renew presale-tls -n tickets',
  )
})

test('a name that no solver proves says what each solver answers', async ({ page }) => {
  await openPage(page, '/eks-media/certificates/tickets/venues-tls')
  await expect(link(page, 'Order')).toContainText('stops here')
  await expect(main(page).getByText('— a wildcard can only be proven with dns-01')).toBeVisible()
  await main(page).getByRole('link', { name: 'Ingress tickets/venues' }).click()
  await expect(main(page).getByRole('heading', { level: 1 })).toHaveText('tickets/venues')
})

test('the platform team browses what expires by keyboard alone', async ({ page }) => {
  await openPage(page, '/eks-media/certificates')
  await expect(table(page).getByRole('row')).toHaveCount(28)
  await expect(main(page).getByRole('img', { name: /^1 certificate has expired; / })).toBeVisible()

  await tabTo(page, main(page).getByRole('button', { name: 'Within 30 days' }))
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/days=30/)
  await expect(table(page).getByRole('row', { name: /tickets\/merch-tls/ })).toContainText('next attempt in')
  await tabTo(page, main(page).getByRole('columnheader', { name: 'Expires' }).getByRole('button'))
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/sort=expiry/)
  await expect(table(page).getByRole('row').nth(1)).toContainText('tickets/archive-tls')

  await tabTo(page, table(page).getByRole('link', { name: 'tickets/merch-tls' }))
  await page.keyboard.press('Enter')
  await expect(main(page).getByRole('heading', { level: 1 })).toHaveText('tickets/merch-tls')
  await expect(main(page).getByRole('region', { name: 'Verdict: Warning' })).toContainText('is not renewed')
})

test('hosts without a certificate are listed with the reason', async ({ page }) => {
  await openPage(page, '/eks-media/certificates')
  const host = main(page).getByRole('listitem').filter({ hasText: 'seating.tickets.media.example.com' })
  await expect(host).toContainText('Ingress names two issuers')
  await host.getByRole('link', { name: 'tickets/seating' }).click()
  await expect(main(page).getByRole('heading', { level: 1 })).toHaveText('tickets/seating')
})

test.describe('on a narrow screen', () => {
  test.use({ viewport: { width: 390, height: 844 } })

  for (const path of ['/eks-media/certificates', '/eks-media/certificates/tickets/presale-tls']) {
    test(`${path} fits`, async ({ page }) => {
      await openPage(page, path)
      await expect(
        main(page)
          .getByText(/presale\.tickets\.media\.example\.com/)
          .first(),
      ).toBeVisible()
      await expectNoSidewaysScroll(page)
    })
  }
})
