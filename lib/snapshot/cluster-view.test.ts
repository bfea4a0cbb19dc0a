import { describe, expect, it } from 'vitest'
import { zoneKey } from '@/lib/model/dns'
import { sayDeclared } from '@/lib/model/probe'
import { NotObservedError } from '@/lib/model/unavailable'
import { ClusterView } from './cluster-view'
import { Judgements } from './judgements'
import { createTestStore } from './test-store'

const service = (name: string, labels: Record<string, string> = {}) => ({
  metadata: { name, namespace: 'shop', labels },
  spec: { selector: { app: name } },
})
const pod = (name: string, app: string) => ({ metadata: { name, namespace: 'shop', labels: { app } } })
const forbidden = (what: string) => ({ what, reason: 'forbidden' as const, detail: 'no', need: 'list on it' })

describe('ClusterView', () => {
  it('tells absent from unreadable', () => {
    const store = createTestStore({ Service: [service('web')] })
    const view = new ClusterView(store, 0)
    expect(view.find('Service', 'shop', 'web')?.metadata.name).toBe('web')
    expect(view.find('Service', 'shop', 'nope')).toBeUndefined()
    store.setScopeState('Service', null, { state: 'unavailable', ...forbidden('services') })
    expect(() => view.find('Service', 'shop', 'web')).toThrow(NotObservedError)
  })

  it('reads one namespace when only that namespace is readable, and says what is missing from the whole', () => {
    const store = createTestStore({ Service: [service('web')] })
    const observed = { state: 'observed', observedAt: '', staleSince: null, staleReason: null } as const
    store.setScopeState('Service', null, { state: 'unavailable', ...forbidden('services') })
    store.setScopeState('Service', 'shop', observed)
    const view = new ClusterView(store, 0)
    expect(view.list('Service', 'shop')).toHaveLength(1)
    expect(view.listing('Service')).toMatchObject({ state: 'observed', missing: { reason: 'forbidden' } })
    expect(() => view.list('Service')).toThrow(NotObservedError)
    const lookup = view.lookUp('Service', 'media', 'x')
    expect(lookup).toMatchObject({
      state: 'unavailable',
      unavailable: { need: 'list and watch on services in namespace media' },
    })
  })

  it('keeps the zone of a name beside its addresses, and judges again when the zone changes', () => {
    const zones = { 'shop.example.net': { zone: 'example.net' } }
    const store = createTestStore({}, { dns: { 'shop.example.net': { addresses: ['20.61.7.41'] } }, zones })
    const judgements = new Judgements(store)
    const read = () => judgements.get('zone', 0, (view) => view.dnsZone('shop.example.net'))
    expect(read()).toMatchObject({ state: 'observed', zone: { zone: 'example.net', failure: null } })
    expect(new ClusterView(store, 0).dnsAnswer('shop.example.net')).toMatchObject({ state: 'observed' })
    store.setDnsAnswer(zoneKey('shop.example.net'), { ...forbidden('DNS zone'), reason: 'timed-out' })
    expect(read()).toMatchObject({ state: 'unavailable', unavailable: { reason: 'timed-out' } })
    store.removeDnsAnswer(zoneKey('shop.example.net'))
    expect(read()).toMatchObject({ state: 'unavailable', unavailable: { reason: 'pending' } })
  })

  it('says how to allow it where DNS is not asked for zones', () => {
    const settings = { dns: { mode: 'off' as const, servers: [] } }
    const view = new ClusterView(createTestStore({}, { settings }), 0)
    expect(view.dnsZone('shop.example.net')).toMatchObject({
      state: 'unavailable',
      unavailable: { reason: 'not-configured', need: 'dns.mode: resolvers in the configuration of this cluster' },
    })
    expect(() => view.restrictTo(['Pod']).dnsZone('shop.example.net')).toThrow('read Dns')
  })

  it('refuses to read what was not declared, also through a fact', () => {
    const judgements = new Judgements(createTestStore({ Service: [], Pod: [] }))
    const read = (inputs: ('Pod' | 'Service')[]) =>
      judgements.get(inputs.join(), 0, (view) =>
        view.restrictTo(inputs).fact('pods', (inner) => inner.list('Pod').length),
      )
    expect(read(['Pod'])).toBe(0)
    expect(() => read(['Service'])).toThrow('read Pod')
  })
})

