import type { CheckExample, ExampleTable, HostExample, PathExample } from '@/lib/checks/check-example'
import {
  createClass,
  createLease,
  createLoadBalancer,
  createNginx,
  createPlatformStore,
  createTenantIngress,
  type IngressOptions,
  type Platform,
  platformNowMs,
  testHost,
} from '@/lib/ingress-path/platform-test-objects'
import { type Ingress, listPaths } from '@/lib/ingress-path/subjects'
import type { AskedHost } from './asked-host'

const prefix = 'nginx.ingress.kubernetes.io'
const publish = '--publish-service=$(POD_NAMESPACE)/ingress-nginx-controller'
const configured = '--configmap=$(POD_NAMESPACE)/ingress-nginx-controller'

/** A controller of v1.15.1 that reads its ConfigMap; more arguments replace nothing. */
export const configuredNginx = (...args: string[]) =>
  createNginx({ image: 'registry.k8s.io/ingress-nginx/controller:v1.15.1', args: [publish, configured, ...args] })

/** The ConfigMap of that controller. */
export const createConfigMap = (data: Record<string, string>) => ({
  metadata: { name: 'ingress-nginx-controller', namespace: 'ingress-nginx' },
  data,
})

/** Annotations of ingress-nginx by name without prefix. */
export const annotate = (annotations: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(annotations).map(([name, value]) => [`${prefix}/${name}`, value]))

/** A Warning of the controller about an Ingress of namespace `shop`. */
export const createParsingEvent = (message: string, name = 'checkout') => ({
  metadata: { name: `${name}.1`, namespace: 'shop' },
  type: 'Warning',
  reason: 'AnnotationParsingFailed',
  message: `Error parsing annotations: ${message}`,
  involvedObject: { kind: 'Ingress', namespace: 'shop', name },
})

export interface Setting {
  annotations?: Record<string, string>
  data?: Record<string, string>
  args?: string[]
  ingress?: IngressOptions
  platform?: Partial<Platform>
}

/** The platform with a controller that reads its ConfigMap, and an Ingress with these annotations. */
export function arrange({ annotations = {}, data = {}, args = [], ingress = {}, platform = {} }: Setting) {
  const own = createTenantIngress({ ...ingress, annotations: { ...annotate(annotations), ...ingress.annotations } })
  const { ingresses = [], extra = {}, ...rest } = platform
  return {
    ingress: own,
    platform: {
      nginx: [configuredNginx(...args)],
      ...rest,
      ingresses: [own, ...ingresses],
      extra: { ConfigMap: [createConfigMap(data)], ...extra },
    } satisfies Partial<Platform>,
  }
}

function onHost(setting: Setting, change: (ingress: Ingress) => Ingress = (ingress) => ingress): HostExample {
  const { ingress, platform } = arrange(setting)
  const changed = change(ingress)
  const store = createPlatformStore({ ...platform, ingresses: [changed, ...platform.ingresses.slice(1)] })
  return { store, subject: { ingress: changed, host: changed.spec?.rules?.[0]?.host ?? '*' }, nowMs: platformNowMs }
}

function onPath(setting: Setting, change: (ingress: Ingress) => Ingress = (ingress) => ingress): PathExample {
  const { store, subject, nowMs } = onHost(setting, change)
  const [path] = listPaths(subject.ingress, subject.host)
  if (path === undefined) throw new Error('the example has no path')
  return { store, subject: { ...subject, path }, nowMs }
}

/** The Ingress with another first path. */
export const withPath =
  (path: string, pathType = 'Prefix') =>
  (ingress: Ingress): Ingress => {
    const backend = ingress.spec?.rules?.[0]?.http?.paths?.[0]?.backend ?? {}
    const host = ingress.spec?.rules?.[0]?.host
    return { ...ingress, spec: { ...ingress.spec, rules: [{ host, http: { paths: [{ path, pathType, backend }] } }] } }
  }

