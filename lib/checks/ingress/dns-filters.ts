import type { Check } from '@/lib/checks/define-check'
import type { DnsSubject } from '@/lib/ingress-path/external-dns/dns-source'
import { parseSelectorText } from '@/lib/ingress-path/external-dns/selector-text'
import { defineFilterCheck, type FilterCheck, objectCommand } from './filter-check'

const ingressSource = 'external-dns v0.22.0, source/ingress.go'

const filters: FilterCheck[] = [
  {
    id: 'edns-controller-annotation',
    title: 'Ingress is reserved for another DNS controller',
    order: 49,
    who: 'tenant',
    step: 'controller-annotation',
    page: {
      see: 'The controller annotation of external-dns is set to something other than dns-controller.',
      why: 'external-dns takes the Ingress for somebody else’s and skips it.',
      fix: 'Remove the annotation.',
      confirm: "kubectl get ingress NAME -n NAMESPACE -o jsonpath='{.metadata.annotations}'",
      ignore: 'When the Ingress is kept out of DNS on purpose.',
      source: 'external-dns v0.22.0, source/annotations/annotations.go',
    },
    explain: ({ written, observed }) =>
      `its annotation ${written} is ${observed || '(empty)'}, and only dns-controller is accepted`,
    field: () => 'metadata.annotations',
    fix: ({ written = '' }, { source }) => ({
      text: `Remove the annotation ${written}.`,
      commands: [objectCommand('annotate', source, `${written}-`)],
    }),
  },
  {
    id: 'edns-namespace-scope',
    title: 'external-dns looks at another namespace',
    order: 50,
    who: 'platform',
    step: 'namespace',
    page: {
      see: 'Every external-dns that reads Ingresses is limited to another namespace with --namespace.',
      why: 'It never sees the Ingress.',
      fix: 'Remove --namespace, or run an external-dns for this namespace.',
      confirm: "kubectl get deployments -A -l app.kubernetes.io/name=external-dns -o jsonpath='{..args}'",
      source: 'external-dns v0.22.0, pkg/apis/externaldns/types.go (namespace)',
    },
    explain: ({ written, observed }, _replay, _name, kind) =>
      `it looks at one namespace only (${written}), and the ${kind} is in ${observed}`,
    field: () => 'metadata.namespace',
    fix: () => ({
      text: 'Remove --namespace from the arguments of external-dns, or run another one for this namespace.',
      commands: ["kubectl get deployments -A -l app.kubernetes.io/name=external-dns -o jsonpath='{..args}'"],
    }),
  },
  {
    id: 'edns-annotation-filter',
    title: 'Annotation filter of external-dns excludes the Ingress',
    order: 51,
    who: 'tenant',
    step: 'annotation-filter',
    page: {
      see: 'The annotations of the Ingress do not satisfy --annotation-filter of external-dns.',
      why: 'external-dns skips the Ingress without a word.',
      fix: 'Add the annotation that the filter asks for.',
      confirm: "kubectl get ingress NAME -n NAMESPACE -o jsonpath='{.metadata.annotations}'",
      ignore: 'When the Ingress is kept out of DNS on purpose.',
      source: ingressSource,
    },
    explain: ({ written, observed }, _replay, _name, kind) =>
      `its annotation filter wants ${written}, and the ${kind} has ${observed}`,
    field: () => 'metadata.annotations',
    fix: ({ written = '' }, { source }) => ({
      text: 'Add the annotation that external-dns of this platform asks for.',
      commands: [objectCommand('annotate', source, ...listChanges(written))],
    }),
  },
  {
    id: 'edns-label-filter',
    title: 'Label filter of external-dns excludes the Ingress',
    order: 52,
    who: 'tenant',
    step: 'label-filter',
    page: {
      see: 'The labels of the Ingress do not satisfy --label-filter of external-dns.',
      why: 'external-dns skips the Ingress without a word.',
      fix: 'Add the label that the filter asks for.',
      confirm: 'kubectl get ingress NAME -n NAMESPACE --show-labels',
      ignore: 'When the Ingress is kept out of DNS on purpose.',
      source: ingressSource,
    },
    explain: ({ written, observed }, _replay, _name, kind) =>
      `its label filter wants ${written}, and the ${kind} has ${observed}`,
    field: () => 'metadata.labels',
    fix: ({ written = '' }, { source }) => ({
      text: 'Add the label that external-dns of this platform asks for.',
      commands: [
        objectCommand('label', source, ...listChanges(written)),
        objectCommand('get', source, '--show-labels'),
      ],
    }),
  },
  {
    id: 'edns-ingress-class-filter',
    title: 'Class filter of external-dns excludes the Ingress',
    order: 53,
    who: 'either',
    step: 'ingress-class',
    page: {
      see: 'external-dns accepts certain classes only (--ingress-class), and that of the Ingress is not among them.',
      why: 'external-dns compares plain strings: spec.ingressClassName when it is set, else the annotation. It knows no default class and no IngressClass objects.',
      fix: 'Set spec.ingressClassName to an accepted class, or let the platform team add this one.',
      confirm: "kubectl get ingress NAME -n NAMESPACE -o jsonpath='{.spec.ingressClassName}'",
      ignore: 'When this class is kept out of DNS on purpose.',
      source: `${ingressSource} (filterByIngressClass)`,
    },
    explain: ({ written, observed }) =>
      `it accepts only ${written}, and the class of the Ingress is ${observed || 'not set'}`,
    field: () => 'spec.ingressClassName',
    fix: (_step, { source }) => ({
      text: 'Use a class that external-dns accepts, or ask the platform team to add this one.',
      commands: [objectCommand('get', source, '-o', 'jsonpath={.spec.ingressClassName}')],
    }),
  },
  {
    id: 'edns-domain-filter',
    title: 'Domain filter of external-dns excludes the host',
    order: 64,
    who: 'either',
    step: 'domain-filter',
    page: {
      see: 'The host does not pass the domain filter of external-dns.',
      why: 'A filter keeps a domain and what lies below it. A value with a comma is taken as one name, which matches nothing: several domains need several flags.',
      fix: 'Use a host inside the domains of the platform, or let the platform team change the filter.',
      confirm: "kubectl get deployments -A -l app.kubernetes.io/name=external-dns -o jsonpath='{..args}'",
      ignore: 'When the host belongs to a domain that is managed elsewhere.',
      source: 'external-dns v0.22.0, endpoint/domain_filter.go',
    },
    explain: ({ written }, { commaFilters }, name) =>
      commaFilters.length > 0
        ? `its filter ${written} holds a comma, is taken as one name and so matches nothing, also not ${name}`
        : `${name} does not pass its filter ${shortenFlags(written ?? '')}`,
    field: ({ host, source }) => {
      if (source.kind === 'Service') return 'metadata.annotations'
      const index = (source.object.spec?.rules ?? []).findIndex((rule) => rule.host?.toLowerCase() === host)
      return index < 0 ? 'spec.tls' : `spec.rules[${index}].host`
    },
    fix: ({ written = '' }) => ({
      text: written.includes(',')
        ? 'Write one --domain-filter flag for each domain: a comma does not separate them.'
        : 'Use a host inside the domains of the platform, or ask the platform team to widen the filter.',
      commands: ["kubectl get deployments -A -l app.kubernetes.io/name=external-dns -o jsonpath='{..args}'"],
    }),
  },
]

/** One check for each filter that external-dns holds an object against. */
export const dnsFilterChecks: Check<DnsSubject>[] = filters.map(defineFilterCheck)

/** `dns=public` or `dns-` for every requirement that was not met, as `kubectl label` and `annotate` take them. */
function listChanges(requirements: string): string[] {
  const parsed = parseSelectorText(requirements)
  if ('problem' in parsed) return []
  return parsed.requirements.map(({ key, operator, values }) => {
    if (operator === 'in') return `${key}=${values[0] ?? ''}`
    return operator === 'exists' ? `${key}=true` : `${key}-`
  })
}

/** Flags as written, cut after the second: a platform may have dozens of domains, and the evidence has them all. */
function shortenFlags(flags: string): string {
  const [first = '', second, ...others] = flags.split(' ')
  if (second === undefined) return first
  return others.length === 0 ? `${first} ${second}` : `${first} ${second} (and ${others.length} more)`
}
