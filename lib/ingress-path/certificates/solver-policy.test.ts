import { describe, expect, it } from 'vitest'
import type { KindMap } from '@/lib/model/kubernetes'
import { compilePolicy } from '@/lib/network-policy/compile'
import type { PodEndpoint } from '@/lib/network-policy/endpoints'
import { anyPlugin, judgeSolverReach } from './solver-policy'

const pod = (namespace: string, name: string, more: Partial<PodEndpoint> = {}): PodEndpoint => ({
  ...{ kind: 'pod', namespace, name, labels: {}, namespaceLabels: { 'kubernetes.io/metadata.name': namespace } },
  ...{ ips: ['10.1.0.7'], ports: [], usesHostNetwork: false },
  ...more,
})
const solver = pod('shop', 'solver', { labels: { 'acme.cert-manager.io/http01-solver': 'true' } })
const nginx = pod('ingress-nginx', 'nginx', { labels: { app: 'nginx' } })

/** A policy of the namespace of the solver, as the API sends it. */
function policy(name: string, spec: object): KindMap['NetworkPolicy'] {
  const object: unknown = {
    metadata: { name, namespace: 'shop' },
    spec: { podSelector: {}, policyTypes: ['Ingress'], ...spec },
  }
  return object as KindMap['NetworkPolicy']
}

const judge = (
  policies: readonly KindMap['NetworkPolicy'][],
  callers: readonly PodEndpoint[] = [nginx],
  profile = anyPlugin,
) => {
  const compiled = policies.map(compilePolicy)
  const ofNamespace = (namespace: string) => compiled.filter((one) => one.namespace === namespace)
  const { verdict, isolatedBy } = judgeSolverReach(solver, callers, ofNamespace, profile)
  return [verdict, isolatedBy.map(({ name }) => name).join()]
}

const fromNginx = { from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } } }] }
const deny = policy('deny', {})

describe('judgeSolverReach', () => {
  it.each([
    ['nothing blocks without policies', [], 'allowed', ''],
    ['a default deny blocks', [deny], 'denied', 'deny'],
    [
      'rules of another policy let in: policies add up',
      [deny, policy('allow', { ingress: [fromNginx] })],
      'allowed',
      'deny,allow',
    ],
    [
      'a policy for other Pods does not count',
      [policy('other', { podSelector: { matchLabels: { app: 'web' } } })],
      'allowed',
      '',
    ],
    ['a policy of egress only does not count', [policy('egress', { policyTypes: ['Egress'] })], 'allowed', ''],
    [
      'Pods of the own namespace are not the controller',
      [policy('own', { ingress: [{ from: [{ podSelector: {} }] }] })],
      'denied',
      'own',
    ],
    ['a rule without peers lets everybody in', [policy('all', { ingress: [{}] })], 'allowed', 'all'],
    [
      'another port does not help',
      [policy('port', { ingress: [{ ...fromNginx, ports: [{ port: 80 }] }] })],
      'denied',
      'port',
    ],
    [
      'a range that holds the port does',
      [policy('range', { ingress: [{ ...fromNginx, ports: [{ port: 8000, endPort: 9000 }] }] })],
      'allowed',
      'range',
    ],
    [
      'UDP does not',
      [policy('udp', { ingress: [{ ...fromNginx, ports: [{ port: 8089, protocol: 'UDP' }] }] })],
      'denied',
      'udp',
    ],
    [
      'an address block could be the controller',
      [policy('block', { ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }] })],
      'unknown',
      'block',
    ],
    [
      'labels of the Pod count beside those of its namespace',
      [
        policy('pods', {
          ingress: [{ from: [{ ...fromNginx.from[0], podSelector: { matchLabels: { app: 'other' } } }] }],
        }),
      ],
      'denied',
      'pods',
    ],
    [
      'an address block that does not hold it cannot',
      [policy('far', { ingress: [{ from: [{ ipBlock: { cidr: '192.0.2.0/24' } }] }] })],
      'denied',
      'far',
    ],
  ])('%s', (_, policies, verdict, isolatedBy) => {
    expect(judge(policies)).toEqual([verdict, isolatedBy])
  })

  it('an address block is decided by how the network plugin reads it', () => {
    const block = [policy('block', { ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }] })]
    expect(judge(block, [nginx], { ipBlockMatchesPods: true, ipBlockMatchesNodes: true })[0]).toBe('allowed')
    expect(judge(block, [nginx], { ipBlockMatchesPods: false, ipBlockMatchesNodes: false })[0]).toBe('denied')
  })

  it('one caller that gets in is enough, and the host network is never denied for certain', () => {
    const other = pod('edge', 'nginx')
    expect(judge([policy('edge', { ingress: [fromNginx] })], [other, nginx])[0]).toBe('allowed')
    expect(judge([deny], [nginx, other])[0]).toBe('denied')
    expect(judge([deny], [pod('ingress-nginx', 'host', { usesHostNetwork: true })])[0]).toBe('unknown')
    expect(judge([deny], [])[0]).toBe('allowed')
  })
})
