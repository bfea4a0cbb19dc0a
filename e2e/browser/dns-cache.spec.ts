import type { Locator, Page } from '@playwright/test'
import type { DemoCluster } from './demo-cluster'
import { expect, forbidReload, openPage, test } from './fixtures'

const configMapPath = '/api/v1/namespaces/kube-system/configmaps/node-local-dns'
const cacheOf = (page: Page, block: string) =>
  page.getByRole('table', { name: `Effective cache of ${block}`, exact: true })
const verdict = (page: Page) => page.getByRole('region', { name: /^Verdict: / })

/** A line of the calculator's answer, by its label. */
function answerLine(page: Page, label: string): Locator {
  const term = page.getByRole('term').filter({ hasText: new RegExp(`^${label}$`) })
  return page.getByRole('main').locator('dl > div').filter({ has: term }).getByRole('definition').first()
}

test('every effective figure of the cache says where it comes from, and defaults are marked', async ({ page }) => {
  await openPage(page, '/blue/dns-cache')
  await expect(page).toHaveTitle(/^DNS cache warning: \d+ findings? · blue · Fairlead$/)
  const cells = (block: string, row: string) =>
    cacheOf(page, block)
      .getByRole('row', { name: new RegExp(`^${row}`) })
      .getByRole('cell')
  await expect(cells('. :53', 'longest')).toHaveText([/^3,600 s \(1 h\)\s*default$/, /^1,800 s \(30 min\)\s*default$/])
  await expect(cells('cluster.local. :53', 'longest')).toHaveText([/^30 s\s*written$/, /^5 s\s*written$/])
  await expect(cells('in-addr.arpa. :53', 'longest')).toHaveText([/^30 s\s*inherited$/, /^30 s\s*inherited$/])
  const figures = await page.getByRole('region', { name: 'Server blocks' }).getByRole('cell').allInnerTexts()
  expect(figures).toHaveLength(24)
  for (const figure of figures) expect(figure).toMatch(/\d[\s\S]*(written|inherited|default|rounded|capped)/)
})

test('the bind addresses stand beside the ClusterIP of kube-dns', async ({ page }) => {
  await openPage(page, '/blue/dns-cache')
  const address = page
    .getByRole('region', { name: 'Server blocks' })
    .getByRole('listitem')
    .filter({ hasText: '10.0.0.10' })
  await expect(address.first()).toContainText('the ClusterIP of kube-dns, in -localip')
})

test('the calculator cuts, keeps and stretches a TTL by the figures of the chosen block', async ({ page }) => {
  await openPage(page, '/blue/dns-cache')
  const ttl = page.getByRole('textbox', { name: 'Record TTL, seconds' })
  await expect(page.getByRole('combobox', { name: 'Server block' })).toHaveValue('. :53')
  await ttl.fill('86400')
  await expect(answerLine(page, 'Cached for')).toHaveText('3,600 s (1 h)')
  await expect(answerLine(page, 'Upstream is asked again')).toHaveText('at age 3,600 s (1 h)')
  await ttl.fill('300')
  await expect(answerLine(page, 'Cached for')).toHaveText('300 s (5 min)')
  await ttl.fill('1')
  await expect(answerLine(page, 'Cached for')).toHaveText('5 s')

  await page.getByRole('combobox', { name: 'Server block' }).selectOption('cluster.local. :53')
  await ttl.fill('300')
  await expect(answerLine(page, 'Cached for')).toHaveText('30 s')
  await expect(answerLine(page, 'A client first sees')).toHaveText('TTL 30')
  await page
    .getByRole('combobox', { name: 'Upstream replies with' })
    .selectOption({ label: 'a denial (NXDOMAIN, no data)' })
  await expect(answerLine(page, 'Cached for')).toHaveText('5 s')
})

test('the question to the calculator is in the address', async ({ page }) => {
  await openPage(page, '/blue/dns-cache')
  await page.getByRole('combobox', { name: 'Server block' }).selectOption('cluster.local. :53')
  await page.getByRole('textbox', { name: 'Record TTL, seconds' }).fill('77')
  await expect(page).toHaveURL(/ttl=77/)
  await page.reload()
  await expect(page.getByRole('combobox', { name: 'Server block' })).toHaveValue('cluster.local. :53')
  await expect(page.getByRole('textbox', { name: 'Record TTL, seconds' })).toHaveValue('77')
  await expect(answerLine(page, 'Cached for')).toHaveText('30 s')
})

test('a TTL that is no number is answered with how to write one', async ({ page }) => {
  await openPage(page, '/blue/dns-cache')
  const ttl = page.getByRole('textbox', { name: 'Record TTL, seconds' })
  await ttl.fill('five')
  await expect(page.getByRole('main').getByRole('alert').filter({ hasText: 'Record TTL' })).toHaveText(
    'Record TTL: enter whole seconds, such as 300.',
  )
  await expect(ttl).toHaveAttribute('aria-invalid', 'true')
})

