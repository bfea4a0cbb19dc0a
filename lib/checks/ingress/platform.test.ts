import { describe, expect, it } from 'vitest'
import {
  createExternalDns,
  createLoadBalancer,
  createNginx,
  createTenantIngress,
  forbid,
  platformNowMs,
  testHost,
} from '@/lib/ingress-path/platform-test-objects'
import { type CheckCase, runOn } from './check-test-cases'
import { platformChecks } from './platform'

const edns = (...args: string[]) => [createExternalDns({ args })]
const crashing = createExternalDns({ isReady: false })
const absent = { [testHost]: { outcome: 'nxdomain' as const } }
const hostless = [{ ...createTenantIngress(), spec: { ingressClassName: 'nginx', rules: [{}] } }]
const deployments = { Deployment: forbid('deployments') }

const cases: CheckCase[] = [
  { check: 'edns-not-installed', name: 'none in the cluster', platform: { externalDns: [] }, outcome: 'found' },
  { check: 'edns-not-installed', name: 'one is there', outcome: 'clear' },
  {
    check: 'edns-not-installed',
    name: 'found by arguments alone',
    platform: { externalDns: [createExternalDns({ labels: { app: 'dns' }, image: 'example.net/dns:1' })] },
    outcome: 'clear',
  },
  {
    check: 'edns-not-installed',
    name: 'workloads forbidden, none seen',
    platform: { externalDns: [], unavailable: deployments },
    outcome: 'not-run',
  },
  {
    check: 'edns-not-installed',
    name: 'workloads forbidden, its Pod seen',
    platform: { unavailable: deployments },
    outcome: 'clear',
  },
  {
    check: 'edns-not-installed',
    name: 'a rule without host',
    platform: { externalDns: [], ingresses: hostless },
    outcome: 'not-applicable',
  },
  {
    check: 'edns-not-running',
    name: 'crash loop',
    platform: { externalDns: [crashing], dns: absent },
    outcome: 'found',
    says: /CrashLoopBackOff/,
  },
  {
    check: 'edns-not-running',
    name: 'scaled to 0',
    platform: { externalDns: [createExternalDns({ replicas: 0 })], dns: absent },
    outcome: 'found',
    says: /scaled to 0/,
  },
  { check: 'edns-not-running', name: 'running', outcome: 'clear' },
  {
    check: 'edns-not-running',
    name: 'the one that keeps the host is down, another that drops it runs',
    platform: {
      externalDns: [crashing, createExternalDns({ name: 'other', args: ['--source=ingress', '--namespace=media'] })],
      dns: absent,
    },
    outcome: 'found',
  },
  {
    check: 'edns-not-running',
    name: 'one that drops the host is down, the other runs',
    platform: {
      externalDns: [
        createExternalDns(),
        createExternalDns({ name: 'other', isReady: false, args: ['--source=ingress', '--namespace=media'] }),
      ],
    },
    outcome: 'clear',
  },
  {
    check: 'edns-not-running',
    name: 'Pods forbidden: the status of the Deployment speaks',
    platform: { externalDns: [crashing], unavailable: { Pod: forbid('pods') }, dns: absent },
    outcome: 'found',
  },
  {
    check: 'edns-not-running',
    name: 'nothing can be read',
    platform: { unavailable: { ...deployments, Pod: forbid('pods') } },
    outcome: 'not-run',
  },
  {
    check: 'edns-source-missing',
    name: 'Services only',
    platform: { externalDns: edns('--source=service', '--provider=azure') },
    outcome: 'found',
    says: /does not read Ingresses/,
  },
  {
    check: 'edns-source-missing',
    name: 'one of two reads Ingresses',
    platform: { externalDns: [...edns('--source=service'), createExternalDns({ name: 'two' })] },
    outcome: 'clear',
  },
  {
    check: 'edns-source-missing',
    name: 'arguments from a file',
    platform: { externalDns: edns('@/etc/args') },
    outcome: 'not-run',
    says: /etc\/args/,
  },
  {
    check: 'edns-source-missing',
    name: 'sources from the environment',
    platform: {
      externalDns: [
        createExternalDns({
          args: ['--provider=azure'],
          env: [{ name: 'EXTERNAL_DNS_SOURCE', value: 'service\ningress' }],
        }),
      ],
    },
    outcome: 'clear',
  },
  { check: 'edns-source-missing', name: 'not installed', platform: { externalDns: [] }, outcome: 'not-applicable' },
  {
    check: 'edns-dry-run',
    name: 'dry run',
    platform: { externalDns: edns('--source=ingress', '--dry-run'), dns: absent },
    outcome: 'found',
    says: /--dry-run/,
  },
  {
    check: 'edns-dry-run',
    name: 'once',
    platform: { externalDns: edns('--source=ingress', '--once'), dns: absent },
    outcome: 'found',
    says: /one pass/,
  },
  {
    check: 'edns-dry-run',
    name: 'explicitly off',
    platform: { externalDns: edns('--source=ingress', '--no-dry-run') },
    outcome: 'clear',
  },
  { check: 'edns-dry-run', name: 'not installed', platform: { externalDns: [] }, outcome: 'not-applicable' },
  {
    check: 'controller-not-running',
    name: 'no ready Pod',
    platform: { nginx: [createNginx({ isReady: false })] },
    outcome: 'found',
  },
  { check: 'controller-not-running', name: 'ready', outcome: 'clear' },
  {
    check: 'controller-not-running',
    name: 'nobody claims it',
    platform: { ingresses: [createTenantIngress({ className: null })] },
    outcome: 'not-applicable',
  },
  {
    check: 'controller-not-running',
    name: 'classes forbidden',
    platform: { unavailable: { IngressClass: forbid('ingressclasses') } },
    outcome: 'not-run',
  },
  {
    check: 'controller-lb-pending',
    name: 'no address',
    platform: { loadBalancers: [createLoadBalancer({ address: null })] },
    outcome: 'found',
  },
  {
    check: 'controller-lb-pending',
    name: 'no address for a minute',
    platform: {
      loadBalancers: [createLoadBalancer({ address: null, createdAt: new Date(platformNowMs - 60_000).toISOString() })],
    },
    outcome: 'waiting',
  },
  { check: 'controller-lb-pending', name: 'has an address', outcome: 'clear' },
  {
    check: 'controller-lb-pending',
    name: 'not a load balancer',
    platform: { loadBalancers: [createLoadBalancer({ type: 'NodePort' })] },
    outcome: 'not-applicable',
  },
  {
    check: 'controller-lb-pending',
    name: 'Services forbidden',
    platform: { unavailable: { Service: forbid('services') } },
    outcome: 'not-run',
  },
  {
    check: 'controller-lb-pending',
    name: 'Events forbidden: still found',
    platform: { loadBalancers: [createLoadBalancer({ address: null })], unavailable: { Event: forbid('events') } },
    outcome: 'found',
  },
  {
    check: 'controller-lb-local-no-pod',
    name: 'Local, no ready Pod',
    platform: { nginx: [createNginx({ isReady: false })], loadBalancers: [createLoadBalancer({ policy: 'Local' })] },
    outcome: 'found',
  },
  {
    check: 'controller-lb-local-no-pod',
    name: 'Local, Pods on nodes that are not Ready',
    platform: {
      loadBalancers: [createLoadBalancer({ policy: 'Local' })],
      extra: {
        Node: ['node-0', 'node-1'].map((name) => ({
          metadata: { name },
          status: { conditions: [{ type: 'Ready', status: 'Unknown' }] },
        })),
      },
    },
    outcome: 'found',
  },
  {
    check: 'controller-lb-local-no-pod',
    name: 'Local, ready',
    platform: { loadBalancers: [createLoadBalancer({ policy: 'Local' })] },
    outcome: 'clear',
  },
  {
    check: 'controller-lb-local-no-pod',
    name: 'Cluster',
    platform: { nginx: [createNginx({ isReady: false })] },
    outcome: 'not-applicable',
  },
  {
    check: 'controller-lb-local-no-pod',
    name: 'Local, nodes forbidden',
    platform: { loadBalancers: [createLoadBalancer({ policy: 'Local' })], unavailable: { Node: forbid('nodes') } },
    outcome: 'not-run',
  },
  {
    check: 'controller-lb-local-no-pod',
    name: 'Local, Pods forbidden',
    platform: { loadBalancers: [createLoadBalancer({ policy: 'Local' })], unavailable: { Pod: forbid('pods') } },
    outcome: 'not-run',
  },
]

