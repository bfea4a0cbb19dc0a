import { type Check, clear, found } from '@/lib/checks/define-check'
import type { DnsSubject } from '@/lib/ingress-path/external-dns/dns-source'
import { type DnsSource, refToSource } from '@/lib/ingress-path/external-dns/dns-source'
import { alphaPrefix, readExternalDnsSettings, stablePrefix } from '@/lib/ingress-path/external-dns/settings'
import { findInstance, judgeDnsHost } from './dns-preconditions'
import { defineFilterCheck, type FilterCheck, objectCommand } from './filter-check'

const annotationsCommand = "kubectl get ingress NAME -n NAMESPACE -o jsonpath='{.metadata.annotations}'"
const argsCommand = "kubectl get deployments -A -l app.kubernetes.io/name=external-dns -o jsonpath='{..args}'"
const ingressSource = 'external-dns v0.22.0, source/ingress.go (endpointsFromIngress)'

const hostNames: FilterCheck[] = [
  {
    id: 'edns-annotation-prefix-mismatch',
    title: 'Annotation stands under a prefix that external-dns does not read',
    severity: 'warning',
    order: 54,
    who: 'either',
    step: 'hosts',
    cause: 'annotation-prefix',
    // Without a record the host depends on that annotation today; with one, the next cleaning up takes it away.
    judgeSeverity: ({ host }, view) => {
      const asked = view.dnsAnswer(host)
      return asked.state === 'observed' && asked.answer.outcome !== 'answered' ? 'error' : 'warning'
    },
    page: {
      see: 'The host stands only in an annotation of external-dns, under another prefix than the one that the running version reads.',
      why: 'Since 0.22 external-dns reads external-dns.kubernetes.io/, before that external-dns.alpha.kubernetes.io/, and never both. The annotation is ignored; with policy sync an older record of the name is deleted.',
      fix: 'Write the annotation under the prefix that is read, or let the platform team set --annotation-prefix.',
      confirm: annotationsCommand,
      source: 'external-dns v0.22.0, source/annotations/annotations.go',
    },
    explain: ({ written }, { version }, name, kind) =>
      `${version === null ? 'it' : `version ${version}`} reads ${written}, and the ${kind} names ${name} only under another prefix`,
    field: () => 'metadata.annotations',
    fix: ({ written = '' }, { source, host }) => ({
      text: `Write the annotation as ${written}, or let the platform team set --annotation-prefix.`,
      commands: [
        objectCommand('annotate', source, `${written}=${host}`),
        ...listOtherKeys(source, written).map((key) => objectCommand('annotate', source, `${key}-`)),
      ],
    }),
  },
  {
    id: 'edns-hostname-source-invalid',
    title: 'Hostname source of external-dns has an unknown value',
    order: 55,
    who: 'tenant',
    step: 'hosts',
    cause: 'hostname-source-invalid',
    page: {
      see: 'The annotation ingress-hostname-source is neither defined-hosts-only nor annotation-only.',
      why: 'external-dns then takes no host of the Ingress at all, and says nothing.',
      fix: 'Write one of the two values, or remove the annotation.',
      confirm: annotationsCommand,
      source: ingressSource,
    },
    explain: ({ observed }) =>
      `its annotation ingress-hostname-source is ${observed || '(empty)'}, and with an unknown value no host is taken`,
    field: () => 'metadata.annotations',
    fix: ({ written = '' }, { source }) => ({
      text: 'Remove the annotation, or write defined-hosts-only or annotation-only.',
      commands: [objectCommand('annotate', source, `${written}-`)],
    }),
  },
  {
    id: 'edns-hostname-source-excludes',
    title: 'Hostname source of external-dns leaves the host out',
    order: 56,
    who: 'tenant',
    step: 'hosts',
    cause: 'hostname-source-excludes',
    page: {
      see: 'The annotation ingress-hostname-source limits external-dns to the hostname annotation or to rules and tls entries, and the host stands only in the other place.',
      why: 'external-dns makes no record for this host.',
      fix: 'Change the annotation, or name the host where external-dns looks.',
      confirm: annotationsCommand,
      ignore: 'When the host is kept out of DNS on purpose.',
      source: ingressSource,
    },
    explain: ({ detail }) => `its annotation ${detail.slice(detail.indexOf('ingress-hostname-source'))}`,
    field: () => 'metadata.annotations',
    fix: ({ written = '' }, { source }) => ({
      text: 'Remove the annotation, or name the host where external-dns looks for it.',
      commands: [objectCommand('annotate', source, `${written}-`)],
    }),
  },
  {
    id: 'edns-host-fields-ignored',
    title: 'external-dns ignores the field that names the host',
    order: 57,
    who: 'platform',
    step: 'hosts',
    cause: 'host-fields-ignored',
    page: {
      see: 'external-dns runs with --ignore-ingress-rules-spec, --ignore-ingress-tls-spec or --ignore-hostname-annotation, and the host stands in no other place.',
      why: 'external-dns makes no record for this host.',
      fix: 'Name the host in a place that external-dns reads, or let the platform team remove the flag.',
      confirm: argsCommand,
      ignore: 'When hosts of this place are kept out of DNS on purpose.',
      source: ingressSource,
    },
    explain: ({ written, observed }, _replay, name) =>
      `it runs with ${written}, and ${name} stands in ${observed} only`,
    field: ({ source }) => (source.kind === 'Service' ? 'metadata.annotations' : 'spec.rules'),
    fix: ({ written = '' }) => ({
      text: `Remove ${written} from the arguments of external-dns, or name the host in a place that it reads.`,
      commands: [argsCommand],
    }),
  },
  {
    id: 'edns-name-invalid',
    title: 'Host is no valid DNS name',
    order: 63,
    who: 'tenant',
    step: 'name',
    cause: 'name',
    page: {
      see: 'The host has a label of more than 63 characters, more than 253 characters in all, an asterisk that is not the whole first label, or a character that no host name may hold.',
      why: 'No DNS record of this name can exist: external-dns drops it, or the DNS provider refuses it.',
      fix: 'Use a shorter or simpler host.',
      confirm: "kubectl get ingress NAME -n NAMESPACE -o jsonpath='{.spec.rules[*].host}'",
      source: 'external-dns v0.22.0, endpoint/endpoint.go; RFC 1035 §2.3.4, RFC 4592 §2.1.1',
    },
    explain: ({ detail }, _replay, name) => `${name} is no valid DNS name, because ${detail}`,
    field: ({ source }) => (source.kind === 'Service' ? 'metadata.annotations' : 'spec.rules'),
    fix: (_step, { source }) => ({
      text: 'Use a host whose labels have at most 63 characters: letters, digits and hyphens.',
      commands: [objectCommand('edit', source)],
    }),
  },
]

