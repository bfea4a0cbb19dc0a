import { verdictTones, verdictWords } from '@/components/findings/verdict-look'
import { hopTitles } from '@/lib/model/hop'
import type { Hop } from '@/lib/model/trace'
import type { DrawnEdge, DrawnPath } from '../draw-path'
import { describeFacts, isQuiet, readReason } from '../hop-text'
import type { Box, Density, PathLayout } from '../path-layout'
import type { PictureColours } from './picture-colours'
import { tag, textLine, verdictLabel } from './picture-marks'
import { estimateWidth, truncate, wrapText } from './picture-text'

const padding = 10

/** The height of all cards, in pixels: less than that of the layout, which has room for buttons. */
export function measureBody({ layout }: DrawnPath): number {
  const boxes = [
    ...Object.values(layout.host),
    ...layout.lanes.flatMap(({ boxes }) => Object.values(boxes)),
    ...(layout.certificate === null ? [] : [layout.certificate.box]),
  ]
  return Math.max(...boxes.map(({ y, height }) => y + height)) + 8
}

/** Names of the columns, lines, and cards over them. */
export function drawBody(drawn: DrawnPath, colours: PictureColours): string {
  const { layout, shared, sharedGuilty, certificate, lanes, edges } = drawn
  const names = layout.columns.map(({ id, x }) => textLine(x + 2, 13, hopTitles[id], { size: 12, fill: colours.muted }))
  const cards = shared.map((hop) => {
    const box = Object.entries(layout.host).find(([id]) => id === hop.id)?.[1]
    return box === undefined ? '' : drawCard(hop, box, 'roomy', hop.id === sharedGuilty, colours)
  })
  const laneCards = lanes.flatMap(({ key, hops, guilty }) => {
    const boxes = layout.lanes.find((lane) => lane.key === key)?.boxes ?? {}
    return hops.map((hop) => {
      const box = Object.entries(boxes).find(([id]) => id === hop.id)?.[1]
      return box === undefined ? '' : drawCard(hop, box, layout.density, hop.id === guilty, colours)
    })
  })
  const branch =
    certificate === undefined || layout.certificate === null
      ? ''
      : drawBranch(certificate, layout.certificate.box, sharedGuilty === 'certificate', colours)
  return [...names, drawLines(layout, edges, colours), ...cards, ...laneCards, branch].join('')
}

function drawLines(layout: PathLayout, edges: readonly DrawnEdge[], colours: PictureColours): string {
  const line = (d: string, dashes: string | undefined, isOnWay: boolean) =>
    tag('path', {
      d,
      fill: 'none',
      stroke: isOnWay ? colours.faint : colours.lineStrong,
      'stroke-width': isOnWay ? 1.75 : 1.25,
      'stroke-dasharray': dashes,
    })
  const ordered = [...edges].sort((a, b) => Number(a.isOnWay) - Number(b.isOnWay))
  const lines = ordered.map(({ d, isBroken, isOnWay }) => line(d, isBroken ? '4 4' : undefined, isOnWay))
  const labels = edges.flatMap(({ text, label }) => {
    if (text === null) return []
    const centre = label.x + label.width / 2
    const look = { size: 10.5, fill: colours.muted, anchor: 'middle' as const }
    return [
      textLine(centre, label.y + 12, truncate(text.above, label.width + 2, 9.5), look),
      textLine(centre, label.y + 29, truncate(text.below ?? '', label.width + 2, 9.5), look),
    ]
  })
  const branch = layout.certificate === null ? '' : line(layout.certificate.d, '1.5 3', true)
  return [...lines, branch, ...labels].join('')
}

const linesOf: Record<Density, { headline: number; text: number }> = {
  roomy: { headline: 2, text: 4 },
  medium: { headline: 1, text: 1 },
  compact: { headline: 1, text: 0 },
}

function drawCard(hop: Hop, box: Box, density: Density, isGuilty: boolean, colours: PictureColours): string {
  const width = box.width - 2 * padding
  const x = box.x + padding
  const lines = linesOf[density]
  const headline = wrapText(hop.headline, width, 13, lines.headline)
  const text = lines.text === 0 ? [] : wrapText(readReason(hop) ?? describeFacts(hop), width, 11.5, lines.text)
  const fill = isQuiet(hop.verdict) ? colours.muted : colours.ink
  let y = box.y + 19
  const parts = [drawFrame(hop, box, isGuilty, colours), verdictLabel(hop.verdict, x, y, colours)]
  for (const line of headline) {
    y += 19
    parts.push(textLine(x, y, line, { size: 13, fill, weight: 500 }))
  }
  y += 1
  for (const line of text) {
    y += 16.5
    parts.push(textLine(x, y, line, { size: 11.5, fill: colours.muted }))
  }
  return parts.join('')
}

/** The certificate: name, verdict and headline on one line, the rest below. */
function drawBranch(hop: Hop, box: Box, isGuilty: boolean, colours: PictureColours): string {
  const x = box.x + padding
  const nameWidth = estimateWidth(hop.title, 12) + 10
  const headlineX = x + nameWidth + 19 + estimateWidth(verdictWords[hop.verdict], 12) + 14
  const right = box.x + box.width - padding
  return [
    drawFrame(hop, box, isGuilty, colours),
    textLine(x, box.y + 21, hop.title, { size: 12, fill: colours.muted }),
    verdictLabel(hop.verdict, x + nameWidth, box.y + 21, colours),
    textLine(headlineX, box.y + 21, truncate(hop.headline, right - headlineX, 13), {
      size: 13,
      fill: isQuiet(hop.verdict) ? colours.muted : colours.ink,
      weight: 500,
    }),
    textLine(x, box.y + 41, truncate(readReason(hop) ?? describeFacts(hop), right - x, 11.5), {
      size: 11.5,
      fill: colours.muted,
    }),
  ].join('')
}

/** A card's frame: its kind of line tells the verdict too, and a tab where the path breaks. */
function drawFrame(hop: Hop, box: Box, isGuilty: boolean, colours: PictureColours): string {
  const isLoud = hop.verdict === 'failing' || hop.verdict === 'warning'
  const frame = tag('rect', {
    x: box.x + 0.5,
    y: box.y + 0.5,
    width: box.width - 1,
    height: box.height - 1,
    rx: 8,
    fill: isQuiet(hop.verdict) ? colours.bg : colours.surface,
    stroke: isLoud ? colours.tones[verdictTones[hop.verdict]] : colours.lineStrong,
    'stroke-width': isGuilty ? 2 : 1,
    'stroke-dasharray': hop.verdict === 'blocked' ? '4 3' : hop.verdict === 'not-checked' ? '1.5 2.5' : undefined,
  })
  if (!isGuilty) return frame
  const tab = tag('rect', { x: box.x + 8, y: box.y - 13, width: 86, height: 17, rx: 4, fill: colours.tones.fail })
  const words = textLine(box.x + 51, box.y - 1, 'breaks here', {
    size: 11.5,
    fill: colours.surface,
    weight: 600,
    anchor: 'middle',
  })
  return `${frame}${tab}${words}`
}
