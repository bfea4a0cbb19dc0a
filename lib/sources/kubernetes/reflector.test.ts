import type { ServerResponse } from 'node:http'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { kindDescriptions } from '@/lib/model/kubernetes'
import { ObjectStore } from '@/lib/snapshot/object-store'
import { silentLog } from './api-answer'
import { Gate } from './gate'
import { Reflector, type ReflectorOptions, type ScopeCondition } from './reflector'
import { type FakeApi, type FakeScript, openWatch, sendJson, sendList, sendStatus, startFakeApi } from './test-api'
import { defaultTimings } from './timings'
import { trimObject } from './trim'

const service = (name: string, resourceVersion: string, labels: Record<string, string> = {}) => ({
  metadata: { name, namespace: 'shop', uid: `uid-${name}`, resourceVersion, labels },
  spec: { selector: { app: name } },
})

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function reflect(
  script: FakeScript,
  options: Partial<ReflectorOptions['timings']> = {},
  namespace: string | null = null,
) {
  const api: FakeApi = await startFakeApi(script)
  closers.push(() => api.close())
  const connection = await api.connection()
  const store = new ObjectStore({
    name: 'test',
    dns: { mode: 'off', servers: [] },
    egress: { outboundIps: null, allocatedPorts: null, mode: null },
  })
  const conditions: ScopeCondition[] = []
  const reflector = new Reflector({
    connection,
    store,
    description: kindDescriptions.Service,
    namespace,
    transform: (object) => trimObject('Service', object),
    timings: {
      ...defaultTimings,
      retryMinMs: 10,
      retryMaxMs: 40,
      retryForbiddenMs: 40,
      retryNotInstalledMs: 40,
      ...options,
    },
    listGate: new Gate(4),
    log: silentLog,
    nowMs: Date.now,
    random: Math.random,
    onCondition: (condition) => conditions.push(condition),
    onSignOfLife: () => {},
  })
  closers.push(() => reflector.stop())
  const names = () =>
    store
      .list('Service', null)
      .map(({ metadata }) => metadata.name)
      .sort()
  return { api, store, reflector, conditions, names, last: () => conditions.at(-1) }
}

/** A script with a list and one function for each watch in turn; later watches stay open and silent. */
function listThenWatch(items: unknown[], ...watches: ((response: ServerResponse) => void)[]): FakeScript {
  let count = 0
  return ({ isWatch }, response) => {
    if (!isWatch) sendList(response, '10', items)
    else (watches[count++] ?? openWatch)(response)
  }
}

