import { describe, expect, it } from 'vitest'
import { formatDurationSeconds } from './duration'

describe('formatDurationSeconds', () => {
  it.each([
    [0, '0 s'],
    [-5, '0 s'],
    [45.9, '45 s'],
    [60, '1 min'],
    [150, '2 min 30 s'],
    [3600, '1 h'],
    [3605, '1 h'],
    [90_000, '1 d 1 h'],
  ])('reads %d seconds as %s', (lengthSeconds, text) => {
    expect(formatDurationSeconds(lengthSeconds)).toBe(text)
  })
})
