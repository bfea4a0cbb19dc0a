import { describe, expect, it } from 'vitest'
import {
  createExternalDns,
  createPlatformStore,
  createPlatformView,
  createTenantIngress,
  forbid,
  type Platform,
  platformNowMs,
  publicAddress,
  testHost,
  withZone,
} from '@/lib/ingress-path/platform-test-objects'
import { siblingName, textKey } from '@/lib/model/dns'
import { Judgements } from '@/lib/snapshot/judgements'
import { judgeName, judgeUndeclared, type NameRow } from './name-row'
import { rateName, sayName } from './say-name'

type Answer = Platform['dns'][string]

const edns = (...args: string[]) =>
  createExternalDns({ args: ['--source=ingress', '--provider=azure', '--policy=sync', '--txt-owner-id=blue', ...args] })
const answers = (...values: string[]): Answer => ({
  addresses: values,
  recordSets: [{ type: 'A', values, ttlSeconds: 60 }],
})
const text = (...values: string[]): Answer => ({ addresses: [], recordSets: [{ type: 'TXT', values, ttlSeconds: 60 }] })
const none: Answer = { outcome: 'nxdomain', addresses: [], recordSets: [] }
const signed = (owner: string, resource = 'ingress/shop/checkout') =>
  text(`heritage=external-dns,external-dns/owner=${owner},external-dns/resource=${resource}`)

/** A host that was asked for, with every name where its ownership may stand; what is not given is certainly not there. */
function zone(record: Answer, texts: Record<string, Answer> = {}, host = testHost): Platform['dns'] {
  const label = host.replace(/^\*/, 'any')
  const names = [...new Set([host, label])].flatMap((name) => [name, `a-${name}`, `aaaa-${name}`, `cname-${name}`])
  const asked = Object.fromEntries(names.map((name) => [textKey(name), none]))
  const found = Object.fromEntries(Object.entries(texts).map(([name, answer]) => [textKey(name), answer]))
  return { [host]: record, ...asked, ...found }
}

const judge = (platform: Partial<Platform>, host = testHost): NameRow =>
  judgeName(createPlatformView({ externalDns: [edns()], ...platform }), host)
const clusterOf = (owner: string) => (owner === 'green-1' ? 'green' : null)

interface Case {
  name: string
  platform: Partial<Platform>
  host?: string
  state: NameRow['state']
  holder?: NameRow['holder']
  verdict?: string
  says: RegExp
}