/** One check for each way in which external-dns does not take a name from the object. */
export const dnsHostNameChecks: Check<DnsSubject>[] = hostNames.map((filter) => {
  const check = defineFilterCheck(filter)
  return filter.cause === 'annotation-prefix' ? withTargetPrefix(check) : check
})

/** The same mistake with the target annotation: the host is taken, but the address under the other prefix is not read. */
function withTargetPrefix(check: Check<DnsSubject>): Check<DnsSubject> {
  return {
    ...check,
    evaluate: (subject, view) => {
      const outcome = check.evaluate(subject, view)
      if (outcome.outcome !== 'clear') return outcome
      const { source, host } = subject
      const others = [alphaPrefix, stablePrefix].flatMap((prefix) => {
        const value = source.object.metadata.annotations?.[`${prefix}target`]
        return value === undefined ? [] : [{ prefix, value }]
      })
      if (others.length === 0) return outcome
      return judgeDnsHost(subject, view, ({ replays }) => {
        const selected = replays.filter(({ isSelected }) => isSelected === true)
        const unread = selected.flatMap((replay) => {
          const instance = findInstance(view, replay)
          if (instance === undefined) return []
          const { annotationPrefixes } = readExternalDnsSettings(instance.flags, instance.version)
          if (annotationPrefixes.state === 'unknown' || annotationPrefixes.value.length !== 1) return []
          const [read = ''] = annotationPrefixes.value
          const own = source.object.metadata.annotations?.[`${read}target`]
          const other = others.find(({ prefix }) => prefix !== read)
          return own === undefined && other !== undefined ? [{ replay, read, other }] : []
        })
        const [first] = unread
        if (first === undefined || unread.length < selected.length) return clear
        const { read, other, replay } = first
        const hasTarget =
          (replay.targets?.A.length ?? 0) + (replay.targets?.AAAA.length ?? 0) + (replay.targets?.CNAME.length ?? 0) > 0
        const cause = `external-dns (${replay.instance}) reads ${read}target, and the ${source.kind} has its target under ${other.prefix}`
        return found({
          severity: hasTarget ? 'warning' : 'error',
          summary: `${cause}, so ${other.value} is not published for ${host}.`,
          inShort: { cause },
          object: refToSource(source),
          evidence: [
            {
              object: refToSource(source),
              field: 'metadata.annotations',
              observed: `${other.prefix}target: ${other.value}`,
              expected: `${read}target`,
            },
          ],
          fix: {
            text: `Write the annotation as ${read}target, or let the platform team set --annotation-prefix.`,
            commands: [objectCommand('annotate', source, `${read}target=${other.value}`)],
          },
        })
      })
    },
  }
}

/** Keys of the same annotation under the other prefixes. */
function listOtherKeys({ object }: DnsSource, key: string): string[] {
  const name = key.slice(key.lastIndexOf('/') + 1)
  const others = [alphaPrefix, stablePrefix].map((prefix) => `${prefix}${name}`)
  return others.filter((other) => other !== key && object.metadata.annotations?.[other] !== undefined)
}
