import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import type { z } from 'zod'
import { CheckList } from '@/lib/api/schemas/checks'
import { ClusterList } from '@/lib/api/schemas/clusters'
import { DnsCacheAnswer } from '@/lib/api/schemas/dns-cache'
import { EgressAnswer } from '@/lib/api/schemas/egress'
import { HostTraceAnswer, IngressPage, TraceAnswer } from '@/lib/api/schemas/ingresses'
import { type DnsServer, startDnsServer } from '@/lib/demo/dns/start-dns-server'
import { kindDescriptions } from '@/lib/model/kubernetes'
import { type FairleadProcess, findFreePort, startFairlead } from '../fairlead-process'
import { platform } from './ingress-scenarios'
import { findKubebuilderAssets, type RealApi, startKubeApiserver, waitUntil } from './kube-apiserver'
import { node } from './platform-objects'
import { app, loadBalancerAddress } from './scenario-objects'
import { grant } from './source-harness'

const chartFolder = fileURLToPath(new URL('../../../shared/data/charts', import.meta.url))
const verbs = ['get', 'list', 'watch']

/** Rights on everything that Fairlead reads but Services, which a Role in one namespace gives. */
const readerRules = Object.values(kindDescriptions)
  .filter(({ kind }) => kind !== 'Service')
  .map(({ group, resource }) => ({ apiGroups: [group], resources: [resource], verbs }))
const serviceRule = (wanted: string[]) => [{ apiGroups: [''], resources: ['services'], verbs: wanted }]

