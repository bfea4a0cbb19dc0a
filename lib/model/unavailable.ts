import type { Unavailable } from './schemas/unavailable'

export type { Unavailable, UnavailableReason } from './schemas/unavailable'

const notObserved = Symbol.for('fairlead.not-observed')

/**
 * Thrown inside a check or a derived fact when something it needs was not observed. The runner turns it into the outcome
 * `not-run` with the reason; it never reaches a page as an error.
 */
export class NotObservedError extends Error {
  readonly unavailable: Unavailable
  readonly [notObserved] = true

  constructor(unavailable: Unavailable) {
    // It is an answer, thrown thousands of times while a cluster is being read: nobody reads its stack, and making one is dear.
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    super(`${unavailable.what}: ${unavailable.detail}`)
    Error.stackTraceLimit = stackTraceLimit
    this.name = 'NotObservedError'
    this.unavailable = unavailable
  }

  /**
   * By brand, not by identity: Next instantiates this module once for each bundle, and a view made in one bundle throws into a
   * check of another.
   */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && notObserved in value
  }
}
