import { createSocket } from 'node:dgram'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { judgeIngress } from '../../lib/checks/ingress/judge-ingress'
import {
  createExternalDns,
  createPlatformStore,
  createTenantIngress,
  platformNowMs,
  publicAddress,
} from '../../lib/ingress-path/platform-test-objects'
import { zoneKey } from '../../lib/model/dns'
import type { CustomResource } from '../../lib/model/kubernetes'
import { WantedNames } from '../../lib/server/wanted-names'
import { ClusterView } from '../../lib/snapshot/cluster-view'
import { Judgements } from '../../lib/snapshot/judgements'
import type { ObjectStore } from '../../lib/snapshot/object-store'
import { type DnsObserver, startDnsObserver } from '../../lib/sources/dns/dns-observer'
import { findFreePort } from '../fairlead-process'
import { type IterativeResolver, startIterativeResolver } from './iterative-resolver'
import { findNsd, type RealNsd, startNsd } from './real-nsd'

const executable = findNsd()
const mustBeReal = process.env.FAIRLEAD_REQUIRE_REAL === '1'

it('finds a real NSD where everything must be real', () => {
  if (mustBeReal) expect(executable, 'install NSD or name it by FAIRLEAD_NSD').not.toBeNull()
})

/** Servers of the zones above, of the zones themselves, and one where nothing listens. */
const above = '127.0.0.2'
const below = '127.0.0.3'
const nowhere = '127.0.0.4'

const zoneFile = (apex: string, servers: readonly string[], records: string, minimum = 60) => `$ORIGIN ${apex}
$TTL 300
@ SOA ${servers[0]} hostmaster.example.net. 1 3600 300 604800 ${minimum}
${servers.map((server) => `@ NS ${server}`).join('\n')}
${records}
`

const rootZones = {
  '.': zoneFile('.', ['ns.example.net.'], `net. NS ns.example.net.\nns.example.net. A ${above}`),
  net: zoneFile('net.', ['ns.example.net.'], `example.net. NS ns.example.net.\nns.example.net. A ${above}`),
  'example.net': zoneFile(
    'example.net.',
    ['ns.example.net.'],
    `ns A ${above}
ns1.shop A ${below}
shop NS ns1.shop
ns.moved A ${below}
ns.lost A ${nowhere}
moved NS ns.moved
lame NS ns1.shop
lost NS ns.lost`,
  ),
}

const owner = (id: string) =>
  `TXT "heritage=external-dns,external-dns/owner=${id},external-dns/resource=ingress/shop/web"`
const filler = Array.from(
  { length: 12 },
  (_, index) => `new-a-big TXT "${String(index).padStart(2, '0')}${'x'.repeat(200)}"`,
)
const zones = {
  'shop.example.net': zoneFile(
    'shop.example.net.',
    ['ns1.shop.example.net.'],
    `ns1 A ${below}
right A ${publicAddress}
new-a-right ${owner('default')}
theirs A 198.51.100.7
new-a-theirs ${owner('green')}
theirs-old A 198.51.100.7
new-theirs-old ${owner('green')}
big A 198.51.100.7
new-a-big ${owner('green')}
${filler.join('\n')}
manual A 198.51.100.7
affix A 198.51.100.7
a-affix ${owner('default')}
differs A 198.51.100.7
new-a-differs ${owner('default')}
*.wild A 198.51.100.99`,
    7,
  ),
  'moved.example.net': zoneFile(
    'moved.example.net.',
    ['ns1.shop.example.net.'],
    `ns A ${below}\nweb A ${publicAddress}`,
  ),
  'split.example.net': zoneFile('split.example.net.', ['ns1.shop.example.net.'], `web A ${publicAddress}`),
}

/** What each host of the test shows; null: nothing that a check of DNS reports. */
const expected: Record<string, string | null> = {
  'right.shop.example.net': null,
  'theirs.shop.example.net': 'edns-record-owned-elsewhere',
  'theirs-old.shop.example.net': 'edns-record-owned-elsewhere',
  'big.shop.example.net': 'edns-record-owned-elsewhere',
  'manual.shop.example.net': 'edns-record-unmanaged',
  'affix.shop.example.net': 'edns-txt-affix-changed',
  'differs.shop.example.net': 'dns-answer-differs',
  'kept.wild.shop.example.net': 'dns-answer-differs',
  'other.wild.shop.example.net': 'dns-wildcard-answers',
  'web.lame.example.net': 'dns-zone-not-delegated',
  'web.lost.example.net': 'dns-zone-not-delegated',
  'web.moved.example.net': 'dns-zone-not-delegated',
  'web.split.example.net': 'dns-zone-not-delegated',
}
const judged = new Set(Object.values(expected))
const unselected = { 'external-dns.alpha.kubernetes.io/controller': 'other' }

function createStore(): ObjectStore {
  const hostedZones = [
    'shop.example.net',
    'lame.example.net',
    'lost.example.net',
    'moved.example.net',
    'split.example.net',
  ]
  const issuer: CustomResource = {
    metadata: { name: 'letsencrypt' },
    spec: { acme: { solvers: hostedZones.map((zone) => ({ dns01: { azureDNS: { hostedZoneName: zone } } })) } },
  }
  return createPlatformStore({
    externalDns: [
      createExternalDns({ args: ['--source=ingress', '--policy=sync', '--provider=aws', '--txt-prefix=new-'] }),
    ],
    ingresses: Object.keys(expected).map((host) => {
      const annotations = host.startsWith('other.') ? unselected : undefined
      return createTenantIngress({ name: host.replaceAll('.', '-'), host, annotations })
    }),
    extra: { ClusterIssuer: [issuer] },
    dns: {},
  })
}

