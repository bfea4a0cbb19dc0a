import {
  type Check,
  type CheckOutcome,
  clear,
  defineCheck,
  type EvidenceDraft,
  found,
  notApplicable,
} from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import { replayHostEverywhere, replayInputs } from '@/lib/ingress-path/dns-expectation'
import type { DnsSubject } from '@/lib/ingress-path/external-dns/dns-source'
import { type DnsSource, nameSource, refToSource } from '@/lib/ingress-path/external-dns/dns-source'
import type { Replay } from '@/lib/ingress-path/external-dns/replay'
import {
  type Candidate,
  findDiffering,
  findHostSources,
  type NameResolution,
  type ResolvedRecord,
  resolveHost,
} from '@/lib/ingress-path/external-dns/same-host'
import { isPrivateAddress } from '@/lib/ingress-path/external-dns/target-annotation'
import type { Severity } from '@/lib/model/finding'
import type { ObjectRef } from '@/lib/model/object-ref'
import { NotObservedError } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { joinNames } from './controller-preconditions'
import { judgeDnsHost, readRecordSeverity } from './dns-preconditions'
import { objectCommand } from './filter-check'

const common = { area: 'ingress', hop: 'dns-record', level: 'proven', who: 'either' } as const
const inputs = [...new Set([...replayInputs, 'Service', 'Dns'] as const)]

const nameRef = ({ kind, namespace, name }: ObjectRef) => `${kind} ${namespace ?? ''}/${name}`
const isSame = (a: ObjectRef, b: ObjectRef) => nameRef(a) === nameRef(b)

/**
 * Judges what becomes of a host that several objects want. What was found holds whatever else may exist; nothing found holds only when
 * every Ingress and Service could be read.
 */
function judgeConflict(
  subject: DnsSubject,
  view: ClusterView,
  judge: (resolutions: NameResolution[], kept: Replay[]) => CheckOutcome,
): CheckOutcome {
  return judgeDnsHost(subject, view, ({ replays }) => {
    const kept = replays.filter(({ outcome }) => outcome === 'kept')
    const { missing } = findHostSources(view, subject.host)
    const own = refToSource(subject.source)
    const resolutions = resolveHost(view, subject.host).filter(({ candidates }) =>
      candidates.some(({ ref }) => isSame(ref, own)),
    )
    const outcome = judge(resolutions, kept)
    if (outcome.outcome === 'found') return outcome
    if (missing !== null) throw new NotObservedError(missing)
    return outcome
  })
}

function describeCandidates(candidates: readonly Candidate[]): EvidenceDraft[] {
  return candidates.slice(0, 6).map(({ ref, type, targets }) => ({
    object: ref,
    field: ref.kind === 'Ingress' ? 'status.loadBalancer.ingress' : 'status.loadBalancer',
    observed: `${type} ${targets.join(', ')}`,
  }))
}

/** What external-dns does with candidates that differ, for one of them: loses, wins, or shares the record. */
function describeFate(own: ObjectRef, record: ResolvedRecord | undefined, because: string | null): string {
  if (record === undefined) return `which of them wins is not known: ${because ?? 'it makes no such record'}`
  if (record.isMerged) return `it writes one record with the targets of all (${record.targets.join(', ')})`
  const winner = record.winners.find((ref) => isSame(ref, own)) ?? record.winners[0]
  const who = winner === undefined ? 'one of them' : isSame(winner, own) ? 'this one' : nameRef(winner)
  const targets = record.targets.join(', ')
  return record.isKept ? `${who} keeps it (${targets}), as its ownership record says` : `it goes to ${who} (${targets})`
}

/** Whether external-dns gives a name without record to this object alone. */
const isWinner = (own: ObjectRef, record: ResolvedRecord | undefined) =>
  record !== undefined && !record.isMerged && record.winners.some((ref) => isSame(ref, own))

