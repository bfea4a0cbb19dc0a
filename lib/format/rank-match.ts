/** What a reader typed, ready to compare: lower case, and split at white space. */
export interface SearchText {
  whole: string
  words: readonly string[]
}

/** Makes typed text comparable. Empty for nothing but white space, and then it matches nothing. */
export function readSearchText(typed: string): SearchText {
  const whole = typed.trim().toLowerCase().replace(/\s+/g, ' ')
  return { whole, words: whole === '' ? [] : whole.split(' ') }
}

const exact = 0
const prefix = 1
const wordStart = 2
const substring = 3
const scattered = 4
/** A match in what only accompanies a name (an address, a class) stands behind every match in a name. */
const accompanying = 10

/**
 * How well typed text fits something, lower is better; null when it does not fit at all.
 *
 *     "shop"  shop 0 (exact)   shop/cart 1 (prefix)   web-shop 2 (start of a word)   workshop 3 (inside)
 *     several words that stand apart from each other: 4
 *
 * `names` are what the thing is called, `others` what else it can be found by: those count 10 more. Both must be lower case.
 */
export function rankMatch(
  { whole, words }: SearchText,
  names: readonly string[],
  others: readonly string[] = [],
): number | null {
  if (whole === '') return null
  const best = Math.min(...names.map((name) => rankText(name, whole)), accompanying + rankAll(others, whole))
  if (best < accompanying + scattered) return best
  if (words.length < 2) return null
  const isIn = (texts: readonly string[], word: string) => texts.some((text) => text.includes(word))
  if (words.every((word) => isIn(names, word))) return scattered
  return words.every((word) => isIn(names, word) || isIn(others, word)) ? accompanying + scattered : null
}

const rankAll = (texts: readonly string[], whole: string) =>
  texts.reduce((best, text) => Math.min(best, rankText(text, whole)), Number.POSITIVE_INFINITY)

function rankText(text: string, whole: string): number {
  let position = text.indexOf(whole)
  if (position === -1) return Number.POSITIVE_INFINITY
  if (position === 0) return text.length === whole.length ? exact : prefix
  for (; position !== -1; position = text.indexOf(whole, position + 1)) {
    if (!/[\p{L}\p{N}]/u.test(text.charAt(position - 1))) return wordStart
  }
  return substring
}
