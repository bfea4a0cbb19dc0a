import type { Page } from '@playwright/test'
import { listedPages } from '../listed-pages'
import { expect, expectAccessibleEverywhere, expectNoSidewaysScroll, openPage, tabTo, test } from './fixtures'

for (const { what, path, title, isMissing } of listedPages) {
  test.describe(what, () => {
    test.use({ expectedComplaints: isMissing ? [/status of 404/] : [] })

    test('has a telling title, no axe violation in both themes and sizes, and never scrolls sideways', async ({
      page,
    }) => {
      await openPage(page, path)
      await expect(page).toHaveTitle(title)
      await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1)
      await expectAccessibleEverywhere(page)
    })
  })
}

test('no width between a phone and a wall screen makes a page scroll sideways', async ({ page }) => {
  const paths = [
    '/blue',
    '/blue/ingresses',
    '/blue/ingresses/shop/checkout',
    '/blue/dns-zones?with=green',
    '/blue/dns-cache',
    '/blue/egress',
  ]
  for (const path of paths) {
    await openPage(page, path)
    for (const width of [2560, 1280, 1024, 900, 768, 640, 480, 320]) {
      await page.setViewportSize({ width, height: 900 })
      await test.step(`${path} at ${width} px`, () => expectNoSidewaysScroll(page))
    }
  }
})

test('the first Tab offers to skip to the content, and Enter goes there', async ({ page }) => {
  await openPage(page, '/blue')
  const skip = page.getByRole('link', { name: 'Skip to content' })
  await expect(skip).not.toBeInViewport()
  await page.keyboard.press('Tab')
  await expect(skip).toBeFocused()
  await expect(skip).toBeInViewport({ ratio: 1 })
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main')).toBeFocused()
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.closest('main') !== null)).toBe(true)
})

test('whatever has the focus shows it, is on the screen and is not covered', async ({ page }) => {
  for (const path of ['/blue', '/blue/ingresses', '/blue/ingresses/shop/checkout', '/blue/dns-cache']) {
    await openPage(page, path)
    for (let key = 0; key < 45; key += 1) {
      await page.keyboard.press('Tab')
      expect(await describeUnseenFocus(page), `${path}, after ${key + 1} presses of Tab`).toBeNull()
    }
  }
})

test('Escape and the arrow keys work where a reader expects them', async ({ page }) => {
  await openPage(page, '/blue/ingresses?q=checkout')
  const filter = page.getByRole('textbox', { name: 'Filter ingresses' })
  await tabTo(page, filter)
  await page.keyboard.press('Escape')
  await expect(filter).toHaveValue('')
  await expect(page).not.toHaveURL(/q=/)
})

test('nothing moves for a reader who asked for less motion', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await openPage(page, '/blue/egress')
  const moving = await page.evaluate(() =>
    [...document.querySelectorAll('*')].flatMap((element) =>
      [null, '::before', '::after'].flatMap((pseudo) => {
        const { animationName, transitionDuration, transitionProperty } = getComputedStyle(element, pseudo)
        const isStill = animationName === 'none' && (transitionDuration === '0s' || transitionProperty === 'none')
        return isStill ? [] : [`${element.tagName}${pseudo ?? ''}: ${animationName} ${transitionDuration}`]
      }),
    ),
  )
  expect(moving).toEqual([])
})

test('the words of a verdict stand beside its icon wherever colour tells it', async ({ page }) => {
  await openPage(page, '/blue/ingresses/shop/checkout')
  const hops = page.getByRole('region', { name: 'Path from DNS record to Pods' }).getByRole('article')
  await expect(hops).toHaveCount(8)
  for (const text of await hops.allInnerTexts()) {
    expect(text).toMatch(/\b(Passing|Warning|Failing|After failure|Not checked|Not applicable|Blocked)\b/)
  }
})

test('the rows of many hosts, nodes and checks have names of their own', async ({ page }) => {
  await openPage(page, '/blue/ingresses')
  const links = page.getByRole('table', { name: 'Ingresses' }).getByRole('link')
  const names = await links.allInnerTexts()
  expect(names.length).toBeGreaterThan(40)
  expect(new Set(names).size).toBe(names.length)
})

/** What is wrong with the focus as it is now; null when a reader can see where it is. */
function describeUnseenFocus(page: Page): Promise<string | null> {
  return page.evaluate(() => {
    const element = document.activeElement
    if (element === null || element === document.body) return null
    const name = `${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent?.slice(0, 40)}`
    // A control may hand its outline to a part of itself or to the label or frame around it.
    const bearers = [element, element.parentElement, element.parentElement?.parentElement]
    const hasOutline = bearers.some((bearer) =>
      [null, '::before', '::after'].some((pseudo) => {
        if (!bearer) return false
        const { outlineStyle, outlineWidth } = getComputedStyle(bearer, pseudo)
        return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1
      }),
    )
    if (!hasOutline) return `${name} has the focus and shows no outline`
    const box = element.getBoundingClientRect()
    if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth)
      return `${name} has the focus outside the screen`
    const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1)
    const y = Math.min(Math.max(box.top + box.height / 2, 0), innerHeight - 1)
    const front = document.elementFromPoint(x, y)
    const isSeen = front !== null && (element.contains(front) || front.contains(element))
    return isSeen || box.width <= 1 ? null : `${name} has the focus behind ${front?.tagName}`
  })
}
