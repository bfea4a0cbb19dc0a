import { describe, expect, it } from 'vitest'
import type { KindMap } from '@/lib/model/kubernetes'
import { compilePolicy } from './compile'
import { completeNamespaceLabels, type DeclaredPort, type Endpoint, type PodEndpoint, type Protocol } from './endpoints'
import { evaluateConnection } from './evaluate'
import type { PolicyProfile } from './peers'

const byAddress: PolicyProfile = { ipBlockMatchesPods: true, ipBlockMatchesNodes: true }
const cilium: PolicyProfile = { ipBlockMatchesPods: false, ipBlockMatchesNodes: false }
const unknownPlugin: PolicyProfile = { ipBlockMatchesPods: null, ipBlockMatchesNodes: null }

const namespaces: Record<string, Record<string, string>> = {
  t1: { 'xkf.xenit.io/kind': 'tenant' },
  t2: { 'xkf.xenit.io/kind': 'tenant' },
  mon: { team: 'ops' },
  'ingress-nginx': { name: 'ingress-nginx' },
  'kube-system': {},
}

const port = (name: string | null, number: number, protocol: Protocol = 'TCP'): DeclaredPort => ({
  name,
  number,
  protocol,
})

function pod(
  id: string,
  labels: Record<string, string>,
  ip: string,
  ports: DeclaredPort[] = [],
  usesHostNetwork = false,
): [string, PodEndpoint] {
  const [namespace = '', name = ''] = id.split('/')
  const namespaceLabels = completeNamespaceLabels(namespace, namespaces[namespace])
  return [id, { kind: 'pod', namespace, name, labels, namespaceLabels, ips: [ip], ports, usesHostNetwork }]
}

const world = new Map<string, PodEndpoint>([
  pod('t1/web', { app: 'web', tier: 'fe', note: '' }, '10.244.1.10', [port('http', 8080), port('metrics', 9090)]),
  pod('t1/db', { app: 'db' }, '10.244.1.11', [port('pg', 5432)]),
  pod('t1/job', {}, '10.244.1.12'),
  pod('t2/web', { app: 'web' }, '10.244.2.10', [port('http', 8081)]),
  pod('kube-system/coredns', { 'k8s-app': 'kube-dns' }, '10.244.0.53', [port('dns', 53, 'UDP'), port('dns-tcp', 53)]),
  pod('kube-system/nld', { 'k8s-app': 'node-local-dns' }, '10.1.0.4', [], true),
  pod('ingress-nginx/ctl', { 'app.kubernetes.io/name': 'ingress-nginx' }, '10.244.3.80'),
  pod('mon/prom', { app: 'prometheus' }, '10.244.4.9'),
])

type Spec = Record<string, unknown>
const all = {}
const app = (value: string) => ({ matchLabels: { app: value } })
const ns = (selector: object = all, podSelector?: object) => ({ namespaceSelector: selector, podSelector })
const ps = (podSelector: object = all) => ({ podSelector })
const block = (cidr: string, ...except: string[]) => ({ ipBlock: { cidr, except } })
const expression = (key: string, operator: string, ...values: string[]) => ({
  matchExpressions: [{ key, operator, values }],
})

let count = 0
function policy(namespace: string, spec: Spec): KindMap['NetworkPolicy'] {
  count += 1
  // Partial objects, as manifests are written: what is left out is what the test is about.
  return {
    metadata: { namespace, name: `policy-${count}` },
    spec: { podSelector: {}, ...spec },
  } as unknown as KindMap['NetworkPolicy']
}

/** The policy that the platform puts into a tenant namespace. */
const xks = (namespace: string, dnsIps = ['10.0.0.10/32', '169.254.20.10/32']) =>
  policy(namespace, {
    policyTypes: ['Ingress', 'Egress'],
    ingress: [{ from: [ps()] }],
    egress: [
      {
        to: [ns(all, { matchLabels: { 'k8s-app': 'kube-dns' } }), ...dnsIps.map((cidr) => block(cidr))],
        ports: [
          { port: 53, protocol: 'UDP' },
          { port: 53, protocol: 'TCP' },
        ],
      },
      { to: [ps()] },
    ],
  })