describe.skipIf(executable === null)('real name servers', () => {
  let nameServerPort = 0
  let resolver: IterativeResolver
  const servers: RealNsd[] = []
  const observers: DnsObserver[] = []

  beforeAll(async () => {
    nameServerPort = await findFreeUdpPort()
    servers.push(await startNsd(executable ?? '', { address: above, port: nameServerPort }, rootZones))
    servers.push(await startNsd(executable ?? '', { address: below, port: nameServerPort }, zones))
    resolver = await startIterativeResolver(above, nameServerPort)
  })
  afterAll(async () => {
    await Promise.all(observers.map((observer) => observer.stop()))
    await resolver?.close()
    await Promise.all(servers.map((server) => server.stop()))
  })

  /** Observes as the server does, until every wanted name was answered or given up. */
  async function observe(isAuthoritative: boolean): Promise<ObjectStore> {
    const store = createStore()
    const wanted = new WantedNames(store, new Judgements(store))
    observers.push(
      startDnsObserver({
        store,
        servers: [resolver.address],
        isAuthoritative,
        nameServerPort,
        listNames: () => wanted.list(),
        timings: { queryTimeoutMs: 1_500, namesIntervalMs: 50 },
      }),
    )
    const isAnswered = (key: string) =>
      (key.endsWith(' SOA') ? store.findDnsZone(key.slice(0, -4)) : store.findDnsAnswer(key)) !== undefined
    await vi.waitFor(() => expect([...wanted.list()].filter((key) => !isAnswered(key))).toEqual([]), 30_000)
    return store
  }

  function listFound(store: ObjectStore, host: string): string[] {
    const ingress = store.list('Ingress', null).find(({ metadata }) => metadata.name === host.replaceAll('.', '-'))
    if (ingress === undefined) throw new Error(`no Ingress for ${host}`)
    const { findings } = judgeIngress(new ClusterView(store, platformNowMs), ingress)
    return findings.flatMap(({ check, consequenceOf }) =>
      judged.has(check) && consequenceOf === undefined ? [check] : [],
    )
  }

  it('show whose records are, what wildcards answer, and which zones nobody is led to', {
    timeout: 60_000,
  }, async () => {
    const store = await observe(false)
    const found = Object.fromEntries(Object.keys(expected).map((host) => [host, listFound(store, host)]))
    expect(found).toEqual(
      Object.fromEntries(Object.entries(expected).map(([host, check]) => [host, check === null ? [] : [check]])),
    )
    expect(store.findDnsZone('shop.example.net')).toEqual({
      name: 'shop.example.net',
      zone: 'shop.example.net',
      failure: null,
      primary: 'ns1.shop.example.net',
      negativeTtlSeconds: 7,
      nameServers: ['ns1.shop.example.net'],
      delegation: { state: 'delegated', parent: 'example.net', nameServers: ['ns1.shop.example.net'] },
      resolver: resolver.address,
      observedAt: expect.any(String),
    })
    expect(store.findDnsZone('wild.shop.example.net')).toMatchObject({ zone: 'shop.example.net' })
    expect(store.findDnsZone('moved.example.net')).toMatchObject({
      zone: 'moved.example.net',
      nameServers: ['ns1.shop.example.net'],
      delegation: { state: 'delegated', parent: 'example.net', nameServers: ['ns.moved.example.net'] },
    })
    for (const [zone, server] of Object.entries({ lame: 'ns1.shop.example.net', lost: 'ns.lost.example.net' })) {
      expect(store.findDnsZone(`${zone}.example.net`), zone).toMatchObject({
        zone: `${zone}.example.net`,
        failure: `${resolver.address} answered SERVFAIL`,
        delegation: { state: 'delegated', parent: 'example.net', nameServers: [server] },
      })
    }
    // Nobody is led to it, so its name is answered by the zone above: it does not exist.
    expect(store.findDnsZone('split.example.net')).toMatchObject({ zone: 'example.net', failure: null })
    expect(store.findDnsAnswer('web.split.example.net')).toMatchObject({ outcome: 'nxdomain', negativeTtlSeconds: 60 })
  })

  it('are asked themselves for names, and replaced by a resolver that is named', { timeout: 60_000 }, async () => {
    const store = await observe(true)
    expect(store.findDnsAnswer('right.shop.example.net')).toMatchObject({
      outcome: 'answered',
      addresses: [publicAddress],
      resolver: `${below}:${nameServerPort}`,
    })
    expect(store.findDnsAnswer('right.shop.example.net')).not.toHaveProperty('fallback')
    expect(store.findDnsAnswer('web.moved.example.net')).toMatchObject({ resolver: `${below}:${nameServerPort}` })
    expect(store.findDnsAnswer('web.lame.example.net')).toMatchObject({
      reason: 'unreachable',
      detail: expect.stringMatching(/^the zone of web\.lame\.example\.net was not found .*SERVFAIL/),
    })
    expect(listFound(store, 'big.shop.example.net')).toEqual(['edns-record-owned-elsewhere'])
    expect(store.findDnsZone(zoneKey('shop.example.net'))).toBeUndefined()
  })
})

/** A port that is free on the addresses of both servers, over UDP and TCP. */
async function findFreeUdpPort(): Promise<number> {
  for (;;) {
    const port = await findFreePort()
    const isFree = await Promise.all([above, below].map((address) => isUdpFree(address, port)))
    if (isFree.every(Boolean)) return port
  }
}

function isUdpFree(address: string, port: number): Promise<boolean> {
  const socket = createSocket('udp4')
  return new Promise((resolve) => {
    socket.once('error', () => resolve(false))
    socket.bind(port, address, () => socket.close(() => resolve(true)))
  })
}
