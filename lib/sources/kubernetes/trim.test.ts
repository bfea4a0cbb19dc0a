import { describe, expect, it } from 'vitest'
import type { KindName } from '@/lib/model/kubernetes'
import type { JsonRecord } from './json-record'
import { maskArgs, maskEnvironmentValue } from './mask'
import { trimObject } from './trim'

const metadata = (name: string, more: JsonRecord = {}): JsonRecord => ({
  name,
  namespace: 'shop',
  uid: 'u',
  resourceVersion: '7',
  ...more,
})
const trim = (kind: KindName, object: JsonRecord): unknown => trimObject(kind, object)

describe('masking', () => {
  it.each([
    [['--txt-encrypt-aes-key=abc'], ['--txt-encrypt-aes-key=***']],
    [
      ['--txt-encrypt-aes-key', 'abc', '--registry=txt'],
      ['--txt-encrypt-aes-key', '***', '--registry=txt'],
    ],
    [
      ['--cloudflare-api-token=t', '--pdns-api-key=k', '--rfc2136-tsig-secret=s', '--infoblox-wapi-password=p'],
      ['--cloudflare-api-token=***', '--pdns-api-key=***', '--rfc2136-tsig-secret=***', '--infoblox-wapi-password=***'],
    ],
    [['--pdns-server=https://user:secret@dns.example'], ['--pdns-server=https://user:***@dns.example']],
    [
      ['-c', 'export API_TOKEN=abc; run'],
      ['-c', 'export API_TOKEN=***; run'],
    ],
  ])('hides the value in %j', (args, masked) => expect(maskArgs(args)).toEqual(masked))

  it.each([
    '--default-ssl-certificate=ingress-nginx/tls',
    '--dynamic-serving-ca-secret-name=cert-manager-webhook-ca',
    '--dynamic-serving-ca-secret-namespace=cert-manager',
    '--txt-owner-id=blue',
    '--publish-service=$(POD_NAMESPACE)/nginx',
    '--azure-config-file=/etc/kubernetes/azure.json',
    '--domain-filter=example.net',
    '-conf',
  ])('leaves %s as it is', (arg) => expect(maskArgs([arg])).toEqual([arg]))

  it('hides environment variables by name', () => {
    for (const name of ['AWS_SECRET_ACCESS_KEY', 'CF_API_TOKEN', 'DB_PASSWORD', 'apiKey'])
      expect(maskEnvironmentValue(name, 'v')).toBe('***')
    expect(maskEnvironmentValue('POD_NAMESPACE', 'shop')).toBe('shop')
  })
})

