import type { Page } from '@playwright/test'
import { type ConditionName, conditionWords, type OpenCondition, openCondition } from '../conditions'
import { listedPages } from '../listed-pages'
import { expect, expectAccessibleInBothThemes, test } from './fixtures'
import { waitUntilLive } from './live-word'

// With good data `accessibility.spec.ts` looks at the same pages.

/** What the overview says in each condition, so that no test looks at another one than it means to. */
const signs: Partial<Record<ConditionName, RegExp>> = {
  empty: /^There is no ingress to follow/,
  partial: /^pods(\.| |:|$).*no permission/,
  failing: /^The cluster cannot be reached\./,
  stale: /^Last good state of \d\d:\d\d:\d\d/,
}

async function open(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await waitUntilLive(page)
}

for (const [condition, sign] of Object.entries(signs) as [ConditionName, RegExp][]) {
  test.describe(`${condition}: ${conditionWords[condition]}`, () => {
    // The addresses of Ingresses lead nowhere in an empty cluster, and what was never read or may not be read has no page.
    test.use({ expectedComplaints: [/status of (403|404|503)/] })
    let fairlead: OpenCondition

    test.beforeAll(async () => {
      // Three clusters and a server start here.
      test.setTimeout(120_000)
      fairlead = await openCondition(condition)
    })
    test.afterAll(() => fairlead?.close())

    test('the overview says so, and nothing is passing that was not looked at', async ({ page }) => {
      await open(page, `${fairlead.url}/blue`)
      await expect(page.getByRole('main').getByText(sign).first()).toBeVisible()
      if (condition !== 'empty') await expect(page.getByRole('region', { name: 'Verdict: Passing' })).toHaveCount(0)
    })

    for (const { what, path } of listedPages.filter(({ onlyGood }) => !onlyGood)) {
      test(`${what}: no axe violation in both themes, nothing scrolls sideways`, async ({ page }) => {
        await open(page, `${fairlead.url}${path}`)
        await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1)
        await expectAccessibleInBothThemes(page)
      })
    }
  })
}
