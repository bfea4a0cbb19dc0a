'use client'

import { useNowMs } from '@/components/ui/now'
import { formatAge, formatMoment, formatUntil } from '@/lib/format/age'
import { formatCounted } from '@/lib/format/count'
import type { CertificateChain } from '@/lib/model/certificate-chain'

type Times = Pick<CertificateChain, 'notAfter' | 'renewalTime' | 'nextAttemptAt' | 'failedAttempts' | 'lastFailureTime'>

/** When it expires, when it is renewed, and when cert-manager tries again by itself. */
export function ChainTimes({ chain }: { chain: Times }) {
  const nowMs = useNowMs()
  const { notAfter, renewalTime, nextAttemptAt, failedAttempts, lastFailureTime } = chain
  const rest = nextAttemptAt === null ? null : formatUntil(nextAttemptAt, nowMs)
  return (
    <dl className="flex flex-wrap gap-x-6 gap-y-1">
      {nextAttemptAt === null ? null : (
        <Time label="Next attempt" at={nextAttemptAt}>
          {rest === null ? 'due now' : `in ${rest}`}
          {failedAttempts === null ? '' : `, after ${formatCounted(failedAttempts, 'failed attempt')}`}
        </Time>
      )}
      {lastFailureTime === null ? null : (
        <Time label="Last failure" at={lastFailureTime}>
          {formatAge(lastFailureTime, nowMs)} ago
        </Time>
      )}
      {notAfter === null ? (
        <div className="flex gap-1.5">
          <dt className="text-faint">Expires</dt>
          <dd>no certificate yet</dd>
        </div>
      ) : (
        <Time label={Date.parse(notAfter) > nowMs ? 'Expires' : 'Expired'} at={notAfter}>
          {sayMoment(notAfter, nowMs)}
        </Time>
      )}
      {renewalTime === null ? null : (
        <Time label={Date.parse(renewalTime) > nowMs ? 'Renews' : 'Renewal was due'} at={renewalTime}>
          {sayMoment(renewalTime, nowMs)}
        </Time>
      )}
    </dl>
  )
}

function sayMoment(at: string, nowMs: number): string {
  const rest = formatUntil(at, nowMs)
  return rest === null ? `${formatAge(at, nowMs)} ago` : `in ${rest}`
}

function Time({ label, at, children }: { label: string; at: string; children: React.ReactNode }) {
  return (
    <div className="flex flex-wrap gap-x-1.5">
      <dt className="text-faint">{label}</dt>
      <dd>
        <time dateTime={at} className="font-medium tabular-nums">
          {formatMoment(at)}
        </time>{' '}
        <span className="text-muted">({children})</span>
      </dd>
    </div>
  )
}
