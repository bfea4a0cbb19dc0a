import { type Answer, AUTHORITATIVE_ANSWER, RECURSION_AVAILABLE, TRUNCATED_RESPONSE } from 'dns-packet'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { textKey } from '@/lib/model/dns'
import { createTestStore } from '@/lib/snapshot/test-store'
import { type DnsObserver, type DnsObserverOptions, startDnsObserver } from './dns-observer'
import { type Script, type ScriptedServer, startScriptedServer } from './scripted-server'

const soa: Answer = {
  type: 'SOA',
  name: 'example.net',
  ttl: 900,
  data: { mname: 'ns.example.net', rname: 'admin.example.net', minimum: 7 },
}
const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function startServer(script: Script): Promise<ScriptedServer> {
  const server = await startScriptedServer(script)
  closers.push(() => server.close())
  return server
}

function observe(options: Partial<DnsObserverOptions> & { servers: string[] }) {
  const store = createTestStore({})
  const observer: DnsObserver = startDnsObserver({
    store,
    listNames: () => [],
    ...options,
    timings: { queryTimeoutMs: 150, namesIntervalMs: 30, retryMinMs: 20, retryMaxMs: 40, ...options.timings },
  })
  closers.push(() => observer.stop())
  return { store, observer }
}

const a = (name: string, data: string, ttl = 60): Answer => ({ type: 'A', name, ttl, data })
const cname = (name: string, data: string, ttl = 60): Answer => ({ type: 'CNAME', name, ttl, data })