const right = answers(publicAddress)
const wrong = answers('9.9.9.9')
const cases: Case[] = [
  {
    name: 'signed here, and right',
    platform: { dns: zone(right, { [`a-${testHost}`]: signed('blue') }) },
    state: 'held-here',
    verdict: 'passing',
    says: /^Signed here, and DNS answers 20\.61\.7\.41\.$/,
  },
  {
    name: 'signed here, and another address',
    platform: { dns: zone(wrong, { [`a-${testHost}`]: signed('blue') }) },
    state: 'held-here',
    verdict: 'warning',
    says: /^Signed here, yet DNS answers 9\.9\.9\.9 instead of A 20\.61\.7\.41\.$/,
  },
  {
    name: 'signed here in the format of before 0.18, for another object',
    platform: { dns: zone(right, { [testHost]: signed('blue', 'ingress/shop/old') }) },
    state: 'held-here',
    says: /the signature still names ingress\/shop\/old/,
  },
  {
    name: 'signed by another watched cluster',
    platform: { dns: zone(wrong, { [`a-${testHost}`]: signed('green-1') }) },
    state: 'held-elsewhere',
    verdict: 'failing',
    says: /^Signed by cluster green for ingress\/shop\/checkout, so external-dns here leaves it alone; DNS answers 9\.9\.9\.9 instead/,
  },
  {
    name: 'signed by an owner nobody knows, and right all the same',
    platform: { dns: zone(right, { [`a-${testHost}`]: signed('gone') }) },
    state: 'held-elsewhere',
    verdict: 'warning',
    says: /owner gone, whom no watched cluster has.*wanted here all the same/,
  },
  {
    name: 'the signature for the type of the record counts, not one that was left for another type',
    platform: { dns: zone(right, { [`a-${testHost}`]: signed('blue'), [`cname-${testHost}`]: signed('green-1') }) },
    state: 'held-here',
    says: /^Signed here/,
  },
  {
    name: 'signed by two at once',
    platform: {
      dns: zone(right, {
        [`a-${testHost}`]: text(
          'heritage=external-dns,external-dns/owner=blue',
          'heritage=external-dns,external-dns/owner=green-1',
        ),
      }),
    },
    state: 'conflict',
    holder: 'contested',
    verdict: 'failing',
    says: /^It is signed by several owners at once: blue, green-1\.$/,
  },
  {
    name: 'a record that nobody signed',
    platform: { dns: zone(wrong) },
    state: 'unsigned',
    verdict: 'failing',
    says: /no signature of external-dns beside it/,
  },
  {
    name: 'another text beside the record is no signature',
    platform: { dns: zone(wrong, { [testHost]: text('v=spf1 -all') }) },
    state: 'unsigned',
    says: /no signature/,
  },
  {
    name: 'what a wildcard answers is no record of the name',
    platform: { dns: { ...zone(wrong), [siblingName('shop.example.net')]: wrong } },
    state: 'free',
    holder: 'nobody',
    says: /^No record of its own \(a wildcard answers 9\.9\.9\.9\): external-dns may write A 20\.61\.7\.41\.$/,
  },
  {
    name: 'whether a wildcard answers is not known',
    platform: { dns: { ...zone(wrong), [siblingName('shop.example.net')]: forbid('DNS records') } },
    state: 'unknown',
    says: /refused/,
  },
  {
    name: 'no record yet',
    platform: { dns: zone(none) },
    state: 'free',
    verdict: 'warning',
    says: /^No record yet: external-dns may write A 20\.61\.7\.41\.$/,
  },
  {
    name: 'a signature without a record leaves the name free',
    platform: { dns: zone(none, { [`a-${testHost}`]: signed('green-1') }) },
    state: 'free',
    says: /a signature of owner green-1 is left over/,
  },
  {
    name: 'two Ingresses with different addresses',
    platform: {
      ingresses: [createTenantIngress(), createTenantIngress({ name: 'other', addresses: ['20.61.7.42'] })],
      dns: zone(right, { [`a-${testHost}`]: signed('blue') }),
    },
    state: 'conflict',
    holder: 'here',
    says: /^Ingress shop\/checkout \(A 20\.61\.7\.41\) and Ingress shop\/other \(A 20\.61\.7\.42\) want different records\.$/,
  },
  {
    name: 'two external-dns of one provider under two owner ids',
    platform: {
      externalDns: [
        edns(),
        createExternalDns({
          name: 'second',
          args: ['--source=ingress', '--provider=azure', '--policy=sync', '--txt-owner-id=blue-2'],
        }),
      ],
      dns: zone(right, { [`a-${testHost}`]: signed('blue') }),
    },
    state: 'conflict',
    says: /\(owner blue\) and external-dns\/second \(owner blue-2\) both want it/,
  },
  {
    name: 'a public and a private zone of one name do not meet',
    platform: {
      externalDns: [
        edns(),
        createExternalDns({
          name: 'private',
          args: ['--source=ingress', '--provider=azure-private-dns', '--policy=sync', '--txt-owner-id=inner'],
        }),
      ],
      dns: zone(right, { [`a-${testHost}`]: signed('blue') }),
    },
    state: 'held-here',
    says: /^Signed here/,
  },
  {
    name: 'a filter keeps it away from external-dns',
    platform: { externalDns: [edns('--label-filter=dns=public')], dns: zone(none) },
    state: 'not-taken',
    verdict: 'not-applicable',
    says: /^Dropped by the label filter: no external-dns here makes a record of it\.$/,
  },
  {
    name: 'a filter keeps it away, and another cluster holds it',
    platform: {
      externalDns: [edns('--label-filter=dns=public')],
      dns: zone(wrong, { [`a-${testHost}`]: signed('green-1') }),
    },
    state: 'not-taken',
    says: /Signed by cluster green/,
  },
  {
    name: 'a filter keeps it away while it is signed here: policy sync takes it away',
    platform: {
      externalDns: [edns('--label-filter=dns=public')],
      dns: zone(right, { [`a-${testHost}`]: signed('blue') }),
    },
    state: 'orphaned',
    holder: 'here',
    verdict: 'warning',
    says: /no external-dns here takes the name any more\. Its external-dns \(policy sync\) takes it away/,
  },
  {
    name: 'the same with a policy that deletes nothing',
    platform: {
      externalDns: [
        createExternalDns({
          args: ['--source=ingress', '--policy=upsert-only', '--txt-owner-id=blue', '--label-filter=dns=public'],
        }),
      ],
      dns: zone(right, { [`a-${testHost}`]: signed('blue', 'ingress/shop/old') }),
    },
    state: 'orphaned',
    says: /^Signed here for ingress\/shop\/old, which is gone;.*Policy upsert-only of its external-dns takes no record away/,
  },
  {
    name: 'a wildcard host, under its replacement',
    host: '*.shop.example.net',
    platform: {
      externalDns: [edns('--txt-wildcard-replacement=any')],
      ingresses: [createTenantIngress({ host: '*.shop.example.net' })],
      dns: zone(right, { 'a-any.shop.example.net': signed('blue') }, '*.shop.example.net'),
    },
    state: 'held-here',
    says: /^Signed here/,
  },
  {
    name: 'the registry noop keeps no owner',
    platform: { externalDns: [edns('--registry=noop')], dns: zone(right) },
    state: 'unknown',
    verdict: 'undetermined',
    says: /--registry=noop\): it changes every record/,
  },
  {
    name: 'the registry dynamodb keeps owners outside DNS',
    platform: { externalDns: [edns('--registry=dynamodb')], dns: zone(right) },
    state: 'unknown',
    says: /outside DNS \(--registry=dynamodb\)/,
  },
  {
    name: 'a free name is free whatever the registry',
    platform: { externalDns: [edns('--registry=dynamodb')], dns: zone(none) },
    state: 'free',
    says: /^No record yet/,
  },
  {
    name: 'a signature that only its key opens',
    platform: { dns: zone(right, { [`a-${testHost}`]: text('q83vEjRWeJCrze8SNFZ4'.repeat(4)) }) },
    state: 'unknown',
    says: /encrypted, and only external-dns has the key/,
  },
  {
    name: 'DNS is switched off',
    platform: { dns: {}, settings: { dns: { mode: 'off', servers: [] } } },
    state: 'unknown',
    says: /^DNS queries are switched off\.$/,
  },
  {
    name: 'the ownership records were not asked yet',
    platform: { dns: { [testHost]: right } },
    state: 'unknown',
    says: /^Not asked yet\.$/,
  },
  {
    name: 'another owner is not taken for a stranger while an external-dns cannot be seen',
    platform: {
      dns: zone(right, { [`a-${testHost}`]: signed('green-1') }),
      unavailable: { Deployment: forbid('deployments') },
    },
    state: 'unknown',
    says: /^The API server refused the list/,
  },
  {
    name: 'an owner id that stands in a Secret',
    platform: {
      externalDns: [
        createExternalDns({
          args: ['--source=ingress', '--policy=sync', '--txt-owner-id=$(OWNER)'],
          env: [{ name: 'OWNER', valueFrom: { secretKeyRef: { name: 'edns', key: 'owner' } } } as never],
        }),
      ],
      dns: zone(right, { [`a-${testHost}`]: signed('blue') }),
    },
    state: 'unknown',
    says: /the owner id of external-dns external-dns\/external-dns is not known/i,
  },
]

