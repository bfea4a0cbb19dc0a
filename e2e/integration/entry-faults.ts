import { privateAddress, publicAddress } from './chart-platform'
import type { ApiObject } from './kube-apiserver'
import { app, ingress, namespace, nginxAnnotation } from './scenario-objects'
import { asksIssuer, fault, type Place, type TenantFault, tenant, tlsFor } from './tenant-fault'

const externalDns = (name: string, value: string) => ({ [`external-dns.alpha.kubernetes.io/${name}`]: value })
const backend = { service: { name: 'web', port: { number: 80 } } }
const rule = (host: string, path = '/', pathType = 'Prefix') => ({
  host,
  http: { paths: [{ path, pathType, backend }] },
})
const foreignClass: ApiObject = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: { name: 'edge' },
  spec: { controller: 'example.net/edge-router' },
}
/** An Ingress whose status holds what a map answers for it. */
const withStatus = (objects: ApiObject[], addresses: Record<string, string>[]): ApiObject[] =>
  objects.map((object) =>
    object.kind === 'Ingress' ? { ...object, status: { loadBalancer: { ingress: addresses } } } : object,
  )
/** A second Ingress in a namespace of its own, written before or after by its place in the list. */
const elsewhere = (at: Place, name: string, options: Partial<Parameters<typeof ingress>[0]>): ApiObject[] => [
  namespace(name),
  ingress({ ...at, address: publicAddress, ...options, namespace: name }),
]

/** Faults of class, controller and annotations. */
const controllerFaults: TenantFault[] = [
  // The name of the release instead of the class, no such Service either, and a status from better days.
  fault('class-of-release', 'class-not-found', (at) => tenant(at, { className: 'ingress-nginx', service: null })),
  // The annotation of old with the name of the private class written differently, over Pods that crash.
  fault(
    'annotation-of-old',
    'class-annotation-not-served',
    (at) =>
      tenant(at, {
        className: null,
        address: null,
        annotations: { 'kubernetes.io/ingress.class': 'nginx-internal' },
        pods: [{ isReady: false, containerStatus: { state: { waiting: { reason: 'CrashLoopBackOff' } } } }],
      }),
    { address: null },
  ),
  fault(
    'class-of-nobody',
    'class-controller-not-served',
    (at) => [foreignClass, ...tenant(at, { className: 'edge', address: null })],
    { address: null },
  ),
  // DNS is right, thanks to a target annotation; nothing serves it.
  fault('classless-with-target', 'class-missing', (at) =>
    tenant(at, { className: null, address: null, annotations: externalDns('target', publicAddress) }),
  ),
  // It stays in deletion, and its backend is gone already.
  fault(
    'half-deleted',
    'ingress-terminating',
    (at) => tenant(at, { finalizers: ['example.net/hold'], service: null, endpoints: null }),
    { deletes: true },
  ),
  // The tls entry has the bare name, and the rule only its wildcard, which does not cover it.
  fault('bare-name', 'host-in-tls-only', (at) => tenant(at, { rules: [rule(`*.${at.host}`)] })),
  fault(
    'annotated-name',
    'host-in-annotation-only',
    (at) =>
      tenant(at, {
        rules: [rule(`www.${at.host}`)],
        tls: tlsFor(`www.${at.host}`),
        annotations: externalDns('hostname', 'Annotated-Name.Example.NET. '),
      }),
    { records: { 'www.annotated-name.example.net': publicAddress } },
  ),
  fault('letters-swapped', 'host-typo-suffix', (at) => tenant({ ...at, host: 'web.exmaple.net' }), {
    host: 'web.exmaple.net',
    address: null,
  }),
  fault('authority-of-others', 'location-denied', (at) =>
    tenant(at, { annotations: nginxAnnotation('auth-tls-secret', 'platform/clients-ca') }),
  ),
  fault('passwords-of-others', 'location-denied', (at) =>
    tenant(at, {
      annotations: { ...nginxAnnotation('auth-type', 'basic'), ...nginxAnnotation('auth-secret', 'shared/passwords') },
    }),
  ),
  fault('range-too-long', 'location-denied', (at) =>
    tenant(at, { annotations: nginxAnnotation('denylist-source-range', '198.51.100.0/24, 192.0.2.0/33') }),
  ),
  // The primary has the path with another type, which makes it another location.
  fault('canary-of-type', 'canary-without-primary', (at) => [
    ...tenant(at, {
      annotations: { ...nginxAnnotation('canary', 'true'), ...nginxAnnotation('canary-weight', '10') },
      rules: [rule(at.host, '/shop', 'Exact')],
    }),
    ingress({ ...at, name: 'primary', address: publicAddress, rules: [rule(at.host, '/shop', 'Prefix')] }),
  ]),
  // Taken once, before the snippet was added: the address stayed.
  fault('snippet-later', 'annotation-risk-too-high', (at) =>
    tenant(at, { annotations: nginxAnnotation('auth-snippet', 'proxy_set_header X-Team web;') }),
  ),
  // Same host and path in the namespace of another team, which was there first.
  fault('path-of-others', 'path-shadowed-by-older', (at) => [...elsewhere(at, 'z-first', {}), ...tenant(at)]),
  // Moved from the public class to the private one; the old address is still in status and in DNS.
  fault('moved-class', 'status-address-stale', (at) => tenant(at, { className: 'nginx-private' })),
  // An address and a name at once, from two controllers that both wrote.
  fault('two-writers', 'status-address-stale', (at) =>
    withStatus(tenant(at), [{ ip: publicAddress }, { hostname: 'lb.example.org' }]),
  ),
]

