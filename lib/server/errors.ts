import type { Unavailable } from '@/lib/model/unavailable'

/** What went wrong, in the words of the caller. `internal` hides its message from the reader. */
export type AppErrorCode = 'bad-request' | 'forbidden' | 'not-found' | 'too-many-requests' | 'unavailable' | 'internal'

/** An expected failure of a use case; the message is worded for the reader. */
export class AppError extends Error {
  readonly code: AppErrorCode

  constructor(code: AppErrorCode, message: string) {
    super(message)
    this.name = 'AppError'
    this.code = code
  }
}

/** Something that a use case stands or falls with could not be read: `forbidden` where a permission is missing, else `unavailable`. */
export function describeUnread({ what, reason, detail, need }: Unavailable): AppError {
  const code = reason === 'forbidden' ? 'forbidden' : 'unavailable'
  return new AppError(code, `Cannot read ${what}: ${detail}${need === null ? '' : `; needed: ${need}`}.`)
}

/** HTTP status and title of each code. */
export const errorAnswers: Record<AppErrorCode, { status: number; title: string }> = {
  'bad-request': { status: 400, title: 'Bad request' },
  forbidden: { status: 403, title: 'Forbidden' },
  'not-found': { status: 404, title: 'Not found' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  unavailable: { status: 503, title: 'Not available' },
  internal: { status: 500, title: 'Internal error' },
}
