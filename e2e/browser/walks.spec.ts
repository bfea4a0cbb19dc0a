import type { Locator, Page } from '@playwright/test'
import { type OpenCondition, openCondition } from '../conditions'
import { expect, expectNoSidewaysScroll, openPage, tabTo, test } from './fixtures'

// What each reader comes for, from the first page to the answer: once by keyboard alone, once on a phone.

/** How a reader moves. */
interface Way {
  follow(page: Page, target: Locator): Promise<void>
  write(page: Page, field: Locator, text: string): Promise<void>
  /** Chooses an option of a native list by its beginning, which no other option shares. */
  choose(page: Page, list: Locator, option: string): Promise<void>
  /** Goes to a page of the cluster by the navigation. */
  visit(page: Page, name: string): Promise<void>
}

const main = (page: Page) => page.getByRole('main')
const keysMax = 150

const byKeyboard: Way = {
  follow: async (page, target) => {
    await tabTo(page, target, { keysMax })
    await page.keyboard.press('Enter')
  },
  write: async (page, field, text) => {
    await tabTo(page, field, { keysMax })
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type(text)
  },
  choose: async (page, list, option) => {
    await tabTo(page, list, { keysMax })
    await page.keyboard.type(option.slice(0, 5))
  },
  visit: async (page, name) => {
    const link = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name })
    // On a page that was just loaded the navigation comes next; whoever followed a link stands behind it.
    const isNext = await tabTo(page, link, { keysMax: 20 }).then(
      () => true,
      () => false,
    )
    if (!isNext) await tabTo(page, link, { keysMax, key: 'Shift+Tab' })
    await page.keyboard.press('Enter')
  },
}

const byTouch: Way = {
  follow: async (page, target) => {
    await expectNoSidewaysScroll(page)
    await target.tap()
  },
  write: async (_page, field, text) => {
    await field.tap()
    await field.fill(text)
  },
  choose: async (_page, list, option) => {
    const labels = await list.getByRole('option').allInnerTexts()
    const label = labels.find((text) => text.startsWith(option))
    await list.selectOption({ label: label ?? option })
  },
  visit: async (page, name) => {
    await page.getByRole('button', { name: 'Menu', exact: true }).tap()
    await page.getByRole('dialog', { name: 'Menu' }).getByRole('link', { name }).tap()
  },
}

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true }
const ways = [
  { name: 'by keyboard alone', way: byKeyboard, use: {} },
  { name: 'on a phone', way: byTouch, use: phone },
]

