import { describe, expect, it } from 'vitest'
import { createPlatformView, forbid, type Platform, testHost, withZone } from '@/lib/ingress-path/platform-test-objects'
import { siblingName } from '@/lib/model/dns'
import { describeZone } from './zone-facts'

const name = 'shop.example.net'
const describeShop = (zones: Platform['zones'], more: Partial<Platform> = {}) =>
  describeZone(createPlatformView({ ...withZone(name), zones, ...more }), name, testHost)

describe('describeZone', () => {
  it('has name servers and no trouble where all is well', () => {
    const facts = describeShop({ [name]: { nameServers: ['ns1.example.org'] } })
    expect(facts).toMatchObject({ namedBy: 'issuer', trouble: null, wildcard: null, apex: { zone: name } })
  })

  it('says what keeps names from being found', () => {
    const troubleOf = (zone: NonNullable<Platform['zones']>[string]) => describeShop({ [name]: zone }).trouble
    expect(troubleOf({ zone: 'example.net' })).toMatch(/the DNS provider has it, and example\.net does not lead to it/)
    expect(troubleOf({ failure: '10.0.0.10:53 answered SERVFAIL' })).toMatch(/no server of it answers .*SERVFAIL/)
    expect(troubleOf({ delegation: { state: 'absent', parent: 'example.net' } })).toMatch(/example\.net does not lead/)
  })

  it('does not call a zone well or wrong that was not seen', () => {
    const facts = describeShop({ [name]: forbid('DNS zones') })
    expect([facts.apex, facts.trouble, facts.unavailable?.reason]).toEqual([null, null, 'forbidden'])
  })

  it('shows what a wildcard answers, and who names the zone', () => {
    const wild = { outcome: 'answered' as const, addresses: ['9.9.9.9'], recordSets: [] }
    const settings = { dns: { mode: 'resolvers' as const, servers: [], zones: [name] } }
    const facts = describeShop({ [name]: {} }, { dns: { [testHost]: wild, [siblingName(name)]: wild }, settings })
    expect([facts.wildcard, facts.namedBy]).toEqual(['9.9.9.9', 'settings'])
  })
})
