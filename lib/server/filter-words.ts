/** The words of a filter text, in lower case; none for an empty one. */
export function readWords(text: string | undefined): string[] {
  return (text ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
}

/** Whether a text in lower case holds every word. */
export const matchesWords = (text: string, words: readonly string[]): boolean =>
  words.every((word) => text.includes(word))
