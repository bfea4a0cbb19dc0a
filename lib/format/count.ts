/** A whole number grouped for reading: `1,024`. The same on server and in every browser, whatever its language. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US', { maximumFractionDigits: 2 })
}

/** A number with its noun: `1 host`, `2 hosts`. `plural` is for nouns that do not end in a plain s (`ingresses`). */
export function formatCounted(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`
}

/** Names joined for a sentence: `a`, `a and b`, `a, b and 3 more`. Shows at most `limit` names. Empty for no names. */
export function formatNames(names: readonly string[], limit = 3): string {
  const shown = names.slice(0, limit)
  const rest = names.length - shown.length
  const parts = rest > 0 ? [...shown, `${formatCount(rest)} more`] : shown
  if (parts.length <= 1) return parts.join('')
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}
