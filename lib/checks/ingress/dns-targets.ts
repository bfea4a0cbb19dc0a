import { type Check, type CheckOutcome, clear, defineCheck, found, notApplicable } from '@/lib/checks/define-check'
import { type HostReplays, replayInputs } from '@/lib/ingress-path/dns-expectation'
import { readAnnotation } from '@/lib/ingress-path/external-dns/annotation-value'
import type { DnsSubject } from '@/lib/ingress-path/external-dns/dns-source'
import { nameSource, refToSource } from '@/lib/ingress-path/external-dns/dns-source'
import { listNames } from '@/lib/ingress-path/external-dns/host-names'
import type { Replay, StepId } from '@/lib/ingress-path/external-dns/replay'
import { readExternalDnsSettings } from '@/lib/ingress-path/external-dns/settings'
import { findTargetProblem, isPrivateAddress, splitTargets } from '@/lib/ingress-path/external-dns/target-annotation'
import { listStatusAddresses } from '@/lib/ingress-path/publish'
import { NotObservedError } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { joinNames } from './controller-preconditions'
import { findInstance, judgeDnsHost, readRecordSeverity, throwUnknownReplay } from './dns-preconditions'
import { objectCommand } from './filter-check'

const common = { area: 'ingress', hop: 'dns-record' } as const
const dnsInputs = [...new Set([...replayInputs, 'Dns'] as const)]
const argsCommand = "kubectl get deployments -A -l app.kubernetes.io/name=external-dns -o jsonpath='{..args}'"
const annotationsCommand = "kubectl get ingress NAME -n NAMESPACE -o jsonpath='{.metadata.annotations}'"

/** A target annotation in force: its text, and the replay of an instance that reads it. */
interface ReadTarget {
  text: string
  key: string
  replay: Replay
}

/** Judges the target annotation of an object that at least one instance selects and reads it from. */
function judgeTargetAnnotation(
  subject: DnsSubject,
  view: ClusterView,
  judge: (target: ReadTarget, replays: HostReplays) => CheckOutcome,
): CheckOutcome {
  return judgeDnsHost(subject, view, (all) => {
    const annotated = Object.entries(subject.source.object.metadata.annotations ?? {}).filter(
      ([key, text]) => key.endsWith('/target') && text.trim() !== '',
    )
    if (annotated.length === 0) return notApplicable('it has no target annotation')
    const selected = all.replays.filter(({ isSelected }) => isSelected === true)
    for (const replay of selected) {
      const instance = findInstance(view, replay)
      if (instance === undefined) continue
      const settings = readExternalDnsSettings(instance.flags, instance.version)
      const read = readAnnotation(subject.source, settings, 'target')
      if (read === null) throwUnknownReplay(replay)
      const key = annotated.find(([candidate, text]) => text === read.value && isRead(candidate, settings))?.[0]
      if (key !== undefined && read.value !== undefined) return judge({ text: read.value, key, replay }, all)
    }
    if (selected.length > 0) return notApplicable('no external-dns reads its target annotation')
    if (all.missing !== null) throw new NotObservedError(all.missing)
    const unknown = all.replays.find(({ isSelected }) => isSelected === null)
    if (unknown !== undefined) throwUnknownReplay(unknown)
    return notApplicable(all.replays.length === 0 ? 'there is no external-dns' : 'no external-dns selects this host')
  })
}

function isRead(key: string, { annotationPrefixes }: ReturnType<typeof readExternalDnsSettings>): boolean {
  return annotationPrefixes.state === 'known' && annotationPrefixes.value.some((prefix) => key === `${prefix}target`)
}

