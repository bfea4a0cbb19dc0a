import { type Browser, chromium, type Page } from '@playwright/test'
import { findBrowser, sayHowToGetBrowser } from '../../lib/launch/browser.mjs'
import { chromiumFlags } from '../chromium-flags'

export const themes = ['light', 'dark'] as const
export type Theme = (typeof themes)[number]

/** Starts the Chromium that the browser tests use. Without one it says how to get one and ends the process. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env.FAIRLEAD_BROWSER ?? findBrowser()
  if (!executablePath) {
    sayHowToGetBrowser()
    process.exit(1)
  }
  return chromium.launch({ executablePath, args: chromiumFlags, chromiumSandbox: process.getuid?.() !== 0 })
}

/** Dresses the page in a theme, without motion, and waits until it wears it. */
export async function wearTheme(page: Page, theme: Theme): Promise<void> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
  await page.locator(`html[data-theme="${theme}"]`).waitFor()
}

/** Waits until nothing of the page is on its way: fonts, and two frames so that what was measured is drawn. */
export async function waitUntilDrawn(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  })
}
