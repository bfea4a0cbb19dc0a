import { describe, expect, it } from 'vitest'
import type { ClusterSettings } from '@/lib/model/settings'
import { ClusterView } from '@/lib/snapshot/cluster-view'
import { createTestStore } from '@/lib/snapshot/test-store'
import { describeEgress, sayEgress } from './egress-status'

const providerIds = {
  aks: (index: number) =>
    `azure:///subscriptions/s/resourceGroups/mc_a_b_westeurope/providers/x/virtualMachines/${index}`,
  eks: (index: number) => `aws:///eu-north-1a/i-${index}`,
  kind: (index: number) => `kind://docker/kind/${index}`,
}
const see = (cloud: keyof typeof providerIds, count: number, egress: Partial<ClusterSettings['egress']> = {}) => {
  const nodes = Array.from({ length: count }, (_, index) => ({
    metadata: { name: `node-${index}` },
    spec: { providerID: providerIds[cloud](index) },
  }))
  const settings = { egress: { outboundIps: null, allocatedPorts: null, mode: null, ...egress } }
  return describeEgress(new ClusterView(createTestStore({ Node: nodes }, { settings }), 0))
}

describe('AKS without settings', () => {
  it('computes the default of AKS and says that it assumes it', () => {
    const status = see('aks', 48)
    expect(status).toMatchObject({
      provider: 'aks',
      outbound: { type: 'loadBalancer', source: 'assumed' },
      nodes: { count: 48 },
      allocation: { portsPerNode: 1024, mode: 'default', outboundIps: 1, source: 'assumed', recommendedPorts: 1328 },
      headroom: { nodesToNextDrop: 2, nextDropAt: 51, nextPortsPerNode: 512 },
      use: { reason: 'not-built' },
      failedConnections: { reason: 'not-built' },
      problems: [],
    })
    expect(status.allocation.assumptions).toHaveLength(3)
    expect(status.allocation.basis).toContain('min(1,024 × 1, 1,024) = 1,024 at 48 nodes')
    expect(status.tiers.find((tier) => tier.current)).toMatchObject({ from: 1, to: 50 })
    expect(sayEgress(status)).toBe(
      'Each of the 48 nodes has 1,024 SNAT ports, assuming outbound type loadBalancer (the AKS default), 1 outbound IP (the AKS default) ' +
        'and default port allocation. 2 more nodes can be added; node 51 lowers every node to 512 ports.',
    )
  })

  it('does not extrapolate above 1,000 nodes', () => {
    const status = see('aks', 1001)
    expect(status.allocation).toMatchObject({ portsPerNode: null, mode: 'default' })
    expect(status.headroom).toMatchObject({ nodesToNextDrop: null, nextDropAt: null, nodesToLimit: null })
    expect(sayEgress(status)).toContain('no default allocation above 1,000 nodes')
  })

  it('tells the end of the table from a fall', () => {
    expect(see('aks', 801).headroom).toMatchObject({ nodesToNextDrop: null, nextDropAt: null, nodesToLimit: 199 })
  })
})

