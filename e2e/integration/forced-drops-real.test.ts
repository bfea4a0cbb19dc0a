import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import type { z } from 'zod'
import { EgressAnswer } from '@/lib/api/schemas/egress'
import { TraceAnswer } from '@/lib/api/schemas/ingresses'
import { type DnsServer, startDnsServer } from '@/lib/demo/dns/start-dns-server'
import { type FairleadProcess, findFreePort, startFairlead } from '../fairlead-process'
import { type FollowedPage, followPage } from './followed-page'
import { platform } from './ingress-scenarios'
import { findKubebuilderAssets, type RealApi, startKubeApiserver, waitUntil } from './kube-apiserver'
import { node } from './platform-objects'
import { app, loadBalancerAddress } from './scenario-objects'
import { startTcpProxy, type TcpProxy } from './tcp-proxy'

const base = '/api/v1/clusters/real'
const traceResource = `${base}/ingresses/shop/web`
const healMs = 30_000

describe.skipIf(findKubebuilderAssets() === null)('forced drops of a real kube-apiserver under churn', () => {
  let api: RealApi
  let dns: DnsServer
  let apiProxy: TcpProxy
  let fairlead: FairleadProcess
  let page: FollowedPage
  let folder: string
  let nodeCount = 0
  let mark = 0
  const host = 'web.example.net'

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'fairlead-real-drops-'))
    const record = { name: host, type: 'A' as const, ttlSeconds: 60, values: [loadBalancerAddress] }
    dns = await startDnsServer({ zones: [{ name: 'example.net', records: [record] }] })
    api = await startKubeApiserver()
    apiProxy = await startTcpProxy(api.port)
    await api.apply([...platform, ...app({ namespace: 'shop', host })])
    const server = `https://127.0.0.1:${apiProxy.port}`
    await writeFile(path.join(folder, 'kubeconfig'), api.kubeconfig('admin', { server }))
    const cluster = {
      name: 'real',
      kubeconfig: './kubeconfig',
      dns: { mode: 'resolvers', servers: [`127.0.0.1:${dns.port}`] },
    }
    await writeFile(path.join(folder, 'fairlead.yaml'), stringify({ clusters: [cluster] }))
    fairlead = await startFairlead({
      port: await findFreePort(),
      env: { FAIRLEAD_CONFIG: path.join(folder, 'fairlead.yaml'), FAIRLEAD_LOG_LEVEL: 'error' },
    })
    await waitUntil(async () => (await readTrace()).verdict === 'passing', 30_000)
    nodeCount = (await readEgress()).nodes.count ?? 0
    page = followPage(fairlead.url, 'real', [
      { path: `${base}/egress`, topic: 'egress' },
      { path: traceResource, topic: 'ingresses' },
    ])
  }, 180_000)

  afterAll(async () => {
    page?.close()
    await fairlead?.stop()
    await apiProxy?.close()
    await api?.close()
    await dns?.close()
    await rm(folder, { recursive: true, force: true })
  })

  async function read<T extends z.ZodType>(resource: string, schema: T): Promise<z.infer<T>> {
    return schema.parse(await (await fetch(`${fairlead.url}${resource}`)).json())
  }
  const readTrace = () => read(traceResource, TraceAnswer)
  const readEgress = () => read(`${base}/egress`, EgressAnswer)

  /** Adds a node and gives the Ingress another path; resolves when the API server has taken both. */
  async function change(): Promise<void> {
    mark += 1
    await api.apply([node(`extra-${mark}`)])
    nodeCount += 1
    const object = '/apis/networking.k8s.io/v1/namespaces/shop/ingresses/web'
    const { body } = await api.request('GET', object)
    const [first] = pathsOf(body)
    const answer = await api.request(
      'PATCH',
      object,
      [{ op: 'replace', path: '/spec/rules/0/http/paths', value: [first, { ...first, path: `/mark-${mark}` }] }],
      { contentType: 'application/json-patch+json' },
    )
    expect(answer.status).toBe(200)
  }

  /** The cast is safe for an Ingress that this test has written itself. */
  function pathsOf(ingress: unknown): Record<string, unknown>[] {
    const object = ingress as { spec: { rules: { http: { paths: Record<string, unknown>[] } }[] } }
    return object.spec.rules[0]?.http.paths ?? []
  }

  /** The newest node and path are shown by the API, and by a page that reads only what the stream tells it to. */
  async function expectTruth(): Promise<void> {
    const isTrue = (egress: EgressAnswer | undefined, trace: TraceAnswer | undefined) =>
      egress?.nodes.count === nodeCount && trace?.hosts[0]?.paths.some((entry) => entry.path === `/mark-${mark}`)
    await waitUntil(
      async () => {
        const [egress, trace] = [await readEgress(), await readTrace()]
        const isFresh = egress.freshness.staleSince === null && trace.freshness.staleSince === null
        const shownEgress = EgressAnswer.safeParse(page.read(`${base}/egress`)).data
        const shownTrace = TraceAnswer.safeParse(page.read(traceResource)).data
        return isFresh && isTrue(egress, trace) === true && isTrue(shownEgress, shownTrace) === true
      },
      healMs,
      () => `not healed: ${nodeCount} nodes and /mark-${mark} were expected\n${fairlead.output().slice(-2_000)}`,
    )
    expect(await readTrace()).toMatchObject({ verdict: 'passing', rootCause: null })
  }

  async function expectStale(sinceMs: number): Promise<void> {
    await waitUntil(async () => (await readEgress()).freshness.staleSince !== null, 6_000)
    expect(Date.now() - sinceMs).toBeLessThan(5_000)
    expect(await readTrace()).toMatchObject({ verdict: 'passing', rootCause: null })
  }

  const cut = async () => apiProxy.cutAll()
  const silence = async () => {
    const sinceMs = Date.now()
    apiProxy.blackHole(true)
    await change()
    await expectStale(sinceMs)
    apiProxy.heal()
  }
  const restart = async () => {
    const sinceMs = Date.now()
    await api.killServer()
    await expectStale(sinceMs)
    await api.startServer()
  }
  const restartWithoutHistory = async () => {
    apiProxy.blackHole(true)
    for (let count = 0; count < 30; count += 1) await change()
    await api.compact()
    await api.killServer()
    await api.startServer()
    apiProxy.heal()
  }

  const drops: [string, () => Promise<void>][] = [
    ['every connection is reset', cut],
    ['the server is killed and comes back', restart],
    ['connections carry nothing any more', silence],
    ['every connection is reset again', cut],
    ['the server is killed and its history is gone', restartWithoutHistory],
    ['the server is killed again', restart],
  ]
  for (const [name, drop] of drops)
    it(`loses no update and invents no cause when ${name}`, async () => {
      for (let count = 0; count < 3; count += 1) await change()
      await drop()
      for (let count = 0; count < 3; count += 1) await change()
      await expectTruth()
    }, 120_000)
})
