import type { DnsServer } from '@/lib/demo/dns/start-dns-server'
import type { KubernetesApi } from '@/lib/demo/kubernetes-api/start-kubernetes-api'
import type { BuiltCluster } from '@/lib/demo/scenarios/build-cluster'

/** A cluster of the running platform: what it was built from and the API server that holds it now. */
export interface RunningCluster {
  built: BuiltCluster
  api: KubernetesApi
}

/** What a script may change. */
export interface RunningPlatform {
  clusters: ReadonlyMap<string, RunningCluster>
  dns: DnsServer
  now: () => number
}

/** The cluster of that name; throws naming those that exist. */
export function requireCluster(platform: RunningPlatform, name: string): RunningCluster {
  const cluster = platform.clusters.get(name)
  if (!cluster)
    throw new Error(`The demo platform has no cluster ${name}; it has ${[...platform.clusters.keys()].join(', ')}`)
  return cluster
}
