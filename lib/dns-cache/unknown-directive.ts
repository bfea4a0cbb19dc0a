/**
 * What to do about a directive that CoreDNS does not know: the usual slips are glued braces, `;` and `//` from other languages, a
 * line continued with a backslash, and misspelt names, for which `suggest` may know the right one.
 */
export function adviseUnknownDirective(name: string, suggest: (name: string) => string | null): string {
  if (/[{}]/.test(name)) return 'Put a space before the brace.'
  if (name.includes(';') || name.startsWith('//')) {
    return 'Corefiles have neither ";" nor "//": one directive a line, comments start with "#".'
  }
  if (/^[0-9.:]+$/.test(name)) {
    return 'A line cannot be continued with "\\": put all addresses on the line of their directive.'
  }
  const suggestion = suggest(name)
  if (suggestion !== null && suggestion !== name) return `Did you mean "${suggestion}"?`
  return 'Remove the line, or correct the name; names are lower case.'
}

/** True for a word that reads like the zone key of another block (`zone.name`, `.:53`) and not like an address. */
export function looksLikeKey(word: string): boolean {
  if (!/^(\.|[a-z0-9_-]+(\.[a-z0-9_-]+)+\.?)(:[0-9]+)?$/i.test(word)) return false
  return !/^[0-9.]+[0-9](:[0-9]+)?$/.test(word)
}
