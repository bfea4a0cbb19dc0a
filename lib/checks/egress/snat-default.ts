import { disruptionNote } from '@/lib/egress/aks-update'
import { countSurge } from '@/lib/egress/effective-nodes'
import { calculateDefaultPorts, findTier, tableNodesMax } from '@/lib/egress/snat-allocation'
import { formatCount, formatCounted } from '@/lib/format/count'
import { type ClusterSubject, referToCluster } from '../cluster-subject'
import { type Check, clear, defineCheck, found, notApplicable } from '../define-check'
import {
  countNodesCommand,
  judgeLoadBalancer,
  needSetting,
  planManualPorts,
  showAllocation,
  showNodeCount,
  statingAssumptions,
  writeAksUpdate,
  writeManualPlan,
} from './load-balancer'

const inputs = ['Node', 'Settings'] as const
const isManual = 'Ports are allocated manually, so they do not depend on the number of nodes.'
const tableSource =
  'Azure docs, load-balancer-outbound-connections (port allocation table); AKS docs, configure-load-balancer-standard'
const confirmPorts =
  'az aks show --resource-group RESOURCE_GROUP --name CLUSTER_NAME --query networkProfile.loadBalancerProfile'

/** Nodes above which default allocation is worth a warning: near enough to the first step to be reached in one scale-out. */
const defaultModeNodesWarned = 30

