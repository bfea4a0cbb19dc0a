import { describe, expect, it } from 'vitest'
import {
  createLoadBalancer,
  createNginx,
  createTenantIngress,
  forbid,
  platformNowMs,
} from '@/lib/ingress-path/platform-test-objects'
import { type CheckCase, runOn } from './check-test-cases'
import { statusChecks } from './status'

const empty = [createTenantIngress({ addresses: [] })]
const young = [createTenantIngress({ addresses: [], createdAt: new Date(platformNowMs - 30_000).toISOString() })]
const publish = '--publish-service=ingress-nginx/ingress-nginx-controller'
const nginx = (...args: string[]) => [createNginx({ args })]
const unclaimed = [createTenantIngress({ className: null, addresses: [] })]

const cases: CheckCase[] = [
  { check: 'status-too-new', name: 'empty and 30 s old', platform: { ingresses: young }, outcome: 'waiting' },
  {
    check: 'status-too-new',
    name: 'empty and 2 min old',
    platform: { ingresses: young },
    nowMs: platformNowMs + 90_000,
    outcome: 'clear',
  },
  { check: 'status-too-new', name: 'has an address', outcome: 'clear' },
  { check: 'status-too-new', name: 'nobody claims it', platform: { ingresses: unclaimed }, outcome: 'not-applicable' },
  {
    check: 'status-too-new',
    name: 'classes forbidden',
    platform: { ingresses: young, unavailable: { IngressClass: forbid('ingressclasses') } },
    outcome: 'not-run',
  },
  {
    check: 'status-lb-pending',
    name: 'the Service has no address',
    platform: { ingresses: empty, loadBalancers: [createLoadBalancer({ address: null })] },
    outcome: 'found',
  },
  { check: 'status-lb-pending', name: 'the Service has an address', platform: { ingresses: empty }, outcome: 'clear' },
  {
    check: 'status-lb-pending',
    name: 'a NodePort Service has its ClusterIP',
    platform: { ingresses: empty, loadBalancers: [createLoadBalancer({ address: null, type: 'NodePort' })] },
    outcome: 'clear',
  },
  {
    check: 'status-lb-pending',
    name: 'Services forbidden',
    platform: { ingresses: empty, unavailable: { Service: forbid('services') } },
    outcome: 'not-run',
  },
  {
    check: 'status-updates-disabled',
    name: 'switched off and empty',
    platform: { ingresses: empty, nginx: nginx(publish, '--update-status=false') },
    outcome: 'found',
  },
  {
    check: 'status-updates-disabled',
    name: 'switched off, but somebody writes it',
    platform: { nginx: nginx(publish, '--update-status=false') },
    outcome: 'clear',
  },
  { check: 'status-updates-disabled', name: 'on', platform: { ingresses: empty }, outcome: 'clear' },
  {
    check: 'status-address-stale',
    name: 'another address',
    platform: { loadBalancers: [createLoadBalancer({ address: '20.0.0.9' })] },
    outcome: 'found',
    says: /20\.61\.7\.41.*20\.0\.0\.9/,
  },
  { check: 'status-address-stale', name: 'the same address', outcome: 'clear' },
  {
    check: 'status-address-stale',
    name: 'a fixed address is published',
    platform: {
      nginx: nginx('--publish-status-address=20.61.7.41, lb.example.net'),
      ingresses: [createTenantIngress({ addresses: ['lb.example.net', '20.61.7.41'] })],
    },
    outcome: 'clear',
  },
  {
    check: 'status-address-stale',
    name: 'addresses of nodes are published',
    platform: {
      nginx: nginx('--controller-class=k8s.io/ingress-nginx'),
      ingresses: [createTenantIngress({ addresses: ['10.224.0.4'] })],
    },
    outcome: 'clear',
  },
  {
    check: 'status-address-stale',
    name: 'addresses of nodes, nodes forbidden',
    platform: { nginx: nginx('--controller-class=k8s.io/ingress-nginx'), unavailable: { Node: forbid('nodes') } },
    outcome: 'not-run',
  },
  { check: 'status-address-stale', name: 'empty status', platform: { ingresses: empty }, outcome: 'not-applicable' },
  {
    check: 'status-address-stale',
    name: 'load balancer lost its address',
    platform: { loadBalancers: [createLoadBalancer({ address: null })] },
    outcome: 'not-applicable',
  },
]

describe('status checks', () => {
  it.each(cases)('$check: $name → $outcome', ({ check, platform, outcome, says, nowMs }) => {
    const run = runOn(statusChecks, check, platform, nowMs)
    expect(run.result).toMatchObject({ outcome })
    if (says !== undefined) expect(run.result.reason).toMatch(says)
  })
})
