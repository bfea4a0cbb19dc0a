import { describe, expect, it } from 'vitest'
import {
  createExternalDns,
  createTenantIngress,
  type Platform,
  testHost,
} from '@/lib/ingress-path/platform-test-objects'
import { textKey } from '@/lib/model/dns'
import { type CheckCase, runOn } from './check-test-cases'
import { dnsRecordChecks } from './dns-record'

const edns = (...args: string[]) => [createExternalDns({ args: ['--source=ingress', '--policy=sync', ...args] })]
const answers = (value: string): Platform['dns'][string] => ({
  addresses: [value],
  recordSets: [{ type: 'A', values: [value], ttlSeconds: 60 }],
})
const text = (value: string): Platform['dns'][string] => ({
  addresses: [],
  recordSets: [{ type: 'TXT', values: [value], ttlSeconds: 60 }],
})
const none = { outcome: 'nxdomain' as const, addresses: [], recordSets: [] }
const owner = (id: string, resource = 'ingress/shop/web') =>
  text(`heritage=external-dns,external-dns/owner=${id},external-dns/resource=${resource}`)

/** The names where ownership may stand, answered with nothing unless told otherwise. */
function zone(record: Platform['dns'][string], texts: Record<string, Platform['dns'][string]> = {}): Platform['dns'] {
  const names = [
    `a-${testHost}`,
    `cname-${testHost}`,
    testHost,
    `old-a-${testHost}`,
    `old-cname-${testHost}`,
    `old-${testHost}`,
  ]
  return {
    [testHost]: record,
    ...Object.fromEntries(names.map((name) => [textKey(name), texts[name] ?? none])),
  }
}
const wrong = answers('9.9.9.9')
const blue = edns('--txt-owner-id=blue')

const cases: CheckCase[] = [
  {
    check: 'edns-record-owned-elsewhere',
    name: 'signed by green',
    platform: { externalDns: blue, dns: zone(wrong, { [`a-${testHost}`]: owner('green', 'ingress/shop/theirs') }) },
    outcome: 'found',
    says: /belongs to owner "green" \(ingress\/shop\/theirs\), and external-dns here signs as "blue"/,
  },
  {
    check: 'edns-record-owned-elsewhere',
    name: 'signed by green in the old format',
    platform: { externalDns: blue, dns: zone(wrong, { [testHost]: owner('green') }) },
    outcome: 'found',
  },
  {
    check: 'edns-record-owned-elsewhere',
    name: 'signed by ourselves',
    platform: { externalDns: blue, dns: zone(wrong, { [`a-${testHost}`]: owner('blue') }) },
    outcome: 'clear',
  },
  {
    check: 'edns-record-owned-elsewhere',
    name: 'signed by nobody',
    platform: { externalDns: blue, dns: zone(wrong) },
    outcome: 'clear',
  },
  {
    check: 'edns-record-owned-elsewhere',
    name: 'another owner, and the right address all the same',
    platform: {
      externalDns: blue,
      dns: zone(answers('20.61.7.41'), { [`a-${testHost}`]: owner('green') }),
      ingresses: [createTenantIngress({ addresses: ['20.61.7.41'] })],
    },
    outcome: 'clear',
  },
  {
    check: 'edns-record-owned-elsewhere',
    name: 'a text without record leaves the name free',
    platform: { externalDns: blue, dns: zone(none, { [`a-${testHost}`]: owner('green') }) },
    outcome: 'clear',
  },
  {
    check: 'edns-record-owned-elsewhere',
    name: 'ownership kept in DynamoDB',
    platform: { externalDns: edns('--registry=dynamodb'), dns: zone(wrong) },
    outcome: 'not-applicable',
  },
  {
    check: 'edns-record-owned-elsewhere',
    name: 'the texts were not asked yet',
    platform: { externalDns: blue, dns: { [testHost]: wrong } },
    outcome: 'not-run',
    says: /not asked yet/,
  },
  {
    check: 'edns-record-owned-elsewhere',
    name: 'no external-dns',
    platform: { externalDns: [], dns: zone(wrong) },
    outcome: 'not-applicable',
  },
  {
    check: 'edns-record-unmanaged',
    name: 'no signature anywhere',
    platform: { externalDns: blue, dns: zone(wrong) },
    outcome: 'found',
    says: /carries no signature/,
  },
  {
    check: 'edns-record-unmanaged',
    name: 'another text at the name of the host is no signature',
    platform: { externalDns: blue, dns: zone(wrong, { [testHost]: text('v=spf1 -all') }) },
    outcome: 'found',
  },
  {
    check: 'edns-record-unmanaged',
    name: 'a signature that only its key opens',
    platform: {
      externalDns: blue,
      dns: zone(wrong, { [`a-${testHost}`]: text(`${'q83vEjRWeJCrze8SNFZ4'.repeat(4)}`) }),
    },
    outcome: 'clear',
  },
  {
    check: 'edns-record-unmanaged',
    name: 'the right address',
    platform: {
      externalDns: blue,
      dns: zone(answers('20.61.7.41')),
      ingresses: [createTenantIngress({ addresses: ['20.61.7.41'] })],
    },
    outcome: 'clear',
  },
  {
    check: 'edns-record-unmanaged',
    name: 'DNS off',
    platform: { externalDns: blue, dns: {}, settings: { dns: { mode: 'off', servers: [] } } },
    outcome: 'not-run',
  },
  {
    check: 'edns-txt-affix-changed',
    name: 'our signature under no prefix, while one is set',
    platform: {
      externalDns: edns('--txt-owner-id=blue', '--txt-prefix=old-'),
      dns: zone(wrong, { [`a-${testHost}`]: owner('blue') }),
    },
    outcome: 'found',
    says: /stands at a-/,
  },
  {
    check: 'edns-txt-affix-changed',
    name: 'our signature where the prefix leads',
    platform: {
      externalDns: edns('--txt-owner-id=blue', '--txt-prefix=old-'),
      dns: zone(wrong, { [`old-a-${testHost}`]: owner('blue') }),
    },
    outcome: 'clear',
  },
  {
    check: 'edns-txt-affix-changed',
    name: 'the signature of somebody else',
    platform: {
      externalDns: edns('--txt-owner-id=blue', '--txt-prefix=old-'),
      dns: zone(wrong, { [`a-${testHost}`]: owner('green') }),
    },
    outcome: 'clear',
  },
]

describe('whose a record is', () => {
  it.each(cases)('$check: $name', ({ check, platform, outcome, says }) => {
    const { result, findings } = runOn(dnsRecordChecks, check, platform)
    expect(result.outcome).toBe(outcome)
    if (says !== undefined) expect(findings[0]?.summary ?? result.reason).toMatch(says)
  })
})
