import { type Check, clear, defineCheck, type EvidenceDraft, found, notApplicable } from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import {
  compareWithDns,
  findExpectedTargets,
  formatAnswer,
  formatTargets,
  nameDnsSource,
  replayInputs,
} from '@/lib/ingress-path/dns-expectation'
import { type DnsSubject, refToSource } from '@/lib/ingress-path/external-dns/dns-source'
import { type FoundOwnership, findOwnership } from '@/lib/ingress-path/external-dns/ownership'
import { listTxtNames, readTxtRegistry, type TxtRegistry } from '@/lib/ingress-path/external-dns/txt-registry'
import { readAnswerOrigin } from '@/lib/ingress-path/wildcard-answer'
import type { DnsAnswer } from '@/lib/model/dns'
import { NotObservedError } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { findInstance, judgeDnsHost, throwUnknownReplay } from './dns-preconditions'

const common = { area: 'ingress', hop: 'dns-record', level: 'external' } as const
const ownershipInputs = [...new Set([...replayInputs, 'Dns'] as const)]

/** What the checks of this family judge: a record that is not the wanted one, and who signed it. */
interface WrongRecord {
  answer: DnsAnswer
  expected: string
  registries: TxtRegistry[]
  owned: FoundOwnership[]
}

/**
 * The wrong record of a host that an instance with a TXT registry keeps, with every ownership record of it. Ends as `clear` or not applicable when there
 * is none, as not run when something of it is not known.
 */
function judgeWrongRecord(
  subject: DnsSubject,
  view: ClusterView,
  judge: (wrong: WrongRecord) => ReturnType<Check<DnsSubject>['evaluate']>,
): ReturnType<Check<DnsSubject>['evaluate']> {
  return judgeDnsHost(subject, view, (all) => {
    const kept = all.replays.filter(({ outcome }) => outcome === 'kept')
    if (kept.length === 0) {
      if (all.missing !== null) throw new NotObservedError(all.missing)
      const unknown = all.replays.find(({ outcome }) => outcome === 'unknown')
      if (unknown !== undefined) throwUnknownReplay(unknown)
      return notApplicable('no external-dns makes a record for this host')
    }
    const registries: TxtRegistry[] = []
    for (const replay of kept) {
      const instance = findInstance(view, replay)
      if (instance === undefined) continue
      const registry = readTxtRegistry(instance.flags)
      if (registry.state === 'unknown') {
        throw new NotObservedError({
          what: `Ownership registry of external-dns ${replay.instance}`,
          reason: 'not-configured',
          detail: registry.because,
          need: 'the flag written in the arguments of the container',
        })
      }
      if (registry.value !== null) registries.push(registry.value)
    }
    if (registries.length < kept.length)
      return notApplicable('external-dns keeps ownership elsewhere than in TXT records')
    const comparison = compareWithDns(view, subject.host, findExpectedTargets(subject.source, all))
    if (comparison.state === 'not-known') throw new NotObservedError(comparison.unavailable)
    // A record that is right is right whoever signed it; a name without record is free to take.
    if (comparison.state !== 'differs') return clear
    // What a wildcard answers is nobody's record of this host, and does not keep external-dns from making one.
    const origin = readAnswerOrigin(view, subject.host, comparison.answer)
    if (origin.state === 'wildcard') return clear
    if (origin.state === 'not-known') throw new NotObservedError(origin.unavailable)
    const { found: owned, missing } = findOwnership(view, subject.host, registries)
    if (missing !== null) throw new NotObservedError(missing)
    return judge({ answer: comparison.answer, expected: formatTargets(comparison.expected), registries, owned })
  })
}

const listOwners = (owned: readonly FoundOwnership[]) =>
  owned.flatMap(({ ownership }) => (ownership.state === 'owned' ? [ownership] : []))

const describeRecord = ({ answer, expected }: WrongRecord): EvidenceDraft => ({
  observed: formatAnswer(answer),
  expected,
  source: nameDnsSource(answer),
})

const describeText = ({ name, ownership, resolver }: FoundOwnership, ownerId: string): EvidenceDraft => ({
  field: `TXT ${name}`,
  observed:
    ownership.state === 'owned'
      ? `owner "${ownership.owner}"${ownership.resource === null ? '' : `, ${ownership.resource}`}`
      : 'an encrypted ownership record',
  expected: `owner "${ownerId}"`,
  source: `DNS ${resolver}`,
})

const ednsRecordOwnedElsewhere = defineCheck<DnsSubject>({
  ...common,
  id: 'edns-record-owned-elsewhere',
  title: 'DNS record belongs to another cluster',
  severity: 'error',
  order: 71,
  who: 'platform',
  inputs: ownershipInputs,
  page: {
    see: 'The host has a record with other values, and the ownership record beside it carries another owner id than that of the external-dns here.',
    why: 'external-dns never changes or deletes what another owner signed, and says so at debug level only; its log reads "All records are already up to date". With blue and green clusters on one zone, the first keeps the name.',
    fix: 'Remove the host from the cluster that owns it (with policy sync the name becomes free), or hand the ownership over.',
    confirm: 'dig +short TXT a-HOST',
    ignore: 'While traffic is meant to stay on the other cluster.',
    source: 'external-dns v0.22.0, plan/plan.go, endpoint/endpoint.go (FilterEndpointsByOwnerID)',
  },
  evaluate: (subject, view) =>
    judgeWrongRecord(subject, view, (wrong) => {
      const owners = listOwners(wrong.owned)
      const ids = wrong.registries.map(({ ownerId }) => ownerId)
      if (owners.length === 0 || owners.some(({ owner }) => ids.includes(owner))) return clear
      const [first] = owners
      const id = ids[0] ?? ''
      const owner = first?.owner === '' ? 'nobody by name' : `owner "${first?.owner}"`
      const resource = first?.resource == null ? '' : ` (${first.resource})`
      const cause = `the record belongs to ${owner}${resource}, and external-dns here signs as "${id}"`
      return found({
        summary: `${subject.host} leads to ${formatAnswer(wrong.answer)} instead of ${wrong.expected}: ${cause}, so it leaves the record alone.`,
        inShort: { effect: `leads to ${formatAnswer(wrong.answer)}`, cause },
        object: refToSource(subject.source),
        evidence: [...wrong.owned.map((entry) => describeText(entry, id)), describeRecord(wrong)],
        fix: {
          text: `Find the cluster whose external-dns runs with --txt-owner-id=${first?.owner ?? ''}, and take the host away there, or let it be handed over.`,
          commands: wrong.owned.map(({ name }) => formatCommand('dig', '+short', 'TXT', name)),
        },
      })
    }),
})

