import type { Page } from '@playwright/test'
import type { DemoCluster, JsonObject } from './demo-cluster'
import { expect, forbidReload, openPage, test } from './fixtures'

const gauge = (page: Page) => page.getByRole('img', { name: /SNAT ports/ })
const tiers = (page: Page) => page.getByRole('table', { name: 'SNAT ports per node by number of nodes' })
const before51 =
  '1,024 SNAT ports per node; 48 nodes; 2 more nodes can be added before the drop to 512 ports at node 51.'

test.describe('before any script runs', () => {
  test.use({ javaScriptEnabled: false })

  test('the gauge shows its number, and says it in words', async ({ page }) => {
    await page.goto('/blue/egress')
    await expect(gauge(page)).toHaveAccessibleName(before51)
    await expect(gauge(page)).toBeInViewport({ ratio: 1 })
    await expect(gauge(page).getByText('1,024', { exact: true })).toBeVisible()
    await expect(page.getByRole('region', { name: /^Verdict: / })).toContainText(
      'node 51 lowers every node to 512 ports',
    )
    await expect(tiers(page).getByRole('columnheader', { name: '1–50 (now)' })).toBeVisible()
  })

  test('a cluster whose ports are not known says so, and never 0', async ({ page }) => {
    await page.goto('/eks-media/egress')
    await expect(gauge(page)).toHaveAccessibleName('unknown SNAT ports per node; 9 nodes.')
    await expect(gauge(page).getByText('unknown', { exact: true })).toBeVisible()
  })
})

test('nodes that cross the boundary change gauge and words of the open page within two seconds', async ({
  page,
  blue,
}) => {
  await openPage(page, '/blue/egress')
  await expect(gauge(page)).toHaveAccessibleName(before51)
  const expectSameDocument = await forbidReload(page)
  const nodes = await growTo51(blue)
  await expect(gauge(page)).toHaveAccessibleName(/^512 SNAT ports per node; 51 nodes; /, { timeout: 2000 })
  await expect(page.getByRole('region', { name: /^Verdict: / })).toContainText(
    'Each of the 51 nodes has 512 SNAT ports',
  )
  await expect(tiers(page).getByRole('columnheader', { name: '51–100 (now)' })).toBeVisible()
  await expect(page.getByRole('banner').getByText(/51 nodes/)).toBeVisible()

  await Promise.all(nodes.map((name) => blue.remove(`/api/v1/nodes/${name}`)))
  await expect(gauge(page)).toHaveAccessibleName(before51, { timeout: 2000 })
  await expectSameDocument()
})

test('the overview follows the same drop', async ({ page, blue }) => {
  await openPage(page, '/blue')
  const main = page.getByRole('main')
  await expect(main.getByText('48 nodes, 512 from node 51')).toBeVisible()
  await growTo51(blue)
  await expect(main.getByText('51 nodes, 256 from node 101')).toBeVisible({ timeout: 2000 })
})

test('the staircase is drawn with the cluster on it, and its numbers stand in a table', async ({ page }) => {
  await openPage(page, '/blue/egress')
  // The drawing is hidden from screen readers, which have the table; so it can only be found by what it says.
  await expect(page.getByText('now, 48', { exact: true })).toBeVisible()
  const ports = tiers(page)
    .getByRole('row', { name: /^Ports per node/ })
    .getByRole('cell')
  await expect(ports).toHaveText(['1,024', '512', '256', '128', '64', '32'])
})

test('assumed values are marked, with the settings that would make them facts', async ({ page }) => {
  await openPage(page, '/blue/egress')
  const main = page.getByRole('main')
  await expect(main.getByText('loadBalancer, assumed')).toBeVisible()
  await expect(page.getByRole('region', { name: /^Verdict: Undetermined/ })).toContainText(
    'assuming outbound type loadBalancer (the AKS default), 1 outbound IP (the AKS default) and default port allocation',
  )
  await expect(main.getByRole('heading', { name: 'Assumptions' })).toBeVisible()
  const settings = main.getByRole('group', { name: 'settings for fairlead.yaml' })
  await expect(settings).toContainText('name: "blue"')
  await expect(settings).toContainText('outboundIps: 1')
  // A finding that rests on an assumption is never more than information.
  const findings = main.getByRole('region', { name: 'Findings' })
  await expect(findings.getByRole('heading', { level: 3 })).toHaveText([/^Info/, /^Info/])
  await expect(findings.getByRole('link', { name: 'snat-tier-cliff-now' })).toBeVisible()
})

test('what a cluster does not tell is unknown, never 0', async ({ page }) => {
  await openPage(page, '/eks-media/egress')
  const main = page.getByRole('main')
  await expect(page).toHaveTitle('Egress undetermined: SNAT ports unknown · eks-media · Fairlead')
  await expect(page.getByRole('region', { name: 'Verdict: Undetermined' })).toContainText(
    'SNAT ports per node are not known. Pods on EKS leave through a NAT gateway or an internet gateway of the VPC',
  )
  await expect(gauge(page)).toHaveAccessibleName('unknown SNAT ports per node; 9 nodes.')
  await expect(main.getByRole('definition').filter({ hasText: /^unknown$/ })).toHaveCount(2)
  await expect(main.getByText(/^0$/)).toHaveCount(0)
  await expect(main.getByRole('group', { name: 'settings for fairlead.yaml' })).toContainText('mode: nat-gateway')
})

/** Adds three nodes to the 48 of the demo, made like one of them. Returns their names. */
async function growTo51(blue: DemoCluster): Promise<string[]> {
  const { items } = await blue.get('/api/v1/nodes?limit=1')
  const [model] = Array.isArray(items) ? items : []
  if (!isNode(model)) throw new Error('the demo has no node to copy')
  const scaleSet = 'aks-std-38114278-vmss'
  const names = ['a', 'b', 'c'].map((letter) => `${scaleSet}0000z${letter}`)
  await Promise.all(
    names.map((name, at) => {
      const providerID = `${model.spec.providerID.slice(0, model.spec.providerID.lastIndexOf('/'))}/${900 + at}`
      const labels = { ...model.metadata.labels, 'kubernetes.io/hostname': name }
      return blue.create('/api/v1/nodes', {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: { name, labels },
        spec: { providerID },
        status: model.status,
      })
    }),
  )
  return names
}

interface ModelNode {
  metadata: { labels: JsonObject }
  spec: { providerID: string }
  status: JsonObject
}

function isNode(value: unknown): value is ModelNode {
  const node = value as Partial<ModelNode> | null | undefined
  return typeof node?.spec?.providerID === 'string' && node.metadata?.labels !== undefined && node.status !== undefined
}
