import { describe, expect, it } from 'vitest'
import { ClusterView } from '@/lib/snapshot/cluster-view'
import { createTestStore } from '@/lib/snapshot/test-store'
import { describeAutoscaler, readNodeGroups } from './autoscaler-bounds'

const yamlStatus = (...groups: [name: string, target: number, max: number | string][]) =>
  [
    'time: 2026-10-02 14:29:22.999645779 +0000 UTC',
    'autoscalerStatus: Running',
    'nodeGroups:',
    ...groups.flatMap(([name, target, max]) => [
      '- health:',
      `    cloudProviderTarget: ${target}`,
      `    maxSize: ${max}`,
      '    minSize: 1',
      `  name: ${name}`,
    ]),
  ].join('\n')

const textStatus = `Cluster-autoscaler status at 2024-01-02 03:04:05 UTC:
Cluster-wide:
  Health:      Healthy (ready=4 unready=0 registered=4)
               LastProbeTime:      2024-01-02 03:04:05 UTC

NodeGroups:
  Name:        aks-sys-1-vmss
  Health:      Healthy (ready=1 unready=0 registered=1 cloudProviderTarget=1 (minSize=1, maxSize=5))
               LastProbeTime:      2024-01-02 03:04:05 UTC
  ScaleUp:     NoActivity (ready=1 cloudProviderTarget=1)
  Name:        aks-std-1-vmss
  Health:      Healthy (ready=3 unready=0 registered=3 cloudProviderTarget=3 (minSize=3, maxSize=20))
`

const nodesOf = (scaleSet: string, count: number, labels: Record<string, string> = {}) =>
  Array.from({ length: count }, (_, at) => ({
    metadata: { name: `${scaleSet}-${at}`, labels },
    spec: {
      providerID: `azure:///subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachineScaleSets/${scaleSet}/virtualMachines/${at}`,
    },
  }))

const see = (status: string | null, nodes: ReturnType<typeof nodesOf>) => {
  const metadata = { name: 'cluster-autoscaler-status', namespace: 'kube-system' }
  const ConfigMap = status === null ? [] : [{ metadata, data: { status } }]
  return describeAutoscaler(new ClusterView(createTestStore({ Node: nodes, ConfigMap }), 0))
}

describe('readNodeGroups', () => {
  it('reads YAML, as written since 1.30', () => {
    expect(readNodeGroups(yamlStatus(['a', 2, 5], ['b', 0, 3]))).toEqual([
      { name: 'a', nodesMax: 5, target: 2 },
      { name: 'b', nodesMax: 3, target: 0 },
    ])
  })

  it('reads the text of older versions', () => {
    expect(readNodeGroups(textStatus)).toEqual([
      { name: 'aks-sys-1-vmss', nodesMax: 5, target: 1 },
      { name: 'aks-std-1-vmss', nodesMax: 20, target: 3 },
    ])
  })

  it.each([
    ['nothing', ''],
    ['an autoscaler that just starts', 'autoscalerStatus: Initializing'],
    ['no groups', 'nodeGroups: []'],
    ['broken YAML', 'nodeGroups:\n- name: [a'],
    ['a maximum that is no number', yamlStatus(['a', 2, 'many'])],
    ['text without a maximum', 'NodeGroups:\n  Name: a\n  Health: Healthy (cloudProviderTarget=1)'],
  ])('does not guess from %s', (_, status) => {
    expect(readNodeGroups(status)).toBeNull()
  })
})

describe('describeAutoscaler', () => {
  it('adds the maxima of all groups, and nodes in none of them', () => {
    const nodes = [...nodesOf('aks-sys-1-vmss', 1), ...nodesOf('aks-std-1-vmss', 3), ...nodesOf('aks-fix-1-vmss', 2)]
    expect(see(textStatus, nodes)).toEqual({
      nodesMax: 27,
      reason: expect.stringMatching(/^the maxima of 2 node groups in .*, and 2 nodes in none of them: 27 together$/),
    })
  })

  it('counts a group that has outgrown its maximum as it is, and an empty group with its maximum', () => {
    expect(see(yamlStatus(['a', 3, 2], ['b', 0, 4]), nodesOf('a', 3)).nodesMax).toBe(7)
  })

  it('matches names without regard to case, as Azure does, and pools by their label', () => {
    expect(see(yamlStatus(['AKS-A', 2, 5]), nodesOf('aks-a', 2)).nodesMax).toBe(5)
    const machines = nodesOf('other', 2, { 'kubernetes.azure.com/agentpool': 'a' })
    expect(see(yamlStatus(['a', 2, 5]), machines).nodesMax).toBe(5)
  })

  it.each([
    ['a group whose nodes cannot be told', yamlStatus(['a', 2, 5]), nodesOf('b', 2), /^no Node can be matched with/],
    ['no ConfigMap', null, nodesOf('a', 2), /^there is no ConfigMap/],
    ['a status that cannot be read', 'hello', nodesOf('a', 2), /^ConfigMap .* names no node groups/],
    [
      'nodes of Karpenter',
      yamlStatus(['a', 2, 5]),
      [...nodesOf('a', 2), ...nodesOf('k', 1, { 'karpenter.sh/nodepool': 'default' })],
      /^Karpenter makes nodes/,
    ],
  ])('has no number for %s, and says why', (_, status, nodes, reason) => {
    expect(see(status, nodes)).toEqual({ nodesMax: null, reason: expect.stringMatching(reason) })
  })

  it('says what is needed when ConfigMaps may not be read', () => {
    const what = { what: 'configmaps', reason: 'forbidden' as const, detail: 'forbidden', need: 'list on configmaps' }
    const store = createTestStore({ Node: nodesOf('a', 1) }, { unavailable: { ConfigMap: what } })
    expect(describeAutoscaler(new ClusterView(store, 0))).toEqual({
      nodesMax: null,
      reason: expect.stringContaining('forbidden (needs list and watch on configmaps'),
    })
  })

  it('does not look elsewhere than on AKS', () => {
    const nodes = [{ metadata: { name: 'n', labels: {} }, spec: { providerID: 'aws:///eu-north-1a/i-1' } }]
    expect(see(yamlStatus(['a', 2, 5]), nodes)).toEqual({ nodesMax: null, reason: 'only read on AKS' })
  })
})
