/** What the configuration says about one cluster, with defaults filled in. Null means: not configured, find out or assume. */
export interface ClusterSettings {
  name: string
  dns: { mode: 'off' | 'resolvers' | 'authoritative'; servers: string[] }
  egress: { outboundIps: number | null; allocatedPorts: number | null; mode: string | null }
}
