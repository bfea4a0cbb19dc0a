import { type DnsAnswer, parentDomain, siblingName } from '@/lib/model/dns'
import type { Fact } from '@/lib/model/trace'
import type { Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { formatAnswer } from './dns-expectation'

/**
 * Where the answer of a host comes from. `wildcard`: a name beside it that nobody has a record for (`sibling`) is answered with the same, so a wildcard
 * above both answers; a record of the host's own with the same value cannot be told from it, and changes nothing. `not-known`: the sibling was not answered.
 */
export type AnswerOrigin =
  | { state: 'own' }
  | { state: 'wildcard'; domain: string; sibling: DnsAnswer }
  | { state: 'not-known'; unavailable: Unavailable }

/** Whether a name beside the hosts of a domain may be asked for: in a top-level domain that would be one that anybody may register. */
export const hasSiblings = (domain: string) => domain.includes('.')

/**
 * Tells a record of the host's own from the answer of a wildcard. A host that is a wildcard itself (`*.…`) is asked by its own name. Fact: RFC 4592 §2.2.1, a
 * wildcard answers for every name below its domain that does not exist.
 */
export function readAnswerOrigin(view: ClusterView, host: string, answer: DnsAnswer): AnswerOrigin {
  const domain = parentDomain(host)
  if (domain === null || !hasSiblings(domain)) return { state: 'own' }
  if (host.startsWith('*.') || answer.outcome !== 'answered') return { state: 'own' }
  const asked = view.dnsAnswer(siblingName(domain))
  if (asked.state === 'unavailable') return { state: 'not-known', unavailable: asked.unavailable }
  const sibling = asked.answer
  return isSameAnswer(answer, sibling) ? { state: 'wildcard', domain, sibling } : { state: 'own' }
}

/** The same alias, wherever it leads at the moment; without one the same addresses. */
function isSameAnswer(answer: DnsAnswer, sibling: DnsAnswer): boolean {
  if (sibling.outcome !== 'answered') return false
  const [left, right] = [answer, sibling].map(({ cnames, addresses }) =>
    cnames.length > 0 ? `CNAME ${cnames[0]}` : [...addresses].sort().join(' '),
  )
  return left === right
}

/** `*.shop.example.net or above`, for a reader: which of the domains above has the wildcard cannot be seen. */
export const nameWildcard = (domain: string) => `*.${domain}, or one further up`

/** What DNS answered for a host, by whom, and what is odd about it. */
export function describeAnswer(view: ClusterView, host: string, answer: DnsAnswer): Fact[] {
  const { resolver, fallback } = answer
  const facts: Fact[] = [{ label: `Answer of ${resolver}`, value: formatAnswer(answer) }]
  if (fallback !== undefined) facts.push({ label: 'Why a resolver was asked', value: fallback })
  const origin = readAnswerOrigin(view, host, answer)
  if (origin.state !== 'wildcard') return facts
  const value = `${nameWildcard(origin.domain)}: ${origin.sibling.name} is answered the same`
  return [...facts, { label: 'Answered by a wildcard', value }]
}
