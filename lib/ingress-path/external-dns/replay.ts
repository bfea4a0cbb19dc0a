import { controllerKey } from '@/lib/ingress-path/claim'
import type { ControllerInstance } from '@/lib/ingress-path/controllers'
import type { Known } from '@/lib/ingress-path/flags'
import { readAnnotation } from './annotation-value'
import { type DnsSource, sourceFlags } from './dns-source'
import { filterDomain } from './domain-filter'
import { toAsciiName } from './host-names'
import { judgeSelection } from './selection'
import { readExternalDnsSettings } from './settings'
import { groupTargets, judgeTargets, type RecordTargets } from './targets'
import { readTtlSeconds } from './ttl'

export type StepId =
  | 'source'
  | 'namespace'
  | 'annotation-filter'
  | 'label-filter'
  | 'controller-annotation'
  | 'ingress-class'
  | 'service-type'
  | 'hosts'
  | 'name'
  | 'targets'
  | 'target-nets'
  | 'record-types'
  | 'domain-filter'

/**
 * One step of external-dns on its way from an object to a record. `source` says where the values come from ("Pod arguments,
 * Ingress"); `written` is the flag that decided, `observed` the value of the object it was held against.
 */
export interface ReplayStep {
  id: StepId
  title: string
  outcome: 'kept' | 'dropped' | 'unknown' | 'after-failure'
  detail: string
  source: string
  written?: string
  observed?: string
  /** Which of several rules of the step drops the host. */
  cause?: DropCause
}

export type DropCause =
  | 'hostname-source-invalid'
  | 'hostname-source-excludes'
  | 'host-fields-ignored'
  | 'annotation-prefix'
  | 'name'

/**
 * What one external-dns makes of one host of an object. `outcome` is `dropped` as soon as one step certainly drops it, also when
 * another is unknown. `isSelected` leaves targets aside: false means that a filter keeps the host away, whatever its address; null
 * means that this is not known. `targets` are the desired record values, null when they are not known.
 */
export interface Replay {
  /** `namespace/name` of the instance. */
  instance: string
  version: string | null
  outcome: 'kept' | 'dropped' | 'unknown'
  isSelected: boolean | null
  /** Whether the instance reads objects of this kind at all; null when its sources are not known. */
  readsKind: boolean | null
  steps: ReplayStep[]
  targets: RecordTargets | null
  commaFilters: string[]
  intervalSeconds: number | null
  /** TTL of the record; null: none is set (the provider decides) or it is not known. */
  ttlSeconds: number | null
  /** Part of the identity of a record: with different ones a name may have several. */
  setIdentifier: string
}

const targetSteps: ReadonlySet<StepId> = new Set(['targets', 'target-nets', 'record-types'])

/**
 * Replays what one external-dns does with one host (lower case) of one object, in its own order. Filters that follow a
 * certain drop are `after-failure`; only the domain filter is judged even without a target, because it does not depend on one.
 * Source: external-dns v0.22.0 `source/ingress.go`, `source/service.go`, `source/annotations/`, `endpoint/utils.go`, `plan/plan.go`.
 */
export function replayHost(source: DnsSource, host: string, instance: ControllerInstance): Replay {
  const settings = readExternalDnsSettings(instance.flags, instance.version)
  const flagsSource = instance.flagsFrom === 'Pod' ? 'Pod arguments' : 'workload arguments'
  const steps: ReplayStep[] = judgeSelection(source, host, settings, flagsSource)
  const isDroppedEarly = steps.some(({ outcome }) => outcome === 'dropped')
  const judged = judgeTargets(source, host, settings, flagsSource)
  const domain = filterDomain(toAsciiName(host), settings)
  const domainStep: ReplayStep = {
    id: 'domain-filter',
    title: domain.outcome === 'dropped' ? 'Dropped by the domain filter' : 'Kept by the domain filter',
    outcome: domain.outcome,
    detail: domain.detail,
    source: flagsSource,
    written: domain.outcome === 'dropped' ? domain.written : undefined,
    observed: host,
  }
  for (const step of [...judged.steps, domainStep]) {
    steps.push(
      isDroppedEarly
        ? {
            ...step,
            title: titleAfterFailure[step.id] ?? step.title,
            outcome: 'after-failure',
            detail: 'after failure',
          }
        : step,
    )
  }
  const selection = steps.filter(({ id }) => !targetSteps.has(id))
  return {
    instance: controllerKey(instance),
    version: instance.version,
    outcome: rollUpSteps(steps),
    isSelected: toKnown(rollUpSteps(selection)),
    readsKind: readsKind(settings.sources, source.kind),
    steps,
    targets: judged.targets === null ? null : groupTargets(judged.targets),
    commaFilters: domain.outcome === 'dropped' && !isDroppedEarly ? domain.commaFilters : [],
    intervalSeconds: settings.intervalSeconds.state === 'known' ? settings.intervalSeconds.value : null,
    ttlSeconds: readTtlSeconds(source, settings),
    setIdentifier: readAnnotation(source, settings, 'set-identifier')?.value ?? '',
  }
}

const titleAfterFailure: Partial<Record<StepId, string>> = {
  targets: 'Target for the record',
  'target-nets': 'Kept by the network filters',
  'record-types': 'Record type is managed',
  'domain-filter': 'Kept by the domain filter',
}

/** The first step that drops the host, or undefined. */
export function findDroppingStep(replay: Replay): ReplayStep | undefined {
  return replay.steps.find(({ outcome }) => outcome === 'dropped')
}

/** The first step whose outcome is not known, or undefined. */
export function findUnknownStep(replay: Replay): ReplayStep | undefined {
  return replay.steps.find(({ outcome }) => outcome === 'unknown')
}

function rollUpSteps(steps: readonly ReplayStep[]): Replay['outcome'] {
  if (steps.some(({ outcome }) => outcome === 'dropped')) return 'dropped'
  return steps.some(({ outcome }) => outcome === 'unknown') ? 'unknown' : 'kept'
}

function toKnown(outcome: Replay['outcome']): boolean | null {
  return outcome === 'unknown' ? null : outcome === 'kept'
}

function readsKind(sources: Known<string[]>, kind: DnsSource['kind']): boolean | null {
  return sources.state === 'unknown' ? null : sources.value.includes(sourceFlags[kind])
}
