import { type DnsAnswer, type DnsZone, parentDomain, siblingName } from '@/lib/model/dns'
import type { CustomResource, KindName } from '@/lib/model/kubernetes'
import type { HostProbe } from '@/lib/model/probe'
import type { ClusterSettings } from '@/lib/model/settings'
import type { Unavailable } from '@/lib/model/unavailable'
import { ClusterView } from '@/lib/snapshot/cluster-view'
import type { ObjectStore } from '@/lib/snapshot/object-store'
import { createTestStore, type TestObjects } from '@/lib/snapshot/test-store'
import type { Ingress } from './subjects'

/** A small healthy platform for tests: ingress-nginx, external-dns, class, and one tenant with one Ingress. */
export const platformNowMs = Date.parse('2026-03-01T12:00:00Z')
export const testHost = 'checkout.shop.example.net'
export const publicAddress = '20.61.7.41'

type Part<K extends KindName> = NonNullable<TestObjects[K]>[number]

const readyStatus = (phase = 'Running') => ({ phase, conditions: [{ type: 'Ready', status: 'True' }] })

export interface ControllerOptions {
  namespace?: string
  name?: string
  args?: string[]
  image?: string
  replicas?: number
  isReady?: boolean
  env?: { name: string; value?: string }[]
  trouble?: string
  /** How long the container ran before it ended the last time. */
  lastRunSeconds?: number
  labels?: Record<string, string>
}

/** A Deployment and its Pods, as the ingress-nginx chart makes them. */
export function createNginx(options: ControllerOptions = {}) {
  const { namespace = 'ingress-nginx', name = 'ingress-nginx-controller' } = options
  const labels = options.labels ?? {
    'app.kubernetes.io/name': 'ingress-nginx',
    'app.kubernetes.io/instance': name,
    'app.kubernetes.io/component': 'controller',
  }
  return createWorkload(namespace, name, labels, options, {
    name: 'controller',
    image: options.image ?? 'registry.k8s.io/ingress-nginx/controller:v1.12.1@sha256:0123',
    args: ['/nginx-ingress-controller', ...(options.args ?? [`--publish-service=$(POD_NAMESPACE)/${name}`])],
    env: [{ name: 'POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } }],
  })
}

/** A Deployment and its Pod, as the external-dns chart makes them. */
export function createExternalDns(options: ControllerOptions = {}) {
  const { namespace = 'external-dns', name = 'external-dns' } = options
  const labels = options.labels ?? { 'app.kubernetes.io/name': 'external-dns', 'app.kubernetes.io/instance': name }
  return createWorkload(
    namespace,
    name,
    labels,
    { replicas: 1, ...options },
    {
      name: 'external-dns',
      image: options.image ?? 'registry.k8s.io/external-dns/external-dns:v0.19.0',
      args: options.args ?? ['--source=ingress', '--source=service', '--provider=azure', '--policy=sync'],
      env: options.env ?? [],
    },
  )
}

/** A Deployment and its Pod, as the cert-manager chart makes them. */
export function createCertManager(options: ControllerOptions = {}) {
  const labels = { 'app.kubernetes.io/name': 'cert-manager', 'app.kubernetes.io/component': 'controller' }
  return createWorkload(
    'cert-manager',
    'cert-manager',
    labels,
    { replicas: 1, ...options },
    {
      name: 'cert-manager-controller',
      image: options.image ?? 'quay.io/jetstack/cert-manager-controller:v1.19.1',
      args: options.args ?? ['--v=2', '--cluster-resource-namespace=$(POD_NAMESPACE)'],
      env: [],
    },
  )
}

function describeLastRun(seconds: number) {
  const finishedAt = new Date(platformNowMs - 30_000).toISOString()
  const startedAt = new Date(platformNowMs - 30_000 - seconds * 1000).toISOString()
  return { terminated: { exitCode: 1, reason: 'Error', startedAt, finishedAt } }
}

function createWorkload(
  namespace: string,
  name: string,
  labels: Record<string, string>,
  { replicas = 2, isReady = true, trouble, lastRunSeconds }: ControllerOptions,
  container: { name: string; image: string; args: string[]; env: unknown[] },
): { deployment: Part<'Deployment'>; pods: Part<'Pod'>[] } {
  // Environments are given as plain JSON; the generated type wants every optional field spelled out.
  const containers = [container] as unknown as NonNullable<NonNullable<Part<'Pod'>['spec']>['containers']>
  const deployment: Part<'Deployment'> = {
    metadata: { name, namespace, labels },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels } as never, spec: { containers } },
    },
    status: { readyReplicas: isReady ? replicas : 0 },
  }
  const pods = Array.from(
    { length: replicas },
    (_, index): Part<'Pod'> => ({
      metadata: { name: `${name}-7d9f8-${index}`, namespace, labels },
      spec: { containers, nodeName: `node-${index}` },
      status: isReady
        ? readyStatus()
        : {
            phase: 'Running',
            conditions: [{ type: 'Ready', status: 'False' }],
            containerStatuses: [
              {
                name: 'c',
                image: '',
                imageID: '',
                ready: false,
                restartCount: 4,
                state: { waiting: { reason: trouble ?? 'CrashLoopBackOff' } },
                lastState: lastRunSeconds === undefined ? undefined : describeLastRun(lastRunSeconds),
              },
            ],
          },
    }),
  )
  return { deployment, pods }
}