/** Whether DNS was asked and has no record, so that nobody holds the name yet. */
function isFree({ host }: DnsSubject, view: ClusterView): boolean {
  const asked = view.dnsAnswer(host)
  return asked.state === 'observed' && asked.answer.outcome !== 'answered'
}

const ednsSameHostConflict = defineCheck<DnsSubject>({
  ...common,
  id: 'edns-same-host-conflict',
  title: 'Several objects want this name for different addresses',
  severity: 'error',
  order: 67,
  inputs,
  page: {
    see: 'At least two objects that external-dns keeps name this host, and their addresses differ.',
    why: 'Up to 0.20 one of them wins and the others get nothing: the one that the ownership record names, else the one with the smallest target. Since 0.21 Ingresses with the same lifetime are merged into one record, and Services always are: requests then go to one of the addresses by chance.',
    fix: 'Let one object own the host, or give both the same load balancer.',
    confirm:
      "kubectl get ingresses,services -A -o custom-columns='KIND:.kind,NS:.metadata.namespace,NAME:.metadata.name,ADDRESS:.status.loadBalancer'",
    ignore: 'When both addresses serve the same, as with two load balancers in front of one application.',
    source: 'external-dns v0.22.0, endpoint/utils.go (MergeEndpoints), plan/conflict.go, source/service.go',
  },
  evaluate: (subject, view) =>
    judgeConflict(subject, view, (resolutions) => {
      const own = refToSource(subject.source)
      const differing = resolutions
        .map((resolution) => ({ resolution, candidates: findDiffering(resolution.candidates) }))
        .find(({ candidates }) => candidates.some(({ ref }) => isSame(ref, own)))
      if (differing === undefined)
        return resolutions.length === 0 ? notApplicable('no other object wants this name') : clear
      const { candidates, resolution } = differing
      const others = joinNames(
        [...new Set(candidates.map(({ ref }) => nameRef(ref)))].filter((name) => name !== nameRef(own)),
      )
      const record = resolution.records?.find(({ type }) => type === candidates[0]?.type)
      const fate = describeFate(own, record, resolution.because)
      const cause = `${others} wants this name for another address: ${fate}`
      return found({
        severity: isWinner(own, record) && isFree(subject, view) ? 'warning' : judgeOwnSeverity(subject, view),
        summary: `external-dns (${resolution.instance}) finds several wishes for ${subject.host}: ${cause}.`,
        inShort: { effect: 'is wanted for several addresses', cause },
        object: own,
        evidence: describeCandidates(candidates),
        fix: {
          text: 'Let one object own the host, or give all of them the same load balancer.',
          commands: candidates.slice(0, 3).map(({ ref }) => describeRef(ref)),
        },
      })
    }),
})

const ednsPublicPrivateMerge = defineCheck<DnsSubject>({
  ...common,
  id: 'edns-public-private-merge',
  title: 'One record holds a public and a private address',
  severity: 'warning',
  order: 68,
  inputs,
  page: {
    see: 'external-dns merges what several objects want for this host, and the record holds public and private addresses side by side.',
    why: 'Clients take one of the addresses by chance. From outside the private one answers nobody, so the host fails now and then.',
    fix: 'Give the public and the private entry a host each.',
    confirm: 'dig +short HOST',
    source: 'external-dns v0.21.0, endpoint/utils.go (MergeEndpoints)',
  },
  evaluate: (subject, view) =>
    judgeConflict(subject, view, (resolutions) => {
      const merged = resolutions.flatMap(({ records }) => records ?? []).filter(({ isMerged }) => isMerged)
      if (merged.length === 0)
        return notApplicable(resolutions.length === 0 ? 'no other object wants this name' : 'nothing is merged')
      const record = merged.find(
        ({ targets }) => targets.some(isPrivateAddress) && targets.some((target) => !isPrivateAddress(target)),
      )
      if (record === undefined) return clear
      const hidden = record.targets.filter(isPrivateAddress)
      const shown = record.targets.filter((target) => !isPrivateAddress(target))
      return found({
        summary: `The record of ${subject.host} holds public (${shown.join(', ')}) and private (${hidden.join(', ')}) addresses, so it fails now and then from outside.`,
        object: refToSource(subject.source),
        evidence: describeCandidates(resolutions.flatMap(({ candidates }) => candidates)),
        fix: {
          text: 'Give the public and the private entry a host each, or let one object own the host.',
          commands: record.winners.slice(0, 3).map(describeRef),
        },
      })
    }),
})

