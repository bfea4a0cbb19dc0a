/**
 * One word of a Corefile. `line` and `column` (both 1-based, columns in characters) are where it starts; `start` and `end` are
 * offsets into the text. `file` is empty for the Corefile itself. `unresolved` names environment references whose value is not
 * known; they stay in `text` as written.
 */
export type Token = {
  text: string
  line: number
  column: number
  start: number
  end: number
  file: string
  isImported: boolean
  /** A `#` inside the word cut it short and the line went on: the rest of the line is read as words again. */
  hasGluedComment: boolean
  unresolved: readonly string[]
}

const BYTE_ORDER_MARK = '\uFEFF'

/** Go's `unicode.IsSpace`: unlike JavaScript's `\s` it has U+0085 and lacks U+FEFF. */
function isSpace(character: string): boolean {
  const code = character.codePointAt(0) ?? 0
  return (
    (code >= 0x09 && code <= 0x0d) ||
    code === 0x20 ||
    code === 0x85 ||
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  )
}

/**
 * Splits a Corefile into words as Caddy's lexer does; it accepts any text and never fails.
 *
 * - White space separates; a carriage return is skipped without ending a word.
 * - `#` starts a comment anywhere outside quotes. Inside a word the comment lasts only to the next white space, because the comment
 *   flag belongs to the word being built.
 * - `"` quotes only as first character of a word. Inside, `\"` is a quote and every other backslash stays. The word keeps no mark of
 *   having been quoted. A quote that is never closed takes the rest of the file.
 *
 * Source: coredns/caddy caddyfile/lexer.go at v1.1.1. Columns are ours; Caddy counts lines only.
 */
export function lexCorefile(text: string, file = ''): Token[] {
  const tokens: Token[] = []
  let index = text.startsWith(BYTE_ORDER_MARK) ? 1 : 0
  let line = 1
  let column = 1

  while (index < text.length) {
    let word = ''
    let isQuoted = false
    let isEscaped = false
    let isComment = false
    let isDone = false
    let begin = { line, column, start: index }
    let hasGluedComment = false

    while (index < text.length && !isDone) {
      const character = String.fromCodePoint(text.codePointAt(index) ?? 0)
      const at = { line, column, start: index }
      index += character.length
      column += 1
      if (character === '\n') {
        line += 1
        column = 1
      }

      if (isQuoted) {
        if (!isEscaped && character === '\\') {
          isEscaped = true
          continue
        }
        if (!isEscaped && character === '"') {
          isDone = true
          continue
        }
        word += isEscaped && character !== '"' ? `\\${character}` : character
        isEscaped = false
        continue
      }

      if (isSpace(character)) {
        if (character === '\r') continue
        if (word.length > 0) {
          hasGluedComment = isComment && character !== '\n'
          isDone = true
        } else if (character === '\n') {
          isComment = false
        }
        continue
      }

      if (character === '#') isComment = true
      if (isComment) continue

      if (word.length === 0) {
        begin = at
        if (character === '"') {
          isQuoted = true
          continue
        }
      }
      word += character
    }

    if (!isDone && word.length === 0) break
    const end = trimEnd(text, begin.start, index)
    tokens.push({ text: word, ...begin, end, file, isImported: false, hasGluedComment, unresolved: [] })
  }
  return tokens
}

function trimEnd(text: string, start: number, end: number): number {
  let trimmed = end
  while (trimmed > start && isSpace(text[trimmed - 1] ?? 'x')) trimmed -= 1
  return trimmed
}
