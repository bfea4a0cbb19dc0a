import type { Page } from '@playwright/test'
import { expect, expectNoAxeViolations, expectNoSidewaysScroll, openPage, tabTo, test } from './fixtures'

const field = (page: Page, name: string) => page.getByRole('spinbutton', { name })
const gauge = (page: Page) => page.getByRole('img', { name: /SNAT ports/ })
const comparison = (page: Page, row: string) =>
  page
    .getByRole('table', { name: 'Now, and what if' })
    .getByRole('row', { name: new RegExp(`^${row}`) })
    .getByRole('cell')
const command = (page: Page) => page.getByRole('group', { name: /^command: / })

const twelveJoin = '60 nodes with 1 outbound IP would each have 512 SNAT ports instead of 1,024 now.'
const withTwoIps = '60 nodes with 2 outbound IPs would each have 1,024 SNAT ports, as many as now.'

test.describe('what happens if 12 nodes join, and with 2 IPs?', () => {
  for (const width of [1440, 390]) {
    test(`answered by keyboard alone, ${width} px wide, and again from the link`, async ({ page, context }) => {
      await page.setViewportSize({ width, height: 844 })
      await openPage(page, '/blue/egress')
      const main = page.getByRole('main')
      await expect(main.getByText('This is the cluster as it is now.')).toBeVisible()
      await expect(field(page, 'Node count')).toHaveValue('48')

      await tabTo(page, field(page, 'Node count'))
      await page.keyboard.press('PageUp')
      await page.keyboard.press('ArrowUp')
      await page.keyboard.press('ArrowUp')
      await expect(main.getByText(twelveJoin, { exact: true })).toBeVisible()
      await expect(comparison(page, 'Ports per node')).toHaveText(['1,024', '512'])
      await expect(comparison(page, 'More nodes')).toHaveText([
        '2 more, then 512 from node 51 on',
        '40 more, then 256 from node 101 on',
      ])
      await expect(main.getByRole('list', { name: 'What follows' })).toContainText('connections on them are cut')

      await tabTo(page, field(page, 'Outbound IPs'))
      await page.keyboard.press('ArrowUp')
      await expect(main.getByText(withTwoIps, { exact: true })).toBeVisible()
      await expect(gauge(page)).toHaveAccessibleName(/^1,024 SNAT ports per node; 48 nodes; .*What if: 60 nodes with 2/)
      await expect(command(page)).toContainText('--load-balancer-managed-outbound-ip-count 2')
      await expectNoSidewaysScroll(page)

      const link = page.url()
      const other = await context.newPage()
      await openPage(other, link)
      await expect(other.getByText(withTwoIps, { exact: true })).toBeVisible()
      await expect(field(other, 'Node count')).toHaveValue('60')
      await expect(field(other, 'Outbound IPs')).toHaveValue('2')
      await other.close()

      await page.getByRole('button', { name: 'Reset' }).click()
      await expect(main.getByText('This is the cluster as it is now.')).toBeVisible()
      await expect(page).toHaveURL(/\/blue\/egress$/)
    })
  }

  for (const theme of ['light', 'dark'] as const) {
    test(`axe finds nothing in the answer, ${theme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: theme })
      await openPage(page, '/blue/egress?nodes=60&ips=2')
      await expect(page.getByText(withTwoIps, { exact: true })).toBeVisible()
      await expect(page.getByText('what if, 60', { exact: true })).toBeVisible()
      await expectNoAxeViolations(page)
    })
  }

  test.describe('before any script runs', () => {
    test.use({ javaScriptEnabled: false })

    test('the link already shows gauge and answer', async ({ page }) => {
      await page.goto('/blue/egress?nodes=60&ips=2')
      await expect(page.getByText(withTwoIps, { exact: true })).toBeVisible()
      await expect(gauge(page).getByText('what if 60 nodes (1–100)')).toBeVisible()
    })
  })
})

test('a question is marked as one on gauge, staircase and table, and the observed numbers stay', async ({ page }) => {
  await openPage(page, '/blue/egress?nodes=60&ips=2')
  await expect(page.getByText('what if, 60', { exact: true })).toBeVisible()
  await expect(page.getByText('now, 48', { exact: true })).toBeVisible()
  const tiers = page.getByRole('table', { name: 'SNAT ports per node by number of nodes' })
  await expect(tiers.getByRole('columnheader', { name: '1–50 (now)' })).toBeVisible()
  await expect(tiers.getByRole('columnheader', { name: '51–100 (what if)' })).toBeVisible()
  await expect(tiers.getByRole('row', { name: /^what if/ }).getByRole('cell')).toHaveText([
    '1,024',
    '1,024',
    '512',
    '256',
    '128',
    '64',
  ])
  await expect(page.getByRole('region', { name: /^Verdict: / })).toContainText('Each of the 48 nodes has 1,024')
})

test('the ways out stand beside each other, each with its command and what it breaks', async ({ page }) => {
  await openPage(page, '/blue/egress?nodes=70')
  const table = page.getByRole('table', { name: 'Ports per node by option and node count' })
  const cells = (option: RegExp) => table.getByRole('row', { name: option }).getByRole('cell')
  await expect(table.getByRole('columnheader')).toHaveText([
    'Option',
    /at 48\s*now/,
    /at 70\s*what if/,
    /at 60\s*autoscaler maximum/,
  ])
  await expect(cells(/^As it is/)).toHaveText(['1,024', '512', '512'])
  await expect(cells(/^More outbound IPs/)).toHaveText(['1,024', '1,024', '1,024'])
  await expect(cells(/^Manual ports/)).toHaveText(['1,616', '1,616', '1,616'])
  await expect(command(page)).toContainText('--load-balancer-outbound-ports 1616')
  await table.getByRole('radio', { name: /^NAT gateway/ }).check()
  await expect(command(page)).toContainText('--outbound-type managedNATGateway')
  await expect(page.getByText(/outbound addresses change and open connections drop/)).toBeVisible()
  await expect(page).toHaveURL(/option=nat-gateway/)
})

test('nonsense is answered with the name of the field and how to write it', async ({ page }) => {
  await openPage(page, '/blue/egress?nodes=many&ips=0&ports=1001')
  const alerts = page.getByRole('main').getByRole('alert')
  await expect(alerts.filter({ hasText: 'Node count' })).toHaveText(
    'Node count: “many” is not a whole number from 1 to 5,000. Enter a whole number from 1 to 5,000, or +12 for twelve more than now.',
  )
  await expect(alerts.filter({ hasText: 'Outbound IPs' })).toContainText('from 1 to 100')
  await expect(alerts.filter({ hasText: 'Manual ports per node' })).toContainText('Use 1000 or 1008.')
  await expect(field(page, 'Node count')).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByText('what if, ')).toHaveCount(0)
  await expectNoAxeViolations(page)
  await field(page, 'Node count').fill('+12')
  await field(page, 'Outbound IPs').fill('1')
  await field(page, 'Manual ports per node').fill('')
  await expect(page.getByText(twelveJoin, { exact: true })).toBeVisible()
})

test('a manual value that Azure would refuse is never shown as given', async ({ page }) => {
  await openPage(page, '/blue/egress?nodes=63&ports=1024')
  await expect(page.getByText(/do not fit: 1,024 ports × 63 nodes = 64,512/)).toBeVisible()
  await expect(comparison(page, 'Ports per node').last()).toHaveText('none known')
  await expect(gauge(page).getByText('does not fit')).toBeVisible()
})

test('a cluster without ports per node says what counts instead, and computes nothing', async ({ page }) => {
  await openPage(page, '/eks-media/egress?nodes=60&ips=2')
  await expect(page.getByText('AWS gives no node a share of SNAT ports, so more nodes lower nothing.')).toBeVisible()
  await expect(page.getByRole('spinbutton')).toHaveCount(0)
  await expect(gauge(page)).toHaveAccessibleName('unknown SNAT ports per node; 9 nodes.')
  await expectNoAxeViolations(page)
})