describe.skipIf(findKubebuilderAssets() === null)('Fairlead on a real kube-apiserver', () => {
  let api: RealApi
  let dns: DnsServer
  let fairlead: FairleadProcess
  let folder: string
  const host = 'web.example.net'

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'fairlead-live-'))
    dns = await startDnsServer({
      zones: [
        { name: 'example.net', records: [{ name: host, type: 'A', ttlSeconds: 60, values: [loadBalancerAddress] }] },
      ],
    })
    api = await startKubeApiserver()
    await api.apply([...platform, ...app({ namespace: 'shop', host })])
    // The namespaces of Services that the path needs: the tenant's, and the controller's.
    const roles = ['shop', 'ingress-nginx', 'kube-system'].flatMap((namespace) =>
      grant('reader', namespace, 'fairlead-services', serviceRule(verbs)),
    )
    expect(await api.apply([...grant('reader', null, 'fairlead', readerRules), ...roles])).toEqual([])
    await loadCharts()
    await writeFile(path.join(folder, 'kubeconfig'), api.kubeconfig('reader'))
    const cluster = {
      name: 'real',
      kubeconfig: './kubeconfig',
      dns: { mode: 'resolvers', servers: [`127.0.0.1:${dns.port}`] },
    }
    await writeFile(path.join(folder, 'fairlead.yaml'), stringify({ clusters: [cluster] }))
    fairlead = await startFairlead({
      port: await findFreePort(),
      env: { FAIRLEAD_CONFIG: path.join(folder, 'fairlead.yaml') },
    })
    await waitUntil(async () => (await readTrace()).verdict === 'passing', 30_000).catch(() => {})
  }, 180_000)

  afterAll(async () => {
    await fairlead?.stop()
    await api?.close()
    await dns?.close()
    await rm(folder, { recursive: true, force: true })
  })

  /** Manifests that nobody wrote for Fairlead, where they are at hand; an old API server may refuse some of them. */
  async function loadCharts(): Promise<void> {
    if (!existsSync(chartFolder)) return
    for (const namespace of ['ingress-nginx', 'external-dns', 'cert-manager'])
      await api.kubectl(['create', 'namespace', namespace])
    for (const file of readdirSync(chartFolder).filter((name) => name !== 'ingress-nginx.yaml')) {
      await api.kubectl(['apply', '--validate=false', '-f', '-'], readFileSync(path.join(chartFolder, file), 'utf8'))
    }
  }

  async function read<T extends z.ZodType>(resource: string, schema: T): Promise<z.infer<T>> {
    const answer = await fetch(`${fairlead.url}/api/v1/${resource}`)
    const body: unknown = await answer.json()
    expect(answer.status, JSON.stringify(body)).toBe(200)
    return schema.parse(body)
  }
  const readTrace = () => read('clusters/real/ingresses/shop/web', TraceAnswer)

  it('serves every resource in the shape of its contract', async () => {
    const clusters = await read('clusters', ClusterList)
    expect(clusters).toMatchObject({ total: 1, problems: [], items: [{ name: 'real', provider: 'aks', nodeCount: 2 }] })
    expect(clusters.items[0]?.kubernetesVersion).toMatch(/^v1\./)
    const page = await read('clusters/real/ingresses?limit=1&namespace=shop', IngressPage)
    expect(page).toMatchObject({
      total: 1,
      nextCursor: null,
      items: [{ namespace: 'shop', name: 'web', verdict: 'passing' }],
    })
    expect(await readTrace()).toMatchObject({
      verdict: 'passing',
      hosts: [{ host, hops: { length: 5 }, paths: [{ path: '/', hops: { length: 3 } }] }],
    })
    expect(await read(`clusters/real/hosts/${host}`, HostTraceAnswer)).toMatchObject({
      declaredBy: [{ namespace: 'shop', name: 'web' }],
    })
    expect(await read('clusters/real/hosts/wep.example.net', HostTraceAnswer)).toMatchObject({
      object: null,
      declaredBy: [],
      nearestHosts: [host],
    })
    expect(await read('clusters/real/dns-cache', DnsCacheAnswer)).toMatchObject({ serverBlocks: [] })
    expect(await read('clusters/real/egress', EgressAnswer)).toMatchObject({
      nodes: { count: 2 },
      allocation: { portsPerNode: 1024, mode: 'default', source: 'assumed' },
      headroom: { nodesToNextDrop: 48, nextPortsPerNode: 512, nextDropAt: 51 },
      use: { reason: 'not-built' },
    })
    expect((await read('checks', CheckList)).items.map(({ id }) => id)).toContain('edns-label-filter')
  })

  it('answers problems without a stack', async () => {
    const answer = await fetch(`${fairlead.url}/api/v1/clusters/real/ingresses/shop/nope`)
    expect(answer.status).toBe(404)
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
    expect(await answer.json()).toMatchObject({
      status: 404,
      requestId: expect.any(String),
      detail: expect.stringContaining('shop/nope'),
    })
    expect((await fetch(`${fairlead.url}/api/v1/clusters/real/ingresses?limit=9999`)).status).toBe(400)
    expect((await fetch(`${fairlead.url}/api/v1/clusters/real/ingresses?cursor=nonsense`)).status).toBe(400)
    expect((await fetch(`${fairlead.url}/api/v1/clusters/real/hosts/%E0%A4%A`)).status).toBe(400)
  })

  it('refuses a foreign Host header', async () => {
    const { request } = await import('node:http')
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sent = request(`${fairlead.url}/api/v1/clusters`, { headers: { host: 'rebound.example' } }, (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      })
      sent.on('error', reject)
      sent.end()
    })
    expect(status).toBe(421)
  })

  it('names verb, resource and namespace within a minute of losing a right, turns nothing green, and heals', async () => {
    await api.request(
      'PATCH',
      '/apis/rbac.authorization.k8s.io/v1/namespaces/shop/roles/fairlead-services',
      { rules: serviceRule(['get', 'list']) },
      { contentType: 'application/merge-patch+json' },
    )
    await waitUntil(async () => (await readTrace()).verdict === 'undetermined', 60_000)
    const trace = await readTrace()
    const hops = trace.hosts[0]?.paths[0]?.hops ?? []
    expect(hops.find(({ id }) => id === 'service')).toMatchObject({ verdict: 'not-checked' })
    expect(hops.filter(({ verdict }) => verdict === 'failing')).toEqual([])
    const told = trace.notChecked.filter(({ reason }) => reason === 'forbidden')
    expect(told.map(({ need }) => need).join()).toMatch(/watch.*services.*namespace shop/)
    await api.request(
      'PATCH',
      '/apis/rbac.authorization.k8s.io/v1/namespaces/shop/roles/fairlead-services',
      { rules: serviceRule(verbs) },
      { contentType: 'application/merge-patch+json' },
    )
    await waitUntil(async () => (await readTrace()).verdict === 'passing', 60_000)
  }, 150_000)

  it('tells a browser of a new Node within two seconds', async () => {
    const events = await fetch(`${fairlead.url}/api/v1/events?cluster=real&topics=egress`)
    const reader = events.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    const sawChange = (async () => {
      while (!text.includes('event: change')) text += (await reader?.read())?.value ?? ''
    })()
    await waitUntil(() => text.includes('event: hello'), 5_000)
    const startedMs = performance.now()
    await api.apply([node('node-3')])
    await sawChange
    expect(await read('clusters/real/egress', EgressAnswer)).toMatchObject({ nodes: { count: 3 } })
    expect(performance.now() - startedMs).toBeLessThan(2_000)
    await reader?.cancel()
  })

  it('keeps the last good data when the API server dies, says since when, and heals without losing an update', async () => {
    await api.killServer()
    await waitUntil(async () => (await readTrace()).freshness.staleSince !== null, 10_000)
    const stale = await readTrace()
    expect(stale).toMatchObject({
      verdict: 'passing',
      freshness: { staleSince: expect.stringMatching(/Z$/), staleReason: expect.any(String) },
    })
    expect(await read('clusters', ClusterList)).toMatchObject({ items: [{ connection: { state: 'unreachable' } }] })
    await api.startServer()
    await api.apply([node('node-4')])
    await waitUntil(async () => (await read('clusters/real/egress', EgressAnswer)).nodes.count === 4, 30_000)
    await waitUntil(async () => (await readTrace()).freshness.staleSince === null, 30_000)
    expect(await readTrace()).toMatchObject({ verdict: 'passing' })
  }, 120_000)
})
