/** A value as one word of a POSIX shell command line: left alone when it is harmless, else in single quotes. */
export function quoteShellWord(value: string): string {
  if (/^[A-Za-z0-9_./:=@%+,-]+$/.test(value)) return value
  return `'${value.replaceAll("'", `'\\''`)}'`
}
