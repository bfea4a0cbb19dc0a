import { beforeEach, describe, expect, it } from 'vitest'
import { DnsZonePage } from '@/lib/api/schemas/dns-zones'
import {
  createExternalDns,
  createPlatformStore,
  createTenantIngress,
  forbid,
  type Platform,
  withZone,
} from '@/lib/ingress-path/platform-test-objects'
import { textKey } from '@/lib/model/dns'
import { Judgements } from '@/lib/snapshot/judgements'
import { composeNames } from './compose-names'
import { IngressTable } from './ingress-table'
import { composePage } from './list-dns-zones'
import { listNames } from './listed-names'
import { NameTable } from './name-table'

const zoneName = 'shop.example.net'
const addresses = { blue: '203.0.113.10', green: '203.0.113.20' }
type Name = keyof typeof addresses
/** Who signed each name, and with which address; `none` is a name without record. */
type Records = Record<string, { by: string | null; at: string } | 'none'>

/** One public DNS for both clusters. */
function answerAll(records: Records): Platform['dns'] {
  const dns: Platform['dns'] = {}
  const nothing = { outcome: 'nxdomain' as const, addresses: [], recordSets: [] }
  for (const [label, record] of Object.entries(records)) {
    const host = `${label}.${zoneName}`
    for (const name of [host, `a-${host}`, `cname-${host}`]) dns[textKey(name)] = nothing
    dns[host] = nothing
    if (record === 'none') continue
    dns[host] = { addresses: [record.at], recordSets: [{ type: 'A', values: [record.at], ttlSeconds: 60 }] }
    if (record.by === null) continue
    const text = `heritage=external-dns,external-dns/owner=${record.by},external-dns/resource=ingress/shop/${label}`
    dns[textKey(`a-${host}`)] = { addresses: [], recordSets: [{ type: 'TXT', values: [text], ttlSeconds: 60 }] }
  }
  return dns
}

function makeCluster(name: Name, labels: readonly string[], records: Records, more: Partial<Platform> = {}) {
  const args = ['--source=ingress', '--provider=azure', '--policy=sync', '--interval=1m', `--txt-owner-id=id-${name}`]
  const store = createPlatformStore({
    externalDns: [createExternalDns({ args })],
    ingresses: labels.map((label) =>
      createTenantIngress({ name: label, host: `${label}.${zoneName}`, addresses: [addresses[name]] }),
    ),
    dns: answerAll(records),
    settings: { name },
    ...withZone(zoneName),
    ...more,
  })
  const judgements = new Judgements(store)
  const names = new NameTable(store, judgements)
  return { name, store, judgements, names, ingresses: new IngressTable(store, judgements), source: null, dns: null }
}

const records: Records = {
  cart: { by: 'id-blue', at: addresses.blue },
  search: { by: 'id-blue', at: addresses.blue },
  reviews: { by: 'id-blue', at: addresses.blue },
  lineage: { by: 'id-green', at: addresses.green },
  schedules: { by: 'id-before', at: addresses.blue },
  fresh: 'none',
  beta: { by: 'id-green', at: addresses.green },
  playground: { by: 'id-blue', at: addresses.blue },
}
const onBlue = ['cart', 'search', 'reviews', 'lineage', 'schedules', 'fresh']
const onGreen = ['cart', 'search', 'lineage', 'schedules', 'fresh', 'beta', 'playground']

let blue: ReturnType<typeof makeCluster>
let green: ReturnType<typeof makeCluster>
const settle = async () => void (await Promise.all([blue.names.settle(10_000), green.names.settle(10_000)]))
const labelsBy = (page: DnsZonePage, key: 'state' | 'move') =>
  Object.fromEntries(page.items.map((item) => [item.host.split('.')[0], item[key]]))

beforeEach(async () => {
  blue = makeCluster('blue', onBlue, records)
  green = makeCluster('green', onGreen, records)
  await settle()
})

