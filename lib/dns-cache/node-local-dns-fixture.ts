import type { KindName } from '@/lib/model/kubernetes'
import type { ClusterSettings } from '@/lib/model/settings'
import type { Unavailable } from '@/lib/model/unavailable'
import { ClusterView } from '@/lib/snapshot/cluster-view'
import type { ObjectStore } from '@/lib/snapshot/object-store'
import { createTestStore, type TestObjects } from '@/lib/snapshot/test-store'

/** A small cluster with NodeLocal DNS for tests; null leaves a part out. */
export interface NodeLocalDnsCluster {
  corefile?: string | null
  args?: string[] | null
  image?: string
  hostNetwork?: boolean
  kubeDns?: string | null
  upstream?: string | null
  /** Changes to the DaemonSet's Pod spec. */
  podSpec?: Record<string, unknown>
  nodes?: NonNullable<TestObjects['Node']>
  pods?: NonNullable<TestObjects['Pod']>
  unavailable?: KindName[]
  settings?: Partial<ClusterSettings>
  nowMs?: number
}

export const defaultArgs = [
  '-localip',
  '169.254.20.10,10.0.0.10',
  '-conf',
  '/etc/Corefile',
  '-upstreamsvc',
  'kube-dns-upstream',
]

const common = 'errors\nreload\nloop\nbind 169.254.20.10 10.0.0.10\nprometheus :9253'

/** A server block in order, with these lines added; `without` names directives to leave out. */
export function writeBlock(zone: string, lines: string, without: string[] = []): string {
  const kept = common.split('\n').filter((line) => !without.includes(line.split(' ')[0] ?? ''))
  return `${zone}:53 {\n    ${[...kept, ...lines.split('\n')].join('\n    ')}\n}\n`
}

export const soundCorefile =
  writeBlock(
    'cluster.local',
    'cache {\n    success 9984 30\n    denial 9984 5\n}\nforward . __PILLAR__CLUSTER__DNS__ {\n    force_tcp\n}',
  ) +
  writeBlock('in-addr.arpa', 'cache 30\nforward . __PILLAR__CLUSTER__DNS__ {\n    force_tcp\n}') +
  writeBlock('.', 'cache 30\nforward . __PILLAR__UPSTREAM__SERVERS__')

export function forbid(kind: KindName): Unavailable {
  const what = `${kind.toLowerCase()}s`
  return { what, reason: 'forbidden', detail: 'forbidden for the reader', need: `list and watch on ${what}` }
}

const service = (name: string, clusterIP: string | null | undefined) =>
  clusterIP === null || clusterIP === undefined
    ? []
    : [
        {
          metadata: { name, namespace: 'kube-system' },
          spec: { clusterIP, selector: { 'k8s-app': 'kube-dns' }, ports: [{ port: 53, protocol: 'TCP' }] },
        },
      ]

export function createNodeLocalDnsStore(cluster: NodeLocalDnsCluster = {}): ObjectStore {
  const { corefile = soundCorefile, args = defaultArgs, kubeDns = '10.0.0.10', upstream = '10.0.44.7' } = cluster
  const labels = { 'k8s-app': 'node-local-dns' }
  const DaemonSet = {
    metadata: { name: 'node-local-dns', namespace: 'kube-system', labels },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          hostNetwork: cluster.hostNetwork ?? true,
          tolerations: [{ operator: 'Exists' }],
          containers: [
            {
              name: 'node-cache',
              image: cluster.image ?? 'registry.k8s.io/dns/k8s-dns-node-cache:1.26.7',
              args: args ?? [],
              volumeMounts: [{ name: 'config-volume', mountPath: '/etc/coredns' }],
            },
          ],
          volumes: [
            {
              name: 'config-volume',
              configMap: { name: 'node-local-dns', items: [{ key: 'Corefile', path: 'Corefile.base' }] },
            },
          ],
          ...cluster.podSpec,
        },
      },
    },
  }
  const configMap = {
    metadata: { name: 'node-local-dns', namespace: 'kube-system' },
    data: { Corefile: corefile ?? '' },
  }
  const configMaps = corefile === null ? [] : [configMap]
  const objects: TestObjects = {
    DaemonSet: args === null ? [] : [DaemonSet],
    ConfigMap: configMaps,
    Service: [...service('kube-dns', kubeDns), ...service('kube-dns-upstream', upstream)],
    Node: cluster.nodes ?? [],
    Pod: cluster.pods ?? [],
  }
  const unavailable = Object.fromEntries((cluster.unavailable ?? []).map((kind) => [kind, forbid(kind)]))
  return createTestStore(objects, { unavailable, settings: cluster.settings })
}

export function viewNodeLocalDns(cluster: NodeLocalDnsCluster = {}): ClusterView {
  return new ClusterView(createNodeLocalDnsStore(cluster), cluster.nowMs ?? 0)
}
