/**
 * One command line from its words, each quoted where it needs to be, so that text from the cluster can be pasted into a shell
 * without being run (POSIX shell, §2.2.2).
 */
export function formatCommand(...words: readonly string[]): string {
  return words.map(quoteShellWord).join(' ')
}

/** A value as one word of a POSIX shell command line: left alone when it is harmless, else in single quotes. */
export function quoteShellWord(value: string): string {
  if (/^[A-Za-z0-9_./:=@%+,-]+$/.test(value)) return value
  return `'${value.replaceAll("'", `'\\''`)}'`
}
