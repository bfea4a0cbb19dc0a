import type { CertificatePage, CertificateRow, ExpiryWeek } from '@/lib/api/certificates'

const dayMs = 24 * 60 * 60_000
/** A quarter: certificates of public CAs live 90 days or less. */
const weeksShown = 13

/** When certificates expire: expired, week by week from the day of `nowMs` (UTC), later, and never issued. */
export function summariseExpiry(
  rows: readonly Pick<CertificateRow, 'notAfter' | 'verdict'>[],
  nowMs: number,
): CertificatePage['expiry'] {
  const startMs = Math.floor(nowMs / dayMs) * dayMs
  const weeks = Array.from({ length: weeksShown }, (_, week): ExpiryWeek => {
    const from = new Date(startMs + week * 7 * dayMs).toISOString()
    return { from, passing: 0, warning: 0, failing: 0, undetermined: 0 }
  })
  const expiry = { expired: 0, weeks, later: 0, neverIssued: 0 }
  for (const { notAfter, verdict } of rows) {
    if (notAfter === null) {
      expiry.neverIssued += 1
      continue
    }
    const atMs = Date.parse(notAfter)
    const week = weeks[Math.floor((atMs - startMs) / (7 * dayMs))]
    if (atMs <= nowMs) expiry.expired += 1
    else if (week === undefined) expiry.later += 1
    else week[verdict === 'passing' || verdict === 'warning' || verdict === 'failing' ? verdict : 'undetermined'] += 1
  }
  return expiry
}
