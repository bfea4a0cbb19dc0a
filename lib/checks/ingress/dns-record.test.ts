import { describe, expect, it } from 'vitest'
import {
  createExternalDns,
  createTenantIngress,
  forbid,
  platformNowMs,
  publicAddress,
  testHost,
} from '@/lib/ingress-path/platform-test-objects'
import { type CheckCase, listKinds, runOn } from './check-test-cases'
import { dnsRecordChecks } from './dns-record'
import { platformChecks } from './platform'

const edns = (...args: string[]) => [createExternalDns({ args: ['--source=ingress', ...args] })]
const alpha = 'external-dns.alpha.kubernetes.io'
const annotated = (annotations: Record<string, string>) => [createTenantIngress({ annotations })]
const labelled = (labels: Record<string, string>) => [createTenantIngress({ labels })]
const absent = { [testHost]: { outcome: 'nxdomain' as const, negativeTtlSeconds: 60 } }
const unseen = { StatefulSet: forbid('statefulsets') }
const off = { dns: {}, settings: { dns: { mode: 'off' as const, servers: [] } } }
const agedMs = (seconds: number) => [
  createTenantIngress({ createdAt: new Date(platformNowMs - seconds * 1000).toISOString() }),
]

const cases: CheckCase[] = [
  {
    check: 'edns-controller-annotation',
    name: 'another controller',
    platform: { ingresses: annotated({ [`${alpha}/controller`]: 'other' }), dns: absent },
    outcome: 'found',
    says: /other/,
  },
  {
    check: 'edns-controller-annotation',
    name: 'dns-controller',
    platform: { ingresses: annotated({ [`${alpha}/controller`]: 'dns-controller' }) },
    outcome: 'clear',
  },
  {
    check: 'edns-controller-annotation',
    name: 'a prefix that 0.22 does not read',
    platform: {
      ingresses: annotated({ [`${alpha}/controller`]: 'other' }),
      externalDns: [createExternalDns({ image: 'x/external-dns:v0.22.0' })],
    },
    outcome: 'clear',
  },
  {
    check: 'edns-controller-annotation',
    name: 'version not known, so the prefix is not',
    platform: {
      ingresses: annotated({ [`${alpha}/controller`]: 'other' }),
      externalDns: [createExternalDns({ image: 'x/external-dns:latest' })],
    },
    outcome: 'not-run',
  },
  {
    check: 'edns-controller-annotation',
    name: 'version not known, no annotation',
    platform: { externalDns: [createExternalDns({ image: 'x/external-dns:latest' })] },
    outcome: 'clear',
  },
  {
    check: 'edns-namespace-scope',
    name: 'another namespace',
    platform: { externalDns: edns('--namespace=media'), dns: absent },
    outcome: 'found',
    says: /--namespace=media/,
  },
  {
    check: 'edns-namespace-scope',
    name: 'its namespace',
    platform: { externalDns: edns('--namespace=shop') },
    outcome: 'clear',
  },
  {
    check: 'edns-namespace-scope',
    name: 'another namespace, but more instances may exist',
    platform: { externalDns: edns('--namespace=media'), unavailable: unseen },
    outcome: 'not-run',
  },
  {
    check: 'edns-annotation-filter',
    name: 'annotation missing',
    platform: { externalDns: edns('--annotation-filter=dns=public'), dns: absent },
    outcome: 'found',
    says: /wants dns=public, and the Ingress has no annotation dns/,
  },
  {
    check: 'edns-annotation-filter',
    name: 'annotation there',
    platform: { externalDns: edns('--annotation-filter=dns in (public,both)'), ingresses: annotated({ dns: 'both' }) },
    outcome: 'clear',
  },
  {
    check: 'edns-annotation-filter',
    name: 'a filter that cannot be read',
    platform: { externalDns: edns('--annotation-filter=a b c') },
    outcome: 'not-run',
  },
  {
    check: 'edns-annotation-filter',
    name: 'a filter from a ConfigMap',
    platform: {
      externalDns: [
        createExternalDns({
          args: ['--source=ingress'],
          env: [
            {
              name: 'EXTERNAL_DNS_ANNOTATION_FILTER',
              valueFrom: { configMapKeyRef: { name: 'x', key: 'y' } },
            } as never,
          ],
        }),
      ],
    },
    outcome: 'not-run',
    says: /ConfigMap x/,
  },
  {
    check: 'edns-label-filter',
    name: 'label missing',
    platform: { externalDns: edns('--label-filter=dns=public'), dns: absent },
    outcome: 'found',
    says: /wants dns=public/,
  },
  {
    check: 'edns-label-filter',
    name: 'label of another value',
    platform: { externalDns: edns('--label-filter=dns=public'), ingresses: labelled({ dns: 'no' }) },
    outcome: 'found',
    says: /dns=no/,
  },
  {
    check: 'edns-label-filter',
    name: 'label there',
    platform: { externalDns: edns('--label-filter=dns=public,!private'), ingresses: labelled({ dns: 'public' }) },
    outcome: 'clear',
  },
  { check: 'edns-label-filter', name: 'no external-dns', platform: { externalDns: [] }, outcome: 'not-applicable' },
  {
    check: 'edns-ingress-class-filter',
    name: 'another class',
    platform: { externalDns: edns('--ingress-class=public'), dns: absent },
    outcome: 'found',
    says: /public.*nginx/,
  },
  {
    check: 'edns-ingress-class-filter',
    name: 'one of several',
    platform: { externalDns: edns('--ingress-class=public', '--ingress-class=nginx') },
    outcome: 'clear',
  },
  {
    check: 'edns-ingress-class-filter',
    name: 'no class: a default class does not count',
    platform: {
      externalDns: edns('--ingress-class=nginx'),
      ingresses: [createTenantIngress({ className: null })],
      dns: absent,
    },
    outcome: 'found',
    says: /not set/,
  },
  {
    check: 'edns-ingress-class-filter',
    name: 'only the annotation',
    platform: {
      externalDns: edns('--ingress-class=nginx'),
      ingresses: [createTenantIngress({ className: null, annotations: { 'kubernetes.io/ingress.class': 'nginx' } })],
    },
    outcome: 'clear',
  },
  {
    check: 'edns-no-target',
    name: 'empty status',
    platform: { ingresses: [createTenantIngress({ addresses: [] })] },
    outcome: 'found',
  },
  {
    check: 'edns-no-target',
    name: 'default targets do not help',
    platform: {
      ingresses: [createTenantIngress({ addresses: [] })],
      externalDns: edns('--default-targets=1.2.3.4', '--force-default-targets'),
    },
    outcome: 'found',
  },
  {
    check: 'edns-no-target',
    name: 'a target annotation',
    platform: {
      ingresses: [createTenantIngress({ addresses: [], annotations: { [`${alpha}/target`]: 'lb.example.net.' } })],
    },
    outcome: 'clear',
  },
  {
    check: 'edns-no-target',
    name: 'not selected',
    platform: { externalDns: edns('--namespace=media'), ingresses: [createTenantIngress({ addresses: [] })] },
    outcome: 'not-applicable',
  },
  {
    check: 'edns-no-target',
    name: 'why it is empty cannot be seen',
    platform: {
      ingresses: [createTenantIngress({ addresses: [] })],
      unavailable: { IngressClass: forbid('ingressclasses') },
    },
    outcome: 'not-run',
  },
  {
    check: 'edns-domain-filter',
    name: 'another domain',
    platform: { externalDns: edns('--domain-filter=example.org'), dns: absent },
    outcome: 'found',
  },
  {
    check: 'edns-domain-filter',
    name: 'comma list',
    platform: { externalDns: edns('--domain-filter=shop.example.net,example.org'), dns: absent },
    outcome: 'found',
    says: /comma/,
  },
  {
    check: 'edns-domain-filter',
    name: 'inside',
    platform: { externalDns: edns('--domain-filter=example.net') },
    outcome: 'clear',
  },
  {
    check: 'edns-domain-filter',
    name: 'judged even without an address',
    platform: { externalDns: edns('--domain-filter=example.org'), ingresses: [createTenantIngress({ addresses: [] })] },
    outcome: 'found',
  },
  {
    check: 'edns-domain-filter',
    name: 'an expression that cannot be evaluated',
    platform: { externalDns: edns('--regex-domain-filter=[[:alpha:]]+') },
    outcome: 'not-run',
  },
  {
    check: 'dns-propagation-wait',
    name: 'two minutes old',
    platform: { ingresses: agedMs(120), dns: absent },
    outcome: 'waiting',
  },
  {
    check: 'dns-propagation-wait',
    name: 'four minutes old',
    platform: { ingresses: agedMs(240), dns: absent },
    outcome: 'clear',
  },
  {
    check: 'dns-propagation-wait',
    name: 'four minutes old, interval five',
    platform: { ingresses: agedMs(240), dns: absent, externalDns: edns('--interval=5m') },
    outcome: 'waiting',
  },
  { check: 'dns-propagation-wait', name: 'answered', platform: { ingresses: agedMs(20) }, outcome: 'clear' },
  {
    check: 'dns-propagation-wait',
    name: 'nobody makes a record',
    platform: { ingresses: agedMs(20), externalDns: edns('--namespace=media'), dns: absent },
    outcome: 'not-applicable',
  },
  { check: 'dns-propagation-wait', name: 'DNS off', platform: off, outcome: 'not-run' },
  {
    check: 'dns-answer-differs',
    name: 'another address',
    platform: { dns: { [testHost]: { addresses: ['9.9.9.9'] } } },
    outcome: 'found',
    says: /9\.9\.9\.9.*20\.61\.7\.41/,
  },
  {
    check: 'dns-answer-differs',
    name: 'the address in another order',
    platform: {
      ingresses: [createTenantIngress({ addresses: ['20.61.7.42', publicAddress] })],
      dns: { [testHost]: { addresses: [publicAddress, '20.61.7.42'] } },
    },
    outcome: 'clear',
  },
  { check: 'dns-answer-differs', name: 'no record', platform: { dns: absent }, outcome: 'clear' },
  { check: 'dns-answer-differs', name: 'DNS off', platform: off, outcome: 'not-run', says: /switched off/ },
]

