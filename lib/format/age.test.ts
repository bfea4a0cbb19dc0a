import { describe, expect, it } from 'vitest'
import { formatAge, formatClock, formatMoment, formatUntil } from './age'

const nowMs = Date.parse('2026-11-24T10:00:00Z')

describe('formatAge', () => {
  it.each([
    ['2026-11-24T10:00:00Z', '0 s'],
    ['2026-11-24T09:59:57.400Z', '2 s'],
    ['2026-11-24T09:58:01Z', '119 s'],
    ['2026-11-24T09:58:00Z', '2 min'],
    ['2026-11-24T08:00:00Z', '2 h'],
    ['2026-11-22T10:00:00Z', '2 d'],
    ['2024-11-24T10:00:00Z', '2 y'],
  ])('reads %s as %s', (at, age) => {
    expect(formatAge(at, nowMs)).toBe(age)
  })

  it('reads a time in the future as no age, since clocks differ', () => {
    expect(formatAge('2026-11-24T10:00:09Z', nowMs)).toBe('0 s')
  })

  it('is empty for something that is not a time', () => {
    expect(formatAge('soon', nowMs)).toBe('')
  })
})

describe('formatUntil', () => {
  it('rounds up, so that it never says 0 while something is left', () => {
    expect(formatUntil('2026-11-24T10:00:00.200Z', nowMs)).toBe('1 s')
    expect(formatUntil('2026-11-24T10:04:30Z', nowMs)).toBe('5 min')
    expect(formatUntil('2026-11-24T15:30:00Z', nowMs)).toBe('6 h')
    expect(formatUntil('2026-11-27T10:00:00Z', nowMs)).toBe('3 d')
  })

  it('is null once the time has passed, or when it is not a time', () => {
    expect(formatUntil('2026-11-24T10:00:00Z', nowMs)).toBeNull()
    expect(formatUntil('later', nowMs)).toBeNull()
  })
})

describe('formatClock and formatMoment', () => {
  it('convert to UTC and say so', () => {
    expect(formatClock('2026-11-24T12:04:07+02:00')).toBe('10:04:07 UTC')
    expect(formatMoment('2026-11-24T00:30:00+02:00')).toBe('2026-11-23 22:30:00 UTC')
  })

  it('are empty for something that is not a time', () => {
    expect(formatClock('')).toBe('')
    expect(formatMoment('?')).toBe('')
  })
})
