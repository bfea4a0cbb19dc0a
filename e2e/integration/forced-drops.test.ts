import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { ClusterList } from '@/lib/api/schemas/clusters'
import { EgressAnswer } from '@/lib/api/schemas/egress'
import { IngressPage, TraceAnswer } from '@/lib/api/schemas/ingresses'
import { type Churn, startChurn } from '@/lib/demo/churn/start-churn'
import { requireCluster } from '@/lib/demo/clock/running-platform'
import type { ObjectStore } from '@/lib/demo/kubernetes-api/store'
import { type Platform, startPlatform } from '@/lib/demo/platform'
import { type FairleadProcess, findFreePort, startFairlead } from '../fairlead-process'
import { listLies, listNodeLies, readShownMarks, readTrueMarks } from './demo-truth'
import { type FollowedPage, followPage } from './followed-page'
import { waitUntil } from './kube-apiserver'
import { startTcpProxy, type TcpProxy } from './tcp-proxy'

/** How long Fairlead may take to notice that the API server is gone, and to be right again after it is back. */
const noticeMs = 5_000
const healMs = 20_000
const changesPerSecond = 20
const base = '/api/v1/clusters/blue'

interface Drop {
  name: string
  /** True where the API server is gone, so that the state must be marked stale. */
  isLoss: boolean
  /** Breaks something; the returned function, if any, heals it. */
  drop(): Promise<(() => Promise<void> | void) | undefined>
}

