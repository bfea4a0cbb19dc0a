import type { Token } from './lexer'

/** Line breaks inside a (quoted) word: it ends that many lines below its start. */
function countLineBreaks(token: Token): number {
  let count = 0
  for (const character of token.text) if (character === '\n') count += 1
  return count
}

/** True when `next` stands on the line on which `previous` ends. */
export function isSameLine(previous: Token, next: Token): boolean {
  return previous.file === next.file && previous.line + countLineBreaks(previous) === next.line
}

/**
 * True when `next` starts a line of its own. Not the opposite of `isSameLine`: after an import a word can carry a smaller line
 * number than the one before it and is then neither.
 */
export function isNewLine(previous: Token, next: Token): boolean {
  return previous.file !== next.file || previous.line + countLineBreaks(previous) < next.line
}

/**
 * Walks over words the way plugins of CoreDNS do. Source: coredns/caddy caddyfile/dispenser.go at v1.1.1. One deviation: at the end
 * of the words an open option block ends, where the original would offer the last word for ever.
 */
export class Dispenser {
  private cursor = -1
  private nesting = 0

  constructor(private readonly tokens: readonly Token[]) {}

  next(): boolean {
    if (this.cursor >= this.tokens.length - 1) return false
    this.cursor += 1
    return true
  }

  current(): Token {
    const token = this.tokens[this.cursor]
    if (token === undefined) throw new RangeError('Dispenser.current was called before next')
    return token
  }

  nextArg(): boolean {
    const here = this.tokens[this.cursor]
    const following = this.tokens[this.cursor + 1]
    if (here === undefined || following === undefined || !isSameLine(here, following)) return false
    this.cursor += 1
    return true
  }

  /** The words to the end of the line, up to a word `{`. */
  remainingArgs(): Token[] {
    const args: Token[] = []
    while (this.nextArg()) {
      if (this.current().text === '{') {
        this.cursor -= 1
        break
      }
      args.push(this.current())
    }
    return args
  }

  /** Steps into and through an option block that opens on the current line; false at its end or when there is none. */
  nextBlock(): boolean {
    if (this.nesting > 0) {
      if (!this.next() || this.current().text === '}') {
        this.nesting -= 1
        return false
      }
      return true
    }
    if (!this.nextArg()) return false
    if (this.current().text !== '{') {
      this.cursor -= 1
      return false
    }
    if (!this.next() || this.current().text === '}') return false
    this.nesting += 1
    return true
  }
}
