import { describe, expect, it } from 'vitest'
import { findNeighbour, type ScreenBox } from './find-neighbour'

const box = (left: number, top: number, width = 10, height = 10): ScreenBox => ({
  left,
  right: left + width,
  top,
  bottom: top + height,
})

describe('findNeighbour', () => {
  //  0  1  2
  //     4  5    and 3 under all of the first row
  const drawn = [box(0, 0), box(20, 0), box(40, 0), box(0, 60, 30), box(20, 20), box(40, 20)]

  it.each([
    ['ArrowRight', 0, 1],
    ['ArrowRight', 1, 2],
    ['ArrowLeft', 5, 4],
    ['ArrowDown', 1, 4],
    ['ArrowDown', 4, 3],
    ['ArrowUp', 5, 2],
    ['Home', 4, 0],
    ['End', 0, 5],
  ])('%s leads from %i to %i', (key, from, to) => {
    expect(findNeighbour(drawn, from, key)).toBe(to)
  })

  it('goes on to the next in order where nothing lies that way, and stops at both ends', () => {
    expect(findNeighbour(drawn, 2, 'ArrowRight')).toBe(3)
    expect(findNeighbour(drawn, 0, 'ArrowLeft')).toBeNull()
    expect(findNeighbour(drawn, 5, 'ArrowDown')).toBeNull()
  })

  it('walks a list up and down', () => {
    const list = [box(0, 0, 300), box(0, 12, 300), box(0, 24, 300)]
    expect(findNeighbour(list, 0, 'ArrowDown')).toBe(1)
    expect(findNeighbour(list, 2, 'ArrowUp')).toBe(1)
    expect(findNeighbour(list, 1, 'ArrowRight')).toBe(2)
  })

  it('leaves other keys to the browser', () => {
    expect(findNeighbour(drawn, 0, 'a')).toBeNull()
    expect(findNeighbour(drawn, -1, 'ArrowDown')).toBeNull()
  })
})
