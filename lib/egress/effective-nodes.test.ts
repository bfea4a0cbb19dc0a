import { describe, expect, it } from 'vitest'
import { boundDefaultSurge, countEffectiveNodes, countSurge, type NodePool } from './effective-nodes'

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

describe('boundDefaultSurge', () => {
  it.each([
    [48, 3, 7],
    [60, 3, 8],
    [1, 1, 1],
    [10, 1, 1],
    [11, 1, 2],
    [2, 5, 2],
    [0, 3, 0],
    [22, 0, 3],
  ])('%i nodes in %i pools add at most %i', (nodes, pools, surge) => {
    expect(boundDefaultSurge(nodes, pools)).toBe(surge)
  })

  it('is reached by some spread of the nodes and exceeded by none', () => {
    for (let nodes = 3; nodes <= 60; nodes += 1) {
      let most = 0
      for (let first = 1; first < nodes - 1; first += 1) {
        for (let second = 1; second < nodes - first; second += 1) {
          const spread = [first, second, nodes - first - second]
          most = Math.max(
            most,
            spread.reduce((sum, count) => sum + (countSurge(pool(count)) ?? 0), 0),
          )
        }
      }
      expect(boundDefaultSurge(nodes, 3)).toBe(most)
    }
  })
})
