import { describe, expect, it } from 'vitest'
import { Judgements } from '@/lib/snapshot/judgements'
import { createTestStore } from '@/lib/snapshot/test-store'
import { readGoFlags } from './go-flags'
import { describeDnsCache } from './node-local-dns'
import { soundCorefile, viewNodeLocalDns } from './node-local-dns-fixture'

const see = (cluster: Parameters<typeof viewNodeLocalDns>[0] = {}) => describeDnsCache(viewNodeLocalDns(cluster))
const node = (name: string, rest: object = {}) => ({ metadata: { name }, ...rest })
const pod = (
  name: string,
  nodeName: string,
  isReady: boolean,
  rest: { tag?: string; status?: object; deletionTimestamp?: string } = {},
) => ({
  metadata: {
    name,
    namespace: 'kube-system',
    labels: { 'k8s-app': 'node-local-dns' },
    deletionTimestamp: rest.deletionTimestamp,
  },
  spec: {
    nodeName,
    containers: [{ name: 'node-cache', image: `registry.k8s.io/dns/k8s-dns-node-cache:${rest.tag ?? '1.26.7'}` }],
  },
  status: { conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False' }], ...rest.status },
})

describe('readGoFlags', () => {
  it.each([
    [['-localip', '1.1.1.1,2.2.2.2', '-conf', '/etc/Corefile'], { localip: '1.1.1.1,2.2.2.2', conf: '/etc/Corefile' }],
    [['--localip=1.1.1.1', '-conf=/etc/Corefile'], { localip: '1.1.1.1', conf: '/etc/Corefile' }],
    [['-skipteardown', '-conf', 'x'], { skipteardown: 'true', conf: 'x' }],
    [['-setupiptables=false', '-localip', 'a'], { setupiptables: 'false', localip: 'a' }],
    [['-conf', 'a', '-conf', 'b'], { conf: 'b' }],
    [['-conf='], { conf: '' }],
    [['-localip'], { localip: '' }],
    [['-a', '1', 'word', '-b', '2'], { a: '1' }],
    [['--', '-a', '1'], {}],
    // Expected: one YAML string with two words is one flag with a space in its name, which node-cache does not know.
    [['-localip 1.1.1.1'], { 'localip 1.1.1.1': '' }],
    [['-__proto__', 'x'], Object.fromEntries([['__proto__', 'x']])],
  ])('%j', (words, flags) => {
    expect(readGoFlags(words)).toEqual(flags)
  })
})

describe('describeDnsCache', () => {
  it('shows the Corefile, the image and the addresses of an installation', () => {
    expect(see()).toMatchObject({
      found: true,
      notFoundReason: null,
      configMap: { kind: 'ConfigMap', namespace: 'kube-system', name: 'node-local-dns' },
      daemonSet: { kind: 'DaemonSet', namespace: 'kube-system', name: 'node-local-dns' },
      image: 'registry.k8s.io/dns/k8s-dns-node-cache:1.26.7',
      coreDnsVersion: '1.13.1',
      versionAssumed: false,
      localIps: ['169.254.20.10', '10.0.0.10'],
      kubeDnsClusterIp: '10.0.0.10',
      upstreamClusterIp: '10.0.44.7',
      isValid: true,
      corefile: soundCorefile,
      problems: [],
      unavailable: [],
      live: { reason: 'not-built' },
    })
    const blocks = see().serverBlocks
    expect(blocks.map((block) => block.zones)).toEqual([['cluster.local.'], ['in-addr.arpa.'], ['.']])
    expect(blocks[0]).toMatchObject({
      forwardOptions: ['force_tcp'],
      cache: { denial: { maxTtlSeconds: { value: 5, origin: 'written' } } },
    })
  })

  it('says that the CoreDNS release is assumed when the image does not tell it', () => {
    expect(see({ image: 'mirror.example.com/node-cache:latest' })).toMatchObject({ found: true, versionAssumed: true })
  })

  it('follows the ConfigMap and key that the DaemonSet mounts at -basecorefile', () => {
    const view = viewNodeLocalDns({
      args: ['-localip', '1.1.1.1', '-conf', '/c', '-basecorefile', '/etc/other/Base'],
      podSpec: {
        containers: [
          {
            name: 'node-cache',
            image: 'k8s-dns-node-cache:1.26.7',
            args: ['-basecorefile=/etc/other/Base'],
            volumeMounts: [{ name: 'config', mountPath: '/etc/other/' }],
          },
        ],
        volumes: [{ name: 'config', configMap: { name: 'elsewhere' } }],
      },
    })
    expect(describeDnsCache(view)).toMatchObject({
      found: true,
      configMap: null,
      isValid: null,
      unavailable: [
        {
          what: expect.stringContaining('Corefile'),
          detail: expect.stringContaining('ConfigMap kube-system/elsewhere'),
        },
      ],
    })
  })

  it('names the keys of a ConfigMap that holds no Corefile', () => {
    const view = viewNodeLocalDns({
      podSpec: { volumes: [{ name: 'config-volume', configMap: { name: 'node-local-dns', items: [] } }] },
    })
    // Expected: without items the files are the keys; Corefile.base is missing, so the usual key is shown.
    expect(describeDnsCache(view).corefile).toBe(soundCorefile)
  })

  it.each([
    ['azure:///subscriptions/s/resourceGroups/g/providers/x', 'localDNSProfile'],
    ['aws:///eu-north-1a/i-1', 'EKS Auto Mode'],
    ['kind://x', 'managed cache'],
  ])('says what may run instead where it certainly is not installed, on %s', (providerID, words) => {
    const status = see({ corefile: null, args: null, nodes: [node('n', { spec: { providerID } })] })
    expect(status).toMatchObject({ found: false, configMap: null, serverBlocks: [], rollout: [], unavailable: [] })
    expect(status.notFoundReason).toContain('not installed')
    expect(status.notFoundReason).toContain(words)
  })

  it('does not take a forbidden read for absence', () => {
    const status = see({ corefile: null, args: null, unavailable: ['DaemonSet', 'ConfigMap'] })
    expect(status.found).toBeNull()
    expect(status.notFoundReason).toContain('not known')
    expect(status.unavailable.map(({ reason }) => reason)).toEqual(['forbidden', 'forbidden'])
    expect(see({ corefile: null, unavailable: ['DaemonSet'] }).found).toBeNull()
  })

  it('keeps what can be read when one part is forbidden', () => {
    expect(see({ unavailable: ['DaemonSet'] })).toMatchObject({
      found: true,
      isValid: true,
      daemonSet: null,
      versionAssumed: true,
      localIps: [],
    })
    expect(see({ unavailable: ['ConfigMap'] })).toMatchObject({
      found: true,
      isValid: null,
      coreDnsVersion: '1.13.1',
      serverBlocks: [],
    })
    const withoutServices = see({ unavailable: ['Service'] })
    expect(withoutServices).toMatchObject({
      found: true,
      kubeDnsClusterIp: null,
      unavailable: [{ reason: 'forbidden' }],
    })
  })
})

describe('rollout', () => {
  it('has a row for every node, with the reason where no ready Pod runs', () => {
    const rows = see({
      nodes: [node('a'), node('b'), node('c')],
      pods: [
        pod('p-a', 'a', true),
        pod('p-b', 'b', false, {
          tag: '1.22.20',
          status: { containerStatuses: [{ name: 'node-cache', state: { waiting: { reason: 'CrashLoopBackOff' } } }] },
        }),
      ],
    }).rollout
    expect(rows).toEqual([
      { node: 'a', pod: 'p-a', ready: true, version: '1.26.7', configLoaded: null, reason: null },
      { node: 'b', pod: 'p-b', ready: false, version: '1.22.20', configLoaded: null, reason: 'CrashLoopBackOff' },
      {
        node: 'c',
        pod: null,
        ready: null,
        version: null,
        configLoaded: null,
        reason: 'No Pod of the DaemonSet runs on this node.',
      },
    ])
  })

  it('says why the DaemonSet keeps off a node', () => {
    const tainted = node('a', { spec: { taints: [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }] } })
    const cordoned = node('b', {
      spec: { taints: [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }] },
    })
    const status = see({
      nodes: [tainted, cordoned],
      podSpec: { tolerations: [{ key: 'other', operator: 'Exists' }], nodeSelector: {} },
    })
    expect(status.rollout.map(({ reason }) => reason)).toEqual([
      'The DaemonSet does not tolerate the taint gpu=yes:NoSchedule.',
      'No Pod of the DaemonSet runs on this node.',
    ])
    const selecting = see({ nodes: [node('a')], podSpec: { nodeSelector: { dns: 'local' } } })
    expect(selecting.rollout[0]?.reason).toBe('The DaemonSet does not select this node: it has no label dns=local.')
  })

  it('prefers the Pod that stays to one that is being deleted', () => {
    const pods = [pod('old', 'a', true, { deletionTimestamp: '2026-01-01T00:00:00Z' }), pod('new', 'a', false)]
    expect(see({ nodes: [node('a')], pods }).rollout[0]?.pod).toBe('new')
  })

  it('does not call Pods missing that it may not see', () => {
    const status = see({ nodes: [node('a')], unavailable: ['Pod'] })
    expect(status.rollout).toEqual([])
    expect(status.unavailable).toMatchObject([{ reason: 'forbidden', what: 'pods in namespace kube-system' }])
  })

  it('lists the nodes of the Pods when Nodes are forbidden', () => {
    const status = see({ pods: [pod('p-b', 'b', true), pod('p-a', 'a', true)], unavailable: ['Node'] })
    expect(status.rollout.map((row) => row.node)).toEqual(['a', 'b'])
    expect(status.unavailable).toMatchObject([{ reason: 'forbidden', what: 'nodes' }])
  })
})

describe('describeDnsCache with remembered judgements', () => {
  it('is made again when the Corefile changes, and not for another ConfigMap', () => {
    const configMap = (name: string, text: string) => ({
      metadata: { name, namespace: 'kube-system' },
      data: { Corefile: text },
    })
    const store = createTestStore({})
    store.applyObject('ConfigMap', configMap('node-local-dns', soundCorefile))
    const judgements = new Judgements(store)
    const blocks = () => judgements.get('dns-cache', 0, describeDnsCache).serverBlocks.length
    expect(blocks()).toBe(3)
    const made = judgements.computations
    store.applyObject('ConfigMap', configMap('coredns', ''))
    expect(blocks()).toBe(3)
    expect(judgements.computations).toBe(made)
    store.applyObject('ConfigMap', configMap('node-local-dns', '.:53 {\n    whoami\n}\n'))
    expect(blocks()).toBe(1)
  })
})
