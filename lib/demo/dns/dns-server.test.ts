import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { connect } from 'node:net'
import { type DecodedPacket, decode, encode, RECURSION_DESIRED, type RecordType } from 'dns-packet'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type DnsServer, startDnsServer } from '@/lib/demo/dns/start-dns-server'

let server: DnsServer
let resolver: Resolver

beforeEach(async () => {
  server = await startDnsServer({
    zones: [
      {
        name: 'shop.example.net',
        negativeTtlSeconds: 60,
        records: [
          { name: 'www.shop.example.net', type: 'A', ttlSeconds: 300, values: ['203.0.113.10', '203.0.113.11'] },
          { name: 'www.shop.example.net', type: 'AAAA', ttlSeconds: 300, values: ['2001:db8::10'] },
          {
            name: 'a-www.shop.example.net',
            type: 'TXT',
            ttlSeconds: 300,
            values: ['heritage=external-dns,external-dns/owner=x'],
          },
          { name: 'alias.shop.example.net', type: 'CNAME', ttlSeconds: 60, values: ['www.shop.example.net'] },
          { name: 'away.shop.example.net', type: 'CNAME', ttlSeconds: 60, values: ['lb.elb.example.org'] },
          { name: 'outside.shop.example.net', type: 'CNAME', ttlSeconds: 60, values: ['www.example.com'] },
          { name: '*.apps.shop.example.net', type: 'A', ttlSeconds: 60, values: ['203.0.113.12'] },
          { name: 'own.apps.shop.example.net', type: 'TXT', ttlSeconds: 60, values: ['x'.repeat(700)] },
        ],
      },
      {
        name: 'elb.example.org',
        records: [{ name: 'lb.elb.example.org', type: 'A', ttlSeconds: 60, values: ['198.51.100.11'] }],
      },
    ],
  })
  resolver = new Resolver({ timeout: 400, tries: 1 })
  resolver.setServers([server.address])
})

afterEach(() => server.close())

const queryBytes = (name: string, type: RecordType) =>
  encode({ type: 'query', id: 7, flags: RECURSION_DESIRED, questions: [{ name, type, class: 'IN' }] })

function askUdp(name: string, type: RecordType): Promise<DecodedPacket> {
  const socket = createSocket('udp4')
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      socket.close()
      reject(new Error('no answer'))
    }, 400)
    socket.on('message', (bytes) => {
      clearTimeout(timer)
      socket.close()
      resolve(decode(bytes))
    })
    socket.send(queryBytes(name, type), server.port, '127.0.0.1')
  })
}

function askTcp(name: string, type: RecordType): Promise<DecodedPacket> {
  const query = queryBytes(name, type)
  const framed = Buffer.concat([Buffer.from([query.length >> 8, query.length & 255]), query])
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1', () => {
      // In two pieces, as a network may deliver it.
      socket.write(framed.subarray(0, 1))
      setTimeout(() => socket.write(framed.subarray(1)), 10)
    })
    let received = Buffer.alloc(0)
    socket.on('error', reject)
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk])
      if (received.length < 2 || received.length < received.readUInt16BE() + 2) return
      socket.destroy()
      resolve(decode(received.subarray(2)))
    })
  })
}

