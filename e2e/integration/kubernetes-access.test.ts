import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { connect } from '@/lib/sources/kubernetes/connect'
import { findKubebuilderAssets, type RealApi, startKubeApiserver, waitUntil } from './kube-apiserver'
import { grant, namespaceObject, type RunningSource, serviceObject, startSource } from './source-harness'

const assets = findKubebuilderAssets()
const accessIntervalMs = 1_000
const allVerbs = ['get', 'list', 'watch']
const services = (verbs = allVerbs) => ({ apiGroups: [''], resources: ['services'], verbs })
const namespaces = { apiGroups: [''], resources: ['namespaces'], verbs: allVerbs }
const ingresses = { apiGroups: ['networking.k8s.io'], resources: ['ingresses'], verbs: allVerbs }

describe.skipIf(assets === null)('rights that differ and move, on a real API server', () => {
  let api: RealApi
  let running: RunningSource[] = []
  const start = async (options: Parameters<typeof startSource>[1]) => {
    const started = await startSource(api, { timings: { accessIntervalMs, retryForbiddenMs: 60_000 }, ...options })
    running.push(started)
    expect(await started.source.whenSynced(10_000)).toBe(true)
    return started
  }

  beforeAll(async () => {
    api = await startKubeApiserver()
    await api.apply([namespaceObject('shop'), namespaceObject('payments')])
    await api.apply([serviceObject('shop', 'checkout'), serviceObject('payments', 'ledger')])
  })
  afterEach(async () => {
    await Promise.all(running.map((started) => started.stop()))
    running = []
    for (const user of ['reader', 'tenant']) {
      await api.kubectl(['delete', 'clusterrole,clusterrolebinding', user, '--ignore-not-found'])
      await api.kubectl(['delete', 'role,rolebinding', '-n', 'shop', user, '--ignore-not-found'])
      await api.kubectl(['delete', 'role,rolebinding', '-n', 'payments', user, '--ignore-not-found'])
    }
  })
  afterAll(() => api?.close())

  it('lets go of what a revoked right covered although the watch stays open, and heals when it is back', async () => {
    await api.apply(grant('reader', null, 'reader', [services(), namespaces]))
    const { names, statusOf } = await start({ user: 'reader', kinds: ['Service', 'Namespace'] })
    expect(names('Service')).toEqual(expect.arrayContaining(['checkout', 'ledger']))
    await api.apply(grant('reader', null, 'reader', [services(['get', 'list']), namespaces]))
    await waitUntil(() => statusOf('Service').state === 'unavailable', 2 * accessIntervalMs + 1_000)
    expect(statusOf('Service')).toMatchObject({ reason: 'forbidden', need: 'watch on services' })
    expect(names('Service')).toEqual([])
    await api.apply(grant('reader', null, 'reader', [services(), namespaces]))
    await waitUntil(() => statusOf('Service').state === 'observed' && names('Service').includes('ledger'), 5_000)
  })

  it('names the verb, the resource and the namespace when a verb is taken from a Role', async () => {
    await api.apply(grant('tenant', 'shop', 'tenant', [services(), ingresses]))
    const { names, statusOf, store } = await start({
      user: 'tenant',
      namespace: 'shop',
      kinds: ['Service', 'Ingress', 'Namespace'],
    })
    expect(statusOf('Service')).toMatchObject({ state: 'observed', need: 'list and watch on services' })
    expect(names('Service')).toEqual(['checkout'])
    await api.apply(grant('tenant', 'shop', 'tenant', [services(['get', 'list']), ingresses]))
    const scope = () => store.coverage('Service').namespaces.get('shop')
    await waitUntil(() => scope()?.state === 'unavailable', 2 * accessIntervalMs + 1_000)
    expect(scope()).toMatchObject({ reason: 'forbidden', need: 'watch on services in namespace shop' })
    expect(names('Service')).toEqual([])
    expect(store.coverage('Ingress').namespaces.get('shop')).toMatchObject({ state: 'observed' })
    await api.apply(grant('tenant', 'shop', 'tenant', [services(), ingresses]))
    await waitUntil(() => names('Service').includes('checkout'), 5_000)
  })

  it('reads a tenant who may not list Namespaces in the namespaces that their Roles name', async () => {
    await api.apply([
      ...grant('tenant', 'shop', 'tenant', [services()]),
      ...grant('tenant', 'payments', 'tenant', [services()]),
    ])
    const { names, statusOf } = await start({
      user: 'tenant',
      namespace: 'shop',
      namespaces: ['payments'],
      kinds: ['Service', 'Namespace', 'Node'],
    })
    expect(names('Service')).toEqual(['checkout', 'ledger'])
    expect(statusOf('Namespace')).toMatchObject({
      state: 'unavailable',
      reason: 'forbidden',
      need: 'list and watch on namespaces',
    })
    expect(statusOf('Node')).toMatchObject({ reason: 'forbidden', need: 'list and watch on nodes', namespaces: null })
    await api.apply([serviceObject('payments', 'settlement')])
    await waitUntil(() => names('Service', 'payments').includes('settlement'), 5_000)
    const readable = statusOf('Service').namespaces?.filter(({ state }) => state === 'observed')
    expect(readable?.map(({ namespace }) => namespace)).toEqual(['payments', 'shop'])
  })

  it('moves between single namespaces and the whole cluster without an empty moment', async () => {
    await api.apply(grant('tenant', 'shop', 'tenant', [services()]))
    const { names, statusOf, store } = await start({
      user: 'tenant',
      namespace: 'shop',
      kinds: ['Service', 'Namespace'],
    })
    let wasEmpty = false
    const stopListening = store.onChange(() => {
      if (!names('Service').includes('checkout')) wasEmpty = true
    })
    await api.apply(grant('tenant', null, 'tenant', [services(), namespaces]))
    await waitUntil(() => statusOf('Service').namespaces === null && names('Service').includes('ledger'), 6_000)
    expect(statusOf('Service')).toMatchObject({ state: 'observed', need: null })
    expect(store.coverage('Service').namespaces.size).toBe(0)
    expect(wasEmpty).toBe(false)
    stopListening()
  })

  it('follows namespaces that come and go when they can be listed', async () => {
    await api.apply(grant('tenant', null, 'tenant', [namespaces]))
    await api.apply(grant('tenant', 'shop', 'tenant', [services()]))
    const { names, statusOf } = await start({
      user: 'tenant',
      timings: { accessIntervalMs: 60_000 },
      kinds: ['Service', 'Namespace'],
    })
    expect(names('Service')).toEqual(['checkout'])
    await api.apply([namespaceObject('fresh')])
    await waitUntil(
      () => statusOf('Service').namespaces?.some(({ namespace }) => namespace === 'fresh') === true,
      5_000,
    )
    await api.apply([
      ...grant('tenant', 'fresh', 'tenant', [services()]),
      serviceObject('fresh', 'new-shop'),
      namespaceObject('nudge'),
    ])
    await waitUntil(() => names('Service').includes('new-shop'), 5_000)
  })

  it('reads as the service account of its Pod, and takes up a token that was rotated', async () => {
    await api.apply(grant('reader', null, 'reader', [services()]))
    const root = await mkdtemp(path.join(tmpdir(), 'fairlead-pod-'))
    const folder = path.join(root, 'var/run/secrets/kubernetes.io/serviceaccount')
    await mkdir(folder, { recursive: true })
    const { token, certificate } = api.credentials('reader')
    await writeFile(path.join(folder, 'token'), 'an-expired-token')
    await writeFile(path.join(folder, 'ca.crt'), certificate)
    await writeFile(path.join(folder, 'namespace'), 'shop')
    vi.stubEnv('KUBERNETES_SERVICE_HOST', '127.0.0.1')
    vi.stubEnv('KUBERNETES_SERVICE_PORT', String(api.port))
    const connection = await connect({ inCluster: true, inClusterRoot: root })
    try {
      expect(connection).toMatchObject({ context: 'in-cluster', namespace: 'shop', configurationProblem: null })
      expect(await connection.requestJson('/api/v1/services')).toMatchObject({ status: 401 })
      await writeFile(path.join(folder, 'token'), token)
      // A refused token is read again, but not more often than every few seconds.
      await waitUntil(async () => {
        const answer = await connection.requestJson('/api/v1/services?limit=1')
        return answer.state === 'answered' && answer.status === 200
      }, 10_000)
    } finally {
      vi.unstubAllEnvs()
      await connection.close()
      await rm(root, { recursive: true, force: true })
    }
  })

  it('says that the credentials are refused, not that the cluster is empty', async () => {
    const started = await startSource(api, { user: 'nobody', kinds: ['Service'] })
    running.push(started)
    await waitUntil(() => started.statusOf('Service').need !== null, 10_000)
    expect(started.statusOf('Service')).toMatchObject({
      state: 'unavailable',
      need: 'credentials that the API server accepts',
      namespaces: null,
    })
    expect(started.statusOf('Service').detail).toMatch(/401/)
  })
})
