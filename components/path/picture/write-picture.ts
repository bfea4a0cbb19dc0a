import { verdictWords } from '@/components/findings/verdict-look'
import type { TracedHost } from '@/lib/model/trace'
import { type PathVerdict, pathVerdicts } from '@/lib/model/verdict'
import { type DrawnPath, drawPath } from '../draw-path'
import { countVerdicts } from '../lane-order'
import { pictureWidth } from '../path-layout'
import { countPassingPaths, describeHost, type KeyedPath } from '../trace-selection'
import { drawBody, measureBody } from './picture-cards'
import type { PictureColours } from './picture-colours'
import { tag, textLine, verdictLabel, verdictMark } from './picture-marks'
import { escapeXml, estimateWidth, truncate, wrapText } from './picture-text'

/** What a picture of a path says. */
export interface PictureContent {
  cluster: string
  /** `Ingress shop/checkout`. */
  declaredBy: string
  host: TracedHost
  shown: readonly KeyedPath[]
  folded: readonly KeyedPath[]
  selectedKey: string | null
  /** When the data was read, ISO 8601 UTC; null when nothing was read yet. */
  observedAt: string | null
}

export interface Picture {
  svg: string
  /** In pixels. */
  width: number
  height: number
}

const margin = 32
const fonts = "Geist, Inter, 'Segoe UI', system-ui, -apple-system, 'Helvetica Neue', Arial, sans-serif"

/**
 * The path as an SVG document that stands for itself: no script, no style sheet, no font or picture from elsewhere. Every text of the
 * cluster is escaped and kept in its box.
 */
export function writePicture(content: PictureContent, colours: PictureColours): Picture {
  const { host, shown, folded, selectedKey } = content
  const drawn = drawPath(host, shown, selectedKey, false)
  const width = pictureWidth + 2 * margin
  // Bold letters are wider than the estimate, which is for plain ones.
  const sentence = wrapText(host.sentence, pictureWidth - 30, 21, 3)
  const headHeight = sentence.length * 25 + 50
  const foldedHeight = folded.length > 0 ? 34 : 0
  // The layout leaves room for buttons, which a picture does not have.
  const bodyHeight = measureBody(drawn) + foldedHeight
  const height = margin + headHeight + bodyHeight + 60
  const parts = [
    tag('rect', { width, height, fill: colours.bg }),
    tag('g', { transform: `translate(${margin} ${margin})` }, drawHead(content, sentence, colours)),
    tag(
      'g',
      { transform: `translate(${margin} ${margin + headHeight})` },
      `${drawBody(drawn, colours)}${drawFolded(folded, bodyHeight - 12, colours)}`,
    ),
    tag('g', { transform: `translate(${margin} ${height - 24})` }, drawLegend(drawn, host.verdict, colours)),
  ]
  const title = tag('title', {}, escapeXml(`${describeHost(host.host)} in ${content.cluster}: ${host.sentence}`))
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    'font-family': fonts,
  }
  return { svg: tag('svg', attributes, `${title}${parts.join('')}`), width, height }
}

/** The sentence, then where and when. */
function drawHead(content: PictureContent, sentence: readonly string[], colours: PictureColours): string {
  const { host, cluster, declaredBy, observedAt } = content
  const lines = sentence.map((line, index) =>
    textLine(30, 18 + index * 25, line, { size: 18, fill: colours.ink, weight: 600 }),
  )
  const { passing, total } = countPassingPaths(host.paths)
  const facts = [
    `cluster ${cluster}`,
    declaredBy,
    `host ${describeHost(host.host)}`,
    ...(total > 1 ? [`${passing} of ${total} paths pass`] : []),
    observedAt === null ? 'nothing read yet' : `data of ${formatUtc(observedAt)}`,
  ]
  const y = 18 + sentence.length * 25
  const meta = textLine(30, y, truncate(facts.join('  ·  '), pictureWidth - 30, 13), { size: 13, fill: colours.muted })
  return `${verdictMark(host.verdict, 0, 2, 19, colours)}${lines.join('')}${meta}`
}

/** `2026-11-24 10:04:07 UTC`, the same wherever it is read. */
const formatUtc = (at: string) => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`

function drawFolded(folded: readonly KeyedPath[], y: number, colours: PictureColours): string {
  if (folded.length === 0) return ''
  const text = `and ${folded.length} more ${folded.length === 1 ? 'path' : 'paths'}: ${countVerdicts(folded, verdictWords)}`
  return textLine(pictureWidth, y, text, { size: 12, fill: colours.muted, anchor: 'end' })
}

/** What the shapes mean: those that stand in the picture, in the order of all. */
function drawLegend(drawn: DrawnPath, verdict: PathVerdict, colours: PictureColours): string {
  const hops = [...drawn.shared, ...drawn.lanes.flatMap((lane) => lane.hops), drawn.certificate]
  const used = new Set([verdict, ...hops.flatMap((hop) => hop?.verdict ?? [])])
  let x = 0
  const entries = pathVerdicts
    .filter((each) => used.has(each))
    .map((each) => {
      const entry = verdictLabel(each, x, 0, colours)
      x += estimateWidth(verdictWords[each], 12) + 44
      return entry
    })
  const dashed = tag('path', {
    d: `M${x} -4h26`,
    stroke: colours.faint,
    'stroke-width': 1.75,
    'stroke-dasharray': '4 4',
  })
  const meaning = textLine(x + 34, 0, 'nothing is known to pass', { size: 12, fill: colours.muted })
  const signature = textLine(pictureWidth, 0, 'Fairlead', { size: 12, fill: colours.faint, weight: 600, anchor: 'end' })
  return `${entries.join('')}${dashed}${meaning}${signature}`
}
