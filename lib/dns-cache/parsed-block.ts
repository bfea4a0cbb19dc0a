import type { Token } from './lexer'
import type { CorefileProblem } from './problem'

/** One occurrence of a directive: its name after substitution, and where it stands. */
export type DirectiveUse = { name: string; line: number; column: number; isKnown: boolean }

/**
 * A server block as Caddy groups it: the words of all lines that start with one directive are one list, in file order. `raw` is the
 * text of the block from its first key to its closing brace.
 */
export type ParsedBlock = {
  keys: Token[]
  uses: DirectiveUse[]
  tokensByDirective: Map<string, Token[]>
  line: number
  column: number
  lineEnd: number
  raw: string
  problems: CorefileProblem[]
}

/** Stands for the word after the last one. */
export const END_OF_FILE: Token = {
  text: '',
  line: 1,
  column: 1,
  start: 0,
  end: 0,
  file: '',
  isImported: true,
  hasGluedComment: false,
  unresolved: [],
}

export function createBlock(): ParsedBlock {
  return { keys: [], uses: [], tokensByDirective: new Map(), line: 1, column: 1, lineEnd: 1, raw: '', problems: [] }
}
