import { isNewLine, isSameLine } from './dispenser'
import { type Environment, substituteEnvironment } from './environment'
import { type CorefileFiles, resolveFileImport } from './imports'
import { lexCorefile, type Token } from './lexer'
import { createBlock, END_OF_FILE, type ParsedBlock } from './parsed-block'
import {
  type CorefileProblem,
  describeProblem,
  type ProblemCode,
  type ProblemPlace,
  type ProblemStage,
} from './problem'
import { adviseUnknownDirective, looksLikeKey } from './unknown-directive'

export type ParseOptions = {
  isDirective: (name: string) => boolean
  /** A known directive that was probably meant, for the message. */
  suggestDirective: (name: string) => string | null
  env: Environment
  files: CorefileFiles
}

export type ParsedCorefile = { blocks: ParsedBlock[]; problems: CorefileProblem[] }

/** Caddy from 2025-09 on caps expansions (older releases loop for ever on a snippet that imports itself); ours are lower. */
const EXPANSIONS_MAX = 1000
const EXPANDED_WORDS_MAX = 20_000

/**
 * Groups a Corefile into server blocks. Decides what is legal as coredns/caddy caddyfile/parse.go at v1.1.1 does; where that stops
 * at the first error, this one reports the error and goes on, so that a broken line does not hide the other blocks. It never throws.
 */
export function parseCorefile(text: string, options: ParseOptions): ParsedCorefile {
  return new CorefileParser(text, options).parse()
}

class CorefileParser {
  private tokens: Token[]
  private cursor = -1
  private lastOwn: Token | null = null
  private expansions = 0
  private expandedWords = 0
  private hasStoppedImports = false
  private hasFailed = false
  private readonly snippets = new Map<string, Token[]>()
  private readonly problems: CorefileProblem[] = []
  private readonly blocks: ParsedBlock[] = []
  private block: ParsedBlock = createBlock()

  constructor(
    private readonly text: string,
    private readonly options: ParseOptions,
  ) {
    this.tokens = lexCorefile(text)
  }

  parse(): ParsedCorefile {
    while (this.next()) {
      if (this.value() === '}' && this.hasFailed) continue
      this.parseBlock()
    }
    return { blocks: this.blocks, problems: this.problems }
  }

  private parseBlock(): void {
    const first = this.here()
    this.block = createBlock()
    const hasBody = this.parseKeys()
    // Imports before the first key are not part of the block.
    const start = this.block.keys.find((key) => !key.isImported) ?? first
    this.block.line = start.line
    this.block.column = start.column
    const only = this.block.keys.length === 1 ? this.block.keys[0] : undefined
    if (hasBody && only?.text.startsWith('(') && only.text.endsWith(')')) {
      this.parseSnippet(only)
      return
    }
    if (hasBody) this.parseBody()
    this.finishBlock(start, hasBody)
  }

  private finishBlock(start: Token, hasBody: boolean): void {
    const end = this.lastOwn ?? start
    this.block.lineEnd = end.line
    this.block.raw = start.isImported ? '' : this.text.slice(start.start, Math.max(end.end, start.end))
    if (this.block.keys.length > 0) {
      this.blocks.push(this.block)
      return
    }
    if (!hasBody) return
    const message = 'This server block has no zone key, so CoreDNS ignores it without a word.'
    this.report('WARNING', 'keyless-block', this.block, message, 'Write a zone before the brace, for example ".:53 {".')
  }

  /** Reads keys up to `{` or the end of their line; false when the file ends there. */
  private parseKeys(): boolean {
    let expectsAnother = false
    for (;;) {
      if (this.cursor >= this.tokens.length) return false
      const token = this.substitute(this.here())
      if (token.text === 'import' && this.startsLine()) {
        this.expandImport()
        continue
      }
      if (token.text === '{') {
        if (expectsAnother) {
          const message = 'A comma announces another zone key, but "{" follows.'
          this.report('PARSE', 'corefile-parse-error', token, message, 'Remove the comma before the brace.')
        }
        return true
      }
      this.warnGluedComment(token)
      if (token.text !== '') {
        expectsAnother = token.text.endsWith(',')
        this.block.keys.push(expectsAnother ? { ...token, text: token.text.slice(0, -1) } : token)
      }
      const hasNext = this.next()
      if (!hasNext && expectsAnother) {
        const message = 'A comma announces another zone key, but the file ends.'
        this.report('PARSE', 'corefile-parse-error', token, message, 'Remove the comma, or add the missing zone.')
      }
      if (!hasNext) return false
      if (!expectsAnother && this.startsLine()) return true
    }
  }

