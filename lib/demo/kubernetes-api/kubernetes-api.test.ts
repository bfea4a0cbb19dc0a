import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readArray, readNumber, readString } from '@/lib/demo/json'
import { defineKind } from '@/lib/demo/kubernetes-api/kinds'
import type { KubeObject } from '@/lib/demo/kubernetes-api/kube-object'
import { adminToken, type KubernetesApi, startKubernetesApi } from '@/lib/demo/kubernetes-api/start-kubernetes-api'
import { openWatch, type WatchReader } from '@/lib/demo/kubernetes-api/watch-reader'

const pod = (name: string, namespace = 'shop', labels: Record<string, string> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace, labels },
  spec: { nodeName: `node-${name}`, containers: [{ name: 'app', image: 'a:1' }] },
  status: { phase: 'Running' },
})

let api: KubernetesApi
let watches: WatchReader[]

beforeEach(async () => {
  watches = []
  const names = ['shop', 'media']
  api = await startKubernetesApi({
    name: 'test',
    bookmarkIntervalMs: 40,
    historyLimit: 5,
    tokens: { tenant: { name: 'shop-developer', groups: ['tenant'] } },
    objects: [
      ...names.map((name): KubeObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
      ...Array.from({ length: 25 }, (_, index) =>
        pod(`p${String(index).padStart(2, '0')}`, names[index % 2], { half: String(index % 2) }),
      ),
    ],
  })
})

afterEach(async () => {
  for (const watch of watches) watch.stop()
  await api.close()
})

const asUser = (token: string) => ({ Authorization: `Bearer ${token}` })

async function send(path: string, init: RequestInit = {}): Promise<{ code: number; body: unknown }> {
  const response = await fetch(`${api.url}${path}`, { ...init, headers: { ...asUser(adminToken), ...init.headers } })
  const body: unknown = await response.json()
  return { code: response.status, body }
}

const sendJson = (method: string, path: string, body: unknown, type = 'application/json') =>
  send(path, { method, body: JSON.stringify(body), headers: { 'Content-Type': type } })

const names = (list: unknown) => readArray(list, 'items').map((entry) => readString(entry, 'metadata', 'name'))

async function watch(path: string, headers: Record<string, string> = asUser(adminToken)): Promise<WatchReader> {
  const reader = await openWatch(`${api.url}${path}`, headers)
  watches.push(reader)
  return reader
}

const named = (name: string, type?: string) => (event: { type: string; object: unknown }) =>
  readString(event.object, 'metadata', 'name') === name && (type === undefined || event.type === type)

describe('lists', () => {
  test('pages hold every object once and later pages do not see changes', async () => {
    const first = await send('/api/v1/pods?limit=10')
    expect(readNumber(first.body, 'metadata', 'remainingItemCount')).toBe(15)
    const revision = readString(first.body, 'metadata', 'resourceVersion')
    api.store.put(pod('p99'))
    api.store.remove('Pod', 'shop', 'p24')
    const seen = names(first.body)
    let token = readString(first.body, 'metadata', 'continue')
    while (token) {
      const next = await send(`/api/v1/pods?limit=10&continue=${encodeURIComponent(token)}`)
      expect(readString(next.body, 'metadata', 'resourceVersion')).toBe(revision)
      seen.push(...names(next.body))
      token = readString(next.body, 'metadata', 'continue')
    }
    expect(seen).toHaveLength(25)
    expect(new Set(seen).size).toBe(25)
    expect(seen).toContain('p24')
    expect(seen).not.toContain('p99')
  })

  test('a continue token from before an expiry is answered with 410 Expired', async () => {
    const first = await send('/api/v1/pods?limit=10')
    api.faults.expireHistory()
    const token = readString(first.body, 'metadata', 'continue') ?? ''
    const next = await send(`/api/v1/pods?limit=10&continue=${encodeURIComponent(token)}`)
    expect(next.code).toBe(410)
    expect(readString(next.body, 'reason')).toBe('Expired')
  })

  test('label and field selectors select, also together with a namespace', async () => {
    expect(names((await send('/api/v1/pods?labelSelector=half%3D1')).body)).toHaveLength(12)
    expect(names((await send('/api/v1/pods?labelSelector=half+in+(0,1),!absent')).body)).toHaveLength(25)
    expect(names((await send('/api/v1/pods?fieldSelector=spec.nodeName%3Dnode-p03')).body)).toEqual(['p03'])
    expect(names((await send('/api/v1/namespaces/media/pods?fieldSelector=metadata.name%3Dp03')).body)).toEqual(['p03'])
    expect(names((await send('/api/v1/namespaces/shop/pods?fieldSelector=metadata.name%3Dp03')).body)).toEqual([])
  })

  test('a field that cannot be selected is refused with 400', async () => {
    const answer = await send('/api/v1/pods?fieldSelector=spec.hostname%3Dx')
    expect(answer.code).toBe(400)
    expect(readString(answer.body, 'message')).toContain('field label not supported: spec.hostname')
  })

  test('a large answer is gzipped for a client that asks for it, and only for one', async () => {
    for (let index = 0; index < 900; index += 1) api.store.put(pod(`bulk-${index}`))
    const headers = { ...asUser(adminToken), 'Accept-Encoding': 'gzip' }
    const zipped = await fetch(`${api.url}/api/v1/pods`, { headers })
    expect(zipped.headers.get('content-encoding')).toBe('gzip')
    expect(names(await zipped.json())).toHaveLength(925)
    const plain = await fetch(`${api.url}/api/v1/pods`, { headers: { ...headers, 'Accept-Encoding': 'identity' } })
    expect(plain.headers.get('content-encoding')).toBeNull()
    await plain.arrayBuffer()
  })
})

describe('watches', () => {
  const since = async () => readString((await send('/api/v1/pods?limit=1')).body, 'metadata', 'resourceVersion')

  test('changes after the given version arrive in order, and bookmarks carry the newest version', async () => {
    const from = await since()
    api.store.put(pod('new-1'))
    const reader = await watch(`/api/v1/pods?watch=true&allowWatchBookmarks=true&resourceVersion=${from}`)
    api.store.update('Pod', 'shop', 'new-1', (draft) => {
      draft.status = { phase: 'Failed' }
    })
    const last = api.store.remove('Pod', 'shop', 'new-1')
    const bookmark = await reader.waitFor((event) => event.type === 'BOOKMARK')
    expect(reader.events.filter(named('new-1')).map((event) => event.type)).toEqual(['ADDED', 'MODIFIED', 'DELETED'])
    expect(readString(bookmark.object, 'metadata', 'resourceVersion')).toBe(last?.metadata.resourceVersion)
  })

  test('no bookmark is sent to a client that did not ask for any', async () => {
    const reader = await watch(`/api/v1/pods?watch=true&resourceVersion=${await since()}`)
    await new Promise((resolve) => setTimeout(resolve, 120))
    expect(reader.events).toEqual([])
  })

  test('without a version the present objects come first as ADDED', async () => {
    const reader = await watch('/api/v1/namespaces/shop/pods?watch=true')
    await reader.waitFor(named('p24', 'ADDED'))
    expect(reader.events).toHaveLength(13)
  })

  test('an object that leaves the selection is DELETED for that watcher, one that enters is ADDED', async () => {
    const reader = await watch(`/api/v1/pods?watch=true&labelSelector=half%3D1&resourceVersion=${await since()}`)
    const relabel = (name: string, half: string, namespace: string) =>
      api.store.update('Pod', namespace, name, (draft) => {
        draft.metadata.labels = { half }
      })
    relabel('p01', '0', 'media')
    relabel('p00', '1', 'shop')
    await reader.waitFor(named('p00'))
    expect(reader.events.map((event) => event.type)).toEqual(['DELETED', 'ADDED'])
  })

  test('a version that history no longer reaches is answered with 200 and an ERROR event of code 410', async () => {
    const from = await since()
    for (let index = 0; index < 20; index += 1) api.store.put(pod(`churn-${index}`))
    const reader = await watch(`/api/v1/pods?watch=true&resourceVersion=${from}`)
    const error = await reader.waitFor((event) => event.type === 'ERROR')
    expect(readNumber(error.object, 'code')).toBe(410)
    expect(readString(error.object, 'reason')).toBe('Expired')
    expect(await reader.ended).toBe('ended')
  })

  test('timeoutSeconds ends the stream in order', async () => {
    const reader = await watch(`/api/v1/pods?watch=true&timeoutSeconds=1&resourceVersion=${await since()}`)
    expect(await reader.ended).toBe('ended')
  })

  test('a Table watcher gets one row for each event', async () => {
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json'
    const headers = { ...asUser(adminToken), Accept: accept }
    const reader = await watch(`/api/v1/pods?watch=true&resourceVersion=${await since()}`, headers)
    api.store.put(pod('new-1'))
    const event = await reader.waitFor((seen) => seen.type === 'ADDED')
    expect(readString(event.object, 'kind')).toBe('Table')
    expect(readString(event.object, 'rows', 0, 'cells', 0)).toBe('new-1')
  })
})

describe('writes', () => {
  const path = '/api/v1/namespaces/shop/configmaps'
  const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { a: '1' } }

  test('create, replace, patch and delete do what their verbs say', async () => {
    expect((await sendJson('POST', path, configMap)).code).toBe(201)
    expect((await sendJson('POST', path, configMap)).code).toBe(409)
    await sendJson('PATCH', `${path}/c`, { data: { b: '2' } }, 'application/merge-patch+json')
    await sendJson(
      'PATCH',
      `${path}/c`,
      [{ op: 'replace', path: '/data/a', value: '3' }],
      'application/json-patch+json',
    )
    const read = await send(`${path}/c`)
    expect(readString(read.body, 'data', 'a')).toBe('3')
    expect(readString(read.body, 'data', 'b')).toBe('2')
    expect((await sendJson('PUT', `${path}/c`, configMap)).code).toBe(200)
    expect(readString((await send(`${path}/c`)).body, 'data', 'b')).toBeUndefined()
    expect((await send(`${path}/c`, { method: 'DELETE' })).code).toBe(200)
    expect((await send(`${path}/c`)).code).toBe(404)
  })

  test('a replacement based on an older version is refused with 409 Conflict', async () => {
    const old = (await sendJson('POST', path, configMap)).body
    await sendJson('PATCH', `${path}/c`, { data: { b: '2' } }, 'application/merge-patch+json')
    const answer = await sendJson('PUT', `${path}/c`, old)
    expect(answer.code).toBe(409)
    expect(readString(answer.body, 'reason')).toBe('Conflict')
  })

  test('the status subresource changes status only, and the object path never does', async () => {
    const at = '/api/v1/namespaces/shop/pods/p00'
    await sendJson(
      'PATCH',
      `${at}/status`,
      { status: { phase: 'Failed' }, metadata: { labels: { x: 'y' } } },
      'application/merge-patch+json',
    )
    await sendJson(
      'PATCH',
      at,
      { status: { phase: 'Succeeded' }, metadata: { labels: { z: 'w' } } },
      'application/merge-patch+json',
    )
    const read = (await send(at)).body
    expect(readString(read, 'status', 'phase')).toBe('Failed')
    expect(readString(read, 'metadata', 'labels', 'x')).toBeUndefined()
    expect(readString(read, 'metadata', 'labels', 'z')).toBe('w')
  })

  test('an object with finalizers stays, marked as terminating, until they are gone', async () => {
    await sendJson('POST', path, { ...configMap, metadata: { name: 'c', finalizers: ['example.com/wait'] } })
    await send(`${path}/c`, { method: 'DELETE' })
    expect(readString((await send(`${path}/c`)).body, 'metadata', 'deletionTimestamp')).toBeDefined()
    await sendJson('PATCH', `${path}/c`, { metadata: { finalizers: null } }, 'application/merge-patch+json')
    expect((await send(`${path}/c`)).code).toBe(404)
  })

  test('content that did not change gets no new version', () => {
    const before = api.store.revision
    const [same] = api.store.list('Pod', 'shop')
    if (same) api.store.put(same)
    expect(api.store.revision).toBe(before)
  })
})

