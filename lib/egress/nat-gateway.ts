/**
 * What a NAT gateway holds. Ports are given on demand from one pool that all nodes share, so there is no number per node.
 *
 * Source: Azure docs, articles/nat-gateway/nat-gateway-resource, nat-sku and nat-gateway-snat; AWS VPC guide, NAT gateway basics and
 * quotas.
 */
export type NatCloud = 'azure' | 'aws'

/** SNAT ports of one IPv4 address of an Azure NAT gateway, for TCP and once more for UDP. */
export const natPortsPerIp = 64_512

/** Null: the cloud publishes no such figure. */
export interface NatGatewayPool {
  ports: number | null
  /** Connections at one time to one destination (address, port and protocol). */
  toOneDestination: number
  /** Connections at one time to all destinations. */
  connections: number | null
}

const limits = {
  azure: { ipsMax: 16, portsPerIp: natPortsPerIp, toOneDestinationPerIp: 50_000, connections: 2_000_000 },
  aws: { ipsMax: 8, portsPerIp: null, toOneDestinationPerIp: 55_000, connections: null },
} as const

/** Addresses that one gateway can have: 16 on Azure; 8 on AWS, where the quota starts at 2 and can be raised. */
export function countNatIpsMax(cloud: NatCloud): number {
  return limits[cloud].ipsMax
}

/** The pool of a gateway with that many IPv4 addresses; null when there cannot be so many. */
export function calculateNatPool(outboundIps: number, cloud: NatCloud): NatGatewayPool | null {
  const { ipsMax, portsPerIp, toOneDestinationPerIp, connections } = limits[cloud]
  if (!Number.isInteger(outboundIps) || outboundIps < 1 || outboundIps > ipsMax) return null
  return {
    ports: portsPerIp === null ? null : portsPerIp * outboundIps,
    toOneDestination: toOneDestinationPerIp * outboundIps,
    connections,
  }
}
