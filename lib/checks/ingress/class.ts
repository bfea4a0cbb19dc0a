import { type Check, clear, defineCheck, found, notApplicable } from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import { startSentence } from '@/lib/format/sentence'
import { claimInputs, classAnnotation, findClaim, readEffectiveClass } from '@/lib/ingress-path/claim'
import { refTo } from '@/lib/ingress-path/locations'
import type { HostSubject } from '@/lib/ingress-path/subjects'
import { describeAnswers, listClasses, listControllerClasses, nameOf, patchClass } from './class-evidence'
import { catchAllForbidden, classClaimedTwice, classDefaultAmbiguous } from './class-overlap'
import { joinNames, requireClaim } from './controller-preconditions'

const storeSource = 'ingress-nginx v1.15.1, internal/ingress/controller/store/store.go (GetIngressClass)'
const unservedEffect = 'is served by no controller'
const unserved = 'no controller serves it: hosts answer 404, it gets no address, and no DNS record follows'

const common = { area: 'ingress', hop: 'controller', level: 'proven', severity: 'error' } as const

const classMissing = defineCheck<HostSubject>({
  ...common,
  id: 'class-missing',
  title: 'Ingress has no class',
  order: 21,
  who: 'tenant',
  inputs: claimInputs,
  page: {
    see: 'The Ingress has neither spec.ingressClassName nor the annotation kubernetes.io/ingress.class, and no controller takes Ingresses without a class.',
    why: 'Every controller ignores it, so it is never served and gets no address. A default IngressClass does not help: the API server applies it only when an Ingress is created.',
    fix: 'Set spec.ingressClassName to the class of the controller that is to serve it.',
    confirm: "kubectl get ingress NAME -n NAMESPACE -o jsonpath='{.spec.ingressClassName}'",
    source: storeSource,
  },
  evaluate({ ingress }, view) {
    if (readEffectiveClass(ingress).from !== 'none') return clear
    const claim = requireClaim(findClaim(view, ingress))
    if (claim.state === 'claimed') return clear
    // Out of scope although some controller takes class-less Ingresses: `namespace-not-watched` says so.
    if (claim.cause !== 'class-missing') return clear
    const { names, defaults } = listClasses(view)
    const hint =
      defaults.length > 0
        ? ` IngressClass ${defaults.join(', ')} is the default, but a default is applied only when an Ingress is created.`
        : ''
    const pick = defaults[0] ?? (names.length === 1 ? names[0] : undefined)
    return found({
      summary: `Ingress ${nameOf(ingress)} names no class, so ${unserved}.${hint}`,
      inShort: { effect: unservedEffect, cause: `Ingress ${nameOf(ingress)} names no class` },
      object: refTo('Ingress', ingress),
      evidence: [
        {
          object: refTo('Ingress', ingress),
          field: 'spec.ingressClassName',
          observed: 'not set',
          expected: names.length > 0 ? `one of ${names.join(', ')}` : 'the name of an IngressClass',
        },
        { object: refTo('Ingress', ingress), field: `metadata.annotations["${classAnnotation}"]`, observed: 'not set' },
        ...describeAnswers(claim),
      ],
      fix: {
        text:
          pick === undefined
            ? 'Set spec.ingressClassName to the class that is to serve the Ingress.'
            : `Set spec.ingressClassName: ${pick}.`,
        commands: [...patchClass(ingress, pick), 'kubectl get ingressclass'],
      },
    })
  },
})

const classNotFound = defineCheck<HostSubject>({
  ...common,
  id: 'class-not-found',
  title: 'IngressClass does not exist',
  order: 22,
  who: 'tenant',
  inputs: ['IngressClass'],
  page: {
    see: 'spec.ingressClassName names an IngressClass that does not exist.',
    why: 'ingress-nginx looks the class up by name and rejects an Ingress whose class is missing, also when an annotation would match. It is not served and gets no address.',
    fix: 'Correct the name. The existing names are listed in the finding.',
    confirm: 'kubectl get ingressclass',
    source: storeSource,
  },
  evaluate({ ingress }, view) {
    const effective = readEffectiveClass(ingress)
    if (effective.from !== 'field') return notApplicable('spec.ingressClassName is not set')
    if (view.find('IngressClass', null, effective.name) !== undefined) return clear
    const { names } = listClasses(view)
    const pick =
      names.length === 1
        ? names[0]
        : names.find((name) => name.includes(effective.name) || effective.name.includes(name))
    return found({
      summary: `Ingress ${nameOf(ingress)} names the class ${effective.name}, which does not exist, so ${unserved}.`,
      inShort: {
        effect: unservedEffect,
        cause: `Ingress ${nameOf(ingress)} names the class ${effective.name}, which does not exist`,
      },
      object: refTo('Ingress', ingress),
      evidence: [
        {
          object: refTo('Ingress', ingress),
          field: 'spec.ingressClassName',
          observed: effective.name,
          expected: names.length > 0 ? `one of ${names.join(', ')}` : 'an existing IngressClass; there is none',
        },
      ],
      fix: {
        text:
          names.length > 0
            ? `Name an existing class: ${joinNames(names)}.`
            : 'No IngressClass exists in this cluster; ask the platform team which controller serves it.',
        commands: [...patchClass(ingress, pick), 'kubectl get ingressclass'],
      },
    })
  },
})

