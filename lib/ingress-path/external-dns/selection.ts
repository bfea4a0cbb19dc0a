import { classAnnotation } from '@/lib/ingress-path/claim'
import type { Known } from '@/lib/ingress-path/flags'
import type { Ingress } from '@/lib/ingress-path/subjects'
import type { ReplayStep, StepId } from './replay'
import { formatRequirement, parseSelectorText, satisfiesRequirement } from './selector-text'
import type { ExternalDnsSettings } from './settings'

type Labels = Readonly<Record<string, string>>
type Judgement = Pick<ReplayStep, 'outcome' | 'detail'> & Partial<Pick<ReplayStep, 'written' | 'observed'>>

interface SelectionRule {
  id: StepId
  title: string
  droppedTitle: string
  /** Whether the Ingress matters to the step beside the arguments. */
  readsIngress: boolean
  judge(ingress: Ingress, host: string, settings: ExternalDnsSettings): Judgement
}

const kept = (detail: string): Judgement => ({ outcome: 'kept', detail })
const unknown = (detail: string): Judgement => ({ outcome: 'unknown', detail })

/** The filters between an Ingress and its set of hosts, in the order of external-dns v0.22.0 `source/ingress.go`. */
const selectionRules: readonly SelectionRule[] = [
  {
    id: 'source',
    title: 'Ingresses are among its sources',
    droppedTitle: 'Does not read Ingresses',
    readsIngress: false,
    judge: (_ingress, _host, { sources }) =>
      withKnown(sources, (value, written) =>
        value.includes('ingress')
          ? kept(value.map((source) => `--source=${source}`).join(', '))
          : {
              outcome: 'dropped',
              detail: `${written ?? 'no --source flag'}: ingress is not among them`,
              written: written ?? undefined,
            },
      ),
  },
  {
    id: 'namespace',
    title: 'Namespace is in scope',
    droppedTitle: 'Dropped by the namespace filter',
    readsIngress: true,
    judge: ({ metadata }, _host, { namespace }) =>
      withKnown(namespace, (value) => {
        if (value === '') return kept('no --namespace flag: all namespaces')
        const written = `--namespace=${value}`
        if (value === metadata.namespace) return kept(written)
        const observed = metadata.namespace ?? ''
        return { outcome: 'dropped', detail: `${written}, the Ingress is in ${observed}`, written, observed }
      }),
  },
  {
    id: 'annotation-filter',
    title: 'Passes the annotation filter',
    droppedTitle: 'Dropped by the annotation filter',
    readsIngress: true,
    judge: ({ metadata }, _host, { annotationFilter }) =>
      withKnown(annotationFilter, (value) => judgeSelector('annotation', value, metadata.annotations)),
  },
  {
    id: 'label-filter',
    title: 'Passes the label filter',
    droppedTitle: 'Dropped by the label filter',
    readsIngress: true,
    judge: ({ metadata }, _host, { labelFilter }) =>
      withKnown(labelFilter, (value) => judgeSelector('label', value, metadata.labels)),
  },
  {
    id: 'controller-annotation',
    title: 'Not reserved for another controller',
    droppedTitle: 'Reserved for another controller by annotation',
    readsIngress: true,
    judge: (ingress, _host, settings) =>
      withAnnotation(ingress, settings, 'controller', (value, key) => {
        if (value === undefined) return kept('no controller annotation')
        if (value === 'dns-controller') return kept(`${key}: dns-controller`)
        return {
          outcome: 'dropped',
          detail: `${key} is ${value || '(empty)'}, not dns-controller`,
          written: key,
          observed: value,
        }
      }),
  },
  {
    id: 'ingress-class',
    title: 'Class is accepted',
    droppedTitle: 'Dropped by the class filter',
    readsIngress: true,
    judge: (ingress, _host, { ingressClasses }) => withKnown(ingressClasses, (value) => judgeClass(ingress, value)),
  },
  {
    id: 'hosts',
    title: 'Host is taken from the Ingress',
    droppedTitle: 'Host is not among the names it takes',
    readsIngress: true,
    judge: judgeHosts,
  },
  {
    id: 'name',
    title: 'Name is valid',
    droppedTitle: 'Name is not valid',
    readsIngress: false,
    judge: (_ingress, host) => {
      const long = host.split('.').find((label) => label.length > 63)
      if (long !== undefined)
        return { outcome: 'dropped', detail: `label ${long} is longer than 63 characters`, observed: long }
      if (host.length > 253)
        return { outcome: 'dropped', detail: 'the name is longer than 253 characters', observed: host }
      return kept('every label has at most 63 characters')
    },
  },
]

