import { controllerKey } from '@/lib/ingress-path/claim'
import { type ControllerInstance, findExternalDnsInstances } from '@/lib/ingress-path/controllers'
import type { Known } from '@/lib/ingress-path/flags'
import type { ObjectRef } from '@/lib/model/object-ref'
import type { Decision, DecisionStep, DesiredEndpoint, EffectiveFlag } from '@/lib/model/trace'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { type DnsSource, nameSource } from './dns-source'
import { listEffectiveFlags, listFlagProblems } from './flag-report'
import { toAsciiName } from './host-names'
import type { Replay } from './replay'
import { resolveHost } from './same-host'
import { readExternalDnsSettings } from './settings'
import type { RecordType } from './targets'

const recordTypes: readonly RecordType[] = ['A', 'AAAA', 'CNAME']

interface InstanceDescription {
  flagsFrom: ControllerInstance['flagsFrom']
  flags: EffectiveFlag[]
  flagProblems: string[]
}

/** What every external-dns decides for a host, for a reader: its steps, the records that it wants, and the flags it goes by. */
export function describeDecisions(
  view: ClusterView,
  source: DnsSource,
  host: string,
  { replays }: { replays: readonly Replay[] },
): Decision[] {
  const instances = new Map(
    findExternalDnsInstances(view).instances.map((instance) => [controllerKey(instance), instance]),
  )
  return replays.flatMap((replay) => {
    const instance = instances.get(replay.instance)
    if (instance === undefined) return []
    const { instance: name, version, outcome, steps } = replay
    return [
      {
        instance: name,
        version,
        outcome,
        ...describeInstance(view, instance),
        steps: [
          ...steps.map(({ cause: _, ...step }) => step),
          ...describeOthers(view, source, host, replay),
          ...describePlan(host, replay, instance),
        ],
        endpoints: listEndpoints(host, replay),
      },
    ]
  })
}

/** Flags of an instance for a reader; the same for every host. */
function describeInstance(view: ClusterView, instance: ControllerInstance): InstanceDescription {
  const key = controllerKey(instance)
  return view.fact(`external-dns-flags:${key}`, (inner) => {
    const current = findExternalDnsInstances(inner).instances.find((candidate) => controllerKey(candidate) === key)
    const { flags, version, flagsFrom } = current ?? instance
    return { flagsFrom, flags: listEffectiveFlags(flags, version), flagProblems: listFlagProblems(flags, version) }
  })
}

/** The records that an instance wants for a host; none when it drops it, or when its targets are not known. */
export function listEndpoints(
  host: string,
  { outcome, targets, ttlSeconds, setIdentifier }: Replay,
): DesiredEndpoint[] {
  if (outcome === 'dropped' || targets === null) return []
  const name = toAsciiName(host)
  return recordTypes.flatMap((type) =>
    targets[type].length === 0 ? [] : [{ name, type, targets: targets[type], ttlSeconds, setIdentifier }],
  )
}

/** What becomes of a name that other objects want too; no step when nobody else does. */
function describeOthers(view: ClusterView, source: DnsSource, host: string, replay: Replay): DecisionStep[] {
  const resolution = resolveHost(view, host).find(({ instance }) => instance === replay.instance)
  const own = nameSource(source)
  const nameOf = (ref: ObjectRef) => `${ref.kind} ${ref.namespace}/${ref.name}`
  const others = [...new Set((resolution?.candidates ?? []).map(({ ref }) => nameOf(ref)))].filter(
    (name) => name !== own,
  )
  if (resolution === undefined || others.length === 0) return []
  const step = { id: 'same-host', source: 'all Ingresses and Services' }
  if (replay.outcome === 'dropped')
    return [{ ...step, title: 'Other objects want this name', outcome: 'after-failure', detail: 'after failure' }]
  if (resolution.records === null) {
    const detail = `${others.join(', ')} want it too, and who wins is not known: ${resolution.because}`
    return [{ ...step, title: 'Other objects want this name', outcome: 'unknown', detail }]
  }
  const isMine = resolution.records.some(({ winners }) => winners.some((ref) => nameOf(ref) === own))
  const isKept = resolution.records.some((one) => one.isKept)
  const record = resolution.records.map(({ type, targets }) => `${type} ${targets.join(', ')}`).join('; ')
  const title = isMine ? 'Has its share in this name' : 'Another object gets this name'
  return [
    {
      ...step,
      title,
      outcome: isMine ? 'kept' : 'dropped',
      detail: `${others.join(', ')} too: the record is ${record}${isKept ? ', as its ownership record says' : ''}`,
    },
  ]
}

