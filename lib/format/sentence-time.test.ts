import { describe, expect, it } from 'vitest'
import { formatSentenceTime } from './sentence-time'

const at = (now: string) => ({ hasPassed: (atMs: number) => Date.parse(now) >= atMs })

describe('formatSentenceTime', () => {
  it.each([
    ['2026-11-24T03:07:41.900Z', '2026-11-24T02:00:00Z', '03:07:41 UTC'],
    ['2026-11-24T00:00:00Z', '2026-11-24T23:59:59Z', '00:00:00 UTC'],
    ['2026-11-24T23:59:59Z', '2026-11-25T00:00:00Z', '2026-11-24 23:59:59 UTC'],
    ['2026-11-25T00:00:00Z', '2026-11-24T23:59:59Z', '2026-11-25 00:00:00 UTC'],
    ['2026-11-24T01:30:00+02:00', '2026-11-23T12:00:00Z', '23:30:00 UTC'],
  ])('writes %s at %s as %s', (moment, now, text) => {
    expect(formatSentenceTime(moment, at(now))).toBe(text)
  })

  it('leaves text that is not a time alone', () => {
    expect(formatSentenceTime('soon', at('2026-11-24T00:00:00Z'))).toBe('soon')
  })
})
