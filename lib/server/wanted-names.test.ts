import { describe, expect, it } from 'vitest'
import {
  createExternalDns,
  createPlatformStore,
  createTenantIngress,
  testHost,
  withZone,
} from '@/lib/ingress-path/platform-test-objects'
import { siblingName, textKey, zoneKey } from '@/lib/model/dns'
import { Judgements } from '@/lib/snapshot/judgements'
import { WantedNames } from './wanted-names'

const absent = { [testHost]: { outcome: 'nxdomain' as const } }

function watch(platform: Parameters<typeof createPlatformStore>[0] = {}) {
  const store = createPlatformStore(platform)
  return { store, wanted: new WantedNames(store, new Judgements(store)) }
}

describe('the names to ask DNS for', () => {
  it('are hosts, where they may be signed, the zone and a sibling of each domain, and the known zones', () => {
    const hosts = [testHost, 'pay.shop.example.net', '*.apps.example.net', 'example.org', '10.0.0.1']
    const ingresses = hosts.map((host, index) => createTenantIngress({ name: `i${index}`, host }))
    const balanced = createTenantIngress({ name: 'b', addresses: ['LB.example.org'] })
    const { wanted } = watch({ ingresses: [...ingresses, balanced], ...withZone('example.net') })
    const names = [...wanted.list()]
    expect(names).toEqual(expect.arrayContaining([...hosts, 'lb.example.org', textKey(`a-${testHost}`)]))
    const accompanying = names.filter((name) => name.endsWith(' SOA') || name.startsWith('fairlead-'))
    expect(accompanying.sort()).toEqual(
      [
        zoneKey('shop.example.net'),
        siblingName('shop.example.net'),
        zoneKey('apps.example.net'),
        siblingName('apps.example.net'),
        zoneKey('example.net'),
        // No name beside a domain that is registered: anybody may register that one too.
        zoneKey('org'),
      ].sort(),
    )
  })

  it('are the same set until something that decides on them changes', () => {
    const { store, wanted } = watch({ dns: absent })
    const first = wanted.list()
    expect(wanted.list()).toBe(first)
    store.applyObject('Pod', { metadata: { name: 'x', namespace: 'shop' } })
    store.setDnsAnswer('elsewhere.example.org', { what: 'x', reason: 'timed-out', detail: 'x', need: null })
    expect(wanted.list()).toBe(first)
    store.applyObject('Ingress', createTenantIngress({ name: 'new', host: 'new.shop.example.net' }))
    const second = wanted.list()
    expect(second.has('new.shop.example.net')).toBe(true)
    expect(second.has(textKey('a-new.shop.example.net'))).toBe(true)
    store.removeObject('Ingress', 'shop', 'new')
    expect(wanted.list()).toEqual(first)
  })

  it('follow the type of a record, and the flags of external-dns', () => {
    const { store, wanted } = watch({ dns: absent })
    expect(wanted.list().has(textKey(`aaaa-${testHost}`))).toBe(false)
    store.setDnsAnswer(testHost, {
      name: testHost,
      outcome: 'answered',
      recordSets: [{ type: 'AAAA', values: ['2001:db8::1'], ttlSeconds: 60 }],
      addresses: ['2001:db8::1'],
      cnames: [],
      negativeTtlSeconds: null,
      resolver: '127.0.0.1:53',
      observedAt: '2026-03-01T12:00:00Z',
    })
    expect(wanted.list().has(textKey(`aaaa-${testHost}`))).toBe(true)
    store.replaceObjects('Deployment', null, [])
    store.replaceObjects('Pod', null, [])
    expect([...wanted.list()].some((name) => name.endsWith(' TXT'))).toBe(false)
  })

  it('include those under a prefix of annotations only while an external-dns reads it', () => {
    const ingress = createTenantIngress({ name: 'own', annotations: { 'dns.example.com/hostname': 'own.example.net' } })
    const args = ['--source=ingress', '--provider=azure', '--annotation-prefix=dns.example.com/']
    const { store, wanted } = watch({ externalDns: [createExternalDns({ args })], ingresses: [ingress] })
    expect(wanted.list()).toContain('own.example.net')
    store.replaceObjects('Deployment', null, [])
    store.replaceObjects('Pod', null, [])
    expect(wanted.list()).not.toContain('own.example.net')
  })
})
