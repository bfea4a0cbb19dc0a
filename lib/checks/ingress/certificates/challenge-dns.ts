import { formatCommand } from '@/lib/checks/shell-command'
import type { Challenge } from '@/lib/ingress-path/certificates/cert-manager-objects'
import { tryToRead } from '@/lib/ingress-path/host-hops'
import { NotObservedError } from '@/lib/model/unavailable'
import { findEvent } from './certificate-events'
import { challengeInputs, isOpen, judgeChallenges } from './challenge-rule'
import { defineIssuanceRule, type IssuanceRule, quoteText } from './issuance-rule'

/** How long a TXT record may take to show on the name servers before that is a fault. */
const propagationGraceMs = 10 * 60_000

const credentials =
  /AuthorizationFailed|AuthenticationFailed|Unauthorized|Forbidden|AccessDenied|not authorized|InvalidClientTokenId|redacted Azure SDK error|failed to load secret|no key "[^"]*" in secret|error instantiating|\b40[13]\b/i
const zone =
  /could not determine (the zone|authoritative nameservers)|could not find the SOA|querying the SOA record|returned (REFUSED|SERVFAIL)|recursive CNAME/i
const notPropagated = /not yet propagated/i

const askTxt = ({ dnsName }: Challenge) => formatCommand('dig', '+short', 'TXT', `_acme-challenge.${dnsName}`)

const challengePresentDnsCredentials = defineIssuanceRule({
  id: 'challenge-present-dns-credentials',
  title: 'DNS provider refuses the TXT record',
  order: 105,
  who: 'platform',
  inputs: [...challengeInputs, 'Event'],
  page: {
    see: 'The Challenge is not presented, and its reason or a PresentError event names credentials, permissions or a missing Secret.',
    why: 'cert-manager cannot write the TXT record that proves the name, so the CA is never asked.',
    fix: 'Mend the identity of the solver: its Secret, its role on the DNS zone, or its federation. A ClusterIssuer looks for Secrets in the namespace of cert-manager.',
    confirm: 'kubectl get events -n NAMESPACE --field-selector reason=PresentError',
    source: 'cert-manager v1.21.1, pkg/controller/acmechallenges/sync.go (PresentError); pkg/issuer/acme/dns/azuredns',
  },
  judge: (certificate, view) =>
    judgeChallenges(certificate, view, 'DNS-01', (challenge) => {
      if (!isOpen(challenge) || challenge.isPresented || !challenge.isProcessing) return null
      if (zone.test(challenge.reason)) return null
      const isRedacted = /redacted Azure SDK error/.test(challenge.reason)
      const isKnown = credentials.test(challenge.reason)
      if (!isKnown || isRedacted) {
        // Errors of Azure are cut out of the reason; only the event has their text.
        const read = tryToRead(() => findEvent(view, challenge.ref, 'PresentError'))
        if (read.unavailable !== null && !isKnown) throw new NotObservedError(read.unavailable)
        const event = read.value
        const isEventKnown = event !== null && credentials.test(event)
        if (!isKnown && !isEventKnown) return null
        if (event !== null)
          return describeRefused(quoteText(event.replace(/^Error presenting challenge: /, ''), view), challenge, event)
      }
      return describeRefused(quoteText(challenge.reason, view), challenge, null)
    }),
})

function describeRefused(why: string, challenge: Challenge, event: string | null) {
  return {
    cause: `cannot be written to DNS (${why})`,
    evidence: event === null ? [] : [{ object: challenge.ref, field: 'events', observed: event }],
    text: 'Give the identity of the solver the right to write TXT records in the zone, and mend the Secret that it reads.',
  }
}

const challengeDnsZoneUnknown = defineIssuanceRule({
  id: 'challenge-dns-zone-unknown',
  title: 'DNS zone of the name is not found',
  order: 106,
  who: 'platform',
  inputs: challengeInputs,
  page: {
    see: 'The reason of the Challenge says that no zone, SOA record or name server was found for the name, or that one refuses to answer.',
    why: 'cert-manager walks up the DNS tree to find where the TXT record belongs; without a delegation it cannot go on.',
    fix: 'Delegate the zone to its name servers, or let the resolvers of cert-manager reach them.',
    confirm: 'dig +trace SOA HOST',
    source: 'cert-manager v1.21.1, pkg/issuer/acme/dns/util/wait.go',
  },
  judge: (certificate, view) =>
    judgeChallenges(certificate, view, 'DNS-01', (challenge) =>
      isOpen(challenge) && zone.test(challenge.reason)
        ? {
            cause: `finds no DNS zone (${quoteText(challenge.reason, view)})`,
            text: 'Delegate the zone in its parent, and see that the resolvers of cert-manager reach its name servers.',
            commands: [formatCommand('dig', '+trace', 'SOA', challenge.dnsName)],
          }
        : null,
    ),
})

const challengeDnsNotPropagated = defineIssuanceRule({
  id: 'challenge-dns-not-propagated',
  title: 'TXT record does not show in DNS',
  order: 107,
  who: 'platform',
  causes: ['cert-manager-not-running'],
  inputs: challengeInputs,
  page: {
    see: 'The TXT record of a DNS-01 Challenge was written ten minutes ago or more, and the name servers do not answer with it.',
    why: 'cert-manager asks the CA only once its own check sees the record. It asks again every ten seconds, without end.',
    fix: 'Look for a CNAME at _acme-challenge of the name, for a second zone of the same name, and for resolvers that remember the absence.',
    confirm: 'dig +short TXT _acme-challenge.HOST',
    ignore: 'For the first ten minutes: name servers and caches take their time.',
    source: 'cert-manager v1.21.1, pkg/issuer/acme/dns/util/wait.go; cmd/controller (--dns01-check-retry-period)',
  },
  judge: (certificate, view) =>
    judgeChallenges(certificate, view, 'DNS-01', (challenge) => {
      if (!isOpen(challenge) || !challenge.isPresented || !notPropagated.test(challenge.reason)) return null
      const since = challenge.presentedAt ?? challenge.createdAt
      const dueMs = since === null ? null : Date.parse(since) + propagationGraceMs
      const isWaiting = dueMs !== null && !view.hasPassed(dueMs)
      return {
        cause: isWaiting
          ? 'waits for its TXT record to show in DNS'
          : 'does not show in DNS: the name servers do not answer with its TXT record',
        waitingUntil: isWaiting ? new Date(dueMs).toISOString() : undefined,
        text: 'Ask the name servers of the zone for the TXT record; a CNAME at that name, or another zone of the same name, hides it.',
        commands: [askTxt(challenge)],
      }
    }),
})

/** Rules of DNS-01, in causal order. */
export const dnsChallengeRules: IssuanceRule[] = [
  challengePresentDnsCredentials,
  challengeDnsZoneUnknown,
  challengeDnsNotPropagated,
]
