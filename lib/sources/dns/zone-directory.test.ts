import { type Answer, AUTHORITATIVE_ANSWER, RECURSION_AVAILABLE } from 'dns-packet'
import { afterEach, describe, expect, it } from 'vitest'
import { type Script, type Scripted, startScriptedServer } from './scripted-server'
import { ZoneDirectory } from './zone-directory'

const soa = (zone: string, minimum = 300): Answer => ({
  type: 'SOA',
  name: zone,
  ttl: 3_600,
  data: { mname: `ns1.${zone}`, rname: `admin.${zone}`, minimum },
})
const ns = (zone: string, ...servers: string[]): Answer[] =>
  servers.map((data): Answer => ({ type: 'NS', name: zone, ttl: 300, data }))
const a = (name: string, data: string): Answer => ({ type: 'A', name, ttl: 60, data })

const nxdomain = 3
const servfail = 2
const refused = 5
/** Flags of a resolver, of a server that holds the zone, of one that refers elsewhere. */
const resolved = RECURSION_AVAILABLE
const authority = AUTHORITATIVE_ANSWER
const referral = 0

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/** One server that is asked with recursion as the resolver and without as the name server of every zone. */
async function open(resolver: Script, nameServer: Script = () => ({ flags: authority, rcode: refused })) {
  const answer: Script = (question, count, transport) => {
    if (!question.isRecursive) return nameServer(question, count, transport)
    if (question.type === 'A' && question.name.startsWith('ns')) return { answers: [a(question.name, '127.0.0.1')] }
    return { flags: resolved, ...resolver(question, count, transport) }
  }
  const server = await startScriptedServer(answer)
  closers.push(() => server.close())
  const port = Number(server.address.split(':')[1])
  const directory = new ZoneDirectory({
    resolvers: [{ address: '127.0.0.1', port }],
    nameServerPort: port,
    timeoutMs: 150,
    signal: new AbortController().signal,
    nowMs: Date.now,
    gate: (task) => task(),
  })
  return { directory, server }
}

/** A resolver that knows `example.net` and, below it, these zones. */
function resolve(zones: Record<string, string[]>): Script {
  return ({ name, type }): Scripted => {
    const holding = Object.keys(zones)
      .filter((zone) => name === zone || name.endsWith(`.${zone}`))
      .sort((left, right) => right.length - left.length)[0]
    if (holding === undefined) return { rcode: refused }
    if (type === 'NS' && name === holding) return { answers: ns(name, ...(zones[name] ?? [])) }
    if (type === 'SOA' && name === holding) return { answers: [soa(name)] }
    return { rcode: nxdomain, authorities: [soa(holding)] }
  }
}
const zones = { 'example.net': ['ns1.example.net'], 'shop.example.net': ['ns2.dns.example', 'ns1.dns.example'] }

describe('finding the zone of a name', () => {
  it('takes it from the proof that the name has no SOA record of its own, with its servers and its delegation', async () => {
    const { directory, server } = await open(resolve(zones), ({ name }) => ({
      flags: referral,
      authorities: ns('shop.example.net', 'NS1.dns.example', 'ns2.dns.example.'),
      answers: name === 'shop.example.net' ? [] : undefined,
    }))
    expect(await directory.findZone('deep.below.shop.example.net')).toMatchObject({
      state: 'found',
      zone: {
        name: 'deep.below.shop.example.net',
        zone: 'shop.example.net',
        failure: null,
        primary: 'ns1.shop.example.net',
        negativeTtlSeconds: 300,
        nameServers: ['ns1.dns.example', 'ns2.dns.example'],
        delegation: {
          state: 'delegated',
          parent: 'example.net',
          nameServers: ['ns1.dns.example', 'ns2.dns.example'],
        },
        resolver: server.address,
      },
    })
  })

  it('asks once for what the names of a zone share', async () => {
    const { directory, server } = await open(resolve(zones), () => ({ flags: authority, rcode: nxdomain }))
    await Promise.all(['a', 'b', 'c'].map((label) => directory.findZone(`${label}.shop.example.net`)))
    const asked = server.queries.map(({ name, type }) => `${type} ${name}`)
    expect(asked.filter((question) => question === 'NS shop.example.net')).toHaveLength(2)
    expect(asked.filter((question) => question === 'SOA example.net')).toHaveLength(1)
  })

  it('is not led astray by an alias, whose answer shows the zone of its target', async () => {
    const { directory } = await open(({ name, type }) => {
      if (type === 'SOA' && name === 'www.example.net') {
        const alias: Answer = { type: 'CNAME', name, ttl: 60, data: 'cdn.example.org' }
        return { answers: [alias], authorities: [soa('example.org')] }
      }
      return resolve(zones)({ name, type, isRecursive: true }, 1, 'udp')
    })
    expect(await directory.findZone('www.example.net')).toMatchObject({ zone: { zone: 'example.net' } })
  })

  it('tells a zone whose servers fail, while the zone above is answered, and who should serve it', async () => {
    const lame: Script = (question, ...rest) =>
      question.name.endsWith('shop.example.net') ? { rcode: servfail } : resolve(zones)(question, ...rest)
    const { directory, server } = await open(lame, () => ({
      flags: referral,
      authorities: ns('shop.example.net', 'ns1.gone.example'),
    }))
    expect(await directory.findZone('deep.shop.example.net')).toMatchObject({
      state: 'found',
      zone: {
        zone: 'shop.example.net',
        failure: `${server.address} answered SERVFAIL`,
        primary: null,
        negativeTtlSeconds: null,
        nameServers: [],
        delegation: { state: 'delegated', parent: 'example.net', nameServers: ['ns1.gone.example'] },
      },
    })
  })

  it('does not take a resolver that fails for everything, or is silent, for a broken zone', async () => {
    const failing = await open(() => ({ rcode: servfail }))
    expect(await failing.directory.findZone('shop.example.net')).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining('SERVFAIL'),
    })
    const silent = await open(({ name }) => (name === 'example.net' ? { answers: [soa(name)] } : { isSilent: true }))
    expect(await silent.directory.findZone('shop.example.net')).toMatchObject({ state: 'failed', reason: 'timed-out' })
  })
})

