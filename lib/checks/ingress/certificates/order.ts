import { notApplicable, notRun } from '@/lib/checks/define-check'
import { hasOpenAttempt } from '@/lib/ingress-path/certificates/issuance'
import { defineIssuanceRule, type IssuanceRule, quoteText } from './issuance-rule'
import { orderNoSolver } from './order-no-solver'
import { failureTextInputs, judgeByText, quoteReason, readChallengeReasons } from './order-text'

const rateLimited = /rateLimited|\b429\b/
const rejected = /rejectedIdentifier|error:malformed/
const caa = /acme:error:caa\b|\bCAA record/i
const stale = /Failed to retrieve Order resource|Failed to fetch authorization/

const orderRateLimited = defineIssuanceRule({
  id: 'order-rate-limited',
  title: 'CA refuses more certificates for now',
  order: 99,
  who: 'either',
  inputs: failureTextInputs,
  page: {
    see: 'The CA answered that too many certificates or orders were asked for (rateLimited).',
    why: 'It signs nothing more for the name or the account until its window has passed; each new attempt may count again.',
    fix: 'Wait until the time that the message names. Ask for fewer certificates: more hosts in one, no deleting and re-creating.',
    confirm: 'kubectl describe orders -n NAMESPACE',
    source: 'cert-manager v1.21.1, pkg/controller/acmeorders/sync.go; RFC 8555 §6.6',
  },
  judge: (certificate, view) =>
    judgeByText(certificate, view, ({ text }) => {
      if (!rateLimited.test(text)) return null
      const retry = /retry after (\d{4}-\d\d-\d\d[T ][\d:.]+(?:Z| UTC)?|[^:,;]+)/i.exec(text)?.[1]?.trim()
      return {
        cause: `the CA accepts no more orders for now${retry ? `; it says to retry after ${quoteText(retry, view, 40)}` : ` (${quoteReason(text, view)})`}`,
        text: 'Wait until the limit of the CA has passed; do not delete and re-create the Certificate, each attempt counts.',
      }
    }),
})

const orderNameRejected = defineIssuanceRule({
  id: 'order-name-rejected',
  title: 'CA does not sign this name',
  order: 100,
  who: 'tenant',
  inputs: failureTextInputs,
  page: {
    see: 'The CA rejected a name of the order (rejectedIdentifier or malformed).',
    why: 'The name is not one that a public CA may sign: an internal domain, an underscore, a public suffix.',
    fix: 'Change the host, or use an issuer that may sign it.',
    confirm: 'kubectl describe orders -n NAMESPACE',
    source: 'cert-manager v1.21.1, pkg/controller/acmeorders/sync.go; RFC 8555 §6.7',
  },
  judge: (certificate, view) =>
    judgeByText(certificate, view, ({ text }) =>
      rejected.test(text) && !rateLimited.test(text)
        ? {
            cause: `the CA rejects a name of ${certificate.hosts.join(', ')} (${quoteReason(text, view)})`,
            text: 'Use a host that the CA may sign, or an issuer that signs this one.',
          }
        : null,
    ),
})

const orderCaa = defineIssuanceRule({
  id: 'order-caa',
  title: 'CAA record forbids the CA',
  order: 101,
  who: 'platform',
  inputs: [...failureTextInputs, 'Challenge'],
  page: {
    see: 'The CA found a CAA record in DNS that does not name it.',
    why: 'A CA must not sign a name when the nearest CAA record of it or its parents names others only.',
    fix: 'Add the CA to the CAA record of the zone, or use the CA that is named there.',
    confirm: 'dig +short CAA HOST',
    source: 'cert-manager v1.21.1, pkg/controller/acmeorders/sync.go; RFC 8659',
  },
  judge(certificate, view) {
    if (!hasOpenAttempt(certificate)) return notApplicable(`Certificate ${certificate.name} is issued`)
    const challenges = readChallengeReasons(view, certificate)
    const outcome = judgeByText(certificate, view, ({ text }) => {
      const isChallenge = !caa.test(text) && caa.test(challenges.text)
      if (!isChallenge && !caa.test(text)) return null
      return {
        cause: `a CAA record forbids the CA to sign (${quoteReason(isChallenge ? challenges.text : text, view)})`,
        text: 'Add the CA to the CAA record of the zone, or name an issuer whose CA is in it.',
        evidence: isChallenge ? challenges.evidence : [],
      }
    })
    return outcome.outcome === 'clear' && challenges.missing !== null ? notRun(challenges.missing) : outcome
  },
})

const orderErroredOther = defineIssuanceRule({
  id: 'order-errored-other',
  title: 'Order failed at the CA',
  order: 102,
  who: 'either',
  inputs: failureTextInputs,
  page: {
    see: 'The Order is errored, with a reason that none of the other checks of orders knows.',
    why: 'The CA or the way to it refused the order; cert-manager starts a new one after its back-off.',
    fix: 'Read the reason of the Order, and mend what it names.',
    confirm: 'kubectl describe orders -n NAMESPACE',
    source: 'cert-manager v1.21.1, pkg/controller/acmeorders/sync.go',
  },
  judge: (certificate, view) =>
    judgeByText(certificate, view, ({ text, state }) => {
      if (state !== 'errored' || [rateLimited, rejected, caa, stale].some((known) => known.test(text))) return null
      return {
        cause: `the order failed at the CA (${text === '' ? 'no reason is given' : quoteReason(text, view)})`,
        text: 'Mend what the reason of the Order names, then let cert-manager try again.',
      }
    }),
})

const orderStaleAuthorization = defineIssuanceRule({
  id: 'order-stale-authorization',
  title: 'Order expired at the CA',
  order: 103,
  who: 'either',
  inputs: failureTextInputs,
  page: {
    see: 'The Order is expired, or the CA does not know it or its authorizations any more.',
    why: 'An order that is not finished in about a week is dropped by the CA; this one can never become a certificate.',
    fix: 'See why it took so long: its Challenges. Then let cert-manager start anew.',
    confirm: 'kubectl get orders -n NAMESPACE',
    source: 'cert-manager v1.21.1, pkg/controller/acmeorders/sync.go; RFC 8555 §7.1.6',
  },
  judge: (certificate, view) =>
    judgeByText(certificate, view, ({ text, state }) =>
      state === 'expired' || stale.test(text)
        ? {
            cause: 'its order expired at the CA before every name was proven',
            text: 'Let cert-manager start a new order.',
          }
        : null,
    ),
})

/** Rules of the Order, in causal order. */
export const orderRules: IssuanceRule[] = [
  orderNoSolver,
  orderRateLimited,
  orderNameRejected,
  orderCaa,
  orderErroredOther,
  orderStaleAuthorization,
]
