import { describe, expect, it } from 'vitest'
import {
  createExternalDns,
  createTenantIngress,
  forbid,
  type Platform,
  platformNowMs,
  publicAddress,
  testHost,
  withZone,
} from '@/lib/ingress-path/platform-test-objects'
import { type DnsDelegation, type DnsZone, siblingName, textKey } from '@/lib/model/dns'
import { type CheckCase, runOn } from './check-test-cases'
import { dnsRecordChecks } from './dns-record'

const domain = 'shop.example.net'
const edns = (...args: string[]) => [createExternalDns({ args: ['--source=ingress', '--policy=sync', ...args] })]
const azure = edns('--provider=azure')
const unselecting = edns('--label-filter=dns=public')
const absent = { [testHost]: { outcome: 'nxdomain' as const, negativeTtlSeconds: 60 } }
const off = { dns: {}, settings: { dns: { mode: 'off' as const, servers: [] } } }
const notSeen = { what: 'DNS', reason: 'timed-out' as const, detail: 'no answer came', need: null }
const unseen = { unavailable: { StatefulSet: forbid('statefulsets') } }
const answers = (...addresses: string[]): Platform['dns'][string] => ({
  addresses,
  recordSets: [{ type: 'A', values: addresses, ttlSeconds: 60 }],
})
const alias = (name: string, ...addresses: string[]): Platform['dns'][string] => ({
  addresses,
  cnames: [name],
  recordSets: [{ type: 'CNAME', values: [name], ttlSeconds: 60 }],
})
/** The host and a name beside it that nobody has a record for. */
const beside = (host: Platform['dns'][string], sibling: Platform['dns'][string] = host): Platform['dns'] => ({
  [testHost]: host,
  [siblingName(domain)]: sibling,
})
const wildcard = beside(answers('9.9.9.9'))
const unsigned = Object.fromEntries(
  ['a-', 'cname-', ''].map((prefix) => [textKey(`${prefix}${testHost}`), { outcome: 'nxdomain' as const }]),
)
const signed = (owner: string): Platform['dns'] => ({
  ...unsigned,
  [textKey(`a-${testHost}`)]: {
    addresses: [],
    recordSets: [{ type: 'TXT', values: [`heritage=external-dns,external-dns/owner=${owner}`], ttlSeconds: 60 }],
  },
})
const agedSeconds = (seconds: number) => {
  const createdAt = new Date(platformNowMs - seconds * 1000).toISOString()
  return [createTenantIngress({ createdAt })]
}
const changedSecondsAgo = (seconds: number) => {
  const ingress = createTenantIngress()
  const changedAt = new Date(platformNowMs - seconds * 1000).toISOString()
  return [{ ...ingress, metadata: { ...ingress.metadata, changedAt } }]
}
const withExternalDnsSince = (seconds: number) =>
  azure.map(({ deployment, pods }) => ({
    deployment,
    pods: pods.map((pod) => ({
      ...pod,
      metadata: { ...pod.metadata, creationTimestamp: new Date(platformNowMs - seconds * 1000).toISOString() },
    })),
  }))

const lying = (zone: Partial<DnsZone>) => ({ zones: { [domain]: zone } })
const delegated = (...nameServers: string[]): DnsDelegation => ({
  state: 'delegated',
  parent: 'example.net',
  nameServers,
})
const unasked: DnsDelegation = {
  state: 'unknown',
  unavailable: { ...notSeen, what: `Delegation of zone ${domain}`, need: 'outgoing UDP and TCP to port 53' },
}

