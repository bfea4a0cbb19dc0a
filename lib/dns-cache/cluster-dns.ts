import type { ObjectRef } from '@/lib/model/object-ref'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { type Part, readInstallation } from './installation'

/** A Service in front of the cluster's CoreDNS. `clusterIps` is empty for a headless one. */
export interface DnsService {
  ref: ObjectRef
  clusterIps: string[]
  hasTcpPort: boolean
}

export interface ClusterDns {
  /** The Service that Pods ask: `kube-dns`, or `coredns` where that is missing. */
  kubeDns: Part<DnsService>
  /** The Service behind `__PILLAR__CLUSTER__DNS__`; absent when the DaemonSet names one that does not exist. */
  upstream: Part<DnsService>
}

/**
 * The Services that node-cache stands in for and forwards to. Source: kubernetes/kubernetes
 * cluster/addons/dns/nodelocaldns/nodelocaldns.yaml (kube-dns-upstream); kubernetes/dns cmd/node-cache/main.go (`-upstreamsvc`).
 */
export function readClusterDns(view: ClusterView): ClusterDns {
  return view.fact<ClusterDns>('node-local-dns:cluster-dns', (inner) => {
    const { daemonSet } = readInstallation(inner)
    const kubeDns = lookUpService(inner, 'kube-system', 'kube-dns')
    const upstream =
      daemonSet.state === 'found'
        ? lookUpService(inner, daemonSet.part.ref.namespace ?? 'kube-system', daemonSet.part.upstreamService)
        : lookUpService(inner, 'kube-system', 'kube-dns-upstream')
    return { kubeDns: kubeDns.state === 'absent' ? lookUpService(inner, 'kube-system', 'coredns') : kubeDns, upstream }
  })
}

function lookUpService(view: ClusterView, namespace: string, name: string): Part<DnsService> {
  const lookup = view.lookUp('Service', namespace, name)
  if (lookup.state !== 'found') return lookup
  const { spec } = lookup.object
  const written = spec?.clusterIPs ?? (spec?.clusterIP === undefined ? [] : [spec.clusterIP])
  return {
    state: 'found',
    part: {
      ref: { kind: 'Service', namespace, name },
      clusterIps: written.filter((ip) => ip !== '' && ip !== 'None'),
      hasTcpPort: (spec?.ports ?? []).some((port) => port.port === 53 && port.protocol === 'TCP'),
    },
  }
}
