import { describe, expect, it } from 'vitest'
import { describeScope, type KnownEgress } from './what-if-scope'

const blue: KnownEgress = {
  provider: 'aks',
  outbound: { type: 'loadBalancer', carrier: 'load-balancer', reason: 'assumed' },
  nodes: { count: 48, reason: null, countedBy: 'Nodes', pools: [{}, {}, {}] },
  allocation: { outboundIps: 1, allocatedPorts: 0, assumptions: ['1 outbound IP (the AKS default)'] },
  autoscaler: { nodesMax: 60 },
  problems: [],
}
const other = (carrier: KnownEgress['outbound']['carrier'], type: string, provider = 'aks') =>
  describeScope({ ...blue, provider, outbound: { type, carrier, reason: 'because' } })

describe('describeScope', () => {
  it('starts from what is observed, with its assumptions', () => {
    expect(describeScope(blue)).toEqual({
      kind: 'load-balancer',
      missing: null,
      base: {
        nodes: 48,
        outboundIps: 1,
        allocatedPorts: 0,
        pools: 3,
        nodesMax: 60,
        assumptions: ['1 outbound IP (the AKS default)'],
      },
    })
  })

  it.each([
    [{ count: null, reason: 'listing Nodes is forbidden' }, 'listing Nodes is forbidden'],
    [{ count: 0, reason: null }, 'there are no nodes'],
  ])('has no node count to start from with %o', (nodes, missing) => {
    expect(describeScope({ ...blue, nodes: { ...blue.nodes, ...nodes, pools: [] } })).toMatchObject({
      kind: 'load-balancer',
      missing,
      base: { nodes: null, pools: 1 },
    })
  })

  it('asks about IPs of a NAT gateway, by its cloud', () => {
    expect(other('nat-gateway', 'managedNATGateway')).toMatchObject({ kind: 'nat-gateway', cloud: 'azure' })
    expect(other('nat-gateway', 'natGateway', 'eks')).toMatchObject({
      kind: 'nat-gateway',
      cloud: 'aws',
      outboundIps: 1,
    })
    expect(other('nat-gateway', 'userAssignedNATGateway', 'unknown')).toMatchObject({ cloud: 'azure' })
    expect(other('nat-gateway', 'natGateway', 'unknown')).toMatchObject({ kind: 'none' })
  })

  it.each([
    ['appliance', 'userDefinedRouting', 'aks', /firewall or appliance/, /2,496 ports/],
    ['none', 'block', 'aks', /Outbound type block sets up no way out/, /limits of its own/],
    ['unknown', 'unknown', 'eks', /AWS gives no node a share/, /55,000 connections.*egress.mode: nat-gateway/],
    ['load-balancer', 'loadBalancer', 'eks', /AWS gives no node a share/, /55,000 connections/],
    ['unknown', 'unknown', 'unknown', /is not known: because/, /Set egress.mode/],
  ] as const)(
    'computes nothing for carrier %s, type %s on %s, and says what applies',
    (carrier, type, provider, reason, applies) => {
      expect(other(carrier, type, provider)).toEqual({
        kind: 'none',
        reason: expect.stringMatching(reason),
        applies: expect.stringMatching(applies),
      })
    },
  )

  it('computes nothing from settings that cannot be used', () => {
    const problems = [{ message: 'egress.outboundIps 0 is not …', fix: 'Use 1.' }]
    expect(describeScope({ ...blue, problems })).toEqual({
      kind: 'none',
      reason: problems[0]?.message,
      applies: 'Use 1.',
    })
  })
})
