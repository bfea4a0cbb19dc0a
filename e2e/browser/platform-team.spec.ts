import type { Page } from '@playwright/test'
import { expect, openPage, test } from './fixtures'

const main = (page: Page) => page.getByRole('main')
const namespacePicker = (page: Page) => page.getByRole('combobox', { name: 'namespace' })
const clusterPicker = (page: Page) => page.getByRole('combobox', { name: 'cluster' })

test('the clusters stand side by side, the worst first, each with what is wrong and how well it is read', async ({
  page,
}) => {
  await openPage(page, '/')
  await expect(page).toHaveTitle('Clusters: 3 of 3 failing · Fairlead')
  const cards = main(page).getByRole('article')
  await expect(cards.getByRole('heading', { level: 2 })).toHaveText(['blue', 'eks-media', 'green'])
  const blue = cards.first()
  for (const part of ['Failing', 'AKS 1.31 · 48 nodes', /37\s*errors/, '50 ingresses', '22 of 22 sources readable'])
    await expect(blue).toContainText(part)
  await blue.getByRole('link', { name: 'Open blue' }).click()
  await expect(page).toHaveURL(/\/blue$/)
  await expect(main(page).getByRole('heading', { level: 1 })).toHaveText('blue')
})

test('a count on a card leads to just those ingresses', async ({ page }) => {
  await openPage(page, '/')
  await main(page).getByRole('article').first().getByRole('link', { name: '22 failing' }).click()
  await expect(page).toHaveURL(/\/blue\/ingresses\?verdict=failing$/)
  await expect(page.getByRole('table', { name: 'Ingresses' }).getByRole('row')).toHaveCount(23)
})

test.describe('the overview', () => {
  test('leads with root causes, errors before warnings, and says what was looked at', async ({ page }) => {
    await openPage(page, '/blue')
    await expect(page).toHaveTitle('blue failing: 37 errors · Fairlead')
    await expect(page.getByRole('region', { name: 'Verdict: Failing' })).toContainText(
      '22 of 50 ingresses do not carry traffic all the way',
    )
    const sections = await main(page).getByRole('heading', { level: 2 }).allInnerTexts()
    const order = ['Root causes', 'Also found', 'What was looked at', 'What could not be checked']
    const places = order.map((title) => sections.findIndex((section) => section.startsWith(title)))
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(places[0]).toBeGreaterThan(-1)
    const severities = await readSeverities(page)
    expect(severities.slice(0, 3)).toEqual(['Error', 'Error', 'Error'])
    await expect(
      main(page).getByText(/^\d+ checks looked at \d+ objects, among them 50 ingresses with 53 hosts\.$/),
    ).toBeVisible()
    await expect(main(page).getByText('egress.outboundIps in the configuration of this cluster')).toBeVisible()
  })

  test('keeps severity and area in the address and shows only those', async ({ page }) => {
    await openPage(page, '/blue')
    await page.getByRole('button', { name: /^Warning \d/ }).click()
    await expect(page).toHaveURL(/severity=warning/)
    await expect.poll(async () => new Set(await readSeverities(page))).toEqual(new Set(['Warning']))
    await page.getByRole('group', { name: 'Area' }).getByRole('button', { name: 'DNS cache' }).click()
    await expect(page).toHaveURL(/area=dns-cache/)
    await expect(
      main(page).getByRole('heading', { name: 'A failing upstream replaces stale answers by SERVFAIL' }),
    ).toBeVisible()
    await expect(main(page).getByRole('heading', { level: 3 })).toHaveCount(2)
    await page.reload()
    await expect(page.getByRole('button', { name: /^Warning \d/ })).toHaveAttribute('aria-pressed', 'true')
    await expect.poll(async () => new Set(await readSeverities(page))).toEqual(new Set(['Warning']))
  })

  test('says when a filter leaves nothing, and how to see everything again', async ({ page }) => {
    await openPage(page, '/blue?severity=error&area=egress')
    await expect(main(page).getByText('Nothing of this kind was found')).toBeVisible()
    await page.getByRole('button', { name: 'Show every finding' }).click()
    await expect(main(page).getByRole('heading', { name: /^Root causes/ })).toBeVisible()
    await expect(page).not.toHaveURL(/severity|area/)
  })
})

