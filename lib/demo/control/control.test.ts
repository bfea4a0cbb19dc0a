import { request } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { readIngressMark } from '@/lib/demo/churn/marks'
import { requireCluster } from '@/lib/demo/clock/running-platform'
import { faultCatalogue } from '@/lib/demo/faults/catalogue'
import { readArray, readString } from '@/lib/demo/json'
import { type Platform, startPlatform } from '@/lib/demo/platform'

vi.setConfig({ testTimeout: 20_000, hookTimeout: 20_000 })

let platform: Platform
beforeAll(async () => {
  platform = await startPlatform({ seed: '1', still: true })
})
afterAll(() => platform.close())
afterEach(() => platform.control.faults.clear())

const apiOf = (cluster: string) => requireCluster(platform, cluster).api

async function send(method: string, path: string, body?: unknown): Promise<{ status: number; json: unknown }> {
  const response = await fetch(`${platform.control.url}${path}`, {
    method,
    headers: { Authorization: `Bearer ${platform.control.token}` },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  return { status: response.status, json: await response.json() }
}

/** Status of a request to an API server, or how it failed. */
async function read(cluster: string, path: string): Promise<number | string> {
  try {
    const response = await fetch(`${apiOf(cluster).url}${path}`, {
      headers: { Authorization: 'Bearer demo-admin-token' },
      signal: AbortSignal.timeout(1_000),
    })
    await response.json()
    return response.status
  } catch (error) {
    return error instanceof Error ? error.name : 'failed'
  }
}

/** The lines of a watch as they come; `isOpen` turns false when it ends, however it ends. */
async function watch(cluster: string, resource: string) {
  const response = await fetch(
    `${apiOf(cluster).url}/api/v1/${resource}?watch=true&resourceVersion=${apiOf(cluster).store.revision}`,
  )
  const state = { text: '', isOpen: true }
  const decoder = new TextDecoder()
  void (async () => {
    for await (const chunk of response.body ?? []) state.text += decoder.decode(chunk, { stream: true })
  })()
    .catch(() => {})
    .finally(() => {
      state.isOpen = false
    })
  return state
}

const services = '/api/v1/services'

describe('the control endpoint', () => {
  test('lists every fault with what it does and what should be seen, and what there is to break', async () => {
    const { json } = await send('GET', '/faults')
    expect(readArray(json, 'catalogue')).toHaveLength(faultCatalogue.length)
    for (const fault of readArray(json, 'catalogue')) {
      for (const field of ['title', 'does', 'shows']) expect(readString(fault, field)).toMatch(/\S/)
    }
    expect(readArray(json, 'clusters').map((cluster) => readString(cluster, 'name'))).toEqual([
      'blue',
      'green',
      'eks-media',
    ])
    expect(readArray(json, 'clusters', 0, 'kinds')).toContain('Ingress')
  })

  test('refuses who has no token, and a Host header that is not its own', async () => {
    expect((await fetch(`${platform.control.url}/faults`)).status).toBe(401)
    expect((await fetch(`${platform.control.url}/faults`, { headers: { Authorization: 'Bearer wrong' } })).status).toBe(
      401,
    )
    const status = await new Promise((resolve) => {
      const headers = { Host: 'rebound.example', Authorization: `Bearer ${platform.control.token}` }
      request(`${platform.control.url}/faults`, { headers }, (answer) => resolve(answer.resume().statusCode)).end()
    })
    expect(status).toBe(421)
  })

  test.each([
    [{ fault: 'tornado', cluster: 'blue' }, /^fault: there is no "tornado"/],
    [{ fault: 'down' }, /^cluster: takes one of blue, green, eks-media/],
    [{ fault: 'down', cluster: 'red' }, /^cluster: /],
    [{ fault: 'forbidden', cluster: 'blue' }, /^kind: "forbidden" needs it/],
    [{ fault: 'forbidden', cluster: 'blue', kind: 'Sevice' }, /^kind: "Sevice" is not served; takes one of .*Service/],
    [{ fault: 'down', cluster: 'blue', kind: 'Service' }, /^kind: "down" does not take it/],
    [{ fault: 'dns-drop', cluster: 'blue' }, /^cluster: faults of DNS hit all clusters/],
    [{ fault: 'down', cluster: 'blue', durationSeconds: 0 }, /^durationSeconds: takes 1 to 3600, not 0/],
    [{ fault: 'down', cluster: 'blue', duration: 5 }, /duration/],
    [{ cluster: 'blue' }, /^fault: /],
  ])('names the field of a wish it cannot grant: %j', async (wish, words) => {
    const { status, json } = await send('POST', '/faults', wish)
    expect(status).toBe(400)
    expect(readString(json, 'detail')).toMatch(words)
    expect(platform.control.faults.active()).toEqual([])
  })

  test('answers 404 for a fault that does not last and for unknown paths, and 400 for a body that is no JSON', async () => {
    expect((await send('DELETE', '/faults/down-999')).status).toBe(404)
    expect((await send('GET', '/weather')).status).toBe(404)
    expect((await send('PUT', '/faults', {})).status).toBe(404)
    const answer = await fetch(`${platform.control.url}/faults`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${platform.control.token}` },
      body: '{',
    })
    expect(answer.status).toBe(400)
  })

  test('runs the script step by step', async () => {
    const first = await send('POST', '/clock/step')
    const second = await send('POST', '/clock/step')
    expect([first.status, second.status]).toEqual([200, 200])
    expect(first.json).toMatchObject({ index: 0 })
    expect(second.json).toMatchObject({ index: 1 })
    expect((await send('POST', '/clock/step', { index: 999 })).status).toBe(400)
    expect((await send('POST', '/clock/step', { index: 15 })).json).toMatchObject({ index: 15 })
  })
})

describe('a fault', () => {
  test('ends by itself after its duration', async () => {
    const { status, json } = await send('POST', '/faults', {
      fault: 'server-error',
      cluster: 'blue',
      durationSeconds: 1,
    })
    expect(status).toBe(201)
    expect(readString(json, 'endsAt')).toMatch(/Z$/)
    expect(await read('blue', services)).toBe(500)
    expect(await read('green', services)).toBe(200)
    await vi.waitFor(async () => expect(await read('blue', services)).toBe(200), { timeout: 5_000 })
    expect(platform.control.faults.active()).toEqual([])
  })

  test('lasts beside others, and each can be removed alone', async () => {
    const slow = await send('POST', '/faults', { fault: 'not-installed', cluster: 'blue', kind: 'Service' })
    await send('POST', '/faults', { fault: 'server-error', cluster: 'blue', kind: 'Node' })
    expect(await read('blue', services)).toBe(404)
    expect(await read('blue', '/api/v1/nodes')).toBe(500)
    await send('DELETE', `/faults/${readString(slow.json, 'id')}`)
    expect(await read('blue', services)).toBe(200)
    expect(await read('blue', '/api/v1/nodes')).toBe(500)
    expect((await send('DELETE', '/faults')).json).toEqual({ removed: 1 })
    expect(await read('blue', '/api/v1/nodes')).toBe(200)
  })

  test('the end of one does not bring back a server that another keeps down', async () => {
    const down = await send('POST', '/faults', { fault: 'down', cluster: 'blue' })
    const flapping = await send('POST', '/faults', { fault: 'flapping', cluster: 'blue' })
    await send('DELETE', `/faults/${readString(flapping.json, 'id')}`)
    expect(await read('blue', services)).toBe('TypeError')
    await send('DELETE', `/faults/${readString(down.json, 'id')}`)
    expect(await read('blue', services)).toBe(200)
  })

  const apiFaults: [string, Record<string, string>, number | string][] = [
    ['forbidden', { kind: 'Service' }, 403],
    ['unauthorised', {}, 401],
    ['not-installed', { kind: 'Service' }, 404],
    ['server-error', {}, 500],
    ['too-many-requests', { kind: 'Service' }, 429],
    ['slow', {}, 'TimeoutError'],
    ['down', {}, 'TypeError'],
    ['flapping', {}, 'TypeError'],
    ['silent', {}, 'TimeoutError'],
    ['cut-answers', {}, 'TypeError'],
    ['garbage', {}, 'SyntaxError'],
  ]
  test.each(apiFaults)(
    '%s does to requests what it says, and nothing is left afterwards',
    async (fault, scope, wanted) => {
      expect((await send('POST', '/faults', { fault, cluster: 'green', ...scope })).status).toBe(201)
      expect(await read('green', services)).toBe(wanted)
      await platform.control.faults.clear()
      expect(await read('green', services)).toBe(200)
      expect(apiOf('green').faults.active()).toEqual([])
    },
  )

  test('a permission taken away in one namespace leaves the others readable', async () => {
    await send('POST', '/faults', { fault: 'forbidden', cluster: 'blue', kind: 'Service', namespace: 'shop' })
    expect(await read('blue', services)).toBe(403)
    expect(await read('blue', '/api/v1/namespaces/shop/services')).toBe(403)
    expect(await read('blue', '/api/v1/namespaces/data/services')).toBe(200)
  })

  test.each([
    ['cut-watches', /^$/],
    ['expired', /"code":410/],
    ['garbage-event', /^this line is not an event\n/],
  ])('%s does to open watches what it says', async (fault, words) => {
    const open = await watch('blue', 'services')
    await send('POST', '/faults', { fault, cluster: 'blue' })
    if (fault !== 'garbage-event') await vi.waitFor(() => expect(open.isOpen).toBe(false))
    await vi.waitFor(() => expect(open.text).toMatch(words))
  })

  test('a half-open watch carries nothing while other requests are answered, and is cut at the end', async () => {
    const open = await watch('blue', 'services')
    await send('POST', '/faults', { fault: 'half-open', cluster: 'blue', kind: 'Service' })
    apiOf('blue').store.put({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'unseen', namespace: 'shop' } })
    apiOf('blue').store.remove('Service', 'shop', 'unseen')
    expect(await read('blue', services)).toBe(200)
    expect(open).toEqual({ text: '', isOpen: true })
    await send('DELETE', '/faults')
    await vi.waitFor(() => expect(open.isOpen).toBe(false))
  })

  test.each(['Ingress', 'Service', 'Node', 'EndpointSlice', 'ReplicaSet', 'Pod'])(
    'a nonsense %s comes and goes',
    async (kind) => {
      await send('POST', '/faults', { fault: 'nonsense-object', cluster: 'blue', kind })
      const isThere = () =>
        apiOf('blue')
          .store.list(kind)
          .some(({ metadata }) => metadata.name === 'nonsense')
      expect(isThere()).toBe(true)
      await send('DELETE', '/faults')
      expect(isThere()).toBe(false)
    },
  )

  test.each(faultCatalogue.filter(({ target }) => target === 'dns').map(({ id }) => id))(
    '%s hits queries until it is removed',
    async (fault) => {
      await send('POST', '/faults', { fault, host: 'catalog.shop.example.net' })
      expect(platform.dns.faults.active()).toMatchObject([{ match: { name: 'catalog.shop.example.net' } }])
      await send('DELETE', '/faults')
      expect(platform.dns.faults.active()).toEqual([])
    },
  )
})

describe('churn', () => {
  test('changes objects at its rate, and takes every mark away when it stops', async () => {
    const { store } = apiOf('blue')
    const kinds = ['Ingress', 'Service', 'EndpointSlice', 'Node', 'Pod']
    const shoot = () =>
      kinds.flatMap((kind) =>
        store
          .list(kind)
          .map(({ spec, status, endpoints, metadata: { name, annotations = {} } }) =>
            JSON.stringify([kind, name, annotations, spec, status, endpoints]),
          ),
      )
    const before = shoot()
    const started = await send('POST', '/churn', { cluster: 'blue', changesPerSecond: 400, kinds })
    expect(started.status).toBe(201)
    const count = async () =>
      readArray((await send('GET', '/churn')).json, 'churn').map((entry) => Number(Object(entry).changes))
    await vi.waitFor(async () => expect((await count())[0]).toBeGreaterThan(200), { timeout: 5_000 })
    expect(store.list('Ingress').filter((ingress) => readIngressMark(ingress) !== null).length).toBeGreaterThan(5)
    expect(store.list('Node').length).toBeGreaterThan(0)
    expect((await send('DELETE', '/churn')).json).toEqual({ stopped: 1 })
    const after = shoot()
    expect(after.filter((object) => !before.includes(object))).toEqual([])
    expect(after).toHaveLength(before.length)
  })

  test('names a cluster or kind that it cannot change', async () => {
    expect(readString((await send('POST', '/churn', { cluster: 'red' })).json, 'detail')).toMatch(/^cluster: /)
    expect(readString((await send('POST', '/churn', { cluster: 'blue', kinds: ['Secret'] })).json, 'detail')).toMatch(
      /^kinds: /,
    )
    expect((await send('POST', '/churn', { cluster: 'blue', changesPerSecond: -1 })).status).toBe(400)
  })
})
