import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { silentLog } from '@/lib/sources/kubernetes/api-answer'
import { type ApiObject, findKubebuilderAssets, type RealApi, startKubeApiserver, waitUntil } from './kube-apiserver'
import { hasCharts, loadCharts, openVersion } from './load-charts'
import { namespaceObject, type RunningSource, serviceObject, startSource } from './source-harness'
import { startTcpProxy, type TcpProxy } from './tcp-proxy'

const assets = findKubebuilderAssets()

const crd = (group: string, kind: string, plural: string): ApiObject => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${plural}.${group}` },
  spec: {
    group,
    scope: 'Namespaced',
    names: { plural, singular: kind.toLowerCase(), kind, listKind: `${kind}List` },
    versions: [openVersion],
  },
})

describe.skipIf(assets === null)('the Kubernetes source against a real API server', () => {
  let api: RealApi
  let proxy: TcpProxy
  const running: RunningSource[] = []
  const start = async (...options: Parameters<typeof startSource> extends [RealApi, ...infer Rest] ? Rest : never) => {
    const started = await startSource(api, ...options)
    running.push(started)
    return started
  }

  beforeAll(async () => {
    api = await startKubeApiserver()
    proxy = await startTcpProxy(api.port)
    await api.apply([namespaceObject('shop')])
  })
  afterAll(async () => {
    await Promise.all(running.map((started) => started.stop()))
    await proxy?.close()
    await api?.close()
  })

  it('shows a custom resource that is installed while it runs, and its removal', async () => {
    const { statusOf, names, source } = await start({ kinds: ['Challenge'], timings: { retryNotInstalledMs: 1_000 } })
    expect(await source.whenSynced(10_000)).toBe(true)
    expect(statusOf('Challenge')).toMatchObject({ state: 'unavailable', reason: 'not-installed' })
    await api.apply([crd('acme.cert-manager.io', 'Challenge', 'challenges')])
    await waitUntil(() => statusOf('Challenge').state === 'observed', 15_000)
    await waitUntil(async () => {
      const challenge: ApiObject = {
        apiVersion: 'acme.cert-manager.io/v1',
        kind: 'Challenge',
        metadata: { name: 'first', namespace: 'shop' },
      }
      return (await api.apply([{ ...challenge, spec: { type: 'HTTP-01' } }])).length === 0
    }, 10_000)
    await waitUntil(() => names('Challenge').includes('first'), 5_000)
    await api.remove(crd('acme.cert-manager.io', 'Challenge', 'challenges'))
    await waitUntil(() => statusOf('Challenge').reason === 'not-installed', 15_000)
    expect(names('Challenge')).toEqual([])
  })

  it('loses no update when the version to continue from has been compacted away', async () => {
    const debug = vi.fn()
    const { names, source, statusOf } = await start({
      kinds: ['Service'],
      server: `https://127.0.0.1:${proxy.port}`,
      timings: { probeIntervalMs: 60_000, idleMs: 5_000 },
      log: { ...silentLog, debug },
    })
    expect(await source.whenSynced(10_000)).toBe(true)
    await api.apply([serviceObject('shop', 'before')])
    await waitUntil(() => names('Service').includes('before'), 5_000)
    proxy.blackHole(true)
    await api.remove(serviceObject('shop', 'before'))
    for (let count = 0; count < 120; count++)
      await api.apply([serviceObject('shop', 'during', { count: String(count) })])
    await api.compact()
    // The watch cache holds recent events whatever etcd has forgotten; a fresh server has none.
    await api.killServer()
    await api.startServer()
    proxy.heal()
    await waitUntil(() => names('Service').includes('during') && !names('Service').includes('before'), 20_000)
    await waitUntil(() => statusOf('Service').staleSince === null, 5_000)
    const messages = debug.mock.calls.map(([, message]) => String(message))
    expect(messages).toContainEqual(expect.stringContaining('has expired; listing again'))
    await api.apply([serviceObject('shop', 'after')])
    await waitUntil(() => names('Service').includes('after'), 5_000)
  })

  it('says within five seconds that the API server is gone, keeps the objects, and heals with what happened meanwhile', async () => {
    const kinds = ['Service', 'Ingress', 'Pod', 'Node', 'Namespace'] as const
    const { names, source, statusOf } = await start({ kinds: [...kinds] })
    expect(await source.whenSynced(10_000)).toBe(true)
    await api.apply([serviceObject('shop', 'kept')])
    await waitUntil(() => names('Service').includes('kept'), 5_000)
    const killedAtMs = Date.now()
    await api.killServer()
    await waitUntil(() => kinds.every((kind) => statusOf(kind).staleSince !== null), 6_000)
    expect(Date.now() - killedAtMs).toBeLessThan(5_000)
    expect(statusOf('Service')).toMatchObject({ state: 'observed' })
    expect(statusOf('Service').staleReason).toMatch(/refused|closed|broke|reset/)
    expect(names('Service')).toContain('kept')
    await api.startServer()
    await api.apply([serviceObject('shop', 'meanwhile')])
    await waitUntil(() => names('Service').includes('meanwhile'), 5_000)
    await waitUntil(() => kinds.every((kind) => statusOf(kind).staleSince === null), 5_000)
  })

  it('says within five seconds that nothing comes through any more, although no connection was closed', async () => {
    const { names, source, statusOf } = await start({
      kinds: ['Service', 'Ingress'],
      server: `https://127.0.0.1:${proxy.port}`,
    })
    expect(await source.whenSynced(10_000)).toBe(true)
    const silentAtMs = Date.now()
    proxy.blackHole(true)
    await waitUntil(() => statusOf('Service').staleSince !== null && statusOf('Ingress').staleSince !== null, 6_000)
    expect(Date.now() - silentAtMs).toBeLessThan(5_000)
    await api.apply([serviceObject('shop', 'while-silent')])
    proxy.heal()
    await waitUntil(() => names('Service').includes('while-silent'), 5_000)
    expect(statusOf('Service').staleSince).toBeNull()
  })

  it('reconnects a watch that is half-open while the rest of the network is well', async () => {
    const { names, source } = await start({
      kinds: ['Service'],
      server: `https://127.0.0.1:${proxy.port}`,
      timings: { idleMs: 1_500 },
    })
    expect(await source.whenSynced(10_000)).toBe(true)
    proxy.blackHole(false)
    await api.apply([serviceObject('shop', 'half-open')])
    await waitUntil(() => names('Service').includes('half-open'), 10_000)
  })

  it('loses nothing when 20 connections are cut under churn', async () => {
    const { names, source } = await start({
      kinds: ['Service'],
      server: `https://127.0.0.1:${proxy.port}`,
      timings: { retryMinMs: 100 },
    })
    expect(await source.whenSynced(10_000)).toBe(true)
    const expected = new Set(names('Service'))
    for (let cutCount = 0; cutCount < 20; cutCount++) {
      const name = `churn-${cutCount}`
      await api.apply([serviceObject('shop', name)])
      expected.add(name)
      proxy.cutAll()
      if (cutCount % 3 === 0) {
        await api.remove(serviceObject('shop', name))
        expected.delete(name)
      }
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 80))
    }
    const wanted = [...expected].sort()
    await waitUntil(() => JSON.stringify(names('Service')) === JSON.stringify(wanted), 10_000)
  })

  it.skipIf(!hasCharts())('reads the charts of the platform, trimmed', async () => {
    await loadCharts(api)
    const { names, source, statusOf, store } = await start({ timings: { retryNotInstalledMs: 1_000 } })
    expect(await source.whenSynced(20_000)).toBe(true)
    for (const kind of [
      'Certificate',
      'CertificateRequest',
      'Issuer',
      'ClusterIssuer',
      'Order',
      'Challenge',
    ] as const) {
      await waitUntil(
        () => statusOf(kind).state === 'observed',
        15_000,
        () => `${kind}: ${statusOf(kind).detail}`,
      )
    }
    expect(source.status().filter(({ state }) => state !== 'observed')).toEqual([])
    expect(names('Deployment')).toEqual(expect.arrayContaining(['external-dns', 'cert-manager']))
    expect(names('IngressClass').length).toBeGreaterThanOrEqual(2)
    const externalDns = store.find('Deployment', 'external-dns', 'external-dns')
    expect(externalDns?.spec?.template.spec?.containers[0]?.args).toEqual(
      expect.arrayContaining([expect.stringMatching(/^--registry=/)]),
    )
    expect(JSON.stringify(store.list('Deployment', null))).not.toContain('managedFields')
  })
})
