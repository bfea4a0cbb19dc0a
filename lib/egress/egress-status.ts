import { formatCount, formatCounted, formatNames } from '@/lib/format/count'
import type { Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { describeAllocation } from './describe-allocation'
import { readEgressSettings } from './egress-settings'
import type { EgressStatus, Outbound } from './egress-shape'
import { countNodes } from './node-count'
import { describeProvider, type Provider } from './provider'

/** Describes egress from Nodes and settings. Never throws for something outside: what is unknown says why. */
export function describeEgress(view: ClusterView): EgressStatus {
  const provider = describeProvider(view)
  const nodes = countNodes(view)
  const settings = readEgressSettings(view.settings.egress)
  const outbound = describeOutbound(provider, settings)
  return {
    provider: provider.provider,
    outbound,
    nodes,
    ...describeAllocation(outbound, nodes, settings),
    use: describeUnread('SNAT ports in use on each node', provider.provider),
    failedConnections: describeUnread('Failed outbound connections', provider.provider),
    problems: settings.problems,
  }
}

/**
 * The mode is in no Kubernetes object, so it is declared, inferred from another setting that only a load balancer has, or assumed to
 * be the default of AKS. Source: AKS docs, egress-outboundtype.
 */
function describeOutbound(
  provider: ReturnType<typeof describeProvider>,
  settings: ReturnType<typeof readEgressSettings>,
): Outbound {
  const unknown = (reason: string): Outbound => ({ type: 'unknown', carrier: 'unknown', source: 'inferred', reason })
  if (settings.type !== null && settings.carrier !== null) {
    return {
      type: settings.type,
      carrier: settings.carrier,
      source: 'declared',
      reason: 'egress.mode in the configuration',
    }
  }
  const modeProblem = settings.problems.find((problem) => problem.field === 'egress.mode')
  if (modeProblem !== undefined) return unknown(modeProblem.message)
  if (provider.unavailable !== null) return unknown(provider.reason)
  if (provider.provider === 'eks') {
    return unknown(
      'Pods on EKS leave through a NAT gateway or an internet gateway of the VPC; set egress.mode: nat-gateway if it is the first',
    )
  }
  if (provider.provider === 'unknown') {
    return unknown(`The provider is not known (${provider.reason}); set egress.mode to say how traffic leaves`)
  }
  const asLoadBalancer = { type: 'loadBalancer', carrier: 'load-balancer' as const }
  if (settings.allocatedPorts !== null || settings.outboundIps !== null) {
    const named = settings.allocatedPorts === null ? 'egress.outboundIps' : 'egress.allocatedPorts'
    return {
      ...asLoadBalancer,
      source: 'inferred',
      reason: `${named} is configured and egress.mode is not: the AKS default`,
    }
  }
  const reason =
    'The default of AKS (AKS Automatic starts with a NAT gateway instead); the Kubernetes API does not tell, set egress.mode'
  return { ...asLoadBalancer, source: 'assumed', reason }
}

function describeUnread(what: string, provider: Provider): Unavailable {
  const metrics = provider === 'eks' ? 'CloudWatch' : provider === 'aks' ? 'Azure Monitor' : 'the cloud’s metrics'
  return { what, reason: 'not-built', detail: `Fairlead does not read ${metrics} yet`, need: null }
}

/** One or two sentences to read aloud: ports per node, headroom, and what they rest on. */
export function sayEgress(status: EgressStatus): string {
  const { allocation, headroom, nodes } = status
  if (allocation.portsPerNode === null || nodes.count === null) {
    return `SNAT ports per node are not known. ${toSentence(allocation.basis)}`
  }
  const has = nodes.count === 1 ? 'The only node has' : `Each of the ${formatCount(nodes.count)} nodes has`
  const assumed =
    allocation.assumptions.length === 0
      ? ''
      : `, assuming ${formatNames(allocation.assumptions, allocation.assumptions.length)}`
  return `${has} ${formatCounted(allocation.portsPerNode, 'SNAT port')}${assumed}. ${toSentence(headroom.reason)}`
}

function toSentence(text: string): string {
  const trimmed = text.trim()
  const capitalised = trimmed.charAt(0).toUpperCase() + trimmed.slice(1)
  return /[.!?]$/.test(capitalised) ? capitalised : `${capitalised}.`
}
