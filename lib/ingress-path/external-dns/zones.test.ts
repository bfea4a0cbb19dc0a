import { describe, expect, it } from 'vitest'
import { createPlatformView, forbid, type Platform } from '@/lib/ingress-path/platform-test-objects'
import type { CustomResource } from '@/lib/model/kubernetes'
import { findKnownZones, findZoneOf } from './zones'

function issuer(...solvers: Record<string, unknown>[]): Partial<Platform> {
  const object: CustomResource = { metadata: { name: 'letsencrypt' }, spec: { acme: { solvers } } }
  return { extra: { ClusterIssuer: [object] } }
}

describe('the zones that can be known without asking DNS', () => {
  it('are those that solvers select, and the zones of Azure DNS', () => {
    const view = createPlatformView(
      issuer(
        { selector: { dnsZones: ['Team.Example.com.'] }, dns01: { azureDNS: { hostedZoneName: 'example.com' } } },
        { dns01: { azureDNS: { hostedZoneName: 'example.net' } } },
      ),
    )
    expect(findKnownZones(view)).toEqual({
      zones: ['example.com', 'example.net', 'team.example.com'],
      hosted: ['example.com', 'example.net'],
      namedBy: 'ClusterIssuers',
      missing: null,
    })
  })

  it('are not the names that Google gives to managed zones', () => {
    const view = createPlatformView(
      issuer({
        selector: { dnsZones: ['example.org'] },
        dns01: { cloudDNS: { project: 'p', hostedZoneName: 'prod-public' } },
      }),
    )
    expect(findKnownZones(view)).toMatchObject({ zones: ['example.org'], hosted: [] })
  })

  it('are those of the configuration as well, which are then complete', () => {
    const settings = { dns: { mode: 'resolvers' as const, servers: [], zones: ['Example.dev.'] } }
    const unavailable = { ClusterIssuer: forbid('clusterissuers') }
    expect(findKnownZones(createPlatformView({ settings, unavailable }))).toEqual({
      zones: ['example.dev'],
      hosted: [],
      namedBy: 'the configuration and ClusterIssuers',
      missing: null,
    })
    expect(findKnownZones(createPlatformView({ unavailable }))).toMatchObject({
      zones: [],
      missing: { reason: 'forbidden' },
    })
  })

  it('hold a name in the longest of them', () => {
    expect(findZoneOf('a.team.example.com', ['example.com', 'team.example.com'])).toBe('team.example.com')
    expect(findZoneOf('steam.example.com', ['team.example.com'])).toBeUndefined()
  })
})
