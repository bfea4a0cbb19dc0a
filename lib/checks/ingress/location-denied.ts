import { clear, defineCheck, type EvidenceDraft, found, notRun } from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import { claimInputs, controllerKey } from '@/lib/ingress-path/claim'
import type { ControllerInstance } from '@/lib/ingress-path/controllers'
import { refTo } from '@/lib/ingress-path/locations'
import { isAddressList, valueRules } from '@/lib/ingress-path/nginx/annotation-rules'
import type { OwnAnnotation } from '@/lib/ingress-path/nginx/own-annotations'
import { requireSwitch, settingsInputs } from '@/lib/ingress-path/nginx/settings'
import type { HostSubject, Ingress } from '@/lib/ingress-path/subjects'
import type { EvidenceLevel } from '@/lib/model/finding'
import { NotObservedError, type Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { annotationField, judgeAnnotations, shortNames } from './annotation-preconditions'
import { nameOf } from './class-evidence'
import { joinNames } from './controller-preconditions'

/** Annotations that name a Secret or a ConfigMap: when it is missing or useless, every path of the Ingress answers 503. */
const references: Readonly<Record<string, string>> = {
  'auth-secret': 'Secret',
  'auth-tls-secret': 'Secret',
  'proxy-ssl-secret': 'Secret',
  'custom-headers': 'ConfigMap',
  'auth-proxy-set-headers': 'ConfigMap',
  'fastcgi-params-configmap': 'ConfigMap',
}
/** Of these the controller refuses one of another namespace, unless allow-cross-namespace-resources is set (`Parse` of each). */
const ownNamespaceOnly = new Set(['auth-secret', 'auth-tls-secret', 'proxy-ssl-secret', 'auth-proxy-set-headers'])
/** Of these it wants the namespace written out: `internal/k8s/main.go`, ParseNameNS. */
const namespaceWritten = new Set(['auth-tls-secret', 'proxy-ssl-secret'])
const addressLists = new Set(['allowlist-source-range', 'denylist-source-range', 'whitelist-source-range'])

/** Why a controller denies every location of the Ingress. `annotation` null: only its event tells. */
interface Denial {
  annotation: OwnAnnotation | null
  reason: string
  expected: string
  level: EvidenceLevel
}

export const locationDenied = defineCheck<HostSubject>({
  area: 'ingress',
  hop: 'ingress-rule',
  severity: 'error',
  level: 'proven',
  id: 'location-denied',
  title: 'Controller denies every path of the Ingress',
  order: 35,
  who: 'tenant',
  inputs: [...new Set([...claimInputs, ...settingsInputs, 'Event'] as const)],
  page: {
    see: 'An annotation of the Ingress cannot be resolved: the Secret or ConfigMap that it names is missing or lies in another namespace, a list of addresses cannot be read, or a URL is none. The controller may also say so in an event AnnotationParsingFailed.',
    why: 'The controller keeps the Ingress but answers 503 on every path of it, so that nothing is open by mistake.',
    fix: 'Create the Secret or ConfigMap in the namespace of the Ingress, or correct the value.',
    confirm: 'kubectl describe ingress NAME -n NAMESPACE',
    source:
      'ingress-nginx v1.15.1, internal/ingress/annotations (auth, authtls, authreq, proxyssl, ipallowlist, ipdenylist, customheaders)',
  },
  evaluate: (subject, view) => {
    let unseen: Unavailable | null = null
    const outcome = judgeAnnotations(
      subject,
      view,
      (controller, annotations) => {
        const { denials, missing } = listDenials(view, subject.ingress, controller, annotations)
        if (denials.length === 0) unseen ??= missing
        return denials.length === 0 ? null : { denials }
      },
      (objections) => {
        const [first] = objections
        if (first === undefined) return clear
        return found(
          describeDenied(
            subject.ingress,
            first.denials,
            objections.map(({ controller }) => controllerKey(controller)),
          ),
        )
      },
    )
    // A Secret is never read, so without an event nobody can say that it is there.
    return outcome.outcome === 'clear' && unseen !== null ? notRun(unseen) : outcome
  },
})

function describeDenied(ingress: Ingress, denials: readonly Denial[], controllers: readonly string[]) {
  const [first] = denials
  const object = refTo('Ingress', ingress)
  const named = denials.flatMap(({ annotation }) => annotation ?? [])
  const reason = first?.reason ?? ''
  const cause = `controller ${joinNames(controllers)} cannot resolve ${named.length === 0 ? 'the annotations' : shortNames(named)} of Ingress ${nameOf(ingress)}: ${reason}`
  return {
    summary: `C${cause.slice(1)}. Until that is mended every path of the Ingress answers 503.`,
    inShort: { effect: 'answers 503', cause },
    object,
    level: denials.some(({ level }) => level === 'proven') ? ('proven' as const) : ('inferred' as const),
    evidence: denials.map(
      ({ annotation, reason, expected }): EvidenceDraft => ({
        object,
        field: annotation === null ? 'event AnnotationParsingFailed' : annotationField(annotation.key),
        observed: annotation === null ? reason : `${annotation.value}: ${reason}`,
        expected,
      }),
    ),
    fix: {
      text:
        first?.expected === undefined
          ? 'Correct the annotation.'
          : `Give ${named[0]?.name ?? 'the annotation'} ${first.expected}.`,
      commands: [
        formatCommand('kubectl', 'describe', 'ingress', ingress.metadata.name, '-n', ingress.metadata.namespace ?? ''),
      ],
    },
  }
}

/** `missing` names what would have to be read when nothing is denied for certain. */
function listDenials(
  view: ClusterView,
  ingress: Ingress,
  controller: ControllerInstance,
  annotations: readonly OwnAnnotation[],
): { denials: Denial[]; missing: Unavailable | null } {
  const names = new Set(annotations.map(({ name }) => name))
  const set = annotations.filter(({ value }) => value !== '')
  const denials = set.flatMap((annotation): Denial[] => {
    const { name, value } = annotation
    if (addressLists.has(name) && !isAddressList(value)) {
      return [
        deny(annotation, 'not every entry is an address or a network', 'addresses and networks, separated by commas'),
      ]
    }
    if (name === 'auth-secret' && isRead(name, names) && !valueRules.name.isValid(value)) {
      return [deny(annotation, 'no Secret has such a name', 'the name of a Secret')]
    }
    if (namespaceWritten.has(name) && value.split('/').length !== 2) {
      return [deny(annotation, 'it does not name its namespace', 'a Secret as namespace/name')]
    }
    if (name === 'auth-url') {
      const problem = findUrlProblem(value)
      return problem === null ? [] : [deny(annotation, problem, 'a URL with scheme and host')]
    }
    return []
  })
  const named = set.filter(({ name }) => references[name] !== undefined && isRead(name, names))
  if (named.length === 0) return { denials, missing: null }
  for (const annotation of named) {
    if (!ownNamespaceOnly.has(annotation.name)) continue
    const foreign = findForeignNamespace(ingress, annotation)
    if (foreign === null || requireSwitch(view, controller, 'allow-cross-namespace-resources')) continue
    denials.push(
      deny(annotation, `it lies in namespace ${foreign}`, `a ${references[annotation.name]} of its own namespace`),
    )
  }
  if (denials.length > 0) return { denials, missing: null }
  const message = findEvent(view, ingress)
  if (message === null) return { denials, missing: describeUnread(ingress, named) }
  const told = named.find(({ value }) => message.includes(value.slice(value.indexOf('/') + 1)))
  const [only] = named.length === 1 ? named : []
  const annotation = told ?? only ?? null
  const kind = annotation === null ? 'object' : references[annotation.name]
  const expected = `a ${kind} that exists and holds what is needed`
  return {
    denials: [{ annotation, reason: message, expected, level: told === undefined ? 'inferred' : 'proven' }],
    missing: null,
  }
}

const deny = (annotation: OwnAnnotation, reason: string, expected: string): Denial => ({
  annotation,
  reason,
  expected,
  level: 'proven',
})

/** `auth-secret` is only read beside `auth-type`, and headers for an external check only beside its URL. */
const isRead = (name: string, names: ReadonlySet<string>) =>
  (name !== 'auth-secret' || names.has('auth-type')) && (name !== 'auth-proxy-set-headers' || names.has('auth-url'))

function findForeignNamespace(ingress: Ingress, { value }: OwnAnnotation): string | null {
  const slash = value.indexOf('/')
  const namespace = slash <= 0 ? '' : value.slice(0, slash)
  return namespace === '' || namespace === ingress.metadata.namespace ? null : namespace
}

/** What Go's parser and the controller have against a URL (ingress-nginx v1.15.1 `parser.StringToURL`); null when nothing. */
function findUrlProblem(value: string): string | null {
  const [, scheme = '', rest = ''] = /^([a-zA-Z][a-zA-Z0-9+.-]*):\/\/(.*)$/.exec(value) ?? []
  if (scheme === '') return 'it has no scheme'
  const host = rest.split(/[/?#]/)[0] ?? ''
  if (host === '') return 'it has no host'
  return host.includes('..') ? 'its host has two dots in a row' : null
}

/** The latest message of the controller about annotations that it cannot resolve; null when there is none. Throws when Events are not known. */
function findEvent(view: ClusterView, ingress: Ingress): string | null {
  const { namespace = '', name } = ingress.metadata
  const listing = view.listingByIndex('Event', 'object', `Ingress/${namespace}/${name}`, namespace)
  if (listing.state === 'unavailable') throw new NotObservedError(listing.unavailable)
  const seenAt = (event: (typeof listing.objects)[number]) => event.lastTimestamp ?? event.eventTime ?? ''
  const [latest] = listing.objects
    .filter(({ reason }) => reason === 'AnnotationParsingFailed')
    .sort((a, b) => (seenAt(a) < seenAt(b) ? 1 : -1))
  return latest === undefined
    ? null
    : (latest.message ?? '').replace(/^Error parsing annotations: /, '').replace(/\.$/, '')
}

function describeUnread(ingress: Ingress, named: readonly OwnAnnotation[]): Unavailable {
  const objects = named.map(
    ({ name, value }) =>
      `${references[name]} ${value.includes('/') ? value : `${ingress.metadata.namespace}/${value}`}`,
  )
  return {
    what: joinNames(objects),
    reason: 'not-configured',
    detail:
      'Fairlead never reads Secrets and keeps no ConfigMaps of tenants, and no event of the controller tells whether they are there',
    need: null,
  }
}
