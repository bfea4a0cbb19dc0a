import { quoteShellWord } from '@/lib/format/shell-word'

/** Where `az aks` finds a cluster. */
export interface AksName {
  resourceGroup: string
  name: string
}

/**
 * `az aks update` for a cluster, with capital placeholders where its name is not known. One line; with `isWrapped` every option stands
 * on a line of its own.
 */
export function formatAksUpdate(
  cluster: AksName | null,
  options: readonly string[],
  { isWrapped = false }: { isWrapped?: boolean } = {},
): string {
  const group = cluster === null ? 'RESOURCE_GROUP' : quoteShellWord(cluster.resourceGroup)
  const name = cluster === null ? 'CLUSTER_NAME' : quoteShellWord(cluster.name)
  return [`az aks update --resource-group ${group} --name ${name}`, ...options].join(isWrapped ? ' \\\n  ' : ' ')
}

/** A change of the outbound rule is disruptive (AKS docs, configure-load-balancer-standard). */
export const disruptionNote =
  'The change rewrites the outbound rule and can cut open connections, so make it in a quiet hour.'

/** Options that set the outbound rule. Both values are named, so that the command says all of it. 0 ports: default allocation. */
export function listOutboundOptions(change: { outboundIps: number; allocatedPorts: number }): string[] {
  return [
    `--load-balancer-managed-outbound-ip-count ${change.outboundIps}`,
    `--load-balancer-outbound-ports ${change.allocatedPorts}`,
  ]
}

/** Options that hand egress to a NAT gateway that AKS makes, with the default idle time-out of such gateways. */
export function listNatGatewayOptions(outboundIps: number): string[] {
  return [
    '--outbound-type managedNATGateway',
    `--nat-gateway-managed-outbound-ip-count ${outboundIps}`,
    '--nat-gateway-idle-timeout 4',
  ]
}
