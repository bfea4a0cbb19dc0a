import { describe, expect, it } from 'vitest'
import { judgeHeap } from '../bench/judge-heap'

describe('judgeHeap', () => {
  const saw = [300, 310, 295, 305, 300, 312, 298, 303, 301]

  it('calls a heap flat that goes up and down', () => {
    expect(judgeHeap(saw, 0)).toMatchObject({ isFlat: true, sentence: expect.stringMatching(/^heap flat within 10 %/) })
  })

  it('calls a heap that grows without end not flat', () => {
    const leak = saw.map((size, index) => size + index * 8)
    expect(judgeHeap(leak, 0)).toMatchObject({ isFlat: false, sentence: expect.stringMatching(/NOT flat/) })
  })

  it('forgives what happens while the process warms up', () => {
    expect(judgeHeap([100, 200, ...saw], 2)).toMatchObject({ isFlat: true })
    expect(judgeHeap([100, 200, ...saw], 0)).toMatchObject({ isFlat: false })
  })

  it('does not mind a heap that shrinks', () => {
    expect(
      judgeHeap(
        [...saw].map((size, index) => size - index * 20),
        0,
      ),
    ).toMatchObject({ isFlat: true })
  })

  it('says nothing after too few samples', () => {
    expect(judgeHeap(saw, 5)).toBeNull()
  })
})
