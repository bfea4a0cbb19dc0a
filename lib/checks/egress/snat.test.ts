import { describe, expect, it } from 'vitest'
import type { ClusterSettings } from '@/lib/model/settings'
import { ClusterView } from '@/lib/snapshot/cluster-view'
import { createTestStore } from '@/lib/snapshot/test-store'
import { runCheck } from '../run-check'
import { egressChecks } from './snat'

interface Case {
  nodes?: number
  provider?: 'azure' | 'aws'
  egress?: Partial<ClusterSettings['egress']>
  publicIp?: number
  pools?: string[]
}

const declared = { mode: 'loadBalancer', outboundIps: 1 }

function viewOf({ nodes = 10, provider = 'azure', egress = {}, publicIp = 0, pools = ['system'] }: Case) {
  const group = 'MC_net_blue_westeurope'
  const Node = Array.from({ length: nodes }, (_, index) => ({
    metadata: {
      name: `node-${index}`,
      labels: {
        'topology.kubernetes.io/region': 'westeurope',
        'kubernetes.azure.com/agentpool': pools[index % pools.length] ?? '',
      },
    },
    spec: {
      providerID:
        provider === 'azure'
          ? `azure:///subscriptions/s/resourceGroups/${group}/providers/vm/${index}`
          : `aws:///a/${index}`,
    },
    status: { addresses: index < publicIp ? [{ type: 'ExternalIP', address: '20.0.0.1' }] : [] },
  }))
  const settings = { egress: { outboundIps: null, allocatedPorts: null, mode: null, ...egress } }
  return new ClusterView(createTestStore({ Node }, { settings }), 0)
}

function run(id: string, view: ClusterView) {
  const check = egressChecks.find((candidate) => candidate.id === id)
  if (check === undefined) throw new Error(`no check ${id}`)
  return runCheck(check, { cluster: 'blue' }, view)
}