describe('the delegation of a zone', () => {
  const delegationOf = async (nameServer: Script) => {
    const { directory } = await open(resolve(zones), nameServer)
    const found = await directory.findZone('shop.example.net')
    return found.state === 'found' ? found.zone.delegation : null
  }

  it('is that of the zone itself where one server holds both', async () => {
    const both = await delegationOf(({ name }) => ({ flags: authority, answers: ns(name, 'ns1.dns.example') }))
    expect(both).toEqual({ state: 'delegated', parent: 'example.net', nameServers: ['ns1.dns.example'] })
  })

  it('is absent when the servers above know no such name, or nothing of the kind at it', async () => {
    const absent = { state: 'absent', parent: 'example.net' }
    const authorities = [soa('example.net')]
    expect(await delegationOf(() => ({ flags: authority, rcode: nxdomain, authorities }))).toEqual(absent)
    expect(await delegationOf(() => ({ flags: authority, authorities }))).toEqual(absent)
  })

  it.each([
    ['nobody answers', () => ({ isSilent: true }), 'did not answer within', 'timed-out'],
    ['the servers refuse', () => ({ rcode: refused }), 'answered REFUSED', 'unreachable'],
    [
      'a resolver answers in their place',
      () => ({ flags: resolved, rcode: nxdomain, authorities: [soa('example.net')] }),
      'without authority',
      'unreachable',
    ],
    [
      'they refer upwards',
      () => ({ flags: referral, authorities: ns('net', 'ns.example') }),
      'does not hold example.net: it refers to net',
      'unreachable',
    ],
  ] as [string, Script, string, string][])('is not known when %s', async (_when, nameServer, detail, reason) => {
    expect(await delegationOf(nameServer)).toMatchObject({
      state: 'unknown',
      unavailable: {
        what: 'Delegation of zone shop.example.net',
        reason,
        detail: expect.stringContaining(detail),
        need: expect.stringMatching(/^outgoing UDP and TCP to port \d+ of the name servers of example\.net$/),
      },
    })
  })
})

describe('asking at the servers of the zone', () => {
  it('asks the zone of the domain, and the zone below when it is referred there', async () => {
    const { directory, server } = await open(resolve(zones), ({ name, type }, count) => {
      if (name !== 'shop.example.net' || type !== 'A') return { rcode: refused }
      return count === 1
        ? { flags: referral, authorities: ns(name, 'ns1.dns.example') }
        : { flags: authority, answers: [a(name, '192.0.2.1')] }
    })
    const answer = await directory.askZone('shop.example.net', 'A')
    expect(answer).toMatchObject({
      rcode: 'NOERROR',
      followsAliases: false,
      packet: { answers: [{ data: '192.0.2.1' }] },
    })
    expect('fallback' in answer).toBe(false)
    expect(server.queries.filter(({ name, type }) => type === 'A' && name === 'shop.example.net')).toHaveLength(2)
  })

  it('asks a resolver when the servers do not answer, says so, and leaves them alone for a while', async () => {
    const resolver: Script = (question, ...rest) =>
      question.type === 'A' ? { answers: [a(question.name, '192.0.2.2')] } : resolve(zones)(question, ...rest)
    let directCount = 0
    const { directory } = await open(resolver, () => {
      directCount += 1
      return { isSilent: true }
    })
    const fallback = expect.stringMatching(
      /^the servers of shop\.example\.net did not answer \(127\.0\.0\.1:\d+ did not/,
    )
    expect(await directory.askZone('web.shop.example.net', 'A')).toMatchObject({ rcode: 'NOERROR', fallback })
    const before = directCount
    expect(await directory.askZone('api.shop.example.net', 'A')).toMatchObject({ rcode: 'NOERROR', fallback })
    expect(directCount).toBe(before)
  })

  it('does not believe an answer without authority', async () => {
    const resolver: Script = (question, ...rest) =>
      question.type === 'A' ? { answers: [a(question.name, '192.0.2.3')] } : resolve(zones)(question, ...rest)
    const { directory } = await open(resolver, ({ name }) => ({ flags: resolved, answers: [a(name, '192.0.2.66')] }))
    expect(await directory.askZone('web.shop.example.net', 'A')).toMatchObject({
      packet: { answers: [{ data: '192.0.2.3' }] },
      fallback: expect.stringContaining('without authority for shop.example.net'),
    })
  })
})
