import { classAnnotation } from '@/lib/ingress-path/claim'
import type { Ingress } from '@/lib/ingress-path/subjects'
import { type Judgement, kept, unknown, withAnnotation, withKnown } from './annotation-value'
import { type DnsSource, sourceFlags } from './dns-source'
import { findNameProblem, toAsciiName } from './host-names'
import { judgeHosts } from './hosts-step'
import type { ReplayStep, StepId } from './replay'
import { formatRequirement, parseSelectorText, satisfiesRequirement } from './selector-text'
import type { ExternalDnsSettings } from './settings'

type Labels = Readonly<Record<string, string>>

interface SelectionRule {
  id: StepId
  title: string
  droppedTitle: string
  /** Whether the object matters to the step beside the arguments. */
  readsObject: boolean
  /** Only for sources of this kind. */
  kind?: DnsSource['kind']
  judge(source: DnsSource, host: string, settings: ExternalDnsSettings): Judgement
}

/** The filters between an object and its set of hosts, in the order of external-dns v0.22.0 `source/ingress.go`, `source/service.go`. */
const selectionRules: readonly SelectionRule[] = [
  {
    id: 'source',
    title: 'Source is on',
    droppedTitle: 'Source is off',
    readsObject: false,
    judge: ({ kind }, _host, { sources }) =>
      withKnown(sources, (value, written) => {
        if (value.includes(sourceFlags[kind])) return kept(value.map((source) => `--source=${source}`).join(', '))
        const detail = `${written ?? 'no --source flag'}: ${sourceFlags[kind]} is not among them`
        return { outcome: 'dropped', detail, written: written ?? undefined }
      }),
  },
  {
    id: 'namespace',
    title: 'Kept by the namespace filter',
    droppedTitle: 'Dropped by the namespace filter',
    readsObject: true,
    judge: ({ kind, object }, _host, { namespace }) =>
      withKnown(namespace, (value) => {
        if (value === '') return kept('no --namespace flag: all namespaces')
        const written = `--namespace=${value}`
        if (value === object.metadata.namespace) return kept(written)
        const observed = object.metadata.namespace ?? ''
        return { outcome: 'dropped', detail: `${written}, the ${kind} is in ${observed}`, written, observed }
      }),
  },
  {
    id: 'annotation-filter',
    title: 'Kept by the annotation filter',
    droppedTitle: 'Dropped by the annotation filter',
    readsObject: true,
    judge: (source, _host, { annotationFilter }) =>
      withKnown(annotationFilter, (value) =>
        judgeSelector('annotation', value, source, source.object.metadata.annotations),
      ),
  },
  {
    id: 'label-filter',
    title: 'Kept by the label filter',
    droppedTitle: 'Dropped by the label filter',
    readsObject: true,
    judge: (source, _host, { labelFilter }) =>
      withKnown(labelFilter, (value) => judgeSelector('label', value, source, source.object.metadata.labels)),
  },
  {
    id: 'controller-annotation',
    title: 'Not reserved for another controller',
    droppedTitle: 'Reserved for another controller by annotation',
    readsObject: true,
    judge: (source, _host, settings) =>
      withAnnotation(source, settings, 'controller', (value, key) => {
        if (value === undefined) return kept('no controller annotation')
        if (value === 'dns-controller') return kept(`${key}: dns-controller`)
        const detail = `${key} is ${value || '(empty)'}, not dns-controller`
        return { outcome: 'dropped', detail, written: key, observed: value }
      }),
  },
  {
    id: 'ingress-class',
    title: 'Kept by the class filter',
    droppedTitle: 'Dropped by the class filter',
    readsObject: true,
    kind: 'Ingress',
    judge: ({ object }, _host, { ingressClasses }) =>
      // The kind of the rule says that it is an Ingress.
      withKnown(ingressClasses, (value) => judgeClass(object as Ingress, value)),
  },
  {
    id: 'service-type',
    title: 'Kept by the Service type filter',
    droppedTitle: 'Dropped by the Service type filter',
    readsObject: true,
    kind: 'Service',
    judge: ({ object }, _host, { serviceTypes }) =>
      withKnown(serviceTypes, (value, written) => {
        if (value.length === 0) return kept('no --service-type-filter flag: every type')
        const type = (object.spec !== undefined && 'type' in object.spec ? object.spec.type : undefined) ?? 'ClusterIP'
        if (value.includes(type)) return kept(`${written}; the Service is of type ${type}`)
        const detail = `${written}; the Service is of type ${type}`
        return { outcome: 'dropped', detail, written: written ?? undefined, observed: type }
      }),
  },
  {
    id: 'hosts',
    title: 'Host is taken',
    droppedTitle: 'Host is not among the names it takes',
    readsObject: true,
    judge: judgeHosts,
  },
  {
    id: 'name',
    title: 'Name is valid',
    droppedTitle: 'Name is not valid',
    readsObject: false,
    judge: (_source, host) => {
      const name = toAsciiName(host)
      const problem = findNameProblem(name)
      if (problem === null) return kept(name === host ? 'every label has at most 63 characters' : `as ${name} in DNS`)
      return { outcome: 'dropped', detail: problem.text, observed: problem.label, cause: 'name' }
    },
  },
]

/** Steps 0 to 7 and 11 for one host: everything but targets and the domain filter. */
export function judgeSelection(
  source: DnsSource,
  host: string,
  settings: ExternalDnsSettings,
  flagsSource: string,
): ReplayStep[] {
  let isDropped = false
  const rules = selectionRules.filter(({ kind }) => kind === undefined || kind === source.kind)
  return rules.map((rule): ReplayStep => {
    const from = rule.readsObject ? `${flagsSource}, ${source.kind}` : flagsSource
    if (isDropped)
      return { id: rule.id, title: rule.title, outcome: 'after-failure', detail: 'after failure', source: from }
    const judgement = rule.judge(source, host, settings)
    isDropped = judgement.outcome === 'dropped'
    return { id: rule.id, title: isDropped ? rule.droppedTitle : rule.title, source: from, ...judgement }
  })
}

function judgeSelector(
  what: 'annotation' | 'label',
  text: string,
  { kind }: DnsSource,
  labels: Labels | undefined,
): Judgement {
  if (text === '') return kept(`no --${what}-filter flag`)
  const written = `--${what}-filter=${text}`
  const parsed = parseSelectorText(text)
  if ('problem' in parsed) return unknown(`${written} cannot be read: ${parsed.problem}`)
  const failed = parsed.requirements.filter((requirement) => !satisfiesRequirement(requirement, labels))
  if (failed.length === 0) return kept(written)
  const observed = failed
    .map(({ key }) => (labels?.[key] === undefined ? `no ${what} ${key}` : `${key}=${labels[key]}`))
    .join(', ')
  return {
    outcome: 'dropped',
    detail: `${written}; the ${kind} has ${observed}`,
    written: failed.map(formatRequirement).join(', '),
    observed,
  }
}

/** The field alone counts when it is not empty, else the annotation: exact strings, no IngressClass objects, no default class. */
function judgeClass(ingress: Ingress, accepted: readonly string[]): Judgement {
  if (accepted.length === 0) return kept('no --ingress-class flag: every class')
  const own = ingress.spec?.ingressClassName || ingress.metadata.annotations?.[classAnnotation] || ''
  const written = accepted.map((name) => `--ingress-class=${name}`).join(' ')
  if (accepted.includes(own)) return kept(`${written}; the Ingress has ${own}`)
  return {
    outcome: 'dropped',
    detail: `${written}; the Ingress has ${own === '' ? 'no class' : own}`,
    written,
    observed: own,
  }
}
