import { overflowsDuration, parseGoDurationSeconds, parseGoInteger } from './go-values'
import type { Token } from './lexer'
import { isUndecided, refuse, type SetupContext, warn } from './setup'

const INTEGER_FIX = 'Write a whole number of seconds or entries without unit; keep "}" on a line of its own.'
const DURATION_FIX = 'Write a number with its unit, for example 60s.'

/** A Go integer; null after recording why not. A word decided at run time is null and listed in `undetermined`. */
export function readInteger(what: string, token: Token, undetermined: string[], context: SetupContext): number | null {
  if (isUndecided(context, token)) {
    undetermined.push(`${what} is written as ${token.text}`)
    return null
  }
  const value = parseGoInteger(token.text)
  if (value === null) refuse(context, token, `cache: ${what} "${token.text}" is not a whole number.`, INTEGER_FIX)
  return value
}

/** Like `readInteger`, for seconds above 0. */
export function readPositive(what: string, token: Token, undetermined: string[], context: SetupContext): number | null {
  const seconds = readInteger(what, token, undetermined, context)
  if (seconds === null) return null
  if (seconds <= 0) {
    const fix = 'Use 1 or more seconds; to switch a class off write "disable success" or "disable denial".'
    refuse(context, token, `cache: ${what} ${seconds} is not positive.`, fix)
    return null
  }
  warnOverflow(what, seconds, token, undetermined, context)
  return seconds
}

/** Warns of seconds that wrap in Go's 64-bit nanoseconds. */
export function warnOverflow(
  what: string,
  seconds: number,
  token: Token,
  undetermined: string[],
  context: SetupContext,
): void {
  if (!overflowsDuration(seconds)) return
  const message = `cache: ${what} ${token.text} overflows; CoreDNS accepts it and computes with a wrong number.`
  warn(context, 'cache-number-overflow', token, message, 'Write a realistic number of seconds.')
  undetermined.push(`${what} ${token.text} overflows`)
}

/** Like `readInteger`, for a Go duration; seconds. */
export function readDuration(what: string, token: Token, undetermined: string[], context: SetupContext): number | null {
  if (isUndecided(context, token)) {
    undetermined.push(`${what} is written as ${token.text}`)
    return null
  }
  const seconds = parseGoDurationSeconds(token.text)
  if (seconds === null) refuse(context, token, `cache: ${what} "${token.text}" is not a duration.`, DURATION_FIX)
  return seconds
}
