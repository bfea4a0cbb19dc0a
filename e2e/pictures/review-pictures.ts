import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Browser, Page } from '@playwright/test'
import { waitUntilLive } from '../browser/live-word'
import { type ConditionName, conditionWords, openCondition } from '../conditions'
import type { ListedPage } from '../listed-pages'
import { type Picture, writeContactSheet } from './contact-sheet'
import { themes, waitUntilDrawn, wearTheme } from './picture-browser'

const widths = [1440, 390]
const leastHeight = 900
/** Longer pages are cut: what is below looks like what is above. */
const greatestHeight = 3200

/** Takes every page in every condition, both themes and both widths, and writes them with a contact sheet into the folder. */
export async function takeReviewPictures(
  browser: Browser,
  wanted: { folder: string; conditions: readonly ConditionName[]; pages: readonly ListedPage[] },
): Promise<Picture[]> {
  const { folder, conditions, pages } = wanted
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const pictures: Picture[] = []
  for (const condition of conditions) {
    console.log(`fairlead: ${condition}: ${conditionWords[condition]}`)
    const fairlead = await openCondition(condition)
    const context = await browser.newContext({ baseURL: fairlead.url })
    try {
      for (const listed of pages.filter(({ onlyGood }) => condition === 'good' || !onlyGood)) {
        const page = await context.newPage()
        pictures.push(...(await takePage(page, listed, condition, folder)))
        await page.close()
      }
    } finally {
      await context.close()
      await fairlead.close()
    }
  }
  await writeFile(path.join(folder, 'index.html'), writeContactSheet(pictures, new Date().toISOString()))
  return pictures
}

async function takePage(page: Page, listed: ListedPage, condition: ConditionName, folder: string): Promise<Picture[]> {
  const pictures: Picture[] = []
  await page.goto(listed.path)
  await waitUntilLive(page)
  if (condition !== 'loading') await waitUntilLoaded(page)
  for (const width of widths) {
    for (const theme of themes) {
      await wearTheme(page, theme)
      await fitHeight(page, width)
      const file = `${listed.id}-${condition}-${width}-${theme}.png`
      await page.screenshot({ path: path.join(folder, file) })
      pictures.push({ page: listed, condition, theme, width, file })
    }
  }
  return pictures
}

/** Waits until no part of the page is a skeleton any more. */
const waitUntilLoaded = (page: Page) =>
  page.getByRole('main').locator('.animate-pulse').first().waitFor({ state: 'hidden' })

/** Makes the window as high as the page, so that rows which are drawn only in sight are drawn. */
async function fitHeight(page: Page, width: number): Promise<void> {
  await page.setViewportSize({ width, height: leastHeight })
  await waitUntilDrawn(page)
  const height = await page.evaluate(() => document.documentElement.scrollHeight)
  await page.setViewportSize({ width, height: Math.min(Math.max(height, leastHeight), greatestHeight) })
  await waitUntilDrawn(page)
}
