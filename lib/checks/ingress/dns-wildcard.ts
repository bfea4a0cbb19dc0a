import { type Check, clear, defineCheck, found, notApplicable } from '@/lib/checks/define-check'
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
import { nameWildcard, readAnswerOrigin } from '@/lib/ingress-path/wildcard-answer'
import { NotObservedError } from '@/lib/model/unavailable'
import { judgeDnsHost, throwUnknownReplay } from './dns-preconditions'

const dnsWildcardAnswers = defineCheck<DnsSubject>({
  area: 'ingress',
  hop: 'dns-record',
  severity: 'warning',
  level: 'external',
  id: 'dns-wildcard-answers',
  title: 'A DNS wildcard answers for the host',
  order: 80,
  who: 'platform',
  inputs: [...new Set([...replayInputs, 'Dns'] as const)],
  page: {
    see: 'No external-dns makes a record for the host, and DNS answers it all the same: exactly as it answers a name beside it that nobody has a record for.',
    why: 'A wildcard record answers for every name below its domain that does not exist. The host seems to have a record, and leads wherever the wildcard does.',
    fix: 'Let external-dns make a record for the host, or take the wildcard away.',
    confirm: 'dig +short HOST',
    ignore: 'When the wildcard is meant to catch the host, and leads where it should.',
    source: 'RFC 4592 §2.2.1',
  },
  evaluate: (subject, view) =>
    judgeDnsHost(subject, view, (all) => {
      const { host, source } = subject
      if (host.startsWith('*.')) return notApplicable('the host is a wildcard itself')
      if (all.replays.some(({ outcome }) => outcome === 'kept'))
        return notApplicable('external-dns makes a record of its own for the host')
      if (all.missing !== null) throw new NotObservedError(all.missing)
      const unknown = all.replays.find(({ outcome, readsKind }) => outcome === 'unknown' && readsKind !== false)
      if (unknown !== undefined) throwUnknownReplay(unknown)
      const asked = view.dnsAnswer(host)
      if (asked.state === 'unavailable') throw new NotObservedError(asked.unavailable)
      const origin = readAnswerOrigin(view, host, asked.answer)
      if (origin.state === 'not-known') throw new NotObservedError(origin.unavailable)
      if (origin.state === 'own') return clear
      const comparison = compareWithDns(view, host, findExpectedTargets(source, all))
      // It leads where the host belongs: then somebody means it to.
      if (comparison.state === 'equal') return clear
      const wanted = comparison.state === 'differs' ? formatTargets(comparison.expected) : undefined
      const wildcard = nameWildcard(origin.domain)
      return found({
        summary: `${host} has no DNS record of its own: it leads to ${formatAnswer(asked.answer)} like every name that does not exist there, by the wildcard ${wildcard}.`,
        inShort: { cause: `only a DNS wildcard answers for it (${wildcard})` },
        object: refToSource(source),
        evidence: [
          { observed: formatAnswer(asked.answer), expected: wanted, source: nameDnsSource(asked.answer) },
          {
            field: origin.sibling.name,
            observed: formatAnswer(origin.sibling),
            expected: 'NXDOMAIN (the name does not exist)',
            source: nameDnsSource(origin.sibling),
          },
        ],
        fix: {
          text: 'Find out why external-dns makes no record for the host, or take the wildcard away.',
          commands: [formatCommand('dig', '+short', host), formatCommand('dig', '+short', `*.${origin.domain}`)],
        },
      })
    }),
})

/** Whether an answer is the host's own (row 80 of the ingress catalogue). */
export const dnsWildcardChecks: Check<DnsSubject>[] = [dnsWildcardAnswers]
