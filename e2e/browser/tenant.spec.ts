import type { Page } from '@playwright/test'
import { expect, expectNoSidewaysScroll, forbidReload, openPage, tabTo, test } from './fixtures'

const checkoutPath = '/apis/networking.k8s.io/v1/namespaces/shop/ingresses/checkout'
const ingressLink = (page: Page, name: string) => page.getByRole('main').getByRole('link', { name, exact: true })
const verdict = (page: Page, word: string) => page.getByRole('region', { name: `Verdict: ${word}` })
const rows = (page: Page) => page.getByRole('table', { name: 'Ingresses' }).getByRole('row')

/** The fix that the page leads with; other findings further down bring their own. */
const fixCard = (page: Page) =>
  page
    .locator('section')
    .filter({ has: page.getByRole('heading', { name: 'Fix', exact: true }) })
    .last()
const fixCommands = (page: Page) => fixCard(page).getByRole('group', { name: 'commands' })

/** What the page of shop/checkout owes its tenant: sentence, guilty hop, evidence, fix. */
async function expectReasonAndFix(page: Page): Promise<void> {
  const main = page.getByRole('main')
  await expect(main.getByRole('heading', { level: 1 })).toHaveText('shop/checkout')
  const band = verdict(page, 'Failing')
  await expect(band).toContainText('checkout.shop.example.net has no DNS record because external-dns')
  await expect(band).toContainText('label filter wants dns=public')
  await expect(band).toContainText('You can fix this')
  await expect(band.getByRole('link', { name: 'edns-label-filter' })).toHaveAttribute(
    'href',
    '/checks/edns-label-filter',
  )

  const guilty = main.getByRole('button', { name: /breaks here/ })
  await expect(guilty).toHaveCount(1)
  await expect(guilty).toHaveAccessibleName('DNS record: Failing, breaks here. Show details')

  const evidence = main.getByRole('listitem').filter({ hasText: 'Ingress shop/checkoutmetadata.labels' }).last()
  await expect(evidence).toContainText('observedno label dns')
  await expect(evidence).toContainText('expecteddns=public')
  await expect(main.getByRole('listitem').filter({ hasText: /^Deployment external-dns\/external-dns/ })).toContainText(
    '--label-filter=dns=public',
  )
  await expect(main.getByRole('heading', { name: 'Fix', exact: true })).toBeVisible()
  await expect(fixCommands(page)).toContainText('kubectl label ingress checkout -n shop dns=public')
}

test('a tenant comes from the ingress list to the reason and the fix with one click', async ({ page }) => {
  await openPage(page, '/blue/ingresses')
  await expect(page).toHaveTitle(/^\d+ of \d+ ingresses failing · blue · Fairlead$/)
  await expect(rows(page).filter({ hasText: 'shop/checkout' })).toContainText('has no DNS record')
  await ingressLink(page, 'shop/checkout').click()
  await expectReasonAndFix(page)
  await expect(page).toHaveTitle(
    'shop/checkout failing: Label filter of external-dns excludes the Ingress · blue · Fairlead',
  )
  await expect(verdict(page, 'Failing')).toBeInViewport({ ratio: 1 })
  await expect(fixCommands(page)).toBeInViewport({ ratio: 1 })
})

test('the overview leads to the same reason with one click', async ({ page }) => {
  await openPage(page, '/blue')
  await ingressLink(page, 'shop/checkout').first().click()
  await expectReasonAndFix(page)
})

test('the finding leaves the open page when the fix is applied', async ({ page, blue }) => {
  await openPage(page, '/blue/ingresses/shop/checkout')
  await expectReasonAndFix(page)
  const expectSameDocument = await forbidReload(page)
  await blue.merge(checkoutPath, { metadata: { labels: { dns: 'public' } } })
  await expect(page.getByRole('link', { name: 'edns-label-filter' })).toHaveCount(0)
  await expect(page.getByText('label filter wants')).toHaveCount(0)
  await expect(page.getByText('kubectl label ingress checkout')).toHaveCount(0)
  await expectSameDocument()
})

