import type { ClusterExample, ExampleTable } from '@/lib/checks/check-example'
import {
  createNodeLocalDnsStore,
  defaultArgs,
  type NodeLocalDnsCluster,
  soundCorefile,
  writeBlock,
} from '@/lib/dns-cache/node-local-dns-fixture'

const nowMs = Date.UTC(2026, 0, 1, 1)
const createdAt = '2026-01-01T00:00:00Z'
const upstream = 'forward . __PILLAR__UPSTREAM__SERVERS__'
const toCluster = 'forward . __PILLAR__CLUSTER__DNS__ {\n    force_tcp\n}'
const oldImage = 'registry.k8s.io/dns/k8s-dns-node-cache:1.22.20'

const on = (cluster: NodeLocalDnsCluster) => (): ClusterExample => ({
  store: createNodeLocalDnsStore(cluster),
  subject: { cluster: 'blue' },
  nowMs,
})
/** One server block with these lines; `without` leaves directives of the usual ones out. */
const block = (zone: string, lines: string, without: string[] = []) =>
  on({ corefile: writeBlock(zone, lines, without) })
const cache = (options: string) => block('.', `cache {\n${options}\n}\n${upstream}`)
const sound = `cache 30\n${upstream}`
const args = (...extra: string[]) => on({ args: [...defaultArgs, ...extra] })

const node = (name: string) => ({
  metadata: { name, creationTimestamp: createdAt },
  status: { conditions: [{ type: 'Ready', status: 'True' }] },
})
const pod = (nodeName: string, tag: string) => ({
  metadata: {
    name: `dns-${nodeName}`,
    namespace: 'kube-system',
    labels: { 'k8s-app': 'node-local-dns' },
    creationTimestamp: createdAt,
  },
  spec: { nodeName, containers: [{ name: 'node-cache', image: `k8s-dns-node-cache:${tag}` }] },
  status: { conditions: [{ type: 'Ready', status: 'True' }] },
})

/** An example that raises each check of NodeLocal DNS. */
export const dnsCacheExamples: ExampleTable<ClusterExample> = {
  'corefile-parse-error': block('.', `cahe 30\n${upstream}`),
  'plugin-not-linked': block('.', `ready\n${sound}`),
  'option-too-new': on({ corefile: writeBlock('.', `cache {\nkeepttl\n}\n${upstream}`), image: oldImage }),
  'placeholder-left': block('__PILLAR__DNS__DOMAIN__', `cache 30\n${toCluster}`),
  'brace-glued': on({ corefile: 'a.org:53{\n    errors\n}\n' }),
  'zone-uppercase': block('Cluster.Local', `cache 30\n${toCluster}`),
  'zone-suspicious': block('a.org,b.org', sound),
  'keyless-block': on({ corefile: `{\n    errors\n}\n${soundCorefile}` }),
  'comment-glued': block('.', `cache 30# note two\n${upstream}`),
  'cache-ttl-unit': block('.', `cache 30s\n${upstream}`),
  'cache-zone-outside': block('cluster.local', `cache 30 example.org\n${toCluster}`),
  'forward-missing': block('.', 'cache 30'),
  'forward-self': block('.', 'cache 30\nforward . 169.254.20.10'),
  'forward-wrong-upstream': block('cluster.local', 'cache 30\nforward . 10.0.9.9 {\n    force_tcp\n}'),
  'cluster-forward-udp': block('cluster.local', 'cache 30\nforward . __PILLAR__CLUSTER__DNS__'),
  'cache-missing': block('.', upstream),
  'cache-success-only': cache('success 9984 30'),
  'denial-ttl-high-cluster': block('cluster.local', `cache 30\n${toCluster}`),
  'denial-ttl-high-root': cache('prefetch 10'),
  'cache-defaults-implicit': cache('prefetch 10'),
  'capacity-rounded': cache('success 5000 30\ndenial 9984 5'),
  'capacity-zero': cache('success 0 30\ndenial 9984 5'),
  'min-ttl-over-max': cache('success 9984 30 60\ndenial 9984 5'),
  'prefetch-useless': cache('success 9984 30\ndenial 9984 10\nprefetch 20 60s 15%'),
  'prefetch-duration-moot': cache('success 9984 30\ndenial 9984 10\nprefetch 20 60s 15%'),
  'stale-no-servfail0': cache('success 9984 30\nserve_stale'),
  'stale-window-long': cache('serve_stale 24h\nservfail 0'),
  'stale-on-cluster': block('cluster.local', `cache {\nserve_stale\nservfail 0\n}\n${toCluster}`),
  'servfail-long': cache('servfail 60s'),
  'keepttl-forwarder': cache('keepttl'),
  'debug-enabled': block('.', `debug\n${sound}`),
  'root-missing': block('cluster.local', `cache 30\n${toCluster}`),
  'flag-removed': args('-setupebtables'),
  'syncinterval-unit': args('-syncinterval', '30s'),
  'bind-missing': block('.', sound, ['bind']),
  'bind-localip-mismatch': block('.', `bind 169.254.20.10\n${sound}`, ['bind']),
  'bind-kubedns-mismatch': on({ kubeDns: '172.20.0.10' }),
  'bind-inconsistent': on({
    corefile: writeBlock('.', sound) + writeBlock('a.org', `bind 169.254.20.10\n${sound}`, ['bind']),
  }),
  'localip-empty-element': on({ args: ['-localip', '169.254.20.10,', '-conf', '/c'] }),
  'conf-flag-missing': on({ args: ['-localip', '169.254.20.10'] }),
  'loop-missing': block('.', sound, ['loop']),
  'reload-missing': block('.', sound, ['reload']),
  'errors-missing': block('.', sound, ['errors']),
  'log-enabled': block('.', `log\n${sound}`),
  'prometheus-missing': block('.', sound, ['prometheus']),
  'ds-not-everywhere': on({ nodes: [node('a'), node('b')], pods: [pod('a', '1.26.7')] }),
  'image-skew': on({ nodes: [node('a'), node('b')], pods: [pod('a', '1.26.7'), pod('b', '1.22.20')] }),
  'image-outdated': on({ image: oldImage }),
}

/** Clusters that make checks read what the examples above leave aside: the Service behind a reverse zone. */
export const quietDnsCacheExamples: readonly (() => ClusterExample)[] = [
  block('in-addr.arpa', 'cache 30\nforward . 10.0.44.7'),
]