describe('permissions', () => {
  const tenantRule = { verbs: ['get', 'list', 'watch'], groups: [''], resources: ['pods'], namespaces: ['shop'] }

  test('a denied request gets 403 with the words and details of the real server', async () => {
    const response = await fetch(`${api.url}/api/v1/pods`, { headers: asUser('tenant') })
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({
      kind: 'Status',
      status: 'Failure',
      reason: 'Forbidden',
      code: 403,
      details: { kind: 'pods' },
      message:
        'pods is forbidden: User "shop-developer" cannot list resource "pods" in API group "" at the cluster scope',
    })
  })

  test('an unknown token gets 401', async () => {
    const response = await fetch(`${api.url}/api/v1/pods`, { headers: asUser('nonsense') })
    expect(response.status).toBe(401)
    expect(readString(await response.json(), 'reason')).toBe('Unauthorized')
  })

  test('an open watch outlives its rule while new requests and reviews say no', async () => {
    const rule = api.authorisation.allow('group:tenant', tenantRule)
    const reader = await watch('/api/v1/namespaces/shop/pods?watch=true', asUser('tenant'))
    await reader.waitFor(named('p00'))
    rule.remove()
    api.store.put(pod('after-removal'))
    await reader.waitFor(named('after-removal', 'ADDED'))
    const list = await fetch(`${api.url}/api/v1/namespaces/shop/pods`, { headers: asUser('tenant') })
    expect(list.status).toBe(403)
    const spec = { resourceAttributes: { verb: 'watch', resource: 'pods', namespace: 'shop' } }
    const review = await fetch(`${api.url}/apis/authorization.k8s.io/v1/selfsubjectaccessreviews`, {
      method: 'POST',
      headers: { ...asUser('tenant'), 'Content-Type': 'application/json' },
      body: JSON.stringify({ apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec }),
    })
    expect(await review.json()).toMatchObject({ kind: 'SelfSubjectAccessReview', status: { allowed: false } })
  })

  test('reviews for others, for rules and for tokens agree with the rules', async () => {
    api.authorisation.allow('group:tenant', tenantRule)
    const review = (resource: string, spec: unknown, group = 'authorization.k8s.io') =>
      sendJson('POST', `/apis/${group}/v1/${resource}`, { spec })
    const resourceAttributes = { verb: 'list', resource: 'pods', namespace: 'shop' }
    const subject = { user: 'someone', groups: ['tenant'] }
    expect((await review('subjectaccessreviews', { ...subject, resourceAttributes })).body).toMatchObject({
      status: { allowed: true },
    })
    const elsewhere = { ...resourceAttributes, namespace: 'media' }
    expect((await review('subjectaccessreviews', { ...subject, resourceAttributes: elsewhere })).body).toMatchObject({
      status: { allowed: false },
    })
    expect((await review('selfsubjectrulesreviews', { namespace: 'shop' })).body).toMatchObject({
      status: { resourceRules: [{ verbs: ['*'] }] },
    })
    const token = await review('tokenreviews', { token: 'tenant' }, 'authentication.k8s.io')
    expect(token.body).toMatchObject({ status: { authenticated: true, user: { username: 'shop-developer' } } })
  })

  test('a deny rule stops even the administrator', async () => {
    const rule = api.authorisation.deny('user:demo-admin', { verbs: ['list'], groups: [''], resources: ['pods'] })
    expect((await send('/api/v1/pods')).code).toBe(403)
    rule.remove()
    expect((await send('/api/v1/pods')).code).toBe(200)
  })
})