const to = (...ports: unknown[]) => ({ ingress: [{ ports }] })
const fromWeb = (ports?: unknown[]) =>
  policy('t1', {
    podSelector: app('web'),
    ingress: [{ from: [ns({ matchLabels: { name: 'ingress-nginx' } })], ports }],
  })

type Row = [string, KindMap['NetworkPolicy'][], string, 'allowed' | 'denied' | 'unknown', PolicyProfile?]

const rows: Row[] = [
  ['nobody is isolated', [], 'mon/prom t1/web 8080', 'allowed'],
  ['no rules deny, also in the own namespace', [policy('t1', {})], 't1/db t1/web 8080', 'denied'],
  ['an ingress policy leaves egress alone', [policy('t1', {})], 't1/web 203.0.113.7 443', 'allowed'],
  ['an empty egress list adds no type', [policy('t1', { egress: [] })], 't1/web 203.0.113.7 443', 'allowed'],
  ['type Egress without rules', [policy('t1', { policyTypes: ['Egress'] })], 't1/web 203.0.113.7 443', 'denied'],
  ['type Egress leaves ingress open', [policy('t1', { policyTypes: ['Egress'] })], 'mon/prom t1/web 8080', 'allowed'],
  [
    'ingress rules without the type are inert',
    [policy('t1', { policyTypes: ['Egress'], ingress: [{ from: [ps()] }], egress: [{}] })],
    'mon/prom t1/web 8080',
    'allowed',
  ],
  ['egress rules imply Ingress too', [policy('t1', { egress: [{ to: [ps()] }] })], 'mon/prom t1/web 8080', 'denied'],
  ['egress rules imply Egress', [policy('t1', { egress: [{ to: [ps()] }] })], 't1/web mon/prom 80', 'denied'],
  ['an empty rule admits everybody', [policy('t1', { ingress: [{}] })], '203.0.113.7 t1/web 9999/SCTP', 'allowed'],
  ['an empty peer list too', [policy('t1', { ingress: [{ from: [] }] })], '203.0.113.7 t1/web 8080', 'allowed'],
  ['a null peer list too', [policy('t1', { ingress: [{ from: null }] })], '203.0.113.7 t1/web 8080', 'allowed'],
  [
    'a podSelector stays in its namespace',
    [policy('t1', { ingress: [{ from: [ps()] }] })],
    't2/web t1/web 80',
    'denied',
  ],
  ['and matches Pods without labels', [policy('t1', { ingress: [{ from: [ps()] }] })], 't1/job t1/web 80', 'allowed'],
  ['all namespaces', [policy('t1', { ingress: [{ from: [ns()] }] })], 't2/web t1/web 80', 'allowed'],
  [
    'all namespaces is not the internet',
    [policy('t1', { ingress: [{ from: [ns()] }] })],
    '203.0.113.7 t1/web 80',
    'denied',
  ],
  [
    'a null namespaceSelector is the own namespace',
    [policy('t1', { ingress: [{ from: [{ namespaceSelector: null, podSelector: app('web') }] }] })],
    't2/web t1/db 5432',
    'denied',
  ],
  [
    'one peer with both selectors is AND',
    [policy('t1', { ingress: [{ from: [ns({ matchLabels: { team: 'ops' } }, app('web'))] }] })],
    'mon/prom t1/web 80',
    'denied',
  ],
  [
    'two peers are OR',
    [policy('t1', { ingress: [{ from: [ns({ matchLabels: { team: 'ops' } }), ps(app('db'))] }] })],
    'mon/prom t1/web 80',
    'allowed',
  ],
  [
    'policies add up, and none can deny',
    [policy('t1', { podSelector: app('web'), ingress: [{ from: [ps(app('db'))] }] }), policy('t1', {})],
    't1/db t1/web 8080',
    'allowed',
  ],
  [
    'the client side can block',
    [policy('t1', { policyTypes: ['Egress'] }), policy('t2', { ingress: [{}] })],
    't1/web t2/web 8081',
    'denied',
  ],
  ['the server side can block', [policy('t1', { egress: [{}] }), policy('t2', {})], 't1/web t2/web 8081', 'denied'],
  ['policies do not leave their namespace', [policy('t2', {})], 't1/web t1/db 5432', 'allowed'],
  ['a port without protocol is TCP', [policy('t1', to({ port: 8080 }))], 'mon/prom t1/web 8080/UDP', 'denied'],
  [
    'a protocol without port is all of it',
    [policy('t1', to({ protocol: 'UDP' }))],
    'mon/prom t1/web 5000/UDP',
    'allowed',
  ],
  ['and nothing of another', [policy('t1', to({ protocol: 'UDP' }))], 'mon/prom t1/web 8080', 'denied'],
  ['an empty port is all TCP', [policy('t1', to({}))], 'mon/prom t1/web 53/UDP', 'denied'],
  ['a name is looked up on the destination', [policy('t1', to({ port: 'http' }))], 'mon/prom t1/web 8080', 'allowed'],
  ['another name is not', [policy('t1', to({ port: 'http' }))], 'mon/prom t1/web 9090', 'denied'],
  [
    'a name is looked up for each peer Pod',
    [policy('t1', { podSelector: app('db'), egress: [{ to: [ns()], ports: [{ port: 'http' }] }] })],
    't1/db t2/web 8081',
    'allowed',
  ],
  [
    'not on the source',
    [policy('t1', { podSelector: app('web'), egress: [{ to: [ns()], ports: [{ port: 'http' }] }] })],
    't1/web t2/web 8080',
    'denied',
  ],
  [
    'a name has its protocol',
    [policy('t1', to({ port: 'http', protocol: 'UDP' }))],
    'mon/prom t1/web 8080/UDP',
    'denied',
  ],
  ['a name that nobody declares', [policy('t1', to({ port: 'nope' }))], 'mon/prom t1/web 8080', 'denied'],
  [
    'a name means nothing for an address',
    [policy('t1', { egress: [{ ports: [{ port: 'http' }] }] })],
    't1/db 203.0.113.7 8080',
    'denied',
  ],
  ['endPort is inclusive', [policy('t1', to({ port: 8000, endPort: 8080 }))], 'mon/prom t1/web 8080', 'allowed'],
  ['and ends there', [policy('t1', to({ port: 8000, endPort: 8080 }))], 'mon/prom t1/web 8081', 'denied'],
  [
    'SCTP isolates and admits no TCP',
    [policy('t1', to({ port: 80, protocol: 'SCTP' }))],
    'mon/prom t1/web 80',
    'denied',
  ],
  [
    'an exception is a hole',
    [policy('t1', { ingress: [{ from: [block('203.0.113.0/24', '203.0.113.4/30')] }] })],
    '203.0.113.7 t1/web 80',
    'denied',
  ],
  [
    'that another policy may fill',
    [
      policy('t1', { ingress: [{ from: [block('203.0.113.0/24', '203.0.113.4/30')] }] }),
      policy('t1', { ingress: [{ from: [block('203.0.113.7/32')] }] }),
    ],
    '203.0.113.7 t1/web 80',
    'allowed',
  ],
  [
    'IPv4 says nothing about IPv6',
    [policy('t1', { egress: [{ to: [block('0.0.0.0/0')] }] })],
    't1/web 2001:db8::1 443',
    'denied',
  ],
  ['IPv6 does', [policy('t1', { egress: [{ to: [block('::/0')] }] })], 't1/web 2001:db8::1 443', 'allowed'],
  [
    'host bits are masked',
    [policy('t1', { ingress: [{ from: [block('203.0.113.9/24')] }] })],
    '203.0.113.7 t1/web 80',
    'allowed',
  ],
  [
    'a CIDR that cannot be read admits nobody',
    [policy('t1', { ingress: [{ from: [block('nonsense')] }] })],
    '203.0.113.7 t1/web 80',
    'denied',
  ],
  [
    'NotIn selects a Pod without the key',
    [policy('t1', { podSelector: expression('app', 'NotIn', 'web') })],
    'mon/prom t1/job 80',
    'denied',
  ],
  [
    'In needs the key',
    [policy('t1', { podSelector: expression('app', 'In', 'web') })],
    'mon/prom t1/job 80',
    'allowed',
  ],
  ['DoesNotExist', [policy('t1', { podSelector: expression('app', 'DoesNotExist') })], 'mon/prom t1/job 80', 'denied'],
  [
    'an absent label is not an empty one',
    [policy('t1', { podSelector: { matchLabels: { note: '' } } })],
    'mon/prom t1/db 80',
    'allowed',
  ],
  ['an empty label is', [policy('t1', { podSelector: { matchLabels: { note: '' } } })], 'mon/prom t1/web 80', 'denied'],
  [
    'the built-in namespace label',
    [policy('t1', { ingress: [{ from: [ns({ matchLabels: { 'kubernetes.io/metadata.name': 'mon' } })] }] })],
    'mon/prom t1/web 80',
    'allowed',
  ],
  ['a Pod reaches itself', [policy('t1', { policyTypes: ['Ingress', 'Egress'] })], 't1/web t1/web 80', 'allowed'],
  ['the tenant policy allows the DNS addresses', [xks('t1')], 't1/web 10.0.0.10 53/UDP', 'allowed'],
  ['and port 53 only', [xks('t1')], 't1/web 169.254.20.10 8080', 'denied'],
  ['with a mistyped address it does not', [xks('t1', ['169.254.25.10/32'])], 't1/web 169.254.20.10 53/UDP', 'denied'],
  [
    'Pods of the host network cannot be selected',
    [policy('t1', { egress: [{ to: [ns(all, { matchLabels: { 'k8s-app': 'node-local-dns' } })] }] })],
    't1/web kube-system/nld 53/UDP',
    'denied',
  ],
  [
    'but their node can be named',
    [policy('t1', { egress: [{ to: [block('10.1.0.0/16')] }] })],
    't1/web kube-system/nld 53/UDP',
    'allowed',
  ],
  [
    'not where ipBlock leaves nodes out',
    [policy('t1', { egress: [{ to: [block('10.1.0.0/16')] }] })],
    't1/web kube-system/nld 53/UDP',
    'denied',
    cilium,
  ],
  [
    'Pods of the host network are not isolated',
    [policy('kube-system', {})],
    't1/web kube-system/nld 53/UDP',
    'allowed',
  ],
  ['the tenant policy blocks the controller', [xks('t1')], 'ingress-nginx/ctl t1/web 8080', 'denied'],
  ['a second policy admits it', [xks('t1'), fromWeb([{ port: 'http' }])], 'ingress-nginx/ctl t1/web 8080', 'allowed'],
  ['on its port', [xks('t1'), fromWeb([{ port: 'http' }])], 'ingress-nginx/ctl t1/web 9090', 'denied'],
  [
    'the port of the Service is not the port of the Pod',
    [xks('t1'), fromWeb([{ port: 80 }])],
    'ingress-nginx/ctl t1/web 8080',
    'denied',
  ],
  [
    'without namespaceSelector the controller is not meant',
    [
      xks('t1'),
      policy('t1', { ingress: [{ from: [ps({ matchLabels: { 'app.kubernetes.io/name': 'ingress-nginx' } })] }] }),
    ],
    'ingress-nginx/ctl t1/web 8080',
    'denied',
  ],
  [
    'the egress of the controller counts',
    [
      xks('t1'),
      policy('t1', { ingress: [{}] }),
      policy('ingress-nginx', { policyTypes: ['Egress'], egress: [{ ports: [{ port: 443 }] }] }),
    ],
    'ingress-nginx/ctl t1/web 8080',
    'denied',
  ],
  [
    'an ipBlock of Pods, by address',
    [policy('t1', { ingress: [{ from: [block('10.244.0.0/16')] }] })],
    't2/web t1/web 80',
    'allowed',
  ],
  [
    'an ipBlock of Pods on Cilium',
    [policy('t1', { ingress: [{ from: [block('10.244.0.0/16')] }] })],
    't2/web t1/web 80',
    'denied',
    cilium,
  ],
  [
    'an ipBlock of Pods on an unknown plugin',
    [policy('t1', { ingress: [{ from: [block('10.244.0.0/16')] }] })],
    't2/web t1/web 80',
    'unknown',
    unknownPlugin,
  ],
  [
    'a rule that certainly allows beats one that may',
    [policy('t1', { ingress: [{ from: [block('10.244.0.0/16'), ns()] }] })],
    't2/web t1/web 80',
    'allowed',
    unknownPlugin,
  ],
  [
    'an address written as IPv6',
    [policy('t1', { ingress: [{ from: [block('203.0.113.0/24')] }] })],
    '::ffff:203.0.113.7 t1/web 80',
    'allowed',
  ],
]