describe('judgeName', () => {
  it.each(cases)('$name', ({ platform, host, state, holder, verdict, says }) => {
    const row = judge(platform, host)
    expect({ state: row.state, ...(holder === undefined ? {} : { holder: row.holder }) }).toEqual({
      state,
      ...(holder === undefined ? {} : { holder }),
    })
    expect(sayName(row, clusterOf)).toMatch(says)
    if (verdict !== undefined) expect(rateName(row)).toBe(verdict)
  })

  it('names the zone by the ClusterIssuer, and by what DNS shows where it was asked', () => {
    const unseen = { 'shop.example.net': forbid('DNS zones'), 'example.net': forbid('DNS zones') }
    expect(judge({ dns: zone(none) }).zone).toBe('shop.example.net')
    expect(judge({ ...withZone('example.net'), dns: zone(none), zones: unseen }).zone).toBe('example.net')
    expect(judge({ dns: zone(none), zones: unseen }).zone).toBeNull()
    const above = { 'shop.example.net': { zone: 'example.net' } }
    expect(judge({ ...withZone('shop.example.net'), dns: zone(none), zones: above }).zone).toBe('shop.example.net')
  })

  it('depends on nothing but what it reads', () => {
    const host = 'cart.shop.example.net'
    const store = createPlatformStore({
      externalDns: [edns()],
      ingresses: [createTenantIngress(), createTenantIngress({ name: 'cart', host })],
      dns: { ...zone(none), ...zone(none, {}, host) },
    })
    const judgements = new Judgements(store)
    const read = (name: string) => judgements.get(`name:${name}`, platformNowMs, (view) => judgeName(view, name))
    const [checkout, cart] = [read(testHost), read(host)]
    store.setDnsAnswer(host, {
      name: host,
      outcome: 'answered',
      addresses: ['9.9.9.9'],
      recordSets: [{ type: 'A', values: ['9.9.9.9'], ttlSeconds: 60 }],
      cnames: [],
      negativeTtlSeconds: null,
      resolver: '127.0.0.1:53',
      observedAt: '2026-03-01T12:00:00.000Z',
    })
    store.applyObject('Node', { metadata: { name: 'another' } })
    expect(read(testHost)).toBe(checkout)
    expect(read(host)).not.toBe(cart)
    expect(read(host).state).toBe('unsigned')
  })
})

