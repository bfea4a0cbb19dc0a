import type { RunningCluster } from '@/lib/demo/clock/running-platform'
import { createCertificateAuthority } from './issue-certificates'
import { startIngressEndpoint } from './start-ingress-endpoint'

export interface IngressEndpoints {
  /** For each cluster: from a published `address:port` to where that is answered, as `probe.connectTo` of fairlead.yaml takes it. */
  readonly connectTo: ReadonlyMap<string, Record<string, string>>
  close(): Promise<void>
}

/** Starts what answers at the public load balancer of each cluster. Certificates come from one root, as they would. */
export async function startIngressEndpoints(clusters: ReadonlyMap<string, RunningCluster>): Promise<IngressEndpoints> {
  const authority = await createCertificateAuthority('Demo Root X1')
  const started = await Promise.all(
    [...clusters].map(async ([name, { built, api }]) => {
      const { loadBalancer } = built.plan
      const address = 'ip' in loadBalancer ? loadBalancer.ip : loadBalancer.hostname
      const endpoint = await startIngressEndpoint({ store: api.store, address, authority })
      return { name, ips: 'ip' in loadBalancer ? [loadBalancer.ip] : loadBalancer.ips, endpoint }
    }),
  )
  const connectTo = new Map(
    started.map(({ name, ips, endpoint }) => [
      name,
      Object.fromEntries(
        ips.flatMap((ip) => [
          [`${ip}:443`, `127.0.0.1:${endpoint.httpsPort}`],
          [`${ip}:80`, `127.0.0.1:${endpoint.httpPort}`],
        ]),
      ),
    ]),
  )
  return { connectTo, close: async () => void (await Promise.all(started.map(({ endpoint }) => endpoint.close()))) }
}