/** The Ingress with a default backend beside its rules. */
export const withDefaultBackend = (ingress: Ingress): Ingress => ({
  ...ingress,
  spec: { ...ingress.spec, defaultBackend: { service: { name: 'checkout', port: { number: 80 } } } },
})

const issuer = {
  metadata: { name: 'letsencrypt' },
  spec: { acme: { solvers: [{ dns01: {}, selector: { dnsZones: ['shop.example.net'] } }] } },
}

/** A ClusterIssuer that names the zone of the platform. */
export const zoned: Partial<Platform> = { extra: { ClusterIssuer: [issuer] } }

const sibling = (options: IngressOptions) => createTenantIngress({ name: 'sibling', ...options })

/** The Service of the Ingress with another spec. */
export const serving = (spec: Record<string, unknown>): Setting => ({
  platform: {
    extra: {
      Service: [
        createLoadBalancer(),
        // Partial specs are fine: a test gives what it is about.
        {
          metadata: { name: 'checkout', namespace: 'shop' },
          spec: { selector: { app: 'checkout' }, ...spec } as never,
        },
      ],
    },
  },
})

/** The Service of the controller with more annotations or fields; the nodes are Azure's. */
export function balancing(annotations: Record<string, string>, spec: Record<string, unknown> = {}): Setting {
  const service = createLoadBalancer()
  return {
    platform: {
      loadBalancers: [
        {
          ...service,
          metadata: { ...service.metadata, annotations } as never,
          spec: { ...service.spec, ...spec } as never,
        },
      ],
      extra: { Node: [{ metadata: { name: 'node-0' }, spec: { providerID: 'azure:///x' } } as never] },
    },
  }
}

/** An example that raises each check of classes, annotations and locations. */
export const annotationExamples: ExampleTable<HostExample> = {
  'host-typo-suffix': () =>
    onHost({
      ingress: { host: 'checkout.shop.exmaple.net' },
      platform: { ...zoned, dns: { 'checkout.shop.exmaple.net': { outcome: 'nxdomain' } } },
    }),
  'class-claimed-twice': () => onHost({ platform: { nginx: [configuredNginx(), createNginx({ name: 'second' })] } }),
  'class-default-ambiguous': () =>
    onHost({
      ingress: { className: null },
      platform: { classes: [createClass('nginx', 'k8s.io/ingress-nginx', true), createClass('other', 'x', true)] },
    }),
  'catch-all-forbidden': () => onHost({ args: ['--disable-catch-all'] }, withDefaultBackend),
  'annotation-risk-too-high': () =>
    onHost({ annotations: { 'server-snippet': 'deny all;' }, ingress: { addresses: [] } }),
  'annotation-value-invalid': () => onHost({ annotations: { 'limit-rps': '10 per second' } }),
  'annotation-word-blocked': () =>
    onHost({
      annotations: { 'configuration-snippet': 'proxy_pass http://x;' },
      data: { 'annotations-risk-level': 'Critical', 'annotation-value-word-blocklist': 'proxy_pass' },
    }),
  'annotation-wrong-prefix': () =>
    onHost({ annotations: { 'rewrite-target': '/' }, args: ['--annotations-prefix=ingress.example.net'] }),
  'snippet-disabled': () => onHost({ annotations: { 'configuration-snippet': 'more_set_headers "x";' } }),
  'location-denied': () =>
    onHost({
      annotations: { 'auth-type': 'basic', 'auth-secret': 'users' },
      platform: { extra: { Event: [createParsingEvent('unexpected error reading secret shop/users')] } },
    }),
  'regex-host-side-effect': () =>
    onHost(
      { platform: { ingresses: [sibling({ annotations: annotate({ 'use-regex': 'true' }) })] } },
      withPath('/api'),
    ),
  'controller-lb-probe-path': () => onHost(balancing({}, { ports: [{ port: 80, appProtocol: 'http' }] })),
  'controller-lb-source-ranges': () => onHost(balancing({}, { loadBalancerSourceRanges: ['192.0.2.0/24'] })),
  'status-no-leader': () =>
    onHost({
      ingress: { addresses: [] },
      platform: { extra: { Lease: [createLease({ renewedAt: '2026-03-01T11:00:00Z' })] } },
    }),
  'status-dropped-ingress': () =>
    onHost({ ingress: { addresses: [] }, platform: { ingresses: [sibling({ host: 'x.example.net' })] } }),
  'status-internal-address': () =>
    onHost({ ingress: { addresses: ['10.224.0.4'] }, platform: { nginx: [createNginx({ args: [] })] } }),
  'status-foreign-writer': () => onHost({ ingress: { className: 'gone' } }),
  'access-restricted': () => onHost({ annotations: { 'allowlist-source-range': '192.0.2.0/24' } }),
  'redirect-loop': () =>
    onHost({
      annotations: { 'force-ssl-redirect': 'true' },
      ...balancing({ 'service.beta.kubernetes.io/aws-load-balancer-ssl-cert': 'arn:aws:acm:x' }),
    }),
  'server-alias-dropped': () =>
    onHost({
      annotations: { 'server-alias': 'www.shop.example.net' },
      platform: { ingresses: [sibling({ host: 'www.shop.example.net' })] },
    }),
}

