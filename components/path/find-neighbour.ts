/** Where something stands on the screen, in pixels. */
export interface ScreenBox {
  left: number
  right: number
  top: number
  bottom: number
}

/**
 * Which of several things the focus moves to from the one at `index`: the nearest in the direction of an arrow key, else the next
 * or the one before; the first or last for Home and End. Null for other keys, and where there is nothing further.
 */
export function findNeighbour(boxes: readonly ScreenBox[], index: number, key: string): number | null {
  const from = boxes[index]
  if (from === undefined) return null
  if (key === 'Home') return index === 0 ? null : 0
  if (key === 'End') return index === boxes.length - 1 ? null : boxes.length - 1
  const measure = measures[key]
  if (measure === undefined) return null
  let nearest: { index: number; distance: number } | null = null
  for (const [at, to] of boxes.entries()) {
    const distance = at === index ? null : measure(from, to)
    if (distance !== null && (nearest === null || distance < nearest.distance)) nearest = { index: at, distance }
  }
  if (nearest !== null) return nearest.index
  const next = index + (key === 'ArrowRight' || key === 'ArrowDown' ? 1 : -1)
  return next >= 0 && next < boxes.length ? next : null
}

/** Only what lies wholly on that side, and overlaps across it, counts: a row or a column of cards. */
const ahead = (gap: number, isInLine: boolean) => (gap > -1 && isInLine ? gap : null)
const sharesRow = (a: ScreenBox, b: ScreenBox) => a.top < b.bottom && b.top < a.bottom
const sharesColumn = (a: ScreenBox, b: ScreenBox) => a.left < b.right && b.left < a.right

const measures: Record<string, ((from: ScreenBox, to: ScreenBox) => number | null) | undefined> = {
  ArrowRight: (from, to) => ahead(to.left - from.right, sharesRow(from, to)),
  ArrowLeft: (from, to) => ahead(from.left - to.right, sharesRow(from, to)),
  ArrowDown: (from, to) => ahead(to.top - from.bottom, sharesColumn(from, to)),
  ArrowUp: (from, to) => ahead(from.top - to.bottom, sharesColumn(from, to)),
}
