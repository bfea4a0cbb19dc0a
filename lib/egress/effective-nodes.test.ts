import { describe, expect, it } from 'vitest'
import { countEffectiveNodes, countSurge, type NodePool } from './effective-nodes'

const pool = (count: number, rest: Partial<NodePool> = {}): NodePool => ({
  name: 'pool',
  count,
  max: null,
  isAutoscaled: false,
  maxSurge: null,
  ...rest,
})

describe('countSurge', () => {
  it.each([
    ['not set: 10 %', pool(25), 3],
    ['not set, small pool: at least 1', pool(3), 1],
    ['a plain number is nodes', pool(3, { maxSurge: '33' }), 33],
    ['a percentage is rounded up', pool(4, { maxSurge: '33%' }), 2],
    ['zero adds none', pool(4, { maxSurge: '0' }), 0],
    ['an empty pool adds none', pool(0), 0],
    ['the autoscaler maximum is the base', pool(3, { max: 20, isAutoscaled: true, maxSurge: '50%' }), 10],
    ['unreadable', pool(3, { maxSurge: 'a third' }), null],
  ])('%s', (_, given, surge) => {
    expect(countSurge(given)).toBe(surge)
  })
})

describe('countEffectiveNodes', () => {
  it('adds one surge for each pool: three pools of together 22 nodes count as 25', () => {
    expect(countEffectiveNodes([pool(8), pool(7), pool(7)])).toBe(25)
  })

  it('takes the maximum only where the autoscaler is on', () => {
    expect(
      countEffectiveNodes([
        pool(5, { max: 60, isAutoscaled: true, maxSurge: '1' }),
        pool(5, { max: 60, maxSurge: '1' }),
      ]),
    ).toBe(67)
  })

  it('does not guess around a surge that cannot be read', () => {
    expect(countEffectiveNodes([pool(5), pool(5, { maxSurge: '?' })])).toBeNull()
  })
})
