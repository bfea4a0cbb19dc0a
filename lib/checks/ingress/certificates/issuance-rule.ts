import {
  type Check,
  type CheckDescription,
  type CheckOutcome,
  type EvidenceDraft,
  type FindingDraft,
  notApplicable,
  notRun,
} from '@/lib/checks/define-check'
import { formatCommand } from '@/lib/checks/shell-command'
import { formatSentenceTime } from '@/lib/format/sentence-time'
import type { Certificate, IssuerRef } from '@/lib/ingress-path/certificates/cert-manager-objects'
import { findHostCertificate } from '@/lib/ingress-path/certificates/host-certificate'
import { hasOpenAttempt, isStillServed, type Link } from '@/lib/ingress-path/certificates/issuance'
import type { HostSubject } from '@/lib/ingress-path/subjects'
import type { ObjectRef } from '@/lib/model/object-ref'
import type { ClusterView } from '@/lib/snapshot/cluster-view'

/**
 * A check of one Certificate. Hosts and the Certificates page share it: a host is judged through the Certificate of its tls entry,
 * a Certificate that no host uses by itself.
 */
export interface IssuanceRule extends CheckDescription {
  judge(certificate: Certificate, view: ClusterView): CheckOutcome
  /** What to say of a host that has no Certificate; without it the check does not apply there. */
  judgeWithout?(subject: HostSubject, view: ClusterView, reason: string): CheckOutcome
}

type Stated = 'area' | 'hop' | 'severity' | 'level'

/** Completes a rule: an error at the certificate of a host, proven by objects, unless it says otherwise. */
export function defineIssuanceRule(
  rule: Omit<IssuanceRule, Stated> & Partial<Pick<IssuanceRule, Stated>>,
): IssuanceRule {
  return { area: 'ingress', hop: 'certificate', severity: 'error', level: 'proven', ...rule }
}

/** What every rule reads to get from a host to its Certificate. */
export const hostCertificateInputs = ['Ingress', 'Certificate'] as const

/** The rule as a check of a host. */
export function toHostCheck(rule: IssuanceRule): Check<HostSubject> {
  return {
    ...rule,
    evaluate(subject, view) {
      const read = findHostCertificate(view, subject)
      if (read.state === 'unavailable') return notRun(read.unavailable)
      if (read.state === 'found') return rule.judge(read.certificate, view)
      return rule.judgeWithout?.(subject, view, read.reason) ?? notApplicable(read.reason)
    },
  }
}

/** The rule as a check of a Certificate by itself. */
export function toCertificateCheck(rule: IssuanceRule): Check<Certificate> {
  return { ...rule, evaluate: (certificate, view) => rule.judge(certificate, view) }
}

/** Judges one link of an attempt that is open; what is not there does not apply, what cannot be read does not run. */
export function judgeLink<T>(
  certificate: Certificate,
  read: () => Link<T>,
  judge: (value: T) => CheckOutcome,
): CheckOutcome {
  if (!hasOpenAttempt(certificate)) return notApplicable(`Certificate ${certificate.name} is issued`)
  const link = read()
  if (link.state === 'none') return notApplicable(link.detail)
  return link.state === 'unavailable' ? notRun(link.unavailable) : judge(link.value)
}

export const refOfCertificate = ({ namespace, name }: Certificate): ObjectRef & { namespace: string } => ({
  kind: 'Certificate',
  namespace,
  name,
})

/** `ClusterIssuer letsencrypt`, or `Issuer shop/acme`. */
export function nameIssuer({ kind, name }: IssuerRef, namespace: string): string {
  return kind === 'ClusterIssuer' ? `${kind} ${name}` : `${kind} ${namespace}/${name}`
}

/** Text of a controller inside a sentence: one line, its times readable, not longer than a sentence bears. */
export function quoteText(text: string, view: ClusterView, charactersMax = 110): string {
  const line = text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)/g, (time) => formatSentenceTime(time, view))
    .replace(/[.:]$/, '')
  return line.length <= charactersMax ? line : `${line.slice(0, charactersMax - 1).trimEnd()}…`
}

interface Fault {
  /** Why there is no certificate: a clause that follows a colon, without full stop. */
  cause: string
  evidence: EvidenceDraft[]
  fix: FindingDraft['fix']
  /** The object to mend; the Certificate when left out, so that the finding outlives one attempt. */
  object?: ObjectRef
  waitingUntil?: string
  level?: FindingDraft['level']
}

/**
 * A reason why a Certificate is not issued. While the certificate issued before is still served it is a warning: traffic works until
 * that one expires.
 */
export function describeFault(certificate: Certificate, view: ClusterView, fault: Fault): FindingDraft {
  const isServed = isStillServed(view, certificate)
  const { cause, object = refOfCertificate(certificate), ...rest } = fault
  const name = `Certificate ${certificate.namespace}/${certificate.name}`
  const until =
    isServed && certificate.notAfter !== null
      ? ` The one issued before stays in use until ${formatSentenceTime(certificate.notAfter, view)}.`
      : ''
  return {
    ...rest,
    object,
    severity: isServed ? 'warning' : undefined,
    summary: `${name} is not ${isServed ? 'renewed' : 'issued'}: ${cause}.${until}`,
    inShort: { effect: 'has no valid certificate', cause },
  }
}

/** Commands that look at a Certificate and make cert-manager try again once the cause is mended. */
export function listRetryCommands({ namespace, name }: Certificate): string[] {
  return [
    formatCommand('kubectl', 'describe', 'certificate', name, '-n', namespace),
    formatCommand('cmctl', 'renew', name, '-n', namespace),
  ]
}
