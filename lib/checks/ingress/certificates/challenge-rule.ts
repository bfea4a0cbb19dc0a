import { type CheckOutcome, clear, type EvidenceDraft, found, notApplicable } from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import { type Certificate, type Challenge, failedStates } from '@/lib/ingress-path/certificates/cert-manager-objects'
import { readChallenges } from '@/lib/ingress-path/certificates/issuance'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { describeFault, hostCertificateInputs, judgeLink, listRetryCommands } from './issuance-rule'

/** Everything on the way from a host to its Challenges. */
export const challengeInputs = [...hostCertificateInputs, 'CertificateRequest', 'Order', 'Challenge'] as const

export interface ChallengeFault {
  cause: string
  evidence?: EvidenceDraft[]
  text: string
  commands?: string[]
  waitingUntil?: string
  level?: 'inferred'
}

/**
 * Judges the Challenges of the current attempt, all of them; the first that has the fault speaks, and the others are counted. A type
 * that none of them has does not apply.
 */
export function judgeChallenges(
  certificate: Certificate,
  view: ClusterView,
  type: 'DNS-01' | 'HTTP-01' | null,
  judge: (challenge: Challenge) => ChallengeFault | null,
): CheckOutcome {
  return judgeLink(
    certificate,
    () => readChallenges(view, certificate),
    (challenges) => {
      const ofType = challenges.filter((challenge) => type === null || challenge.type === type)
      if (ofType.length === 0) return notApplicable(`no name is being proven${type === null ? '' : ` by ${type}`}`)
      const faults = ofType.flatMap((challenge) => {
        const fault = judge(challenge)
        return fault === null ? [] : [{ challenge, fault }]
      })
      const [first, ...others] = faults
      if (first === undefined) return clear
      const { challenge, fault } = first
      const { cause, text, commands = [], evidence = [], ...rest } = fault
      const name = challenge.isWildcard ? `*.${challenge.dnsName}` : challenge.dnsName
      return found(
        describeFault(certificate, view, {
          ...rest,
          cause: `the proof of ${name}${others.length > 0 ? ` and ${others.length} more` : ''} ${cause}`,
          evidence: [
            {
              object: challenge.ref,
              field: 'status.reason',
              observed: challenge.reason || `${challenge.state || 'no state'}, without reason`,
            },
            ...evidence,
          ],
          fix: {
            text,
            commands: [
              formatCommand('kubectl', 'describe', 'challenge', challenge.ref.name, '-n', certificate.namespace),
              ...commands,
              ...listRetryCommands(certificate).slice(1),
            ],
          },
        }),
      )
    },
  )
}

/** Whether the proof goes on: neither won nor lost. */
export const isOpen = ({ state }: Challenge) => state !== 'valid' && !failedStates.has(state)
