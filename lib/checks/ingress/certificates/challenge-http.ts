import { dnsRoots } from '@/lib/checks/ingress/dns-roots'
import { formatCommand } from '@/lib/checks/shell-command'
import type { Challenge } from '@/lib/ingress-path/certificates/cert-manager-objects'
import { challengeHttpSolverBlocked } from './challenge-http-solver'
import { type ChallengeFault, challengeInputs, isOpen, judgeChallenges } from './challenge-rule'
import { defineIssuanceRule, type IssuanceRule, quoteText } from './issuance-rule'

const statusCode = /wrong status code '?(\d{3})/
const noHost = /no such host/
const noConnection =
  /connection refused|i\/o timeout|context deadline exceeded|no route to host|connection reset|network is unreachable/i
const wrongContent = /did not get expected response/

const getChallenge = ({ dnsName }: Challenge) =>
  formatCommand('curl', '-siL', '--max-time', '10', `http://${dnsName}/.well-known/acme-challenge/test`)

/** What an HTTP-01 self check failed with, when a Challenge is still open. */
const judgeReason = (pattern: RegExp, describe: (challenge: Challenge) => ChallengeFault) => (challenge: Challenge) =>
  isOpen(challenge) && pattern.test(challenge.reason) ? describe(challenge) : null

const challengeHttpNoDns = defineIssuanceRule({
  id: 'challenge-http-no-dns',
  title: 'Name to prove has no DNS record',
  order: 108,
  who: 'either',
  causes: dnsRoots,
  inputs: challengeInputs,
  page: {
    see: 'The self check of an HTTP-01 Challenge says "no such host".',
    why: 'The CA fetches a file from the host; without a DNS record neither cert-manager nor the CA finds it.',
    fix: 'Mend the DNS record of the host first; the certificate follows by itself.',
    confirm: 'dig +short HOST',
    source: 'cert-manager v1.21.1, pkg/issuer/acme/http/http.go',
  },
  judge: (certificate, view) =>
    judgeChallenges(
      certificate,
      view,
      'HTTP-01',
      judgeReason(noHost, ({ dnsName }) => ({
        cause: 'fails because the name has no DNS record',
        text: 'Mend the DNS record of the name first; cert-manager asks again by itself.',
        commands: [formatCommand('dig', '+short', dnsName)],
      })),
    ),
})

const challengeHttpConnect = defineIssuanceRule({
  id: 'challenge-http-connect',
  title: 'Name to prove cannot be connected to',
  order: 109,
  who: 'platform',
  causes: ['challenge-http-solver-blocked', 'controller-not-running', 'controller-lb-pending'],
  inputs: challengeInputs,
  page: {
    see: 'The self check of an HTTP-01 Challenge cannot connect to the host from inside the cluster.',
    why: 'cert-manager asks the CA only after its own check has passed. A load balancer that its own cluster cannot reach, split DNS or an egress policy stop it.',
    fix: 'Let Pods of cert-manager reach port 80 of the address that the host resolves to.',
    confirm: 'curl -siL http://HOST/.well-known/acme-challenge/test',
    source: 'cert-manager v1.21.1, pkg/issuer/acme/http/http.go (testReachability)',
  },
  judge: (certificate, view) =>
    judgeChallenges(
      certificate,
      view,
      'HTTP-01',
      judgeReason(noConnection, (challenge) => ({
        cause: `cannot connect (${quoteText(challenge.reason.replace(/^.*GET request /s, ''), view)})`,
        text: 'See what keeps the Pods of cert-manager from port 80 of the host: the load balancer, DNS inside the cluster, or an egress policy.',
        commands: [getChallenge(challenge)],
      })),
    ),
})

const challengeHttpStatus = defineIssuanceRule({
  id: 'challenge-http-status',
  title: 'Proof over HTTP answers with an error',
  order: 110,
  who: 'either',
  inputs: challengeInputs,
  page: {
    see: 'The self check of an HTTP-01 Challenge got another status than 200.',
    why: '404: the Ingress of the solver is not served (class, a path that wins over it). 401 and 403: authentication or an allow list of the host. 503: nothing behind it.',
    fix: 'Let the controller of the host serve the Ingress that cert-manager makes, without authentication.',
    confirm: 'kubectl get ingress -n NAMESPACE -l acme.cert-manager.io/http01-solver=true',
    source: 'cert-manager v1.21.1, pkg/issuer/acme/http/http.go, ingress.go',
  },
  judge: (certificate, view) =>
    judgeChallenges(
      certificate,
      view,
      'HTTP-01',
      judgeReason(statusCode, (challenge) => {
        const code = statusCode.exec(challenge.reason)?.[1] ?? ''
        return {
          cause: `is answered with ${code}: ${statusWords[code] ?? 'another service answers, or the host refuses the request'}`,
          text: 'See that the Ingress of the solver has the class of the host, that no other path wins over it, and that the host asks for no login.',
          commands: [getChallenge(challenge)],
        }
      }),
    ),
})

const statusWords: Record<string, string> = {
  '404': 'the Ingress of the solver is not served',
  '401': 'the host asks for a login',
  '403': 'the host lets only some clients in',
  '503': 'nothing answers behind the Ingress of the solver',
}

const challengeHttpWrongContent = defineIssuanceRule({
  id: 'challenge-http-wrong-content',
  title: 'Proof over HTTP reaches another system',
  order: 111,
  who: 'either',
  inputs: challengeInputs,
  page: {
    see: 'The self check of an HTTP-01 Challenge got another text than the one it serves.',
    why: 'The host is answered by something else: a catch-all, a CDN, an old load balancer.',
    fix: 'Let the name lead to this cluster, or prove it with DNS-01.',
    confirm: 'curl -siL http://HOST/.well-known/acme-challenge/test',
    source: 'cert-manager v1.21.1, pkg/issuer/acme/http/http.go',
  },
  judge: (certificate, view) =>
    judgeChallenges(
      certificate,
      view,
      'HTTP-01',
      judgeReason(wrongContent, (challenge) => ({
        cause: 'is answered by another system than this cluster',
        text: 'See where the name leads: DNS, a CDN, or a catch-all that answers before the solver.',
        commands: [getChallenge(challenge)],
      })),
    ),
})

/** Rules of HTTP-01, in causal order. */
export const httpChallengeRules: IssuanceRule[] = [
  challengeHttpNoDns,
  challengeHttpConnect,
  challengeHttpStatus,
  challengeHttpWrongContent,
  challengeHttpSolverBlocked,
]
