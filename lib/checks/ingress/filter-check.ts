import {
  type Check,
  type CheckPage,
  clear,
  defineCheck,
  type EvidenceDraft,
  found,
  notApplicable,
} from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import { findNearestDrops, type HostReplays, type NearestDrop, replayInputs } from '@/lib/ingress-path/dns-expectation'
import type { DnsSubject } from '@/lib/ingress-path/external-dns/dns-source'
import { type DnsSource, refToSource } from '@/lib/ingress-path/external-dns/dns-source'
import type { DropCause, Replay, ReplayStep, StepId } from '@/lib/ingress-path/external-dns/replay'
import type { EvidenceLevel, Fix, Severity } from '@/lib/model/finding'
import { NotObservedError } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { joinNames } from './controller-preconditions'
import { findInstance, judgeDnsHost, readRecordSeverity, throwUnknownReplay } from './dns-preconditions'

/** What one filter of external-dns says about a host that it drops. */
export interface FilterCheck {
  id: string
  title: string
  order: number
  who: Fix['who']
  step: StepId
  /** Only when this rule of the step drops the host. */
  cause?: DropCause
  severity?: Severity
  level?: EvidenceLevel
  /** The severity of one finding, where it is not the usual one. */
  judgeSeverity?(subject: DnsSubject, view: ClusterView): Severity
  page: CheckPage
  /** The sentence after "external-dns skips this Ingress:"; `name` stands for the host, `kind` for the object's. */
  explain(step: ReplayStep, replay: Replay, name: string, kind: DnsSource['kind']): string
  field(subject: DnsSubject): string
  fix(step: ReplayStep, subject: DnsSubject): { text: string; commands: string[] }
}

/** A check for one filter that external-dns holds an object against: it blames the instance that comes nearest to keeping it. */
export function defineFilterCheck(filter: FilterCheck): Check<DnsSubject> {
  return defineCheck<DnsSubject>({
    id: filter.id,
    title: filter.title,
    severity: filter.severity ?? 'error',
    level: filter.level ?? 'proven',
    area: 'ingress',
    hop: 'dns-record',
    order: filter.order,
    who: filter.who,
    inputs: [...new Set([...replayInputs, 'Dns'] as const)],
    page: filter.page,
    evaluate: (subject, view) =>
      judgeDnsHost(subject, view, (all) => {
        const blamed = findBlamed(all)
        if (blamed === 'kept') return clear
        if (blamed === 'none')
          return notApplicable(
            all.replays.length === 0 ? 'there is no external-dns' : `no external-dns reads a ${subject.source.kind}`,
          )
        const mine = blamed.filter(
          ({ step }) => step.id === filter.step && (filter.cause === undefined || step.cause === filter.cause),
        )
        const [first] = mine
        if (first === undefined) return clear
        const { source } = subject
        const evidence = mine.flatMap(({ step, replay }): EvidenceDraft[] => [
          { object: findInstance(view, replay)?.workload, field: 'spec.containers[].args', observed: step.detail },
        ])
        const start = `external-dns (${joinNames(mine.map(({ replay }) => replay.instance))}) skips this ${source.kind}:`
        const explain = (name: string) => `${start} ${filter.explain(first.step, first.replay, name, source.kind)}`
        return found({
          severity: filter.judgeSeverity?.(subject, view) ?? readRecordSeverity(subject, view, all),
          summary: `${explain(subject.host)}.`,
          inShort: { cause: explain('the name') },
          object: refToSource(source),
          evidence: [
            {
              object: refToSource(source),
              field: filter.field(subject),
              observed: first.step.observed || 'not set',
              expected: first.step.written,
            },
            ...evidence,
          ],
          fix: filter.fix(first.step, subject),
        })
      }),
  })
}

/** The filter to blame, unless an instance keeps the host. Throws `NotObservedError` when another instance might keep it. */
export function findBlamed({ replays, missing }: HostReplays): 'kept' | 'none' | NearestDrop[] {
  if (replays.some(({ isSelected }) => isSelected === true)) return 'kept'
  if (missing !== null) throw new NotObservedError(missing)
  const unknown = replays.find(({ isSelected, readsKind }) => readsKind !== false && isSelected === null)
  if (unknown !== undefined) throwUnknownReplay(unknown)
  const dropped = findNearestDrops(replays)
  return dropped.length === 0 ? 'none' : dropped
}

/** A command of kubectl on the object that wants the record. */
export function objectCommand(verb: string, { kind, object: { metadata } }: DnsSource, ...words: string[]): string {
  return formatCommand('kubectl', verb, kind.toLowerCase(), metadata.name, '-n', metadata.namespace ?? '', ...words)
}