const classControllerNotServed = defineCheck<HostSubject>({
  ...common,
  id: 'class-controller-not-served',
  title: 'No controller serves the IngressClass',
  order: 23,
  who: 'platform',
  inputs: claimInputs,
  page: {
    see: 'The IngressClass exists, but its spec.controller is the --controller-class of no controller in the cluster, and no controller takes the class by name.',
    why: 'Nobody watches Ingresses of this class: they are not served and get no address.',
    fix: 'Deploy the controller of the class, correct its --controller-class, or let the Ingress use a class that is served.',
    confirm: 'kubectl get ingressclass -o custom-columns=NAME:.metadata.name,CONTROLLER:.spec.controller',
    source: storeSource,
  },
  evaluate({ ingress }, view) {
    const effective = readEffectiveClass(ingress)
    if (effective.from !== 'field') return notApplicable('spec.ingressClassName is not set')
    const ingressClass = view.find('IngressClass', null, effective.name)
    if (ingressClass === undefined) return notApplicable(`IngressClass ${effective.name} does not exist`)
    const claim = requireClaim(findClaim(view, ingress))
    if (claim.state === 'claimed' || claim.cause !== 'class-controller-not-served') return clear
    const controller = ingressClass.spec?.controller ?? ''
    const seen =
      claim.answers.length === 0
        ? 'and there is no ingress-nginx in this cluster'
        : 'and no ingress-nginx answers to it'
    const cause = `IngressClass ${effective.name} belongs to controller ${controller || '(empty)'}, ${seen}`
    return found({
      summary: `${cause}, so ${unserved}.`,
      inShort: { effect: unservedEffect, cause },
      object: { kind: 'IngressClass', namespace: null, name: effective.name },
      evidence: [
        {
          object: { kind: 'IngressClass', namespace: null, name: effective.name },
          field: 'spec.controller',
          observed: controller || '(empty)',
          expected: listControllerClasses(view),
        },
        { object: refTo('Ingress', ingress), field: 'spec.ingressClassName', observed: effective.name },
        ...describeAnswers(claim),
      ],
      fix: {
        text: 'Deploy a controller for this class, or use a class that a running controller serves. spec.controller cannot be changed: replace the IngressClass if it is wrong.',
        commands: [
          'kubectl get ingressclass -o custom-columns=NAME:.metadata.name,CONTROLLER:.spec.controller',
          'kubectl get deployments,daemonsets -A -l app.kubernetes.io/component=controller',
        ],
      },
    })
  },
})

const classAnnotationNotServed = defineCheck<HostSubject>({
  ...common,
  id: 'class-annotation-not-served',
  title: 'No controller serves the class annotation',
  order: 24,
  who: 'tenant',
  inputs: claimInputs,
  page: {
    see: 'The Ingress has only the annotation kubernetes.io/ingress.class, and its value is the --ingress-class of no controller.',
    why: 'The annotation is compared with a flag of the controller, not with the names of IngressClass objects. Without a match nobody serves the Ingress.',
    fix: 'Set spec.ingressClassName and remove the annotation.',
    confirm: "kubectl get ingress NAME -n NAMESPACE -o jsonpath='{.metadata.annotations}'",
    source: storeSource,
  },
  evaluate({ ingress }, view) {
    const effective = readEffectiveClass(ingress)
    if (effective.from !== 'annotation') return notApplicable('the class annotation does not decide')
    const claim = requireClaim(findClaim(view, ingress))
    if (claim.state === 'claimed' || claim.cause !== 'class-annotation-not-served') return clear
    const { names, defaults } = listClasses(view)
    const pick = names.includes(effective.name)
      ? effective.name
      : (defaults[0] ?? (names.length === 1 ? names[0] : undefined))
    return found({
      summary: `The annotation ${classAnnotation} of Ingress ${nameOf(ingress)} is ${effective.name || '(empty)'}, which is the --ingress-class of no controller, so ${unserved}.`,
      inShort: {
        effect: unservedEffect,
        cause: `the annotation ${classAnnotation} of Ingress ${nameOf(ingress)} is ${effective.name || '(empty)'}, which no controller has as --ingress-class`,
      },
      object: refTo('Ingress', ingress),
      evidence: [
        {
          object: refTo('Ingress', ingress),
          field: `metadata.annotations["${classAnnotation}"]`,
          observed: effective.name || '(empty)',
          expected: 'the --ingress-class of a controller',
        },
        ...describeAnswers(claim),
      ],
      fix: {
        text: `Set spec.ingressClassName${pick === undefined ? '' : `: ${pick}`} and remove the annotation.`,
        commands: [
          ...patchClass(ingress, pick),
          formatCommand(
            'kubectl',
            'annotate',
            'ingress',
            ingress.metadata.name,
            '-n',
            ingress.metadata.namespace ?? '',
            `${classAnnotation}-`,
          ),
        ],
      },
    })
  },
})

