import { type Check, clear, defineCheck, found, notApplicable } from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import { claimInputs, findClaim, listClaimingControllers } from '@/lib/ingress-path/claim'
import {
  compareWithDns,
  type DnsComparison,
  findExpectedTargets,
  formatAnswer,
  formatTargets,
  nameDnsSource,
  replayInputs,
} from '@/lib/ingress-path/dns-expectation'
import type { DnsSubject } from '@/lib/ingress-path/external-dns/dns-source'
import { type DnsSource, nameSource, refToSource } from '@/lib/ingress-path/external-dns/dns-source'
import { findRecordTargets } from '@/lib/ingress-path/external-dns/record-targets'
import { findHostSources } from '@/lib/ingress-path/external-dns/same-host'
import { publicationInputs, readPublication } from '@/lib/ingress-path/publish'
import type { HostSubject, Ingress } from '@/lib/ingress-path/subjects'
import { nameWildcard, readAnswerOrigin } from '@/lib/ingress-path/wildcard-answer'
import { NotObservedError } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { requireClaim } from './controller-preconditions'
import { dnsAzureWriteChecks } from './dns-azure-writes'
import { dnsConflictChecks } from './dns-conflicts'
import { dnsFilterChecks } from './dns-filters'
import { dnsHostNameChecks } from './dns-host-names'
import { dnsOwnershipChecks } from './dns-ownership'
import { dnsPolicyChecks } from './dns-policy'
import { judgeDnsHost, throwUnknownReplay } from './dns-preconditions'
import { forIngress } from './dns-subject'
import { dnsTargetChecks } from './dns-targets'
import { readWaitMs, readWantedSinceMs } from './dns-waits'
import { dnsWildcardChecks } from './dns-wildcard'
import { dnsZoneDelegationChecks } from './dns-zone-delegation'
import { dnsZoneChecks } from './dns-zones'

const common = { area: 'ingress', hop: 'dns-record' } as const
const dnsInputs = [...new Set([...replayInputs, 'Dns'] as const)]

const ednsNoTarget = defineCheck<DnsSubject>({
  ...common,
  id: 'edns-no-target',
  title: 'external-dns has no address to publish',
  severity: 'error',
  level: 'proven',
  order: 58,
  who: 'either',
  inputs: [...new Set([...claimInputs, ...publicationInputs])],
  causes: [
    'edns-annotation-prefix-mismatch',
    'service-lb-pending',
    'controller-not-running',
    'controller-lb-pending',
    'class-missing',
    'class-not-found',
    'class-controller-not-served',
    'class-annotation-not-served',
    'namespace-not-watched',
    'catch-all-forbidden',
    'annotation-risk-too-high',
    'annotation-value-invalid',
    'annotation-word-blocked',
    'status-too-new',
    'status-lb-pending',
    'status-updates-disabled',
    'status-no-leader',
    'status-dropped-ingress',
  ],
  page: {
    see: 'external-dns selects the Ingress, but its status has no address and no target annotation gives one.',
    why: 'Without an address external-dns makes no record at all; with policy sync it even deletes a record that it made before. --default-targets does not help.',
    fix: 'Find out why the status is empty: usually no controller claims the Ingress, or the load balancer has no address.',
    confirm: "kubectl get ingress NAME -n NAMESPACE -o jsonpath='{.status.loadBalancer}'",
    source: 'external-dns v0.22.0, source/ingress.go (targetsFromIngressStatus)',
  },
  evaluate: (subject, view) =>
    judgeDnsHost(subject, view, ({ replays, missing }) => {
      const { source } = subject
      const selected = replays.filter(({ isSelected }) => isSelected === true)
      if (selected.length === 0) {
        if (missing !== null) throw new NotObservedError(missing)
        const unknown = replays.find(({ isSelected }) => isSelected === null)
        if (unknown !== undefined) throwUnknownReplay(unknown)
        return notApplicable(replays.length === 0 ? 'there is no external-dns' : 'no external-dns selects this host')
      }
      const steps = selected.map((replay) => replay.steps.find(({ id }) => id === 'targets'))
      if (steps.some((step) => step?.outcome === 'kept')) return clear
      const [unknown] = selected.filter((_replay, position) => steps[position]?.outcome === 'unknown')
      if (unknown !== undefined) throwUnknownReplay(unknown)
      if (source.kind === 'Ingress') requireKnownStatus(source.object, view)
      return found({
        summary: `external-dns selects ${nameSource(source)}, but its status has no address, so there is nothing to publish for ${subject.host}.`,
        object: refToSource(source),
        evidence: [
          {
            object: refToSource(source),
            field: 'status.loadBalancer.ingress',
            observed: 'empty',
            expected: 'an IP address or hostname',
          },
        ],
        fix: {
          text: `Find out why the ${source.kind} has no address; external-dns follows by itself.`,
          commands: [describeCommand(source)],
        },
      })
    }),
})