/** The same for checks of one path. */
export const locationExamples: ExampleTable<PathExample> = {
  'path-invalid-for-type': () => onPath({}, withPath('/api/(.*)')),
  'canary-without-primary': () => onPath({ annotations: { canary: 'true', 'canary-weight': '10' } }),
  'service-port-not-tcp': () => onPath(serving({ ports: [{ port: 80, targetPort: 8080, protocol: 'UDP' }] })),
  'target-port-not-listening': () => onPath(serving({ ports: [{ port: 80, targetPort: 9090 }] })),
  'backend-protocol-mismatch': () => onPath(serving({ ports: [{ port: 80, targetPort: 8080, appProtocol: 'https' }] })),
  'externalname-refused': () =>
    onPath({
      args: ['--disable-svc-external-name'],
      ...serving({ type: 'ExternalName', externalName: 'x.example.net' }),
    }),
  'default-backend-broken': () => onPath({ annotations: { 'default-backend': 'fallback' } }),
}

const scoped = ['--watch-namespace-selector=team=media']

/** A controller that goes by labels of namespaces, so that the checks read those too. */
export const quietAnnotationExamples: readonly (() => HostExample)[] = [
  () => onHost({ annotations: { 'configuration-snippet': 'x' }, args: scoped }, withDefaultBackend),
  () => onHost({ annotations: { 'force-ssl-redirect': 'true' }, args: scoped }),
  () => onHost({ annotations: { 'force-ssl-redirect': 'true' }, platform: { nginx: [createNginx({ args: [] })] } }),
  () => onHost({ ingress: { addresses: [] }, platform: { nginx: [createNginx({ args: [] })] } }),
  () => onHost({ ingress: { addresses: [] }, args: scoped }),
  () => onHost({ platform: { nginx: [createNginx({ args: [] })] } }),
  () => onHost({ ingress: { addresses: ['10.224.0.4'] } }),
]
export const quietLocationExamples: readonly (() => PathExample)[] = [
  () => onPath({ args: scoped }, withPath('/api/(.*)')),
  () => onPath({ args: scoped, ...serving({ type: 'ExternalName', externalName: 'x.example.net' }) }),
  () =>
    onPath({
      annotations: { 'default-backend': 'checkout' },
    }),
]

const onAsked = (asked: AskedHost, ingress: Ingress = createTenantIngress()): CheckExample<AskedHost> => ({
  store: createPlatformStore({ ingresses: [ingress] }),
  subject: asked,
  nowMs: platformNowMs,
})

/** The same for what is asked for by name. */
export const askedHostExamples: ExampleTable<CheckExample<AskedHost>> = {
  'host-not-declared': () => onAsked({ host: 'chekout.shop.example.net', path: null }),
  'path-not-covered': () => onAsked({ host: testHost, path: '/cart' }, withPath('/api')(createTenantIngress())),
}