describe('judgeUndeclared', () => {
  const seen = (owner: string, resource = 'ingress/shop/old') => ({
    host: 'old.shop.example.net',
    zone: null,
    answer: publicAddress,
    signature: { owner, resource, at: 'a-old.shop.example.net' },
  })
  const find = (platform: Partial<Platform>, owner = 'blue') =>
    judgeUndeclared(createPlatformView({ externalDns: [edns()], ...platform }), seen(owner))

  it('is an orphan of the cluster that signed it and has no such object', () => {
    const row = find({})
    expect(row?.state).toBe('orphaned')
    expect(row === null ? '' : sayName(row, clusterOf)).toBe(
      'Signed here for ingress/shop/old, which is gone; nothing here wants the name any more. Its external-dns (policy sync) takes it away with the next run.',
    )
  })

  it('stays for good where the filters of external-dns leave the name out, or nobody runs', () => {
    expect(find({ externalDns: [edns('--domain-filter=other.example.net')] })?.orphan?.removal.outcome).toBe('left')
    const stopped = createExternalDns({ args: ['--source=ingress', '--txt-owner-id=blue'], isReady: false })
    expect(find({ externalDns: [stopped] })?.orphan?.removal.outcome).toBe('left')
  })

  it('is nothing of this cluster under another owner id, or when an object declares it', () => {
    expect(find({}, 'green-1')).toBeNull()
    expect(find({ ingresses: [createTenantIngress({ host: 'old.shop.example.net' })] })).toBeNull()
  })

  it('is not known while Ingresses cannot be read, or names come from templates', () => {
    expect(find({ unavailable: { Ingress: forbid('ingresses') } })?.state).toBe('unknown')
    expect(find({ externalDns: [edns('--fqdn-template={{.Name}}.example.net')] })?.state).toBe('unknown')
  })

  it('names the sources that it cannot see', () => {
    const row = find({ externalDns: [edns('--source=gateway-httproute')] })
    expect(row === null ? '' : sayName(row, clusterOf)).toMatch(
      /unless gateway-httproute does, which Fairlead does not read/,
    )
  })
})
