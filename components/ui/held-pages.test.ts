import { describe, expect, it } from 'vitest'
import { countRows, type HeldPages, holdPages, isOutOfOrder, listPages, startHolding } from './held-pages'

interface Row {
  id: string
  verdict: string
}

const pageSize = 3
const rows = (ids: string, verdict = 'passing'): Row[] => [...ids].map((id) => ({ id, verdict }))
const arrive = (held: HeldPages<Row>, pages: Record<number, Row[]>, total: number) =>
  holdPages(held, {
    pages: new Map(Object.entries(pages).map(([page, list]) => [Number(page), list])),
    total,
    pageSize,
    keyOf: ({ id }) => id,
  })
const look = (held: HeldPages<Row>, page: number) =>
  held.pages.get(page)?.map(({ row, state }) => (state === 'current' ? row.id : `${row.id} ${state}`))

describe('holdPages', () => {
  it('takes a page that is seen for the first time as it is', () => {
    const held = arrive(startHolding(9), { 1: rows('def') }, 9)
    expect(look(held, 1)).toEqual(['d', 'e', 'f'])
    expect(isOutOfOrder(held)).toBe(false)
  })

  it('keeps pages that were seen while others are read', () => {
    const held = arrive(arrive(startHolding(9), { 0: rows('abc') }, 9), { 1: rows('def') }, 9)
    expect(look(held, 0)).toEqual(['a', 'b', 'c'])
    expect(look(held, 1)).toEqual(['d', 'e', 'f'])
  })

  it('moves no row when one comes before them, and finds the row that moved over to the next page', () => {
    const first = arrive(startHolding(9), { 0: rows('abc'), 1: rows('def') }, 9)
    const held = arrive(first, { 0: rows('nab'), 1: [...rows('c', 'failing'), ...rows('de')] }, 10)
    expect(look(held, 0)).toEqual(['a', 'b', 'c'])
    expect(held.pages.get(0)?.[2]?.row.verdict).toBe('failing')
    expect(look(held, 1)).toEqual(['d', 'e', 'f gone'])
    expect(isOutOfOrder(held)).toBe(true)
  })

  it('says that a row is gone from where it was when it stands on no page that was read', () => {
    const held = arrive(arrive(startHolding(9), { 0: rows('abc') }, 9), { 0: rows('abd') }, 9)
    expect(look(held, 0)).toEqual(['a', 'b', 'c gone'])
  })

  it('puts a new row at the end of a page that has room, as new', () => {
    const held = arrive(arrive(startHolding(2), { 0: rows('ab') }, 2), { 0: rows('nab') }, 3)
    expect(look(held, 0)).toEqual(['a', 'b', 'n new'])
    expect(isOutOfOrder(held)).toBe(true)
  })

  it('does not show a row twice that moved from a page in sight to the end of the last one', () => {
    const first = arrive(startHolding(5), { 0: rows('abc'), 1: rows('de') }, 5)
    const held = arrive(first, { 0: rows('bcd'), 1: rows('ea') }, 5)
    expect(look(held, 0)).toEqual(['a', 'b', 'c'])
    expect(look(held, 1)).toEqual(['d', 'e'])
  })

  it('is in order again when what moved moved back', () => {
    const first = arrive(startHolding(3), { 0: rows('abc') }, 3)
    const held = arrive(arrive(first, { 0: rows('bac') }, 3), { 0: rows('abc') }, 3)
    expect(isOutOfOrder(held)).toBe(false)
  })
})

describe('countRows', () => {
  it('never counts fewer rows than are shown, so that a row that went is not cut off at the end', () => {
    const held = arrive(arrive(startHolding(5), { 1: rows('de') }, 5), { 1: rows('d') }, 4)
    expect(look(held, 1)).toEqual(['d', 'e gone'])
    expect(countRows(held, pageSize)).toBe(5)
  })

  it('grows with the list', () => {
    expect(countRows(arrive(startHolding(3), { 0: rows('abc') }, 7), pageSize)).toBe(7)
    expect(countRows(startHolding(0), pageSize)).toBe(0)
  })
})

describe('listPages', () => {
  it('lists the pages in sight and those about to be', () => {
    expect(listPages({ first: 95, last: 110, margin: 20 }, 5000, 100)).toEqual([0, 1])
    expect(listPages({ first: 40, last: 60, margin: 20 }, 5000, 100)).toEqual([0])
    expect(listPages({ first: 4990, last: 4999, margin: 20 }, 5000, 100)).toEqual([49])
  })

  it('stays within the list, also when it has become shorter than what is looked at', () => {
    expect(listPages({ first: 4990, last: 4999, margin: 20 }, 150, 100)).toEqual([1])
    expect(listPages({ first: 0, last: 20, margin: 20 }, 0, 100)).toEqual([0])
  })
})