describe('trimming', () => {
  it('drops managed fields and the last applied configuration, and keeps what identifies an object', () => {
    const owner = {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      name: 'rs',
      uid: 'o',
      controller: true,
      blockOwnerDeletion: true,
    }
    const annotations = {
      'kubectl.kubernetes.io/last-applied-configuration': '{}',
      'external-dns.alpha.kubernetes.io/hostname': 'a.example.net',
    }
    const object = {
      metadata: metadata('web', {
        managedFields: [{}],
        selfLink: '/x',
        annotations,
        labels: { app: 'web' },
        ownerReferences: [owner],
      }),
      spec: { rules: [] },
    }
    expect(trim('Ingress', object)).toEqual({
      metadata: {
        ...metadata('web'),
        labels: { app: 'web' },
        annotations: { 'external-dns.alpha.kubernetes.io/hostname': 'a.example.net' },
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'rs', uid: 'o', controller: true }],
      },
      spec: { rules: [] },
    })
  })

  const container = {
    name: 'app',
    image: 'registry.example/shop/web:1',
    args: ['--verbose'],
    env: [{ name: 'A', value: 'b' }],
    ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
  }

  it('drops flags and environment of ordinary Pods', () => {
    const pod = trim('Pod', {
      metadata: metadata('p'),
      spec: {
        nodeName: 'n',
        containers: [
          {
            ...container,
            volumeMounts: [{}],
            readinessProbe: {
              httpGet: { path: '/', port: 8080, httpHeaders: [{ name: 'Authorization', value: 'x' }] },
            },
          },
        ],
      },
    })
    expect(pod).toMatchObject({
      spec: {
        nodeName: 'n',
        containers: [
          {
            name: 'app',
            ports: [{ name: 'http', containerPort: 8080 }],
            readinessProbe: { httpGet: { path: '/', port: 8080 } },
          },
        ],
      },
    })
    expect(JSON.stringify(pod)).not.toMatch(/verbose|"env"|Authorization|volumeMounts/)
  })

  it.each([
    ['by label', { labels: { 'app.kubernetes.io/name': 'external-dns' } }, {}],
    ['by image', {}, { image: 'registry.k8s.io/external-dns/external-dns:v0.15.0' }],
    ['by a flag that only it has', {}, { args: ['--controller-class=k8s.io/ingress-nginx'] }],
    ['by its command', {}, { command: ['/nginx-ingress-controller'], args: ['--election-id=x'] }],
    ['by container name', {}, { name: 'node-cache', args: ['-localip', '169.254.20.10'] }],
  ])('keeps flags of a controller known %s, with secrets masked', (_, labels, fields) => {
    const env = [
      { name: 'CF_API_TOKEN', value: 'hidden' },
      { name: 'POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
    ]
    const pod = { metadata: metadata('c', labels), spec: { containers: [{ ...container, env, ...fields }] } }
    expect(trim('Pod', pod)).toMatchObject({
      spec: { containers: [{ args: expect.any(Array), env: [{ name: 'CF_API_TOKEN', value: '***' }, env[1]] }] },
    })
  })

  it('does not take a registry called nginx for a controller', () => {
    const pod = {
      metadata: metadata('p'),
      spec: { containers: [{ ...container, image: 'nginx.example/team/shop/web:1' }] },
    }
    expect(JSON.stringify(trim('Pod', pod))).not.toContain('verbose')
  })

  it('keeps when an Ingress was last written, and nothing else of who manages its fields', () => {
    const managedFields = [
      { manager: 'helm', operation: 'Update', time: '2026-02-01T10:00:00Z', fieldsV1: { 'f:spec': {} } },
      { manager: 'kubectl', operation: 'Update', time: '2026-03-01T11:58:00Z', fieldsV1: { 'f:metadata': {} } },
      { manager: 'controller', operation: 'Update', subresource: 'status', time: '2026-02-01T10:01:00Z' },
    ]
    const ingress = trim('Ingress', { metadata: { ...metadata('i'), managedFields }, spec: {} })
    expect(ingress).toMatchObject({ metadata: { changedAt: '2026-03-01T11:58:00Z' } })
    expect(JSON.stringify(ingress)).not.toMatch(/managedFields|kubectl|f:spec/)
    expect(JSON.stringify(trim('Pod', { metadata: { ...metadata('p'), managedFields }, spec: {} }))).not.toContain(
      'changedAt',
    )
  })

  it('keeps how long a run of a container lasted', () => {
    const terminated = { exitCode: 1, startedAt: '2026-03-01T11:00:00Z', finishedAt: '2026-03-01T11:01:01Z' }
    const statuses = [{ name: 'app', ready: false, restartCount: 1, image: 'i', lastState: { terminated } }]
    const pod = trim('Pod', { metadata: metadata('p'), spec: {}, status: { containerStatuses: statuses } })
    expect(pod).toMatchObject({ status: { containerStatuses: [{ lastState: { terminated } }] } })
  })

  it('keeps why a container does not run', () => {
    const waiting = { reason: 'CrashLoopBackOff', message: 'back-off' }
    const statuses = [
      {
        name: 'app',
        ready: false,
        restartCount: 3,
        image: 'i',
        imageID: 'x',
        containerID: 'y',
        state: { waiting },
        lastState: { terminated: { exitCode: 1, reason: 'Error', containerID: 'z' } },
      },
    ]
    const pod = trim('Pod', {
      metadata: metadata('p'),
      spec: {},
      status: { phase: 'Running', containerStatuses: statuses, qosClass: 'Burstable' },
    })
    expect(pod).toMatchObject({
      status: {
        containerStatuses: [
          {
            name: 'app',
            ready: false,
            restartCount: 3,
            state: { waiting },
            lastState: { terminated: { exitCode: 1 } },
          },
        ],
      },
    })
    expect(JSON.stringify(pod)).not.toMatch(/containerID|qosClass/)
  })

  it('reads a Node heartbeat as no change', () => {
    const node = (at: string) => ({
      metadata: metadata('n'),
      status: {
        conditions: [{ type: 'Ready', status: 'True', lastHeartbeatTime: at, lastTransitionTime: 't' }],
        images: [{ names: ['x'] }],
      },
    })
    expect(trim('Node', node('1'))).toEqual(trim('Node', node('2')))
  })

  it('keeps Leases of controllers only, and their renewal to the minute', () => {
    const lease = (name: string, renewTime: string, namespace = 'ingress-nginx') => ({
      metadata: metadata(name, { namespace }),
      spec: { holderIdentity: 'pod', leaseDurationSeconds: 30, renewTime },
    })
    expect(trim('Lease', lease('ingress-nginx-leader', '2026-01-01T10:00:02.000000Z'))).toEqual(
      trim('Lease', lease('ingress-nginx-leader', '2026-01-01T10:00:58.000000Z')),
    )
    expect(trim('Lease', lease('aks-node-1', '2026-01-01T10:00:02Z', 'kube-node-lease'))).toBeNull()
    expect(trim('Lease', lease('kube-scheduler', '2026-01-01T10:00:02Z', 'kube-system'))).toBeNull()
  })

  it('keeps the ConfigMaps that some check reads, and no others', () => {
    expect(trim('ConfigMap', { metadata: metadata('node-local-dns'), data: { Corefile: '.' } })).toMatchObject({
      data: { Corefile: '.' },
    })
    expect(trim('ConfigMap', { metadata: metadata('nginx-controller'), data: {} })).not.toBeNull()
    expect(trim('ConfigMap', { metadata: metadata('shop-settings'), data: { password: 'x' } })).toBeNull()
  })

  it('keeps Warning events only', () => {
    const event = (type: string) => ({
      metadata: metadata('e'),
      type,
      reason: 'BackOff',
      involvedObject: { kind: 'Pod', name: 'p', namespace: 'shop' },
    })
    expect(trim('Event', event('Warning'))).toMatchObject({ reason: 'BackOff', involvedObject: { name: 'p' } })
    expect(trim('Event', event('Normal'))).toBeNull()
  })

  it('does not repeat the Deployment template in each of its ReplicaSets', () => {
    const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [container] } }
    const owned = { ownerReferences: [{ kind: 'Deployment', name: 'web', uid: 'd', controller: true }] }
    expect(trim('ReplicaSet', { metadata: metadata('rs', owned), spec: { replicas: 0, template } })).toMatchObject({
      spec: { replicas: 0, template: { metadata: { labels: { app: 'web' } } } },
    })
    expect(JSON.stringify(trim('ReplicaSet', { metadata: metadata('rs', owned), spec: { template } }))).not.toContain(
      'containers',
    )
    expect(JSON.stringify(trim('Deployment', { metadata: metadata('web'), spec: { template } }))).toContain(
      'containers',
    )
  })

  it('leaves out signing requests, issued chains and challenge keys', () => {
    expect(
      JSON.stringify(
        trim('CertificateRequest', {
          metadata: metadata('r'),
          spec: { request: 'CSR' },
          status: { certificate: 'PEM' },
        }),
      ),
    ).not.toMatch(/CSR|PEM/)
    expect(
      JSON.stringify(trim('Challenge', { metadata: metadata('c'), spec: { key: 'token.thumb', type: 'HTTP-01' } })),
    ).not.toContain('thumb')
  })

  it.each([
    [{}],
    [{ metadata: null }],
    [{ metadata: {} }],
    [{ metadata: { name: 5 } }],
    [{ metadata: { name: 'x' }, spec: 'text', status: [] }],
  ])('does not stumble over %j', (object) => {
    for (const kind of [
      'Pod',
      'Service',
      'Node',
      'Deployment',
      'EndpointSlice',
      'Lease',
      'Event',
      'Ingress',
      'Order',
    ] as const)
      expect(() => trim(kind, object)).not.toThrow()
  })
})
