import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ProbeReport, ProbeState } from '../../lib/api/schemas/probe'
import { requireCluster } from '../../lib/demo/clock/running-platform'
import { type Platform, startPlatform } from '../../lib/demo/platform'
import { waitUntilRead } from '../browser/wait-until-read'
import { type FairleadProcess, findFreePort, startFairlead } from '../fairlead-process'

describe('probes through the API', () => {
  let platform: Platform
  let fairlead: FairleadProcess

  beforeAll(async () => {
    platform = await startPlatform({ seed: '1', still: true })
    fairlead = await startFairlead({
      port: await findFreePort(),
      env: { FAIRLEAD_CONFIG: platform.configPath, FAIRLEAD_LOG_LEVEL: 'error' },
    })
    await waitUntilRead(fairlead)
  })
  afterAll(async () => {
    await fairlead?.stop()
    await platform?.close()
  })

  const address = (host: string, cluster = 'blue') => `${fairlead.url}/api/v1/clusters/${cluster}/hosts/${host}/probe`
  const ask = async (host: string, body: unknown = {}, headers: Record<string, string> = { origin: fairlead.url }) => {
    const answer = await fetch(address(host), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
    return { status: answer.status, body: (await answer.json()) as ProbeReport & { detail?: string } }
  }
  const stateOf = async (host: string) => (await (await fetch(address(host))).json()) as ProbeState

  it('a host whose path is whole answers, with its own certificate', async () => {
    expect(await stateOf('catalog.shop.example.net')).toMatchObject({
      state: 'ready',
      addresses: ['203.0.113.10'],
      last: null,
    })
    const { status, body } = await ask('catalog.shop.example.net')
    expect(status).toBe(200)
    const [result] = body.results
    expect(result?.steps.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
      'dns passed',
      'tcp passed',
      'tls passed',
      'http passed',
    ])
    expect(result?.certificate).toMatchObject({ coversHost: true, isControllerDefault: false })
    expect(result?.answer?.status).toBe(200)
    expect(JSON.stringify(body)).not.toContain('<p>')
    const after = await stateOf('catalog.shop.example.net')
    expect(after.state === 'ready' ? after.last?.at : null).toBe(body.at)
  })

  it('what the objects say is broken is broken when asked', async () => {
    const { store } = requireCluster(platform, 'blue').api
    const slices = store
      .list('EndpointSlice', 'shop')
      .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === 'catalog')
    for (const { metadata } of slices) store.remove('EndpointSlice', 'shop', metadata.name)
    const { body } = await ask('catalog.shop.example.net')
    expect(body.results[0]?.answer?.status).toBe(503)
    expect(body.results[0]?.readings.at(-1)).toMatchObject({ hop: 'endpoints', verdict: 'failing' })
    for (const slice of slices) store.put(slice)
  })

  it('a load balancer with a host name is resolved first', async () => {
    const cluster = requireCluster(platform, 'eks-media')
    const host = cluster.api.store
      .list('Ingress')
      .flatMap(({ spec }) => ((spec as { rules?: { host?: string }[] }).rules ?? []).flatMap((rule) => rule.host ?? []))
      .find((name) => name.endsWith('media.example.com'))
    const answer = await fetch(address(host ?? '', 'eks-media'), {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: fairlead.url },
      body: '{}',
    })
    const body = (await answer.json()) as ProbeReport
    expect(body.results.map((result) => result.address)).toEqual(['198.51.100.11', '198.51.100.12'])
    expect(body.results.every(({ steps }) => steps[1]?.outcome === 'passed')).toBe(true)
  })

  it('goes only to hosts that the cluster declares, and says why not', async () => {
    const { status, body } = await ask('169.254.169.254.example.org')
    expect(status).toBe(403)
    expect(body.detail).toMatch(/no Ingress of this cluster declares the host/)
    expect(await stateOf('nobody.example.org')).toMatchObject({ state: 'unavailable' })
  })

  it('never goes to an address where no load balancer lives, though an Ingress publishes it', async () => {
    const { store } = requireCluster(platform, 'blue').api
    store.put({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'metadata', namespace: 'shop' },
      spec: { ingressClassName: 'nginx', rules: [{ host: 'metadata.shop.example.net' }] },
      status: { loadBalancer: { ingress: [{ ip: '169.254.169.254' }, { ip: '127.0.0.1' }] } },
    })
    const deadlineMs = performance.now() + 10_000
    while ((await stateOf('metadata.shop.example.net')).state !== 'ready' && performance.now() < deadlineMs)
      await new Promise((resolve) => setTimeout(resolve, 50))
    const { status, body } = await ask('metadata.shop.example.net')
    store.remove('Ingress', 'shop', 'metadata')
    expect(status).toBe(200)
    expect(body.results).toEqual([])
    expect(body.left.map((left) => left.reason).join(' ')).toMatch(/loopback.*link-local|link-local.*loopback/)
  })

  it('takes wishes from its own pages only, and names what is wrong with them', async () => {
    expect((await ask('catalog.shop.example.net', {}, {})).status).toBe(403)
    expect((await ask('catalog.shop.example.net', {}, { origin: 'https://evil.example.org' })).status).toBe(403)
    const { status, body } = await ask('catalog.shop.example.net', { path: '/a b\r\nx: y' })
    expect(status).toBe(400)
    expect(body.detail).toMatch(/^path: /)
  })

  it('is made at most so often', async () => {
    const statuses: number[] = []
    for (let count = 0; count < 40; count += 1)
      statuses.push((await ask('catalog.shop.example.net', { path: `/${count}` })).status)
    expect(statuses).toContain(429)
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(30)
  })
})
