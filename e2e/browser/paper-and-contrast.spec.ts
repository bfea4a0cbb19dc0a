import type { Page } from '@playwright/test'
import { expect, openPage, test } from './fixtures'

const pages = ['/blue', '/blue/ingresses/shop/checkout', '/blue/egress', '/blue/dns-cache']
/** Width of A4 between its margins, in CSS pixels. */
const paperWidth = 703

test.describe('on paper', () => {
  test.use({ viewport: { width: paperWidth, height: 1000 }, colorScheme: 'dark' })

  for (const path of pages) {
    test(`${path} is a light report without anything to press, and nothing is cut off`, async ({ page }) => {
      await openPage(page, path)
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
      for (const role of ['banner', 'navigation'] as const) await expect(page.getByRole(role)).toHaveCount(0)
      await expect(page.getByRole('button', { name: /^Copy/ })).toHaveCount(0)
      await expect(page.getByText(/^Fairlead · cluster blue · printed \d{4}-\d\d-\d\d .+ from http/)).toBeVisible()
      await expect(page.getByText(/as of \d\d:\d\d:\d\d UTC|was last heard of/).first()).toBeVisible()
      expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(255, 255, 255)')
      expect(await listCutOff(page)).toEqual([])
    })
  }

  test('an Ingress prints verdict, path, evidence and fix, with what is folded opened and links spelled out', async ({
    page,
  }) => {
    await openPage(page, '/blue/ingresses/shop/giftcards')
    await page.emulateMedia({ media: 'print' })
    const main = page.getByRole('main')
    await expect(main.getByRole('region', { name: 'Verdict: Failing' })).toBeVisible()
    // The seven stations and the certificate beside them.
    await expect(main.getByRole('region', { name: 'Path from DNS record to Pods' }).getByRole('listitem')).toHaveCount(
      8,
    )
    await expect(main.getByRole('heading', { name: 'Fix', exact: true })).toBeVisible()
    const folded = main.locator('details:not([open])')
    expect(await folded.count()).toBeGreaterThan(0)
    expect(await folded.first().evaluate(isFoldShown)).toBe(true)
    const check = main.getByRole('link', { name: 'class-missing' }).first()
    expect(await check.evaluate((link) => getComputedStyle(link, '::after').content)).toContain('/checks/class-missing')
  })

  test('an Ingress with several hosts says which of them are not on the paper', async ({ page }) => {
    await openPage(page, '/blue/ingresses/shop/checkout')
    await page.emulateMedia({ media: 'print' })
    const main = page.getByRole('main')
    await expect(
      main.getByText(/^One of 2 hosts: this is checkout\.shop\.example\.net\. Not printed here/),
    ).toBeVisible()
    await expect(main.getByRole('listitem').filter({ hasText: /^Failingpay\.shop\.example\.net$/ })).toBeVisible()
    await expect(main.getByRole('tab')).toHaveCount(0)
  })
})

/** Whether what a closed `details` holds takes room all the same. */
function isFoldShown(details: Element): boolean {
  const content = [...details.children].find((child) => child.tagName !== 'SUMMARY')
  return (
    content?.checkVisibility({ contentVisibilityAuto: true }) === true && content.getBoundingClientRect().height > 0
  )
}

/** Texts of the page that are clipped by what stands around them, or end beyond the edge of the paper. */
function listCutOff(page: Page): Promise<string[]> {
  return page.evaluate((width) => {
    const cut: string[] = []
    for (const element of document.querySelectorAll<HTMLElement>('main *')) {
      if (!element.checkVisibility() || element.closest('.sr-only, [aria-hidden="true"], svg') !== null) continue
      const box = element.getBoundingClientRect()
      const { overflowX, overflowY } = getComputedStyle(element)
      const clips = [overflowX, overflowY].some((overflow) => overflow !== 'visible')
      const isClipped =
        clips && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1)
      if (isClipped || box.right > width + 1) cut.push(`${element.tagName} ${element.textContent?.slice(0, 60)}`)
    }
    return cut
  }, paperWidth)
}

test.describe('with the colours of the reader', () => {
  test.use({ contextOptions: { forcedColors: 'active' } })

  for (const path of pages) {
    test(`${path} keeps the shapes of verdicts, the focus and what is chosen`, async ({ page }) => {
      await openPage(page, path)
      // A mark drawn on a filled shape has another colour than the shape.
      const marks = await page.evaluate(() =>
        [...document.querySelectorAll('main svg path[stroke="var(--surface)"]')].map((mark) => {
          const shape = mark.parentElement?.querySelector('[fill="currentColor"]')
          return shape ? getComputedStyle(mark).stroke !== getComputedStyle(shape).fill : false
        }),
      )
      if (path === '/blue') expect(marks.length).toBeGreaterThan(0)
      expect(marks).not.toContain(false)
      await page.keyboard.press('Tab')
      await page.keyboard.press('Tab')
      const outline = await page.evaluate(() => {
        const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement ?? document.body)
        return `${outlineWidth} ${outlineStyle}`
      })
      expect(outline).toBe('3px solid')
    })
  }

  test('the gauge keeps its arc apart from its ground', async ({ page }) => {
    await openPage(page, '/blue/egress')
    const strokes = await page
      .getByRole('img', { name: /SNAT ports per node/ })
      .locator('path')
      .evaluateAll((paths) => paths.map((path) => getComputedStyle(path).stroke))
    expect(strokes).toHaveLength(2)
    expect(strokes[0]).not.toBe(strokes[1])
  })
})

test.describe('with more contrast', () => {
  test.use({ contextOptions: { contrast: 'more' } })

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`text and lines stand out in the ${colorScheme} theme`, async ({ page }) => {
      await page.emulateMedia({ colorScheme, contrast: 'more' })
      await openPage(page, '/blue')
      const ratios = await page.evaluate(measureTokens)
      for (const [name, ratio] of Object.entries(ratios)) {
        const wanted = name.startsWith('line') ? 3 : 7
        expect(ratio, `${name} on the surface`).toBeGreaterThanOrEqual(wanted)
      }
    })
  }
})

/** Contrast of the theme's colours with the surface they stand on. Source: WCAG 2.2, relative luminance. */
function measureTokens(): Record<string, number> {
  const probe = document.body.appendChild(document.createElement('span'))
  const luminance = (name: string) => {
    probe.style.color = `var(--${name})`
    const channels = (getComputedStyle(probe).color.match(/\d+/g) ?? []).map((part) => Number(part) / 255)
    const [red = 0, green = 0, blue = 0] = channels.map((part) =>
      part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const surface = luminance('surface')
  return Object.fromEntries(
    ['ink', 'muted', 'faint', 'accent', 'pass', 'warn', 'fail', 'unknown', 'line', 'line-strong', 'line-control'].map(
      (name) => {
        const colour = luminance(name)
        return [name, (Math.max(colour, surface) + 0.05) / (Math.min(colour, surface) + 0.05)]
      },
    ),
  )
}
