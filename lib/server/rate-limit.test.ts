import { describe, expect, test } from 'vitest'
import { RateLimit } from './rate-limit'

describe('a rate limit', () => {
  test('lets so many through in any window and then says how long to wait', () => {
    const limit = new RateLimit(2, 1_000)
    expect(limit.take(0)).toBeNull()
    expect(limit.take(300)).toBeNull()
    expect(limit.take(400)).toBe(600)
    expect(limit.take(999)).toBe(1)
    expect(limit.take(1_000)).toBeNull()
    expect(limit.take(1_001)).toBe(299)
  })
})
