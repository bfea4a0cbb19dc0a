/** One requirement of a selector as text. `exists` and `absent` have no values; `greater` and `less` have one number. */
export interface SelectorRequirement {
  key: string
  operator: 'in' | 'not-in' | 'exists' | 'absent' | 'greater' | 'less'
  values: string[]
}

export type ParsedSelector = { requirements: SelectorRequirement[] } | { problem: string }

type Reader = { text: string; position: number }

/**
 * Parses the text form of a label selector: `a=b,c==d,e!=f,g in (h,i),j notin (k),l,!m,n>1`. An empty text has no requirements
 * and matches everything. Source: Kubernetes apimachinery v0.34 `pkg/labels/selector.go` (`Parse`).
 */
export function parseSelectorText(text: string): ParsedSelector {
  const reader: Reader = { text, position: 0 }
  const requirements: SelectorRequirement[] = []
  skipBlanks(reader)
  if (reader.position === text.length) return { requirements }
  for (;;) {
    const requirement = readRequirement(reader)
    if ('problem' in requirement) return requirement
    requirements.push(requirement)
    skipBlanks(reader)
    if (reader.position === text.length) return { requirements }
    if (!take(reader, ',')) return { problem: `expected a comma at ${describeRest(reader)}` }
    skipBlanks(reader)
  }
}

/** Whether labels (or annotations) satisfy one requirement. `not-in` is also satisfied when the key is absent. */
export function satisfiesRequirement(
  { key, operator, values }: SelectorRequirement,
  labels: Readonly<Record<string, string>> | undefined,
): boolean {
  const value = labels?.[key]
  switch (operator) {
    case 'in':
      return value !== undefined && values.includes(value)
    case 'not-in':
      return value === undefined || !values.includes(value)
    case 'exists':
      return value !== undefined
    case 'absent':
      return value === undefined
    case 'greater':
      return isWholeNumber(value) && Number(value) > Number(values[0])
    case 'less':
      return isWholeNumber(value) && Number(value) < Number(values[0])
  }
}

/** `dns=public`, `team in (a, b)`, `!private`: the requirement as a reader would write it. */
export function formatRequirement({ key, operator, values }: SelectorRequirement): string {
  switch (operator) {
    case 'in':
      return values.length === 1 ? `${key}=${values[0]}` : `${key} in (${values.join(', ')})`
    case 'not-in':
      return values.length === 1 ? `${key}!=${values[0]}` : `${key} notin (${values.join(', ')})`
    case 'exists':
      return key
    case 'absent':
      return `!${key}`
    case 'greater':
      return `${key}>${values[0]}`
    case 'less':
      return `${key}<${values[0]}`
  }
}

function readRequirement(reader: Reader): SelectorRequirement | { problem: string } {
  const isNegated = take(reader, '!')
  skipBlanks(reader)
  const key = readWord(reader)
  if (key === '') return { problem: `expected a key at ${describeRest(reader)}` }
  skipBlanks(reader)
  if (isNegated) return { key, operator: 'absent', values: [] }
  if (reader.position === reader.text.length || reader.text[reader.position] === ',') {
    return { key, operator: 'exists', values: [] }
  }
  if (take(reader, '!=')) return { key, operator: 'not-in', values: [readValue(reader)] }
  if (take(reader, '==') || take(reader, '=')) return { key, operator: 'in', values: [readValue(reader)] }
  if (take(reader, '>')) return readNumber(reader, key, 'greater')
  if (take(reader, '<')) return readNumber(reader, key, 'less')
  const word = readWord(reader)
  if (word !== 'in' && word !== 'notin') return { problem: `"${word}" after ${key} is not an operator` }
  const values = readValues(reader)
  return values === null
    ? { problem: `${key} ${word} needs values in brackets` }
    : { key, operator: word === 'in' ? 'in' : 'not-in', values }
}

function readNumber(
  reader: Reader,
  key: string,
  operator: 'greater' | 'less',
): SelectorRequirement | { problem: string } {
  const value = readValue(reader)
  return isWholeNumber(value)
    ? { key, operator, values: [value] }
    : { problem: `${key} is compared with "${value}", not a number` }
}

function readValue(reader: Reader): string {
  skipBlanks(reader)
  return readWord(reader)
}

function readValues(reader: Reader): string[] | null {
  skipBlanks(reader)
  if (!take(reader, '(')) return null
  const end = reader.text.indexOf(')', reader.position)
  if (end === -1) return null
  const values = reader.text.slice(reader.position, end).split(',')
  reader.position = end + 1
  return values.map((value) => value.trim()).sort()
}

function readWord(reader: Reader): string {
  const word = reader.text.slice(reader.position).match(/^[^\s,=!<>()]+/)?.[0] ?? ''
  reader.position += word.length
  return word
}

function take(reader: Reader, text: string): boolean {
  if (!reader.text.startsWith(text, reader.position)) return false
  reader.position += text.length
  return true
}

function skipBlanks(reader: Reader): void {
  while (/\s/.test(reader.text[reader.position] ?? '')) reader.position += 1
}

function describeRest(reader: Reader): string {
  return reader.position === reader.text.length ? 'the end' : `"${reader.text.slice(reader.position)}"`
}

function isWholeNumber(value: string | undefined): value is string {
  return value !== undefined && /^[+-]?\d+$/.test(value)
}
