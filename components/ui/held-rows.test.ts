import { describe, expect, it } from 'vitest'
import { type HeldRow, holdRows } from './held-rows'

interface Row {
  id: string
  verdict: string
}

const row = (id: string, verdict = 'passing'): Row => ({ id, verdict })
const shown = (...rows: Row[]): HeldRow<Row>[] => rows.map((each) => ({ row: each, state: 'current' }))
const look = (rows: readonly HeldRow<Row>[]) => rows.map((held) => `${held.row.id} ${held.state}`)
const keyOf = ({ id }: Row) => id

describe('holdRows', () => {
  it('updates a row in its place, and is in order while nothing moved', () => {
    const held = holdRows(shown(row('a'), row('b')), [row('a'), row('b', 'failing')], keyOf)
    expect(held.rows[1]?.row.verdict).toBe('failing')
    expect(held.isOutOfOrder).toBe(false)
  })

  it('keeps places when the incoming order differs, and says so', () => {
    const held = holdRows(shown(row('a'), row('b')), [row('b', 'failing'), row('a')], keyOf)
    expect(look(held.rows)).toEqual(['a current', 'b current'])
    expect(held.isOutOfOrder).toBe(true)
  })

  it('leaves a row that went where it was, and puts a new one at the end', () => {
    const held = holdRows(shown(row('a'), row('b')), [row('n'), row('b')], keyOf)
    expect(look(held.rows)).toEqual(['a gone', 'b current', 'n new'])
    expect(held.isOutOfOrder).toBe(true)
  })

  it('counts a row that came back as current again', () => {
    const held = holdRows([{ row: row('a'), state: 'gone' }], [row('a')], keyOf)
    expect(look(held.rows)).toEqual(['a current'])
    expect(held.isOutOfOrder).toBe(false)
  })

  it('keeps a new row marked as new until the list is sorted again', () => {
    const held = holdRows([...shown(row('a')), { row: row('n'), state: 'new' }], [row('a'), row('n')], keyOf)
    expect(look(held.rows)).toEqual(['a current', 'n new'])
  })

  it('takes no new rows into the loaded part of a longer list, but says that it is out of order', () => {
    const held = holdRows(shown(row('a'), row('b')), [row('n'), row('a')], keyOf, true)
    expect(look(held.rows)).toEqual(['a current', 'b gone'])
    expect(held.isOutOfOrder).toBe(true)
  })
})
