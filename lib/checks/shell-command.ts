import { quoteShellWord } from '@/lib/format/shell-word'

/** One command line from its words, each quoted where it needs to be. */
export function formatCommand(...words: readonly string[]): string {
  return words.map(quoteShellWord).join(' ')
}