describe('the reflector', () => {
  it('reads all pages, then follows additions, changes and deletions', async () => {
    const { names, store, last, api } = await reflect(({ isWatch, query }, response) => {
      if (isWatch) {
        const send = openWatch(response)
        send('ADDED', service('c', '11'))
        send('MODIFIED', service('a', '12', { tier: 'front' }))
        send('DELETED', service('b', '13'))
      } else if (query.get('continue') === 'page-2') sendList(response, '10', [service('b', '2')])
      else sendList(response, '10', [service('a', '1')], 'page-2')
    })
    await vi.waitFor(() => expect(names()).toEqual(['a', 'c']))
    expect(store.find('Service', 'shop', 'a')?.metadata.labels).toEqual({ tier: 'front' })
    expect(last()).toEqual({ state: 'observed' })
    expect(api.requests.find(({ isWatch }) => isWatch)?.query.get('resourceVersion')).toBe('10')
    expect(api.requests.find(({ isWatch }) => isWatch)?.query.get('allowWatchBookmarks')).toBe('true')
  })

  it('continues from the last version, bookmarks included, when the server ends the watch', async () => {
    const { api, conditions } = await reflect(
      listThenWatch([], (response) => {
        openWatch(response)('BOOKMARK', { kind: 'Service', metadata: { resourceVersion: '77' } })
        response.end()
      }),
    )
    await vi.waitFor(() => expect(api.requests.filter(({ isWatch }) => isWatch)).toHaveLength(2))
    expect(api.requests.at(-1)?.query.get('resourceVersion')).toBe('77')
    expect(conditions).toEqual([{ state: 'observed' }])
  })

  it.each([
    [
      'as an event',
      (response: ServerResponse) => openWatch(response)('ERROR', { kind: 'Status', code: 410, reason: 'Expired' }),
    ],
    ['at connect', (response: ServerResponse) => sendStatus(response, 410, 'too old')],
  ])('lists again in one step after 410 %s, keeping the objects meanwhile', async (_, expire) => {
    let lists = 0
    let watches = 0
    const { names, store } = await reflect(({ isWatch }, response) => {
      if (isWatch) {
        if (watches++ === 0) expire(response)
        else openWatch(response)
      } else
        sendList(
          response,
          '10',
          lists++ === 0 ? [service('old', '1'), service('kept', '2')] : [service('kept', '2'), service('new', '9')],
        )
    })
    const seen = new Set<string>()
    store.onChange(() => seen.add(names().join()))
    await vi.waitFor(() => expect(names()).toEqual(['kept', 'new']))
    // Filling page by page is visible; after that there is one change from the old set to the new.
    expect([...seen].filter((state) => state.includes('new'))).toEqual(['kept,new'])
    expect(seen).not.toContain('')
  })

  it('starts the list again when it expires between two pages', async () => {
    let expired = 0
    const { names } = await reflect(({ isWatch, query }, response) => {
      if (isWatch) openWatch(response)
      else if (!query.has('continue')) sendList(response, '10', [service('a', '1')], 'next')
      else if (expired++ === 0) sendStatus(response, 410, 'The provided continue parameter is too old')
      else sendList(response, '10', [service('b', '2')])
    })
    await vi.waitFor(() => expect(names()).toEqual(['a', 'b']))
  })

  it('survives lines that are not events, and goes on from the last good one', async () => {
    const garbage = [
      'not json\n',
      '{"type":"ADDED"}\n',
      '{"type":"ADDED","object":{"metadata":{}}}\n',
      '[]\n',
      'null\n',
      '\u0000\n',
    ]
    const { names, api } = await reflect(
      listThenWatch(
        [],
        ...garbage.map((line) => (response: ServerResponse) => {
          openWatch(response)
          response.write(line)
        }),
        (response) => openWatch(response)('ADDED', service('after', '20')),
      ),
    )
    await vi.waitFor(() => expect(names()).toEqual(['after']), 5_000)
    expect(api.requests.filter(({ isWatch }) => isWatch).length).toBe(garbage.length + 1)
  })

  it('puts events together that arrive in pieces, also in the middle of a character', async () => {
    const bytes = Buffer.from(`${JSON.stringify({ type: 'ADDED', object: service('é', '11', { note: 'grün €' }) })}\n`)
    const { store } = await reflect(
      listThenWatch([], async (response) => {
        openWatch(response)
        for (const byte of bytes) {
          response.write(Buffer.from([byte]))
          if (byte > 127) await new Promise((resolve) => setTimeout(resolve, 2))
        }
      }),
    )
    await vi.waitFor(() => expect(store.find('Service', 'shop', 'é')?.metadata.labels?.note).toBe('grün €'))
  })

  it('keeps the objects and says since when and why they are stale while the server answers 500, then heals', async () => {
    let watches = 0
    let isBroken = false
    const { names, last } = await reflect(({ isWatch }, response) => {
      if (isBroken) return sendStatus(response, 500, 'etcd is unwell')
      if (!isWatch) return sendList(response, '10', [service('a', '1')])
      openWatch(response)
      if (watches++ > 0) return
      setTimeout(() => {
        isBroken = true
        response.destroy()
      }, 20)
      setTimeout(() => {
        isBroken = false
      }, 200)
    })
    await vi.waitFor(() =>
      expect(last()).toMatchObject({ state: 'stale', reason: expect.stringContaining('etcd is unwell') }),
    )
    expect(names()).toEqual(['a'])
    await vi.waitFor(() => expect(last()).toEqual({ state: 'observed' }))
  })

  it('says that it could not look, when the first list already fails', async () => {
    const { last } = await reflect((_, response) => sendJson(response, 503, { kind: 'Status', message: 'starting' }))
    await vi.waitFor(() =>
      expect(last()).toMatchObject({
        state: 'unavailable',
        reason: 'unreachable',
        detail: expect.stringContaining('503: starting'),
      }),
    )
  })

  it('waits as long as a 429 asks it to', async () => {
    const times: number[] = []
    const { names } = await reflect(({ isWatch }, response) => {
      if (isWatch) {
        openWatch(response)
        return
      }
      times.push(Date.now())
      if (times.length === 1) sendStatus(response, 429, 'slow down', { 'retry-after': '1' })
      else sendList(response, '10', [service('a', '1')])
    })
    await vi.waitFor(() => expect(names()).toEqual(['a']), 3_000)
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(990)
  })

  it('reconnects a watch that is silent for too long, from where it was', async () => {
    const { api, names } = await reflect(
      listThenWatch(
        [],
        (response) => openWatch(response)('ADDED', service('a', '15')),
        (response) => openWatch(response)('ADDED', service('b', '16')),
      ),
      { idleMs: 80 },
    )
    await vi.waitFor(() => expect(names()).toEqual(['a', 'b']))
    expect(api.requests.filter(({ isWatch }) => isWatch)[1]?.query.get('resourceVersion')).toBe('15')
  })

  it('names what is missing when a list is forbidden, drops the objects, and comes back by itself', async () => {
    let isForbidden = false
    const { names, last } = await reflect(
      ({ isWatch }, response) => {
        if (isForbidden) sendStatus(response, 403, 'services is forbidden')
        else if (!isWatch) sendList(response, '10', [service('a', '1')])
        else {
          const send = openWatch(response)
          if (names().includes('a'))
            setTimeout(() => {
              isForbidden = true
              send('ERROR', { kind: 'Status', code: 410 })
              setTimeout(() => {
                isForbidden = false
              }, 150)
            }, 30)
        }
      },
      { retryForbiddenMs: 60 },
      'shop',
    )
    await vi.waitFor(() =>
      expect(last()).toMatchObject({
        state: 'unavailable',
        reason: 'forbidden',
        need: 'list and watch on services in namespace shop',
      }),
    )
    expect(names()).toEqual([])
    await vi.waitFor(() => expect(names()).toEqual(['a']))
  })

  it('does not believe a single 404 of a kind that it has read, but the second', async () => {
    const { names, last, conditions } = await reflect(
      listThenWatch(
        [service('a', '1')],
        (response) => sendStatus(response, 404, 'not found'),
        (response) => sendStatus(response, 404, 'not found'),
      ),
    )
    await vi.waitFor(() => expect(last()).toMatchObject({ state: 'stale' }))
    expect(names()).toEqual(['a'])
    await vi.waitFor(
      () =>
        expect(
          conditions.some((condition) => condition.state === 'unavailable' && condition.reason === 'not-installed'),
        ).toBe(true),
      4_000,
    )
  })

  it('keeps to know that a kind is not installed while the server is away', async () => {
    let isAway = false
    const { api, last, conditions, reflector } = await reflect((_, response) => {
      sendStatus(response, isAway ? 503 : 404, isAway ? 'away' : 'not found')
    })
    await vi.waitFor(() => expect(last()).toMatchObject({ state: 'unavailable', reason: 'not-installed' }))
    isAway = true
    const before = api.requests.length
    reflector.markLost(Date.now(), 'the server does not answer')
    reflector.reconnectNow()
    await vi.waitFor(() => expect(api.requests.length).toBeGreaterThan(before + 2))
    expect(conditions).toHaveLength(1)
  })

  it('does not spin when the server ends every watch at once', async () => {
    const { api } = await reflect(
      listThenWatch([], ...Array.from({ length: 500 }, () => (response: ServerResponse) => void response.end())),
      { retryMinMs: 200, retryMaxMs: 400 },
    )
    await new Promise((resolve) => setTimeout(resolve, 600))
    expect(api.requests.length).toBeLessThan(10)
  })

  it('refuses a list that is not one instead of taking the cluster for empty', async () => {
    const { last } = await reflect((_, response) => sendJson(response, 200, { hello: 'proxy' }))
    await vi.waitFor(() => expect(last()).toMatchObject({ state: 'unavailable', reason: 'unreachable' }))
  })

  it('writes nothing after it was stopped', async () => {
    const { store, reflector } = await reflect(
      listThenWatch([], (response) => {
        const send = openWatch(response)
        let count = 0
        const timer = setInterval(() => send('ADDED', service(`s${count++}`, String(100 + count))), 1)
        response.on('close', () => clearInterval(timer))
      }),
    )
    await vi.waitFor(() => expect(store.count('Service')).toBeGreaterThan(3))
    void reflector.stop()
    const { revision } = store
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(store.revision).toBe(revision)
  })
})
