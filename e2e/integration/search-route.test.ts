import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SearchAnswer } from '@/lib/api/schemas/search'
import { type Platform, startPlatform } from '@/lib/demo/platform'
import { openCluster } from '../browser/demo-cluster'
import { waitUntilRead } from '../browser/wait-until-read'
import { type FairleadProcess, findFreePort, startFairlead } from '../fairlead-process'
import { waitUntil } from './kube-apiserver'

describe('GET /api/v1/clusters/{cluster}/search', () => {
  let platform: Platform
  let fairlead: FairleadProcess

  beforeAll(async () => {
    platform = await startPlatform({ seed: '1', still: true })
    fairlead = await startFairlead({
      port: await findFreePort(),
      env: { FAIRLEAD_CONFIG: platform.configPath, FAIRLEAD_DEMO: '1', FAIRLEAD_LOG_LEVEL: 'error' },
    })
    await waitUntilRead(fairlead)
    // What was read is judged, DNS asked, in the seconds after.
    await waitUntil(async () => groupOf(await search('label filter'), 'finding') !== undefined, 60_000)
  }, 120_000)
  afterAll(async () => {
    await fairlead?.stop()
    await platform?.close()
  })

  const ask = (query: string, cluster = 'blue') => fetch(`${fairlead.url}/api/v1/clusters/${cluster}/search?${query}`)
  async function search(q: string, rest = ''): Promise<SearchAnswer> {
    const answer = await ask(`q=${encodeURIComponent(q)}${rest}`)
    const body: unknown = await answer.json()
    expect(answer.status, JSON.stringify(body)).toBe(200)
    return SearchAnswer.parse(body)
  }
  const groupOf = (answer: SearchAnswer, kind: string) => answer.groups.find((group) => group.kind === kind)

  it('finds the host of a pasted address first, with its verdict and the Ingress that declares it', async () => {
    const { groups, freshness } = await search('https://Checkout.shop.example.net:443/cart?id=1#pay')
    expect(groups[0]).toMatchObject({
      kind: 'host',
      hits: [{ id: 'checkout.shop.example.net', verdict: 'failing', namespace: 'shop', name: 'checkout' }],
      total: 1,
    })
    expect(freshness.unreadable).toEqual([])
  })

  it('finds every kind of thing', async () => {
    expect(groupOf(await search('checkout'), 'ingress')?.hits[0]).toMatchObject({ id: 'shop/checkout' })
    expect(groupOf(await search('payments'), 'namespace')?.hits[0]).toMatchObject({ id: 'payments' })
    expect(groupOf(await search('label filter'), 'finding')?.hits[0]).toMatchObject({ severity: 'error' })
    expect(groupOf(await search('service-missing'), 'check')?.hits[0]).toMatchObject({ id: 'service-missing' })
    expect(groupOf(await search('aks-'), 'node')?.total).toBe(48)
  })

  it('shows no more of a kind than asked for, and counts the rest', async () => {
    const nodes = groupOf(await search('aks-', '&limit=2'), 'node')
    expect([nodes?.hits.length, nodes?.total]).toEqual([2, 48])
  })

  it('leads with a finding that the API then tells in full', async () => {
    const id = groupOf(await search('label filter'), 'finding')?.hits[0]?.id
    const answer = await fetch(`${fairlead.url}/api/v1/clusters/blue/findings/${id}`)
    expect([answer.status, await answer.json()]).toMatchObject([200, { state: 'found', finding: { id } }])
  })

  it('finds what was created a moment ago', async () => {
    const created = 'just-now.example.net'
    const blue = openCluster('blue', platform.kubeconfigPath)
    await blue.create('/apis/networking.k8s.io/v1/namespaces/shop/ingresses', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'just-now', namespace: 'shop' },
      spec: { ingressClassName: 'nginx', rules: [{ host: created }] },
    })
    await waitUntil(async () => groupOf(await search(created), 'host')?.hits[0]?.name === 'just-now', 15_000)
  })

  it('answers nothing found, a missing or overlong text and an unknown cluster for what they are', async () => {
    expect((await search('zzz-nothing')).groups).toEqual([])
    expect((await ask('')).status).toBe(400)
    expect((await ask(`q=${'a'.repeat(301)}`)).status).toBe(400)
    expect((await ask('q=shop&limit=51')).status).toBe(400)
    const unknown = await ask('q=shop', 'orange')
    expect([unknown.status, unknown.headers.get('content-type')]).toEqual([404, 'application/problem+json'])
  })

  it('says what could not be searched when a right is missing', async () => {
    await platform.control.faults.start({ fault: 'forbidden', cluster: 'blue', kind: 'Node', durationSeconds: 300 })
    await waitUntil(async () => (await search('shop')).freshness.unreadable.length > 0, 45_000)
    expect((await search('shop')).freshness.unreadable).toMatchObject([
      { what: 'Node', reason: 'forbidden', need: expect.stringMatching(/watch on nodes$/) },
    ])
    await platform.control.faults.clear()
  }, 60_000)
})
