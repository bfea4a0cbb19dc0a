import type { Page } from '@playwright/test'
import { expect, forbidReload, openPage, tabTo, test } from './fixtures'

const main = (page: Page) => page.getByRole('main')
const table = (page: Page) => main(page).getByRole('table', { name: 'Names', exact: true })
const row = (page: Page, host: string) => table(page).getByRole('row').filter({ hasText: host })
const moves = (page: Page) => main(page).getByRole('group', { name: 'What a switch does' })

test('the platform team sees by keyboard which names a switch would move, and the page follows', async ({
  page,
  green,
}) => {
  await openPage(page, '/blue')
  await page.keyboard.press('g')
  await page.keyboard.press('z')
  await expect(main(page).getByRole('heading', { level: 1 })).toHaveText('DNS zones')
  await expect(page).toHaveTitle(/^DNS zones failing: 46 of 54 names held here · blue · /)
  await expect(row(page, 'lineage.data.example.net')).toContainText('Signed by cluster green')
  await expect(row(page, 'playground.labs.example.net')).toContainText('for ingress/shop/playground, which is gone')

  const compare = main(page).getByRole('group', { name: 'Compare with' })
  await tabTo(page, compare.getByRole('button', { name: /^green/ }))
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/with=green/)
  await expect(
    main(page).getByText(
      '46 names sit on blue, 11 on green; switching would move 5, and 40 would lose their record; 1 needs a hand, 1 is held by neither.',
    ),
  ).toBeVisible()
  await expect(row(page, 'payouts.payments.example.net')).toContainText('Held by neither')
  await expect(row(page, 'playground.labs.example.net')).toContainText('Needs a hand')

  await tabTo(page, moves(page).getByRole('button', { name: /^Moves/ }))
  await page.keyboard.press('Enter')
  await expect(table(page).getByRole('row')).toHaveCount(6)
  for (const host of ['cart.shop.example.net', 'cards.payments.example.net'])
    await expect(row(page, host)).toContainText('Moves')

  const stay = await forbidReload(page)
  await green.remove('/apis/networking.k8s.io/v1/namespaces/shop/ingresses/cart')
  await expect(main(page).getByText(/switching would move 4, and 41 would lose their record/)).toBeVisible()
  await stay()

  await main(page).getByText('How the names come over').click()
  await expect(main(page).getByText('--migrate-from-txt-owner=prod-we-aks1')).toBeVisible()
  await tabTo(page, row(page, 'images.shop.example.net').getByRole('link').first())
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/blue\/why\?host=images\.shop\.example\.net$/)
})
