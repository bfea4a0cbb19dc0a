import { afterEach, describe, expect, it, vi } from 'vitest'
import type { KindName } from '@/lib/model/kubernetes'
import { createTestStore } from '@/lib/snapshot/test-store'
import { connect } from './connect'
import { startKubernetesSource } from './kubernetes-source'
import { type FakeScript, openWatch, sendJson, sendList, sendStatus, startFakeApi } from './test-api'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function start(script: FakeScript, kinds: KindName[], namespaces: string[] = []) {
  const api = await startFakeApi(script)
  closers.push(() => api.close())
  const connection = await api.connection()
  const store = createTestStore({})
  const timings = { probeIntervalMs: 50, probeTimeoutMs: 50, accessIntervalMs: 100, retryMinMs: 10, retryMaxMs: 50 }
  const source = startKubernetesSource({ connection, store, kinds, namespaces, timings })
  closers.push(() => source.stop())
  const statusOf = (kind: KindName) => source.status().find(({ name }) => name === kind)
  return { api, store, source, statusOf }
}

const object = (name: string, namespace: string) => ({ metadata: { name, namespace, uid: name, resourceVersion: '1' } })
const review = (isAllowed: boolean) => ({ kind: 'SelfSubjectAccessReview', status: { allowed: isAllowed } })

describe('the Kubernetes source', () => {
  it.each([403, 500])('goes by the answers of the lists when access reviews answer %i', async (reviewStatus) => {
    const { statusOf, store, source } = await start(
      ({ path, method, isWatch }, response) => {
        if (method === 'POST') sendStatus(response, reviewStatus, 'no reviews')
        else if (path === '/version') sendJson(response, 200, { gitVersion: 'v1.31.2' })
        else if (path !== '/api/v1/namespaces/shop/services') sendStatus(response, 403, 'forbidden')
        else if (isWatch) openWatch(response)
        else sendList(response, '5', [object('checkout', 'shop')])
      },
      ['Service', 'Namespace'],
      ['shop'],
    )
    expect(await source.whenSynced(5_000)).toBe(true)
    expect(statusOf('Service')).toMatchObject({
      state: 'observed',
      reason: 'forbidden',
      need: 'list and watch on services',
    })
    expect(store.list('Service', 'shop')).toHaveLength(1)
    expect(store.coverage('Service').namespaces.get('kube-system')).toMatchObject({
      need: 'list and watch on services in namespace kube-system',
    })
    await vi.waitFor(() => expect(source.serverVersion).toBe('v1.31.2'))
  })

  it('says that everything is unreachable, with the reason, when the kubeconfig cannot be used', async () => {
    const store = createTestStore({})
    const connection = await connect({ kubeconfigPath: '/nowhere/config' })
    const source = startKubernetesSource({ connection, store, timings: { probeIntervalMs: 50, retryMinMs: 20 } })
    closers.push(() => source.stop())
    await vi.waitFor(() => expect(source.status().every(({ reason }) => reason === 'unreachable')).toBe(true))
    expect(source.status()[0]?.detail).toContain('/nowhere/config does not exist')
    expect(await source.whenSynced(50)).toBe(false)
  })

  it('marks every kind stale when the shared probe gets no answer, although the watches are still open', async () => {
    let isHanging = false
    const { source, statusOf } = await start(
      ({ path, method, isWatch }, response) => {
        if (isHanging) return
        if (method === 'POST') sendJson(response, 201, review(true))
        else if (path === '/version') sendJson(response, 200, {})
        else if (isWatch) openWatch(response)
        else sendList(response, '5', [])
      },
      ['Service', 'Pod'],
    )
    expect(await source.whenSynced(5_000)).toBe(true)
    isHanging = true
    await vi.waitFor(() => expect(source.status().map(({ staleSince }) => staleSince !== null)).toEqual([true, true]))
    expect(statusOf('Pod')).toMatchObject({ state: 'observed', staleReason: expect.stringContaining('did not answer') })
    isHanging = false
    await vi.waitFor(() => expect(source.status().map(({ staleSince }) => staleSince)).toEqual([null, null]), 3_000)
  })

  it('tells listeners once for changes that come together, and not for signs of life', async () => {
    let send: (type: string, object: unknown) => void = () => {}
    const { source, statusOf } = await start(
      ({ path, method, isWatch }, response) => {
        if (method === 'POST') sendJson(response, 201, review(true))
        else if (path === '/version') sendJson(response, 200, {})
        else if (isWatch) send = openWatch(response)
        else sendList(response, '5', [])
      },
      ['Service'],
    )
    expect(await source.whenSynced(5_000)).toBe(true)
    const before = statusOf('Service')?.observedAt ?? ''
    const listener = vi.fn()
    source.onStatusChange(listener)
    await new Promise((resolve) => setTimeout(resolve, 150))
    send('BOOKMARK', { metadata: { resourceVersion: '9' } })
    await vi.waitFor(() => expect((statusOf('Service')?.observedAt ?? '') > before).toBe(true))
    expect(listener).not.toHaveBeenCalled()
  })

  it('asks for no kind that it was not given, and never for Secrets', async () => {
    const { api, source } = await start(
      ({ method, isWatch }, response) => {
        if (method === 'POST') sendJson(response, 201, review(true))
        else if (isWatch) openWatch(response)
        else sendList(response, '5', [])
      },
      ['Service'],
    )
    await source.whenSynced(5_000)
    const resources = api.requests.map(({ path, body }) => `${path} ${JSON.stringify(body ?? '')}`).join('\n')
    expect(resources).not.toMatch(/secrets|pods/)
  })

  it('leaves nothing running after it was stopped', async () => {
    const { api, source } = await start(
      ({ method, isWatch }, response) => {
        if (method === 'POST') sendJson(response, 201, review(true))
        else if (isWatch) openWatch(response)
        else sendList(response, '5', [])
      },
      ['Service', 'Pod'],
    )
    await source.whenSynced(5_000)
    await source.stop()
    // What was sent before may still arrive.
    await new Promise((resolve) => setTimeout(resolve, 100))
    const countBefore = api.requests.length
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(api.requests.length).toBe(countBefore)
  })
})
