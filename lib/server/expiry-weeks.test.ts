import { describe, expect, it } from 'vitest'
import { summariseExpiry } from './expiry-weeks'

const nowMs = Date.parse('2026-03-04T15:00:00Z')
const at = (notAfter: string | null, verdict: 'passing' | 'failing' | 'undetermined' = 'passing') => ({
  notAfter,
  verdict,
})

describe('summariseExpiry', () => {
  it('counts by weeks that begin today, so that the day of the reader is never split', () => {
    const { weeks } = summariseExpiry(
      [at('2026-03-04T16:00:00Z'), at('2026-03-10T23:59:59Z'), at('2026-03-11T00:00:00Z', 'failing')],
      nowMs,
    )
    expect(weeks).toHaveLength(13)
    expect(weeks[0]).toEqual({ from: '2026-03-04T00:00:00.000Z', passing: 2, warning: 0, failing: 0, undetermined: 0 })
    expect(weeks[1]).toMatchObject({ passing: 0, failing: 1 })
  })

  it('keeps apart what expired, also earlier today, what comes later, and what was never issued', () => {
    const rows = [
      at('2026-03-04T14:59:59Z'),
      at('2025-01-01T00:00:00Z'),
      at('2026-06-03T00:00:00Z'),
      at(null, 'undetermined'),
    ]
    expect(summariseExpiry(rows, nowMs)).toMatchObject({ expired: 2, later: 1, neverIssued: 1 })
  })

  it('holds every certificate exactly once', () => {
    const rows = Array.from({ length: 400 }, (_, day) => at(new Date(nowMs + (day - 50) * 86_400_000).toISOString()))
    const { expired, weeks, later, neverIssued } = summariseExpiry(rows, nowMs)
    const inWeeks = weeks.reduce((sum, week) => sum + week.passing + week.warning + week.failing + week.undetermined, 0)
    expect(expired + inWeeks + later + neverIssued).toBe(400)
  })
})
