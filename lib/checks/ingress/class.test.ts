import { describe, expect, it } from 'vitest'
import { createClass, createNginx, createTenantIngress, forbid } from '@/lib/ingress-path/platform-test-objects'
import { type CheckCase, runOn } from './check-test-cases'
import { classChecks } from './class'

const annotated = (value: string) => ({ 'kubernetes.io/ingress.class': value })
const classless = [createTenantIngress({ className: null })]
const publish = '--publish-service=$(POD_NAMESPACE)/ingress-nginx-controller'
const nginx = (...args: string[]) => [createNginx({ args: [publish, ...args] })]
const privateClass = [createClass('nginx-private', 'k8s.io/ingress-nginx-private')]
const privateIngress = [createTenantIngress({ className: 'nginx-private' })]
const legacy = (value: string) => [createTenantIngress({ className: null, annotations: annotated(value) })]

const cases: CheckCase[] = [
  {
    check: 'class-missing',
    name: 'no class, default class exists',
    platform: { ingresses: classless },
    outcome: 'found',
    says: /nginx is the default.*only when/,
  },
  { check: 'class-missing', name: 'a class', outcome: 'clear' },
  { check: 'class-missing', name: 'an annotation', platform: { ingresses: legacy('nginx') }, outcome: 'clear' },
  {
    check: 'class-missing',
    name: 'a controller takes class-less Ingresses',
    platform: { ingresses: classless, nginx: nginx('--watch-ingress-without-class') },
    outcome: 'clear',
  },
  {
    check: 'class-missing',
    name: 'workloads forbidden',
    platform: { ingresses: classless, unavailable: { Deployment: forbid('deployments') } },
    outcome: 'not-run',
  },
  {
    check: 'class-missing',
    name: 'classes forbidden: still found, it has none',
    platform: { ingresses: classless, unavailable: { IngressClass: forbid('ingressclasses') } },
    outcome: 'found',
  },
  {
    check: 'class-not-found',
    name: 'a typo',
    platform: { ingresses: [createTenantIngress({ className: 'ngnix' })] },
    outcome: 'found',
    says: /ngnix, which does not exist/,
  },
  {
    check: 'class-not-found',
    name: 'a typo, with a matching annotation',
    platform: { ingresses: [createTenantIngress({ className: 'ngnix', annotations: annotated('nginx') })] },
    outcome: 'found',
  },
  { check: 'class-not-found', name: 'the class exists', outcome: 'clear' },
  { check: 'class-not-found', name: 'no field', platform: { ingresses: legacy('gone') }, outcome: 'not-applicable' },
  {
    check: 'class-not-found',
    name: 'classes forbidden',
    platform: {
      ingresses: [createTenantIngress({ className: 'x' })],
      unavailable: { IngressClass: forbid('ingressclasses') },
    },
    outcome: 'not-run',
    says: /refused/,
  },
  {
    check: 'class-controller-not-served',
    name: 'another controller value',
    platform: { ingresses: privateIngress, classes: privateClass },
    outcome: 'found',
    says: /k8s.io\/ingress-nginx-private/,
  },
  {
    check: 'class-controller-not-served',
    name: 'no controller at all',
    platform: { nginx: [] },
    outcome: 'found',
    says: /no ingress-nginx in this cluster/,
  },
  {
    check: 'class-controller-not-served',
    name: 'taken by name',
    platform: {
      ingresses: privateIngress,
      classes: privateClass,
      nginx: nginx('--ingress-class-by-name', '--ingress-class=nginx-private'),
    },
    outcome: 'clear',
  },
  {
    check: 'class-controller-not-served',
    name: 'the controller is scaled to 0: installed, so not this',
    platform: { nginx: [createNginx({ replicas: 0 })] },
    outcome: 'clear',
  },
  {
    check: 'class-controller-not-served',
    name: 'class missing',
    platform: { ingresses: [createTenantIngress({ className: 'x' })] },
    outcome: 'not-applicable',
  },
  {
    check: 'class-controller-not-served',
    name: 'another kind of controller, which runs outside the cluster',
    platform: { classes: [createClass('nginx', 'ingress.k8s.aws/alb')] },
    outcome: 'not-run',
    says: /AWS load balancer/,
  },
  {
    check: 'class-controller-not-served',
    name: 'another kind of controller, which is not deployed',
    platform: { classes: [createClass('nginx', 'traefik.io/ingress-controller')] },
    outcome: 'found',
  },
  {
    check: 'class-controller-not-served',
    name: 'workloads forbidden',
    platform: {
      ingresses: privateIngress,
      classes: privateClass,
      unavailable: { StatefulSet: forbid('statefulsets') },
    },
    outcome: 'not-run',
  },
  {
    check: 'class-controller-not-served',
    name: 'workloads forbidden, but the Pod of the controller is seen',
    platform: { unavailable: { Deployment: forbid('deployments') } },
    outcome: 'clear',
  },
  {
    check: 'class-annotation-not-served',
    name: 'another value',
    platform: { ingresses: legacy('internal') },
    outcome: 'found',
    says: /--ingress-class of no controller/,
  },
  {
    check: 'class-annotation-not-served',
    name: 'the name of an IngressClass is not what counts',
    platform: { ingresses: legacy('nginx-private'), classes: privateClass },
    outcome: 'found',
  },
  {
    check: 'class-annotation-not-served',
    name: 'served',
    platform: { ingresses: legacy('nginx'), classes: [] },
    outcome: 'clear',
  },
  {
    check: 'class-annotation-not-served',
    name: 'the field decides',
    platform: { ingresses: [createTenantIngress({ annotations: annotated('internal') })] },
    outcome: 'not-applicable',
  },
  {
    check: 'class-annotation-not-served',
    name: 'workloads forbidden',
    platform: { ingresses: legacy('internal'), unavailable: { DaemonSet: forbid('daemonsets') } },
    outcome: 'not-run',
  },
  {
    check: 'class-field-overrides-annotation',
    name: 'they differ',
    platform: { ingresses: [createTenantIngress({ annotations: annotated('internal') })] },
    outcome: 'found',
  },
  {
    check: 'class-field-overrides-annotation',
    name: 'they agree',
    platform: { ingresses: [createTenantIngress({ annotations: annotated('nginx') })] },
    outcome: 'clear',
  },
  { check: 'class-field-overrides-annotation', name: 'only one is set', outcome: 'not-applicable' },
  {
    check: 'namespace-not-watched',
    name: 'another namespace',
    platform: { nginx: nginx('--watch-namespace=media') },
    outcome: 'found',
    says: /media only/,
  },
  {
    check: 'namespace-not-watched',
    name: 'this namespace',
    platform: { nginx: nginx('--watch-namespace=shop') },
    outcome: 'clear',
  },
  {
    check: 'namespace-not-watched',
    name: 'labels that fail',
    platform: { nginx: nginx('--watch-namespace-selector=team in (a,b)') },
    outcome: 'found',
    says: /team in \(a, b\)/,
  },
  {
    check: 'namespace-not-watched',
    name: 'labels that match',
    platform: { nginx: nginx('--watch-namespace-selector=xkf.xenit.io/kind=tenant') },
    outcome: 'clear',
  },
  {
    check: 'namespace-not-watched',
    name: 'namespaces forbidden',
    platform: { nginx: nginx('--watch-namespace-selector=team=a'), unavailable: { Namespace: forbid('namespaces') } },
    outcome: 'not-run',
  },
  {
    check: 'namespace-not-watched',
    name: 'namespaces forbidden, but no selector asks',
    platform: { unavailable: { Namespace: forbid('namespaces') } },
    outcome: 'clear',
  },
  {
    check: 'namespace-not-watched',
    name: 'nobody takes the class',
    platform: { ingresses: classless },
    outcome: 'not-applicable',
  },
]

describe('class checks', () => {
  it.each(cases)('$check: $name → $outcome', ({ check, platform, outcome, says }) => {
    const run = runOn(classChecks, check, platform)
    expect(run.result).toMatchObject({ outcome })
    if (says !== undefined) expect(run.result.reason).toMatch(says)
  })

  it('quotes hostile names in commands', () => {
    const ingresses = [createTenantIngress({ name: "x'; rm -rf /", className: null })]
    const [finding] = runOn(classChecks, 'class-missing', { ingresses }).findings
    expect(finding?.fix.commands[0]).toContain(`'x'\\''; rm -rf /'`)
  })

  it('a partial view of workloads keeps conclusions of presence', () => {
    const unavailable = {
      Deployment: forbid('deployments'),
      StatefulSet: forbid('statefulsets'),
      DaemonSet: forbid('daemonsets'),
    }
    expect(runOn(classChecks, 'class-controller-not-served', { unavailable }).result.outcome).toBe('clear')
    const ingresses = privateIngress
    expect(
      runOn(classChecks, 'class-controller-not-served', { ingresses, classes: privateClass, unavailable }).result
        .outcome,
    ).toBe('not-run')
  })
})
