import { describe, expect, it } from 'vitest'
import {
  createExternalDns,
  createLoadBalancer,
  createTenantIngress,
  forbid,
  type Platform,
  publicAddress,
  testHost,
  withZone,
} from '@/lib/ingress-path/platform-test-objects'
import { type CheckCase, runOn } from './check-test-cases'
import { dnsRecordChecks } from './dns-record'
import { platformChecks } from './platform'

const alpha = 'external-dns.alpha.kubernetes.io'
const stable = 'external-dns.kubernetes.io'
const edns = (...args: string[]) => [createExternalDns({ args: ['--source=ingress', ...args] })]
const version = (image: string, ...args: string[]) => [
  createExternalDns({ image: `x/external-dns:${image}`, args: ['--source=ingress', '--policy=sync', ...args] }),
]
const annotated = (annotations: Record<string, string>, more = {}) => [createTenantIngress({ annotations, ...more })]
const absent = { [testHost]: { outcome: 'nxdomain' as const, negativeTtlSeconds: 60 } }
const unseen = { unavailable: { StatefulSet: forbid('statefulsets') } }
const crashing = (image: string, ...args: string[]) => [
  createExternalDns({
    image: `x/external-dns:${image}`,
    isReady: false,
    args: ['--source=ingress', '--provider=azure', ...args],
  }),
]
const second = (addresses: string[], more = {}) => createTenantIngress({ name: 'second', addresses, ...more })
const both = (addresses: string[], more = {}): Partial<Platform> => ({
  ingresses: [createTenantIngress(), second(addresses, more)],
})
const twice = (...second: string[]) => [
  createExternalDns({ args: ['--source=ingress', '--provider=azure', '--policy=sync'] }),
  createExternalDns({ name: 'second', args: ['--provider=azure', '--policy=sync', ...second] }),
]
const hostnameService = (address: string, name = 'edge') => {
  const service = createLoadBalancer({ name, namespace: 'shop', address })
  return { ...service, metadata: { ...service.metadata, annotations: { [`${alpha}/hostname`]: testHost } } }
}
const lists = '--source=ingress --source=service'.split(' ')

