import { clear, defineCheck, found, notApplicable } from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import { claimInputs, controllerKey, findClaim, readEffectiveClass } from '@/lib/ingress-path/claim'
import { refTo } from '@/lib/ingress-path/locations'
import { requireSwitch, settingsInputs } from '@/lib/ingress-path/nginx/settings'
import { listStatusAddresses } from '@/lib/ingress-path/publish'
import type { HostSubject } from '@/lib/ingress-path/subjects'
import { describeDrop, dropEffect } from './annotation-preconditions'
import { describeAnswers, nameOf } from './class-evidence'
import { joinNames, judgeControllers, requireClaim } from './controller-preconditions'

const common = { area: 'ingress', hop: 'controller', level: 'proven' } as const

export const classClaimedTwice = defineCheck<HostSubject>({
  ...common,
  id: 'class-claimed-twice',
  title: 'Several controllers claim the Ingress',
  severity: 'warning',
  order: 27,
  who: 'platform',
  inputs: claimInputs,
  isShared: true,
  page: {
    see: 'More than one ingress-nginx takes the Ingress: their --controller-class is the same, or one takes the class by name.',
    why: 'Each of them serves the hosts and writes its own address into the status, so that the address and the DNS record change back and forth.',
    fix: 'Give every controller its own --controller-class, its own IngressClass and its own election id.',
    confirm: 'kubectl get ingressclass -o custom-columns=NAME:.metadata.name,CONTROLLER:.spec.controller',
    ignore: 'While one controller takes over from another on purpose.',
    source: 'ingress-nginx v1.15.1, internal/ingress/controller/store/store.go (GetIngressClass)',
  },
  evaluate({ ingress }, view) {
    const claim = requireClaim(findClaim(view, ingress))
    if (claim.state === 'unclaimed') return notApplicable('no controller claims this Ingress')
    if (claim.by.length < 2) return clear
    const effective = readEffectiveClass(ingress)
    const className = effective.from === 'field' ? effective.name : null
    const what = className === null ? `Ingress ${nameOf(ingress)}` : `class ${className}`
    return found({
      summary: `Controllers ${joinNames(claim.by)} all serve ${what}, so each of them writes its own address into the status.`,
      object:
        className === null ? refTo('Ingress', ingress) : { kind: 'IngressClass', namespace: null, name: className },
      evidence: describeAnswers(claim),
      fix: {
        text: 'Give every controller its own --controller-class and IngressClass.',
        commands: ['kubectl get ingressclass -o custom-columns=NAME:.metadata.name,CONTROLLER:.spec.controller'],
      },
    })
  },
})

export const classDefaultAmbiguous = defineCheck<HostSubject>({
  ...common,
  id: 'class-default-ambiguous',
  title: 'Several classes are the default',
  severity: 'warning',
  order: 28,
  who: 'platform',
  inputs: ['IngressClass'],
  page: {
    see: 'The Ingress names no class, and more than one IngressClass is marked as the default.',
    why: 'A default is applied when an Ingress is created. With several, older API servers refuse the Ingress and newer ones take the newest class, so the next Ingress without a class may land anywhere.',
    fix: 'Leave the mark on one class.',
    confirm: "kubectl get ingressclass -o jsonpath='{.items[*].metadata.annotations}'",
    source: 'Kubernetes 1.31, plugin/pkg/admission/network/defaultingressclass',
  },
  evaluate({ ingress }, view) {
    if (readEffectiveClass(ingress).from !== 'none') return notApplicable('the Ingress names a class')
    const defaults = view
      .list('IngressClass')
      .filter(({ metadata }) => metadata.annotations?.['ingressclass.kubernetes.io/is-default-class'] === 'true')
      .map(({ metadata }) => metadata.name)
    if (defaults.length < 2) return clear
    return found({
      summary: `IngressClasses ${joinNames(defaults)} are all the default, so it is not certain which one an Ingress without a class gets.`,
      object: refTo('Ingress', ingress),
      evidence: defaults.map((name) => ({
        object: { kind: 'IngressClass', namespace: null, name },
        field: 'metadata.annotations["ingressclass.kubernetes.io/is-default-class"]',
        observed: 'true',
        expected: 'true on one class only',
      })),
      fix: {
        text: 'Leave the mark on one class, and name the class in the Ingress.',
        commands: defaults
          .slice(1)
          .map((name) =>
            formatCommand('kubectl', 'annotate', 'ingressclass', name, 'ingressclass.kubernetes.io/is-default-class-'),
          ),
      },
    })
  },
})

export const catchAllForbidden = defineCheck<HostSubject>({
  ...common,
  id: 'catch-all-forbidden',
  title: 'Controller refuses a default backend',
  severity: 'error',
  order: 29,
  who: 'tenant',
  inputs: [...new Set([...claimInputs, ...settingsInputs])],
  page: {
    see: 'The Ingress has spec.defaultBackend, and its controller runs with --disable-catch-all.',
    why: 'The controller leaves out every Ingress with a default backend, also one that has rules beside it.',
    fix: 'Remove spec.defaultBackend; give the paths that it was meant for a rule of their own.',
    confirm: "kubectl get ingress NAME -n NAMESPACE -o jsonpath='{.spec.defaultBackend}'",
    source: 'ingress-nginx v1.15.1, internal/ingress/controller/store/store.go (hasCatchAllIngressRule)',
  },
  evaluate(subject, view) {
    const { ingress } = subject
    if (ingress.spec?.defaultBackend === undefined) return notApplicable('the Ingress has no default backend')
    return judgeControllers(subject, view, (controllers) => {
      if (!controllers.every((controller) => requireSwitch(view, controller, 'disable-catch-all'))) return clear
      const names = joinNames(controllers.map(controllerKey))
      const cause = `controller ${names} runs with --disable-catch-all, and Ingress ${nameOf(ingress)} has a default backend`
      const { name, namespace = '' } = ingress.metadata
      return found({
        summary: `C${cause.slice(1)}, ${describeDrop(ingress)}`,
        inShort: { effect: dropEffect(ingress), cause },
        object: refTo('Ingress', ingress),
        evidence: [
          { object: refTo('Ingress', ingress), field: 'spec.defaultBackend', observed: 'set', expected: 'not set' },
          ...controllers.map(({ workload }) => ({
            object: workload,
            field: 'spec.containers[].args',
            observed: '--disable-catch-all',
          })),
          {
            object: refTo('Ingress', ingress),
            field: 'status.loadBalancer.ingress',
            observed: listStatusAddresses(ingress).join(', ') || 'empty',
          },
        ],
        fix: {
          text: 'Remove spec.defaultBackend, and add a rule for the paths that it was meant for.',
          commands: [
            formatCommand(
              'kubectl',
              'patch',
              'ingress',
              name,
              '-n',
              namespace,
              '--type=json',
              '-p',
              '[{"op":"remove","path":"/spec/defaultBackend"}]',
            ),
          ],
        },
      })
    })
  },
})
