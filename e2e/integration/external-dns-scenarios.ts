import { type IngressScenario, scenario } from './ingress-scenario'
import type { ApiObject } from './kube-apiserver'
import { clusterIssuer, externalDns } from './platform-objects'
import { app, ingress } from './scenario-objects'

/** An application, and a second Ingress that wants its host for another address and serves another path. */
export function withRival(at: { namespace: string; host: string }, address: string): ApiObject[] {
  const backend = { service: { name: 'web', port: { number: 80 } } }
  const rules = [{ host: at.host, http: { paths: [{ path: '/rival', pathType: 'Prefix', backend }] } }]
  return [...app(at), ingress({ ...at, name: 'rival', rules, address })]
}

const usualArgs = ['--source=ingress', '--provider=azure', '--policy=sync']

/** The last run of a container that waited 60 seconds for what never came. */
const endedAfterMinute = {
  lastState: {
    terminated: { exitCode: 1, reason: 'Error', startedAt: '2026-03-01T11:00:00Z', finishedAt: '2026-03-01T11:01:01Z' },
  },
}

/** Scenarios that need the only external-dns to be otherwise; one after the other, each put back afterwards. */
export const externalDnsScenarios: IngressScenario[] = [
  scenario('edns-not-installed', 'root', (at) => app(at), { remove: externalDns().slice(1), dns: null }),
  scenario('edns-not-running', 'root', (at) => [...externalDns({ isReady: false }), ...app(at)], { dns: null }),
  externalDnsScenario('edns-source-missing', ['--source=service', '--provider=azure', '--policy=sync']),
  externalDnsScenario('edns-dry-run', ['--source=ingress', '--provider=azure', '--policy=sync', '--dry-run']),
  externalDnsScenario('edns-namespace-scope', [
    '--source=ingress',
    '--provider=azure',
    '--policy=sync',
    '--namespace=elsewhere',
  ]),
  externalDnsScenario('edns-annotation-filter', [
    '--source=ingress',
    '--provider=azure',
    '--policy=sync',
    '--annotation-filter=dns in (public)',
  ]),
  externalDnsScenario('edns-label-filter', [
    '--source=ingress',
    '--provider=azure',
    '--policy=sync',
    '--label-filter=dns=public',
  ]),
  externalDnsScenario('edns-ingress-class-filter', [
    '--source=ingress',
    '--provider=azure',
    '--policy=sync',
    '--ingress-class=nginx-private',
  ]),
  scenario(
    'edns-flags-invalid',
    'root',
    (at) => [...externalDns({ isReady: false, args: [...usualArgs, '--events=true'] }), ...app(at)],
    { dns: null },
  ),
  scenario(
    'edns-crd-missing',
    'root',
    (at) => [
      ...externalDns({ isReady: false, args: [...usualArgs, '--source=gateway-httproute'], crash: endedAfterMinute }),
      ...app(at),
    ],
    { dns: null },
  ),
  externalDnsScenario('edns-host-fields-ignored', [...usualArgs, '--ignore-ingress-rules-spec']),
  externalDnsScenario('edns-target-net-filtered', [...usualArgs, '--target-net-filter=10.0.0.0/8']),
  externalDnsScenario('edns-record-type-unmanaged', [...usualArgs, '--managed-record-types=CNAME']),
  scenario(
    'edns-policy-blocks-change',
    'root',
    (at) => [...externalDns({ args: ['--source=ingress', '--provider=azure', '--policy=create-only'] }), ...app(at)],
    { dns: '198.51.100.7', owner: 'default' },
  ),
  scenario(
    'edns-txt-affix-changed',
    'root',
    (at) => [...externalDns({ args: [...usualArgs, '--txt-owner-id=blue', '--txt-prefix=new-'] }), ...app(at)],
    { dns: '198.51.100.7', owner: 'blue' },
  ),
  scenario('edns-public-private-merge', 'warning', (at) => [
    ...externalDns({ version: 'v0.21.0', args: usualArgs }),
    ...withRival(at, '10.0.0.98'),
  ]),
  {
    ...scenario('edns-txt-misparse', 'warning', (at) => [
      ...externalDns({ version: 'v0.17.0', args: usualArgs }),
      ...app({ ...at, host: 'a-team.example.net' }),
    ]),
    host: 'a-team.example.net',
  },
  {
    ...scenario('edns-no-zone', 'root', (at) => [
      ...withZones('example.net'),
      ...app({ ...at, host: 'festival.example.edu' }),
    ]),
    host: 'festival.example.edu',
    dns: null,
  },
  {
    ...scenario('dns-zone-not-delegated', 'root', (at) => [
      ...withZones('example.net', 'labs.example.net'),
      ...app({ ...at, host: 'web.labs.example.net' }),
    ]),
    host: 'web.labs.example.net',
    dns: null,
  },
  {
    ...scenario('dns-wildcard-answers', 'warning', (at) => app({ ...at, host: 'web.wild.example.net' })),
    remove: externalDns().slice(1),
    host: 'web.wild.example.net',
    dns: null,
    wildcard: '198.51.100.7',
  },
  externalDnsScenario('edns-domain-filter', [
    '--source=ingress',
    '--provider=azure',
    '--policy=sync',
    '--domain-filter=example.com,example.org',
  ]),
  scenario(
    'edns-cname-at-apex',
    'root',
    (at) => [
      clusterIssuer('apex', at.host),
      ...app({ ...at, annotations: { 'external-dns.alpha.kubernetes.io/target': 'lb.example.org' } }),
    ],
    { dns: null },
  ),
  scenario('edns-two-instances-same-owner', 'warning', (at) => [
    // The platform's own external-dns keeps every Ingress; this one wants only those of another team.
    ...externalDns({
      name: 'external-dns-b',
      args: [...usualArgs, '--txt-owner-id=blue', '--label-filter=team=elsewhere'],
    }),
    ...app(at),
  ]),
  scenario(
    'edns-zone-narrower-filter',
    'root',
    (at) => [
      clusterIssuer('narrow', 'example.net'),
      ...externalDns({ args: [...usualArgs, `--domain-filter=${at.host}`] }),
      ...app(at),
    ],
    { dns: null },
  ),
]

/** A ClusterIssuer with zones of Azure DNS. */
function withZones(...zones: string[]): ApiObject[] {
  const solvers = zones.map((zone) => ({
    selector: { dnsZones: [zone] },
    dns01: { azureDNS: { hostedZoneName: zone } },
  }))
  const spec = { acme: { server: 'https://acme.example/directory', privateKeySecretRef: { name: 'key' }, solvers } }
  return [{ apiVersion: 'cert-manager.io/v1', kind: 'ClusterIssuer', metadata: { name: 'zones' }, spec }]
}

function externalDnsScenario(check: string, args: string[]): IngressScenario {
  return scenario(check, 'root', (at) => [...externalDns({ args }), ...app(at)], { dns: null })
}
