import { disruptionNote } from '@/lib/egress/aks-update'
import { checkAllocatedPorts, portBlock, portsPerIp } from '@/lib/egress/snat-allocation'
import { formatCount, formatCounted } from '@/lib/format/count'
import { type ClusterSubject, referToCluster } from '../cluster-subject'
import { type Check, clear, defineCheck, found, notApplicable } from '../define-check'
import {
  countNodesCommand,
  judgeLoadBalancer,
  showNodeCount,
  statingAssumptions,
  writeAksUpdate,
} from './load-balancer'

const isDefault = 'Ports are allocated by default, not by a manual value.'
const rangeSource = 'AKS docs, configure-load-balancer-standard; Azure docs, outbound-rules'
const refusedSource =
  'AKS docs, configure-load-balancer-standard; Microsoft support article InvalidLoadBalancerProfileAllocatedOutboundPorts'
const showProfile =
  'az aks show --resource-group RESOURCE_GROUP --name CLUSTER_NAME --query networkProfile.loadBalancerProfile'

/** Checks of a manual number of ports per node. */
export const snatManualChecks: Check<ClusterSubject>[] = [
  defineCheck<ClusterSubject>({
    id: 'snat-manual-not-multiple-of-8',
    title: 'Configured SNAT ports are not a multiple of 8',
    severity: 'error',
    level: 'proven',
    area: 'egress',
    order: 1,
    who: 'platform',
    inputs: ['Node', 'Settings'],
    evaluate: (subject, view) => {
      const { allocatedPorts } = view.settings.egress
      if (allocatedPorts === null || allocatedPorts === 0) return notApplicable(isDefault)
      const problem = checkAllocatedPorts(allocatedPorts)
      if (problem === null) return clear
      const below = Math.floor(Math.min(Math.max(allocatedPorts, portBlock), portsPerIp) / portBlock) * portBlock
      const evidence = [
        {
          field: 'egress.allocatedPorts',
          observed: String(allocatedPorts),
          expected: 'a multiple of 8 up to 64,000',
          source: 'Fairlead configuration',
        },
      ]
      const commands = Number.isFinite(below) ? [writeAksUpdate(view, `--load-balancer-outbound-ports ${below}`)] : []
      return found({
        summary: problem.message,
        object: referToCluster(subject),
        evidence,
        fix: { text: problem.fix, commands },
      })
    },
    page: {
      see: 'The configured ports per node are not a whole multiple of 8 between 8 and 64,000.',
      why: 'Azure hands out ports in blocks of 8 and rejects any other number, so either the outbound rule or the configuration of Fairlead is wrong.',
      fix: 'Round down to a multiple of 8.',
      confirm: showProfile,
      source: rangeSource,
    },
  }),
  defineCheck<ClusterSubject>({
    id: 'snat-manual-over-capacity',
    title: 'Configured SNAT ports exceed what the outbound IPs hold',
    severity: 'error',
    level: 'proven',
    area: 'egress',
    order: 2,
    who: 'platform',
    inputs: ['Node', 'Settings'],
    evaluate: (subject, view) =>
      judgeLoadBalancer(view, (egress) => {
        const { allocatedPorts, nodes, outboundIps } = egress
        if (allocatedPorts === 0) return notApplicable(isDefault)
        const needed = allocatedPorts * nodes
        const capacity = outboundIps * portsPerIp
        if (needed <= capacity) return clear
        const ips = Math.ceil(needed / portsPerIp)
        const summary =
          `${formatCount(allocatedPorts)} ports for each of ${formatCounted(nodes, 'node')} are ${formatCount(needed)}, and ${formatCounted(outboundIps, 'outbound IP')} ` +
          `hold ${formatCount(capacity)}: new nodes get no ports, and Azure refuses updates, scaling and upgrades.`
        const text = `Use at least ${formatCounted(ips, 'outbound IP')} (more for autoscaler maximum and surge), or fewer ports. ${disruptionNote}`
        const commands = [writeAksUpdate(view, `--load-balancer-managed-outbound-ip-count ${ips}`), countNodesCommand]
        const evidence = [
          {
            field: 'egress.allocatedPorts',
            observed: formatCount(allocatedPorts),
            expected: `at most ${formatCount(Math.floor(capacity / nodes / portBlock) * portBlock)}`,
            source: 'Fairlead configuration',
          },
          showNodeCount(egress, `at most ${Math.floor(capacity / allocatedPorts)}`),
        ]
        return found(
          statingAssumptions({ summary, object: referToCluster(subject), evidence, fix: { text, commands } }, egress),
        )
      }),
    page: {
      see: 'Ports per node times nodes is more than 64,000 for each outbound IP.',
      why: 'Nodes beyond the capacity have no way out, and every change of the cluster is refused with InvalidLoadBalancerProfileAllocatedOutboundPorts.',
      fix: 'Add outbound IPs or lower the ports per node. Count autoscaler maximum and surge nodes, as Azure does.',
      confirm: showProfile,
      source: refusedSource,
    },
  }),
  defineCheck<ClusterSubject>({
    id: 'snat-manual-headroom-low',
    title: 'Configured SNAT ports leave room for hardly any node',
    severity: 'warning',
    level: 'proven',
    area: 'egress',
    order: 13,
    who: 'platform',
    inputs: ['Node', 'Settings'],
    evaluate: (subject, view) =>
      judgeLoadBalancer(view, (egress) => {
        const { allocatedPorts, nodes, outboundIps } = egress
        if (allocatedPorts === 0) return notApplicable(isDefault)
        const room = Math.floor((outboundIps * portsPerIp) / allocatedPorts) - nodes
        if (room < 0) return notApplicable('The nodes of today already exceed the capacity.')
        if (room > 2) return clear
        const summary =
          `With ${formatCount(allocatedPorts)} ports for each of ${formatCounted(nodes, 'node')}, there is room for ${formatCounted(room, 'more node')}. ` +
          'Azure counts autoscaler maximum and surge nodes too, so an upgrade may be refused already.'
        const text = `Add one outbound IP, or lower the ports per node. ${disruptionNote}`
        const commands = [
          writeAksUpdate(view, `--load-balancer-managed-outbound-ip-count ${outboundIps + 1}`),
          countNodesCommand,
        ]
        const evidence = [showNodeCount(egress, `at most ${nodes + room - 3}`)]
        return found(
          statingAssumptions({ summary, object: referToCluster(subject), evidence, fix: { text, commands } }, egress),
        )
      }),
    page: {
      see: 'At most two more nodes fit with the configured ports per node. Live nodes are counted; Azure counts autoscaler maximum and surge as well.',
      why: 'There is no room for surge nodes, so upgrades and repairs are refused with InvalidLoadBalancerProfileAllocatedOutboundPorts.',
      fix: 'Add one outbound IP, or lower the ports per node.',
      confirm: showProfile,
      ignore: 'The number of nodes is fixed and upgrades replace nodes without surge.',
      source: refusedSource,
    },
  }),
]