/** Faults of what external-dns makes of the host. */
const recordFaults: TenantFault[] = [
  // Only annotations count here, and the annotation has another name.
  fault(
    'other-hostname',
    'edns-hostname-source-excludes',
    (at) =>
      tenant(at, {
        annotations: {
          ...externalDns('ingress-hostname-source', 'annotation-only'),
          ...externalDns('hostname', `alias.${at.host}`),
        },
      }),
    { address: null },
  ),
  fault(
    'target-with-port',
    'edns-target-annotation-bad',
    (at) => tenant(at, { annotations: externalDns('target', 'edge.example.org:443') }),
    { address: null },
  ),
  // Handed to another controller of DNS, and the certificate asks for nothing.
  fault(
    'handed-over',
    'edns-controller-annotation',
    (at) =>
      app({
        ...at,
        address: publicAddress,
        annotations: { ...asksIssuer, ...externalDns('controller', 'octodns') },
        tls: [{ hosts: [at.host] }],
      }),
    { address: null },
  ),
  // Somebody made the record by hand for the old cluster, and the Service is missing too: the objects prove the latter.
  fault('by-hand', 'service-missing', (at) => tenant(at, { service: null, endpoints: null }), {
    address: '198.51.100.7',
    owner: null,
  }),
  // The same without anything else wrong.
  fault('by-hand-only', 'edns-record-unmanaged', (at) => tenant(at), { address: '198.51.100.7', owner: null }),
  fault('cluster-before', 'edns-record-owned-elsewhere', (at) => tenant(at), {
    address: '198.51.100.8',
    owner: 'prod-we-aks0',
  }),
  // Public and private Ingress of one host: 0.21 writes both addresses into one record, and DNS has none yet.
  fault(
    'inside-and-outside',
    'edns-same-host-conflict',
    (at) => [
      ...tenant(at),
      ingress({
        ...at,
        name: 'inside',
        className: 'nginx-private',
        address: privateAddress,
        rules: [rule(at.host, '/inside')],
      }),
    ],
    { address: null },
  ),
]

export const entryFaults: TenantFault[] = [...controllerFaults, ...recordFaults]
