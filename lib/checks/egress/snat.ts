import { disruptionNote } from '@/lib/egress/aks-update'
import { describeEgress } from '@/lib/egress/egress-status'
import { portsPerIp, recommendManualPorts } from '@/lib/egress/snat-allocation'
import { formatCount, formatCounted, formatNames } from '@/lib/format/count'
import { NotObservedError } from '@/lib/model/unavailable'
import { type ClusterSubject, referToCluster } from '../cluster-subject'
import { type Check, clear, defineCheck, found, notApplicable, notRun } from '../define-check'
import {
  countNodesCommand,
  judgeLoadBalancer,
  needSetting,
  showNodeCount,
  statingAssumptions,
  writeAksUpdate,
} from './load-balancer'
import { snatDefaultChecks } from './snat-default'
import { snatManualChecks } from './snat-manual'

/** From this many nodes on one outbound IP is a warning, and from the next a NAT gateway is advised. */
const nodesForTwoIps = 500
const nodesForNatGateway = 200

const outboundChecks: Check<ClusterSubject>[] = [
  defineCheck<ClusterSubject>({
    id: 'snat-single-outbound-ip',
    title: 'All egress shares one outbound IP',
    severity: 'info',
    level: 'proven',
    area: 'egress',
    order: 32,
    who: 'platform',
    inputs: ['Node', 'Settings'],
    evaluate: (subject, view) =>
      judgeLoadBalancer(view, (egress) => {
        if (view.settings.egress.outboundIps === null) return needSetting('outboundIps', 'Number of outbound IPs')
        if (egress.outboundIps > 1) return clear
        const summary = `All egress (${formatCounted(egress.nodes, 'node')}) leaves through 1 outbound IP: its 64,000 ports are all there is, and a limit of a destination per source IP hits the whole cluster.`
        const text = `Use 2 outbound IPs or a public IP prefix, and tell partners that allow the address. ${disruptionNote}`
        const commands = [writeAksUpdate(view, '--load-balancer-managed-outbound-ip-count 2')]
        const severity = egress.nodes >= nodesForTwoIps ? ('warning' as const) : ('info' as const)
        const evidence = [
          { field: 'egress.outboundIps', observed: '1', expected: '2 or more', source: 'Fairlead configuration' },
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
      see: 'The configuration names one outbound IP. A warning from 500 nodes on, a note below.',
      why: 'One address is one pool of 64,000 ports and one source that destinations rate-limit; Microsoft asks for at least two at large scale.',
      fix: 'Add managed outbound IPs or use a prefix, so that partners can allow one range.',
      confirm:
        'az aks show --resource-group RESOURCE_GROUP --name CLUSTER_NAME --query networkProfile.loadBalancerProfile.effectiveOutboundIPs',
      ignore: 'The cluster is small, or partners can allow one address only.',
      source: 'AKS docs, best-practices-performance-scale-large and configure-load-balancer-standard',
    },
  }),
  defineCheck<ClusterSubject>({
    id: 'snat-lb-member-has-public-ip',
    title: 'Nodes leave through public IPs of their own',
    severity: 'info',
    level: 'proven',
    area: 'egress',
    order: 33,
    who: 'platform',
    inputs: ['Node', 'Settings'],
    evaluate: (subject, view) =>
      judgeLoadBalancer(view, (egress) => {
        const names = egress.status.nodes.withPublicIp
        if (names.length === 0) return clear
        const summary =
          `${formatCount(names.length)} of ${formatCounted(egress.nodes, 'node')} with a public IP of their own: ${formatNames(names)}. Their traffic bypasses the ` +
          'outbound rule, so the source address differs from node to node.'
        const text = 'Tell partners about these addresses too, or use node pools without public IPs.'
        const commands = ['kubectl get nodes -o wide']
        const evidence = names.slice(0, 20).map((name) => ({
          object: { kind: 'Node', namespace: null, name },
          field: 'status.addresses[type=ExternalIP]',
          observed: 'set',
          expected: 'not set',
        }))
        return found(
          statingAssumptions({ summary, object: referToCluster(subject), evidence, fix: { text, commands } }, egress),
        )
      }),
    page: {
      see: 'Some Nodes have an address of type ExternalIP while a load balancer carries egress.',
      why: 'A node with an instance-level public IP ignores the outbound rule; it still counts as a member of the pool.',
      fix: 'Document these addresses, or disable public IPs on the node pool.',
      confirm: 'kubectl get nodes -o wide',
      ignore: 'The pool is meant to have addresses of its own, for game servers or media traffic.',
      source: 'Azure docs, articles/load-balancer/outbound-rules',
    },
  }),
  defineCheck<ClusterSubject>({
    id: 'snat-nat-gateway-advised',
    title: 'A NAT gateway would end fixed SNAT ports per node',
    severity: 'warning',
    level: 'proven',
    area: 'egress',
    order: 34,
    who: 'platform',
    inputs: ['Node', 'Settings'],
    evaluate: (subject, view) =>
      judgeLoadBalancer(view, (egress) => {
        const withSixteenIps = recommendManualPorts(egress.nodes, 16 * portsPerIp) ?? 0
        if (egress.nodes < nodesForNatGateway && withSixteenIps >= 1024) return clear
        const summary = `${formatCounted(egress.nodes, 'node')} share the ports of a load balancer in fixed portions: one busy node runs out while others hold theirs unused. A NAT gateway gives ports on demand.`
        const text =
          'Plan the change to a NAT gateway: the outbound addresses change, open connections drop, and with a managed virtual network there is no direct way back.'
        const commands = [
          writeAksUpdate(
            view,
            '--outbound-type managedNATGateway --nat-gateway-managed-outbound-ip-count 2 --nat-gateway-idle-timeout 4',
          ),
        ]
        const evidence = [showNodeCount(egress, `fewer than ${nodesForNatGateway}`)]
        return found(
          statingAssumptions({ summary, object: referToCluster(subject), evidence, fix: { text, commands } }, egress),
        )
      }),
    page: {
      see: 'A load balancer carries egress of 200 nodes or more.',
      why: 'Fixed portions waste ports and every boundary or capacity limit concerns all nodes at once. A NAT gateway has one pool of 64,512 ports for each IP.',
      fix: 'Own virtual network: attach a NAT gateway to the node subnet, then set outbound type userAssignedNATGateway. Managed network: managedNATGateway. Addresses change; plan it.',
      confirm: countNodesCommand,
      ignore: 'Few connections leave the cluster, and a manual allocation with enough IPs is in place.',
      source: 'AKS docs, nat-gateway and egress-outboundtype; Azure docs, nat-gateway-resource',
    },
  }),
  defineCheck<ClusterSubject>({
    id: 'egress-udr-firewall',
    title: 'SNAT happens on a firewall that is not looked at',
    severity: 'info',
    level: 'proven',
    area: 'egress',
    order: 35,
    who: 'platform',
    inputs: ['Node', 'Settings'],
    evaluate: (subject, view) => {
      const status = describeEgress(view)
      if (status.outbound.carrier === 'unknown') {
        if (status.nodes.unavailable !== null) throw new NotObservedError(status.nodes.unavailable)
        const problem = status.problems[0]
        if (problem === undefined) return notApplicable(status.outbound.reason)
        return notRun({
          what: `Setting ${problem.field}`,
          reason: 'not-configured',
          detail: problem.message,
          need: problem.fix,
        })
      }
      if (status.outbound.carrier !== 'appliance') return notApplicable(`The outbound type is ${status.outbound.type}.`)
      const summary =
        'Egress goes through a route table to a firewall or appliance, which translates addresses. Its ports are not in these numbers.'
      const text =
        'Watch the SNAT port use of the firewall. Azure Firewall has 2,496 ports per public IP and instance; use 20 or more IPs in production.'
      const commands = ['az network firewall list --query "[].{name:name,ips:length(ipConfigurations)}" --output table']
      const evidence = [{ field: 'egress.mode', observed: status.outbound.type, source: 'Fairlead configuration' }]
      return found({ summary, object: referToCluster(subject), evidence, fix: { text, commands } })
    },
    page: {
      see: 'The configuration says that the outbound type is userDefinedRouting.',
      why: 'No load balancer allocates ports then; the firewall does, with limits of its own.',
      fix: 'Watch the metrics of the firewall, and give it enough public IPs.',
      confirm: 'az aks show --resource-group RESOURCE_GROUP --name CLUSTER_NAME --query networkProfile.outboundType',
      ignore: 'The firewall is watched elsewhere.',
      source: 'AKS docs, egress-outboundtype, nat-gateway and limit-egress-traffic',
    },
  }),
]

/** Checks of egress that can be judged from Nodes and settings, without access to the cloud. */
export const egressChecks: Check<ClusterSubject>[] = [...snatManualChecks, ...snatDefaultChecks, ...outboundChecks]
