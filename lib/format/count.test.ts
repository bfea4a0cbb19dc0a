import { describe, expect, it } from 'vitest'
import { formatCount, formatCounted, formatNames } from './count'

describe('formatCount', () => {
  it('groups thousands', () => {
    expect(formatCount(64_000)).toBe('64,000')
    expect(formatCount(7)).toBe('7')
  })
})

describe('formatCounted', () => {
  it('says one thing in the singular and none or many in the plural', () => {
    expect(formatCounted(1, 'host')).toBe('1 host')
    expect(formatCounted(0, 'host')).toBe('0 hosts')
    expect(formatCounted(1200, 'ingress', 'ingresses')).toBe('1,200 ingresses')
  })
})

describe('formatNames', () => {
  it('joins a few names as a sentence does', () => {
    expect(formatNames([])).toBe('')
    expect(formatNames(['a'])).toBe('a')
    expect(formatNames(['a', 'b'])).toBe('a and b')
    expect(formatNames(['a', 'b', 'c'])).toBe('a, b and c')
  })

  it('counts the names it leaves out', () => {
    expect(formatNames(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c and 2 more')
  })
})
