/** `1,024`: a count with thousands separators, the same on every machine. */
export function sayCount(count: number): string {
  return count.toLocaleString('en-US')
}

/** `1 node`, `2 nodes`, `1,000 nodes`. */
export function sayCounted(count: number, singular: string, plural = `${singular}s`): string {
  return `${sayCount(count)} ${count === 1 ? singular : plural}`
}

/** `a`, `a and b`, `a, b and c`. */
export function sayList(words: readonly string[]): string {
  if (words.length <= 1) return words[0] ?? ''
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

/** The first few names and how many more there are: `a, b and 3 more`. */
export function sayNames(names: readonly string[], shown = 3): string {
  if (names.length <= shown) return sayList(names)
  return `${names.slice(0, shown).join(', ')} and ${names.length - shown} more`
}