const cases: CheckCase[] = [
  // Row 66.
  {
    check: 'edns-no-zone',
    name: 'no zone holds the host',
    platform: { externalDns: azure, dns: absent, ...withZone('example.com') },
    outcome: 'found',
    says: /None of the known DNS zones holds checkout\.shop\.example\.net/,
  },
  {
    check: 'edns-no-zone',
    name: 'a zone of the configuration holds it',
    platform: {
      externalDns: azure,
      dns: absent,
      ...withZone('example.com'),
      settings: { dns: { mode: 'resolvers', servers: [], zones: ['example.net'] } },
    },
    outcome: 'clear',
  },
  {
    check: 'edns-no-zone',
    name: 'a zone that only ends alike',
    platform: { externalDns: azure, dns: absent, ...withZone('op.example.net') },
    outcome: 'found',
  },
  {
    check: 'edns-no-zone',
    name: 'a zone holds it',
    platform: { externalDns: azure, dns: absent, ...withZone('example.net') },
    outcome: 'clear',
  },
  {
    check: 'edns-no-zone',
    name: 'the record is right all the same',
    platform: { externalDns: azure, ...withZone('example.com') },
    outcome: 'clear',
  },
  {
    check: 'edns-no-zone',
    name: 'a wrong record, signed by this external-dns',
    platform: {
      externalDns: azure,
      dns: { ...beside(answers('9.9.9.9'), { outcome: 'nxdomain' }), ...signed('default') },
      ...withZone('example.com'),
    },
    outcome: 'clear',
  },
  {
    check: 'edns-no-zone',
    name: 'no zone is known',
    platform: { externalDns: azure, dns: absent },
    outcome: 'not-applicable',
  },
  {
    check: 'edns-no-zone',
    name: 'zones hidden',
    platform: { externalDns: azure, dns: absent, unavailable: { ClusterIssuer: forbid('clusterissuers') } },
    outcome: 'not-run',
  },
  {
    check: 'edns-no-zone',
    name: 'external-dns does not keep the host',
    platform: { externalDns: unselecting, dns: absent, ...withZone('example.com') },
    outcome: 'not-applicable',
  },
  {
    check: 'edns-no-zone',
    name: 'another external-dns may keep it',
    platform: { externalDns: unselecting, dns: absent, ...withZone('example.com'), ...unseen },
    outcome: 'not-run',
  },

  // Row 77.
  {
    check: 'edns-write-failed-azure',
    name: 'no record long after everything was there',
    platform: { externalDns: azure, dns: absent },
    outcome: 'found',
    says: /Azure most likely refuses the record/,
  },
  {
    check: 'edns-write-failed-azure',
    name: 'only a wildcard answers',
    platform: { externalDns: azure, dns: wildcard },
    outcome: 'found',
  },
  {
    check: 'edns-write-failed-azure',
    name: 'the record is there',
    platform: { externalDns: azure },
    outcome: 'clear',
  },
  {
    check: 'edns-write-failed-azure',
    name: 'another record is there',
    platform: { externalDns: azure, dns: beside(answers('9.9.9.9'), { outcome: 'nxdomain' }) },
    outcome: 'clear',
  },
  {
    check: 'edns-write-failed-azure',
    name: 'three rounds and the memory of resolvers are not over: 3 × 60 + 60 + 60 s',
    platform: { externalDns: azure, dns: absent, ingresses: agedSeconds(299) },
    outcome: 'clear',
  },
  {
    check: 'edns-write-failed-azure',
    name: 'they are over',
    platform: { externalDns: azure, dns: absent, ingresses: agedSeconds(301) },
    outcome: 'found',
  },
  {
    check: 'edns-write-failed-azure',
    name: 'an old Ingress that was changed a minute ago',
    platform: { externalDns: azure, dns: absent, ingresses: changedSecondsAgo(60) },
    outcome: 'clear',
  },
  {
    check: 'edns-write-failed-azure',
    name: 'external-dns started a minute ago',
    platform: { externalDns: withExternalDnsSince(60), dns: absent },
    outcome: 'clear',
  },
  {
    check: 'edns-write-failed-azure',
    name: 'AWS reports its failures',
    platform: { externalDns: edns('--provider=aws'), dns: absent },
    outcome: 'not-applicable',
  },
  {
    check: 'edns-write-failed-azure',
    name: 'a private zone, which only its network sees',
    platform: { externalDns: edns('--provider=azure-private-dns'), dns: absent },
    outcome: 'not-applicable',
  },
  {
    check: 'edns-write-failed-azure',
    name: 'external-dns is down',
    platform: {
      externalDns: [createExternalDns({ isReady: false, args: ['--source=ingress', '--provider=azure'] })],
      dns: absent,
    },
    outcome: 'not-applicable',
  },
  {
    check: 'edns-write-failed-azure',
    name: 'external-dns only says what it would do',
    platform: { externalDns: edns('--provider=azure', '--dry-run'), dns: absent },
    outcome: 'not-applicable',
  },
  {
    check: 'edns-write-failed-azure',
    name: 'no known zone holds the host',
    platform: { externalDns: azure, dns: absent, ...withZone('example.com') },
    outcome: 'not-applicable',
  },
  {
    check: 'edns-write-failed-azure',
    name: 'the domain filter hides the zone',
    platform: {
      externalDns: edns('--provider=azure', `--domain-filter=${domain}`),
      dns: absent,
      ...withZone('example.net'),
    },
    outcome: 'not-applicable',
  },
  {
    check: 'edns-write-failed-azure',
    name: 'resolvers do not find the zone',
    platform: { externalDns: azure, dns: absent, ...lying({ failure: '10.0.0.10:53 answered SERVFAIL' }) },
    outcome: 'not-applicable',
    says: /do not find the zone/,
  },
  {
    check: 'edns-write-failed-azure',
    name: 'nobody could ask for the delegation',
    platform: { externalDns: azure, dns: absent, ...lying({ delegation: unasked }) },
    outcome: 'found',
  },
  {
    check: 'edns-write-failed-azure',
    name: 'zones hidden',
    platform: { externalDns: azure, dns: absent, unavailable: { ClusterIssuer: forbid('clusterissuers') } },
    outcome: 'not-run',
  },
  { check: 'edns-write-failed-azure', name: 'DNS off', platform: { externalDns: azure, ...off }, outcome: 'not-run' },
  {
    check: 'edns-write-failed-azure',
    name: 'whether a wildcard answers is not known',
    platform: { externalDns: azure, dns: beside(answers('9.9.9.9'), notSeen) },
    outcome: 'not-run',
  },
  {
    check: 'edns-write-failed-azure',
    name: 'another external-dns may keep it',
    platform: { externalDns: unselecting, dns: absent, ...unseen },
    outcome: 'not-run',
  },

  // Row 80.
  {
    check: 'dns-wildcard-answers',
    name: 'a name that nobody has a record for is answered the same',
    platform: { externalDns: unselecting, dns: wildcard },
    outcome: 'found',
    says: /no DNS record of its own: it leads to 9\.9\.9\.9 .* by the wildcard \*\.shop\.example\.net, or one further up/,
  },
  {
    check: 'dns-wildcard-answers',
    name: 'the same alias, whose addresses rotate',
    platform: {
      externalDns: unselecting,
      dns: beside(alias('lb.example.org', '9.9.9.9'), alias('lb.example.org', '9.9.9.8')),
    },
    outcome: 'found',
  },
  {
    check: 'dns-wildcard-answers',
    name: 'a record of its own beside a wildcard',
    platform: { externalDns: unselecting, dns: beside(answers('9.9.9.9'), answers('9.9.9.8')) },
    outcome: 'clear',
  },
  {
    check: 'dns-wildcard-answers',
    name: 'no wildcard',
    platform: { externalDns: unselecting, dns: beside(answers('9.9.9.9'), { outcome: 'nxdomain' }) },
    outcome: 'clear',
  },
  {
    check: 'dns-wildcard-answers',
    name: 'the wildcard leads to this cluster, as it is meant to',
    platform: { externalDns: unselecting, dns: beside(answers(publicAddress)) },
    outcome: 'clear',
  },
  {
    check: 'dns-wildcard-answers',
    name: 'no answer at all',
    platform: { externalDns: unselecting, dns: absent },
    outcome: 'clear',
  },
  {
    check: 'dns-wildcard-answers',
    name: 'no external-dns in the cluster',
    platform: { externalDns: [], dns: wildcard },
    outcome: 'found',
  },
  {
    check: 'dns-wildcard-answers',
    name: 'external-dns makes a record of its own',
    platform: { externalDns: azure, dns: wildcard },
    outcome: 'not-applicable',
  },
  {
    check: 'dns-wildcard-answers',
    name: 'the host is the wildcard',
    platform: {
      externalDns: unselecting,
      ingresses: [createTenantIngress({ host: `*.${domain}` })],
      dns: { [`*.${domain}`]: answers('9.9.9.9'), [siblingName(domain)]: answers('9.9.9.9') },
    },
    outcome: 'not-applicable',
  },
  {
    check: 'dns-wildcard-answers',
    name: 'another external-dns may make one',
    platform: { externalDns: unselecting, dns: wildcard, ...unseen },
    outcome: 'not-run',
  },
  {
    check: 'dns-wildcard-answers',
    name: 'the name beside it was not answered',
    platform: { externalDns: unselecting, dns: beside(answers('9.9.9.9'), notSeen) },
    outcome: 'not-run',
    says: /no answer came/,
  },
  {
    check: 'dns-wildcard-answers',
    name: 'DNS off',
    platform: { externalDns: unselecting, ...off },
    outcome: 'not-run',
  },

  // Row 81.
  {
    check: 'dns-zone-not-delegated',
    name: 'the zone above knows nothing of it',
    platform: { dns: absent, ...lying({ delegation: { state: 'absent', parent: 'example.net' } }) },
    outcome: 'found',
    says: /zone example\.net above it does not delegate it/,
  },
  {
    check: 'dns-zone-not-delegated',
    name: 'the zone above names other servers',
    platform: {
      dns: absent,
      ...lying({ nameServers: ['ns1.new.example', 'ns2.new.example'], delegation: delegated('ns1.old.example') }),
    },
    outcome: 'found',
    says: /delegates it to ns1\.old\.example, while it names ns1\.new\.example, ns2\.new\.example itself/,
  },
  {
    check: 'dns-zone-not-delegated',
    name: 'one of the servers is missing above',
    platform: {
      dns: absent,
      ...lying({ nameServers: ['ns1.dns.example', 'ns2.dns.example'], delegation: delegated('ns1.dns.example') }),
    },
    outcome: 'found',
  },
  {
    check: 'dns-zone-not-delegated',
    name: 'both name the same',
    platform: { dns: absent, ...lying({}) },
    outcome: 'clear',
  },
  {
    check: 'dns-zone-not-delegated',
    name: 'no server of the zone answers',
    platform: {
      dns: { [testHost]: notSeen },
      ...lying({
        failure: '10.0.0.10:53 answered SERVFAIL',
        nameServers: [],
        delegation: delegated('ns1.gone.example'),
      }),
    },
    outcome: 'found',
    says: /no name server of zone shop\.example\.net answers/,
  },
  {
    check: 'dns-zone-not-delegated',
    name: 'a zone of Azure that DNS does not know',
    platform: {
      dns: absent,
      ...withZone(domain),
      ...lying({ zone: 'example.net' }),
    },
    outcome: 'found',
    says: /zone example\.net above it does not delegate it: DNS knows no zone shop\.example\.net/,
  },
  {
    check: 'dns-zone-not-delegated',
    name: 'a part of a zone that an issuer selects is no zone',
    platform: {
      dns: absent,
      extra: {
        ClusterIssuer: [
          {
            metadata: { name: 'letsencrypt' },
            spec: { acme: { solvers: [{ selector: { dnsZones: [domain] }, dns01: { route53: {} } }] } },
          },
        ] as never,
      },
      ...lying({ zone: 'example.net' }),
    },
    outcome: 'clear',
  },
  {
    check: 'dns-zone-not-delegated',
    name: 'private addresses in a zone of their own',
    platform: {
      dns: absent,
      ingresses: [createTenantIngress({ addresses: ['10.0.0.9'] })],
      ...lying({ delegation: { state: 'absent', parent: 'example.net' } }),
    },
    outcome: 'not-applicable',
  },
  {
    check: 'dns-zone-not-delegated',
    name: 'the top of a zone lies in it, not in the zone of its domain',
    platform: {
      ingresses: [createTenantIngress({ host: domain })],
      dns: { [domain]: { outcome: 'nxdomain' } },
      ...withZone(domain),
      zones: { 'example.net': { failure: 'SERVFAIL' }, [domain]: {} },
    },
    outcome: 'clear',
  },
  {
    check: 'dns-zone-not-delegated',
    name: 'the zone above could not be asked',
    platform: { dns: absent, ...lying({ delegation: unasked }) },
    outcome: 'not-run',
    says: /no answer came/,
  },
  {
    check: 'dns-zone-not-delegated',
    name: 'the zone was not found',
    platform: { dns: absent, zones: { [domain]: notSeen } },
    outcome: 'not-run',
  },
  {
    check: 'dns-zone-not-delegated',
    name: 'zones of Azure are hidden',
    platform: { dns: absent, unavailable: { ClusterIssuer: forbid('clusterissuers') } },
    outcome: 'not-run',
  },
  {
    check: 'dns-zone-not-delegated',
    name: 'zones of Azure are hidden, and the trouble shows all the same',
    platform: {
      dns: absent,
      ...lying({ delegation: { state: 'absent', parent: 'example.net' } }),
      unavailable: { ClusterIssuer: forbid('clusterissuers') },
    },
    outcome: 'found',
  },
  { check: 'dns-zone-not-delegated', name: 'DNS off', platform: off, outcome: 'not-run' },

  // What a wildcard answers is nobody's record.
  ...['edns-record-owned-elsewhere', 'edns-record-unmanaged', 'edns-txt-affix-changed'].map(
    (check): CheckCase => ({
      check,
      name: 'only a wildcard answers',
      platform: { externalDns: azure, dns: { ...wildcard, ...signed('green') } },
      outcome: 'clear',
    }),
  ),
  {
    check: 'edns-record-unmanaged',
    name: 'a record of its own beside a wildcard',
    platform: { externalDns: azure, dns: { ...beside(answers('9.9.9.9'), answers('9.9.9.8')), ...unsigned } },
    outcome: 'found',
  },
  {
    check: 'edns-record-unmanaged',
    name: 'whether a wildcard answers is not known',
    platform: { externalDns: azure, dns: { ...beside(answers('9.9.9.9'), notSeen), ...unsigned } },
    outcome: 'not-run',
  },
  {
    check: 'edns-policy-blocks-change',
    name: 'only a wildcard answers, and create-only lets external-dns make a record',
    platform: {
      externalDns: [createExternalDns({ args: ['--source=ingress', '--policy=create-only'] })],
      dns: wildcard,
    },
    outcome: 'clear',
  },
  {
    check: 'edns-policy-blocks-change',
    name: 'whether a wildcard answers is not known',
    platform: {
      externalDns: [createExternalDns({ args: ['--source=ingress', '--policy=create-only'] })],
      dns: beside(answers('9.9.9.9'), notSeen),
    },
    outcome: 'not-run',
  },
  {
    check: 'dns-propagation-wait',
    name: 'a young Ingress for which a wildcard answers meanwhile',
    platform: { dns: wildcard, ingresses: agedSeconds(30) },
    outcome: 'waiting',
  },
  {
    check: 'dns-propagation-wait',
    name: 'an old Ingress that was changed half a minute ago',
    platform: { dns: absent, ingresses: changedSecondsAgo(30) },
    outcome: 'waiting',
  },
  {
    check: 'dns-answer-differs',
    name: 'a wildcard answers where the record is missing',
    platform: { externalDns: azure, dns: wildcard },
    outcome: 'found',
    says: /by the wildcard .*: the record A 20\.61\.7\.41 that external-dns publishes for it is not there/,
  },
]

