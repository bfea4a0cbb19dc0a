import { parseAsString, parseAsStringLiteral } from 'nuqs'

export const replyClasses = ['success', 'denial', 'servfail'] as const

/** The calculator's fields in the URL. Numbers stay text, so that a half-typed one is not thrown away. */
export const calculatorParsers = {
  block: parseAsString.withDefault(''),
  ttl: parseAsString.withDefault('300'),
  class: parseAsStringLiteral(replyClasses).withDefault('success'),
  every: parseAsString.withDefault(''),
}

/** A count of seconds somebody typed, or what is wrong with it. */
export type SecondsInput = { seconds: number; problem: null } | { seconds: null; problem: string }

/** The largest TTL that DNS can carry (RFC 2181, section 8). */
const ttlSecondsMax = 2 ** 31 - 1

/** Reads seconds as typed. `name` begins the message; fractions only where `allowsFraction`, because TTLs are whole. */
export function readSeconds(text: string, name: string, { allowsFraction = false } = {}): SecondsInput {
  const trimmed = text.trim().replace(/\s*s$/, '')
  const pattern = allowsFraction ? /^\d+(\.\d+)?$/ : /^\d+$/
  const seconds = Number(trimmed)
  if (!pattern.test(trimmed)) {
    return { seconds: null, problem: `${name}: enter ${allowsFraction ? 'seconds' : 'whole seconds'}, such as 300.` }
  }
  if (seconds > ttlSecondsMax) return { seconds: null, problem: `${name}: at most ${ttlSecondsMax} seconds.` }
  return { seconds, problem: null }
}
