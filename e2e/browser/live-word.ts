import type { Locator, Page } from '@playwright/test'

/** The words of the header about the event stream: "Live", "Paused", "Reconnecting…". */
export const liveWord = (page: Page): Locator =>
  page.getByRole('banner').getByText(/^(Live|Paused|Connecting…|Reconnecting…|Cluster away)$/)

/** Waits until the scripts of the page run and its event stream says how its cluster is. */
export async function waitUntilLive(page: Page): Promise<void> {
  await page
    .getByRole('banner')
    .getByText(/^(Live|Cluster away)$/)
    .waitFor()
}
