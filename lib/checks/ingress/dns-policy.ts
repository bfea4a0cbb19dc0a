import { type Check, clear, defineCheck, found, notApplicable } from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import { isVersionAtLeast } from '@/lib/ingress-path/container-command'
import {
  compareWithDns,
  findExpectedTargets,
  formatAnswer,
  formatTargets,
  nameDnsSource,
  replayInputs,
} from '@/lib/ingress-path/dns-expectation'
import type { DnsSubject } from '@/lib/ingress-path/external-dns/dns-source'
import { refToSource } from '@/lib/ingress-path/external-dns/dns-source'
import { toAsciiName } from '@/lib/ingress-path/external-dns/host-names'
import type { Replay } from '@/lib/ingress-path/external-dns/replay'
import { type ExternalDnsSettings, readExternalDnsSettings } from '@/lib/ingress-path/external-dns/settings'
import type { RecordType } from '@/lib/ingress-path/external-dns/targets'
import { readAnswerOrigin } from '@/lib/ingress-path/wildcard-answer'
import type { DnsAnswer } from '@/lib/model/dns'
import { NotObservedError } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { findInstance, judgeDnsHost, throwUnknownReplay } from './dns-preconditions'

const common = { area: 'ingress', hop: 'dns-record', level: 'inferred', who: 'platform' } as const
const dnsInputs = [...new Set([...replayInputs, 'Dns'] as const)]
const argsCommand = "kubectl get deployments -A -l app.kubernetes.io/name=external-dns -o jsonpath='{..args}'"

interface KeptReplay {
  replay: Replay
  settings: ExternalDnsSettings
}

function listKept(view: ClusterView, replays: readonly Replay[]): KeptReplay[] {
  return replays.flatMap((replay) => {
    const instance = replay.outcome === 'kept' ? findInstance(view, replay) : undefined
    return instance === undefined
      ? []
      : [{ replay, settings: readExternalDnsSettings(instance.flags, instance.version) }]
  })
}

const ednsPolicyBlocksChange = defineCheck<DnsSubject>({
  ...common,
  id: 'edns-policy-blocks-change',
  title: 'Policy of external-dns leaves the old record in place',
  severity: 'error',
  order: 73,
  causes: ['edns-record-owned-elsewhere', 'edns-record-unmanaged'],
  inputs: dnsInputs,
  page: {
    see: 'DNS answers something else than external-dns wants, and its policy does not allow the change: create-only changes no record, upsert-only does not take away a record of another type.',
    why: 'external-dns sees the difference and leaves it, without a word. Names keep the address of before.',
    fix: 'Set the policy to sync or upsert-only, or change the record by hand once.',
    confirm: argsCommand,
    ignore: 'When records are meant to be changed by hand only.',
    source: 'external-dns v0.22.0, plan/policy.go',
  },
  evaluate: (subject, view) =>
    judgeDnsHost(subject, view, (all) => {
      const { source, host } = subject
      const kept = listKept(view, all.replays)
      if (kept.length === 0) {
        if (all.missing !== null) throw new NotObservedError(all.missing)
        const unknown = all.replays.find(({ outcome }) => outcome === 'unknown')
        if (unknown !== undefined) throwUnknownReplay(unknown)
        return notApplicable('no external-dns makes a record for this host')
      }
      const blocking = kept.flatMap(({ replay, settings }) => {
        const { policy } = settings
        return policy.state === 'known' && policy.value !== 'sync'
          ? [{ replay, policy: policy.value, written: policy.written }]
          : []
      })
      // One that may write everything makes up for the others.
      if (blocking.length < kept.length) return clear
      const comparison = compareWithDns(view, host, findExpectedTargets(source, all))
      if (comparison.state === 'not-known') throw new NotObservedError(comparison.unavailable)
      if (comparison.state !== 'differs') return clear
      const { answer, expected } = comparison
      // Every policy lets external-dns make a record where there is none but a wildcard.
      const origin = readAnswerOrigin(view, host, answer)
      if (origin.state === 'wildcard') return clear
      const stopped = blocking.find(
        ({ policy }) => policy === 'create-only' || (policy === 'upsert-only' && isOtherType(answer, expected)),
      )
      if (stopped === undefined) return clear
      if (origin.state === 'not-known') throw new NotObservedError(origin.unavailable)
      const flag = stopped.written ?? `--policy=${stopped.policy}`
      const what =
        stopped.policy === 'create-only'
          ? 'never changes a record that exists'
          : 'never takes away a record of another type'
      const cause = `external-dns (${stopped.replay.instance}) runs with ${flag}, which ${what}`
      return found({
        summary: `${host} still leads to ${formatAnswer(answer)} instead of ${formatTargets(expected)}: ${cause}.`,
        inShort: { effect: `still leads to ${formatAnswer(answer)}`, cause },
        object: findInstance(view, stopped.replay)?.workload ?? refToSource(source),
        evidence: [
          { field: 'spec.containers[].args', observed: flag, expected: '--policy=sync' },
          { observed: formatAnswer(answer), expected: formatTargets(expected), source: nameDnsSource(answer) },
        ],
        fix: {
          text: 'Set the policy to sync or upsert-only, or change the record by hand once.',
          commands: [argsCommand, formatCommand('dig', '+short', host)],
        },
      })
    }),
})

