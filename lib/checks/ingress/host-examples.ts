import type { ExampleTable, HostExample } from '@/lib/checks/check-example'
import {
  createClass,
  createExternalDns,
  createLoadBalancer,
  createNginx,
  createPlatformStore,
  createTenantIngress,
  type IngressOptions,
  type Platform,
  platformNowMs,
  testHost,
  withZone,
} from '@/lib/ingress-path/platform-test-objects'
import type { Ingress } from '@/lib/ingress-path/subjects'
import { siblingName, textKey } from '@/lib/model/dns'

const absent = { [testHost]: { outcome: 'nxdomain' as const, negativeTtlSeconds: 60 } }
const edns = (...args: string[]) => [createExternalDns({ args: ['--source=ingress', ...args] })]
const publish = '--publish-service=$(POD_NAMESPACE)/ingress-nginx-controller'
const nginx = (...args: string[]) => [createNginx({ args: [publish, ...args] })]
const local = createLoadBalancer({ policy: 'Local' })

/** A platform with one Ingress, judged for one host (the host of its first rule unless another is named). */
function on(platform: Partial<Platform>, ingress: Ingress = createTenantIngress(), host?: string): HostExample {
  return {
    store: createPlatformStore({ ...platform, ingresses: [ingress, ...(platform.ingresses ?? [])] }),
    subject: { ingress, host: host ?? ingress.spec?.rules?.[0]?.host ?? '*' },
    nowMs: platformNowMs,
  }
}

const tenant = (options: IngressOptions, platform: Partial<Platform> = {}, host?: string) =>
  on({ dns: absent, ...platform }, createTenantIngress(options), host)

function createTerminating(): Ingress {
  const ingress = createTenantIngress()
  const deletion = { deletionTimestamp: '2026-03-01T11:00:00Z', finalizers: ['example.com/lb'] }
  return { ...ingress, metadata: { ...ingress.metadata, ...deletion } }
}

const unsigned = { outcome: 'nxdomain' as const, addresses: [] }

/** A record with another address, and the signature of an owner at its plain name; null: signed by nobody. */
function signedBy(owner: string | null, prefix = ''): Platform['dns'] {
  const places = [`a-${testHost}`, `cname-${testHost}`, testHost]
  const names = [...places, ...places.map((place) => `${prefix}${place}`)]
  const signature = {
    addresses: [],
    recordSets: [
      { type: 'TXT' as const, values: [`heritage=external-dns,external-dns/owner=${owner}`], ttlSeconds: 60 },
    ],
  }
  return {
    [testHost]: { addresses: ['9.9.9.9'], recordSets: [{ type: 'A', values: ['9.9.9.9'], ttlSeconds: 60 }] },
    ...Object.fromEntries(names.map((name) => [textKey(name), unsigned])),
    ...(owner === null ? {} : { [textKey(`a-${testHost}`)]: signature }),
  }
}

const other = 'news.shop.example.net'
const alpha = 'external-dns.alpha.kubernetes.io'

