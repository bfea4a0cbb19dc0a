import { formatAksUpdate } from '@/lib/egress/aks-update'
import type { EgressStatus } from '@/lib/egress/egress-shape'
import { describeEgress } from '@/lib/egress/egress-status'
import { describeProvider } from '@/lib/egress/provider'
import { portsPerIp, recommendManualPorts } from '@/lib/egress/snat-allocation'
import { formatNames } from '@/lib/format/count'
import type { ClusterSettings } from '@/lib/model/settings'
import { NotObservedError } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { type CheckOutcome, type EvidenceDraft, type FindingDraft, notApplicable, notRun } from '../define-check'

/** Egress through a load balancer, with the numbers that are certain once it is judged. */
export interface LoadBalancerEgress {
  status: EgressStatus
  nodes: number
  outboundIps: number
  /** 0: default allocation. */
  allocatedPorts: number
}

/**
 * Judges egress when a load balancer carries it. Nodes that cannot be read and settings that cannot be used end as `not-run`; another
 * way out, or an unknown one, is not for these checks.
 */
export function judgeLoadBalancer(
  view: ClusterView,
  judge: (egress: LoadBalancerEgress) => CheckOutcome,
): CheckOutcome {
  const status = describeEgress(view)
  if (status.nodes.unavailable !== null) throw new NotObservedError(status.nodes.unavailable)
  const problem = status.problems[0]
  if (problem !== undefined) {
    return notRun({
      what: `Setting ${problem.field}`,
      reason: 'not-configured',
      detail: problem.message,
      need: problem.fix,
    })
  }
  if (status.outbound.carrier === 'unknown') return notApplicable(status.outbound.reason)
  if (status.outbound.carrier !== 'load-balancer') {
    return notApplicable(`The outbound type is ${status.outbound.type}: no load balancer allocates SNAT ports.`)
  }
  const nodes = status.nodes.count
  if (nodes === null || nodes === 0) return notApplicable('There are no nodes.')
  const { outboundIps } = status.allocation
  if (outboundIps === null) return notApplicable(status.allocation.basis)
  return judge({ status, nodes, outboundIps, allocatedPorts: view.settings.egress.allocatedPorts ?? 0 })
}

/** The outcome of a check whose whole finding would be an assumed setting: which one to set. */
export function needSetting(field: keyof ClusterSettings['egress'], what: string): CheckOutcome {
  const detail = 'the Kubernetes API does not tell, and it is not configured'
  return notRun({
    what,
    reason: 'not-configured',
    detail,
    need: `egress.${field} in the configuration of this cluster`,
  })
}

/** Lowers a finding that rests on assumptions to `info`, and adds to summary and evidence what it assumes. */
export function statingAssumptions(finding: FindingDraft, { status }: LoadBalancerEgress): FindingDraft {
  const { assumptions } = status.allocation
  if (assumptions.length === 0) return finding
  return {
    ...finding,
    severity: 'info',
    level: 'inferred',
    summary: `${finding.summary} This assumes ${formatNames(assumptions, assumptions.length)}: set egress in the configuration to be sure.`,
    evidence: [
      ...finding.evidence,
      { field: 'egress', observed: `assumed: ${assumptions.join(', ')}`, source: 'Fairlead configuration' },
    ],
  }
}

export function showNodeCount({ status }: LoadBalancerEgress, expected?: string): EvidenceDraft {
  return { field: 'Nodes', observed: `${status.nodes.count} (${status.nodes.countedBy})`, expected }
}

export function showAllocation({ status }: LoadBalancerEgress, expected?: string): EvidenceDraft {
  return {
    field: 'ports per node',
    observed: status.allocation.basis,
    expected,
    source: 'published allocation table and configuration',
  }
}

/** `az aks update` for this cluster, with names where the Nodes tell them and capital placeholders where they do not. */
export function writeAksUpdate(view: ClusterView, options: string): string {
  return formatAksUpdate(describeProvider(view).azureCluster, [options])
}

/** A manual allocation with room to grow. */
export interface ManualPlan {
  ports: number
  outboundIps: number
  /** Nodes, surge included, that it serves. */
  nodes: number
}

/**
 * A manual value that serves a quarter more nodes than now without giving a node fewer ports than it has: with the IPs of today where
 * they suffice, with more where they do not.
 */
export function planManualPorts({ status, nodes, outboundIps }: LoadBalancerEgress): ManualPlan {
  const target = Math.ceil(nodes * 1.25) + 1
  const wanted = status.allocation.portsPerNode ?? 0
  const ips = Math.max(outboundIps, Math.ceil((target * wanted) / portsPerIp))
  const ports = recommendManualPorts(target, ips * portsPerIp) ?? 8
  return { ports, outboundIps: ips, nodes: Math.floor((ips * portsPerIp) / ports) }
}

export function writeManualPlan(view: ClusterView, plan: ManualPlan, outboundIps: number): string {
  const ips = plan.outboundIps === outboundIps ? '' : ` --load-balancer-managed-outbound-ip-count ${plan.outboundIps}`
  return writeAksUpdate(view, `--load-balancer-outbound-ports ${plan.ports}${ips}`)
}

export const countNodesCommand = 'kubectl get nodes --no-headers | wc -l'