/** A CNAME where addresses are wanted, or the other way round. */
function isOtherType({ recordSets, name }: DnsAnswer, expected: Record<RecordType, string[]>): boolean {
  const own = recordSets[0]?.type ?? null
  if (own === null || name === '') return false
  const wantsName = expected.CNAME.length > 0
  return wantsName ? own !== 'CNAME' : own === 'CNAME'
}

/** Type words at the start of a label that the legacy format of ownership records is misread with. */
const typeWords = /^(a|aaaa|cname|ns|mx|ptr|srv|naptr|txt|dname)-/

const ednsTxtMisparse = defineCheck<DnsSubject>({
  ...common,
  id: 'edns-txt-misparse',
  title: 'Host begins like a record type and may be misread as another name',
  severity: 'warning',
  order: 74,
  inputs: [...replayInputs],
  page: {
    see: 'The first label of the host begins with a record type and a hyphen (a-, cname-, …), and external-dns up to 0.17 writes ownership records in the old format without prefix.',
    why: 'The ownership record of a-team.example.net is then read as that of the address of team.example.net. external-dns loses track of who owns the two names.',
    fix: 'Set --txt-prefix, move to 0.18 or later, or choose a host that does not begin with a record type.',
    confirm: 'dig +short TXT HOST',
    source: 'external-dns v0.17.0, registry/mapper (affix mapper)',
  },
  evaluate: (subject, view) =>
    judgeDnsHost(subject, view, (all) => {
      const label = toAsciiName(subject.host).split('.')[0] ?? ''
      const word = label.match(typeWords)?.[1]
      if (word === undefined) return notApplicable('the host does not begin with a record type')
      const kept = listKept(view, all.replays)
      const legacy = kept.find(({ replay, settings }) => {
        const { registry, txtPrefix } = settings
        const isPlain =
          registry.state === 'known' &&
          registry.value === 'txt' &&
          txtPrefix.state === 'known' &&
          txtPrefix.value === ''
        return isPlain && isVersionAtLeast(replay.version, 0, 18) === false
      })
      if (legacy === undefined) {
        if (kept.length === 0 && all.missing !== null) throw new NotObservedError(all.missing)
        const unknown = all.replays.find(
          ({ outcome, version }) => outcome === 'unknown' || (outcome === 'kept' && version === null),
        )
        if (unknown !== undefined && unknown.outcome === 'unknown') throwUnknownReplay(unknown)
        return kept.length === 0 ? notApplicable('no external-dns makes a record for this host') : clear
      }
      const rest = subject.host.slice(word.length + 1)
      return found({
        summary: `${subject.host} begins with ${word}-, and external-dns ${legacy.replay.version} (${legacy.replay.instance}) may read its ownership record as that of ${rest}.`,
        object: refToSource(subject.source),
        evidence: [
          {
            object: refToSource(subject.source),
            observed: subject.host,
            expected: `a first label without ${word}- in front`,
          },
          { field: 'spec.containers[].args', observed: 'no --txt-prefix flag', expected: '--txt-prefix' },
        ],
        fix: {
          text: 'Set --txt-prefix, move external-dns to 0.18 or later, or choose another host.',
          commands: [formatCommand('dig', '+short', 'TXT', subject.host)],
        },
      })
    }),
})

/** What external-dns may do to a record, and how it marks it (rows 73 and 74 of the ingress catalogue). */
export const dnsPolicyChecks: Check<DnsSubject>[] = [ednsPolicyBlocksChange, ednsTxtMisparse]
