import { verdictTones, verdictWords } from '@/components/findings/verdict-look'
import { lineWidths, verdictShapes } from '@/components/findings/verdict-shapes'
import type { PathVerdict } from '@/lib/model/verdict'
import type { PictureColours } from './picture-colours'
import { escapeXml } from './picture-text'

type Attributes = Record<string, string | number | undefined>

/** One element of an SVG; values are escaped, `content` is markup. */
export function tag(name: string, attributes: Attributes, content = ''): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escapeXml(String(value))}"`],
  )
  return content === '' ? `<${name}${written.join('')}/>` : `<${name}${written.join('')}>${content}</${name}>`
}

interface TextLook {
  size: number
  fill: string
  weight?: number
  anchor?: 'middle' | 'end'
}

/** One line of text; `y` is its baseline. */
export function textLine(x: number, y: number, text: string, { size, fill, weight, anchor }: TextLook): string {
  const attributes = { x, y, 'font-size': size, 'font-weight': weight, fill, 'text-anchor': anchor }
  return text === '' ? '' : tag('text', attributes, escapeXml(text))
}

/** The shape of a verdict, `size` pixels wide. */
export function verdictMark(verdict: PathVerdict, x: number, y: number, size: number, colours: PictureColours): string {
  const colour = colours.tones[verdictTones[verdict]]
  const parts = verdictShapes[verdict].map(({ kind, d, dashes }) =>
    kind === 'fill'
      ? tag('path', { d, fill: colour })
      : tag('path', {
          d,
          fill: 'none',
          stroke: kind === 'mark' ? colours.surface : colour,
          'stroke-width': lineWidths[kind],
          'stroke-dasharray': dashes,
          'stroke-linecap': dashes === undefined ? 'round' : 'butt',
          'stroke-linejoin': 'round',
        }),
  )
  return tag('g', { transform: `translate(${x} ${y}) scale(${size / 16})` }, parts.join(''))
}

/** Shape and word of a verdict; `y` is the baseline of the word. */
export function verdictLabel(verdict: PathVerdict, x: number, y: number, colours: PictureColours): string {
  const fill = colours.tones[verdictTones[verdict]]
  const word = textLine(x + 19, y, verdictWords[verdict], { size: 12, fill, weight: 500 })
  return `${verdictMark(verdict, x, y - 11, 14, colours)}${word}`
}