const classFieldOverridesAnnotation = defineCheck<HostSubject>({
  ...common,
  id: 'class-field-overrides-annotation',
  title: 'Class field and class annotation differ',
  severity: 'warning',
  order: 25,
  who: 'tenant',
  inputs: [],
  page: {
    see: 'The Ingress has spec.ingressClassName and the annotation kubernetes.io/ingress.class, with different values.',
    why: 'ingress-nginx goes by the field alone. Other tools and people may read the annotation and expect another controller.',
    fix: 'Remove the annotation; if it names the class that was meant, correct the field first.',
    confirm: 'kubectl get ingress NAME -n NAMESPACE -o yaml',
    ignore: 'When the annotation is there on purpose for a tool that reads nothing else.',
    source: storeSource,
  },
  evaluate({ ingress }) {
    const field = ingress.spec?.ingressClassName
    const annotation = ingress.metadata.annotations?.[classAnnotation]
    if (field === undefined || field === null || annotation === undefined)
      return notApplicable('field and annotation are not both set')
    if (field === annotation) return clear
    return found({
      summary: `Ingress ${nameOf(ingress)} has class ${field} in its field and ${annotation || '(empty)'} in its annotation; ingress-nginx goes by the field alone.`,
      object: refTo('Ingress', ingress),
      evidence: [
        { object: refTo('Ingress', ingress), field: 'spec.ingressClassName', observed: field },
        {
          object: refTo('Ingress', ingress),
          field: `metadata.annotations["${classAnnotation}"]`,
          observed: annotation || '(empty)',
          expected: `not set, or ${field}`,
        },
      ],
      fix: {
        text: 'Remove the annotation.',
        commands: [
          formatCommand(
            'kubectl',
            'annotate',
            'ingress',
            ingress.metadata.name,
            '-n',
            ingress.metadata.namespace ?? '',
            `${classAnnotation}-`,
          ),
        ],
      },
    })
  },
})

const namespaceNotWatched = defineCheck<HostSubject>({
  ...common,
  id: 'namespace-not-watched',
  title: 'Controller does not watch the namespace',
  order: 26,
  who: 'platform',
  inputs: claimInputs,
  page: {
    see: 'A controller would take the class of the Ingress, but its --watch-namespace or --watch-namespace-selector leaves the namespace out.',
    why: 'The controller never sees the Ingress: it is not served and gets no address.',
    fix: 'Label the namespace as the selector asks, or widen the flag of the controller.',
    confirm: 'kubectl get namespace NAMESPACE --show-labels',
    source: 'ingress-nginx v1.15.1, pkg/flags/flags.go, internal/ingress/controller/store/store.go',
  },
  evaluate({ ingress }, view) {
    const claim = requireClaim(findClaim(view, ingress))
    if (claim.state === 'claimed') return clear
    if (claim.cause !== 'namespace-not-watched') return notApplicable('no controller takes the class of this Ingress')
    const { namespace = '' } = ingress.metadata
    const outside = claim.answers.filter(({ answer }) => answer === 'does-not-watch')
    const watchers = joinNames(outside.map(({ controller }) => controller))
    const cause = `namespace ${namespace} is outside what ${watchers} watches (${outside.map(({ because }) => because).join('; ')})`
    return found({
      summary: `${startSentence(cause)}, so ${unserved}.`,
      inShort: { effect: unservedEffect, cause },
      object: { kind: 'Namespace', namespace: null, name: namespace },
      evidence: describeAnswers(claim),
      fix: {
        text: 'Label the namespace as the selector asks, or change the flag of the controller.',
        commands: [formatCommand('kubectl', 'get', 'namespace', namespace, '--show-labels')],
      },
    })
  },
})

/** Does a controller take the Ingress, and if not, why (rows 21 to 29 of the ingress catalogue). */
export const classChecks: Check<HostSubject>[] = [
  classMissing,
  classNotFound,
  classControllerNotServed,
  classAnnotationNotServed,
  classFieldOverridesAnnotation,
  namespaceNotWatched,
  classClaimedTwice,
  classDefaultAmbiguous,
  catchAllForbidden,
]
