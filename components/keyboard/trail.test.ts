import { describe, expect, it } from 'vitest'
import { extendTrail, findOnTrail, listRowsAround, stepOnTrail, type Trail } from './trail'

const trail = (at: number, rest: Partial<Trail> = {}): Trail => ({
  hrefs: ['/blue/ingresses/shop/a?host=a', '/blue/ingresses/shop/a?host=b', '/blue/ingresses/shop/c'],
  at,
  before: 0,
  total: 3,
  pages: null,
  ...rest,
})
const pages = { list: 'ingresses', cluster: 'blue', params: {}, size: 4 } as const
/** Rows 4 to 6 of 10 are known, four a page. */
const part = (at: number) => trail(at, { before: 4, total: 10, pages })

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

  it('ends at both ends of the list', () => {
    expect(stepOnTrail(trail(0), -1)).toEqual({ end: 'first' })
    expect(stepOnTrail(trail(2), 1)).toEqual({ end: 'last' })
    expect(stepOnTrail({ ...part(2), total: 7 }, 1)).toEqual({ end: 'last' })
  })

  it('asks for the page that has the next row where the list goes on', () => {
    expect(stepOnTrail(part(2), 1)).toEqual({ load: 1 })
    expect(stepOnTrail(part(0), -1)).toEqual({ load: 0 })
  })
})

describe('extendTrail', () => {
  it('goes on after the rows that are known, and knows where it is', () => {
    const page = { page: 1, hrefs: ['/4', '/5', '/6', '/7'], total: 10 }
    const extended = extendTrail(part(2), 1, page)
    expect(extended.hrefs.slice(3)).toEqual(['/7'])
    expect(stepOnTrail(extended, 1)).toMatchObject({ href: '/7', trail: { at: 3, before: 4 } })
  })

  it('goes on before them', () => {
    const extended = extendTrail(part(0), -1, { page: 0, hrefs: ['/0', '/1', '/2', '/3'], total: 10 })
    expect(extended).toMatchObject({ at: 4, before: 0 })
    expect(stepOnTrail(extended, -1)).toMatchObject({ href: '/3' })
  })

  it('walks no row twice that moved meanwhile, and ends when nothing new is there', () => {
    const moved = { page: 1, hrefs: ['/4', '/5', '/6', '/blue/ingresses/shop/c'], total: 7 }
    const extended = extendTrail({ ...part(2), total: 8 }, 1, moved)
    expect(extended.hrefs).toHaveLength(3)
    expect(stepOnTrail(extended, 1)).toEqual({ end: 'last' })
    const shrunk = extendTrail(part(0), -1, { page: 0, hrefs: [], total: 0 })
    expect(stepOnTrail(shrunk, -1)).toEqual({ end: 'first' })
  })
})

describe('listRowsAround', () => {
  it('lists what is loaded without a gap around the row, and how many stand before', () => {
    const loaded = [null, '/1', '/2', '/3', null, '/5']
    expect(listRowsAround('/2', 6, (index) => loaded[index] ?? null)).toEqual({ hrefs: ['/1', '/2', '/3'], before: 1 })
    expect(listRowsAround('/gone', 6, (index) => loaded[index] ?? null)).toEqual({ hrefs: ['/gone'], before: 0 })
  })
})