describe('DNS record checks', () => {
  it.each(cases)('$check: $name → $outcome', ({ check, platform, outcome, says }) => {
    const run = runOn(dnsRecordChecks, check, platform)
    expect(run.result).toMatchObject({ outcome })
    if (says !== undefined) expect(run.result.reason).toMatch(says)
  })

  it('a filter is only a warning for a name that already answers as it should', () => {
    const externalDns = edns('--label-filter=dns=public')
    expect(runOn(dnsRecordChecks, 'edns-label-filter', { externalDns }).findings[0]?.severity).toBe('warning')
    expect(runOn(dnsRecordChecks, 'edns-label-filter', { externalDns, dns: absent }).findings[0]?.severity).toBe(
      'error',
    )
  })

  it('the fix of a label filter adds the label', () => {
    const [finding] = runOn(dnsRecordChecks, 'edns-label-filter', {
      externalDns: edns('--label-filter=dns=public'),
    }).findings
    expect(finding?.fix.commands).toContain('kubectl label ingress checkout -n shop dns=public')
  })

  it('with a public and a private external-dns, the one that comes nearest is blamed', () => {
    const externalDns = [
      createExternalDns({ name: 'private', args: ['--source=ingress', '--annotation-filter=dns=private'] }),
      createExternalDns({ name: 'public', args: ['--source=ingress', '--domain-filter=example.org'] }),
    ]
    const outcome = (check: string) => runOn(dnsRecordChecks, check, { externalDns, dns: absent }).result.outcome
    expect(outcome('edns-domain-filter')).toBe('found')
    expect(outcome('edns-annotation-filter')).toBe('clear')
  })

  it.each(['Deployment', 'DaemonSet', 'StatefulSet'] as const)('without %s no filter is blamed', (kind) => {
    for (const check of dnsRecordChecks.filter(({ id }) => id.endsWith('-filter') || id.endsWith('-scope'))) {
      const externalDns = edns('--namespace=media', '--label-filter=x', '--domain-filter=example.org')
      const run = runOn(dnsRecordChecks, check.id, { externalDns, unavailable: { [kind]: forbid(kind) } })
      expect([check.id, run.result.outcome]).toEqual([check.id, 'not-run'])
    }
  })

  it('no check crashes whichever of its inputs is forbidden', () => {
    for (const check of [...platformChecks, ...dnsRecordChecks]) {
      for (const kind of listKinds(check)) {
        const run = runOn([check], check.id, { dns: absent, unavailable: { [kind]: forbid(kind) } })
        expect([check.id, kind, run.result.outcome]).not.toEqual([check.id, kind, 'crashed'])
      }
    }
  })
})