const ednsCnameAConflict = defineCheck<DnsSubject>({
  ...common,
  id: 'edns-cname-a-conflict',
  title: 'This name is wanted as an address and as a CNAME',
  severity: 'error',
  order: 69,
  inputs,
  page: {
    see: 'For this host external-dns gets IP addresses and a host name at once: from the status of one object, or from several objects.',
    why: 'A name cannot have both. external-dns keeps the addresses and gives the CNAME up, with a warning in its log only.',
    fix: 'Let every object publish the same kind of target.',
    confirm: "kubectl get ingress NAME -n NAMESPACE -o jsonpath='{.status.loadBalancer}'",
    source: 'external-dns v0.22.0, plan/conflict.go; RFC 1034 §3.6.2',
  },
  evaluate: (subject, view) =>
    judgeConflict(subject, view, (resolutions, kept) => {
      const { source, host } = subject
      const alone = kept.find(
        ({ targets }) => targets !== null && targets.CNAME.length > 0 && targets.A.length + targets.AAAA.length > 0,
      )
      if (alone?.targets) {
        const { A, AAAA, CNAME } = alone.targets
        const cause = `${nameSource(source)} gives it addresses (${[...A, ...AAAA].join(', ')}) and a name (${CNAME.join(', ')}), and external-dns gives the name up`
        return found(describeMixed(subject, view, `${host}: ${cause}`, cause, [], source))
      }
      const mixed = resolutions.find(({ hasMixedTypes }) => hasMixedTypes)
      if (mixed === undefined)
        return kept.length === 0 ? notApplicable('no external-dns makes a record for this host') : clear
      const named = mixed.candidates.filter(({ type }) => type === 'CNAME').map(({ ref }) => nameRef(ref))
      const cause = `${joinNames([...new Set(named)])} wants it as a CNAME and others as an address, and external-dns gives the CNAME up`
      return found(describeMixed(subject, view, `${host}: ${cause}`, cause, mixed.candidates, source))
    }),
})

function describeMixed(
  subject: DnsSubject,
  view: ClusterView,
  summary: string,
  cause: string,
  candidates: readonly Candidate[],
  source: DnsSource,
) {
  const own: EvidenceDraft = { object: refToSource(source), field: 'status.loadBalancer.ingress', observed: cause }
  return {
    severity: judgeOwnSeverity(subject, view),
    summary: `${summary}.`,
    inShort: { cause },
    object: refToSource(source),
    evidence: candidates.length === 0 ? [own] : describeCandidates(candidates),
    fix: {
      text: 'Let every object that wants this name publish the same kind of target.',
      commands: [objectCommand('get', source, '-o', 'jsonpath={.status.loadBalancer}')],
    },
  }
}

/**
 * An error, unless DNS answers with what this object itself wants: then it is another that loses. Who holds the name stands in DNS alone,
 * so while it was not asked nobody is known to lose.
 */
function judgeOwnSeverity(subject: DnsSubject, view: ClusterView): Severity {
  if (view.dnsAnswer(subject.host).state === 'unavailable') return 'warning'
  return readRecordSeverity(subject, view, replayHostEverywhere(view, subject.source, subject.host))
}

function describeRef({ kind, namespace, name }: ObjectRef): string {
  return formatCommand('kubectl', 'describe', kind.toLowerCase(), name, '-n', namespace ?? '')
}

/** Several wishes for one name (rows 67 to 69 of the ingress catalogue). */
export const dnsConflictChecks: Check<DnsSubject>[] = [ednsSameHostConflict, ednsPublicPrivateMerge, ednsCnameAConflict]