const dnsPropagationWait = defineCheck<DnsSubject>({
  ...common,
  id: 'dns-propagation-wait',
  title: 'DNS record is still on its way',
  severity: 'error',
  level: 'external',
  order: 78,
  who: 'either',
  inputs: dnsInputs,
  page: {
    see: 'external-dns makes a record for the host, DNS has none yet, and the last change of the Ingress, or the start of external-dns, is less long ago than one round of external-dns and the lifetime of a negative answer together.',
    why: 'external-dns works once per interval, and a resolver that was asked too early remembers that the name did not exist.',
    fix: 'Wait until the time shown.',
    confirm: 'dig +short HOST',
    source: 'external-dns v0.22.0, controller/controller.go; RFC 2308 §5 for negative answers',
  },
  evaluate: (subject, view) =>
    judgeDnsHost(subject, view, (all) => {
      const { source, host } = subject
      const kept = all.replays.filter(({ outcome }) => outcome === 'kept')
      if (kept.length === 0) {
        if (all.missing !== null) throw new NotObservedError(all.missing)
        const unknown = all.replays.find(({ outcome }) => outcome === 'unknown')
        if (unknown !== undefined) throwUnknownReplay(unknown)
        return notApplicable('no external-dns makes a record for this host')
      }
      const expected = findExpectedTargets(source, all)
      const comparison = compareWithDns(view, host, expected)
      if (comparison.state === 'not-known' && comparison.answer === null)
        throw new NotObservedError(comparison.unavailable)
      if (comparison.state !== 'absent' && !isWildcardOnly(view, host, comparison)) return clear
      const { answer } = comparison
      const sinceMs = readWantedSinceMs(view, subject, kept)
      if (answer === null || sinceMs === null) return clear
      const dueMs = sinceMs + readWaitMs(kept, 1, answer)
      if (view.hasPassed(dueMs)) return clear
      const due = new Date(dueMs).toISOString()
      return found({
        summary: `${host} has no DNS record yet; external-dns will publish ${formatTargets(expected ?? { A: [], AAAA: [], CNAME: [] })}, and resolvers may remember the missing name for a while.`,
        object: refToSource(source),
        waitingUntil: due,
        evidence: [
          {
            observed: formatAnswer(answer),
            expected: `a record by ${due}`,
            source: nameDnsSource(answer),
          },
        ],
        fix: { text: 'Wait until the time shown.', commands: [formatCommand('dig', '+short', host)] },
      })
    }),
})

/** Whether DNS answers, but by a wildcard that leads elsewhere: the record itself is not there. */
function isWildcardOnly(view: ClusterView, host: string, comparison: DnsComparison): boolean {
  return comparison.state === 'differs' && readAnswerOrigin(view, host, comparison.answer).state === 'wildcard'
}