export function createLoadBalancer(
  options: {
    name?: string
    namespace?: string
    address?: string | null
    policy?: string
    createdAt?: string
    type?: string
  } = {},
): Part<'Service'> {
  const { address = publicAddress } = options
  return {
    metadata: {
      name: options.name ?? 'ingress-nginx-controller',
      namespace: options.namespace ?? 'ingress-nginx',
      creationTimestamp: options.createdAt ?? '2026-01-01T00:00:00Z',
    },
    spec: {
      type: options.type ?? 'LoadBalancer',
      clusterIP: '10.0.3.3',
      externalTrafficPolicy: options.policy ?? 'Cluster',
      ports: [{ port: 80 }],
    },
    status: { loadBalancer: address === null ? {} : { ingress: [{ ip: address }] } },
  }
}

export interface IngressOptions {
  name?: string
  namespace?: string
  host?: string
  className?: string | null
  annotations?: Record<string, string>
  labels?: Record<string, string>
  addresses?: string[]
  createdAt?: string
  service?: string
  tls?: { hosts?: string[]; secretName?: string }[]
}

export function createTenantIngress(options: IngressOptions = {}): Ingress {
  const { className = 'nginx', addresses = [publicAddress], host = testHost } = options
  const backend = { service: { name: options.service ?? 'checkout', port: { number: 80 } } }
  return {
    metadata: {
      name: options.name ?? 'checkout',
      namespace: options.namespace ?? 'shop',
      creationTimestamp: options.createdAt ?? '2026-01-01T00:00:00Z',
      annotations: options.annotations,
      labels: options.labels,
    },
    spec: {
      ingressClassName: className ?? undefined,
      rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
      tls: options.tls,
    },
    status: {
      loadBalancer: {
        ingress: addresses.map((address) => (/^[\d.]+$/.test(address) ? { ip: address } : { hostname: address })),
      },
    },
  }
}

export interface Platform {
  ingresses: Ingress[]
  nginx: ReturnType<typeof createNginx>[]
  externalDns: ReturnType<typeof createExternalDns>[]
  certManagers: ReturnType<typeof createCertManager>[]
  loadBalancers: Part<'Service'>[]
  classes: Part<'IngressClass'>[]
  namespaces: Part<'Namespace'>[]
  extra: TestObjects
  dns: Record<string, Partial<DnsAnswer> | Unavailable>
  zones: Record<string, Partial<DnsZone> | Unavailable>
  probes: readonly HostProbe[]
  served: Record<string, readonly string[] | Unavailable>
  settings: Partial<ClusterSettings>
  unavailable: Partial<Record<KindName, Unavailable>>
}

export const createClass = (
  name: string,
  controller = 'k8s.io/ingress-nginx',
  isDefault = false,
): Part<'IngressClass'> => ({
  metadata: { name, annotations: isDefault ? { 'ingressclass.kubernetes.io/is-default-class': 'true' } : undefined },
  spec: { controller },
})

/** A ClusterIssuer that names a DNS zone for its DNS-01 solver. */
export function withZone(zone: string): Partial<Platform> {
  const issuer: CustomResource = {
    metadata: { name: 'letsencrypt' },
    spec: { acme: { solvers: [{ selector: { dnsZones: [zone] }, dns01: { azureDNS: { hostedZoneName: zone } } }] } },
  }
  return { extra: { ClusterIssuer: [issuer] } }
}

/** Domains of the names that DNS was asked for. */
const listDomains = (dns: Platform['dns']) =>
  Object.keys(dns).flatMap((name) => (name.includes(' ') ? [] : (parentDomain(name) ?? [])))

/** Beside each name, one that nobody has a record for: no wildcard answers unless a test says so. */
function withSiblings(dns: Platform['dns']): Platform['dns'] {
  const siblings = listDomains(dns).map((domain) => [siblingName(domain), { outcome: 'nxdomain' as const }])
  return { ...Object.fromEntries(siblings), ...dns }
}

/** Each domain is a zone that is delegated as it should be, unless a test says otherwise. */
function withZones(dns: Platform['dns'], zones: Platform['zones'] = {}): Platform['zones'] {
  return { ...Object.fromEntries(listDomains(dns).map((domain) => [domain, {}])), ...zones }
}

const healthyDns: Platform['dns'] = {
  [testHost]: {
    outcome: 'answered',
    addresses: [publicAddress],
    recordSets: [{ type: 'A', values: [publicAddress], ttlSeconds: 300 }],
  },
}

