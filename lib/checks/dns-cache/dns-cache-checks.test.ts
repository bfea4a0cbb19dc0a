import { describe, expect, it } from 'vitest'
import {
  defaultArgs,
  type NodeLocalDnsCluster,
  soundCorefile,
  viewNodeLocalDns,
  writeBlock,
} from '@/lib/dns-cache/node-local-dns-fixture'
import { runCheck } from '../run-check'
import { dnsCacheChecks } from './dns-cache-checks'

function run(id: string, cluster: NodeLocalDnsCluster = {}) {
  const check = dnsCacheChecks.find((candidate) => candidate.id === id)
  if (check === undefined) throw new Error(`no check ${id}`)
  return runCheck(check, { cluster: 'blue' }, viewNodeLocalDns(cluster))
}

const upstream = 'forward . __PILLAR__UPSTREAM__SERVERS__'
const toCluster = 'forward . __PILLAR__CLUSTER__DNS__ {\n    force_tcp\n}'
const root = (lines: string, without: string[] = []): NodeLocalDnsCluster => ({
  corefile: writeBlock('.', lines, without),
})
const cluster = (lines: string, without: string[] = []): NodeLocalDnsCluster => ({
  corefile: writeBlock('cluster.local', lines, without),
})
const cached = (options: string) => root(`cache {\n${options}\n}\n${upstream}`)
const bound = (...binds: string[]): NodeLocalDnsCluster => ({
  corefile: binds
    .map((bind, index) => writeBlock(index === 0 ? '.' : `z${index}`, `${bind}\ncache 30\n${upstream}`, ['bind']))
    .join(''),
})
const seed2 = 'success 9984 30\ndenial 9984 10\nprefetch 20 60s 15%'
const old = 'registry.k8s.io/dns/k8s-dns-node-cache:1.22.20'

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString()
const nowMs = Date.UTC(2026, 0, 1, 1)
const node = (name: string, rest: { labels?: Record<string, string>; created?: string; ready?: string } = {}) => ({
  metadata: { name, labels: rest.labels, creationTimestamp: rest.created ?? at(0) },
  status: { conditions: [{ type: 'Ready', status: rest.ready ?? 'True' }] },
})
const pod = (nodeName: string, isReady = true, tag = '1.26.7', created = at(0)) => ({
  metadata: {
    name: `dns-${nodeName}`,
    namespace: 'kube-system',
    labels: { 'k8s-app': 'node-local-dns' },
    creationTimestamp: created,
  },
  spec: { nodeName, containers: [{ name: 'node-cache', image: `k8s-dns-node-cache:${tag}` }] },
  status: { conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False' }] },
})

describe('checks of the node-local DNS cache', () => {
  it.each<[string, string, NodeLocalDnsCluster, string]>([
    ['corefile-parse-error', 'an unknown directive', root(`cahe 30\n${upstream}`), 'error'],
    ['corefile-parse-error', 'a TTL of 0', root(`cache 0\n${upstream}`), 'error'],
    ['plugin-not-linked', 'ready', root(`ready\ncache 30\n${upstream}`), 'error'],
    ['option-too-new', 'keepttl on CoreDNS 1.10.0', { ...cached('keepttl'), image: old }, 'error'],
    [
      'placeholder-left',
      'the cluster domain',
      { corefile: writeBlock('__PILLAR__DNS__DOMAIN__', `cache 30\n${toCluster}`) },
      'error',
    ],
    ['brace-glued', 'a brace on the zone', { corefile: 'a.org:53{\n    errors\n}\n' }, 'error'],
    [
      'zone-uppercase',
      'a zone in capitals',
      { corefile: writeBlock('Cluster.Local', `cache 30\n${toCluster}`) },
      'error',
    ],
    [
      'zone-suspicious',
      'zones joined by a comma',
      { corefile: writeBlock('a.org,b.org', `cache 30\n${upstream}`) },
      'warning',
    ],
    ['keyless-block', 'a block without zone', { corefile: `{\n    errors\n}\n${soundCorefile}` }, 'warning'],
    ['comment-glued', 'a comment on a word', root(`cache 30# note two\n${upstream}`), 'error'],
    ['cache-ttl-unit', '30s', root(`cache 30s\n${upstream}`), 'error'],
    ['cache-zone-outside', 'another zone', cluster(`cache 30 example.org\n${toCluster}`), 'warning'],
    ['forward-missing', 'a block with a cache only', root('cache 30'), 'error'],
    ['forward-self', 'a bound address', root('cache 30\nforward . 169.254.20.10'), 'error'],
    ['forward-self', 'loopback', root('cache 30\nforward . 127.0.0.1'), 'error'],
    ['forward-self', 'the default -upstreamsvc with kube-dns bound', { args: defaultArgs.slice(0, 4) }, 'error'],
    [
      'forward-wrong-upstream',
      'an address that is no Service',
      cluster('cache 30\nforward . 10.0.9.9 {\n    force_tcp\n}'),
      'error',
    ],
    ['forward-wrong-upstream', 'a missing kube-dns-upstream', { upstream: null }, 'error'],
    [
      'cluster-forward-udp',
      'the cluster domain without force_tcp',
      cluster('cache 30\nforward . __PILLAR__CLUSTER__DNS__'),
      'warning',
    ],
    [
      'cluster-forward-udp',
      'a reverse zone',
      { corefile: writeBlock('in-addr.arpa', 'cache 30\nforward . 10.0.44.7') },
      'warning',
    ],
    ['cache-missing', 'forward alone', root(upstream), 'warning'],
    ['cache-success-only', 'success alone', cached('success 9984 30'), 'warning'],
    ['denial-ttl-high-cluster', 'cache 30', cluster(`cache 30\n${toCluster}`), 'warning'],
    ['denial-ttl-high-root', 'the default', cached('prefetch 10'), 'info'],
    ['cache-defaults-implicit', 'prefetch alone', cached('prefetch 10'), 'info'],
    ['cache-defaults-implicit', 'a bare cache', root(`cache\n${upstream}`), 'info'],
    ['capacity-rounded', '5000', cached('success 5000 30\ndenial 9984 5'), 'info'],
    ['capacity-zero', 'success 0', cached('success 0 30\ndenial 9984 5'), 'warning'],
    ['min-ttl-over-max', '30 and 60', cached('success 9984 30 60\ndenial 9984 5'), 'warning'],
    ['prefetch-useless', '20 hits in 30 s', cached(seed2), 'warning'],
    ['prefetch-useless', 'an amount of 0', cached('prefetch 0'), 'warning'],
    ['prefetch-duration-moot', '60s with a TTL of 30', cached(seed2), 'info'],
    ['stale-no-servfail0', 'serve_stale alone', cached('success 9984 30\nserve_stale'), 'warning'],
    ['stale-window-long', 'a day', cached('serve_stale 24h\nservfail 0'), 'warning'],
    ['servfail-long', 'a minute', cached('servfail 60s'), 'warning'],
    ['keepttl-forwarder', 'keepttl', cached('keepttl'), 'warning'],
    ['debug-enabled', 'debug', root(`debug\ncache 30\n${upstream}`), 'warning'],
    ['root-missing', 'the cluster domain alone', cluster(`cache 30\n${toCluster}`), 'warning'],
    ['flag-removed', '-setupebtables on a new image', { args: [...defaultArgs, '-setupebtables'] }, 'error'],
    ['syncinterval-unit', '30s', { args: [...defaultArgs, '-syncinterval', '30s'] }, 'error'],
    ['stale-on-cluster', 'the cluster domain', cluster(`cache {\nserve_stale\nservfail 0\n}\n${toCluster}`), 'warning'],
    ['bind-missing', 'a block without bind', root(`cache 30\n${upstream}`, ['bind']), 'error'],
    ['bind-localip-mismatch', 'one address too few', bound('bind 169.254.20.10'), 'error'],
    ['bind-localip-mismatch', 'one address too many', bound('bind 169.254.20.10 10.0.0.10 10.9.9.9'), 'error'],
    ['bind-kubedns-mismatch', 'another ClusterIP', { kubeDns: '172.20.0.10' }, 'error'],
    ['bind-inconsistent', 'two sets', bound('bind 169.254.20.10 10.0.0.10', 'bind 169.254.20.10'), 'warning'],
    ['localip-empty-element', 'a trailing comma', { args: ['-localip', '169.254.20.10,', '-conf', '/c'] }, 'error'],
    [
      'localip-empty-element',
      'both families',
      { args: ['-localip', '169.254.20.10,fd00::10', '-conf', '/c'] },
      'error',
    ],
    ['localip-empty-element', 'no -localip', { args: ['-conf', '/c'] }, 'error'],
    [
      'localip-empty-element',
      'a placeholder',
      { args: ['-localip', '__PILLAR__LOCAL__DNS__', '-conf', '/c'] },
      'error',
    ],
    ['conf-flag-missing', 'no -conf', { args: ['-localip', '169.254.20.10'] }, 'error'],
    ['conf-flag-missing', 'an empty -conf', { args: ['-localip', '169.254.20.10', '-conf='] }, 'error'],
    ['loop-missing', 'forward without loop', root(`cache 30\n${upstream}`, ['loop']), 'warning'],
    ['reload-missing', 'no reload anywhere', root(`cache 30\n${upstream}`, ['reload']), 'warning'],
    ['errors-missing', 'no errors', root(`cache 30\n${upstream}`, ['errors']), 'warning'],
    ['log-enabled', 'a bare log', root(`log\ncache 30\n${upstream}`), 'warning'],
    ['log-enabled', 'class success', root(`log . {\n    class error success\n}\ncache 30\n${upstream}`), 'warning'],
    ['prometheus-missing', 'no prometheus', root(`cache 30\n${upstream}`, ['prometheus']), 'warning'],
    ['ds-not-everywhere', 'a node without a Pod', { nodes: [node('a'), node('b')], pods: [pod('a')], nowMs }, 'error'],
    ['ds-not-everywhere', 'a Pod that is not ready', { nodes: [node('a')], pods: [pod('a', false)], nowMs }, 'error'],
    ['image-skew', 'two tags', { nodes: [node('a'), node('b')], pods: [pod('a'), pod('b', true, '1.22.20')] }, 'info'],
    ['image-outdated', 'CoreDNS 1.10.0', { image: old }, 'warning'],
  ])('%s is raised for %s', (id, _, given, severity) => {
    const { result, findings } = run(id, given)
    expect(result).toMatchObject({ outcome: 'found' })
    expect(findings).toMatchObject([{ check: id, severity, area: 'dns-cache' }])
    expect(findings[0]?.evidence.length).toBeGreaterThan(0)
    expect(findings[0]?.fix.commands.length).toBeGreaterThan(0)
  })

  it.each<[string, string, NodeLocalDnsCluster]>([
    ['option-too-new', 'servfail on CoreDNS 1.10.0', { ...cached('servfail 0'), image: old }],
    [
      'placeholder-left',
      'placeholders that node-cache fills in',
      root(`bind __PILLAR__LOCAL__DNS__\ncache 30\n${upstream}`, ['bind']),
    ],
    ['comment-glued', 'a comment after a space', root(`cache 30 # two words\n${upstream}`)],
    ['forward-missing', 'whoami', root('whoami')],
    ['forward-self', 'loopback on another port', root('cache 30\nforward . 127.0.0.1:5353')],
    [
      'forward-self',
      'the kube-dns ClusterIP when it is not bound',
      {
        ...root('cache 30\nforward . 10.0.0.10\nbind 169.254.20.10', ['bind']),
        args: ['-localip', '169.254.20.10', '-conf', '/c', '-upstreamsvc', 'kube-dns-upstream'],
      },
    ],
    [
      'forward-wrong-upstream',
      'the ClusterIP of kube-dns-upstream',
      cluster('cache 30\nforward . 10.0.44.7 {\n    force_tcp\n}'),
    ],
    ['forward-wrong-upstream', 'any resolver for the root', root('cache 30\nforward . 8.8.8.8')],
    ['cluster-forward-udp', 'the root', root(`cache 30\n${upstream}`)],
    [
      'cluster-forward-udp',
      'a reverse zone sent elsewhere',
      { corefile: writeBlock('in-addr.arpa', 'cache 30\nforward . 10.9.9.9') },
    ],
    ['cache-success-only', 'one TTL for both', root(`cache 60 {\nsuccess 9984 30\n}\n${upstream}`)],
    ['cache-success-only', 'denial switched off', cached('success 9984 30\ndisable denial')],
    ['denial-ttl-high-cluster', 'the root', root(`cache 30\n${upstream}`)],
    ['denial-ttl-high-root', '300 s', root(`cache 300\n${upstream}`)],
    ['capacity-rounded', '9984', cached('success 9984 30\ndenial 1024 5')],
    ['capacity-rounded', 'capacity 0, which has a check of its own', cached('success 0 30\ndenial 9984 5')],
    ['capacity-zero', 'disable success', cached('disable success')],
    ['min-ttl-over-max', 'a default minimum above a small TTL', root(`cache 3\n${upstream}`)],
    ['prefetch-useless', 'an amount in reach', cached('success 9984 30\ndenial 9984 5\nprefetch 5 20s 15%')],
    ['prefetch-useless', 'an hour of lifetime', cached('prefetch 10')],
    ['prefetch-duration-moot', 'a default gap', cached('success 9984 30\nprefetch 2')],
    ['stale-no-servfail0', 'servfail 0', cached('serve_stale\nservfail 0')],
    ['stale-no-servfail0', 'no serve_stale', root(`cache 30\n${upstream}`)],
    ['stale-window-long', 'an hour', cached('serve_stale 1h\nservfail 0')],
    ['servfail-long', '30s', cached('servfail 30s')],
    [
      'flag-removed',
      '-i on an image that knows it',
      { args: [...defaultArgs, '-i', 'x'], image: 'k8s-dns-node-cache:1.22.18' },
    ],
    ['syncinterval-unit', '60ns', { args: [...defaultArgs, '-syncinterval=60ns'] }],
    ['stale-on-cluster', 'serve_stale in the root', cached('serve_stale\nservfail 0')],
    ['bind-missing', 'Pods off the host network', { ...root(`cache 30\n${upstream}`, ['bind']), hostNetwork: false }],
    ['bind-localip-mismatch', 'the placeholder', bound('bind __PILLAR__LOCAL__DNS__')],
    ['bind-localip-mismatch', 'another order', bound('bind 10.0.0.10 169.254.20.10')],
    ['bind-localip-mismatch', 'a part in each block', bound('bind 169.254.20.10', 'bind 10.0.0.10')],
    [
      'bind-inconsistent',
      'different ports',
      { corefile: '.:53 {\n    bind 169.254.20.10\n    whoami\n}\n.:8053 {\n    bind 10.0.0.10\n    whoami\n}\n' },
    ],
    ['localip-empty-element', 'two addresses', {}],
    ['conf-flag-missing', '--conf=', { args: ['--localip=169.254.20.10', '--conf=/etc/Corefile'] }],
    [
      'reload-missing',
      '-reloadwithsignal',
      { ...root(`cache 30\n${upstream}`, ['reload']), args: [...defaultArgs, '-reloadwithsignal'] },
    ],
    ['log-enabled', 'class error', root(`log . {\n    class denial error\n}\ncache 30\n${upstream}`)],
    ['loop-missing', 'a block that does not forward', root('whoami', ['loop'])],
    ['ds-not-everywhere', 'Pods everywhere', { nodes: [node('a')], pods: [pod('a')], nowMs }],
    ['ds-not-everywhere', 'a node that has just joined', { nodes: [node('a', { created: at(59) })], nowMs }],
    [
      'ds-not-everywhere',
      'a Pod that has just started',
      { nodes: [node('a')], pods: [pod('a', false, '1.26.7', at(59))], nowMs },
    ],
    [
      'ds-not-everywhere',
      'a Windows node',
      { nodes: [node('a', { labels: { 'kubernetes.io/os': 'windows' } })], nowMs },
    ],
    ['ds-not-everywhere', 'a node that is down', { nodes: [node('a', { ready: 'Unknown' })], nowMs }],
    ['image-skew', 'one tag', { nodes: [node('a')], pods: [pod('a')] }],
  ])('%s is clear for %s', (id, _, given) => {
    expect(run(id, given).result).toEqual({ check: id, outcome: 'clear' })
  })

  const needNodes = new Set(['ds-not-everywhere'])
  it.each(dnsCacheChecks.map((check) => check.id).filter((id) => !needNodes.has(id)))(
    '%s is clear for the upstream manifest',
    (id) => {
      expect(run(id).result).toEqual({ check: id, outcome: 'clear' })
    },
  )

  it.each<[string, string, NodeLocalDnsCluster]>([
    [
      'bind-kubedns-mismatch',
      'link-local addresses only (IPVS)',
      {
        ...bound('bind 169.254.20.10'),
        args: ['-localip', '169.254.20.10', '-conf', '/c'],
      },
    ],
    [
      'bind-kubedns-mismatch',
      'no packet filter (Cilium)',
      { args: [...defaultArgs, '-setupiptables=false'], kubeDns: '172.20.0.10' },
    ],
    ['bind-localip-mismatch', 'a bind to all addresses', bound('bind 0.0.0.0')],
    ['image-outdated', 'an unknown tag', { image: 'mirror.example.com/k8s-dns-node-cache:latest' }],
    ['ds-not-everywhere', 'no nodes', {}],
  ])('%s does not apply to %s', (id, _, given) => {
    expect(run(id, given).result).toMatchObject({ outcome: 'not-applicable', reason: expect.stringMatching(/\w/) })
  })

  it.each(dnsCacheChecks.map((check) => check.id))('%s does not apply where NodeLocal DNS is not installed', (id) => {
    expect(run(id, { corefile: null, args: null }).result.outcome).toBe('not-applicable')
  })

  it.each(dnsCacheChecks.map((check) => check.id))(
    '%s is not run when nothing of the installation can be read',
    (id) => {
      const given: NodeLocalDnsCluster = { corefile: null, args: null, unavailable: ['ConfigMap', 'DaemonSet'] }
      expect(run(id, given)).toMatchObject({ result: { outcome: 'not-run' }, unavailable: { reason: 'forbidden' } })
    },
  )

  it.each<[string, NodeLocalDnsCluster, string]>([
    ['cache-missing', { unavailable: ['ConfigMap'] }, 'configmaps'],
    ['conf-flag-missing', { unavailable: ['DaemonSet'] }, 'daemonsets'],
    ['bind-localip-mismatch', { unavailable: ['DaemonSet'] }, 'daemonsets'],
    ['bind-missing', { ...root(`cache 30\n${upstream}`, ['bind']), unavailable: ['DaemonSet'] }, 'daemonsets'],
    ['reload-missing', { ...root(`cache 30\n${upstream}`, ['reload']), unavailable: ['DaemonSet'] }, 'daemonsets'],
    ['bind-kubedns-mismatch', { unavailable: ['Service'] }, 'services'],
    ['forward-wrong-upstream', { unavailable: ['Service'] }, 'services'],
    ['ds-not-everywhere', { unavailable: ['Pod'] }, 'pods'],
    ['ds-not-everywhere', { unavailable: ['Node'] }, 'nodes'],
    ['image-skew', { unavailable: ['Pod'] }, 'pods'],
  ])('%s is not run when its input is forbidden', (id, given, what) => {
    expect(run(id, given)).toMatchObject({
      result: { outcome: 'not-run' },
      unavailable: { need: expect.stringContaining(what) },
    })
  })

  it('makes one finding of several blocks, with block and line of each', () => {
    const { findings } = run('cache-missing', { corefile: writeBlock('.', upstream) + writeBlock('a.org', upstream) })
    expect(findings).toHaveLength(1)
    expect(findings[0]?.summary).toContain('In server blocks .:53 and a.org:53, ')
    expect(findings[0]?.evidence.map(({ field }) => field)).toEqual([
      'Corefile line 1, block .:53',
      'Corefile line 9, block a.org:53',
    ])
  })

  it('shows the place of what CoreDNS refuses', () => {
    const finding = run('plugin-not-linked', root(`ready\ncache 30\n${upstream}`)).findings[0]
    expect(finding?.evidence).toMatchObject([
      { field: 'Corefile line 7, column 5', observed: expect.stringContaining('ready') },
    ])
    expect(finding?.object).toEqual({ kind: 'ConfigMap', namespace: 'kube-system', name: 'node-local-dns' })
  })

  it('has unique ids', () => {
    const ids = dnsCacheChecks.map((check) => check.id)
    expect(new Set(ids).size).toBe(ids.length)
  })
})
