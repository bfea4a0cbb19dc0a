'use client'

import { useNowMs } from '@/components/ui/now'
import type { CertificateRow } from '@/lib/api/certificates'
import { formatAge, formatMoment, formatUntil } from '@/lib/format/age'

type Times = Pick<CertificateRow, 'notAfter' | 'renewalTime' | 'nextAttemptAt' | 'attempt'>

/** When a certificate expires, and what comes next: its renewal, or the next attempt. */
export function ExpiryCell({ row }: { row: Times }) {
  const nowMs = useNowMs()
  return (
    <>
      {row.notAfter === null ? (
        <span className="block">never issued</span>
      ) : (
        <time dateTime={row.notAfter} title={formatMoment(row.notAfter)} className="block text-ink">
          {row.notAfter.slice(0, 10)} <span className="text-muted">{sayRest(row.notAfter, nowMs)}</span>
        </time>
      )}
      <span className="block truncate text-sm">{sayNext(row, nowMs)}</span>
    </>
  )
}

function sayRest(at: string, nowMs: number): string {
  const rest = formatUntil(at, nowMs)
  return rest === null ? `${formatAge(at, nowMs)} ago` : `in ${rest}`
}

/** What happens next by itself. */
export function sayNext({ attempt, nextAttemptAt, renewalTime }: Times, nowMs: number): string {
  if (nextAttemptAt !== null) {
    const rest = formatUntil(nextAttemptAt, nowMs)
    return rest === null ? 'next attempt due' : `next attempt in ${rest}`
  }
  if (attempt === 'running') return 'being issued'
  if (renewalTime === null) return ''
  const rest = formatUntil(renewalTime, nowMs)
  return rest === null ? `renewal due ${formatAge(renewalTime, nowMs)} ago` : `renews in ${rest}`
}
