import { describe, expect, it } from 'vitest'
import { verdictWords } from '@/components/findings/verdict-look'
import { canFold, countVerdicts, foldLanes, orderLanes } from './lane-order'
import { type KeyedPath, keyPaths } from './trace-selection'
import { createBrokenPath, createPath } from './traced-path-fixture'

const keysOf = (lanes: readonly KeyedPath[]) => lanes.map(({ key }) => key)
const many = (count: number, broken: number[] = []) =>
  keyPaths(
    Array.from({ length: count }, (_, at) => (broken.includes(at) ? createBrokenPath(`/${at}`) : createPath(`/${at}`))),
  )

describe('the order of lanes', () => {
  it('is worst first on arrival, equals as declared', () => {
    expect(keysOf(orderLanes(many(5, [2, 4]), []))).toEqual(['/2', '/4', '/0', '/1', '/3'])
  })

  it('stays when verdicts change, paths go, and new ones follow at the end', () => {
    const known = keysOf(orderLanes(many(4, [2]), []))
    expect(known).toEqual(['/2', '/0', '/1', '/3'])
    expect(keysOf(orderLanes(many(4, [3]), known))).toEqual(known)
    const changed = many(6, [5]).filter(({ key }) => key !== '/0')
    expect(keysOf(orderLanes(changed, known))).toEqual(['/2', '/1', '/3', '/4', '/5'])
  })
})

describe('folding', () => {
  it('shows the worst four of many and counts the rest by verdict', () => {
    const lanes = orderLanes(many(30, [20, 21, 22, 23, 24]), [])
    const { shown, folded } = foldLanes(lanes, '/20', false)
    expect(keysOf(shown)).toEqual(['/20', '/21', '/22', '/23'])
    expect(folded).toHaveLength(26)
    expect(countVerdicts(folded, verdictWords)).toBe('1 failing, 25 passing')
  })

  it('never folds the selected path away', () => {
    expect(keysOf(foldLanes(many(30), '/17', false).shown)).toEqual(['/0', '/1', '/2', '/3', '/17'])
  })

  it('leaves five paths alone, and shows all when asked', () => {
    expect(canFold(many(5))).toBe(false)
    expect(foldLanes(many(5), null, false).folded).toEqual([])
    expect(foldLanes(many(30), null, true).shown).toHaveLength(30)
  })
})
