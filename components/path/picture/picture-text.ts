/**
 * Characters that XML forbids, halves of surrogate pairs, and the invisible ones that reorder or hide the text around them and so
 * could forge what a picture says.
 */
const unwanted = /[\p{Cc}\p{Cf}\p{Cs}\p{Cn}]/gu

/** Text as it may stand in a picture: on one line, without what would break the file or mislead its reader. */
export function cleanText(text: string): string {
  return text.replace(/\s+/g, ' ').replace(unwanted, '\ufffd').trim()
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Text as content or attribute of an XML document. */
export function escapeXml(text: string): string {
  return cleanText(text).replace(/[&<>"']/g, (character) => escapes[character] ?? '')
}

const narrow = new Set("iljtfr.,:;!|'`()[]/ ".split(''))
const wide = new Set('mwMW@%&'.split(''))

/**
 * About how wide a text is drawn, in pixels, on the generous side: a picture is seen with whatever font is there, and cannot ask.
 */
export function estimateWidth(text: string, fontSize: number): number {
  let ems = 0
  for (const character of text) {
    if (narrow.has(character)) ems += 0.36
    else if (wide.has(character)) ems += 0.95
    else if (/[A-Z]/.test(character)) ems += 0.72
    else ems += (character.codePointAt(0) ?? 0) > 0x2e7f ? 1.05 : 0.63
  }
  return ems * fontSize
}

/** Cuts a text to a width, with an ellipsis where something is missing. */
export function truncate(text: string, width: number, fontSize: number): string {
  const cleaned = cleanText(text)
  if (estimateWidth(cleaned, fontSize) <= width) return cleaned
  let kept = ''
  for (const character of cleaned) {
    if (estimateWidth(`${kept}${character}…`, fontSize) > width) break
    kept += character
  }
  return `${kept.trimEnd()}…`
}

/** Breaks a text into at most so many lines, between words where it can; the last one says by an ellipsis that more follows. */
export function wrapText(text: string, width: number, fontSize: number, linesMax: number): string[] {
  const lines: string[] = []
  let rest = cleanText(text)
  while (rest !== '' && lines.length < linesMax) {
    if (lines.length === linesMax - 1 || estimateWidth(rest, fontSize) <= width) {
      lines.push(truncate(rest, width, fontSize))
      break
    }
    const cut = findBreak(rest, width, fontSize)
    lines.push(rest.slice(0, cut).trimEnd())
    rest = rest.slice(cut).trimStart()
  }
  return lines
}

/** After the last word that fits, else after the last character that does. Never less than one character, never half of one. */
function findBreak(text: string, width: number, fontSize: number): number {
  let end = 0
  let afterWord = 0
  for (const character of text) {
    const next = end + character.length
    if (end > 0 && estimateWidth(text.slice(0, next), fontSize) > width) break
    end = next
    if (character === ' ' || character === '/' || character === '-') afterWord = end
  }
  return afterWord > 0 ? afterWord : end
}
