import { describe, expect, it } from 'vitest'
import { chooseFavicon, drawFavicon, type FaviconState } from './draw-favicon'

describe('chooseFavicon', () => {
  it('is stale whatever the verdict was, where there is one', () => {
    expect(chooseFavicon('passing', true)).toBe('stale')
    expect(chooseFavicon('failing', true)).toBe('stale')
    expect(chooseFavicon(null, true)).toBe('plain')
  })

  it('never shows a check for what could not be judged', () => {
    for (const verdict of ['undetermined', 'not-checked', 'blocked'] as const)
      expect(chooseFavicon(verdict, false)).toBe('undetermined')
  })
})

describe('drawFavicon', () => {
  it('draws each state as another shape, not only in another colour, and moves nothing', () => {
    const states: FaviconState[] = ['plain', 'failing', 'warning', 'passing', 'undetermined', 'stale']
    const drawings = states.map((state) => decodeURIComponent(drawFavicon(state).replace('data:image/svg+xml,', '')))
    const shapes = drawings.map((svg) => svg.replace(/#[0-9a-f]{3,6}/g, ''))
    expect(new Set(shapes).size).toBe(states.length)
    for (const svg of drawings) expect(svg).toMatch(/^<svg (?!.*<(animate|style|script)).*<\/svg>$/)
  })
})