describe('faults', () => {
  test('the next requests fail with the code asked for, and then no more', async () => {
    api.faults.failNext(2, 503, { resource: 'pods' })
    expect((await send('/api/v1/namespaces')).code).toBe(200)
    expect((await send('/api/v1/pods')).code).toBe(503)
    expect(readString((await send('/api/v1/pods')).body, 'reason')).toBe('ServiceUnavailable')
    expect((await send('/api/v1/pods')).code).toBe(200)
  })

  test('watches can be closed, cut and left half-open', async () => {
    const path = '/api/v1/pods?watch=true&allowWatchBookmarks=true'
    const [closed, hung] = [await watch(path), await watch(path)]
    await Promise.all([closed.waitFor(named('p00')), hung.waitFor(named('p00'))])
    api.faults.openWatches()[0]?.close()
    expect(await closed.ended).toBe('ended')
    expect(api.faults.hangWatches({ resource: 'pods' })).toBe(1)
    const before = hung.events.length
    api.store.put(pod('unseen'))
    await new Promise((resolve) => setTimeout(resolve, 120))
    expect(hung.events).toHaveLength(before)
    api.faults.dropConnections()
    expect(await hung.ended).toBe('cut')
  })

  test('expired history ends open watches with a 410 ERROR event', async () => {
    const reader = await watch('/api/v1/pods?watch=true')
    await reader.waitFor(named('p00'))
    api.faults.expireHistory()
    const error = await reader.waitFor((event) => event.type === 'ERROR')
    expect(readNumber(error.object, 'code')).toBe(410)
  })

  test('slow answers come late, dropped and cut ones not at all', async () => {
    const slow = api.faults.slowAnswers(80)
    const startedAt = performance.now()
    await send('/api/v1/namespaces')
    expect(performance.now() - startedAt).toBeGreaterThan(70)
    slow.remove()
    api.faults.inject({}, { kind: 'drop' }, 1)
    await expect(send('/api/v1/namespaces')).rejects.toThrow()
    api.faults.inject({}, { kind: 'cut-answer' }, 1)
    await expect(send('/api/v1/namespaces')).rejects.toThrow()
    api.faults.inject({}, { kind: 'malformed' }, 1)
    await expect(send('/api/v1/namespaces')).rejects.toThrow()
    expect((await send('/api/v1/namespaces')).code).toBe(200)
  })

  test('a stopped server refuses connections and comes back on the same port', async () => {
    await api.faults.stopListening()
    await expect(send('/version')).rejects.toThrow()
    await api.faults.startListening()
    expect((await send('/version')).code).toBe(200)
  })
})

