import { AppError } from './errors'

/**
 * One page of a sorted list. The cursor is the key of the last row shown: when that row has gone or moved meanwhile, the page
 * continues at the position it had, so that a changing list never repeats from the start. Without a cursor the page starts at
 * `offset`, for a reader that jumps; beyond the end it is empty.
 */
export function takePage<T>(
  rows: readonly T[],
  options: {
    /** Left out when the rows are sorted already. */
    compare?: (a: T, b: T) => number
    keyOf: (row: T) => string
    limit: number
    cursor?: string
    offset?: number
  },
): { items: T[]; nextCursor: string | null } {
  const sorted = options.compare === undefined ? rows : [...rows].sort(options.compare)
  const start =
    options.cursor === undefined
      ? (options.offset ?? 0)
      : findStart(sorted, options.keyOf, decodeCursor(options.cursor))
  const items = sorted.slice(start, start + options.limit)
  const last = items.at(-1)
  const hasMore = start + items.length < sorted.length && last !== undefined
  return {
    items,
    nextCursor: hasMore ? encodeCursor({ key: options.keyOf(last), position: start + items.length }) : null,
  }
}

interface Cursor {
  key: string
  position: number
}

function findStart<T>(sorted: readonly T[], keyOf: (row: T) => string, cursor: Cursor): number {
  const position = sorted.findIndex((row) => keyOf(row) === cursor.key)
  return position === -1 ? Math.min(cursor.position, sorted.length) : position + 1
}

function encodeCursor({ key, position }: Cursor): string {
  return Buffer.from(JSON.stringify([key, position])).toString('base64url')
}

function decodeCursor(text: string): Cursor {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    if (Array.isArray(parsed) && typeof parsed[0] === 'string' && Number.isInteger(parsed[1]) && parsed[1] >= 0) {
      return { key: parsed[0], position: parsed[1] }
    }
  } catch {
    // Falls through to the one message for every broken cursor.
  }
  throw new AppError('bad-request', 'cursor: not one that this API gave out; leave it away to start at the first page.')
}
