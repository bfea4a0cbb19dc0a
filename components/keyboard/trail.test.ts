import { describe, expect, it } from 'vitest'
import { findOnTrail, stepOnTrail, type Trail } from './trail'

const trail = (at: number, isCut = false): Trail => ({
  hrefs: ['/blue/ingresses/shop/a?host=a', '/blue/ingresses/shop/a?host=b', '/blue/ingresses/shop/c'],
  at,
  isCut,
})

describe('findOnTrail', () => {
  it('knows the page whatever host or hop is chosen on it since', () => {
    expect(findOnTrail(trail(2), '/blue/ingresses/shop/c?host=x&hop=pods')?.at).toBe(2)
  })

  it('keeps the place of a page that stands in the list twice', () => {
    expect(findOnTrail(trail(1), '/blue/ingresses/shop/a?host=b')?.at).toBe(1)
    expect(findOnTrail(trail(2), '/blue/ingresses/shop/a?host=b')?.at).toBe(1)
  })

  it('is null on a page that was not in the list', () => {
    expect(findOnTrail(trail(0), '/blue/ingresses/shop/z')).toBeNull()
    expect(findOnTrail(trail(0), '/blue/ingresses')).toBeNull()
  })
})

describe('stepOnTrail', () => {
  it('goes to the next and the previous one', () => {
    expect(stepOnTrail(trail(1), 1)).toMatchObject({ href: '/blue/ingresses/shop/c', trail: { at: 2 } })
    expect(stepOnTrail(trail(1), -1)).toMatchObject({ href: '/blue/ingresses/shop/a?host=a', trail: { at: 0 } })
  })

  it('ends at both ends, and tells the end of the list from the end of what was loaded', () => {
    expect(stepOnTrail(trail(0), -1)).toEqual({ end: 'first', isCut: false })
    expect(stepOnTrail(trail(2), 1)).toEqual({ end: 'last', isCut: false })
    expect(stepOnTrail(trail(2, true), 1)).toEqual({ end: 'last', isCut: true })
  })
})