/** The healthy platform with some parts replaced. Every part that is left out works. */
export function createPlatformStore(overrides: Partial<Platform> = {}): ObjectStore {
  const ingresses = overrides.ingresses ?? [createTenantIngress()]
  const nginx = overrides.nginx ?? [createNginx()]
  const externalDns = overrides.externalDns ?? [createExternalDns()]
  const controllers = [...nginx, ...externalDns, ...(overrides.certManagers ?? [])]
  const { Ingress: _ingresses, Pod: _pods, ...otherExtra } = overrides.extra ?? {}
  const { extra = {} } = overrides
  const app = { app: 'checkout' }
  const tenantPod: Part<'Pod'> = {
    metadata: { name: 'checkout-7d9f-1', namespace: 'shop', labels: app, creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: { nodeName: 'node-0', containers: [{ name: 'app', ports: [{ containerPort: 8080 }] }] },
    status: readyStatus(),
  }
  const ready = (name: string): Part<'Node'> => ({
    metadata: { name },
    status: {
      conditions: [{ type: 'Ready', status: 'True' }],
      addresses: [{ type: 'InternalIP', address: '10.224.0.4' }],
    },
  })
  const tenantService: Part<'Service'> = {
    metadata: { name: 'checkout', namespace: 'shop' },
    spec: { type: 'ClusterIP', clusterIP: '10.0.0.9', selector: app, ports: [{ port: 80, targetPort: 8080 as never }] },
  }
  const slice: Part<'EndpointSlice'> = {
    metadata: { name: 'checkout-x1', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'checkout' } },
    addressType: 'IPv4',
    ports: [{ port: 8080, protocol: 'TCP' }],
    endpoints: [
      {
        addresses: ['10.1.0.5'],
        conditions: { ready: true },
        targetRef: { kind: 'Pod', name: 'checkout-7d9f-1', namespace: 'shop' },
      },
    ],
  }
  return createTestStore(
    {
      Ingress: [...ingresses, ...(extra.Ingress ?? [])],
      IngressClass: overrides.classes ?? [createClass('nginx', 'k8s.io/ingress-nginx', true)],
      Namespace: overrides.namespaces ?? [{ metadata: { name: 'shop', labels: { 'xkf.xenit.io/kind': 'tenant' } } }],
      Deployment: controllers.map(({ deployment }) => deployment),
      Pod: [...controllers.flatMap(({ pods }) => pods), tenantPod, ...(extra.Pod ?? [])],
      Node: [ready('node-0'), ready('node-1')],
      Service: [...(overrides.loadBalancers ?? [createLoadBalancer()]), tenantService],
      EndpointSlice: [slice],
      Lease: [createLease({ lastsSeconds: 600 })],
      ...otherExtra,
    },
    {
      dns: withSiblings(overrides.dns ?? healthyDns),
      zones: withZones(overrides.dns ?? healthyDns, overrides.zones),
      probes: overrides.probes,
      served: overrides.served,
      settings: overrides.settings,
      unavailable: overrides.unavailable,
    },
  )
}

export function createPlatformView(overrides: Partial<Platform> = {}, nowMs = platformNowMs): ClusterView {
  return new ClusterView(createPlatformStore(overrides), nowMs)
}

export const forbid = (what: string): Unavailable => ({
  what,
  reason: 'forbidden',
  detail: 'the API server refused the list',
  need: `list and watch on ${what}`,
})

/** A NetworkPolicy; without a spec it isolates every Pod of the namespace and admits nobody. */
export function createPolicy(
  name = 'default-deny',
  spec: Record<string, unknown> = {},
  namespace = 'shop',
): Part<'NetworkPolicy'> {
  // Partial specs, as manifests are written; the generated type names the peers of an ingress rule differently.
  return { metadata: { name, namespace }, spec: { podSelector: {}, policyTypes: ['Ingress'], ...spec } as never }
}

/** The DaemonSet that shows which network plugin enforces policies. */
export const createPlugin = (name = 'calico-node'): Part<'DaemonSet'> => ({
  metadata: { name, namespace: 'kube-system' },
  status: { currentNumberScheduled: 2, desiredNumberScheduled: 2, numberMisscheduled: 0, numberReady: 2 },
})

/** The Lease of the default election id, renewed half a minute ago by the first controller Pod unless the options say otherwise. */
export const createLease = (
  options: { name?: string; holder?: string; renewedAt?: string; lastsSeconds?: number } = {},
): Part<'Lease'> => ({
  metadata: { name: options.name ?? 'ingress-controller-leader', namespace: 'ingress-nginx' },
  spec: {
    holderIdentity: options.holder ?? 'ingress-nginx-controller-7d9f8-0',
    leaseDurationSeconds: options.lastsSeconds ?? 30,
    renewTime: options.renewedAt ?? '2026-03-01T11:59:30Z',
  },
})
