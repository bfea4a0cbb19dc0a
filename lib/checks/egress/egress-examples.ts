import type { ClusterExample, ExampleTable } from '@/lib/checks/check-example'
import type { ClusterSettings } from '@/lib/model/settings'
import { createTestStore } from '@/lib/snapshot/test-store'

const declared = { mode: 'loadBalancer', outboundIps: 1 }

/** An AKS cluster with that many nodes, the first of them with a public IP when asked for. */
function on(nodes: number, egress: Partial<ClusterSettings['egress']>, hasPublicIp = false): ClusterExample {
  const Node = Array.from({ length: nodes }, (_, index) => ({
    metadata: {
      name: `node-${index}`,
      labels: {
        'topology.kubernetes.io/region': 'westeurope',
        'kubernetes.azure.com/agentpool': ['system', 'apps', 'batch'][index % 3] ?? '',
      },
    },
    spec: { providerID: `azure:///subscriptions/s/resourceGroups/MC_net_blue_westeurope/providers/vm/${index}` },
    status: { addresses: hasPublicIp && index === 0 ? [{ type: 'ExternalIP', address: '20.0.0.1' }] : [] },
  }))
  const settings = { egress: { outboundIps: null, allocatedPorts: null, mode: null, ...egress } }
  return { store: createTestStore({ Node }, { settings }), subject: { cluster: 'blue' }, nowMs: 0 }
}

/** An example that raises each check of egress. */
export const egressExamples: ExampleTable<ClusterExample> = {
  'snat-tier-cliff-now': () => on(48, declared),
  'snat-tier-cliff-surge': () => on(48, declared),
  'snat-default-mode': () => on(31, declared),
  'snat-ips-not-used-default': () => on(50, { outboundIps: 2 }),
  'snat-unknown-above-1000': () => on(1001, declared),
  'snat-manual-not-multiple-of-8': () => on(10, { outboundIps: 1, allocatedPorts: 1001 }),
  'snat-manual-over-capacity': () => on(17, { outboundIps: 1, allocatedPorts: 4000 }),
  'snat-manual-headroom-low': () => on(14, { outboundIps: 1, allocatedPorts: 4000 }),
  'snat-single-outbound-ip': () => on(10, declared),
  'snat-lb-member-has-public-ip': () => on(10, declared, true),
  'snat-nat-gateway-advised': () => on(200, declared),
  'egress-udr-firewall': () => on(10, { mode: 'userDefinedRouting' }),
}
