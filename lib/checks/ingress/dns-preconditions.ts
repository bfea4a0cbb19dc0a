import { type CheckOutcome, notApplicable } from '@/lib/checks/define-check'
import { controllerKey } from '@/lib/ingress-path/claim'
import { type ControllerInstance, findExternalDnsInstances } from '@/lib/ingress-path/controllers'
import {
  compareWithDns,
  findExpectedTargets,
  type HostReplays,
  isDnsName,
  replayHostEverywhere,
} from '@/lib/ingress-path/dns-expectation'
import type { DnsSubject } from '@/lib/ingress-path/external-dns/dns-source'
import { findUnknownStep, type Replay } from '@/lib/ingress-path/external-dns/replay'
import type { Severity } from '@/lib/model/finding'
import { NotObservedError } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'

/** Judges a host that can have a DNS record, with what every external-dns makes of it. */
export function judgeDnsHost(
  subject: DnsSubject,
  view: ClusterView,
  judge: (replays: HostReplays) => CheckOutcome,
): CheckOutcome {
  if (!isDnsName(subject.host)) return notApplicable('a rule without a host name has no DNS record')
  return judge(replayHostEverywhere(view, subject.source, subject.host))
}

/**
 * Severity of a fault of external-dns for one host: an error, unless DNS was asked and already answers what the object needs.
 * Then traffic arrives today, through a record that nobody keeps up to date.
 */
export function readRecordSeverity(subject: DnsSubject, view: ClusterView, replays: HostReplays): Severity {
  return isRecordRight(subject, view, replays) ? 'warning' : 'error'
}

export function isRecordRight(subject: DnsSubject, view: ClusterView, replays: HostReplays): boolean {
  return compareWithDns(view, subject.host, findExpectedTargets(subject.source, replays)).state === 'equal'
}

/** Ends the check as not run, because what an instance does depends on a flag that is not known. */
export function throwUnknownReplay(replay: Replay): never {
  const step = findUnknownStep(replay)
  throw new NotObservedError({
    what: `Flags of external-dns ${replay.instance}`,
    reason: 'not-configured',
    detail: step?.detail ?? 'a flag is not known',
    need: 'the flag written in the arguments of the container',
  })
}

/** The instance of a replay, to name its workload. */
export function findInstance(view: ClusterView, replay: Replay): ControllerInstance | undefined {
  return findExternalDnsInstances(view).instances.find((instance) => controllerKey(instance) === replay.instance)
}
