/**
 * A value as one word of a POSIX shell command line (§2.2.2): left alone when it is harmless, else in single quotes, so that text from
 * a cluster can be pasted into a shell without being run.
 */
export function quoteShellWord(value: string): string {
  if (/^[A-Za-z0-9_./:=@%+,-]+$/.test(value)) return value
  return `'${value.replaceAll("'", `'\\''`)}'`
}