test('a finding opens to its evidence and its fix', async ({ page }) => {
  await openPage(page, '/blue/dns-cache')
  const finding = page.getByRole('group').filter({ hasText: 'A failing upstream replaces stale answers by SERVFAIL' })
  await finding.getByText('show fix').click()
  await expect(finding.getByText('observed').first()).toBeVisible()
  await expect(finding.getByRole('group', { name: 'commands' })).toBeVisible()
  await expect(finding.getByRole('link', { name: /^[a-z0-9-]+$/ })).toHaveAttribute('href', /^\/checks\/[a-z0-9-]+$/)
})

test('the rollout names the nodes that differ, and counts the others', async ({ page }) => {
  await openPage(page, '/green/dns-cache')
  const different = page.getByRole('table', { name: 'Nodes that differ from the others' }).getByRole('row')
  await expect(different).toHaveCount(2)
  await expect(different.last()).toContainText('1.22.20')
  await expect(page.getByText(/^11 nodes ready with version 1\.26\.4$/)).toBeVisible()
})

test('a Corefile that breaks is named by line and fix in the open page, and the rest of the page stays', async ({
  page,
  blue,
}) => {
  await openPage(page, '/blue/dns-cache')
  const expectSameDocument = await forbidReload(page)
  await expect(page.getByRole('main').getByText('no problems')).toBeVisible()
  await changeCorefile(blue, (text) => text.replace('denial 9984 5', 'denial 9984 five'))

  await expect(page.getByRole('region', { name: 'Verdict: Failing' })).toBeVisible()
  const lines = page.getByRole('region', { name: 'Corefile text' }).getByRole('listitem')
  await expect(lines.nth(4)).toContainText('denial 9984 five')
  await expect(lines.nth(4)).toContainText(/five/)
  const problem = page
    .getByRole('main')
    .getByRole('listitem')
    .filter({ hasText: /^line 5: / })
  await expect(problem.first()).toContainText(/five.*(whole number|seconds|number)/i)
  await expect(page.getByText('1 problem', { exact: true })).toBeVisible()
  await expect(page.getByText('48 nodes ready with version 1.26.4')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'What happens to a record?' })).toBeVisible()
  await expect(cacheOf(page, 'in-addr.arpa. :53')).toBeVisible()

  await blue.undo()
  await expect(page.getByRole('region', { name: 'Verdict: Warning' })).toBeVisible()
  await expect(page.getByRole('main').getByText('no problems')).toBeVisible()
  await expectSameDocument()
})

test('a Corefile without its closing brace is still explained', async ({ page, blue }) => {
  await openPage(page, '/blue/dns-cache')
  await changeCorefile(blue, (text) => text.slice(0, text.lastIndexOf('}')))
  await expect(page.getByRole('region', { name: 'Verdict: Failing' })).toBeVisible()
  await expect(
    page
      .getByRole('main')
      .getByText(/^line \d+: /)
      .first(),
  ).toBeVisible()
  await expect(page.getByText('48 nodes ready with version 1.26.4')).toBeVisible()
})

test('a shorter cache written in the Corefile shows in the open page', async ({ page, blue }) => {
  await openPage(page, '/blue/dns-cache')
  await changeCorefile(blue, (text) => text.replace('prefetch 10\n', 'prefetch 10\n        success 10000 60\n'))
  await expect(cacheOf(page, '. :53').getByRole('row', { name: /^longest/ })).toContainText(/60 s\s*written/)
  await expect(cacheOf(page, '. :53').getByRole('row', { name: /^entries/ })).toContainText(
    /9,984\s*rounded\s*10,000 written/,
  )
  await page.getByRole('textbox', { name: 'Record TTL, seconds' }).fill('300')
  await expect(answerLine(page, 'Cached for')).toHaveText('60 s')
})

test('the sentence on top says on how many nodes the cache is ready', async ({ page }) => {
  await openPage(page, '/eks-media/dns-cache')
  await expect(verdict(page)).toContainText(/The cache is ready on 9 of 9 nodes\./)
})

async function changeCorefile(cluster: DemoCluster, change: (text: string) => string): Promise<void> {
  const { data } = await cluster.get(configMapPath)
  const before = typeof data === 'object' && data !== null && !Array.isArray(data) ? data.Corefile : null
  if (typeof before !== 'string') throw new Error('the ConfigMap has no Corefile')
  const after = change(before)
  if (after === before) throw new Error('the Corefile has changed, so this test changes nothing in it')
  await cluster.merge(configMapPath, { data: { Corefile: after } })
}