  private parseSnippet(key: Token): void {
    const name = key.text.slice(1, -1)
    if (this.value() !== '{') {
      const message = `Snippet (${name}) has no opening brace.`
      this.report('PARSE', 'corefile-parse-error', key, message, `Write "(${name}) {", the lines, and "}".`)
      this.cursor -= 1
      return
    }
    let depth = 1
    const body: Token[] = []
    while (depth > 0 && this.next()) {
      if (this.value() === '}') depth -= 1
      if (this.value() === '{') depth += 1
      if (depth > 0) body.push(this.here())
    }
    if (depth > 0) {
      const message = `Snippet (${name}) is never closed.`
      this.report('PARSE', 'corefile-parse-error', key, message, 'Add its closing brace on a line of its own.')
    }
    if (this.snippets.has(name)) {
      const message = `Snippet (${name}) is defined twice.`
      this.report('PARSE', 'corefile-parse-error', key, message, 'Rename or remove one of the two.')
      return
    }
    this.snippets.set(name, body)
  }

  private parseBody(): void {
    const hasBrace = this.value() === '{'
    if (!hasBrace) this.cursor -= 1
    while (this.next()) {
      if (this.value() === '}') return
      if (this.value() === 'import') {
        this.expandImport()
        this.cursor -= 1
        continue
      }
      if (!this.here().isImported && looksLikeKey(this.value()) && !this.options.isDirective(this.value())) {
        const message = `Unknown directive "${this.value()}": it looks like the zone key of another block.`
        const fix =
          'Close the block above with "}" on a line of its own before this line; several blocks all need braces.'
        this.report('PARSE', 'corefile-parse-error', this.here(), message, fix)
        this.cursor -= 1
        this.noteOwn(this.here())
        return
      }
      if (!this.parseDirective()) return
    }
    if (!hasBrace) return
    const last = this.here()
    // Caddy looks only at the last word, so the end of an inner block passes for the end of this one.
    if (last.text === '}') {
      const message =
        'The file ends at an inner closing brace; the one of this server block is missing, but CoreDNS accepts that.'
      this.report('WARNING', 'brace-missing', last, message, 'Add the closing brace of the block.')
      return
    }
    const message = `The server block that opens on line ${this.block.line} is never closed.`
    this.report(
      'PARSE',
      'corefile-parse-error',
      last,
      message,
      'Add "}" on a line of its own; check for a quote left open.',
    )
  }

  /** Reads a directive to the end of its line or option block; false when its server block ended with it. */
  private parseDirective(): boolean {
    const written = this.here()
    const name = this.substitute(written)
    const isKnown = this.options.isDirective(name.text)
    if (!isKnown && name.unresolved.length === 0) {
      const fix = adviseUnknownDirective(name.text, this.options.suggestDirective)
      this.report('PARSE', 'corefile-parse-error', name, `Unknown directive "${name.text}".`, fix)
    }
    this.block.uses.push({ name: name.text, line: name.line, column: name.column, isKnown })
    const collected = this.block.tokensByDirective.get(name.text) ?? []
    this.block.tokensByDirective.set(name.text, collected)
    collected.push(name)
    this.warnGluedComment(written)

    let depth = 0
    while (this.next()) {
      const word = this.value()
      if (word === '{') {
        depth += 1
      } else if (depth === 0 && this.startsLine()) {
        this.cursor -= 1
        return true
      } else if (word === '}' && depth > 0) {
        depth -= 1
      } else if (word === '}') {
        const message = `"}" on the same line as "${name.text}" does not close the block.`
        this.report(
          'PARSE',
          'corefile-parse-error',
          this.here(),
          message,
          'Put the closing brace on a line of its own.',
        )
        const following = this.tokens[this.cursor + 1]
        return following !== undefined && this.options.isDirective(following.text)
      } else if (word === 'import' && this.startsLine()) {
        this.expandImport()
        this.cursor -= 1
        continue
      }
      const substituted = this.substitute(this.here())
      this.tokens[this.cursor] = substituted
      collected.push(substituted)
      this.warnGluedComment(substituted)
    }
    if (depth > 0) {
      const message = `The option block of "${name.text}" is never closed.`
      this.report('PARSE', 'corefile-parse-error', name, message, 'Add its closing brace on a line of its own.')
    }
    return true
  }

