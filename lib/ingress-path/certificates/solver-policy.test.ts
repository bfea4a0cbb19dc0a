import { describe, expect, it } from 'vitest'
import type { KindMap } from '@/lib/model/kubernetes'
import { findBlockingPolicies } from './solver-policy'

const solver = { namespace: 'shop', labels: { 'acme.cert-manager.io/http01-solver': 'true' } }
const nginx = {
  namespace: 'ingress-nginx',
  labels: { app: 'nginx' },
  namespaceLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' },
}

/** A policy of the namespace of the solver, as the API sends it. */
function policy(name: string, spec: object): KindMap['NetworkPolicy'] {
  const object: unknown = {
    metadata: { name, namespace: 'shop' },
    spec: { podSelector: {}, policyTypes: ['Ingress'], ...spec },
  }
  return object as KindMap['NetworkPolicy']
}

const fromNginx = { from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } } }] }
const deny = policy('deny', {})

describe('findBlockingPolicies', () => {
  it.each([
    ['nothing blocks without policies', [], null],
    ['a default deny blocks', [deny], ['deny']],
    ['rules of another policy let in: policies add up', [deny, policy('allow', { ingress: [fromNginx] })], null],
    [
      'a policy for other Pods does not count',
      [policy('other', { podSelector: { matchLabels: { app: 'web' } } })],
      null,
    ],
    ['a policy of egress only does not count', [policy('egress', { policyTypes: ['Egress'] })], null],
    [
      'Pods of the own namespace are not the controller',
      [policy('own', { ingress: [{ from: [{ podSelector: {} }] }] })],
      ['own'],
    ],
    ['a rule without peers lets everybody in', [policy('all', { ingress: [{}] })], null],
    ['another port does not help', [policy('port', { ingress: [{ ...fromNginx, ports: [{ port: 80 }] }] })], ['port']],
    [
      'a range that holds the port does',
      [policy('range', { ingress: [{ ...fromNginx, ports: [{ port: 8000, endPort: 9000 }] }] })],
      null,
    ],
    [
      'UDP does not',
      [policy('udp', { ingress: [{ ...fromNginx, ports: [{ port: 8089, protocol: 'UDP' }] }] })],
      ['udp'],
    ],
    [
      'an address block could be the controller',
      [policy('block', { ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }] })],
      null,
    ],
    [
      'labels of the Pod count beside those of its namespace',
      [
        policy('pods', {
          ingress: [{ from: [{ ...fromNginx.from[0], podSelector: { matchLabels: { app: 'other' } } }] }],
        }),
      ],
      ['pods'],
    ],
  ])('%s', (_, policies, expected) => {
    expect(findBlockingPolicies(policies, solver, [nginx])).toEqual(expected)
  })
})