describe('discovery', () => {
  const aggregated = { Accept: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json' }

  test('a kind can come and go at run time, in discovery as in its paths', async () => {
    expect((await send('/apis/gateway.networking.k8s.io/v1/httproutes')).code).toBe(404)
    api.installKind(defineKind('gateway.networking.k8s.io/v1', 'HTTPRoute', 'httproutes'))
    expect((await send('/apis/gateway.networking.k8s.io/v1/httproutes')).code).toBe(200)
    expect(JSON.stringify((await send('/apis', { headers: aggregated })).body)).toContain('HTTPRoute')
    const reader = await watch('/apis/gateway.networking.k8s.io/v1/httproutes?watch=true&resourceVersion=0')
    api.removeKind('HTTPRoute')
    expect(await reader.ended).toBe('ended')
    expect((await send('/apis/gateway.networking.k8s.io/v1')).code).toBe(404)
  })

  test('secrets are not served', async () => {
    expect((await send('/api/v1/secrets')).code).toBe(404)
    expect(JSON.stringify((await send('/api/v1')).body)).not.toContain('secrets')
  })

  test('aggregated discovery is announced by its content type, and plain discovery stays available', async () => {
    const response = await fetch(`${api.url}/apis`, { headers: { ...asUser(adminToken), ...aggregated } })
    expect(response.headers.get('content-type')).toBe(
      'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
    )
    await response.arrayBuffer()
    expect(readString((await send('/apis')).body, 'kind')).toBe('APIGroupList')
    expect((await send('/apis/networking.k8s.io/v1')).body).toMatchObject({
      kind: 'APIResourceList',
      resources: expect.arrayContaining([
        expect.objectContaining({ name: 'ingresses', singularName: 'ingress', shortNames: ['ing'] }),
      ]),
    })
  })
})
