/** A row on screen: as it was when the reader last saw the order, new since then, or gone from the list meanwhile. */
export interface HeldRow<T> {
  row: T
  state: 'current' | 'new' | 'gone'
}

export interface HeldRows<T> {
  rows: HeldRow<T>[]
  /** The list would look different if it were sorted again: rows came, went, or changed places. */
  isOutOfOrder: boolean
}

/**
 * Brings new data under the reader's eyes without moving anything: every row keeps its place and takes its new content, rows
 * that left stay where they were, rows that came stand at the end.
 *
 *     shown a b c, incoming c b d  ->  a (gone) b c d (new), out of order
 *
 * With `isClosed` rows that came are left out: for the loaded part of a longer list, where rows move in and out all the time and
 * the shown ones would only grow.
 */
export function holdRows<T>(
  shown: readonly HeldRow<T>[],
  incoming: readonly T[],
  keyOf: (row: T) => string,
  isClosed = false,
): HeldRows<T> {
  const arriving = new Map(incoming.map((row) => [keyOf(row), row]))
  const rows = shown.map((held): HeldRow<T> => {
    const key = keyOf(held.row)
    const row = arriving.get(key)
    arriving.delete(key)
    if (row === undefined) return { row: held.row, state: 'gone' }
    return { row, state: held.state === 'new' ? 'new' : 'current' }
  })
  if (!isClosed) for (const row of arriving.values()) rows.push({ row, state: 'new' })
  const held = rows.filter(({ state }) => state !== 'gone').map(({ row }) => keyOf(row))
  const isSameOrder =
    held.length === rows.length &&
    held.length === incoming.length &&
    incoming.every((row, index) => keyOf(row) === held[index])
  return { rows, isOutOfOrder: !isSameOrder }
}
