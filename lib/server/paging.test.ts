import { describe, expect, it } from 'vitest'
import { takePage } from './paging'

const letters = ['a', 'b', 'c', 'd', 'e']
const options = { compare: (a: string, b: string) => (a < b ? -1 : 1), keyOf: (row: string) => row, limit: 2 }

describe('takePage', () => {
  it('continues after the last row of the page before, also when rows came before it meanwhile', () => {
    const first = takePage(letters, options)
    const cursor = first.nextCursor ?? ''
    expect(takePage(['A', ...letters], { ...options, cursor }).items).toEqual(['c', 'd'])
  })

  it('continues at the same position when the last row has gone meanwhile', () => {
    const cursor = takePage(letters, options).nextCursor ?? ''
    expect(takePage(['a', 'c', 'd', 'e'], { ...options, cursor }).items).toEqual(['d', 'e'])
  })

  it('starts at an offset for a reader that jumps, and is empty beyond the end', () => {
    expect(takePage(letters, { ...options, offset: 3 })).toEqual({ items: ['d', 'e'], nextCursor: null })
    expect(takePage(letters, { ...options, offset: 9 })).toEqual({ items: [], nextCursor: null })
  })

  it('refuses a cursor that it did not give out', () => {
    expect(() => takePage(letters, { ...options, cursor: 'x' })).toThrow('cursor: not one that this API gave out')
  })
})
