import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { ClusterList } from '@/lib/api/schemas/clusters'
import { DemoFaults } from '@/lib/api/schemas/demo-faults'
import { DnsCacheAnswer } from '@/lib/api/schemas/dns-cache'
import { EgressAnswer } from '@/lib/api/schemas/egress'
import { IngressPage, TraceAnswer } from '@/lib/api/schemas/ingresses'
import { faultCatalogue } from '@/lib/demo/faults/catalogue'
import type { FaultWish } from '@/lib/demo/faults/fault-control'
import { type Platform, startPlatform } from '@/lib/demo/platform'
import { type FairleadProcess, findFreePort, startFairlead } from '../fairlead-process'
import { waitUntil } from './kube-apiserver'

const base = '/api/v1/clusters/blue'
const noticeMs = 15_000
/** Rights are asked again twice a minute. */
const healMs = 45_000

describe('what the catalogue of faults says that Fairlead shows', () => {
  let platform: Platform
  let fairlead: FairleadProcess
  let before: Map<string, string>

  beforeAll(async () => {
    platform = await startPlatform({ seed: '1', still: true })
    fairlead = await start()
    before = await waitForSteadyCauses(fairlead.url)
  }, 90_000)
  afterEach(async () => {
    await platform.control.faults.clear()
    await waitUntil(
      async () => JSON.stringify([...(await readCauses())]) === JSON.stringify([...before]) && !(await isStale()),
      healMs,
      () => 'not healed',
    )
  }, 60_000)
  afterAll(async () => {
    await fairlead?.stop()
    await platform?.close()
  })

  const start = async () =>
    startFairlead({
      port: await findFreePort(),
      env: {
        FAIRLEAD_CONFIG: platform.configPath,
        FAIRLEAD_DEMO: '1',
        FAIRLEAD_DEMO_CONTROL: platform.control.url,
        FAIRLEAD_DEMO_CONTROL_TOKEN: platform.control.token,
        FAIRLEAD_LOG_LEVEL: 'error',
      },
    })

  async function read<T extends z.ZodType>(resource: string, schema: T, url = fairlead.url): Promise<z.infer<T>> {
    const answer = await fetch(`${url}${resource}`)
    const body: unknown = await answer.json()
    expect(answer.status, JSON.stringify(body)).toBe(200)
    return schema.parse(body)
  }
  const isStale = async () => (await read(`${base}/egress`, EgressAnswer)).freshness.staleSince !== null
  const sourceOf = async (name: string) => {
    const { items } = await read('/api/v1/clusters', ClusterList)
    return items.find((item) => item.name === 'blue')?.sources.find((source) => source.name === name)
  }

  /** Root cause, or the verdict where there is none, of every Ingress. */
  async function readCauses(url = fairlead.url): Promise<Map<string, string>> {
    const { items } = await read(`${base}/ingresses?limit=1000&sort=name`, IngressPage, url)
    return new Map(items.map((row) => [`${row.namespace}/${row.name}`, row.rootCause?.check ?? row.verdict]))
  }

  async function waitForSteadyCauses(url: string): Promise<Map<string, string>> {
    let last = ''
    let sinceMs = Date.now()
    await waitUntil(async () => {
      const text = JSON.stringify([...(await readCauses(url))])
      if (text !== last) sinceMs = Date.now()
      last = text
      return text.length > 100 && Date.now() - sinceMs > 3_000
    }, 40_000)
    return readCauses(url)
  }

  /** No Ingress has a cause that it did not have, and none passes that did not. */
  function expectNothingInvented(now: Map<string, string>): void {
    for (const [ingress, cause] of now)
      if (cause !== before.get(ingress)) expect(`${ingress} ${cause}`).toBe(`${ingress} undetermined`)
  }

  const begin = (wish: FaultWish) => platform.control.faults.start({ durationSeconds: 300, ...wish })

  it('lists the whole catalogue, and what may be broken, to its own page', async () => {
    const faults = await read('/api/demo/faults', DemoFaults)
    expect(faults.catalogue).toEqual(faultCatalogue)
    expect(faults.clusters.map(({ name }) => name)).toEqual(['blue', 'green', 'eks-media'])
  })

  it('forbidden: names verbs, resource and what is not checked; nothing turns green', async () => {
    await begin({ fault: 'forbidden', cluster: 'blue', kind: 'Service' })
    await waitUntil(async () => (await sourceOf('Service'))?.reason === 'forbidden', noticeMs)
    expect(await sourceOf('Service')).toMatchObject({ need: 'list and watch on services' })
    const now = await readCauses()
    expectNothingInvented(now)
    expect([...now.values()]).toContain('undetermined')
    expect([...now.values()]).not.toContain('passing')
  }, 90_000)

  it('forbidden in a namespace: says which are still read, and leaves those as they were', async () => {
    await begin({ fault: 'forbidden', cluster: 'blue', kind: 'Service', namespace: 'shop' })
    await waitUntil(async () => (await sourceOf('Service'))?.namespaces?.includes('data') === true, healMs)
    expect(await sourceOf('Service')).toMatchObject({ reason: 'forbidden', need: 'list and watch on services' })
    expect((await sourceOf('Service'))?.namespaces).not.toContain('shop')
    await waitUntil(async () => (await readCauses()).get('data/queries') === before.get('data/queries'), noticeMs)
    expect((await readCauses()).get('shop/catalog')).toBe('undetermined')
    expectNothingInvented(await readCauses())
  }, 120_000)

  it('unauthorised: keeps the last good state and asks for other credentials', async () => {
    await begin({ fault: 'unauthorised', cluster: 'blue' })
    await waitUntil(isStale, noticeMs)
    await waitUntil(async () => /credentials/.test((await sourceOf('Service'))?.staleReason ?? ''), noticeMs)
    expect(await readCauses()).toEqual(before)
  }, 90_000)

  it('not-installed: says that the cluster does not have the kind', async () => {
    await begin({ fault: 'not-installed', cluster: 'blue', kind: 'Certificate' })
    await waitUntil(async () => (await sourceOf('Certificate'))?.reason === 'not-installed', noticeMs)
    expectNothingInvented(await readCauses())
  }, 90_000)

  for (const fault of ['server-error', 'too-many-requests', 'down', 'silent', 'garbage', 'cut-answers', 'slow'])
    it(`${fault}: keeps the last good state, marks it stale and gives a reason`, async () => {
      await begin({ fault, cluster: 'blue' })
      await waitUntil(isStale, noticeMs)
      expect((await read(`${base}/egress`, EgressAnswer)).freshness.staleReason).toMatch(/\S/)
      expect(await readCauses()).toEqual(before)
    }, 90_000)

  it('nonsense-object, of eight kinds at once: nothing crashes, and every other object keeps its verdict', async () => {
    for (const kind of ['Ingress', 'Service', 'EndpointSlice', 'Pod', 'Node', 'Deployment', 'ConfigMap', 'Certificate'])
      await begin({
        fault: 'nonsense-object',
        cluster: 'blue',
        kind,
        ...(kind === 'Node' ? {} : { namespace: 'shop' }),
      })
    const nodes = async () => (await read(`${base}/egress`, EgressAnswer)).nodes
    await waitUntil(
      async () => JSON.stringify(await nodes()).includes('nonsense') || (await nodes()).count !== 48,
      noticeMs,
    )
    await waitUntil(async () => (await readCauses()).has('shop/nonsense'), noticeMs)
    const now = await readCauses()
    now.delete('shop/nonsense')
    expect(now).toEqual(before)
    await read(`${base}/dns-cache`, DnsCacheAnswer)
    await read(`${base}/ingresses/shop/nonsense`, TraceAnswer)
    expect(fairlead.output()).not.toMatch(/request failed|crashed|TypeError/)
  }, 90_000)

  for (const fault of ['dns-drop', 'dns-servfail', 'dns-garbage'])
    it(`${fault}: hosts are undetermined rather than failing for want of a record`, async () => {
      await begin({ fault })
      const other = await start()
      try {
        const now = await waitForSteadyCauses(other.url)
        expectNothingInvented(now)
        expect([...now.values()]).not.toContain('passing')
      } finally {
        await other.stop()
      }
    }, 90_000)

  it('dns-truncate: makes no difference, as the question is asked again over TCP', async () => {
    await begin({ fault: 'dns-truncate' })
    const other = await start()
    try {
      expect(await waitForSteadyCauses(other.url)).toEqual(before)
    } finally {
      await other.stop()
    }
  }, 90_000)
})
