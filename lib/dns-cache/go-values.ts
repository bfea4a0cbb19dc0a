const INT64_MAX = 2n ** 63n - 1n
const INT64_MIN = -(2n ** 63n)
const NANOSECONDS_PER_SECOND = 1e9

/** Reads what Go's `strconv.Atoi` reads: an optional sign and decimal digits within 64 bits. Null for anything else. */
export function parseGoInteger(text: string): number | null {
  if (!/^[+-]?[0-9]+$/.test(text)) return null
  const digits = text.replace(/^\+/, '')
  if (digits.length > 40) return null
  const value = BigInt(digits)
  return value > INT64_MAX || value < INT64_MIN ? null : Number(value)
}

/** True when that many seconds do not fit Go's `time.Duration` (about 292 years), so that the product wraps silently. */
export function overflowsDuration(seconds: number): boolean {
  return Math.abs(seconds) * NANOSECONDS_PER_SECOND > Number(INT64_MAX)
}

const SECONDS_BY_UNIT: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  '\u00B5s': 1e-6,
  '\u03BCs': 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
}

/**
 * Reads a Go duration (`time.ParseDuration`): an optional sign, then numbers with units ns, us, ms, s, m, h; a plain `0` is legal,
 * other numbers without unit are not. Answers seconds (fractions possible), null when it is not a duration.
 */
export function parseGoDurationSeconds(text: string): number | null {
  const unsigned = text.replace(/^[+-]/, '')
  if (unsigned === '0') return 0
  if (unsigned === '') return null
  let seconds = 0
  let rest = unsigned
  while (rest !== '') {
    const part = /^([0-9]*)(\.[0-9]*)?(ns|us|\u00B5s|\u03BCs|ms|s|m|h)(?=$|[0-9.])/.exec(rest)
    if (part === null) return null
    const amount = `${part[1] ?? ''}${part[2] ?? ''}`
    if (amount === '' || amount === '.') return null
    seconds += Number(amount) * (SECONDS_BY_UNIT[part[3] ?? ''] ?? 0)
    rest = rest.slice(part[0].length)
  }
  if (overflowsDuration(seconds)) return null
  return text.startsWith('-') && seconds !== 0 ? -seconds : seconds
}