const cases: CheckCase[] = [
  // Row 3.
  {
    check: 'edns-flags-invalid',
    name: '0.22 without a policy',
    platform: { externalDns: crashing('v0.22.0') },
    outcome: 'found',
    says: /policy is required/,
  },
  {
    check: 'edns-flags-invalid',
    name: 'a boolean with a value',
    platform: { externalDns: crashing('v0.19.0', '--events=true') },
    outcome: 'found',
    says: /takes no value/,
  },
  {
    check: 'edns-flags-invalid',
    name: 'a crash with proper flags',
    platform: { externalDns: crashing('v0.19.0', '--policy=sync') },
    outcome: 'clear',
  },
  {
    check: 'edns-flags-invalid',
    name: 'a mistake in a process that runs: the Pod is older than the flags',
    platform: { externalDns: edns('--events=true') },
    outcome: 'clear',
  },
  { check: 'edns-flags-invalid', name: 'no external-dns', platform: { externalDns: [] }, outcome: 'not-applicable' },
  {
    check: 'edns-flags-invalid',
    name: 'Pods hidden',
    platform: { externalDns: crashing('v0.22.0'), unavailable: { Pod: forbid('pods') } },
    outcome: 'not-run',
  },
  // Row 7.
  {
    check: 'edns-two-instances-same-owner',
    name: 'the default owner twice',
    platform: { externalDns: twice('--source=service') },
    outcome: 'found',
    says: /owner id default/,
  },
  {
    check: 'edns-two-instances-same-owner',
    name: 'another owner',
    platform: { externalDns: twice('--source=service', '--txt-owner-id=b') },
    outcome: 'clear',
  },
  {
    check: 'edns-two-instances-same-owner',
    name: 'both want the host',
    platform: { externalDns: twice('--source=ingress') },
    outcome: 'clear',
  },
  {
    check: 'edns-two-instances-same-owner',
    name: 'another provider',
    platform: {
      externalDns: [
        createExternalDns({ args: ['--source=ingress', '--provider=aws'] }),
        createExternalDns({ name: 'b', args: ['--source=service', '--provider=azure'] }),
      ],
    },
    outcome: 'clear',
  },
  {
    check: 'edns-two-instances-same-owner',
    name: 'domains that do not overlap',
    platform: {
      externalDns: [
        createExternalDns({ args: ['--source=ingress', '--provider=azure', '--domain-filter=example.net'] }),
        createExternalDns({ name: 'b', args: ['--source=ingress', '--provider=azure', '--domain-filter=example.org'] }),
      ],
    },
    outcome: 'clear',
  },
  { check: 'edns-two-instances-same-owner', name: 'one', outcome: 'not-applicable' },
  { check: 'edns-two-instances-same-owner', name: 'one seen', platform: unseen, outcome: 'not-run' },
  // Row 54.
  {
    check: 'edns-annotation-prefix-mismatch',
    name: 'a target for 0.22 on 0.19',
    platform: { ingresses: annotated({ [`${stable}/target`]: '1.2.3.4' }, { addresses: [] }) },
    outcome: 'found',
    says: /reads external-dns\.alpha/,
  },
  {
    check: 'edns-annotation-prefix-mismatch',
    name: 'a target for 0.21 on 0.22',
    platform: { externalDns: version('v0.22.0'), ingresses: annotated({ [`${alpha}/target`]: '1.2.3.4' }) },
    outcome: 'found',
  },
  {
    check: 'edns-annotation-prefix-mismatch',
    name: 'both prefixes',
    platform: { ingresses: annotated({ [`${alpha}/target`]: '1.2.3.4', [`${stable}/target`]: '1.2.3.4' }) },
    outcome: 'clear',
  },
  {
    check: 'edns-annotation-prefix-mismatch',
    name: 'a prefix by flag',
    platform: {
      externalDns: version('v0.21.0', `--annotation-prefix=${stable}/`),
      ingresses: annotated({ [`${stable}/target`]: '1.2.3.4' }),
    },
    outcome: 'clear',
  },
  {
    check: 'edns-annotation-prefix-mismatch',
    name: 'nothing but a lifetime',
    platform: { ingresses: annotated({ [`${stable}/ttl`]: '60' }) },
    outcome: 'clear',
  },
  {
    check: 'edns-annotation-prefix-mismatch',
    name: 'no external-dns',
    platform: { externalDns: [] },
    outcome: 'not-applicable',
  },
  // Rows 55 to 57.
  {
    check: 'edns-hostname-source-invalid',
    name: 'Annotation',
    platform: { ingresses: annotated({ [`${alpha}/ingress-hostname-source`]: 'Annotation' }), dns: absent },
    outcome: 'found',
    says: /is Annotation/,
  },
  {
    check: 'edns-hostname-source-invalid',
    name: 'empty',
    platform: { ingresses: annotated({ [`${alpha}/ingress-hostname-source`]: '' }), dns: absent },
    outcome: 'found',
    says: /\(empty\)/,
  },
  {
    check: 'edns-hostname-source-invalid',
    name: 'a value in another case',
    platform: { ingresses: annotated({ [`${alpha}/ingress-hostname-source`]: 'DEFINED-HOSTS-ONLY' }) },
    outcome: 'clear',
  },
  {
    check: 'edns-hostname-source-excludes',
    name: 'annotation only, the host in a rule',
    platform: { ingresses: annotated({ [`${alpha}/ingress-hostname-source`]: 'annotation-only' }), dns: absent },
    outcome: 'found',
    says: /spec\.rules only/,
  },
  {
    check: 'edns-hostname-source-excludes',
    name: 'annotation only, the host in both',
    platform: {
      ingresses: annotated({
        [`${alpha}/ingress-hostname-source`]: 'annotation-only',
        [`${alpha}/hostname`]: testHost,
      }),
    },
    outcome: 'clear',
  },
  {
    check: 'edns-hostname-source-excludes',
    name: 'another value is another mistake',
    platform: { ingresses: annotated({ [`${alpha}/ingress-hostname-source`]: 'rules' }), dns: absent },
    outcome: 'clear',
  },
  {
    check: 'edns-host-fields-ignored',
    name: 'rules ignored',
    platform: { externalDns: edns('--ignore-ingress-rules-spec'), dns: absent },
    outcome: 'found',
    says: /--ignore-ingress-rules-spec/,
  },
  {
    check: 'edns-host-fields-ignored',
    name: 'rules ignored, the host in tls',
    platform: {
      externalDns: edns('--ignore-ingress-rules-spec'),
      ingresses: [createTenantIngress({ tls: [{ hosts: [testHost] }] })],
    },
    outcome: 'clear',
  },
  {
    check: 'edns-host-fields-ignored',
    name: 'a template makes the name',
    platform: { externalDns: edns('--ignore-ingress-rules-spec', '--fqdn-template={{.Name}}.shop.example.net') },
    outcome: 'clear',
  },
  {
    check: 'edns-host-fields-ignored',
    name: 'a template that is not evaluated',
    platform: { externalDns: edns('--ignore-ingress-rules-spec', '--fqdn-template={{if .Name}}x{{end}}') },
    outcome: 'not-run',
    says: /it uses if/,
  },
  {
    check: 'edns-host-fields-ignored',
    name: 'a flag that is hidden',
    platform: { externalDns: edns('@/etc/args') },
    outcome: 'not-run',
  },
  // Rows 59 to 63.
  ...['https://cdn.example.net', 'cdn.example.net:443', 'cdn.example.net/x', '1.2.3.4 5.6.7.8', '999.1.1.1'].map(
    (target): CheckCase => ({
      check: 'edns-target-annotation-bad',
      name: target,
      platform: { ingresses: annotated({ [`${alpha}/target`]: target }), dns: absent },
      outcome: 'found',
    }),
  ),
  ...['cdn.example.net.', '1.2.3.4, 5.6.7.8', '2001:db8::1'].map(
    (target): CheckCase => ({
      check: 'edns-target-annotation-bad',
      name: target,
      platform: { ingresses: annotated({ [`${alpha}/target`]: target }) },
      outcome: 'clear',
    }),
  ),
  {
    check: 'edns-target-annotation-bad',
    name: 'a private address in a public zone',
    platform: { externalDns: edns('--provider=azure'), ingresses: annotated({ [`${alpha}/target`]: '10.0.0.1' }) },
    outcome: 'found',
    says: /private address/,
  },
  {
    check: 'edns-target-annotation-bad',
    name: 'a prefix that is not read',
    platform: { ingresses: annotated({ [`${stable}/target`]: 'https://x' }) },
    outcome: 'not-applicable',
  },
  { check: 'edns-target-annotation-bad', name: 'none', outcome: 'not-applicable' },
  {
    check: 'edns-target-overrides-status',
    name: 'a CDN',
    platform: { ingresses: annotated({ [`${alpha}/target`]: 'cdn.example.org' }) },
    outcome: 'found',
  },
  {
    check: 'edns-target-overrides-status',
    name: 'the same address',
    platform: { ingresses: annotated({ [`${alpha}/target`]: publicAddress }) },
    outcome: 'clear',
  },
  {
    check: 'edns-target-overrides-status',
    name: 'no status',
    platform: { ingresses: annotated({ [`${alpha}/target`]: '1.2.3.4' }, { addresses: [] }) },
    outcome: 'not-applicable',
  },
  {
    check: 'edns-target-net-filtered',
    name: 'outside the only network',
    platform: { externalDns: edns('--target-net-filter=10.0.0.0/8'), dns: absent },
    outcome: 'found',
    says: /10\.0\.0\.0\/8 takes away 20\.61\.7\.41/,
  },
  {
    check: 'edns-target-net-filtered',
    name: 'a name is no address',
    platform: {
      externalDns: edns('--target-net-filter=10.0.0.0/8'),
      ingresses: [createTenantIngress({ addresses: ['lb.example.org'] })],
    },
    outcome: 'clear',
  },
  {
    check: 'edns-target-net-filtered',
    name: 'another instance keeps it',
    platform: { externalDns: [...edns('--target-net-filter=10.0.0.0/8'), createExternalDns({ name: 'b' })] },
    outcome: 'clear',
  },
  {
    check: 'edns-target-net-filtered',
    name: 'another instance may exist',
    platform: { externalDns: edns('--target-net-filter=10.0.0.0/8'), ...unseen },
    outcome: 'not-run',
  },
  {
    check: 'edns-record-type-unmanaged',
    name: 'only CNAMEs',
    platform: { externalDns: edns('--managed-record-types=CNAME'), dns: absent },
    outcome: 'found',
    says: /needs A records/,
  },
  {
    check: 'edns-record-type-unmanaged',
    name: 'A excluded',
    platform: { externalDns: edns('--exclude-record-types=A'), dns: absent },
    outcome: 'found',
    says: /--exclude-record-types=A/,
  },
  {
    check: 'edns-record-type-unmanaged',
    name: 'A among others',
    platform: { externalDns: edns('--managed-record-types=A', '--managed-record-types=TXT') },
    outcome: 'clear',
  },
  {
    check: 'edns-name-invalid',
    name: 'a label of 64',
    platform: { ingresses: [createTenantIngress({ host: `${'a'.repeat(64)}.net` })] },
    outcome: 'found',
    says: /64 characters/,
  },
  {
    check: 'edns-name-invalid',
    name: 'a label of 63',
    platform: { ingresses: [createTenantIngress({ host: `${'a'.repeat(63)}.net` })] },
    outcome: 'clear',
  },
  {
    check: 'edns-name-invalid',
    name: 'a wildcard',
    platform: { ingresses: [createTenantIngress({ host: '*.shop.example.net' })] },
    outcome: 'clear',
  },
  {
    check: 'edns-name-invalid',
    name: 'a wildcard inside',
    platform: { ingresses: [createTenantIngress({ host: 'a.*.example.net' })] },
    outcome: 'found',
    says: /asterisk/,
  },
  // Rows 65 and 70.
  {
    check: 'edns-zone-narrower-filter',
    name: 'a filter longer than the zone',
    platform: {
      externalDns: edns('--provider=azure', '--domain-filter=shop.example.net'),
      dns: absent,
      ...withZone('example.net'),
    },
    outcome: 'found',
    says: /does not work on zone example\.net/,
  },
  {
    check: 'edns-zone-narrower-filter',
    name: 'the zone as filter',
    platform: { externalDns: edns('--provider=azure', '--domain-filter=example.net'), ...withZone('example.net') },
    outcome: 'clear',
  },
  {
    check: 'edns-zone-narrower-filter',
    name: 'the zone by its own flag',
    platform: {
      externalDns: edns('--provider=azure', '--domain-filter=shop.example.net', '--zone-name-filter=example.net'),
      ...withZone('example.net'),
    },
    outcome: 'clear',
  },
  {
    check: 'edns-zone-narrower-filter',
    name: 'a longer zone',
    platform: {
      externalDns: edns('--provider=azure', '--domain-filter=shop.example.net'),
      ...withZone('shop.example.net'),
    },
    outcome: 'clear',
  },
  {
    check: 'edns-zone-narrower-filter',
    name: 'AWS has no such rule',
    platform: { externalDns: edns('--provider=aws', '--domain-filter=shop.example.net'), ...withZone('example.net') },
    outcome: 'not-applicable',
  },
  {
    check: 'edns-zone-narrower-filter',
    name: 'no zone known',
    platform: { externalDns: edns('--provider=azure', '--domain-filter=shop.example.net') },
    outcome: 'not-applicable',
  },
  {
    check: 'edns-zone-narrower-filter',
    name: 'zones hidden',
    platform: {
      externalDns: edns('--provider=azure', '--domain-filter=shop.example.net'),
      unavailable: { ClusterIssuer: forbid('clusterissuers') },
    },
    outcome: 'not-run',
  },
  {
    check: 'edns-cname-at-apex',
    name: 'the zone itself',
    platform: {
      externalDns: edns('--provider=azure'),
      ingresses: [createTenantIngress({ addresses: ['lb.example.org'] })],
      dns: absent,
      ...withZone(testHost),
    },
    outcome: 'found',
    says: /top of a DNS zone/,
  },
  {
    check: 'edns-cname-at-apex',
    name: 'below the zone',
    platform: {
      externalDns: edns('--provider=azure'),
      ingresses: [createTenantIngress({ addresses: ['lb.example.org'] })],
      ...withZone('example.net'),
    },
    outcome: 'clear',
  },
  {
    check: 'edns-cname-at-apex',
    name: 'an address',
    platform: { externalDns: edns('--provider=azure'), ...withZone(testHost) },
    outcome: 'not-applicable',
  },
  {
    check: 'edns-cname-at-apex',
    name: 'a provider with alias records',
    platform: {
      externalDns: edns('--provider=aws'),
      ingresses: [createTenantIngress({ addresses: ['lb.example.org'] })],
      ...withZone(testHost),
    },
    outcome: 'not-applicable',
  },
  // Rows 67 to 69.
  {
    check: 'edns-same-host-conflict',
    name: 'two addresses, 0.20: one wins',
    platform: { ...both(['20.0.0.9']), externalDns: version('v0.20.0'), dns: absent },
    outcome: 'found',
    says: /goes to Ingress shop\/second/,
  },
  {
    check: 'edns-same-host-conflict',
    name: 'two addresses, 0.21: merged',
    platform: { ...both(['20.0.0.9']), externalDns: version('v0.21.0'), dns: absent },
    outcome: 'found',
    says: /one record with the targets of all/,
  },
  {
    check: 'edns-same-host-conflict',
    name: 'two addresses and lifetimes, 0.21: one wins',
    platform: {
      ...both(['20.0.0.9'], { annotations: { [`${alpha}/ttl`]: '60' } }),
      externalDns: version('v0.21.0'),
      dns: absent,
    },
    outcome: 'found',
    says: /goes to/,
  },
  {
    check: 'edns-same-host-conflict',
    name: 'two addresses, version not known',
    platform: { ...both(['20.0.0.9']), externalDns: version('latest'), dns: absent },
    outcome: 'found',
    says: /version, which is not known/,
  },
  { check: 'edns-same-host-conflict', name: 'the same address', platform: both([publicAddress]), outcome: 'clear' },
  {
    check: 'edns-same-host-conflict',
    name: 'sets of their own',
    platform: both(['20.0.0.9'], { annotations: { [`${alpha}/set-identifier`]: 'b' } }),
    outcome: 'clear',
  },
  {
    check: 'edns-same-host-conflict',
    name: 'the other is filtered away',
    platform: { ...both(['20.0.0.9'], { className: 'private' }), externalDns: edns('--ingress-class=nginx') },
    outcome: 'clear',
  },
  { check: 'edns-same-host-conflict', name: 'alone', outcome: 'not-applicable' },
  {
    check: 'edns-same-host-conflict',
    name: 'alone, Services hidden',
    platform: { unavailable: { Service: forbid('services') } },
    outcome: 'not-run',
  },
  {
    check: 'edns-same-host-conflict',
    name: 'a Service with the same name',
    platform: {
      externalDns: [createExternalDns({ args: lists })],
      loadBalancers: [createLoadBalancer(), hostnameService('20.0.0.9')],
      dns: absent,
    },
    outcome: 'found',
    says: /Service shop\/edge/,
  },
  {
    check: 'edns-public-private-merge',
    name: 'public and private, 0.21',
    platform: { ...both(['10.0.0.9']), externalDns: version('v0.21.0') },
    outcome: 'found',
    says: /now and then/,
  },
  {
    check: 'edns-public-private-merge',
    name: 'public and private, 0.20',
    platform: { ...both(['10.0.0.9']), externalDns: version('v0.20.0') },
    outcome: 'not-applicable',
  },
  {
    check: 'edns-public-private-merge',
    name: 'two public ones, 0.21',
    platform: { ...both(['20.0.0.9']), externalDns: version('v0.21.0') },
    outcome: 'clear',
  },
  {
    check: 'edns-cname-a-conflict',
    name: 'status with an address and a name',
    platform: { ingresses: [createTenantIngress({ addresses: [publicAddress, 'lb.example.org'] })], dns: absent },
    outcome: 'found',
    says: /gives the name up/,
  },
  {
    check: 'edns-cname-a-conflict',
    name: 'a name from another Ingress',
    platform: { ...both(['lb.example.org']), dns: absent },
    outcome: 'found',
    says: /Ingress shop\/second wants it as a CNAME/,
  },
  {
    check: 'edns-cname-a-conflict',
    name: 'two names',
    platform: { ingresses: [createTenantIngress({ addresses: ['a.example.org'] }), second(['b.example.org'])] },
    outcome: 'clear',
  },
  {
    check: 'edns-cname-a-conflict',
    name: 'nobody makes a record',
    platform: { externalDns: [] },
    outcome: 'not-applicable',
  },
  // Rows 73 and 74.
  {
    check: 'edns-policy-blocks-change',
    name: 'create-only and another address',
    platform: { externalDns: edns('--policy=create-only'), dns: { [testHost]: { addresses: ['9.9.9.9'] } } },
    outcome: 'found',
    says: /create-only/,
  },
  {
    check: 'edns-policy-blocks-change',
    name: 'upsert-only may change it',
    platform: {
      externalDns: edns('--policy=upsert-only'),
      dns: { [testHost]: { addresses: ['9.9.9.9'], recordSets: [{ type: 'A', values: ['9.9.9.9'], ttlSeconds: 60 }] } },
    },
    outcome: 'clear',
  },
  {
    check: 'edns-policy-blocks-change',
    name: 'upsert-only and a CNAME in the way',
    platform: {
      externalDns: edns('--policy=upsert-only'),
      dns: {
        [testHost]: {
          addresses: ['9.9.9.9'],
          cnames: ['old.example.org'],
          recordSets: [{ type: 'CNAME', values: ['old.example.org'], ttlSeconds: 60 }],
        },
      },
    },
    outcome: 'found',
    says: /another type/,
  },
  {
    check: 'edns-policy-blocks-change',
    name: 'sync',
    platform: { dns: { [testHost]: { addresses: ['9.9.9.9'] } } },
    outcome: 'clear',
  },
  {
    check: 'edns-policy-blocks-change',
    name: 'no record yet',
    platform: { externalDns: edns('--policy=create-only'), dns: absent },
    outcome: 'clear',
  },
  {
    check: 'edns-policy-blocks-change',
    name: 'DNS off',
    platform: { externalDns: edns('--policy=create-only'), dns: {}, settings: { dns: { mode: 'off', servers: [] } } },
    outcome: 'not-run',
  },
  {
    check: 'edns-txt-misparse',
    name: 'a-team on 0.17',
    platform: { externalDns: version('v0.17.0'), ingresses: [createTenantIngress({ host: 'a-team.example.net' })] },
    outcome: 'found',
    says: /as that of team\.example\.net/,
  },
  {
    check: 'edns-txt-misparse',
    name: 'a-team on 0.18',
    platform: { externalDns: version('v0.18.0'), ingresses: [createTenantIngress({ host: 'a-team.example.net' })] },
    outcome: 'clear',
  },
  {
    check: 'edns-txt-misparse',
    name: 'a-team with a prefix',
    platform: {
      externalDns: version('v0.17.0', '--txt-prefix=x-'),
      ingresses: [createTenantIngress({ host: 'a-team.example.net' })],
    },
    outcome: 'clear',
  },
  { check: 'edns-txt-misparse', name: 'another name', outcome: 'not-applicable' },
]