describe('the zones and wildcards around a host', () => {
  it.each(cases)('$check: $name', ({ check, platform, outcome, says }) => {
    const { result, findings } = runOn(dnsRecordChecks, check, platform)
    expect({ ...result, outcome: result.outcome }).toMatchObject({ outcome })
    if (says !== undefined) expect(findings[0]?.summary ?? result.reason).toMatch(says)
  })

  it('names the nearest of the known zones', () => {
    const platform = {
      externalDns: azure,
      dns: absent,
      settings: {
        dns: {
          mode: 'resolvers' as const,
          servers: [],
          zones: ['example.com', 'media.example.net', 'shp.example.net'],
        },
      },
    }
    const { findings } = runOn(dnsRecordChecks, 'edns-no-zone', platform)
    expect(findings[0]?.evidence[0]?.expected).toBe('a name under shp.example.net, the nearest of them')
  })

  it('is one finding for all hosts of a zone, and a warning while DNS answers right', () => {
    const broken = lying({ delegation: { state: 'absent', parent: 'example.net' } })
    const missing = runOn(dnsRecordChecks, 'dns-zone-not-delegated', { dns: absent, ...broken })
    const answered = runOn(dnsRecordChecks, 'dns-zone-not-delegated', broken)
    expect(missing.findings[0]).toMatchObject({ severity: 'error', object: { kind: 'DNSZone', name: domain } })
    expect(answered.findings[0]).toMatchObject({ severity: 'warning', id: missing.findings[0]?.id })
  })
})
