import { describe, expect, it } from 'vitest'
import { ClusterView } from '@/lib/snapshot/cluster-view'
import { createTestStore, type TestObjects } from '@/lib/snapshot/test-store'
import { countNodes } from './node-count'
import { describeProvider, splitNodeResourceGroup } from './provider'

type NodeGiven = NonNullable<TestObjects['Node']>[number]

const vm = (pool: string, number: number) =>
  `azure:///subscriptions/0a-1B/resourceGroups/MC_net_blue_westeurope/providers/Microsoft.Compute/virtualMachineScaleSets/${pool}/virtualMachines/${number}`

const azureNode = (name: string, labels: Record<string, string> = {}, rest: object = {}): NodeGiven => ({
  metadata: {
    name,
    labels: { 'topology.kubernetes.io/region': 'westeurope', 'kubernetes.azure.com/agentpool': 'system', ...labels },
  },
  spec: { providerID: vm('system', Number(name.replace(/\D/g, '')) || 0), ...rest },
})
const plainNode = (name: string, providerID?: string, labels: Record<string, string> = {}): NodeGiven => ({
  metadata: { name, labels },
  spec: { providerID },
})
const see = (...nodes: NodeGiven[]) => new ClusterView(createTestStore({ Node: nodes as never }), 0)
const blind = () =>
  new ClusterView(
    createTestStore(
      {},
      {
        unavailable: {
          Node: { what: 'nodes', reason: 'forbidden', detail: 'forbidden for reader', need: 'list and watch on nodes' },
        },
      },
    ),
    0,
  )

describe('describeProvider', () => {
  it('reads subscription, node resource group, region and cluster of AKS', () => {
    expect(describeProvider(see(azureNode('aks-1'), azureNode('aks-2')))).toMatchObject({
      provider: 'aks',
      subscriptionId: '0a-1b',
      nodeResourceGroup: 'MC_net_blue_westeurope',
      azureCluster: { resourceGroup: 'net', name: 'blue' },
      region: 'westeurope',
    })
  })

  it('takes the node resource group from the label when it is there, whatever its case in provider ids', () => {
    const node = azureNode('aks-1', { 'kubernetes.azure.com/cluster': 'rg-nodes' })
    expect(describeProvider(see(node))).toMatchObject({ nodeResourceGroup: 'rg-nodes', azureCluster: null })
  })

  it('knows EKS by provider id and takes the region from the zone', () => {
    const seen = describeProvider(see(plainNode('ip-10-0-0-1', 'aws:///eu-north-1a/i-0abc')))
    expect(seen).toMatchObject({ provider: 'eks', region: 'eu-north-1', nodeResourceGroup: null })
  })

  it.each([
    ['kind', [plainNode('kind', 'kind://docker/kind/kind')], 'kind://'],
    ['kubeadm', [plainNode('cp')], 'no provider id'],
    ['nothing', [], 'no Nodes'],
    [
      'two clouds',
      [azureNode('aks-1'), plainNode('ip', 'aws:///eu-north-1a/i-0')],
      '1 Node on Azure and 1 Node on AWS',
    ],
    [
      'a copied label on a kind node',
      [plainNode('kind', 'kind://x', { 'kubernetes.azure.com/cluster': 'x' })],
      'kind://',
    ],
  ])('does not claim a cloud for %s', (_, nodes, reason) => {
    expect(describeProvider(see(...nodes))).toMatchObject({
      provider: 'unknown',
      reason: expect.stringContaining(reason),
    })
  })

  it('says why when Nodes are forbidden', () => {
    expect(describeProvider(blind())).toMatchObject({
      provider: 'unknown',
      reason: expect.stringContaining('no permission to read nodes'),
      unavailable: { reason: 'forbidden' },
    })
  })

  it('names the newest kubelet and counts the older ones, by number and not by letter', () => {
    const kubelet = (name: string, kubeletVersion: string): NodeGiven => ({
      metadata: { name },
      status: { nodeInfo: { kubeletVersion } } as never,
    })
    expect(
      describeProvider(see(kubelet('a', 'v1.9.1'), kubelet('b', 'v1.31.2'), kubelet('c', 'v1.31.2'))),
    ).toMatchObject({
      kubernetesVersion: 'v1.31.2',
      kubeletVersions: [
        { version: 'v1.31.2', nodes: 2 },
        { version: 'v1.9.1', nodes: 1 },
      ],
    })
  })
})

describe('splitNodeResourceGroup', () => {
  it.each([
    ['MC_net_blue_westeurope', 'westeurope', { resourceGroup: 'net', name: 'blue' }],
    ['mc_net_blue_westeurope', 'WestEurope', { resourceGroup: 'net', name: 'blue' }],
    ['MC_net_prod_blue_westeurope', 'westeurope', null],
    ['MC_net_blue_westeur', 'westeurope', null],
    ['rg-nodes', 'westeurope', null],
    ['MC_net_blue_westeurope', null, null],
  ])('%s in %s', (name, region, expected) => {
    expect(splitNodeResourceGroup(name, region)).toEqual(expected)
  })
})

describe('countNodes', () => {
  it('counts cordoned and not-ready nodes of all pools', () => {
    const notReady: NodeGiven = {
      ...azureNode('aks-3'),
      status: { conditions: [{ type: 'Ready', status: 'False' }] } as never,
    }
    const counted = countNodes(see(azureNode('aks-1'), azureNode('aks-2', {}, { unschedulable: true }), notReady))
    expect(counted).toMatchObject({ count: 3, leftOut: [], pools: [{ name: 'system', nodes: 3 }] })
    expect(counted.countedBy).toContain('azure://')
  })

  it('leaves out virtual nodes and, on AKS, nodes without an Azure provider id, and names them', () => {
    const virtual = plainNode('virtual-node-aci-linux', vm('x', 1), { type: 'virtual-kubelet' })
    const counted = countNodes(see(azureNode('aks-1'), virtual, plainNode('edge-1')))
    expect(counted.count).toBe(1)
    expect(counted.leftOut).toEqual([
      '1 virtual node: virtual-node-aci-linux',
      '1 Node without an Azure provider id: edge-1',
    ])
  })

  it('counts Node objects where no node has a provider id, and says so', () => {
    expect(countNodes(see(plainNode('cp'), plainNode('w1')))).toMatchObject({
      count: 2,
      countedBy: 'Kubernetes Nodes without virtual nodes (2 of 2 have no provider id)',
    })
  })

  it('names nodes with a public IP of their own and still counts them', () => {
    const open: NodeGiven = {
      ...azureNode('aks-1'),
      status: { addresses: [{ type: 'ExternalIP', address: '20.1.2.3' }] },
    }
    expect(countNodes(see(open, azureNode('aks-2')))).toMatchObject({ count: 2, withPublicIp: ['aks-1'] })
  })

  it('is unknown, not 0, when Nodes are forbidden', () => {
    expect(countNodes(blind())).toMatchObject({ count: null, reason: 'no permission to read nodes' })
  })
})
