/**
 * Text from clusters as Markdown that shows it and does nothing else. Names and annotations are written by anybody who may create an
 * object, and reports end up in tickets of people who may do more. Source: CommonMark 0.31 (backslash escapes, code spans, fences), GitHub Flavored Markdown (autolinks).
 */

/** Control characters, and those that reorder or hide what stands beside them; line breaks and tabs are not among them. */
const unseen = /(?![\n\t])[\p{Cc}\p{Cf}]/gu

/** On one line: a line break would end a list item or begin a heading. */
const tidy = (text: string) => text.replace(/\s+/g, ' ').replace(unseen, '\ufffd').trim()

/** Words in a sentence: on one line, with nothing that Markdown or HTML would act upon. */
export function writeProse(text: string): string {
  return (
    tidy(text)
      .replace(/[\\`*[\]<|~&]/g, '\\$&')
      // Inside of a word an underscore is only itself, and names are easier to read without the stroke.
      .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
      .replace(/:\/\//g, '\\://')
      .replace(/\bwww\./gi, (match) => `${match.slice(0, -1)}\\.`)
      // A mention would call people; a space of no width between ends it.
      .replace(/(?<![\p{L}\p{N}])@(?=[\p{L}\p{N}])/gu, '@\u200b')
      .replace(/^([#+>=-]|\d+(?=[.)]))/, (mark) => (/^\d/.test(mark) ? mark : `\\${mark}`))
      .replace(/^(\d+)([.)])/, '$1\\$2')
  )
}

/** A name or value as it stands, on one line. An empty one says so. */
export function writeCode(text: string): string {
  const line = text === '' ? '(empty)' : text.replace(/\r\n?|\n/g, ' ').replace(unseen, '\ufffd')
  const marks = '`'.repeat(longestRun(line) + 1)
  // Without the spaces a backtick at the edge would belong to the marks, and a space would be dropped.
  const edge = /^[` ]|[` ]$/.test(line) ? ' ' : ''
  return `${marks}${edge}${line}${edge}${marks}`
}

/** Lines in a fence that nothing in them can end. */
export function writeCodeBlock(text: string, language = 'sh'): string {
  const marks = '`'.repeat(Math.max(3, longestRun(text) + 1))
  return `${marks}${language}\n${text.replace(/\r\n?/g, '\n').replace(unseen, '\ufffd')}\n${marks}`
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
}