const ednsTargetAnnotationBad = defineCheck<DnsSubject>({
  ...common,
  id: 'edns-target-annotation-bad',
  title: 'Target annotation holds no address or name',
  severity: 'error',
  level: 'proven',
  order: 59,
  who: 'tenant',
  inputs: dnsInputs,
  page: {
    see: 'The target annotation of external-dns holds a URL, a port, a path, a blank, or an address that cannot be reached from outside.',
    why: 'external-dns does not look at the value. It writes a record that leads nowhere, or the DNS provider refuses it.',
    fix: 'Write one or more addresses or host names, separated by commas; or remove the annotation, so that the address of the load balancer is used.',
    confirm: annotationsCommand,
    ignore: 'A private address is right in a zone that only a private network asks.',
    source: 'external-dns v0.22.0, source/annotations/processors.go (TargetsFromTargetAnnotation)',
  },
  evaluate: (subject, view) =>
    judgeTargetAnnotation(subject, view, ({ text, key, replay }, all) => {
      const { source, host } = subject
      const targets = splitTargets(text)
      const problem = targets.map(findTargetProblem).find((candidate) => candidate !== null)
      const hidden = targets.find(isPrivateAddress)
      const isPublicZone = readProvider(view, replay) === 'azure'
      if (problem === undefined && (hidden === undefined || !isPublicZone)) return clear
      const isBad = problem !== undefined
      const cause = isBad
        ? `the annotation ${key} of ${nameSource(source)} is not usable: ${problem}`
        : `the annotation ${key} of ${nameSource(source)} gives the private address ${hidden}, and the zone is a public one`
      return found({
        severity: isBad ? readRecordSeverity(subject, view, all) : 'warning',
        level: isBad ? 'proven' : 'inferred',
        summary: `external-dns makes no usable record for ${host}: ${cause}.`,
        inShort: { cause },
        object: refToSource(source),
        evidence: [
          {
            object: refToSource(source),
            field: 'metadata.annotations',
            observed: `${key}: ${text}`,
            expected: 'public addresses or host names, separated by commas',
          },
        ],
        fix: {
          text: 'Write addresses or host names, or remove the annotation so that the address of the load balancer is used.',
          commands: [objectCommand('annotate', source, `${key}-`)],
        },
      })
    }),
})

const ednsTargetOverridesStatus = defineCheck<DnsSubject>({
  ...common,
  id: 'edns-target-overrides-status',
  title: 'Record leads elsewhere than the load balancer',
  severity: 'info',
  level: 'proven',
  order: 60,
  who: 'tenant',
  inputs: [...replayInputs],
  page: {
    see: 'The target annotation of external-dns names something else than the address in the status.',
    why: 'The record leads to the annotation’s target, and requests arrive here only if that target sends them on: a CDN, another load balancer.',
    fix: 'Remove the annotation, unless something stands in front of the load balancer on purpose.',
    confirm: annotationsCommand,
    ignore: 'When a CDN or another load balancer stands in front on purpose.',
    source: 'external-dns v0.22.0, source/ingress.go',
  },
  evaluate: (subject, view) =>
    judgeTargetAnnotation(subject, view, ({ text, key }) => {
      const { source, host } = subject
      const wanted = listNames(text).sort()
      const status = listStatusAddresses(source.object)
      if (status.length === 0) return notApplicable('its status has no address')
      if (wanted.every((target) => status.includes(target))) return clear
      return found({
        summary: `The record of ${host} leads to ${wanted.join(', ')}, not to the load balancer of ${nameSource(source)} (${status.join(', ')}): the annotation ${key} says so.`,
        object: refToSource(source),
        evidence: [
          { object: refToSource(source), field: 'metadata.annotations', observed: `${key}: ${text}` },
          { object: refToSource(source), field: 'status.loadBalancer.ingress', observed: status.join(', ') },
        ],
        fix: {
          text: 'Remove the annotation, unless something stands in front of the load balancer on purpose.',
          commands: [objectCommand('annotate', source, `${key}-`)],
        },
      })
    }),
})

interface TargetDropCheck {
  id: string
  title: string
  order: number
  step: StepId
  page: Check<DnsSubject>['page']
  explain(written: string, observed: string): string
  fix: string
}