describe('Judgements', () => {
  it('judges again only what a change touched', () => {
    const store = createTestStore({ Service: [service('a'), service('b')], Pod: [pod('a-1', 'a'), pod('b-1', 'b')] })
    const judgements = new Judgements(store)
    const count = (app: string) =>
      judgements.get(app, 0, (view) => {
        const listing = view.podsMatching('shop', { app })
        return listing.state === 'observed' ? listing.objects.length : null
      })
    expect([count('a'), count('b')]).toEqual([1, 1])
    store.applyObject('Pod', pod('a-2', 'a'))
    expect([count('a'), count('b')]).toEqual([2, 1])
    expect(judgements.computations).toBe(3)
  })

  it('leaves users of a fact alone when the fact comes out the same', () => {
    const store = createTestStore({ Pod: [pod('a-1', 'a')] })
    const judgements = new Judgements(store)
    let uses = 0
    const judge = () =>
      judgements.get('judgement', 0, (view) => {
        uses += 1
        return view.fact('any-pod', (inner) => inner.list('Pod').length > 0)
      })
    judge()
    store.applyObject('Pod', pod('a-2', 'a'))
    expect(judge()).toBe(true)
    expect(uses).toBe(1)
    store.replaceObjects('Pod', null, [])
    expect(judge()).toBe(false)
    expect(uses).toBe(2)
  })

  it('judges again when the moment it waits for has come', () => {
    const judgements = new Judgements(createTestStore({}))
    const judge = (nowMs: number) => judgements.get('wait', nowMs, (view) => view.hasPassed(1000))
    expect([judge(0), judge(999), judge(1000)]).toEqual([false, false, true])
  })

  it('tells once that a requested judgement may no longer hold, be it through a fact or because its time has come', () => {
    const store = createTestStore({ Pod: [pod('a-1', 'a')] })
    const judgements = new Judgements(store)
    const outdated: string[] = []
    judgements.onOutdated((id) => outdated.push(id))
    const judge = (nowMs: number) =>
      judgements.get('judgement', nowMs, (view) =>
        view.fact('ready', (inner) => inner.list('Pod').length > 0 && inner.hasPassed(1000)),
      )
    judge(0)
    store.applyObject('Pod', pod('a-2', 'a'))
    store.applyObject('Pod', pod('a-3', 'a'))
    expect(outdated).toEqual(['judgement'])
    judge(0)
    judgements.expire(999)
    expect(outdated).toEqual(['judgement'])
    judgements.expire(1000)
    expect(outdated).toEqual(['judgement', 'judgement'])
    expect(judge(1000)).toBe(true)
  })

  it('forgets one judgement and leaves what others use', () => {
    const judgements = new Judgements(createTestStore({ Pod: [pod('a-1', 'a')] }))
    const judge = (id: string) =>
      judgements.get(id, 0, (view) => view.fact('shared', () => 1) + view.fact(`own:${id}`, () => 1))
    judge('a')
    judge('b')
    judgements.forgetOne('a')
    judgements.forgetOne('never-judged')
    expect(judgements.size).toBe(3)
  })

  it('forgets a judgement with the facts that nobody else uses', () => {
    const judgements = new Judgements(createTestStore({ Pod: [pod('a-1', 'a')] }))
    const judge = (id: string) =>
      judgements.get(id, 0, (view) => view.fact('shared', () => 1) + view.fact(`own:${id}`, () => 1))
    judge('trace:a')
    judge('trace:b')
    expect(judgements.size).toBe(5)
    judgements.retain('trace:', new Set(['trace:b']))
    expect(judgements.size).toBe(3)
    expect(judge('trace:a')).toBe(2)
  })

  it('follows a kind becoming unreadable and readable again', () => {
    const store = createTestStore({ Pod: [pod('a-1', 'a')] })
    const judgements = new Judgements(store)
    const judge = () => judgements.get('list', 0, (view) => view.list('Pod').length)
    expect(judge()).toBe(1)
    store.setScopeState('Pod', null, { state: 'unavailable', ...forbidden('pods') })
    expect(judge).toThrow(NotObservedError)
    store.setScopeState('Pod', null, { state: 'observed', observedAt: '', staleSince: null, staleReason: null })
    expect(judge()).toBe(1)
  })
})