describe('the names of a cluster', () => {
  it('says how each stands, and knows an orphan because the other cluster wants the name', () => {
    const page = DnsZonePage.parse(composePage(blue, [green], {}))
    expect(labelsBy(page, 'state')).toEqual({
      cart: 'held-here',
      search: 'held-here',
      reviews: 'held-here',
      lineage: 'held-elsewhere',
      schedules: 'held-elsewhere',
      fresh: 'free',
      playground: 'orphaned',
    })
    const sentenceOf = (label: string) => page.items.find(({ host }) => host.startsWith(label))?.sentence
    expect(sentenceOf('lineage')).toMatch(/^Signed by cluster green for ingress\/shop\/lineage/)
    expect(sentenceOf('schedules')).toMatch(/owner id-before, whom no watched cluster has/)
    expect(sentenceOf('playground')).toMatch(/^Signed here for ingress\/shop\/playground, which is gone/)
    expect(page.items[0]?.host).toBe(`playground.${zoneName}`)
    expect(page.switch).toBeNull()
  })

  it('gathers zones with what each cluster holds, and who signs as whom', () => {
    const page = composePage(blue, [green], {})
    expect(page.zones).toMatchObject([
      {
        name: zoneName,
        knownFrom: ['issuer', 'dns'],
        trouble: null,
        names: 7,
        held: [
          { cluster: 'blue', names: 4 },
          { cluster: 'green', names: 2 },
        ],
      },
    ])
    expect(page.owners.map(({ cluster, ownerId, policy }) => [cluster, ownerId, policy])).toEqual([
      ['blue', 'id-blue', 'sync'],
      ['green', 'id-green', 'sync'],
    ])
    expect(page.sharedOwners).toEqual([])
    expect(page.others).toMatchObject([{ name: 'green', sharedNames: 5, unavailable: null }])
  })

  it('filters by zone, text, namespace and state, and pages', () => {
    const list = (params: Parameters<typeof composePage>[2]) => composePage(blue, [green], params)
    expect(list({ q: 'id-green' }).items.map(({ host }) => host)).toEqual([`lineage.${zoneName}`])
    expect(list({ state: 'held-here' }).total).toBe(3)
    expect(list({ state: 'held-here' }).byState['held-elsewhere']).toBe(2)
    expect([list({ zone: zoneName }).total, list({ zone: 'none' }).total]).toEqual([7, 0])
    expect([list({ namespace: 'shop' }).total, list({ namespace: 'data' }).total]).toEqual([6, 0])
    const first = list({ sort: 'name', limit: 4 })
    const second = list({ sort: 'name', limit: 4, cursor: first.nextCursor ?? '' })
    expect([...first.items, ...second.items].map(({ host }) => host.split('.')[0])).toEqual([
      'cart',
      'fresh',
      'lineage',
      'playground',
      'reviews',
      'schedules',
      'search',
    ])
  })

  it('judges again only the name that changed', async () => {
    const before = composePage(blue, [green], {})
    const { computations } = blue.judgements
    blue.store.setDnsAnswer(`fresh.${zoneName}`, {
      name: `fresh.${zoneName}`,
      outcome: 'answered',
      addresses: [addresses.blue],
      recordSets: [{ type: 'A', values: [addresses.blue], ttlSeconds: 60 }],
      cnames: [],
      negativeTtlSeconds: null,
      resolver: '127.0.0.1:53',
      observedAt: '2026-03-01T12:00:00.000Z',
    })
    await settle()
    expect(blue.judgements.computations - computations).toBeLessThan(4)
    expect(labelsBy(composePage(blue, [green], {}), 'state')).toEqual({
      ...labelsBy(before, 'state'),
      fresh: 'unsigned',
    })
  })
})