describe('platform checks', () => {
  it.each(cases)('$check: $name → $outcome', ({ check, platform, outcome, says }) => {
    const run = runOn(platformChecks, check, platform)
    expect(run.result).toMatchObject({ outcome })
    if (says !== undefined) expect(run.result.reason).toMatch(says)
  })

  it.each([
    ['DNS has no record', absent, 'error'],
    ['DNS answers', { [testHost]: { addresses: ['9.9.9.9'] } }, 'warning'],
    ['DNS was not asked', {}, 'warning'],
  ])('a missing external-dns when %s is a(n) %s', (_name, dns, severity) => {
    expect(runOn(platformChecks, 'edns-not-installed', { externalDns: [], dns }).findings[0]?.severity).toBe(severity)
  })

  it('an external-dns that is down is only a warning for a name that already answers as it should', () => {
    const severity = (dns: object) =>
      runOn(platformChecks, 'edns-not-running', { externalDns: [crashing], dns: { ...dns } }).findings[0]?.severity
    expect(severity({ [testHost]: { addresses: ['20.61.7.41'] } })).toBe('warning')
    expect(severity({})).toBe('error')
  })

  it('one finding about external-dns keeps its id for every host', () => {
    const id = (host: string) =>
      runOn(platformChecks, 'edns-not-running', { externalDns: [crashing], ingresses: [createTenantIngress({ host })] })
        .findings[0]?.id
    expect(id('a.example.net')).toBe(id('b.example.net'))
  })

  it('quotes the failure event of the load balancer', () => {
    const extra = {
      Event: [
        {
          metadata: { name: 'e1', namespace: 'ingress-nginx' },
          involvedObject: { kind: 'Service', namespace: 'ingress-nginx', name: 'ingress-nginx-controller' },
          type: 'Warning',
          reason: 'SyncLoadBalancerFailed',
          message: 'quota of public addresses reached',
        },
      ],
    }
    const run = runOn(platformChecks, 'controller-lb-pending', {
      loadBalancers: [createLoadBalancer({ address: null })],
      extra,
    })
    expect(run.findings[0]?.summary).toContain('SyncLoadBalancerFailed: quota of public addresses reached')
  })
})