for (const { name, way, use } of ways) {
  test.describe(name, () => {
    test.use({ ...use, permissions: ['clipboard-read', 'clipboard-write'] })
    test.slow()

    test('a tenant comes from the clusters to the command that mends a broken Ingress', async ({ page }) => {
      await openPage(page, '/')
      await way.follow(page, main(page).getByRole('link', { name: 'Open blue' }))
      await expect(main(page).getByRole('heading', { level: 1 })).toHaveText('blue')
      await way.visit(page, 'Ingresses')
      await way.write(page, main(page).getByRole('textbox', { name: 'Filter ingresses' }), 'checkout.shop')
      await expect(main(page).getByText(/^1 ingress found$/)).toBeVisible()
      await way.follow(page, main(page).getByRole('link', { name: 'shop/checkout', exact: true }))
      await expectLabelFilterExplained(page)
      await way.follow(page, main(page).getByRole('button', { name: 'Copy commands' }).first())
      await expect.poll(() => readClipboard(page)).toContain('kubectl label ingress checkout -n shop dns=public')
    })

    test('a tenant comes from an address that does not answer to the Ingress that declares it', async ({ page }) => {
      await openPage(page, '/blue')
      await way.visit(page, 'Why?')
      const field = main(page).getByRole('textbox', { name: 'Host name or URL' })
      await way.write(page, field, 'https://Checkout.shop.example.net:443/cart?id=1')
      await way.follow(page, main(page).getByRole('button', { name: 'Trace' }))
      await expectLabelFilterExplained(page)
      await way.follow(page, main(page).getByRole('link', { name: 'Open Ingress shop/checkout' }))
      await expect(main(page).getByRole('heading', { level: 1 })).toHaveText('shop/checkout')
    })

    test('on call: from the clusters to the ports of each node, how many more nodes fit, and what to do', async ({
      page,
    }) => {
      await openPage(page, '/')
      await way.follow(page, main(page).getByRole('link', { name: 'Open blue' }))
      await expect(main(page).getByRole('heading', { level: 1 })).toHaveText('blue')
      await way.visit(page, 'Egress')
      await expect(main(page).getByRole('heading', { level: 1 })).toHaveText('Egress')
      await expect(page.getByRole('img', { name: /SNAT ports/ })).toHaveAccessibleName(
        '1,024 SNAT ports per node; 48 nodes; 2 more nodes can be added before the drop to 512 ports at node 51.',
      )
      await expect(page.getByRole('img', { name: /SNAT ports/ }).getByText('1,024')).toBeInViewport({ ratio: 1 })
      await way.follow(page, main(page).getByRole('link', { name: 'snat-tier-cliff-now' }))
      await expect(page).toHaveURL(/\/checks\/snat-tier-cliff-now$/)
      await expect(main(page).getByRole('heading', { name: 'What to do' })).toBeVisible()
    })

    test('the platform team comes from a finding to what its check knows', async ({ page }) => {
      await openPage(page, '/blue')
      await way.follow(page, main(page).getByRole('link', { name: 'class-not-found' }).first())
      await expect(page).toHaveURL(/\/checks\/class-not-found$/)
      for (const title of ['What happens, and why', 'What to do', 'How to confirm it'])
        await expect(main(page).getByRole('heading', { name: title })).toBeVisible()
    })

    test('the platform team asks the DNS cache what becomes of a record', async ({ page }) => {
      await openPage(page, '/blue')
      await way.visit(page, 'DNS cache')
      await expect(main(page).getByRole('heading', { level: 1 })).toHaveText('DNS cache')
      await way.choose(page, main(page).getByRole('combobox', { name: 'Server block' }), 'cluster.local. :53')
      await way.write(page, main(page).getByRole('textbox', { name: 'Record TTL, seconds' }), '77')
      const cached = main(page)
        .getByRole('definition')
        .filter({ hasText: /^30 s$/ })
      await expect(cached.first()).toBeVisible()
      await expect(page).toHaveURL(/ttl=77/)
    })
  })
}

test.describe('where Pods, Nodes, Deployments and Certificates may not be read', () => {
  let fairlead: OpenCondition

  test.beforeAll(async () => {
    test.setTimeout(120_000)
    fairlead = await openCondition('partial')
  })
  test.afterAll(() => fairlead?.close())

  for (const { name, way, use } of ways) {
    test.describe(name, () => {
      test.use({ ...use, permissions: ['clipboard-read', 'clipboard-write'] })

      test('the platform team comes from the clusters to the role that would allow it', async ({ page }) => {
        await openPage(page, `${fairlead.url}/`)
        await way.follow(page, main(page).getByRole('link', { name: 'Open blue' }))
        await expect(main(page).getByRole('heading', { level: 1 })).toHaveText('blue')
        await way.visit(page, 'Sources')
        await expect(main(page).getByText('list and watch on pods').filter({ visible: true }).first()).toBeVisible()
        await way.follow(page, main(page).getByRole('button', { name: /^Copy.*role/ }))
        await expect.poll(() => readClipboard(page)).toContain('kind: ClusterRole')
        const role = await readClipboard(page)
        for (const part of ['pods', 'nodes', 'deployments', 'certificates']) expect(role).toContain(part)
        expect(role).not.toContain('secrets')
      })
    })
  }
})

const readClipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText())

/** Sentence, broken hop and fix of shop/checkout. */
async function expectLabelFilterExplained(page: Page): Promise<void> {
  await expect(page.getByRole('region', { name: 'Verdict: Failing' })).toContainText('label filter wants dns=public')
  await expect(main(page).getByRole('button', { name: /^DNS record: Failing, breaks here/ })).toBeVisible()
  // The root cause stands first; what else was found has commands of its own.
  await expect(main(page).getByRole('group', { name: 'commands' }).first()).toContainText(
    'kubectl label ingress checkout -n shop dns=public',
  )
}
