import { describe, expect, it } from 'vitest'
import {
  createNginx,
  createPlugin,
  createPolicy,
  createTenantIngress,
  forbid,
  type Platform,
} from '@/lib/ingress-path/platform-test-objects'
import type { KindName } from '@/lib/model/kubernetes'
import type { TestObjects } from '@/lib/snapshot/test-store'
import { runPathOn } from './check-test-cases'
import { networkPolicyChecks } from './network-policy'

const calico = { DaemonSet: [createPlugin()] }
const controllers = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } } }
const admit = (ports?: unknown[], peer: object = controllers) =>
  createPolicy('allow-ingress-nginx', { ingress: [{ from: [peer], ports }] })
const byTeam = { namespaceSelector: { matchLabels: { team: 'edge' } } }
const hostNetwork = createNginx()
for (const pod of hostNetwork.pods) pod.spec = { ...pod.spec, hostNetwork: true } as never

interface Row {
  name: string
  policies?: TestObjects['NetworkPolicy']
  extra?: TestObjects
  platform?: Partial<Platform>
  outcome: string
  severity?: string
  says?: RegExp
}

const rows: Row[] = [
  { name: 'no policy', outcome: 'clear' },
  {
    name: 'a policy without rules',
    policies: [createPolicy()],
    outcome: 'found',
    severity: 'error',
    says: /shop\/default-deny keeps controller ingress-nginx\/ingress-nginx-controller from the Pods .* on port 8080.*504/,
  },
  {
    name: 'only the own namespace is admitted',
    policies: [createPolicy('own', { ingress: [{ from: [{ podSelector: {} }] }] })],
    outcome: 'found',
    severity: 'error',
  },
  { name: 'a second policy admits the controller', policies: [createPolicy(), admit()], outcome: 'clear' },
  { name: 'on the port of the Pods', policies: [createPolicy(), admit([{ port: 8080 }])], outcome: 'clear' },
  {
    name: 'on the port of the Service, which is not the same',
    policies: [createPolicy(), admit([{ port: 80 }])],
    outcome: 'found',
    severity: 'error',
  },
  {
    name: 'by a podSelector alone, which stays in its namespace',
    policies: [
      createPolicy(),
      admit(undefined, { podSelector: { matchLabels: { 'app.kubernetes.io/name': 'ingress-nginx' } } }),
    ],
    outcome: 'found',
    severity: 'error',
  },
  {
    name: 'a policy of other Pods',
    policies: [createPolicy('x', { podSelector: { matchLabels: { app: 'x' } } })],
    outcome: 'clear',
  },
  { name: 'a policy of another namespace', policies: [createPolicy('deny', {}, 'media')], outcome: 'clear' },
  { name: 'a policy for egress only', policies: [createPolicy('deny', { policyTypes: ['Egress'] })], outcome: 'clear' },
  {
    name: 'the egress of the controller',
    policies: [
      createPolicy('edge', { policyTypes: ['Egress'], egress: [{ ports: [{ port: 443 }] }] }, 'ingress-nginx'),
    ],
    outcome: 'found',
    severity: 'error',
    says: /ingress-nginx\/edge keeps/,
  },
  {
    name: 'no plugin that enforces policies',
    policies: [createPolicy()],
    extra: { DaemonSet: [] },
    outcome: 'found',
    severity: 'warning',
    says: /may have no effect/,
  },
  {
    name: 'a controller on the host network, which its own node admits',
    policies: [createPolicy(), admit()],
    platform: { nginx: [hostNetwork] },
    outcome: 'found',
    severity: 'warning',
    says: /own node/,
  },
  {
    name: 'an ipBlock of Pods where nobody knows what it does',
    policies: [createPolicy('block', { ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }] })],
    extra: { DaemonSet: [createPlugin('kube-router')] },
    outcome: 'not-run',
  },
  {
    name: 'the labels of the namespace are not readable, and they decide',
    policies: [createPolicy(), admit(undefined, byTeam)],
    platform: { unavailable: { Namespace: forbid('namespaces') } },
    outcome: 'not-run',
    says: /labels of namespace ingress-nginx/,
  },
  {
    name: 'the labels of the namespace are not readable, and its name decides',
    policies: [createPolicy(), admit()],
    platform: { unavailable: { Namespace: forbid('namespaces') } },
    outcome: 'clear',
  },
  {
    name: 'the controller has no ready Pod',
    policies: [createPolicy()],
    platform: { nginx: [createNginx({ isReady: false })] },
    outcome: 'not-applicable',
  },
  {
    name: 'nobody serves the class',
    policies: [createPolicy()],
    platform: { ingresses: [createTenantIngress({ className: 'gone' })] },
    outcome: 'not-applicable',
  },
  {
    name: 'who serves the Ingress is not known, and nothing isolates the Pods',
    platform: { unavailable: { IngressClass: forbid('ingressclasses') } },
    outcome: 'clear',
  },
  {
    name: 'who serves the Ingress is not known, and the Pods are isolated',
    policies: [createPolicy()],
    platform: { unavailable: { IngressClass: forbid('ingressclasses') } },
    outcome: 'not-run',
  },
  ...(['NetworkPolicy', 'Pod', 'Service', 'DaemonSet'] as const).map((kind: KindName) => ({
    name: `${kind} cannot be read`,
    policies: [createPolicy()],
    platform: { unavailable: { [kind]: forbid(kind) } },
    outcome: 'not-run',
  })),
]

function run({ policies = [], extra, platform }: Row) {
  const objects = { ...calico, NetworkPolicy: policies, ...extra }
  return runPathOn(networkPolicyChecks, 'backend-network-policy', { ...platform, extra: objects })
}

describe('backend-network-policy', () => {
  it.each(rows.map((row) => [row.name, row] as const))('%s', (_name, row) => {
    const { result, findings } = run(row)
    expect([result.outcome, findings[0]?.severity]).toEqual([row.outcome, row.severity])
    if (row.says !== undefined) expect(findings[0]?.summary ?? result.reason).toMatch(row.says)
  })

  it('warns when only some Pods are shut off', () => {
    const old = {
      metadata: { name: 'checkout-old', namespace: 'shop', labels: { app: 'checkout', track: 'old' } },
      spec: { containers: [{ name: 'app' }] },
      status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
    } as never
    const policies = [createPolicy('old', { podSelector: { matchLabels: { track: 'old' } } })]
    const { findings } = run({
      name: '',
      policies,
      extra: { Pod: [old] },
      outcome: 'found',
    })
    expect(findings[0]).toMatchObject({ severity: 'warning' })
    expect(findings[0]?.summary).toContain('1 of 2 Pods')
  })

  it('names the policies as objects, the nearest rule, and a rule that would do', () => {
    const [finding] = run({ name: '', policies: [createPolicy(), admit([{ port: 80 }])], outcome: 'found' }).findings
    expect(finding?.object).toEqual({ kind: 'NetworkPolicy', namespace: 'shop', name: 'allow-ingress-nginx' })
    expect(finding?.evidence.map(({ object }) => object?.kind)).toEqual([
      'NetworkPolicy',
      'NetworkPolicy',
      'Pod',
      'DaemonSet',
    ])
    expect(finding?.evidence[0]?.observed).toBe(
      'shop/allow-ingress-nginx rule 1 admits the right peer, but another port',
    )
    expect(finding?.fix.commands.at(-1)).toContain('"port":8080')
  })
})