const targetDrops: TargetDropCheck[] = [
  {
    id: 'edns-target-net-filtered',
    title: 'Network filter of external-dns removes the address',
    order: 61,
    step: 'target-nets',
    page: {
      see: 'Every address of the host lies outside --target-net-filter of external-dns, or inside --exclude-target-net.',
      why: 'external-dns takes these addresses away, and a name without address gets no record.',
      fix: 'Change the network filter, or publish the host through a load balancer whose address passes it.',
      confirm: argsCommand,
      ignore: 'When addresses of this network are kept out of DNS on purpose.',
      source: 'external-dns v0.22.0, source/wrappers (target filter)',
    },
    explain: (written, observed) => `${written} takes away ${observed}`,
    fix: 'Change the network filter of external-dns, or use a load balancer whose address passes it.',
  },
  {
    id: 'edns-record-type-unmanaged',
    title: 'external-dns does not manage this type of record',
    order: 62,
    step: 'record-types',
    page: {
      see: 'The host needs a type of record (A, AAAA or CNAME) that is not among --managed-record-types, or is among --exclude-record-types.',
      why: 'external-dns never plans records of other types.',
      fix: 'Add the type to --managed-record-types.',
      confirm: argsCommand,
      source: 'external-dns v0.22.0, plan/plan.go',
    },
    explain: (written, observed) =>
      `the host needs ${observed} records, and ${written === '' ? 'it does not manage them' : `${written} leaves them out`}`,
    fix: 'Add the record type to --managed-record-types of external-dns.',
  },
]

/** A check for a filter on targets, which only speaks when every selected instance loses all targets. */
function defineTargetDropCheck({ step, explain, fix, ...words }: TargetDropCheck): Check<DnsSubject> {
  return defineCheck<DnsSubject>({
    ...common,
    ...words,
    severity: 'error',
    level: 'proven',
    who: 'platform',
    inputs: dnsInputs,
    evaluate: (subject, view) =>
      judgeDnsHost(subject, view, (all) => {
        const selected = all.replays.filter(({ isSelected }) => isSelected === true)
        if (selected.some(({ outcome }) => outcome === 'kept')) return clear
        if (all.missing !== null) throw new NotObservedError(all.missing)
        const unknown = all.replays.find(({ outcome, readsKind }) => outcome === 'unknown' && readsKind !== false)
        if (unknown !== undefined) throwUnknownReplay(unknown)
        if (selected.length === 0)
          return notApplicable(
            all.replays.length === 0 ? 'there is no external-dns' : 'no external-dns selects this host',
          )
        const mine = selected.flatMap((replay) => {
          const dropping = replay.steps.find((candidate) => candidate.id === step && candidate.outcome === 'dropped')
          return dropping === undefined ? [] : [{ replay, dropping }]
        })
        const [first] = mine
        if (first === undefined) return clear
        const { written = '', observed = '' } = first.dropping
        const who = joinNames(mine.map(({ replay }) => replay.instance))
        const cause = `external-dns (${who}) makes no record: ${explain(written, observed)}`
        return found({
          severity: readRecordSeverity(subject, view, all),
          summary: `${cause}.`,
          inShort: { cause },
          object: refToSource(subject.source),
          evidence: mine.map(({ replay, dropping }) => ({
            object: findInstance(view, replay)?.workload,
            field: 'spec.containers[].args',
            observed: dropping.detail,
            expected: `a filter that leaves ${observed}`,
          })),
          fix: { text: fix, commands: [argsCommand] },
        })
      }),
  })
}

function readProvider(view: ClusterView, replay: Replay): string | null {
  const instance = findInstance(view, replay)
  if (instance === undefined) return null
  const { provider } = readExternalDnsSettings(instance.flags, instance.version)
  return provider.state === 'known' ? provider.value : null
}

/** What the record would hold (rows 59 to 62 of the ingress catalogue). */
export const dnsTargetChecks: Check<DnsSubject>[] = [
  ednsTargetAnnotationBad,
  ednsTargetOverridesStatus,
  ...targetDrops.map(defineTargetDropCheck),
]