/** An example that raises each check of a host. */
export const hostExamples: ExampleTable<HostExample> = {
  'edns-not-installed': () => on({ externalDns: [], dns: absent }),
  'edns-not-running': () => on({ externalDns: [createExternalDns({ isReady: false })], dns: absent }),
  'edns-flags-invalid': () =>
    on({
      externalDns: [
        createExternalDns({ isReady: false, args: ['--source=ingress', '--provider=azure', '--events=true'] }),
      ],
      dns: absent,
    }),
  'edns-crd-missing': () =>
    on({
      externalDns: [
        createExternalDns({
          isReady: false,
          lastRunSeconds: 61,
          args: ['--source=ingress', '--source=gateway-httproute', '--provider=azure', '--policy=sync'],
        }),
      ],
      served: { 'gateway.networking.k8s.io': [] },
      dns: absent,
    }),
  'edns-two-instances-same-owner': () =>
    on({
      externalDns: [
        createExternalDns({ args: ['--source=ingress', '--provider=azure', '--policy=sync'] }),
        createExternalDns({ name: 'services', args: ['--source=service', '--provider=azure', '--policy=sync'] }),
      ],
    }),
  'edns-source-missing': () => on({ externalDns: [createExternalDns({ args: ['--source=service'] })], dns: absent }),
  'edns-dry-run': () => on({ externalDns: edns('--dry-run'), dns: absent }),
  'controller-not-running': () => on({ nginx: [createNginx({ isReady: false })] }),
  'controller-lb-pending': () => tenant({ addresses: [] }, { loadBalancers: [createLoadBalancer({ address: null })] }),
  'controller-lb-local-no-pod': () =>
    on({
      loadBalancers: [local],
      extra: {
        Node: ['node-0', 'node-1'].map((name) => ({
          metadata: { name },
          status: { conditions: [{ type: 'Ready', status: 'False' }] },
        })),
      },
    }),
  'ingress-terminating': () => on({}, createTerminating()),
  'host-in-tls-only': () => tenant({ tls: [{ hosts: [other], secretName: 'news' }] }, {}, other),
  'host-in-annotation-only': () =>
    tenant({ annotations: { 'external-dns.alpha.kubernetes.io/hostname': other } }, {}, other),
  'class-missing': () => tenant({ className: null, addresses: [] }),
  'class-not-found': () => tenant({ className: 'ngnix', addresses: [] }),
  'class-controller-not-served': () =>
    tenant({ className: 'private', addresses: [] }, { classes: [createClass('private', 'k8s.io/other')] }),
  'class-annotation-not-served': () =>
    tenant({ className: null, annotations: { 'kubernetes.io/ingress.class': 'internal' }, addresses: [] }),
  'class-field-overrides-annotation': () => tenant({ annotations: { 'kubernetes.io/ingress.class': 'internal' } }),
  'namespace-not-watched': () => tenant({ addresses: [] }, { nginx: nginx('--watch-namespace-selector=team=media') }),
  'status-too-new': () => tenant({ addresses: [], createdAt: '2026-03-01T11:59:30Z' }),
  'status-lb-pending': () => tenant({ addresses: [] }, { loadBalancers: [createLoadBalancer({ address: null })] }),
  'status-updates-disabled': () => tenant({ addresses: [] }, { nginx: nginx('--update-status=false') }),
  'status-address-stale': () => on({ loadBalancers: [createLoadBalancer({ address: '20.0.0.9' })] }),
  'edns-controller-annotation': () =>
    tenant({ annotations: { 'external-dns.alpha.kubernetes.io/controller': 'other' } }),
  'edns-namespace-scope': () => on({ externalDns: edns('--namespace=media'), dns: absent }),
  'edns-annotation-filter': () => on({ externalDns: edns('--annotation-filter=dns=public'), dns: absent }),
  'edns-label-filter': () => on({ externalDns: edns('--label-filter=dns=public'), dns: absent }),
  'edns-ingress-class-filter': () => on({ externalDns: edns('--ingress-class=public'), dns: absent }),
  'edns-annotation-prefix-mismatch': () =>
    tenant(
      { annotations: { 'external-dns.kubernetes.io/hostname': other } },
      { dns: { [other]: { outcome: 'nxdomain' } } },
      other,
    ),
  'edns-hostname-source-invalid': () => tenant({ annotations: { [`${alpha}/ingress-hostname-source`]: 'Annotation' } }),
  'edns-hostname-source-excludes': () =>
    tenant({ annotations: { [`${alpha}/ingress-hostname-source`]: 'annotation-only' } }),
  'edns-host-fields-ignored': () => on({ externalDns: edns('--ignore-ingress-rules-spec'), dns: absent }),
  'edns-no-target': () => tenant({ addresses: [] }),
  'edns-target-annotation-bad': () => tenant({ annotations: { [`${alpha}/target`]: 'https://cdn.example.net/' } }),
  'edns-target-overrides-status': () => tenant({ annotations: { [`${alpha}/target`]: 'cdn.example.org' } }),
  'edns-target-net-filtered': () => on({ externalDns: edns('--target-net-filter=10.0.0.0/8'), dns: absent }),
  'edns-record-type-unmanaged': () => on({ externalDns: edns('--managed-record-types=CNAME'), dns: absent }),
  'edns-name-invalid': () => tenant({ host: `${'a'.repeat(64)}.example.net` }),
  'edns-domain-filter': () => on({ externalDns: edns('--domain-filter=example.org'), dns: absent }),
  'edns-zone-narrower-filter': () =>
    on({
      externalDns: edns('--provider=azure', '--domain-filter=shop.example.net'),
      dns: absent,
      ...withZone('example.net'),
    }),
  'edns-same-host-conflict': () =>
    on({ ingresses: [createTenantIngress({ name: 'second', addresses: ['20.0.0.9'] })], dns: absent }),
  'edns-public-private-merge': () =>
    on({
      externalDns: [createExternalDns({ image: 'x/external-dns:v0.21.0' })],
      ingresses: [createTenantIngress({ name: 'second', addresses: ['10.0.0.9'] })],
    }),
  'edns-cname-a-conflict': () => tenant({ addresses: ['20.61.7.41', 'lb.example.org'] }),
  'edns-cname-at-apex': () =>
    on(
      {
        externalDns: edns('--provider=azure'),
        dns: { 'example.net': { outcome: 'nxdomain' } },
        ...withZone('example.net'),
      },
      createTenantIngress({ host: 'example.net', addresses: ['lb.example.org'] }),
    ),
  'edns-record-owned-elsewhere': () => on({ externalDns: edns('--txt-owner-id=blue'), dns: signedBy('green') }),
  'edns-record-unmanaged': () => on({ externalDns: edns('--txt-owner-id=blue'), dns: signedBy(null) }),
  'edns-txt-affix-changed': () =>
    on({ externalDns: edns('--txt-owner-id=blue', '--txt-prefix=new-'), dns: signedBy('blue', 'new-') }),
  'edns-policy-blocks-change': () =>
    on({ externalDns: edns('--policy=create-only'), dns: { [testHost]: { addresses: ['9.9.9.9'] } } }),
  'edns-txt-misparse': () =>
    on(
      { externalDns: [createExternalDns({ image: 'x/external-dns:v0.17.0' })] },
      createTenantIngress({ host: 'a-team.example.net' }),
    ),
  'edns-no-zone': () => on({ externalDns: edns('--provider=azure'), dns: absent, ...withZone('example.org') }),
  'edns-write-failed-azure': () => on({ externalDns: edns('--provider=azure', '--policy=sync'), dns: absent }),
  'dns-wildcard-answers': () =>
    on({
      externalDns: edns('--label-filter=dns=public'),
      dns: { [testHost]: { addresses: ['9.9.9.9'] }, [siblingName('shop.example.net')]: { addresses: ['9.9.9.9'] } },
    }),
  'dns-zone-not-delegated': () =>
    on({
      dns: absent,
      zones: { 'shop.example.net': { delegation: { state: 'absent', parent: 'example.net' } } },
    }),
  'dns-propagation-wait': () => tenant({ createdAt: '2026-03-01T11:59:00Z' }),
  'dns-answer-differs': () => on({ dns: { [testHost]: { addresses: ['9.9.9.9'] } } }),
  'tls-block-missing': () => on({}),
}

/** Platforms that make checks read what the examples above leave aside: addresses of nodes, and labels of namespaces. */
export const quietHostExamples: readonly (() => HostExample)[] = [
  () => tenant({ addresses: [] }, { nginx: [createNginx({ args: [] })] }),
  () => on({ nginx: [createNginx({ args: [] })] }),
  ...[null, 'nginx'].map(
    (annotation) => () =>
      tenant(
        {
          className: null,
          annotations: annotation === null ? undefined : { 'kubernetes.io/ingress.class': annotation },
        },
        { nginx: nginx('--watch-ingress-without-class', '--watch-namespace-selector=team=media') },
      ),
  ),
]