test('a tenant walks from the list to the fix by keyboard alone', async ({ page }) => {
  await openPage(page, '/blue/ingresses')
  await page.keyboard.press('/')
  await expect(page.getByRole('textbox', { name: 'Filter ingresses' })).toBeFocused()
  await page.keyboard.type('checkout.shop')
  await expect(page).toHaveURL(/q=checkout\.shop/)
  await expect(rows(page)).toHaveCount(2)

  await tabTo(page, ingressLink(page, 'shop/checkout'))
  await page.keyboard.press('Enter')
  await expectReasonAndFix(page)

  const hop = page.getByRole('button', { name: /^DNS record: / })
  await tabTo(page, hop)
  await page.keyboard.press('Enter')
  await expect(hop).toHaveAttribute('aria-pressed', 'true')
  await expect(page).toHaveURL(/hop=dns-record/)
  await expect(page.getByRole('definition').getByText('Dropped by the label filter')).toBeVisible()
  await tabTo(page, page.getByRole('button', { name: 'Close DNS record' }))
  await page.keyboard.press('Enter')
  await expect(hop).toHaveAttribute('aria-pressed', 'false')

  await tabTo(page, fixCommands(page))
  await tabTo(page, fixCard(page).getByRole('button', { name: 'Copy commands' }), { keysMax: 1 })
})

test('the tabs of the hosts follow the arrow keys and the address follows the tab', async ({ page }) => {
  await openPage(page, '/blue/ingresses/shop/checkout')
  const pay = page.getByRole('tab', { name: 'Failing pay.shop.example.net' })
  await tabTo(page, page.getByRole('tab', { name: 'Failing checkout.shop.example.net' }))
  await page.keyboard.press('ArrowRight')
  await expect(pay).toBeFocused()
  await expect(pay).toHaveAttribute('aria-selected', 'true')
  await expect(page).toHaveURL(/host=pay\.shop\.example\.net/)
  await page.reload()
  await expect(pay).toHaveAttribute('aria-selected', 'true')
})

test('a copied report says what fails and how to mend it', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await openPage(page, '/blue/ingresses/shop/checkout')
  await page.getByRole('button', { name: 'Copy report' }).click()
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible()
  const report = await page.evaluate(() => navigator.clipboard.readText())
  for (const part of [
    'shop/checkout',
    'has no DNS record',
    'kubectl label ingress checkout',
    '/blue/ingresses/shop/checkout',
  ])
    expect(report).toContain(part)
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true })

  test('a tenant comes from the list to the reason and the fix', async ({ page }) => {
    await openPage(page, '/blue/ingresses')
    await expectNoSidewaysScroll(page)
    await page.getByRole('textbox', { name: 'Filter ingresses' }).fill('checkout')
    // Rows are cards here, and no headings stand over them.
    await expect(rows(page)).toHaveCount(1)
    await ingressLink(page, 'shop/checkout').tap()
    await expectReasonAndFix(page)
    await expectNoSidewaysScroll(page)
    await expect(verdict(page, 'Failing')).toBeInViewport({ ratio: 1 })
  })

  test('the menu opens over the page and closes by Escape and by following a link', async ({ page }) => {
    await openPage(page, '/blue/ingresses')
    await page.getByRole('button', { name: 'Menu', exact: true }).tap()
    const menu = page.getByRole('dialog', { name: 'Menu' })
    await expect(menu).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(menu).toBeHidden()
    await page.getByRole('button', { name: 'Menu', exact: true }).tap()
    await menu.getByRole('link', { name: 'Egress' }).tap()
    await expect(page.getByRole('heading', { level: 1, name: 'Egress' })).toBeVisible()
    await expect(menu).toBeHidden()
  })
})