describe('configured egress', () => {
  it('uses declared outbound IPs without assuming anything, and skips rows that lower nothing', () => {
    const status = see('aks', 51, { outboundIps: 2 })
    expect(status).toMatchObject({
      outbound: { type: 'loadBalancer', source: 'inferred' },
      allocation: { portsPerNode: 1024, source: 'configuration', assumptions: [] },
      headroom: { nodesToNextDrop: 49, nextDropAt: 101, nextPortsPerNode: 512 },
    })
  })

  it('keeps assuming one IP when only the mode is declared', () => {
    expect(see('aks', 48, { mode: 'LoadBalancer' })).toMatchObject({
      outbound: { type: 'loadBalancer', source: 'declared' },
      allocation: { source: 'assumed', assumptions: ['1 outbound IP (the AKS default)'] },
    })
  })

  it('reports a manual value as fixed, with the nodes that still fit', () => {
    const status = see('aks', 14, { outboundIps: 1, allocatedPorts: 4000 })
    expect(status).toMatchObject({
      allocation: { portsPerNode: 4000, mode: 'manual', source: 'configuration' },
      headroom: { nodesToNextDrop: null, nodesToLimit: 2 },
      tiers: [],
    })
    expect(sayEgress(status)).toBe(
      'Each of the 14 nodes has 4,000 SNAT ports. A manual value never falls; 2 more nodes fit, surge nodes of upgrades included.',
    )
  })

  it('gives no number for a manual value that does not fit', () => {
    const status = see('aks', 17, { outboundIps: 1, allocatedPorts: 4000 })
    expect(status.allocation).toMatchObject({
      portsPerNode: null,
      basis: expect.stringContaining('68,000 is more than 64,000'),
    })
  })

  it.each([
    [{ allocatedPorts: 1001 }, 'egress.allocatedPorts', 'Use 1000 or 1008.'],
    [{ outboundIps: 0 }, 'egress.outboundIps', '1 or more'],
    [{ outboundIps: Number.NaN }, 'egress.outboundIps', '1 or more'],
    [{ mode: 'magic' }, 'egress.mode', 'Use loadBalancer'],
    [{ mode: 'manual' }, 'egress.allocatedPorts', 'multiple of 8'],
    [{ mode: 'default', allocatedPorts: 800 }, 'egress.allocatedPorts', 'Leave egress.mode out'],
    [{ mode: 'natGateway', allocatedPorts: 800 }, 'egress.allocatedPorts', 'Remove egress.allocatedPorts'],
  ])('names field and fix of %o and computes nothing', (egress, field, fix) => {
    const status = see('aks', 48, egress)
    expect(status.problems).toMatchObject([{ field, fix: expect.stringContaining(fix) }])
    expect(status.allocation.portsPerNode).toBeNull()
    expect(status.headroom.nodesToNextDrop).toBeNull()
  })

  it.each([
    ['managedNATGateway', 'nat-gateway', 'on demand'],
    ['userAssignedNatGateway', 'nat-gateway', 'on demand'],
    ['userDefinedRouting', 'unknown', 'firewall'],
    ['none', 'unknown', 'no way out'],
  ])('has no ports per node with %s', (mode, expected, basis) => {
    const status = see('aks', 48, { mode })
    expect(status.outbound.source).toBe('declared')
    expect(status.allocation).toMatchObject({
      portsPerNode: null,
      mode: expected,
      basis: expect.stringContaining(basis),
    })
    expect(status.tiers).toEqual([])
  })
})

describe('other providers', () => {
  it.each(['eks', 'kind'] as const)('never shows an Azure number on %s', (cloud) => {
    const status = see(cloud, 48, { outboundIps: 1 })
    expect(status.nodes.count).toBe(48)
    expect(status.allocation).toMatchObject({ portsPerNode: null, mode: 'unknown' })
    expect([status.tiers, status.headroom.nodesToNextDrop]).toEqual([[], null])
    expect(sayEgress(status)).toContain('not known')
  })

  it('says NAT gateway on EKS only when the configuration does', () => {
    expect(see('eks', 3, { mode: 'nat-gateway' }).allocation.mode).toBe('nat-gateway')
  })

  it('computes when the configuration says load balancer', () => {
    expect(see('kind', 60, { mode: 'loadBalancer', outboundIps: 1 }).allocation.portsPerNode).toBe(512)
  })
})

describe('Nodes that cannot be read', () => {
  const unavailable = {
    Node: { what: 'nodes', reason: 'forbidden' as const, detail: 'forbidden', need: 'list and watch on nodes' },
  }

  it.each([null, 'loadBalancer'])('leave every number unknown with the reason, mode %s', (mode) => {
    const settings = { egress: { outboundIps: 1, allocatedPorts: null, mode } }
    const status = describeEgress(new ClusterView(createTestStore({}, { unavailable, settings }), 0))
    expect(status.nodes).toMatchObject({ count: null, reason: 'no permission to read nodes' })
    expect(status.allocation).toMatchObject({
      portsPerNode: null,
      basis: expect.stringContaining('no permission to read nodes'),
    })
    expect(status.headroom).toMatchObject({
      nodesToNextDrop: null,
      nextDropAt: null,
      reason: expect.stringContaining('no permission to read nodes'),
    })
  })

  it('leave the configured rule known, so that a question about it can start from there', () => {
    const settings = { egress: { outboundIps: 3, allocatedPorts: 1600, mode: 'loadBalancer' } }
    const status = describeEgress(new ClusterView(createTestStore({}, { unavailable, settings }), 0))
    expect(status.allocation).toMatchObject({
      portsPerNode: null,
      outboundIps: 3,
      allocatedPorts: 1600,
      assumptions: [],
    })
  })

  it('are not the same as no nodes', () => {
    const status = see('kind', 0, { mode: 'loadBalancer', outboundIps: 1 })
    expect(status.nodes.count).toBe(0)
    expect(status.allocation).toMatchObject({ portsPerNode: null, basis: 'there are no nodes' })
  })
})