describe('twenty forced drops under churn', () => {
  let platform: Platform
  let fairlead: FairleadProcess
  /** Between Fairlead and the API server, and between the page and Fairlead. */
  let apiProxy: TcpProxy
  let pageProxy: TcpProxy
  let page: FollowedPage
  let churn: Churn
  let folder: string
  let store: ObjectStore
  let ingresses: { namespace: string; name: string }[]
  let causes: Map<string, string>

  beforeAll(async () => {
    platform = await startPlatform({ seed: '1', still: true })
    const { api } = requireCluster(platform, 'blue')
    store = api.store
    apiProxy = await startTcpProxy(api.port)
    folder = await mkdtemp(path.join(tmpdir(), 'fairlead-drops-'))
    const kubeconfig = await readFile(platform.kubeconfigPath, 'utf8')
    const config = await readFile(platform.configPath, 'utf8')
    await writeFile(path.join(folder, 'kubeconfig'), kubeconfig.replace(api.url, `http://127.0.0.1:${apiProxy.port}`), {
      mode: 0o600,
    })
    const ownKubeconfig = path.join(folder, 'kubeconfig')
    await writeFile(path.join(folder, 'fairlead.yaml'), config.replaceAll(platform.kubeconfigPath, ownKubeconfig))
    fairlead = await startFairlead({
      port: await findFreePort(),
      env: { FAIRLEAD_CONFIG: path.join(folder, 'fairlead.yaml'), FAIRLEAD_DEMO: '1', FAIRLEAD_LOG_LEVEL: 'error' },
    })
    pageProxy = await startTcpProxy(Number(new URL(fairlead.url).port))
    causes = await waitForSteadyCauses(fairlead.url)
    ingresses = store
      .list('Ingress')
      .map(({ metadata }) => ({ namespace: metadata.namespace ?? '', name: metadata.name }))
    page = followPage(`http://127.0.0.1:${pageProxy.port}`, 'blue', [
      { path: `${base}/egress`, topic: 'egress' },
      ...ingresses.slice(0, 10).map((ingress) => ({ path: tracePath(ingress), topic: 'ingresses' as const })),
    ])
    churn = startChurn(platform, {
      cluster: 'blue',
      changesPerSecond,
      kinds: ['Ingress', 'Service', 'EndpointSlice', 'Node'],
    })
  }, 90_000)

  afterAll(async () => {
    churn?.stop()
    page?.close()
    await fairlead?.stop()
    await pageProxy?.close()
    await apiProxy?.close()
    await platform?.close()
    await rm(folder, { recursive: true, force: true })
  })

  const tracePath = ({ namespace, name }: { namespace: string; name: string }) =>
    `${base}/ingresses/${namespace}/${name}`

  async function read<T extends z.ZodType>(resource: string, schema: T, url = fairlead.url): Promise<z.infer<T>> {
    const answer = await fetch(`${url}${resource}`)
    const body: unknown = await answer.json()
    expect(answer.status, JSON.stringify(body)).toBe(200)
    return schema.parse(body)
  }

  async function readCauses(url: string): Promise<Map<string, string>> {
    const { items } = await read(`${base}/ingresses?limit=1000`, IngressPage, url)
    return new Map(items.map((row) => [`${row.namespace}/${row.name}`, row.rootCause?.check ?? row.verdict]))
  }

  /** The root causes, once DNS has been asked and they no longer change by themselves. */
  async function waitForSteadyCauses(url: string): Promise<Map<string, string>> {
    let last = ''
    let sinceMs = Date.now()
    await waitUntil(async () => {
      const text = JSON.stringify([...(await readCauses(url))])
      if (text !== last) sinceMs = Date.now()
      last = text
      return text.length > 100 && Date.now() - sinceMs > 2_000
    }, 40_000)
    return readCauses(url)
  }

  /** Everything that the API says and that is not so. */
  async function listApiLies(): Promise<string[]> {
    const egress = await read(`${base}/egress`, EgressAnswer)
    const traces = await Promise.all(ingresses.map((ingress) => read(tracePath(ingress), TraceAnswer)))
    return [
      ...listNodeLies(store, egress),
      ...ingresses.flatMap(({ namespace, name }, index) => {
        const trace = traces[index]
        if (trace === undefined) return [`${namespace}/${name}: no trace`]
        return listLies(`${namespace}/${name}`, readShownMarks(trace), readTrueMarks(store, namespace, name))
      }),
      ...(egress.freshness.staleSince === null ? [] : ['egress is stale']),
    ]
  }

  /** Everything that the page shows, which reads again only what the stream told it to, and that is not so. */
  function listPageLies(): string[] {
    const egress = EgressAnswer.safeParse(page.read(`${base}/egress`)).data
    return [
      ...(egress === undefined ? ['no egress yet'] : listNodeLies(store, egress)),
      ...ingresses.slice(0, 10).flatMap((ingress) => {
        const { namespace, name } = ingress
        const trace = TraceAnswer.safeParse(page.read(tracePath(ingress))).data
        if (trace === undefined) return [`${namespace}/${name}: not read yet`]
        return listLies(`page: ${namespace}/${name}`, readShownMarks(trace), readTrueMarks(store, namespace, name))
      }),
    ]
  }

  async function expectTruth(): Promise<void> {
    let lies: string[] = []
    await waitUntil(
      async () => {
        lies = [...(await listApiLies()), ...listPageLies()]
        return lies.length === 0
      },
      healMs,
      () => `not healed: ${lies.slice(0, 5).join('; ')} (${lies.length} in all)\n${fairlead.output().slice(-2_000)}`,
    )
  }

  async function expectNoOtherCause(): Promise<void> {
    for (const [ingress, cause] of await readCauses(fairlead.url))
      expect(`${ingress} ${cause}`).toBe(`${ingress} ${causes.get(ingress)}`)
  }

  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
  const fault = async (id: string, kind?: string) => {
    const { faults } = platform.control
    const started = await faults.start({ fault: id, cluster: 'blue', kind })
    return async () => void (await faults.remove(started.id))
  }
  const apiFault = (id: string, isLoss: boolean, lastsMs: number): Drop => ({
    name: `API server: ${id}`,
    isLoss,
    drop: async () => {
      const heal = await fault(id)
      if (!isLoss) await pause(lastsMs)
      return heal
    },
  })

  const cutConnections: Drop = {
    name: 'API server: every connection reset',
    isLoss: false,
    drop: async () => {
      apiProxy.cutAll()
      await pause(500)
      return undefined
    },
  }
  const silentApi: Drop = {
    name: 'API server: connections carry nothing any more',
    isLoss: true,
    drop: async () => {
      apiProxy.blackHole(true)
      return () => apiProxy.heal()
    },
  }
  const cutStream: Drop = {
    name: 'stream: reset',
    isLoss: false,
    drop: async () => {
      pageProxy.cutAll()
      await pause(300)
      return undefined
    },
  }
  const silentStream: Drop = {
    name: 'stream: carries nothing any more',
    isLoss: false,
    drop: async () => {
      pageProxy.blackHole(false)
      await pause(1_000)
      return undefined
    },
  }
  const lostFairlead: Drop = {
    name: 'stream: the way to Fairlead is lost for three seconds',
    isLoss: false,
    drop: async () => {
      pageProxy.blackHole(true)
      await pause(3_000)
      pageProxy.heal()
      pageProxy.cutAll()
      return undefined
    },
  }
  const both: Drop = {
    name: 'stream and API server at once',
    isLoss: true,
    drop: async () => {
      pageProxy.cutAll()
      return fault('down')
    },
  }

  const drops: Drop[] = [
    apiFault('cut-watches', false, 500),
    cutStream,
    apiFault('expired', false, 500),
    apiFault('down', true, 0),
    lostFairlead,
    apiFault('garbage-event', false, 500),
    silentApi,
    cutStream,
    apiFault('server-error', true, 0),
    cutConnections,
    silentStream,
    apiFault('garbage', false, 1_500),
    apiFault('half-open', false, 1_500),
    cutStream,
    apiFault('cut-answers', false, 1_500),
    both,
    apiFault('too-many-requests', false, 1_000),
    silentStream,
    apiFault('expired', false, 500),
    both,
  ]

  for (const [index, { name, isLoss, drop }] of drops.entries())
    it(`${index + 1}: ${name}: no update is lost, and no cause is invented`, async () => {
      churn.resume()
      const before = churn.changes
      await waitUntil(() => churn.changes >= before + 10, 5_000)
      const droppedAtMs = Date.now()
      const heal = await drop()
      if (isLoss) {
        const isStale = async () => (await read(`${base}/egress`, EgressAnswer)).freshness.staleSince !== null
        await waitUntil(isStale, noticeMs + 500, () => 'the state was not marked stale')
        expect(Date.now() - droppedAtMs).toBeLessThan(noticeMs)
        const { items } = await read('/api/v1/clusters', ClusterList)
        expect(items.find(({ name }) => name === 'blue')?.connection).toMatchObject({
          state: 'unreachable',
          reason: expect.stringMatching(/\S/),
        })
        await expectNoOtherCause()
      }
      await heal?.()
      churn.pause()
      await expectTruth()
      await expectNoOtherCause()
    }, 60_000)

  it('afterwards says exactly what a Fairlead says that has just been started', async () => {
    churn.pause()
    expect(churn.changes).toBeGreaterThan(400)
    expect(page.openedCount).toBeGreaterThan(6)
    // One process all along: it could always tell what a stream had missed.
    expect(page.resetCount).toBe(0)
    const fresh = await startFairlead({
      port: await findFreePort(),
      env: { FAIRLEAD_CONFIG: platform.configPath, FAIRLEAD_DEMO: '1', FAIRLEAD_LOG_LEVEL: 'error' },
    })
    try {
      await waitForSteadyCauses(fresh.url)
      const readRows = async (url: string) =>
        (await read(`${base}/ingresses?limit=1000&sort=name`, IngressPage, url)).items.map(
          ({ namespace, name, verdict, rootCause, hosts, addresses }) => ({
            namespace,
            name,
            verdict,
            cause: rootCause?.check ?? null,
            hosts,
            addresses,
          }),
        )
      expect(await readRows(fairlead.url)).toEqual(await readRows(fresh.url))
    } finally {
      await fresh.stop()
    }
  }, 90_000)
})
