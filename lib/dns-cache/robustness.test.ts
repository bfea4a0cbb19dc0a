import { describe, expect, it } from 'vitest'
import { readCorefile } from './corefile'
import { lexCorefile } from './lexer'

/** A small seeded generator (mulberry32), so that a failing case can be repeated. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const WORDS = [
  ...[
    '{',
    '}',
    '\n',
    '\n',
    '\n',
    ' ',
    ' ',
    '\t',
    '\r\n',
    '"',
    '\\',
    '#',
    ',',
    ':',
    '.',
    '%',
    '\u00a0',
    '\uFEFF',
    '\u{1F600}',
    '\uD800',
  ],
  ...[
    '.:53',
    'a.org',
    'b.org:1053',
    '10.0.0.0/9',
    '2001:db8::/33',
    '::',
    '(s)',
    'import s',
    'import',
    'import *',
    '{$A}',
    '{%A%}',
    '{$',
  ],
  ...[
    'cache',
    '30',
    '30s',
    'success',
    'denial',
    '9984',
    'prefetch',
    '15%',
    '1m',
    'serve_stale',
    'verify',
    'servfail',
    'disable',
    'keepttl',
  ],
  ...[
    'errors',
    'log',
    'loop',
    'bind',
    'forward',
    'reload',
    'health',
    'prometheus',
    ':9253',
    'template',
    'view',
    'cahce',
    'import t',
  ],
  ...[
    '__PILLAR__LOCAL__DNS__',
    '__PILLAR__UPSTREAM__SERVERS__',
    '<nil>',
    '99999999999999999999',
    '-1',
    'constructor',
    '__proto__',
  ],
]

function writeRandomText(random: () => number, wordsMax: number): string {
  const count = Math.floor(random() * wordsMax)
  let text = ''
  for (let index = 0; index < count; index += 1) {
    const isRaw = random() < 0.1
    text += isRaw
      ? String.fromCharCode(Math.floor(random() * 0x300))
      : (WORDS[Math.floor(random() * WORDS.length)] ?? '')
    if (random() < 0.6) text += ' '
  }
  return text
}

/** For a busy machine; unloaded, all of this takes about two seconds. A loop without end runs into it. */
const LIMIT_MS = 60_000

describe('any text', { timeout: LIMIT_MS }, () => {
  it('is read without throwing, with every problem worded and placed (3,000 seeded cases)', () => {
    const versions = ['1.7.0', '1.10.0', '1.13.1', '1.14.7', 'nonsense']
    for (let seed = 1; seed <= 3000; seed += 1) {
      const random = createRandom(seed)
      const text = writeRandomText(random, 60)
      const reading = readCorefile(text, {
        env: { A: '{$A}{%A%}' },
        coreDnsVersion: versions[seed % versions.length] ?? null,
        pluginSet: seed % 2 === 0 ? 'node-cache' : 'coredns',
      })
      const lineCount = text.split('\n').length
      for (const problem of reading.problems) {
        const isPlaced = problem.line >= 1 && problem.line <= lineCount && problem.column >= 1
        if (!isPlaced || problem.message === '' || problem.fix === '') {
          throw new Error(`seed ${seed}: ${JSON.stringify(problem)}`)
        }
      }
      expect(reading.valid).toBe(reading.problems.every((problem) => problem.stage === 'WARNING'))
      for (const block of reading.serverBlocks) expect(text.includes(block.raw)).toBe(true)
      // Plain JSON: nothing is lost on the wire.
      if (seed % 50 === 0) expect(JSON.parse(JSON.stringify(reading))).toEqual(reading)
    }
  })

  it('loses no word: what the lexer gives stands in the text in that order', () => {
    for (let seed = 1; seed <= 500; seed += 1) {
      const text = writeRandomText(createRandom(seed), 40)
      let offset = 0
      for (const token of lexCorefile(text)) {
        expect(token.start).toBeGreaterThanOrEqual(offset)
        expect(token.end).toBeGreaterThanOrEqual(token.start)
        offset = token.start
      }
    }
  })

  it('that imports itself is refused in words, whether it grows in lines or in imports', () => {
    for (const body of ['import a', 'errors\nlog\nimport a', `${'errors\n'.repeat(100)}import a\nimport a`]) {
      const problems = readCorefile(`(a) {\n${body}\n}\n.:53 {\nimport a\n}`).problems
      expect(problems.filter((problem) => problem.message.includes('never ends'))).toHaveLength(1)
    }
  })

  it.each([
    ['one long word', 'x'.repeat(200_000)],
    ['open braces', '{ '.repeat(20_000)],
    ['closing braces', '} '.repeat(10_000)],
    ['closing braces after an error', `.:53 { errors }\n${'}\n'.repeat(20_000)}`],
    ['blocks on one line', '. { } '.repeat(5000)],
    ['imports of nothing', `.:53 {\n${'import\n'.repeat(10_000)}}`],
    ['unknown directives', `.:53 {\n${'cahce 30\n'.repeat(2000)}}`],
    ['cache directives', `.:53 {\n${'cache 30\n'.repeat(10_000)}}`],
    ['options', `.:53 {\ncache {\n${'success 100 30 5\n'.repeat(10_000)}}\n}`],
    ['a snippet that grows', `(a) {\n${'errors\n'.repeat(100)}import a\nimport a\n}\n.:53 {\nimport a\n}`],
    [
      'snippets that double',
      `(a) {\nerrors\nimport b\nimport b\n}\n(b) {\nlog\nimport a\nimport a\n}\n.:53 {\nimport a\n}`,
    ],
    ['networks between octets', `${'10.0.0.0/9 '.repeat(500)}{ }`],
    ['references', `.:53 {\nlog ${'{$A}'.repeat(20_000)}\n}`],
    ['an open quote', `.:53 {\nlog "${'\n'.repeat(200_000)}`],
  ])('of great length ends: %s', (_name, text) => {
    expect(readCorefile(text, { env: { A: 'x' } })).toHaveProperty('serverBlocks')
  })
})