/** Steps 0 to 7 and 11 for one host: everything but targets and the domain filter. */
export function judgeSelection(
  ingress: Ingress,
  host: string,
  settings: ExternalDnsSettings,
  flagsSource: string,
): ReplayStep[] {
  let isDropped = false
  return selectionRules.map((rule): ReplayStep => {
    const source = rule.readsIngress ? `${flagsSource}, Ingress` : flagsSource
    if (isDropped) return { id: rule.id, title: rule.title, outcome: 'after-failure', detail: 'after failure', source }
    const judgement = rule.judge(ingress, host, settings)
    isDropped = judgement.outcome === 'dropped'
    return { id: rule.id, title: isDropped ? rule.droppedTitle : rule.title, source, ...judgement }
  })
}

/**
 * Judges by the value of an external-dns annotation. When the prefix could be either of two, the judgement stands only if both
 * lead to the same outcome.
 */
export function withAnnotation(
  ingress: Ingress,
  { annotationPrefixes }: ExternalDnsSettings,
  name: string,
  judge: (value: string | undefined, key: string) => Judgement,
): Judgement {
  return withKnown(annotationPrefixes, (prefixes) => {
    const judgements = prefixes.map((prefix) =>
      judge(ingress.metadata.annotations?.[`${prefix}${name}`], `${prefix}${name}`),
    )
    const [first = unknown('no annotation prefix is known')] = judgements
    if (judgements.every(({ outcome }) => outcome === first.outcome)) return first
    return unknown(`it depends on the annotation prefix (${prefixes.join(' or ')}), and its version is not known`)
  })
}

function withKnown<T>(known: Known<T>, judge: (value: T, written: string | null) => Judgement): Judgement {
  return known.state === 'unknown' ? unknown(known.because) : judge(known.value, known.written)
}

function judgeSelector(what: 'annotation' | 'label', text: string, labels: Labels | undefined): Judgement {
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
    detail: `${written}; the Ingress has ${observed}`,
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

function judgeHosts(ingress: Ingress, host: string, settings: ExternalDnsSettings): Judgement {
  const { isTlsIgnored, areRulesIgnored, isHostnameAnnotationIgnored, fqdnTemplates, combinesFqdn } = settings
  for (const flag of [isTlsIgnored, areRulesIgnored, isHostnameAnnotationIgnored]) {
    if (flag.state === 'unknown') return unknown(flag.because)
  }
  const inRules =
    !isOn(areRulesIgnored) && (ingress.spec?.rules ?? []).some((rule) => rule.host?.toLowerCase() === host)
  const inTls =
    !isOn(isTlsIgnored) &&
    (ingress.spec?.tls ?? []).some((entry) => entry.hosts?.some((name) => name.toLowerCase() === host))
  const judgement = withAnnotation(ingress, settings, 'ingress-hostname-source', (source) =>
    withAnnotation(ingress, settings, 'hostname', (hostname) => {
      const inAnnotation = !isOn(isHostnameAnnotationIgnored) && listNames(hostname).includes(host)
      const wanted = source?.toLowerCase()
      if (wanted !== undefined && wanted !== 'defined-hosts-only' && wanted !== 'annotation-only') {
        return {
          outcome: 'dropped',
          detail: `ingress-hostname-source is ${source}, which no name survives`,
          observed: source,
        }
      }
      const places = [
        wanted !== 'annotation-only' && inRules ? 'spec.rules' : '',
        wanted !== 'annotation-only' && inTls ? 'spec.tls' : '',
        wanted !== 'defined-hosts-only' && inAnnotation ? 'the hostname annotation' : '',
      ].filter((place) => place !== '')
      if (places.length > 0) return kept(`from ${places.join(' and ')}`)
      const reason =
        wanted === undefined ? 'every place it stands in is ignored by a flag' : `ingress-hostname-source is ${wanted}`
      return { outcome: 'dropped', detail: reason, observed: source }
    }),
  )
  if (judgement.outcome !== 'dropped') return judgement
  // A template could still make this very name; Fairlead does not run Go templates.
  const hasTemplate =
    fqdnTemplates.state === 'unknown' ||
    fqdnTemplates.value.length > 0 ||
    (combinesFqdn.state === 'known' && combinesFqdn.value)
  return hasTemplate ? unknown('--fqdn-template may make the name, and templates are not evaluated') : judgement
}

function isOn(flag: Known<boolean>): boolean {
  return flag.state === 'known' && flag.value
}

/** Names of a comma list, lower case, without blanks and trailing dots. */
export function listNames(text: string | undefined): string[] {
  const names = (text ?? '').split(',').map((name) => name.replace(/\s/g, '').replace(/\.$/, '').toLowerCase())
  return names.filter((name) => name !== '')
}