describe('what external-dns decides', () => {
  it.each(cases)('$check: $name → $outcome', ({ check, platform, outcome, says }) => {
    const run = runOn([...platformChecks, ...dnsRecordChecks], check, platform)
    expect(run.result).toMatchObject({ outcome })
    if (says !== undefined) expect(run.result.reason).toMatch(says)
  })

  it('a name that already answers as this object wants is only a warning to it', () => {
    const [finding] = runOn(dnsRecordChecks, 'edns-same-host-conflict', {
      ...both(['20.0.0.9']),
      externalDns: version('v0.20.0'),
    }).findings
    expect(finding?.severity).toBe('warning')
  })

  it('a name without record is an error only to the object that loses it', () => {
    const severityOf = (addresses: string[]) =>
      runOn(dnsRecordChecks, 'edns-same-host-conflict', {
        ...both(addresses),
        externalDns: version('v0.20.0'),
        dns: absent,
      }).findings[0]?.severity
    expect([severityOf(['20.0.0.9']), severityOf(['99.0.0.9'])]).toEqual(['error', 'warning'])
  })

  it('a prefix that is not read is an error once the name has no record', () => {
    const platform = { ingresses: annotated({ [`${stable}/hostname`]: 'news.example.net' }, { host: 'x.example.net' }) }
    expect(runOn(dnsRecordChecks, 'edns-annotation-prefix-mismatch', platform).result.outcome).toBe('clear')
  })
})
