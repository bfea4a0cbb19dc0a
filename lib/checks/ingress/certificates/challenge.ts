import { clear, found, notApplicable, notRun } from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import { type Certificate, type Challenge, narrowChallenge } from '@/lib/ingress-path/certificates/cert-manager-objects'
import type { CustomResource } from '@/lib/model/kubernetes'
import { formatObjectRef } from '@/lib/model/object-ref'
import type { Unavailable } from '@/lib/model/unavailable'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { challengeInputs, isOpen, judgeChallenges } from './challenge-rule'
import { defineIssuanceRule, describeFault, hostCertificateInputs, type IssuanceRule, quoteText } from './issuance-rule'

const queueGraceMs = 2 * 60_000
const cleanupGraceMs = 5 * 60_000
/** How many Challenges cert-manager works on at once by default (v1.21.1, `--max-concurrent-challenges`). */
const concurrentMax = 60
const finalizers = new Set(['acme.cert-manager.io/finalizer', 'finalizer.acme.cert-manager.io'])

export const challengeQueued = defineIssuanceRule({
  id: 'challenge-queued',
  title: 'Proof of the name waits in line',
  order: 104,
  who: 'either',
  causes: ['cert-manager-not-running'],
  inputs: challengeInputs,
  page: {
    see: 'A Challenge has not been started for two minutes, while another one for the same name is worked on, or sixty are.',
    why: 'cert-manager never proves one name twice at the same time in the whole cluster, and works on at most sixty Challenges.',
    fix: 'Mend the Challenge that is in front: this one goes on when that one ends.',
    confirm: 'kubectl get challenges -A',
    source: 'cert-manager v1.21.1, pkg/controller/acmechallenges/scheduler/scheduler.go',
  },
  judge: (certificate, view) =>
    judgeChallenges(certificate, view, null, (challenge) => {
      if (!isOpen(challenge) || challenge.isProcessing) return null
      const blocker = findBlocker(view, challenge)
      if (blocker === null) return null
      const dueMs = challenge.createdAt === null ? null : Date.parse(challenge.createdAt) + queueGraceMs
      const isWaiting = dueMs !== null && !view.hasPassed(dueMs)
      return {
        cause: `waits in line: ${blocker.words}`,
        level: blocker.isCertain ? undefined : 'inferred',
        waitingUntil: isWaiting ? new Date(dueMs).toISOString() : undefined,
        evidence:
          blocker.other === null ? [] : [{ object: blocker.other.ref, field: 'status.processing', observed: 'true' }],
        text: 'Mend or remove the Challenge in front; this one goes on by itself.',
        commands: ['kubectl get challenges -A'],
      }
    }),
})

interface Blocker {
  words: string
  other: Challenge | null
  /** False while Challenges of other namespaces cannot be read. */
  isCertain: boolean
}

/** What a Challenge waits for; null when nothing is in front of it. */
function findBlocker(view: ClusterView, { ref, type, dnsName }: Challenge): Blocker | null {
  const same = view.listingByIndex('Challenge', 'record', `${type}/${dnsName}`, null)
  const others = same.state === 'observed' ? narrowAll(same.objects).filter((other) => !isSame(other, ref)) : []
  const working = others.find(({ isProcessing }) => isProcessing)
  if (working !== undefined) {
    return { words: `${formatObjectRef(working.ref)} proves the same name now`, other: working, isCertain: true }
  }
  const all = view.listing('Challenge')
  if (all.state === 'unavailable') return null
  const count = narrowAll(all.objects).filter(({ isProcessing }) => isProcessing).length
  if (count >= concurrentMax) {
    return { words: `cert-manager works on ${count} others, its limit`, other: null, isCertain: all.missing === null }
  }
  return null
}

const narrowAll = (objects: readonly CustomResource[]) =>
  objects.flatMap((object) => narrowChallenge(object).value ?? [])

const isSame = ({ ref }: Challenge, own: Challenge['ref']) => ref.namespace === own.namespace && ref.name === own.name