const dnsAnswerDiffers = defineCheck<DnsSubject>({
  ...common,
  id: 'dns-answer-differs',
  title: 'DNS answers something else',
  severity: 'warning',
  level: 'external',
  order: 79,
  causes: [
    'edns-same-host-conflict',
    'edns-public-private-merge',
    'edns-cname-a-conflict',
    'edns-record-owned-elsewhere',
    'edns-record-unmanaged',
    'edns-policy-blocks-change',
    'edns-txt-affix-changed',
  ],
  who: 'either',
  inputs: [...new Set([...dnsInputs, 'Service'] as const)],
  page: {
    see: 'DNS answers for the host, but not with the addresses that external-dns publishes for it.',
    why: 'An old answer may still be cached, another owner may hold the record, the resolver may see another view of the zone, or a CDN stands in front. Where a wildcard answers, the record itself is missing.',
    fix: 'Compare the answer of the zone’s own name servers. If it is right there, wait for the TTL; else look at who owns the record.',
    confirm: 'dig HOST',
    ignore: 'When a CDN or another load balancer stands in front of the cluster on purpose.',
    source: 'external-dns v0.22.0, plan/plan.go',
  },
  evaluate: (subject, view) =>
    judgeDnsHost(subject, view, (all) => {
      const { source, host } = subject
      const isKept = all.replays.some(({ outcome }) => outcome === 'kept')
      if (!isKept) {
        if (all.missing !== null) throw new NotObservedError(all.missing)
        const unknown = all.replays.find(({ outcome }) => outcome === 'unknown')
        if (unknown !== undefined) throwUnknownReplay(unknown)
        return notApplicable('no external-dns makes a record for this host')
      }
      const comparison = compareWithDns(view, host, findRecordTargets(view, source, host, all))
      if (comparison.state === 'not-known') throw new NotObservedError(comparison.unavailable)
      if (comparison.state === 'equal') {
        // Equal to what this object wants; whether another one wants the name for another address is not known.
        const { missing } = findHostSources(view, host)
        if (missing !== null) throw new NotObservedError(missing)
      }
      if (comparison.state !== 'differs') return clear
      const wanted = formatTargets(comparison.expected)
      const origin = readAnswerOrigin(view, host, comparison.answer)
      if (origin.state === 'wildcard') {
        const wildcard = nameWildcard(origin.domain)
        return found({
          summary: `${host} leads to ${formatAnswer(comparison.answer)} by the wildcard ${wildcard}: the record ${wanted} that external-dns publishes for it is not there.`,
          object: refToSource(source),
          evidence: [
            {
              observed: formatAnswer(comparison.answer),
              expected: wanted,
              source: nameDnsSource(comparison.answer),
            },
            {
              field: origin.sibling.name,
              observed: formatAnswer(origin.sibling),
              source: nameDnsSource(origin.sibling),
            },
          ],
          fix: {
            text: 'Find out why external-dns did not write the record: its log, its rights in the zone. The wildcard hides that it is missing.',
            commands: [formatCommand('dig', '+short', host), formatCommand('dig', '+short', `*.${origin.domain}`)],
          },
        })
      }
      return found({
        summary: `${host} leads to ${formatAnswer(comparison.answer)}, but external-dns publishes ${wanted} for it, so clients may not reach this cluster.`,
        object: refToSource(source),
        evidence: [
          { observed: formatAnswer(comparison.answer), expected: wanted, source: nameDnsSource(comparison.answer) },
        ],
        fix: {
          text: 'Ask the name servers of the zone. If they answer the expected value, wait for the TTL; else another owner, a manual record or a CDN holds the name.',
          commands: [formatCommand('dig', '+short', host), formatCommand('dig', '+trace', host)],
        },
      })
    }),
})

/** Does external-dns make a record, and does DNS answer with it (rows 49 to 81 of the ingress catalogue). */
export const dnsRecordSubjectChecks: Check<DnsSubject>[] = [
  ...dnsFilterChecks,
  ...dnsHostNameChecks,
  ednsNoTarget,
  ...dnsTargetChecks,
  ...dnsZoneChecks,
  ...dnsConflictChecks,
  ...dnsOwnershipChecks,
  ...dnsPolicyChecks,
  ...dnsAzureWriteChecks,
  ...dnsWildcardChecks,
  ...dnsZoneDelegationChecks,
  dnsPropagationWait,
  dnsAnswerDiffers,
].sort((a, b) => a.order - b.order)

export const dnsRecordChecks: Check<HostSubject>[] = dnsRecordSubjectChecks.map(forIngress)

/**
 * The empty status has its cause in an earlier stage. Throws `NotObservedError` when that stage is not known: the finding would
 * then pose as the root.
 */
function requireKnownStatus(ingress: Ingress, view: ClusterView): void {
  const claim = requireClaim(findClaim(view, ingress))
  for (const controller of listClaimingControllers(view, claim)) readPublication(view, controller)
}

function describeCommand({ kind, object: { metadata } }: DnsSource): string {
  return formatCommand('kubectl', 'describe', kind.toLowerCase(), metadata.name, '-n', metadata.namespace ?? '')
}
