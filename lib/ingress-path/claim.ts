import type { EvidenceLevel } from '@/lib/model/finding'
import type { KindMap } from '@/lib/model/kubernetes'
import type { Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import type { InputName } from '@/lib/snapshot/read-keys'
import { type ControllerInstance, controllerInputs, findIngressControllers } from './controllers'
import { formatRequirement, parseSelectorText, satisfiesRequirement } from './external-dns/selector-text'
import { type Known, readBoolean, readScalar } from './flags'
import { findForeignController } from './foreign-controllers'
import type { Ingress } from './subjects'

/** The class of an Ingress as ingress-nginx reads it: the field decides alone when it is there, also when it is wrong. */
export type EffectiveClass = { from: 'field'; name: string } | { from: 'annotation'; name: string } | { from: 'none' }

/** One controller and whether it takes the Ingress. */
export interface ClaimAnswer {
  controller: string
  answer: 'claims' | 'rejects' | 'does-not-watch' | 'unknown'
  /** Why, with the flag and the value of the Ingress. */
  because: string
}

/**
 * Who serves an Ingress. `unclaimed` names the check whose state it is; `unknown` carries what would have to be read. A claim
 * through an annotation-less Ingress or class is `proven` from flags and objects alike.
 */
export type Claim =
  | { state: 'claimed'; by: string[]; answers: ClaimAnswer[]; level: EvidenceLevel }
  | { state: 'unclaimed'; cause: UnclaimedCause; answers: ClaimAnswer[] }
  | { state: 'unknown'; unavailable: Unavailable; answers: ClaimAnswer[] }

export type UnclaimedCause =
  | 'class-missing'
  | 'class-not-found'
  | 'class-controller-not-served'
  | 'class-annotation-not-served'
  | 'namespace-not-watched'

/** Everything that a claim reads. */
export const claimInputs = [
  'Ingress',
  'IngressClass',
  'Namespace',
  ...controllerInputs,
] as const satisfies readonly InputName[]

export const classAnnotation = 'kubernetes.io/ingress.class'

/** Flags of ingress-nginx that decide which Ingress it takes; defaults of v1.15.1 `pkg/flags/flags.go`. */
export interface ClaimSettings {
  controllerClass: Known<string>
  ingressClass: Known<string>
  isByName: Known<boolean>
  takesClassless: Known<boolean>
  watchNamespace: Known<string>
  watchSelector: Known<string>
}

/** The controller's name for messages and for joining answers with instances: `namespace/name`. */
export const controllerKey = (instance: Pick<ControllerInstance, 'namespace' | 'name'>) =>
  `${instance.namespace}/${instance.name}`

export function readClaimSettings({ flags }: ControllerInstance): ClaimSettings {
  return {
    controllerClass: readScalar(flags, 'controller-class', 'k8s.io/ingress-nginx'),
    ingressClass: readScalar(flags, 'ingress-class', 'nginx'),
    isByName: readBoolean(flags, 'ingress-class-by-name', false),
    takesClassless: readBoolean(flags, 'watch-ingress-without-class', false),
    watchNamespace: readScalar(flags, 'watch-namespace', ''),
    watchSelector: readScalar(flags, 'watch-namespace-selector', ''),
  }
}

/** Source: ingress-nginx v1.15.1 `internal/ingress/controller/store/store.go` (`GetIngressClass`). */
export function readEffectiveClass(ingress: Ingress): EffectiveClass {
  const field = ingress.spec?.ingressClassName
  if (field !== undefined && field !== null) return { from: 'field', name: field }
  const annotation = ingress.metadata.annotations?.[classAnnotation]
  return annotation === undefined ? { from: 'none' } : { from: 'annotation', name: annotation }
}

/**
 * Which ingress-nginx takes this Ingress, by the controller's own rules. Never throws: what was not observed is `unknown`.
 * Source: ingress-nginx v1.15.1 `internal/ingress/controller/store/store.go`, `internal/ingress/controller/ingressclass/`.
 */
export function findClaim(view: ClusterView, ingress: Ingress): Claim {
  const { namespace = '', name } = ingress.metadata
  return view.fact(`ingress-claim:${namespace}/${name}`, (inner) => {
    const lookup = inner.lookUp('Ingress', namespace, name)
    return judgeClaim(inner, lookup.state === 'found' ? lookup.object : ingress)
  })
}

/** The controllers that claim the Ingress, and those only. */
export function listClaimingControllers(view: ClusterView, claim: Claim): ControllerInstance[] {
  if (claim.state !== 'claimed') return []
  return findIngressControllers(view).instances.filter((instance) => claim.by.includes(controllerKey(instance)))
}

function judgeClaim(view: ClusterView, ingress: Ingress): Claim {
  const effective = readEffectiveClass(ingress)
  if (effective.from === 'field') {
    const lookup = view.lookUp('IngressClass', null, effective.name)
    if (lookup.state === 'absent') return { state: 'unclaimed', cause: 'class-not-found', answers: [] }
    if (lookup.state === 'unavailable') return { state: 'unknown', unavailable: lookup.unavailable, answers: [] }
    return decide(view, ingress, 'class-controller-not-served', lookup.object.spec?.controller ?? '', (settings) =>
      acceptClass(settings, lookup.object),
    )
  }
  if (effective.from === 'annotation') {
    return decide(view, ingress, 'class-annotation-not-served', effective.name, (settings) =>
      acceptAnnotation(settings, effective.name),
    )
  }
  return decide(view, ingress, 'class-missing', null, ({ takesClassless }) =>
    takesClassless.state === 'unknown'
      ? { answer: 'unknown', because: takesClassless.because }
      : takesClassless.value
        ? { answer: 'claims', because: 'it takes Ingresses without a class (--watch-ingress-without-class)' }
        : { answer: 'rejects', because: 'it takes no Ingress without a class' },
  )
}

type Answer = Omit<ClaimAnswer, 'controller'>

function acceptClass(settings: ClaimSettings, ingressClass: KindMap['IngressClass']): Answer {
  const { controllerClass, ingressClass: ownName, isByName } = settings
  const wanted = ingressClass.spec?.controller ?? ''
  if (controllerClass.state === 'known' && controllerClass.value === wanted) {
    return { answer: 'claims', because: `its controller class is ${wanted}` }
  }
  if (
    isByName.state === 'known' &&
    isByName.value &&
    ownName.state === 'known' &&
    ownName.value === ingressClass.metadata.name
  ) {
    return { answer: 'claims', because: `it takes the class by its name ${ownName.value}` }
  }
  if (controllerClass.state === 'unknown') return { answer: 'unknown', because: controllerClass.because }
  if (isByName.state === 'unknown') return { answer: 'unknown', because: isByName.because }
  if (isByName.value && ownName.state === 'unknown') return { answer: 'unknown', because: ownName.because }
  return { answer: 'rejects', because: `its controller class is ${controllerClass.value}, not ${wanted || '(empty)'}` }
}

function acceptAnnotation({ ingressClass }: ClaimSettings, value: string): Answer {
  if (ingressClass.state === 'unknown') return { answer: 'unknown', because: ingressClass.because }
  if (value !== '' && value === ingressClass.value)
    return { answer: 'claims', because: `its --ingress-class is ${value}` }
  return { answer: 'rejects', because: `its --ingress-class is ${ingressClass.value}, not ${value || '(empty)'}` }
}

function decide(
  view: ClusterView,
  ingress: Ingress,
  rejection: UnclaimedCause,
  foreignName: string | null,
  accept: (settings: ClaimSettings) => Answer,
): Claim {
  const { instances, missing } = findIngressControllers(view)
  let unknown: Unavailable | null = missing
  const answers = instances.map((instance): ClaimAnswer => {
    const settings = readClaimSettings(instance)
    const byClass = accept(settings)
    const controller = controllerKey(instance)
    if (byClass.answer === 'unknown') unknown ??= describeUnknownFlag(controller, byClass.because)
    if (byClass.answer !== 'claims') return { controller, ...byClass }
    const scope = judgeScope(view, ingress.metadata.namespace ?? '', settings)
    if (scope === null) return { controller, ...byClass }
    if (scope.unavailable !== null) unknown = scope.unavailable
    return { controller, answer: scope.unavailable === null ? 'does-not-watch' : 'unknown', because: scope.because }
  })
  const by = answers.filter(({ answer }) => answer === 'claims').map(({ controller }) => controller)
  if (by.length > 0) return { state: 'claimed', by, answers, level: 'proven' }
  const foreign = foreignName === null ? null : findForeignController(view, foreignName)
  if (foreign?.state === 'unknown') return { ...foreign, answers }
  if (foreign !== null) {
    const detail = `${foreign.title} serves this class, and Fairlead follows ingress-nginx only`
    return {
      state: 'unknown',
      unavailable: { what: `Ingress class ${foreignName}`, reason: 'not-built', detail, need: null },
      answers,
    }
  }
  if (unknown !== null) return { state: 'unknown', unavailable: unknown, answers }
  const isOutOfScope = answers.some(({ answer }) => answer === 'does-not-watch')
  return { state: 'unclaimed', cause: isOutOfScope ? 'namespace-not-watched' : rejection, answers }
}

/** Null: the controller watches the namespace. `unavailable` is set when that is not known. */
function judgeScope(
  view: ClusterView,
  namespace: string,
  { watchNamespace, watchSelector }: ClaimSettings,
): { because: string; unavailable: Unavailable | null } | null {
  for (const setting of [watchNamespace, watchSelector]) {
    if (setting.state === 'unknown') {
      return { because: setting.because, unavailable: describeUnknownFlag('the controller', setting.because) }
    }
  }
  if (watchNamespace.state === 'known' && watchNamespace.value !== '' && watchNamespace.value !== namespace) {
    return { because: `it watches namespace ${watchNamespace.value} only (--watch-namespace)`, unavailable: null }
  }
  const selector = watchSelector.state === 'known' ? watchSelector.value : ''
  if (selector === '') return null
  const parsed = parseSelectorText(selector)
  if ('problem' in parsed) {
    const because = `--watch-namespace-selector=${selector} cannot be read: ${parsed.problem}`
    return { because, unavailable: describeUnknownFlag('the controller', because) }
  }
  const lookup = view.lookUp('Namespace', null, namespace)
  if (lookup.state === 'unavailable')
    return { because: 'the labels of the namespace cannot be read', unavailable: lookup.unavailable }
  const labels = lookup.state === 'found' ? lookup.object.metadata.labels : undefined
  const failed = parsed.requirements.find((requirement) => !satisfiesRequirement(requirement, labels))
  if (failed === undefined) return null
  return {
    because: `it watches namespaces labelled ${selector}, and ${namespace} does not satisfy ${formatRequirement(failed)}`,
    unavailable: null,
  }
}

function describeUnknownFlag(controller: string, because: string): Unavailable {
  return {
    what: `Flags of ingress controller ${controller}`,
    reason: 'not-configured',
    detail: because,
    need: 'the flag written in the arguments of the container',
  }
}
