import { afterEach, expect, it, vi } from 'vitest'
import { createTestStore } from '@/lib/snapshot/test-store'
import { ServedKinds } from './served-kinds'
import { type FakeScript, sendJson, sendStatus, startFakeApi } from './test-api'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const group = 'gateway.networking.k8s.io'
const route = { name: 'httproutes', kind: 'HTTPRoute' }

async function start(script: FakeScript) {
  const api = await startFakeApi(script)
  closers.push(() => api.close())
  const store = createTestStore({})
  const connection = await api.connection()
  const kinds = new ServedKinds({ connection, store, groups: [group], intervalMs: 20, timeoutMs: 100 })
  closers.push(() => kinds.stop())
  return store
}

it('gathers the kinds of every version of a group, without subresources', async () => {
  const store = await start(({ path }, response) => {
    if (path === `/apis/${group}`) sendJson(response, 200, { versions: [{ version: 'v1' }, { version: 'v1alpha2' }] })
    else if (path === `/apis/${group}/v1`)
      sendJson(response, 200, { resources: [route, { name: 'httproutes/status', kind: 'Status' }] })
    else sendJson(response, 200, { resources: [route, { name: 'tlsroutes', kind: 'TLSRoute' }] })
  })
  await vi.waitFor(() => expect(store.findServedKinds(group)).toEqual(['HTTPRoute', 'TLSRoute']))
})

it('follows a group that is installed, and keeps what it knows while nobody answers', async () => {
  let state: 'absent' | 'served' | 'broken' = 'absent'
  const store = await start(({ path }, response) => {
    if (state === 'broken') sendStatus(response, 500, 'no')
    else if (state === 'absent') sendStatus(response, 404, 'not found')
    else if (path === `/apis/${group}`) sendJson(response, 200, { versions: [{ version: 'v1' }] })
    else sendJson(response, 200, { resources: [route] })
  })
  await vi.waitFor(() => expect(store.findServedKinds(group)).toEqual([]))
  state = 'served'
  await vi.waitFor(() => expect(store.findServedKinds(group)).toEqual(['HTTPRoute']))
  state = 'broken'
  await new Promise((resolve) => setTimeout(resolve, 60))
  expect(store.findServedKinds(group)).toEqual(['HTTPRoute'])
})

it('says what would allow it to ask', async () => {
  const store = await start((_request, response) => sendStatus(response, 403, 'forbidden'))
  await vi.waitFor(() =>
    expect(store.findServedKinds(group)).toMatchObject({
      reason: 'forbidden',
      need: `get on the path /apis/${group} (ClusterRole system:discovery)`,
    }),
  )
})