describe('answers', () => {
  test('addresses, texts and aliases resolve with an ordinary resolver', async () => {
    expect(await resolver.resolve4('www.shop.example.net', { ttl: true })).toEqual([
      { address: '203.0.113.10', ttl: 300 },
      { address: '203.0.113.11', ttl: 300 },
    ])
    expect(await resolver.resolve6('www.shop.example.net')).toEqual(['2001:db8::10'])
    expect(await resolver.resolveTxt('a-www.shop.example.net')).toEqual([
      ['heritage=external-dns,external-dns/owner=x'],
    ])
    expect(await resolver.resolve4('alias.shop.example.net')).toHaveLength(2)
    expect(await resolver.resolve4('away.shop.example.net')).toEqual(['198.51.100.11'])
    expect(await resolver.resolveNs('shop.example.net')).toEqual(['ns1.shop.example.net'])
    expect((await resolver.resolveSoa('shop.example.net')).minttl).toBe(60)
  })

  test('names are compared without regard to case', async () => {
    expect(await resolver.resolve4('WWW.Shop.Example.NET')).toHaveLength(2)
  })

  test('a missing name is NXDOMAIN with the SOA of its zone', async () => {
    const answer = await askUdp('nothing.shop.example.net', 'A')
    expect(answer).toMatchObject({ rcode: 'NXDOMAIN', flag_aa: true, answers: [] })
    expect(answer.authorities?.[0]).toMatchObject({ type: 'SOA', name: 'shop.example.net', ttl: 60 })
  })

  test('an existing name without the type is NODATA: no error, no answer, the SOA', async () => {
    for (const name of ['a-www.shop.example.net', 'apps.shop.example.net', 'shop.example.net']) {
      const answer = await askUdp(name, 'AAAA')
      expect(answer, name).toMatchObject({ rcode: 'NOERROR', answers: [] })
      expect(answer.authorities?.[0], name).toMatchObject({ type: 'SOA' })
    }
  })

  test('a wildcard covers names at any depth but no name that exists', async () => {
    expect(await resolver.resolve4('a.b.apps.shop.example.net')).toEqual(['203.0.113.12'])
    expect((await askUdp('own.apps.shop.example.net', 'A')).answers).toEqual([])
  })

  test('a wildcard does not reach below a name that exists', async () => {
    expect(await askUdp('below.own.apps.shop.example.net', 'A')).toMatchObject({ rcode: 'NXDOMAIN' })
  })

  test('an alias that leads out of the zones ends with the alias', async () => {
    expect((await askUdp('outside.shop.example.net', 'A')).answers).toMatchObject([
      { type: 'CNAME', data: 'www.example.com' },
    ])
  })

  test('a name outside the zones is refused', async () => {
    expect(await askUdp('www.example.com', 'A')).toMatchObject({ rcode: 'REFUSED' })
  })

  test('an answer too large for UDP is truncated there and whole over TCP', async () => {
    const short = await askUdp('own.apps.shop.example.net', 'TXT')
    expect(short).toMatchObject({ flag_tc: true, answers: [] })
    const whole = await askTcp('own.apps.shop.example.net', 'TXT')
    expect(whole.flag_tc).toBe(false)
    expect(await resolver.resolveTxt('own.apps.shop.example.net')).toEqual([
      ['x'.repeat(255), 'x'.repeat(255), 'x'.repeat(190)],
    ])
  })

  test('bytes that are no query are ignored and the server goes on', async () => {
    const socket = createSocket('udp4')
    await new Promise<void>((resolve) => socket.send('garbage', server.port, '127.0.0.1', () => resolve()))
    socket.close()
    expect(await resolver.resolve4('www.shop.example.net')).toHaveLength(2)
  })
})

describe('changes and faults', () => {
  test('records can be set, replaced and removed while it runs', async () => {
    const name = 'new.shop.example.net'
    server.setRecord({ name, type: 'A', ttlSeconds: 60, values: ['203.0.113.1'] })
    server.setRecord({ name, type: 'A', ttlSeconds: 60, values: ['203.0.113.2'] })
    expect(await resolver.resolve4(name)).toEqual(['203.0.113.2'])
    server.removeRecord(name, 'A')
    await expect(resolver.resolve4(name)).rejects.toMatchObject({ code: 'ENOTFOUND' })
    expect(() => server.setRecord({ name: 'www.example.com', type: 'A', ttlSeconds: 60, values: [] })).toThrow(
      'no zone for www.example.com',
    )
  })

  test('queries are remembered with their transport', async () => {
    await askUdp('www.shop.example.net', 'A')
    await askTcp('www.shop.example.net', 'AAAA')
    expect(server.queries()).toMatchObject([
      { name: 'www.shop.example.net', type: 'A', transport: 'udp' },
      { name: 'www.shop.example.net', type: 'AAAA', transport: 'tcp' },
    ])
  })

  test('queries can be dropped, failed, delayed and truncated, for one name or for all', async () => {
    const name = 'www.shop.example.net'
    server.faults.drop({ name }, 1)
    await expect(askUdp(name, 'A')).rejects.toThrow('no answer')
    server.faults.servfail({ name }, 1)
    expect(await askUdp(name, 'A')).toMatchObject({ rcode: 'SERVFAIL' })
    server.faults.inject({ transport: 'udp' }, { kind: 'truncate' }, 1)
    expect((await askUdp(name, 'A')).flag_tc).toBe(true)
    const slow = server.faults.slow(80)
    const startedAt = performance.now()
    await askUdp(name, 'A')
    expect(performance.now() - startedAt).toBeGreaterThan(70)
    slow.remove()
    expect(await askUdp(name, 'A')).toMatchObject({ rcode: 'NOERROR' })
  })
})
