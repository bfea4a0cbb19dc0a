/**
 * One command line from its words. Anything but plain words is put in single quotes, so that text from the cluster can be
 * pasted into a shell without being run (POSIX shell, §2.2.2).
 */
export function formatCommand(...words: readonly string[]): string {
  return words.map(quoteWord).join(' ')
}

function quoteWord(word: string): string {
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