describe('egress checks', () => {
  it.each<[string, string, Case, string]>([
    ['snat-tier-cliff-now', 'two nodes before the boundary', { nodes: 48, egress: declared }, 'warning'],
    ['snat-tier-cliff-now', 'on the boundary', { nodes: 50, egress: declared }, 'warning'],
    ['snat-tier-cliff-now', 'within 5 % of a large cluster', { nodes: 195, egress: declared }, 'warning'],
    ['snat-tier-cliff-now', 'on assumed settings, as a note', { nodes: 48 }, 'info'],
    [
      'snat-tier-cliff-surge',
      'three pools of one surge node each',
      { nodes: 48, pools: ['a', 'b', 'c'], egress: declared },
      'info',
    ],
    ['snat-default-mode', 'a small cluster', { nodes: 30, egress: declared }, 'info'],
    ['snat-default-mode', 'from 31 nodes on', { nodes: 31, egress: declared }, 'warning'],
    ['snat-ips-not-used-default', 'a second IP below 51 nodes', { nodes: 50, egress: { outboundIps: 2 } }, 'info'],
    ['snat-unknown-above-1000', '1,001 nodes', { nodes: 1001, egress: declared }, 'warning'],
    ['snat-manual-not-multiple-of-8', '1,001 ports', { egress: { outboundIps: 1, allocatedPorts: 1001 } }, 'error'],
    ['snat-manual-not-multiple-of-8', 'out of range', { egress: { outboundIps: 1, allocatedPorts: 70_000 } }, 'error'],
    [
      'snat-manual-over-capacity',
      '17 × 4,000',
      { nodes: 17, egress: { outboundIps: 1, allocatedPorts: 4000 } },
      'error',
    ],
    [
      'snat-manual-over-capacity',
      'on an assumed IP, as a note',
      { nodes: 17, egress: { allocatedPorts: 4000 } },
      'info',
    ],
    [
      'snat-manual-headroom-low',
      'two nodes left',
      { nodes: 14, egress: { outboundIps: 1, allocatedPorts: 4000 } },
      'warning',
    ],
    ['snat-single-outbound-ip', 'one declared IP', { nodes: 499, egress: declared }, 'info'],
    ['snat-single-outbound-ip', 'one declared IP for 500 nodes', { nodes: 500, egress: declared }, 'warning'],
    ['snat-lb-member-has-public-ip', 'a node with an ExternalIP', { publicIp: 1, egress: declared }, 'info'],
    ['snat-nat-gateway-advised', '200 nodes', { nodes: 200, egress: declared }, 'warning'],
    ['egress-udr-firewall', 'declared routing', { egress: { mode: 'userDefinedRouting' } }, 'info'],
  ])('%s is raised for %s', (id, _, given, severity) => {
    const { result, findings } = run(id, viewOf(given))
    expect(result.outcome).toBe('found')
    expect(findings).toMatchObject([
      { check: id, severity, object: { kind: 'Cluster', namespace: null, name: 'blue' } },
    ])
    expect(findings[0]?.evidence.length).toBeGreaterThan(0)
  })

  it.each<[string, string, Case]>([
    ['snat-tier-cliff-now', 'three nodes before the boundary', { nodes: 47, egress: declared }],
    ['snat-tier-cliff-now', 'a row that lowers nothing with two IPs', { nodes: 50, egress: { outboundIps: 2 } }],
    ['snat-tier-cliff-now', 'the end of the table', { nodes: 1000, egress: declared }],
    ['snat-tier-cliff-surge', 'surge that stays below the boundary', { nodes: 40, egress: declared }],
    ['snat-default-mode', 'a manual value', { egress: { outboundIps: 1, allocatedPorts: 1024 } }],
    ['snat-ips-not-used-default', 'a second IP that counts', { nodes: 51, egress: { outboundIps: 2 } }],
    ['snat-unknown-above-1000', '1,000 nodes', { nodes: 1000, egress: declared }],
    ['snat-manual-not-multiple-of-8', '1,024 ports', { egress: { outboundIps: 1, allocatedPorts: 1024 } }],
    ['snat-manual-over-capacity', 'an exact fit', { nodes: 16, egress: { outboundIps: 1, allocatedPorts: 4000 } }],
    ['snat-manual-headroom-low', 'three nodes left', { nodes: 13, egress: { outboundIps: 1, allocatedPorts: 4000 } }],
    ['snat-single-outbound-ip', 'two IPs', { egress: { outboundIps: 2 } }],
    ['snat-lb-member-has-public-ip', 'no ExternalIP', { egress: declared }],
    ['snat-nat-gateway-advised', '199 nodes', { nodes: 199, egress: declared }],
  ])('%s is clear for %s', (id, _, given) => {
    expect(run(id, viewOf(given)).result.outcome).toBe('clear')
  })

  it.each<[string, string, Case]>([
    ['snat-tier-cliff-now', 'a manual value', { nodes: 48, egress: { outboundIps: 1, allocatedPorts: 1024 } }],
    ['snat-tier-cliff-now', 'EKS', { nodes: 48, provider: 'aws', egress: { outboundIps: 1 } }],
    ['snat-tier-cliff-now', 'a NAT gateway', { nodes: 48, egress: { mode: 'managedNATGateway' } }],
    ['snat-tier-cliff-now', 'no nodes', { nodes: 0, egress: declared }],
    ['snat-manual-over-capacity', 'default allocation', { egress: declared }],
    [
      'snat-manual-headroom-low',
      'nodes beyond the capacity',
      { nodes: 17, egress: { outboundIps: 1, allocatedPorts: 4000 } },
    ],
    ['snat-manual-not-multiple-of-8', 'default allocation', { egress: declared }],
    ['egress-udr-firewall', 'a load balancer', { egress: declared }],
  ])('%s does not apply to %s', (id, _, given) => {
    const { result } = run(id, viewOf(given))
    expect(result).toMatchObject({ outcome: 'not-applicable', reason: expect.stringMatching(/\w/) })
  })

  it.each([
    ['snat-single-outbound-ip', 'egress.outboundIps'],
    ['snat-default-mode', 'egress.allocatedPorts'],
  ])('%s is not run on an assumption alone, and names the setting', (id, setting) => {
    expect(run(id, viewOf({ nodes: 48 }))).toMatchObject({
      result: { outcome: 'not-run' },
      unavailable: { reason: 'not-configured', need: expect.stringContaining(setting) },
    })
  })

  it('says in summary and evidence what a finding assumes', () => {
    const finding = run('snat-tier-cliff-now', viewOf({ nodes: 48 })).findings[0]
    expect(finding?.level).toBe('inferred')
    expect(finding?.summary).toContain('This assumes outbound type loadBalancer (the AKS default), 1 outbound IP')
    expect(finding?.evidence.map(({ observed }) => observed).join()).toContain('assumed: ')
  })

  it('writes a command with the names of the cluster and a value that fits', () => {
    const finding = run('snat-tier-cliff-now', viewOf({ nodes: 48, egress: declared })).findings[0]
    // Expected: 61 nodes (48 and a quarter more) at 1,048 ports are 63,928 of 64,000.
    expect(finding?.fix.commands[0]).toBe(
      'az aks update --resource-group net --name blue --load-balancer-outbound-ports 1048',
    )
  })

  it('adds IPs rather than give a node fewer ports than it has', () => {
    const finding = run('snat-tier-cliff-now', viewOf({ nodes: 100, egress: { outboundIps: 2 } })).findings[0]
    expect(finding?.fix.commands[0]).toMatch(
      /--load-balancer-outbound-ports 1520 --load-balancer-managed-outbound-ip-count 3$/,
    )
  })

  it('is not run with an unusable setting, naming field and fix', () => {
    expect(run('snat-tier-cliff-now', viewOf({ nodes: 48, egress: { outboundIps: 0 } }))).toMatchObject({
      result: { outcome: 'not-run' },
      unavailable: { what: 'Setting egress.outboundIps', need: expect.stringContaining('1 or more') },
    })
  })

  it.each(egressChecks.map((check) => check.id).filter((id) => id !== 'snat-manual-not-multiple-of-8'))(
    '%s is not run when Nodes are forbidden',
    (id) => {
      const Node = { what: 'nodes', reason: 'forbidden' as const, detail: 'forbidden', need: 'list and watch on nodes' }
      const view = new ClusterView(createTestStore({}, { unavailable: { Node } }), 0)
      expect(run(id, view)).toMatchObject({
        result: { outcome: 'not-run' },
        unavailable: { need: 'list and watch on nodes' },
      })
    },
  )
})
