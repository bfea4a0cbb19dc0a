import { type Check, type CheckOutcome, clear, defineCheck, found, notApplicable } from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import {
  compareWithDns,
  type DnsComparison,
  findExpectedTargets,
  formatAnswer,
  formatTargets,
  nameDnsSource,
  replayInputs,
} from '@/lib/ingress-path/dns-expectation'
import { type DnsSubject, refToSource } from '@/lib/ingress-path/external-dns/dns-source'
import { toAsciiName } from '@/lib/ingress-path/external-dns/host-names'
import { findKnownZones, findZoneOf, isAzureZoneKept, zoneInputs } from '@/lib/ingress-path/external-dns/zones'
import { findHostZone, findZoneTrouble } from '@/lib/ingress-path/host-zone'
import { readAnswerOrigin } from '@/lib/ingress-path/wildcard-answer'
import type { DnsAnswer } from '@/lib/model/dns'
import { NotObservedError } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { endUnkept, type KeptReplay, listKept } from './dns-kept'
import { findInstance, judgeDnsHost } from './dns-preconditions'
import { readWaitMs, readWantedSinceMs } from './dns-waits'

/** Rounds of external-dns after which a record that is still missing was refused. */
const roundsMax = 3

/** Azure's public zones; what stands in a private one, only its own network sees. */
const publicAzure = new Set(['azure', 'azure-dns'])

const ednsWriteFailedAzure = defineCheck<DnsSubject>({
  area: 'ingress',
  hop: 'dns-record',
  severity: 'error',
  level: 'inferred',
  id: 'edns-write-failed-azure',
  title: 'Azure most likely refused the DNS record',
  order: 77,
  who: 'platform',
  causes: [
    'edns-target-annotation-bad',
    'edns-name-invalid',
    'edns-zone-narrower-filter',
    'edns-no-zone',
    'edns-same-host-conflict',
    'edns-cname-a-conflict',
    'edns-cname-at-apex',
  ],
  inputs: [...new Set([...replayInputs, ...zoneInputs, 'Dns'] as const)],
  page: {
    see: 'external-dns for Azure runs and keeps the host, everything it needs for the record is there, and three rounds after the last change DNS still has no record.',
    why: 'When Azure refuses a write, external-dns logs it for the one record and counts the run as a success: no metric, no event and no other record shows it.',
    fix: 'Look for "Failed to update" in the log of external-dns. Usual causes: its identity lacks the role DNS Zone Contributor on the zone, a lock on the zone or resource group, a CNAME of the same name made by hand.',
    confirm: 'kubectl logs -n external-dns deployment/external-dns --since=15m',
    source: 'external-dns v0.22.0, provider/azure/azure.go (updateRecords), controller/controller.go',
  },
  evaluate: (subject, view) =>
    judgeDnsHost(subject, view, (all) => {
      const { host, source } = subject
      const kept = listKept(view, all.replays)
      const azure = kept.filter(({ provider }) => publicAzure.has(provider ?? ''))
      const [first] = azure
      if (first === undefined) return endUnkept(all, 'no external-dns for public zones of Azure keeps this host')
      const comparison = compareWithDns(view, host, findExpectedTargets(source, all))
      const missing = readMissing(view, host, comparison)
      if (missing === null) return clear
      const obstacle = findObstacle(view, subject, azure)
      if (obstacle !== null) return obstacle
      const { expected, answer } = missing
      const replays = azure.map(({ replay }) => replay)
      const sinceMs = readWantedSinceMs(view, subject, replays)
      if (sinceMs === null || !view.hasPassed(sinceMs + readWaitMs(replays, roundsMax, answer))) return clear
      const instance = findInstance(view, first.replay)
      const cause = `Azure most likely refuses the record that external-dns (${first.replay.instance}) writes`
      return found({
        summary: `${host} has no DNS record ${roundsMax} rounds after external-dns should have written ${expected}: ${cause}.`,
        inShort: { cause },
        object: refToSource(source),
        evidence: [
          { observed: formatAnswer(answer), expected, source: nameDnsSource(answer) },
          {
            object: instance?.workload,
            field: 'spec.containers[].args',
            observed: '--provider=azure, and a ready Pod: write errors of Azure show in its log only',
          },
        ],
        fix: {
          text: 'Read the log of external-dns; then check its role on the zone, locks, and a CNAME of the same name.',
          commands:
            instance === undefined
              ? [formatCommand('dig', '+short', host)]
              : [
                  formatCommand(
                    'kubectl',
                    'logs',
                    '-n',
                    instance.namespace,
                    `${instance.workload.kind.toLowerCase()}/${instance.workload.name}`,
                    '--since=15m',
                  ),
                  formatCommand('dig', '+short', host),
                ],
        },
      })
    }),
})

/** The record that is not there; null when there is one. Throws `NotObservedError` when that is not known. */
function readMissing(
  view: ClusterView,
  host: string,
  comparison: DnsComparison,
): { expected: string; answer: DnsAnswer } | null {
  if (comparison.state === 'not-known') throw new NotObservedError(comparison.unavailable)
  const { state, answer, expected } = comparison
  if (state === 'equal' || expected === null) return null
  if (state === 'absent') return { answer, expected: formatTargets(expected) }
  const origin = readAnswerOrigin(view, host, answer)
  if (origin.state === 'not-known') throw new NotObservedError(origin.unavailable)
  return origin.state === 'wildcard' ? { answer, expected: formatTargets(expected) } : null
}

/** Why the record cannot be there whatever Azure does, or null. */
function findObstacle(view: ClusterView, { host }: DnsSubject, azure: readonly KeptReplay[]): CheckOutcome | null {
  const able = azure.filter(({ replay, settings }) => {
    const isRunning = (findInstance(view, replay)?.readyPods ?? 0) > 0
    const isWriting = [settings.isDryRun, settings.isOnce].every((flag) => flag.state === 'known' && !flag.value)
    return isRunning && isWriting
  })
  if (able.length === 0) return notApplicable('no external-dns for Azure is running and writing')
  const name = toAsciiName(host)
  const { zones: known, missing } = findKnownZones(view)
  // Which zones there are decides whether the record has a place at all.
  if (missing !== null && missing.reason !== 'not-installed') throw new NotObservedError(missing)
  const zone = findZoneOf(name, known)
  if (known.length > 0 && zone === undefined) return notApplicable('no known zone holds this host')
  if (zone !== undefined && able.every(({ settings }) => isAzureZoneKept(zone, settings) === false))
    return notApplicable('the domain filter of external-dns hides the zone')
  return hasZoneTrouble(view, host) ? notApplicable('resolvers do not find the zone itself') : null
}

/** A zone above that could not be asked is no obstacle that is known of. */
function hasZoneTrouble(view: ClusterView, host: string): boolean {
  try {
    return findZoneTrouble(findHostZone(view, host)) !== null
  } catch (error) {
    if (!(error instanceof NotObservedError)) throw error
    return false
  }
}

/** Records that a provider refuses without a word (row 77 of the ingress catalogue). */
export const dnsAzureWriteChecks: Check<DnsSubject>[] = [ednsWriteFailedAzure]
