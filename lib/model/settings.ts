/** What the configuration says about one cluster, with defaults filled in. Null means: not configured, find out or assume. */
export interface ClusterSettings {
  name: string
  dns: DnsSettings
  egress: { outboundIps: number | null; allocatedPorts: number | null; mode: string | null }
}

/**
 * `servers` are resolvers; none: those of the system. With `authoritative` names are asked at the servers of their zone, which the resolvers find.
 * `zones` are those that external-dns works on; left out: what ClusterIssuers name.
 */
export interface DnsSettings {
  mode: 'off' | 'resolvers' | 'authoritative'
  servers: string[]
  zones?: string[]
  /** Where name servers of zones listen, when it is not 53. */
  nameServerPort?: number
}