test.describe('the ingress list', () => {
  test('keeps text and verdict in the address, and shows the same after a reload', async ({ page }) => {
    await openPage(page, '/blue/ingresses')
    await page.getByRole('textbox', { name: 'Filter ingresses' }).fill('data')
    await expect(page).toHaveURL(/[?&]q=data/)
    const warning = page.getByRole('button', { name: /^Warning \d/ })
    await expect(warning).toHaveText(/^Warning\s*3$/)
    await warning.click()
    await expect(page).toHaveURL(/verdict=warning/)
    await expect(rows(page)).toHaveCount(4)
    await expect(rows(page).filter({ hasText: 'data/dashboards' })).toHaveAccessibleName(/^Warning data\/dashboards /)
    await page.reload()
    await expect(rows(page)).toHaveCount(4)
    await expect(warning).toHaveAttribute('aria-pressed', 'true')
    await expect(page.getByRole('textbox', { name: 'Filter ingresses' })).toHaveValue('data')
  })

  test('says when nothing matches and how to get back', async ({ page }) => {
    await openPage(page, '/blue/ingresses?q=no-such-host')
    await expect(page.getByText('No ingress matches')).toBeVisible()
    await page.getByRole('button', { name: 'Clear text and verdict' }).click()
    await expect(rows(page).filter({ hasText: 'shop/checkout' })).toBeVisible()
    await expect(page).not.toHaveURL(/q=/)
  })

  test('sorts by age both ways, and says so in the address and the heading', async ({ page }) => {
    await openPage(page, '/blue/ingresses')
    const heading = page.getByRole('columnheader', { name: 'Age', exact: true })
    await heading.getByRole('button').click()
    await expect(heading).toHaveAttribute('aria-sort', 'ascending')
    await expect(page).toHaveURL(/sort=age/)
    await expect(rows(page).nth(1)).toContainText('shop/checkout')
    await heading.getByRole('button').click()
    await expect(heading).toHaveAttribute('aria-sort', 'descending')
    await expect(page).toHaveURL(/sort=-age/)
    await expect(rows(page).last()).toContainText('shop/checkout')
  })

  test('loads the rest of a long list', async ({ page, blue }) => {
    const path = '/apis/networking.k8s.io/v1/namespaces/default/ingresses'
    const names = Array.from({ length: 70 }, (_, at) => `page-${String(at).padStart(2, '0')}`)
    await Promise.all(names.map((name) => blue.create(path, buildIngress(name, `${name}.paging.example.net`))))
    await openPage(page, '/blue/ingresses?sort=name')
    await expect(page.getByText(/^120 ingresses$/)).toBeVisible()
    // The cluster changes while the rest is on its way, as clusters do.
    const [first = ''] = names
    await blue.merge(`${path}/${first}`, { metadata: { annotations: { touched: 'once' } } })
    await page.keyboard.press('End')
    await blue.merge(`${path}/${first}`, { metadata: { annotations: { touched: 'twice' } } })
    const last = rows(page).last()
    await expect(last).toHaveAttribute('aria-rowindex', '121')
    await expect(last).not.toHaveAttribute('aria-busy')
    await expect(last).toBeInViewport({ ratio: 1 })
  })
})

