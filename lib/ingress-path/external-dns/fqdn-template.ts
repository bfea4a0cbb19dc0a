import type { DnsSource } from './dns-source'
import { listNames } from './host-names'

/** What a `--fqdn-template` makes of an object: its names, or why Fairlead cannot tell. */
export type TemplateResult = { names: string[] } | { problem: string }

type Word = { type: 'field'; path: string[] } | { type: 'text'; text: string } | { type: 'name'; name: string }
type Value = { state: 'text'; text: string } | { state: 'map'; entries: Readonly<Record<string, string>> }

class TemplateProblem extends Error {}

/** What Go prints for a key that a map does not hold. Source: Go `text/template`, option `missingkey=default`. */
const noValue = '<no value>'

const functions: Readonly<Record<string, { count: number; run(words: string[]): string }>> = {
  toLower: { count: 1, run: ([text = '']) => text.toLowerCase() },
  trim: { count: 1, run: ([text = '']) => text.trim() },
  trimPrefix: {
    count: 2,
    run: ([text = '', prefix = '']) => (text.startsWith(prefix) ? text.slice(prefix.length) : text),
  },
  trimSuffix: { count: 2, run: ([text = '', suffix = '']) => trimSuffix(text, suffix) },
  replace: { count: 3, run: ([before = '', after = '', text = '']) => text.split(before).join(after) },
}

/**
 * Evaluates a Go template on an object as external-dns does, for the forms that are common: fields, labels, annotations, `index`,
 * the string functions and pipes. The result is a comma list of names. Anything else (`if`, `range`, variables) is a problem that says
 * what it is. Source: external-dns v0.22.0 `source/template/engine.go`; Go `text/template`.
 */
export function evaluateTemplate(template: string, source: DnsSource): TemplateResult {
  try {
    // Text beside an action loses its blanks where the action is written with a dash.
    const text = template.replace(/\s*\{\{- /g, '{{ ').replace(/ -\}\}\s*/g, ' }}')
    const made = text.replace(/\{\{(.*?)\}\}/gs, (_match, action: string) => runPipeline(action, source))
    if (made.includes('{{')) return { problem: 'it has a {{ without its }}' }
    return { names: listNames(made) }
  } catch (error) {
    if (error instanceof TemplateProblem) return { problem: error.message }
    throw error
  }
}

function runPipeline(action: string, source: DnsSource): string {
  if (/^\s*\/\*.*\*\/\s*$/s.test(action)) return ''
  const parts = splitPipes(action)
  let value: Value | null = null
  for (const part of parts) value = runCommand(readWords(part), value, source)
  if (value === null) throw new TemplateProblem('it has an empty {{ }}')
  if (value.state === 'map') throw new TemplateProblem(`it prints a whole map: {{${action}}}`)
  return value.text
}

function runCommand(words: readonly Word[], piped: Value | null, source: DnsSource): Value {
  const [first, ...rest] = words
  if (first === undefined) throw new TemplateProblem('it has an empty command between pipes')
  if (first.type !== 'name') {
    if (rest.length > 0 || piped !== null) throw new TemplateProblem('it calls something that is no function')
    return first.type === 'text' ? { state: 'text', text: first.text } : readField(first.path, source)
  }
  const given = [...rest.map((word) => readWord(word, source)), ...(piped === null ? [] : [piped])]
  if (first.name === 'index') {
    const [map, key] = given
    if (map?.state !== 'map' || key?.state !== 'text' || given.length !== 2)
      throw new TemplateProblem('it uses index on something other than labels or annotations')
    // `index` gives the zero value of a missing key, a field access does not.
    return { state: 'text', text: map.entries[key.text] ?? '' }
  }
  const called = functions[first.name]
  if (called === undefined) throw new TemplateProblem(`it uses ${first.name}, which Fairlead does not evaluate`)
  const texts = given.map((value) => {
    if (value.state === 'map') throw new TemplateProblem(`it hands a whole map to ${first.name}`)
    return value.text
  })
  if (texts.length !== called.count) throw new TemplateProblem(`it calls ${first.name} with ${texts.length} arguments`)
  return { state: 'text', text: called.run(texts) }
}

function readWord(word: Word, source: DnsSource): Value {
  if (word.type === 'text') return { state: 'text', text: word.text }
  if (word.type === 'field') return readField(word.path, source)
  throw new TemplateProblem(`it uses ${word.name} as an argument`)
}

function readField(path: readonly string[], { kind, object }: DnsSource): Value {
  const own = path[0] === 'ObjectMeta' ? path.slice(1) : path
  const { metadata } = object
  const [field = '', key] = own
  const maps: Readonly<Record<string, Readonly<Record<string, string>> | undefined>> = {
    Labels: metadata.labels ?? {},
    Annotations: metadata.annotations ?? {},
  }
  const map = maps[field]
  if (map !== undefined && own.length <= 2)
    return key === undefined ? { state: 'map', entries: map } : { state: 'text', text: map[key] ?? noValue }
  if (own.length === 1 && field === 'Name') return { state: 'text', text: metadata.name }
  if (own.length === 1 && field === 'Namespace') return { state: 'text', text: metadata.namespace ?? '' }
  if (path.length === 1 && field === 'Kind') return { state: 'text', text: kind }
  throw new TemplateProblem(`it reads .${path.join('.')}, which Fairlead does not evaluate`)
}

function splitPipes(action: string): string[] {
  const parts: string[] = ['']
  for (const piece of action.match(/"(?:[^"\\]|\\.)*"|`[^`]*`|[^"`|]+|\||["`]/g) ?? []) {
    if (piece === '|') parts.push('')
    else parts[parts.length - 1] += piece
  }
  return parts
}

function readWords(command: string): Word[] {
  const words: Word[] = []
  for (const piece of command.match(/"(?:[^"\\]|\\.)*"|`[^`]*`|\S+/g) ?? []) {
    if (/^`[^`]*`$/.test(piece)) words.push({ type: 'text', text: piece.slice(1, -1) })
    else if (/^"([^"\\]|\\.)*"$/.test(piece)) words.push({ type: 'text', text: readQuoted(piece) })
    else if (/^\.[A-Za-z_][\w]*(\.[A-Za-z_][\w]*)*$/.test(piece))
      words.push({ type: 'field', path: piece.slice(1).split('.') })
    else if (/^[A-Za-z]\w*$/.test(piece)) words.push({ type: 'name', name: piece })
    else throw new TemplateProblem(`it holds ${piece}, which Fairlead does not evaluate`)
  }
  return words
}

function readQuoted(piece: string): string {
  const inner = piece.slice(1, -1)
  if (/\\[^"\\]/.test(inner)) throw new TemplateProblem('it holds a text with escapes')
  return inner.replace(/\\(["\\])/g, '$1')
}

function trimSuffix(text: string, suffix: string): string {
  return suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text
}