const policyWords: Record<string, string> = {
  sync: 'creates, changes and deletes records',
  'upsert-only': 'creates and changes records, and deletes none',
  'create-only': 'creates records, and neither changes nor deletes one',
}

/** What follows after the filters: what it may do to a record, and how it marks it as its own. */
function describePlan(host: string, replay: Replay, { flags, version, flagsFrom }: ControllerInstance): DecisionStep[] {
  const { policy, registry, owner, txtPrefix, txtSuffix, txtWildcard } = readExternalDnsSettings(flags, version)
  const source = flagsFrom === 'Pod' ? 'Pod arguments' : 'workload arguments'
  const isReached = replay.outcome !== 'dropped'
  const judge = (step: Omit<DecisionStep, 'source'>): DecisionStep =>
    isReached ? { ...step, source } : { ...step, source, outcome: 'after-failure', detail: 'after failure' }
  const policyStep = judge({
    id: 'policy',
    title: 'Policy allows the change',
    outcome: policy.state === 'known' ? 'kept' : 'unknown',
    detail:
      policy.state === 'known'
        ? `${policy.value}: it ${policyWords[policy.value] ?? 'has a policy of its own'}`
        : policy.because,
  })
  const ownership = { id: 'ownership', title: 'Marks the record as its own' }
  const settings = [registry, owner, txtPrefix, txtSuffix, txtWildcard]
  const unknown = settings.find((setting) => setting.state === 'unknown')
  if (unknown?.state === 'unknown')
    return [policyStep, judge({ ...ownership, outcome: 'unknown', detail: unknown.because })]
  const readKnown = (setting: Known<string>) => (setting.state === 'known' ? setting.value : '')
  const affixes = { prefix: readKnown(txtPrefix), suffix: readKnown(txtSuffix), wildcard: readKnown(txtWildcard) }
  const detail = describeOwnership(host, replay, readKnown(registry), readKnown(owner), affixes)
  return [policyStep, judge({ ...ownership, outcome: 'kept', detail })]
}

/** What stands around the names of ownership records: `--txt-prefix`, `--txt-suffix`, `--txt-wildcard-replacement`. */
export interface OwnershipAffixes {
  prefix: string
  suffix: string
  wildcard: string
}

function describeOwnership(
  host: string,
  replay: Replay,
  registry: string,
  owner: string,
  affixes: OwnershipAffixes,
): string {
  if (registry === 'noop') return '--registry=noop: it marks nothing, and changes whatever record it finds'
  if (registry !== 'txt') return `owner ${owner}, kept in the registry ${registry}`
  const names = listEndpoints(host, replay).map(({ type }) => nameOwnershipRecord(host, type, affixes))
  return `owner ${owner}${names.length === 0 ? '' : `, in TXT ${names.join(' and ')}`}`
}

/**
 * The name of the TXT record that says who owns a record, in the format since 0.16: `<prefix><type>-<first label><suffix>.<rest>`,
 * where `%{record_type}` in prefix or suffix takes the place of the type.
 * Source: external-dns v0.22.0 `registry/mapper/mapper.go`.
 */
export function nameOwnershipRecord(
  host: string,
  type: RecordType,
  { prefix, suffix, wildcard }: OwnershipAffixes,
): string {
  const word = type.toLowerCase()
  const template = '%{record_type}'
  const [label = '', ...rest] = toAsciiName(host).split('.')
  const first = label === '*' && wildcard !== '' ? wildcard : label
  const isTemplated = prefix.includes(template) || suffix.includes(template)
  const fill = (affix: string) => affix.toLowerCase().replaceAll(template, word)
  return [`${fill(prefix)}${isTemplated ? '' : `${word}-`}${first}${fill(suffix)}`, ...rest].join('.')
}