describe('a switch to the other cluster', () => {
  it('says what moves, what would be lost and what is held by neither', () => {
    const page = DnsZonePage.parse(composePage(blue, [green], { with: 'green' }))
    expect(labelsBy(page, 'move')).toEqual({
      cart: 'moves',
      search: 'moves',
      playground: 'moves',
      reviews: 'lost',
      lineage: 'already-there',
      schedules: 'contested',
      fresh: 'free',
      beta: 'only-there',
    })
    expect(page.switch?.sentence).toBe(
      '4 names sit on blue, 2 on green; switching would move 3, and 1 would lose their record; 1 is held by neither.',
    )
    expect(page.switch?.ways.map(({ title, isPossible }) => [title, isPossible])).toEqual([
      ['Take the hosts away on blue', true],
      ['Hand the ownership over to green', true],
    ])
    expect(composePage(blue, [green], { with: 'green', move: 'lost' }).total).toBe(1)
  })

  it('reads the other way round alike', () => {
    const page = composePage(green, [blue], { with: 'blue' })
    expect(labelsBy(page, 'move')).toMatchObject({
      beta: 'lost',
      lineage: 'moves',
      reviews: 'only-there',
      cart: 'already-there',
    })
    expect(page.switch?.sentence).toMatch(/^2 names sit on green, 4 on blue/)
  })

  it('does not guess what a cluster wants that cannot be read, and still answers for this one', async () => {
    green = makeCluster('green', onGreen, records, { unavailable: { Ingress: forbid('ingresses') } })
    await settle()
    const page = composePage(blue, [green], { with: 'green' })
    expect(labelsBy(page, 'move')).toMatchObject({ cart: 'unknown', reviews: 'unknown' })
    expect(page.switch?.byMove.lost).toBeUndefined()
    expect(page.others[0]?.unavailable?.reason).toBe('forbidden')
    expect(page.all.byState['held-here']).toBe(3)
  })

  it('says that nothing is taken away by a policy that never deletes', async () => {
    const args = ['--source=ingress', '--policy=upsert-only', '--txt-owner-id=id-blue']
    blue = makeCluster('blue', onBlue, records, { externalDns: [createExternalDns({ args })] })
    await settle()
    const [letGo, handOver] = composePage(blue, [green], { with: 'green' }).switch?.ways ?? []
    expect([letGo?.isPossible, handOver?.isPossible]).toEqual([false, true])
    expect(letGo?.steps[0]).toMatch(/policy upsert-only and never deletes/)
  })
})

describe('two clusters that sign with one owner id', () => {
  it('are warned about, and no name of both is called held by one of them', async () => {
    const args = ['--source=ingress', '--policy=sync', '--txt-owner-id=id-blue']
    green = makeCluster('green', onGreen, records, { externalDns: [createExternalDns({ args })] })
    await settle()
    const page = composePage(blue, [green], { with: 'green' })
    expect(page.sharedOwners).toEqual([{ ownerId: 'id-blue', clusters: ['blue', 'green'] }])
    const cart = page.items.find(({ host }) => host.startsWith('cart'))
    expect(cart).toMatchObject({ state: 'conflict', verdict: 'failing', move: 'contested' })
    expect(cart?.sentence).toMatch(/^Blue and green want it and all sign as id-blue/i)
    expect(page.switch?.ways[1]?.isPossible).toBe(false)
    expect(page.items.find(({ host }) => host.startsWith('reviews'))?.state).toBe('held-here')
  })
})

describe('many names', () => {
  it('are put in order once, until one of them changes', async () => {
    const labels = Array.from({ length: 500 }, (_, index) => `app-${index}`)
    const many: Records = Object.fromEntries(labels.map((label) => [label, { by: 'id-blue', at: addresses.blue }]))
    blue = makeCluster('blue', labels, many)
    await blue.names.settle(60_000)
    const list = () => listNames(composeNames(blue, [blue, green]), null, 'name')
    const before = list()
    // Three more are signed by blue and wanted by green alone.
    expect(before).toHaveLength(503)
    expect(list()).toBe(before)
    blue.store.removeObject('Ingress', 'shop', 'app-7')
    await blue.names.settle(60_000)
    expect(list().map(({ host }) => host)).not.toContain(`app-7.${zoneName}`)
  })
})
