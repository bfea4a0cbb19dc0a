import { expect, it } from 'vitest'
import { ChangeLog } from './change-log'

it('tells exactly the topics that changed after a position, however far back it lies', () => {
  const log = new ChangeLog()
  log.note('blue', ['egress'], 1)
  log.note('blue', ['findings', 'ingresses'], 2)
  log.note('green', ['egress'], 3)
  for (let sequence = 4; sequence < 10_000; sequence += 1) log.note('blue', ['findings'], sequence)
  expect(log.listSince('blue', 0).sort()).toEqual(['egress', 'findings', 'ingresses'])
  expect(log.listSince('blue', 1).sort()).toEqual(['findings', 'ingresses'])
  expect(log.listSince('blue', 2)).toEqual(['findings'])
  expect(log.listSince('blue', 9_999)).toEqual([])
  expect(log.listSince('green', 2)).toEqual(['egress'])
  expect(log.listSince('red', 0)).toEqual([])
})

it('knows the last change of a cluster, of all topics or of some', () => {
  const log = new ChangeLog()
  expect(log.lastSequence('blue')).toBe(0)
  log.note('blue', ['egress'], 5)
  log.note('blue', ['findings'], 7)
  log.note('blue', ['findings'], 6)
  expect(log.lastSequence('blue')).toBe(7)
  expect(log.lastSequence('blue', new Set(['egress']))).toBe(5)
  expect(log.lastSequence('blue', new Set(['clusters']))).toBe(0)
})