describe('the DNS observer', () => {
  it('answers with addresses, aliases and their lifetimes', async () => {
    const server = await startServer(({ type }) => {
      if (type === 'A')
        return {
          answers: [
            cname('web.example.net', 'lb.example.net', 300),
            a('lb.example.net', '192.0.2.2', 30),
            a('lb.example.net', '192.0.2.1', 30),
          ],
        }
      return { answers: [cname('web.example.net', 'lb.example.net', 300)], authorities: [soa] }
    })
    const { store, observer } = observe({ servers: [server.address], listNames: () => ['web.example.net'] })
    await vi.waitFor(() => expect(store.findDnsAnswer('web.example.net')).toBeDefined())
    expect(store.findDnsAnswer('web.example.net')).toMatchObject({
      outcome: 'answered',
      addresses: ['192.0.2.1', '192.0.2.2'],
      cnames: ['lb.example.net'],
      resolver: server.address,
      recordSets: [
        { type: 'CNAME', values: ['lb.example.net'], ttlSeconds: 300 },
        { type: 'A', values: ['192.0.2.1', '192.0.2.2'], ttlSeconds: 30 },
      ],
    })
    expect(observer.status()).toMatchObject({ state: 'observed', objects: 1, staleSince: null })
  })

  it('keeps the TXT records of a name beside its addresses, the strings of one record as one text', async () => {
    const server = await startServer(({ name, type }) =>
      type === 'TXT' && name === 'a-web.example.net'
        ? { answers: [{ type: 'TXT', name, ttl: 60, data: ['heritage=external-dns,', 'external-dns/owner=blue'] }] }
        : { rcode: 3, authorities: [soa] },
    )
    const { store, observer } = observe({
      servers: [server.address],
      listNames: () => [textKey('a-web.example.net'), textKey('b-web.example.net')],
    })
    await vi.waitFor(() => expect(store.findDnsAnswer(textKey('b-web.example.net'))).toBeDefined())
    expect(store.findDnsAnswer(textKey('a-web.example.net'))).toMatchObject({
      outcome: 'answered',
      recordSets: [{ type: 'TXT', values: ['heritage=external-dns,external-dns/owner=blue'], ttlSeconds: 60 }],
      addresses: [],
    })
    expect(store.findDnsAnswer(textKey('b-web.example.net'))).toMatchObject({ outcome: 'nxdomain', recordSets: [] })
    expect(store.findDnsAnswer('a-web.example.net')).toBeUndefined()
    // They accompany names and are none.
    expect(observer.status()).toMatchObject({ state: 'observed', objects: 0 })
  })

  it('tells a name that does not exist from one without addresses, with the lifetime that the zone gives', async () => {
    const server = await startServer(({ name }) => ({ rcode: name.startsWith('gone') ? 3 : 0, authorities: [soa] }))
    const { observer } = observe({ servers: [server.address] })
    expect(await observer.observeNow('gone.example.net')).toMatchObject({
      outcome: 'nxdomain',
      negativeTtlSeconds: 7,
      recordSets: [],
    })
    expect(await observer.observeNow('empty.example.net')).toMatchObject({ outcome: 'nodata', negativeTtlSeconds: 7 })
  })

  it('reports an alias that leads nowhere as an alias without address', async () => {
    const server = await startServer(() => ({
      rcode: 3,
      answers: [cname('old.example.net', 'removed.example.net')],
      authorities: [soa],
    }))
    const { observer } = observe({ servers: [server.address] })
    expect(await observer.observeNow('old.example.net')).toMatchObject({
      outcome: 'answered',
      cnames: ['removed.example.net'],
      addresses: [],
    })
  })

  it('follows an alias itself when the server does not, and stops in a loop', async () => {
    const server = await startServer(({ name, type }) => {
      const flags = AUTHORITATIVE_ANSWER
      if (name === 'web.example.net') return { flags, answers: [cname(name, 'lb.example.net')] }
      if (name === 'lb.example.net') return { flags, answers: type === 'A' ? [a(name, '192.0.2.9')] : [] }
      return { flags, answers: [cname(name, name === 'x.example.net' ? 'y.example.net' : 'x.example.net')] }
    })
    const { observer } = observe({ servers: [server.address] })
    expect(await observer.observeNow('web.example.net')).toMatchObject({
      outcome: 'answered',
      addresses: ['192.0.2.9'],
    })
    expect(await observer.observeNow('x.example.net')).toMatchObject({
      outcome: 'answered',
      addresses: [],
      cnames: ['y.example.net'],
    })
  })

  it('asks again over TCP when the answer was cut', async () => {
    const server = await startServer(({ name, type }, _, transport) => {
      if (transport === 'udp') return { flags: TRUNCATED_RESPONSE | RECURSION_AVAILABLE }
      return { answers: type === 'A' ? [a(name, '192.0.2.7')] : [] }
    })
    const { observer } = observe({ servers: [server.address] })
    expect(await observer.observeNow('big.example.net')).toMatchObject({ addresses: ['192.0.2.7'] })
  })

  it('tries a silent server twice, then the next one', async () => {
    const silent = await startServer(() => ({ isSilent: true }))
    const well = await startServer(({ name, type }) => ({ answers: type === 'A' ? [a(name, '192.0.2.3')] : [] }))
    const { observer } = observe({ servers: [silent.address, well.address] })
    expect(await observer.observeNow('web.example.net')).toMatchObject({
      addresses: ['192.0.2.3'],
      resolver: well.address,
    })
    expect(silent.queries.filter(({ type }) => type === 'A')).toHaveLength(2)
  })

  it('names the server and what it said when nobody answers properly', async () => {
    const refusing = await startServer(() => ({ rcode: 5 }))
    const broken = await startServer(() => ({ rcode: 2 }))
    const { observer } = observe({ servers: [refusing.address, broken.address] })
    expect(await observer.observeNow('web.example.net')).toMatchObject({
      reason: 'unreachable',
      detail: `${refusing.address} answered REFUSED; ${broken.address} answered SERVFAIL`,
    })
    expect(observer.status()).toMatchObject({ state: 'unavailable', reason: 'unreachable' })
  })

  it('keeps a good answer through two failures and gives it up at the third', async () => {
    const server = await startServer(({ name, type }, count) =>
      type === 'A' && count === 1 ? { answers: [a(name, '192.0.2.4', 0)] } : type === 'A' ? { isSilent: true } : {},
    )
    const { store, observer } = observe({ servers: [server.address] })
    await observer.observeNow('web.example.net')
    await observer.observeNow('web.example.net')
    await observer.observeNow('web.example.net')
    expect(store.findDnsAnswer('web.example.net')).toMatchObject({ outcome: 'answered' })
    await vi.waitFor(() => expect(store.findDnsAnswer('web.example.net')).toMatchObject({ reason: 'timed-out' }))
  })

  it('believes neither noise nor an answer to another question', async () => {
    const server = await startServer(({ name, type }, count) => {
      if (count === 1) return { raw: Buffer.from('noise') }
      return { answers: type === 'A' ? [a(name, '192.0.2.5')] : [] }
    })
    const { observer } = observe({ servers: [server.address] })
    expect(await observer.observeNow('web.example.net')).toMatchObject({ addresses: ['192.0.2.5'] })
  })

  it('uses a source port and an id of its own for each question', async () => {
    const server = await startServer(() => ({}))
    const { observer } = observe({ servers: [server.address] })
    await Promise.all(Array.from({ length: 10 }, (_, index) => observer.observeNow(`n${index}.example.net`)))
    const ports = server.queries.map(({ sourcePort }) => sourcePort)
    expect(new Set(ports).size).toBeGreaterThan(ports.length * 0.9)
  })

  it('does not ask names that DNS cannot carry, and asks wildcards literally', async () => {
    const server = await startServer(() => ({}))
    const hostile = [
      '',
      'a'.repeat(300),
      `${'b'.repeat(64)}.example.net`,
      'a..b',
      'x y',
      'a\0b.example.net',
      '<script>',
      '*',
    ]
    const { store } = observe({
      servers: [server.address],
      listNames: () => [...hostile, '*.example.net', 'Shop.Example.NET.', 'bücher.example.net'],
    })
    await vi.waitFor(() => expect(store.findDnsAnswer('*.example.net')).toMatchObject({ outcome: 'nodata' }))
    await vi.waitFor(() => expect(store.findDnsAnswer('bücher.example.net')).toMatchObject({ outcome: 'nodata' }))
    for (const name of hostile)
      expect(store.findDnsAnswer(name), JSON.stringify(name)).toMatchObject({
        detail: expect.stringMatching(/^not asked: /),
      })
    expect(new Set(server.queries.map(({ name }) => name))).toEqual(
      new Set(['*.example.net', 'shop.example.net', 'xn--bcher-kva.example.net']),
    )
  })

  it('asks again when the answer has expired, not before, and forgets names that nobody wants', async () => {
    const server = await startServer(({ name, type }) => ({ answers: type === 'A' ? [a(name, '192.0.2.6', 0)] : [] }))
    let nowMs = 1_000_000
    let names = ['web.example.net']
    const { store } = observe({ servers: [server.address], listNames: () => names, now: () => nowMs })
    await vi.waitFor(() => expect(store.findDnsAnswer('web.example.net')).toBeDefined())
    const countBefore = server.queries.length
    nowMs += 4_000
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(server.queries.length).toBe(countBefore)
    nowMs += 2_000
    await vi.waitFor(() => expect(server.queries.length).toBeGreaterThan(countBefore))
    names = []
    await vi.waitFor(() => expect(store.findDnsAnswer('web.example.net')).toBeUndefined())
  })

  it('stays below the limits of concurrency and rate', async () => {
    let runningCount = 0
    let runningCountMax = 0
    const server = await startServer(() => {
      runningCountMax = Math.max(runningCountMax, ++runningCount)
      setTimeout(() => runningCount--, 30)
      return { delayMs: 35 }
    })
    const names = Array.from({ length: 20 }, (_, index) => `n${index}.example.net`)
    const startedAtMs = Date.now()
    const { store } = observe({
      servers: [server.address],
      listNames: () => names,
      concurrencyMax: 4,
      queriesPerSecondMax: 100,
    })
    await vi.waitFor(() => expect(names.every((name) => store.findDnsAnswer(name) !== undefined)).toBe(true), 5_000)
    // 60 questions (A, AAAA, CNAME) at 100 a second with a burst of ten.
    expect(Date.now() - startedAtMs).toBeGreaterThan(400)
    expect(runningCountMax).toBe(4)
  })

  it('tells the answers to many names in few changes of the store, those that somebody looks at first', async () => {
    const server = await startServer(({ name, type }) => ({ answers: type === 'A' ? [a(name, '192.0.2.8')] : [] }))
    const names = Array.from({ length: 400 }, (_, index) => `n${index}.example.net`)
    const { store, observer } = observe({
      servers: [server.address],
      listNames: () => names,
      queriesPerSecondMax: 1_000,
      timings: { queryTimeoutMs: 2_000 },
    })
    const beganMs = performance.now()
    let changes = 0
    store.onChange(() => {
      changes += 1
    })
    observer.prefer(['n399.example.net', 'unknown.example.net'])
    await vi.waitFor(() => expect(observer.status().objects).toBe(400), 10_000)
    await vi.waitFor(() => expect(names.every((name) => store.findDnsAnswer(name) !== undefined)).toBe(true), 5_000)
    // At most one each time names are listed, here every 30 ms, however slow the machine; one for each answer would be 400.
    expect(changes).toBeLessThan(Math.min(150, (performance.now() - beganMs) / 30 + 10))
    const order = [...new Set(server.queries.map(({ name }) => name))]
    expect(order.indexOf('n399.example.net')).toBeLessThan(40)
    expect(order).toHaveLength(400)
  }, 20_000)

  it('uses answers longer than their TTL where asking so often would take more than half of the allowed queries', async () => {
    const server = await startServer(({ name, type }) => ({ answers: type === 'A' ? [a(name, '192.0.2.9', 5)] : [] }))
    let nowMs = 1_000_000
    const names = Array.from({ length: 100 }, (_, index) => `n${index}.example.net`)
    const { observer } = observe({
      servers: [server.address],
      listNames: () => names,
      now: () => nowMs,
      random: () => 0,
      queriesPerSecondMax: 20,
      concurrencyMax: 4,
      timings: { queryTimeoutMs: 2_000 },
    })
    // 100 names of two queries each at half of 20 a second: 20 s, less the spread of 15 %.
    await observer.observeNow('n0.example.net')
    const askedBefore = server.queries.filter(({ name }) => name === 'n0.example.net').length
    nowMs += 16_000
    await new Promise((resolve) => setTimeout(resolve, 150))
    expect(server.queries.filter(({ name }) => name === 'n0.example.net').length).toBe(askedBefore)
  })

  it('does not call the servers gone because one name is refused, but because all are', async () => {
    let isBroken = false
    const server = await startServer(({ name, type }) => {
      if (isBroken || name.startsWith('foreign')) return { rcode: 5 }
      return { answers: type === 'A' ? [a(name, '192.0.2.8', 0)] : [] }
    })
    let nowMs = 1_000_000
    const names = ['a.example.net', 'b.example.net', 'c.example.net', 'foreign.example.org']
    const { store, observer } = observe({ servers: [server.address], listNames: () => names, now: () => nowMs })
    await vi.waitFor(() => expect(names.every((name) => store.findDnsAnswer(name) !== undefined)).toBe(true))
    await observer.observeNow('foreign.example.org')
    expect(observer.status()).toMatchObject({
      state: 'observed',
      staleSince: null,
      detail: '1 of 4 names have no answer',
    })
    isBroken = true
    nowMs += 10_000
    await vi.waitFor(() =>
      expect(observer.status()).toMatchObject({ state: 'observed', staleReason: expect.stringContaining('REFUSED') }),
    )
  })

  it('says which setting is wrong when a server is not an address', () => {
    const { store, observer } = observe({ servers: ['ns1.example.net'], listNames: () => ['web.example.net'] })
    expect(observer.status()).toMatchObject({
      state: 'unavailable',
      reason: 'not-configured',
      detail: expect.stringContaining('ns1.example.net'),
    })
    expect(store.findDnsAnswer('web.example.net')).toMatchObject({
      reason: 'not-configured',
      need: expect.stringContaining('dns.servers'),
    })
  })
})