describe('probes', () => {
  const atMs = Date.parse('2026-03-01T12:00:00Z')
  const probe = { host: 'a.example.net', path: '/', scheme: 'https' as const, results: [] }
  const probeAt = (ms: number) => ({ ...probe, at: new Date(ms).toISOString() })

  it('are proof for five minutes, and are never taken for one of the other scheme', () => {
    const store = createTestStore({}, { probes: [probeAt(atMs)] })
    const read = (ms: number, scheme: 'http' | 'https' = 'https') =>
      new ClusterView(store, ms).probe(probe.host, scheme)
    expect(read(atMs + 299_000).state).toBe('observed')
    expect(read(atMs + 300_000)).toMatchObject({
      unavailable: { detail: 'its last probe is older than 5 min; a probe from its page would tell' },
    })
    const unprobed = {
      reason: 'not-probed',
      detail: 'nobody probed the host; a probe from its page would tell',
    }
    expect(read(atMs, 'http')).toMatchObject({ unavailable: unprobed })
    store.removeProbes(probe.host)
    expect(read(atMs).state).toBe('unavailable')
  })

  it('prove nothing of what an Ingress asks for after them', () => {
    const ingress = { metadata: { namespace: 'shop', name: 'a' }, spec: { rules: [{ host: probe.host }] } }
    const store = createTestStore({ Ingress: [ingress] })
    store.setProbe({ ...probeAt(atMs), declaredAs: sayDeclared(store.listByIndex('Ingress', 'host', probe.host)) })
    const judgements = new Judgements(store)
    const read = () => judgements.get('a', atMs, (view) => view.probe(probe.host, 'https'))
    expect(read().state).toBe('observed')
    store.applyObject('Ingress', { ...ingress, status: { loadBalancer: { ingress: [{ ip: '203.0.113.10' }] } } })
    expect(read().state).toBe('observed')
    const tls = [{ hosts: [probe.host], secretName: 'other' }]
    store.applyObject('Ingress', { ...ingress, spec: { ...ingress.spec, tls } })
    expect(read()).toMatchObject({ unavailable: { detail: expect.stringMatching(/^its Ingress was changed/) } })
  })

  it('outdate the judgements that read them, when one is made and when it is too old', () => {
    const store = createTestStore({})
    const judgements = new Judgements(store)
    const outdated: string[] = []
    judgements.onOutdated((id) => outdated.push(id))
    const judge = (host: string, ms: number) => judgements.get(host, ms, (view) => view.probe(host, 'https').state)
    expect([judge('a.example.net', atMs), judge('b.example.net', atMs)]).toEqual(['unavailable', 'unavailable'])
    store.setProbe(probeAt(atMs))
    expect(outdated).toEqual(['a.example.net'])
    expect(judge('a.example.net', atMs)).toBe('observed')
    judgements.expire(atMs + 300_000)
    expect(outdated).toEqual(['a.example.net', 'a.example.net'])
    expect(judge('a.example.net', atMs + 300_000)).toBe('unavailable')
    expect([...judgements.inputsOf('a.example.net')]).toEqual(['Probe'])
  })
})

describe('ObjectStore', () => {
  it('does not move when a re-list brings the same objects', () => {
    const store = createTestStore({ Service: [service('a')] })
    const before = store.revision
    store.replaceObjects('Service', null, [
      { ...service('a'), metadata: { ...service('a').metadata, resourceVersion: '99' } },
    ])
    expect(store.revision).toBe(before)
    store.replaceObjects('Service', null, [])
    expect(store.revision).toBe(before + 1)
    expect(store.list('Service', 'shop')).toEqual([])
  })
})