  /** Replaces `import X` at the cursor by its words and leaves the cursor on the first of them, or on the word after. */
  private expandImport(): void {
    const statement = this.here()
    const refuse = (message: string, fix: string) =>
      this.report('PARSE', 'corefile-parse-error', statement, message, fix)
    let argCount = 0
    for (;;) {
      const previous = this.tokens[this.cursor + argCount]
      const next = this.tokens[this.cursor + argCount + 1]
      if (previous === undefined || next === undefined || !isSameLine(previous, next)) break
      argCount += 1
    }
    const argument = this.tokens[this.cursor + 1]
    let replacement: Token[] = []
    if (argCount !== 1 || argument === undefined) {
      const fix = 'Write "import NAME": one snippet, file or pattern; arguments to snippets do not exist here.'
      refuse(`import takes exactly one name, but has ${argCount}.`, fix)
    } else {
      replacement = this.findImported(statement, this.substitute(argument), refuse)
    }
    if (argCount > 0) this.noteOwn(argument)
    const following = this.cursor + 1 + argCount
    if (replacement.length === 0) {
      this.cursor = following
      return
    }
    this.expandedWords += replacement.length
    const imported = replacement.map((token) => ({ ...token, isImported: true }))
    this.tokens = [...this.tokens.slice(0, this.cursor), ...imported, ...this.tokens.slice(following)]
  }

  private findImported(statement: Token, name: Token, refuse: (message: string, fix: string) => void): Token[] {
    if (name.unresolved.length > 0) return []
    this.expansions += 1
    if (this.expansions > EXPANSIONS_MAX || this.expandedWords > EXPANDED_WORDS_MAX) {
      // One report is enough: every further import is dropped in the same way.
      if (!this.hasStoppedImports) {
        const fix = 'A snippet must not import itself, directly or through another one.'
        refuse(`import "${name.text}" never ends: too many expansions. Older CoreDNS hangs here.`, fix)
      }
      this.hasStoppedImports = true
      return []
    }
    const snippet = this.snippets.get(name.text)
    if (snippet !== undefined) return snippet
    const outcome = resolveFileImport(name.text, this.options.files)
    if (outcome.kind === 'expanded') return outcome.tokens
    if (outcome.kind === 'refused') refuse(outcome.message, outcome.fix)
    else this.report('WARNING', 'import-unseen', statement, outcome.message, outcome.fix)
    return []
  }

  private substitute(token: Token): Token {
    const { text, unresolved } = substituteEnvironment(token.text, this.options.env)
    for (const name of unresolved) {
      if (token.unresolved.includes(name)) continue
      const message = `The value of the environment variable ${name} is not known, so this word cannot be judged.`
      const fix = 'Write the value into the Corefile, or set the variable with a plain value in the DaemonSet.'
      this.report('WARNING', 'reference-unresolved', token, message, fix)
    }
    return text === token.text && unresolved.length === 0 ? token : { ...token, text, unresolved }
  }

  /** Caddy ends such a comment at the next white space and reads on. */
  private warnGluedComment(token: Token): void {
    const following = this.tokens[this.cursor + 1]
    if (!token.hasGluedComment || following === undefined || !isSameLine(token, following)) return
    const message = `The "#" glued to "${token.text}" ends at the next space: CoreDNS reads "${following.text}" as an argument.`
    this.report('WARNING', 'comment-glued', token, message, 'Put a space before "#".')
  }

  private report(stage: ProblemStage, code: ProblemCode, place: ProblemPlace, message: string, fix: string): void {
    const problem = describeProblem(stage, code, place, message, fix)
    this.problems.push(problem)
    this.block.problems.push(problem)
    if (stage === 'PARSE') this.hasFailed = true
  }

  private next(): boolean {
    if (this.cursor >= this.tokens.length - 1) return false
    this.cursor += 1
    this.noteOwn(this.tokens[this.cursor])
    return true
  }

  private noteOwn(token: Token | undefined): void {
    if (token !== undefined && !token.isImported && token.file === '') this.lastOwn = token
  }

  private here(): Token {
    return this.tokens[this.cursor] ?? END_OF_FILE
  }

  private value(): string {
    return this.here().text
  }

  private startsLine(): boolean {
    const previous = this.tokens[this.cursor - 1]
    return previous === undefined || isNewLine(previous, this.here())
  }
}