const ednsRecordUnmanaged = defineCheck<DnsSubject>({
  ...common,
  id: 'edns-record-unmanaged',
  title: 'DNS record was made by nobody that external-dns knows',
  severity: 'error',
  order: 72,
  who: 'platform',
  inputs: ownershipInputs,
  page: {
    see: 'The host has a record with other values, and no ownership record stands beside it under any name that external-dns uses.',
    why: 'external-dns with the TXT registry never touches a record without its signature: somebody made it by hand, or another tool did.',
    fix: 'Delete the record by hand; external-dns then makes its own within one interval.',
    confirm: 'dig +short TXT a-HOST',
    ignore: 'When the name is kept by hand on purpose.',
    source: 'external-dns v0.22.0, endpoint/endpoint.go (missing owner label)',
  },
  evaluate: (subject, view) =>
    judgeWrongRecord(subject, view, (wrong) => {
      if (wrong.owned.length > 0) return clear
      const id = wrong.registries[0]?.ownerId ?? ''
      const cause = `the record carries no signature of external-dns, so external-dns (owner "${id}") leaves it alone`
      return found({
        summary: `${subject.host} leads to ${formatAnswer(wrong.answer)} instead of ${wrong.expected}: ${cause}.`,
        inShort: { effect: `leads to ${formatAnswer(wrong.answer)}`, cause },
        object: refToSource(subject.source),
        evidence: [
          describeRecord(wrong),
          {
            field: `TXT ${listTxtNames(
              subject.host,
              ['A', 'CNAME'],
              wrong.registries[0] ?? { ownerId: '', prefix: '', suffix: '', wildcardReplacement: '' },
            )
              .map(({ name }) => name)
              .join(', ')}`,
            observed: 'no ownership record',
            expected: `owner "${id}"`,
            source: nameDnsSource(wrong.answer),
          },
        ],
        fix: {
          text: 'Delete the record in the zone by hand, if nobody needs it; external-dns then makes its own.',
          commands: [formatCommand('dig', '+noall', '+answer', subject.host)],
        },
      })
    }),
})

const ednsTxtAffixChanged = defineCheck<DnsSubject>({
  ...common,
  id: 'edns-txt-affix-changed',
  title: 'Ownership record stands under an old prefix or suffix',
  severity: 'error',
  order: 75,
  who: 'platform',
  inputs: ownershipInputs,
  page: {
    see: 'The record has an ownership record with the owner id of the external-dns here, but under a name that its --txt-prefix and --txt-suffix no longer lead to.',
    why: 'After a change of the prefix external-dns does not find its own signature any more, takes the record for foreign and never changes it again.',
    fix: 'Put the prefix back, or copy the ownership records to their new names.',
    confirm: 'dig +short TXT a-HOST',
    source: 'external-dns v0.22.0, registry/mapper/mapper.go',
  },
  evaluate: (subject, view) =>
    judgeWrongRecord(subject, view, (wrong) => {
      const ids = wrong.registries.map(({ ownerId }) => ownerId)
      const ours = wrong.owned.filter(({ ownership }) => ownership.state === 'owned' && ids.includes(ownership.owner))
      const current = new Set(
        wrong.registries.flatMap((registry) =>
          listTxtNames(subject.host, ['A', 'AAAA', 'CNAME'], registry).map(({ name }) => name),
        ),
      )
      if (ours.length === 0 || ours.some(({ name }) => current.has(name))) return clear
      const [old] = ours
      const cause = `the ownership record stands at ${old?.name}, where the prefix and suffix of external-dns no longer lead`
      return found({
        summary: `${subject.host} leads to ${formatAnswer(wrong.answer)} instead of ${wrong.expected}: ${cause}.`,
        inShort: { effect: `leads to ${formatAnswer(wrong.answer)}`, cause },
        object: refToSource(subject.source),
        evidence: [...ours.map((entry) => describeText(entry, ids[0] ?? '')), describeRecord(wrong)],
        fix: {
          text: `Put the old --txt-prefix or --txt-suffix back, or copy the ownership record to ${[...current][0] ?? 'its new name'}.`,
          commands: ours.map(({ name }) => formatCommand('dig', '+short', 'TXT', name)),
        },
      })
    }),
})

/** Whose the record of a host is, as DNS itself says (rows 71, 72 and 75 of the ingress catalogue). */
export const dnsOwnershipChecks: Check<DnsSubject>[] = [
  ednsRecordOwnedElsewhere,
  ednsRecordUnmanaged,
  ednsTxtAffixChanged,
]