export const challengeInvalid = defineIssuanceRule({
  id: 'challenge-invalid',
  title: 'CA did not accept the proof',
  order: 113,
  who: 'either',
  causes: ['order-caa'],
  inputs: challengeInputs,
  page: {
    see: 'A Challenge ended as invalid: the CA looked, and refused. Its reason holds the error of the CA.',
    why: 'The self check of cert-manager passed, but the CA saw something else: another DNS answer, no way in from outside, a CAA record.',
    fix: 'By the type of the error: dns, look at the public DNS of the name; connection or tls, at the way in from the internet; unauthorized, at what answers there; caa, at the CAA record.',
    confirm: 'kubectl describe challenges -n NAMESPACE',
    source: 'cert-manager v1.21.1, pkg/controller/acmechallenges/sync.go; RFC 8555 §6.7',
  },
  judge: (certificate, view) =>
    judgeChallenges(certificate, view, null, (challenge) => {
      if (challenge.state !== 'invalid') return null
      const error = /urn:ietf:params:acme:error:(\w+):?\s*(.*)/s.exec(challenge.reason)
      const type = error?.[1] ?? ''
      const why = error === null ? quoteText(challenge.reason, view) : `${type}: ${quoteText(error[2] ?? '', view)}`
      return {
        cause: `was refused by the CA${why === '' ? '' : ` (${why})`}`,
        text: advice[type] ?? 'Mend what the CA names, then let cert-manager try again.',
        commands: [formatCommand('dig', '+short', challenge.dnsName)],
      }
    }),
})

const advice: Record<string, string> = {
  dns: 'Look at the public DNS of the name: the CA could not resolve it, or its record says otherwise.',
  connection: 'See that port 80 of the host can be reached from the internet.',
  tls: 'See that the host can be reached from the internet without TLS in the way.',
  unauthorized: 'See what answers for the name from outside: it is not the proof that cert-manager serves.',
  caa: 'Add the CA to the CAA record of the zone.',
}

export const challengeCleanupStuck = defineIssuanceRule({
  id: 'challenge-cleanup-stuck',
  title: 'Old proof cannot be removed',
  order: 114,
  who: 'platform',
  causes: ['cert-manager-not-running'],
  inputs: [...hostCertificateInputs, 'Challenge'],
  page: {
    see: 'A Challenge of the name was deleted five minutes ago or more, and its finalizer keeps it.',
    why: 'cert-manager cannot take the TXT record or the solver away, most often for lack of credentials. It blocks new proofs of the name and the deletion of the namespace.',
    fix: 'Restore the credentials of the solver; cert-manager then cleans up by itself. Remove the finalizer only as a last resort: what it guards stays behind.',
    confirm: 'kubectl get challenges -n NAMESPACE',
    source: 'cert-manager v1.21.1, pkg/controller/acmechallenges/sync.go (CleanUpError)',
  },
  judge(certificate, view) {
    const stuck: Challenge[] = []
    for (const host of new Set(certificate.hosts.map((name) => name.replace(/^\*\./, '')))) {
      for (const type of ['DNS-01', 'HTTP-01']) {
        const listing = view.listingByIndex('Challenge', 'record', `${type}/${host}`, certificate.namespace)
        if (listing.state === 'unavailable') return readAbsent(listing.unavailable)
        stuck.push(...narrowAll(listing.objects).filter((challenge) => isStuck(challenge, certificate, view)))
      }
    }
    const [first] = stuck
    if (first === undefined) return clear
    return found(
      describeFault(certificate, view, {
        cause: `an old ${formatObjectRef(first.ref)} cannot be removed${first.reason === '' ? '' : ` (${quoteText(first.reason, view)})`}`,
        evidence: stuck.map(({ ref, deletedAt, reason }) => ({
          object: ref,
          field: 'metadata.deletionTimestamp',
          observed: `deleted ${deletedAt}, finalizer still there${reason === '' ? '' : `: ${reason}`}`,
        })),
        fix: {
          text: 'Restore the credentials of the solver, so that cert-manager can clean up.',
          commands: [formatCommand('kubectl', 'describe', 'challenge', first.ref.name, '-n', certificate.namespace)],
        },
      }),
    )
  },
})

const readAbsent = (unavailable: Unavailable) =>
  unavailable.reason === 'not-installed' ? notApplicable('cert-manager is not installed') : notRun(unavailable)

function isStuck(
  { ref, deletedAt, finalizers: kept }: Challenge,
  { namespace }: Certificate,
  view: ClusterView,
): boolean {
  if (ref.namespace !== namespace || deletedAt === null || !kept.some((one) => finalizers.has(one))) return false
  return view.hasPassed(Date.parse(deletedAt) + cleanupGraceMs)
}

/** Rules of Challenges of either type, in causal order. */
export const challengeRules: IssuanceRule[] = [challengeQueued, challengeInvalid, challengeCleanupStuck]
