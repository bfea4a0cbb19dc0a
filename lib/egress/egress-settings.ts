import type { ClusterSettings } from '@/lib/model/settings'
import { checkAllocatedPorts, checkOutboundIps } from './snat-allocation'

/** What carries traffic to the internet. `appliance`: a route table sends it to a firewall; `none`: no way out is set up. */
export type Carrier = 'load-balancer' | 'nat-gateway' | 'appliance' | 'none'

/** A setting that cannot be used: its name in the configuration file, what is wrong, and what to write. */
export interface EgressProblem {
  field: 'egress.mode' | 'egress.outboundIps' | 'egress.allocatedPorts'
  message: string
  fix: string
}

/** The egress settings of a cluster, checked. Null means not configured, or not usable (then `problems` says why). */
export interface EgressSettings {
  /** As Azure writes it, or `natGateway` where the configuration only says that it is one. */
  type: string | null
  carrier: Carrier | null
  outboundIps: number | null
  /** 0: default allocation. */
  allocatedPorts: number | null
  problems: EgressProblem[]
}

/**
 * Outbound types by lower-case spelling. Source: AKS docs, egress-outboundtype, and @azure/arm-containerservice 25.3.0 `OutboundType`.
 * The short words are Fairlead's own.
 */
const outboundTypes: Record<string, { type: string; carrier: Carrier }> = {
  loadbalancer: { type: 'loadBalancer', carrier: 'load-balancer' },
  'load-balancer': { type: 'loadBalancer', carrier: 'load-balancer' },
  default: { type: 'loadBalancer', carrier: 'load-balancer' },
  manual: { type: 'loadBalancer', carrier: 'load-balancer' },
  managednatgateway: { type: 'managedNATGateway', carrier: 'nat-gateway' },
  managednatgatewayv2: { type: 'managedNATGatewayV2', carrier: 'nat-gateway' },
  userassignednatgateway: { type: 'userAssignedNATGateway', carrier: 'nat-gateway' },
  natgateway: { type: 'natGateway', carrier: 'nat-gateway' },
  'nat-gateway': { type: 'natGateway', carrier: 'nat-gateway' },
  userdefinedrouting: { type: 'userDefinedRouting', carrier: 'appliance' },
  none: { type: 'none', carrier: 'none' },
  block: { type: 'block', carrier: 'none' },
}

/** Reads and checks the egress settings. Never throws: what cannot be used is a problem that names the field and the fix. */
export function readEgressSettings(egress: ClusterSettings['egress']): EgressSettings {
  const problems: EgressProblem[] = []
  const spelling = egress.mode?.trim().toLowerCase() ?? null
  const known = spelling !== null && Object.hasOwn(outboundTypes, spelling) ? outboundTypes[spelling] : undefined
  if (spelling !== null && known === undefined) {
    const message = `egress.mode "${egress.mode}" is not an outbound type that Fairlead knows.`
    const fix = `Use loadBalancer, managedNATGateway, userAssignedNATGateway, userDefinedRouting, none, or nat-gateway.`
    problems.push({ field: 'egress.mode', message, fix })
  }

  const outboundIps = keepUsable(egress.outboundIps, 'egress.outboundIps', problems)
  const allocatedPorts = keepUsable(egress.allocatedPorts, 'egress.allocatedPorts', problems)
  if (spelling === 'manual' && egress.allocatedPorts === null) {
    const message = 'egress.mode is manual, and egress.allocatedPorts is not set.'
    problems.push({
      field: 'egress.allocatedPorts',
      message,
      fix: 'Set the ports per node of the outbound rule, a multiple of 8.',
    })
  }
  if (
    allocatedPorts !== null &&
    ((spelling === 'manual' && allocatedPorts === 0) || (spelling === 'default' && allocatedPorts > 0))
  ) {
    const message = `egress.mode is ${spelling}, and egress.allocatedPorts is ${allocatedPorts}: they contradict each other.`
    problems.push({
      field: 'egress.allocatedPorts',
      message,
      fix: 'Leave egress.mode out, or set it to loadBalancer: the ports say the rest.',
    })
  }
  const isPortsMoot = known !== undefined && known.carrier !== 'load-balancer' && (allocatedPorts ?? 0) > 0
  if (isPortsMoot) {
    const message = `egress.allocatedPorts is ${allocatedPorts}, and egress.mode ${known.type} has no allocated ports.`
    problems.push({
      field: 'egress.allocatedPorts',
      message,
      fix: 'Remove egress.allocatedPorts, or set egress.mode to loadBalancer.',
    })
  }
  return { type: known?.type ?? null, carrier: known?.carrier ?? null, outboundIps, allocatedPorts, problems }
}

function keepUsable(
  value: number | null,
  field: 'egress.outboundIps' | 'egress.allocatedPorts',
  problems: EgressProblem[],
): number | null {
  if (value === null) return null
  const problem = field === 'egress.outboundIps' ? checkOutboundIps(value) : checkAllocatedPorts(value)
  if (problem === null) return value
  problems.push({ field, message: `egress.${problem.message}`, fix: problem.fix })
  return null
}