function readEnd(text: string): Endpoint {
  return world.get(text) ?? { kind: 'address', ip: text }
}

function judge(policies: KindMap['NetworkPolicy'][], question: string, profile = byAddress, ends = readEnd) {
  const [from = '', into = '', at = ''] = question.split(' ')
  const [number, protocol = 'TCP'] = at.split('/')
  const compiled = policies.map(compilePolicy)
  return evaluateConnection(
    { from: ends(from), to: ends(into), port: Number(number), protocol: protocol as Protocol },
    (namespace) => compiled.filter((one) => one.namespace === namespace),
    profile,
  )
}

describe('a connection', () => {
  it.each(rows)('%s', (_name, policies, question, verdict, profile) => {
    expect(judge(policies, question, profile).verdict).toBe(verdict)
  })

  it('is unknown while the labels of a namespace that decide are', () => {
    const ends = (text: string): Endpoint => {
      const end = readEnd(text)
      return end.kind === 'pod' ? { ...end, namespaceLabels: null } : end
    }
    const selecting = [policy('t1', { ingress: [{ from: [ns({ matchLabels: { team: 'ops' } })] }] })]
    expect(judge(selecting, 'mon/prom t1/web 80', byAddress, ends)).toMatchObject({
      verdict: 'unknown',
      ingress: { dependsOn: [{ on: 'namespace-labels' }] },
    })
    expect(judge([policy('t1', { ingress: [{ from: [ns()] }] })], 'mon/prom t1/web 80', byAddress, ends).verdict).toBe(
      'allowed',
    )
  })

  it('knows the name of a namespace whose labels could not be read', () => {
    const ends = (text: string): Endpoint => {
      const end = readEnd(text)
      return end.kind === 'pod' ? { ...end, namespaceLabels: null } : end
    }
    const byName = (name: string) => [
      policy('t1', { ingress: [{ from: [ns({ matchLabels: { 'kubernetes.io/metadata.name': name } })] }] }),
    ]
    expect(judge(byName('mon'), 'mon/prom t1/web 80', byAddress, ends).verdict).toBe('allowed')
    expect(judge(byName('other'), 'mon/prom t1/web 80', byAddress, ends).verdict).toBe('denied')
  })

  it('names every policy that isolates and every rule that allows', () => {
    const policies = [
      policy('t1', {}),
      policy('t1', { ingress: [{ from: [ps()] }, {}] }),
      policy('t1', { ingress: [{}] }),
    ]
    const { ingress } = judge(policies, 't1/db t1/web 80')
    expect(ingress.selectedBy).toHaveLength(3)
    expect(ingress.allowedBy.map(({ rule, peer }) => [rule, peer])).toEqual([
      [0, 0],
      [1, null],
      [0, null],
    ])
  })

  it('tells which sides block, and what comes nearest', () => {
    const policies = [xks('t1'), xks('t2')]
    expect(judge(policies, 't1/web t2/web 8081').blockedBy).toEqual(['egress', 'ingress'])
    const wrongPort = judge([xks('t1'), fromWeb([{ port: 80 }])], 'ingress-nginx/ctl t1/web 8080').ingress
    expect(wrongPort.nearMisses[0]).toMatchObject({ why: 'port-number', isOtherHalfRight: true })
    expect(wrongPort.nearMisses).toHaveLength(2)
    const ownOnly = judge(
      [policy('t1', { ingress: [{ from: [ps({ matchLabels: { 'app.kubernetes.io/name': 'ingress-nginx' } })] }] })],
      'ingress-nginx/ctl t1/web 8080',
    ).ingress
    expect(ownOnly.nearMisses[0]?.why).toBe('peer-own-namespace-only')
  })
})