test.describe('the why page', () => {
  test('takes a pasted URL and traces its host', async ({ page }) => {
    await openPage(page, '/blue/why')
    await page
      .getByRole('textbox', { name: 'Host name or URL' })
      .fill('https://Checkout.shop.example.net:443/cart?id=1#pay')
    await page.getByRole('button', { name: 'Trace' }).click()
    await expect(page).toHaveURL(/host=checkout\.shop\.example\.net&url-path=(\/|%2F)cart$/)
    await expect(page.getByRole('note', { name: 'Path of the URL' })).toContainText(
      'Path /cart is served by rule / (Prefix) of Ingress shop/checkout, which leads to checkout:',
    )
    await expect(verdict(page, 'Failing')).toContainText(
      'checkout.shop.example.net has no DNS record because external-dns',
    )
    await expect(fixCommands(page)).toContainText('kubectl label ingress checkout')
    await page.getByRole('link', { name: 'Open Ingress shop/checkout' }).click()
    await expectReasonAndFix(page)
  })

  test('answers a link that carries the question', async ({ page }) => {
    await openPage(page, `/blue/why?host=${encodeURIComponent('https://checkout.shop.example.net/cart')}`)
    await expect(page).toHaveTitle(/^checkout\.shop\.example\.net failing: .+ · blue · Fairlead$/)
    await expect(verdict(page, 'Failing')).toContainText('has no DNS record')
  })

  test('follows the rule that serves the path of a URL, and says when none does', async ({ page, blue }) => {
    const path = '/apis/networking.k8s.io/v1/namespaces/default/ingresses'
    const host = 'paths.example.net'
    await blue.create(path, buildIngress('paths', host, ['/broken', '/cart', '/cart/pay']))
    await openPage(page, `/blue/why?host=${encodeURIComponent(`https://${host}/cart/pay/now?id=1`)}`)
    const note = page.getByRole('note', { name: 'Path of the URL' })
    await expect(note).toContainText('Path /cart/pay/now is served by rule /cart/pay (Prefix) of Ingress default/paths')
    const lanes = page.getByRole('list', { name: 'Paths of this host' })
    await expect(lanes.getByRole('button', { name: /^Path \/cart \(Prefix\)/ })).toBeVisible()
    await expect(lanes.getByRole('button', { name: /^Path \/cart\/pay \(Prefix\)/ })).toBeHidden()

    await page.getByRole('textbox', { name: 'Host name or URL' }).fill(`https://${host}/elsewhere`)
    await page.getByRole('button', { name: 'Trace' }).click()
    await expect(note).toContainText('Path /elsewhere is covered by no rule, so it answers 404.')
    await expect(page).toHaveURL(/url-path=(\/|%2F)elsewhere$/)
    await page.goBack()
    await expect(note).toContainText('is served by rule /cart/pay')
  })

  test('shows the nearest declared host for one that nobody declares', async ({ page }) => {
    await openPage(page, '/blue/why?host=chekout.shop.example.net')
    await expect(page).toHaveTitle('chekout.shop.example.net: declared by nobody · blue · Fairlead')
    await expect(verdict(page, 'Failing')).toContainText(
      'No Ingress and no Service in cluster blue declares chekout.shop.example.net by name.',
    )
    await page.getByRole('button', { name: 'checkout.shop.example.net', exact: true }).click()
    await expect(verdict(page, 'Failing')).toContainText('checkout.shop.example.net has no DNS record')
    await page.goBack()
    await expect(verdict(page, 'Failing')).toContainText('declares chekout.shop.example.net')
  })

  test('lets both Ingresses that declare one host be compared', async ({ page }) => {
    await openPage(page, '/blue/why?host=catalog.shop.example.net')
    const tabs = page.getByRole('tablist', { name: 'Objects that declare this host' }).getByRole('tab')
    await expect(tabs).toHaveCount(2)
    await expect(tabs.first()).toHaveAccessibleName(/^Failing shop\/catalog-next$/)
    await tabs.last().click()
    await expect(page).toHaveURL(/ingress=shop(\/|%2F)catalog$/)
  })

  test('says what is wrong with text that names no host', async ({ page }) => {
    await openPage(page, '/blue/why')
    const field = page.getByRole('textbox', { name: 'Host name or URL' })
    await field.fill('10.0.0.1')
    await field.press('Enter')
    await expect(field).toHaveAccessibleDescription(
      'This is an IP address. Enter the host name that a browser would ask for.',
    )
    await expect(field).toHaveAttribute('aria-invalid', 'true')
    await expect(page).not.toHaveURL(/host=/)
  })
})

function buildIngress(name: string, host: string, paths: readonly string[] = ['/']) {
  const backend = { service: { name: 'none', port: { number: 80 } } }
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, namespace: 'default' },
    spec: {
      ingressClassName: 'nginx',
      rules: [{ host, http: { paths: paths.map((path) => ({ path, pathType: 'Prefix', backend })) } }],
    },
  }
}