/** Checks of default allocation, where Azure decides the ports by the number of nodes. */
export const snatDefaultChecks: Check<ClusterSubject>[] = [
  defineCheck<ClusterSubject>({
    id: 'snat-tier-cliff-now',
    title: 'The next nodes lower SNAT ports on every node',
    severity: 'warning',
    level: 'proven',
    area: 'egress',
    order: 10,
    who: 'platform',
    inputs,
    evaluate: (subject, view) =>
      judgeLoadBalancer(view, (egress) => {
        if (egress.allocatedPorts > 0) return notApplicable(isManual)
        const { nodesToNextDrop, nextDropAt, nextPortsPerNode } = egress.status.headroom
        const { portsPerNode } = egress.status.allocation
        if (nodesToNextDrop === null || nextDropAt === null || nextPortsPerNode === null || portsPerNode === null)
          return clear
        if (nodesToNextDrop > Math.max(2, egress.nodes * 0.05)) return clear
        const plan = planManualPorts(egress)
        const room =
          nodesToNextDrop === 0
            ? 'The next node'
            : `${formatCounted(nodesToNextDrop, 'more node')} can be added; node ${nextDropAt}`
        const summary =
          `${formatCounted(egress.nodes, 'node')} have ${formatCount(portsPerNode)} SNAT ports each. ${room} lowers every node to ` +
          `${formatCount(nextPortsPerNode)}, and connections on the ports that are taken back are cut.`
        const text = `Set an explicit value: ${formatCount(plan.ports)} ports serve up to ${formatCount(plan.nodes)} nodes, surge nodes included. ${disruptionNote}`
        const commands = [writeManualPlan(view, plan, egress.outboundIps), countNodesCommand]
        const evidence = [showNodeCount(egress, `fewer than ${nextDropAt}`), showAllocation(egress)]
        return found(
          statingAssumptions({ summary, object: referToCluster(subject), evidence, fix: { text, commands } }, egress),
        )
      }),
    page: {
      see: 'Ports are allocated by default, and so few nodes can be added before ports per node fall (2, or 5 % of the nodes) that the next scale-out may do it.',
      why: 'Azure sizes the share of every node by the number of nodes. One node over a boundary halves the ports of all nodes at once; ports are taken back from running nodes, and connections on them are cut.',
      fix: 'Set an explicit number of ports per node with room for growth and upgrades, or add outbound IPs.',
      confirm: countNodesCommand,
      ignore: 'The cluster cannot grow: no autoscaler, no surge, a fixed number of nodes.',
      source: tableSource,
    },
  }),
  defineCheck<ClusterSubject>({
    id: 'snat-tier-cliff-surge',
    title: 'An upgrade lowers SNAT ports on every node',
    severity: 'warning',
    level: 'inferred',
    area: 'egress',
    order: 12,
    who: 'platform',
    inputs,
    evaluate: (subject, view) =>
      judgeLoadBalancer(view, (egress) => {
        if (egress.allocatedPorts > 0) return notApplicable(isManual)
        const now = egress.status.allocation.portsPerNode
        const { pools } = egress.status.nodes
        let surge = 0
        for (const { name, nodes } of pools) {
          surge += countSurge({ name: name ?? '', count: nodes, max: null, isAutoscaled: false, maxSurge: null }) ?? 0
        }
        const during = calculateDefaultPorts(egress.nodes + surge, egress.outboundIps)
        if (now === null || during === null || during >= now) return clear
        const plan = planManualPorts(egress)
        const summary =
          `An upgrade of all node pools adds ${formatCounted(surge, 'surge node')} with the default surge of 10 % a pool (at least 1): ` +
          `${formatCount(egress.nodes + surge)} nodes have ${formatCount(during)} SNAT ports each instead of ${formatCount(now)} while it runs. The surge settings of the pools are assumed.`
        const text = `Upgrade one pool at a time with a small surge, or set an explicit number of ports. ${disruptionNote}`
        const poolName = pools.find((pool) => pool.name !== null)?.name
        const commands = [writeManualPlan(view, plan, egress.outboundIps)]
        if (poolName !== null && poolName !== undefined)
          commands.push('kubectl get nodes -L kubernetes.azure.com/agentpool')
        const counts = pools.map((pool) => `${pool.name ?? '(no pool label)'} ${pool.nodes}`).join(', ')
        const evidence = [showNodeCount(egress), { field: 'Nodes by pool', observed: counts }, showAllocation(egress)]
        const finding = {
          summary,
          object: referToCluster(subject),
          evidence,
          fix: { text, commands },
          severity: 'info' as const,
        }
        return found(statingAssumptions(finding, egress))
      }),
    page: {
      see: 'With the surge nodes of an upgrade the cluster crosses a boundary of the default allocation table. Without access to Azure the surge of each pool is taken as the default.',
      why: 'Surge nodes are real members of the outbound pool: while they live every node has fewer ports, and connections are cut when they join.',
      fix: 'Set an explicit number of ports per node, or upgrade pools one after another with a surge that stays below the boundary.',
      confirm:
        'az aks nodepool list --resource-group RESOURCE_GROUP --cluster-name CLUSTER_NAME --query "[].{name:name,count:count,maxSurge:upgradeSettings.maxSurge}"',
      ignore: 'The pools are known to be upgraded one at a time and the sum stays below the boundary.',
      source:
        'AKS docs, upgrade-aks-node-pools-rolling; @azure/arm-containerservice 25.3.0 (default surge 10 %); Azure docs, load-balancer-outbound-connections',
    },
  }),
  defineCheck<ClusterSubject>({
    id: 'snat-default-mode',
    title: 'SNAT ports are left to default allocation',
    severity: 'info',
    level: 'proven',
    area: 'egress',
    order: 30,
    who: 'platform',
    inputs,
    evaluate: (subject, view) =>
      judgeLoadBalancer(view, (egress) => {
        if (egress.allocatedPorts > 0) return clear
        if (egress.status.allocation.assumptions.includes('default port allocation')) {
          return needSetting('allocatedPorts', 'Port allocation of the load balancer')
        }
        const plan = planManualPorts(egress)
        const { portsPerNode } = egress.status.allocation
        const now = portsPerNode === null ? 'an unpublished number of ports' : `${formatCount(portsPerNode)} SNAT ports`
        const summary =
          `Azure decides the ports by the number of nodes: at ${formatCounted(egress.nodes, 'node')} each has ${now}, and fewer once the cluster grows past a boundary. ` +
          `With the same rule an explicit value could give ${formatCount(plan.ports)} ports to up to ${formatCount(plan.nodes)} nodes.`
        const text = `Set an explicit number of ports per node. ${disruptionNote}`
        const commands = [writeManualPlan(view, plan, egress.outboundIps)]
        const severity = egress.nodes > defaultModeNodesWarned ? ('warning' as const) : ('info' as const)
        const observed = 'allocatedOutboundPorts 0 or not set'
        const evidence = [
          { field: 'egress.allocatedPorts', observed, expected: 'a multiple of 8', source: 'Fairlead configuration' },
          showNodeCount(egress),
        ]
        return found(
          statingAssumptions(
            { summary, object: referToCluster(subject), evidence, fix: { text, commands }, severity },
            egress,
          ),
        )
      }),
    page: {
      see: 'The outbound rule has no explicit number of ports. A warning from 31 nodes on, a note below.',
      why: 'Default allocation hands out at most 80 % of one outbound IP and lowers every node at each boundary; Microsoft recommends an explicit value.',
      fix: 'Set ports per node so that the largest number of nodes, surge included, fits: outbound IPs × 64,000 / nodes, rounded down to a multiple of 8.',
      confirm: confirmPorts,
      ignore: 'The cluster stays far below 50 nodes and calls few external addresses.',
      source: tableSource,
    },
  }),
  defineCheck<ClusterSubject>({
    id: 'snat-ips-not-used-default',
    title: 'Outbound IPs add no SNAT ports under default allocation',
    severity: 'info',
    level: 'proven',
    area: 'egress',
    order: 31,
    who: 'platform',
    inputs,
    evaluate: (subject, view) =>
      judgeLoadBalancer(view, (egress) => {
        if (egress.allocatedPorts > 0) return notApplicable(isManual)
        const tier = findTier(egress.nodes)
        if (tier === null) return notApplicable(egress.status.allocation.basis)
        const uncapped = tier.portsPerNodeAndIp * egress.outboundIps
        if (uncapped <= 1024) return clear
        const enough = Math.ceil(1024 / tier.portsPerNodeAndIp)
        const plan = planManualPorts(egress)
        const summary =
          `${formatCounted(egress.outboundIps, 'outbound IP')} would give each of ${formatCounted(egress.nodes, 'node')} ${formatCount(uncapped)} ports, but default allocation ` +
          `stops at 1,024: ${formatCounted(enough, 'IP')} would do as much.`
        const text = `Set an explicit number of ports to use all IPs: ${formatCount(plan.ports)} for up to ${formatCount(plan.nodes)} nodes. ${disruptionNote}`
        const commands = [writeManualPlan(view, plan, egress.outboundIps)]
        return found(
          statingAssumptions(
            {
              summary,
              object: referToCluster(subject),
              evidence: [showAllocation(egress), showNodeCount(egress)],
              fix: { text, commands },
            },
            egress,
          ),
        )
      }),
    page: {
      see: 'Default allocation is in use and the outbound IPs together would give more than 1,024 ports to a node.',
      why: 'Default allocation never gives a node more than 1,024 ports, so further IPs bring nothing until the cluster grows.',
      fix: 'Set an explicit number of ports per node; manual allocation uses every IP.',
      confirm: confirmPorts,
      ignore: 'The IPs are kept for growth, or because partners must allow them.',
      source: 'Azure docs, load-balancer-outbound-connections (2023-03 and later)',
    },
  }),
  defineCheck<ClusterSubject>({
    id: 'snat-unknown-above-1000',
    title: 'SNAT ports above 1,000 nodes are not published',
    severity: 'warning',
    level: 'proven',
    area: 'egress',
    order: 11,
    who: 'platform',
    inputs,
    evaluate: (subject, view) =>
      judgeLoadBalancer(view, (egress) => {
        if (egress.allocatedPorts > 0) return notApplicable(isManual)
        if (egress.nodes <= tableNodesMax) return clear
        // 1,024 ports for a quarter more nodes: what the first rows of the table give.
        const target = Math.ceil(egress.nodes * 1.25)
        const ips = Math.ceil((target * 1024) / 64_000)
        const summary = `The cluster has ${formatCount(egress.nodes)} nodes, and Azure publishes no default allocation above ${formatCount(tableNodesMax)}: how many ports a node has is not known.`
        const text = `Set an explicit value: 1,024 ports for up to ${formatCount(target)} nodes take ${formatCounted(ips, 'outbound IP')}. ${disruptionNote}`
        const commands = [
          writeAksUpdate(view, `--load-balancer-outbound-ports 1024 --load-balancer-managed-outbound-ip-count ${ips}`),
        ]
        const evidence = [showNodeCount(egress, `at most ${tableNodesMax}, or an explicit value`)]
        return found(
          statingAssumptions({ summary, object: referToCluster(subject), evidence, fix: { text, commands } }, egress),
        )
      }),
    page: {
      see: 'Default allocation with more than 1,000 nodes.',
      why: 'The published table ends at 1,000 nodes. Fairlead does not extrapolate; nobody can say how many ports a node has.',
      fix: 'Set an explicit number of ports per node.',
      confirm: countNodesCommand,
      source: tableSource,
    },
  }),
]