test('the namespace that is picked narrows the list and the overview, and is not offered where it means nothing', async ({
  page,
}) => {
  await openPage(page, '/blue/ingresses')
  await namespacePicker(page).selectOption('payments')
  await expect(page).toHaveURL(/namespace=payments/)
  await expect(main(page).getByText(/^\d+ ingresses in namespace payments$/)).toBeVisible()
  const names = page.getByRole('table', { name: 'Ingresses' }).getByRole('rowheader')
  expect(await names.allInnerTexts()).toEqual(expect.arrayContaining(['payments/ledger']))
  for (const name of await names.allInnerTexts()) expect(name).toMatch(/^payments\//)

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Overview' }).click()
  await expect(page).toHaveURL(/\/blue\?namespace=payments$/)
  await expect(main(page).getByRole('link', { name: 'payments/ledger' }).first()).toBeVisible()
  await expect(main(page).getByRole('link', { name: /^shop\// })).toHaveCount(0)

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Egress' }).click()
  await expect(main(page).getByRole('heading', { level: 1 })).toHaveText('Egress')
  await expect(namespacePicker(page)).toBeDisabled()
})

test('an unknown namespace is said to have nothing, with the way to all of them', async ({ page }) => {
  await openPage(page, '/blue/ingresses?namespace=nowhere')
  await expect(main(page).getByText('No ingress in namespace nowhere')).toBeVisible()
  await expect(namespacePicker(page)).toHaveValue('nowhere')
  await main(page).getByRole('link', { name: 'Look in all namespaces' }).click()
  await expect(main(page).getByRole('link', { name: 'shop/checkout' })).toBeVisible()
})

test('another cluster opens on the same page', async ({ page }) => {
  await openPage(page, '/blue/egress')
  await clusterPicker(page).selectOption('green')
  await expect(page).toHaveURL(/\/green\/egress$/)
  await expect(page.getByRole('img', { name: /^1,024 SNAT ports per node; 12 nodes;/ })).toBeVisible()
  await expect(page).toHaveTitle(/^Egress .+ · green · /)
})

test('the sources page lists every source with its state, its objects and its age', async ({ page }) => {
  await openPage(page, '/blue/sources')
  await expect(page).toHaveTitle('Sources: 22 of 22 readable · blue · Fairlead')
  const sources = page.getByRole('table', { name: 'Sources' }).getByRole('row')
  await expect(sources).toHaveCount(23)
  const nodes = sources.filter({ has: page.getByRole('rowheader', { name: 'Node', exact: true }) })
  await expect(nodes).toContainText(/read\s*48\s*\d+ s ago/)
  await expect(page.getByRole('table', { name: 'Sources' }).getByText('Secret')).toHaveCount(0)
})

test('the catalogue lists every check and each has a page that says why, what to do and how to confirm', async ({
  page,
}) => {
  await openPage(page, '/checks')
  const lead = await main(page)
    .getByText(/^\d+ checks, each with a permanent name/)
    .innerText()
  const count = Number(lead.match(/^\d+/)?.[0])
  expect(count).toBeGreaterThan(50)
  const links = main(page).getByRole('listitem').getByRole('link').and(page.locator('[href^="/checks/"]'))
  await expect(links).toHaveCount(count)
  await main(page).getByRole('link', { name: 'Label filter of external-dns excludes the Ingress' }).click()
  await expect(page).toHaveURL(/\/checks\/edns-label-filter$/)
  await expect(page).toHaveTitle('edns-label-filter: Label filter of external-dns excludes the Ingress · Fairlead')
  await expect(main(page).getByRole('heading', { level: 2 })).toHaveText([
    'What Fairlead sees',
    'What happens, and why',
    'What to do',
    'How to confirm it',
    'When it is right to ignore it',
    'About this check',
  ])
  await expect(main(page).getByRole('group', { name: 'command' })).toContainText('kubectl get ingress')
})

test('the chosen theme holds over pages and visits', async ({ page }) => {
  const backgroundOf = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  await page.emulateMedia({ colorScheme: 'light' })
  await openPage(page, '/blue')
  const light = await backgroundOf()
  await page.getByRole('radio', { name: 'Dark' }).check({ force: true })
  await expect.poll(backgroundOf).not.toBe(light)
  const dark = await backgroundOf()
  await page.reload()
  await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked()
  expect(await backgroundOf()).toBe(dark)
  await page.getByRole('radio', { name: 'As the system' }).check({ force: true })
  await expect.poll(backgroundOf).toBe(light)
  await page.emulateMedia({ colorScheme: 'dark' })
  await expect.poll(backgroundOf).toBe(dark)
})

test('Fairlead says on every page of the demo that nothing is real', async ({ page }) => {
  await openPage(page, '/green')
  await expect(page.getByRole('complementary', { name: 'Demo' })).toContainText('everything here is invented')
})

test.describe('an address that leads nowhere', () => {
  test.use({ expectedComplaints: [/status of 404/] })

  const addresses = [
    {
      what: 'an unknown cluster',
      path: '/orange',
      title: 'orange: no such cluster · Fairlead',
      says: 'There is nothing at this address',
      way: 'All clusters',
    },
    {
      what: 'an unknown cluster below the overview',
      path: '/orange/egress',
      title: /Fairlead$/,
      says: 'There is nothing at this address',
      way: 'Ingresses of blue',
    },
    {
      what: 'the reserved name api',
      path: '/api',
      title: /Fairlead$/,
      says: 'There is nothing at this address',
      way: 'All clusters',
    },
    {
      what: 'an unknown page of a cluster',
      path: '/blue/nothing',
      title: 'Nothing here · Fairlead',
      says: 'There is nothing at this address',
      way: 'Ingresses of blue',
    },
    {
      what: 'an unknown Ingress',
      path: '/blue/ingresses/shop/gone',
      title: 'shop/gone: no such Ingress · Fairlead',
      says: 'There is no Ingress gone in namespace shop',
      way: 'Ingresses in shop',
    },
    {
      what: 'an unknown check',
      path: '/checks/gone',
      title: 'No such check · Fairlead',
      says: 'There is nothing at this address',
      way: 'All clusters',
    },
  ]
  for (const { what, path, title, says, way } of addresses) {
    test(`${what} is a 404 that says so and leads on`, async ({ page }) => {
      const answer = await page.goto(path)
      expect(answer?.status()).toBe(404)
      await expect(page).toHaveTitle(title)
      await expect(main(page).getByText(says)).toBeVisible()
      await main(page).getByRole('link', { name: way }).click()
      await expect(main(page).getByText(says)).toHaveCount(0)
      await expect(main(page).getByRole('heading', { level: 1 })).toBeVisible()
    })
  }

  test('an unknown address of the API answers a problem with its request id', async ({ request }) => {
    for (const path of ['/api/v1/nothing', '/api/v1/clusters/orange/ingresses', '/api/v1/checks/gone']) {
      const answer = await request.get(path)
      expect(answer.status()).toBe(404)
      expect(answer.headers()['content-type']).toContain('application/problem+json')
      expect(await answer.json()).toMatchObject({ status: 404, requestId: expect.stringMatching(/\S/) })
    }
  })
})

/** The severities of the findings on screen, in reading order. */
async function readSeverities(page: Page): Promise<string[]> {
  const groups = main(page)
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { level: 3 }) })
  const texts = await groups.allInnerTexts()
  return texts.map((text) => text.split('\n')[0] ?? '')
}
