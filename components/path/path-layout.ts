import type { HopId } from '@/lib/model/hop'

/** A place in the picture. Lengths are pixels of a picture that is `pictureWidth` wide. */
export interface Box {
  x: number
  y: number
  width: number
  height: number
}

/** How much fits into a card: `roomy` two lines of name and four of text, `medium` one and one, `compact` the name alone. */
export type Density = 'roomy' | 'medium' | 'compact'

export const hostColumnIds = ['dns-record', 'load-balancer', 'controller'] as const satisfies readonly HopId[]
export const laneColumnIds = ['ingress-rule', 'service', 'endpoints', 'pods'] as const satisfies readonly HopId[]
export type HostColumnId = (typeof hostColumnIds)[number]
export type LaneColumnId = (typeof laneColumnIds)[number]
export type ColumnId = HostColumnId | LaneColumnId
const columnIds: readonly ColumnId[] = [...hostColumnIds, ...laneColumnIds]

const columnWidth = 128
/** Room before each column but the first, wider where a port mapping stands on the line. */
const gaps: Record<ColumnId, number> = {
  'dns-record': 0,
  'load-balancer': 24,
  controller: 72,
  'ingress-rule': 40,
  service: 44,
  endpoints: 76,
  pods: 24,
}

export const pictureWidth = columnIds.reduce((sum, id) => sum + gaps[id] + columnWidth, 0)

/** Room for the names of the columns, and for a tab that stands on a card. */
const cardsTop = 34
const hostCardHeight = 142
const laneGap = 16
const certificateTop = cardsTop + hostCardHeight + 20
const certificateHeight = 54
const foldHeight = 28
const toolbarHeight = 28
/** Lines meet a card this far below its upper edge, whatever its height. */
export const lineOffset = 22

export interface PictureShape {
  /** Paths of the host that are drawn, in order. */
  laneKeys: readonly string[]
  /** False where a load balancer leads straight to a Service: no controller and no rule stand between them. */
  hasController: boolean
  /** False for a host without path: its only lane then ends at the rule. */
  hasBackends: boolean
  hasCertificate: boolean
  /** Whether there are paths that are not drawn, or can be folded again. */
  hasFold: boolean
}

export interface Lane {
  key: string
  y: number
  boxes: Partial<Record<LaneColumnId, Box>>
}

/** The line that leads to a card, and the free room on it for a label. */
export interface Edge {
  /** `load-balancer`, or `/cart|service` in a lane. */
  id: string
  /** Path data of an SVG. */
  d: string
  label: Box
}

export interface PathLayout {
  height: number
  density: Density
  columns: { id: ColumnId; x: number; width: number }[]
  host: Record<HostColumnId, Box>
  lanes: Lane[]
  certificate: { box: Box; d: string } | null
  fold: Box | null
  toolbar: Box
  edges: Edge[]
}

export const columns: PathLayout['columns'] = columnIds.map((id, index) => ({
  id,
  x: columnIds.slice(0, index + 1).reduce((sum, each) => sum + gaps[each], 0) + index * columnWidth,
  width: columnWidth,
}))

const columnX = (id: ColumnId) => columns.find((column) => column.id === id)?.x ?? 0

function chooseDensity(laneCount: number): Density {
  if (laneCount <= 1) return 'roomy'
  return laneCount <= 3 ? 'medium' : 'compact'
}

const laneHeights: Record<Density, number> = { roomy: hostCardHeight, medium: 70, compact: 52 }

/**
 * Where every card, line and label stands. It depends on which paths are drawn and on nothing that they say: a text or a verdict
 * that changes moves nothing.
 *
 *     DNS record -- Load balancer -- Controller -+- rule -- Service -- Endpoints -- Pods
 *                                        :       +- rule -- Service -- Endpoints -- Pods
 *     Certificate .......................:       (more paths)
 */
export function layoutPath(shape: PictureShape): PathLayout {
  const { laneKeys, hasController, hasBackends, hasCertificate, hasFold } = shape
  const keys = laneKeys.length > 0 ? laneKeys : ['']
  const density = chooseDensity(keys.length)
  const laneHeight = laneHeights[density]
  const drawnColumns = laneColumnIds.filter((id) => (id === 'ingress-rule' ? hasController : hasBackends))
  const place = (id: ColumnId, y: number, height: number): Box => ({ x: columnX(id), y, width: columnWidth, height })
  const lanes = keys.map((key, index): Lane => {
    const y = cardsTop + index * (laneHeight + laneGap)
    return { key, y, boxes: Object.fromEntries(drawnColumns.map((id) => [id, place(id, y, laneHeight)])) }
  })
  const hostIds = hasController ? hostColumnIds : hostColumnIds.slice(0, 2)
  const lanesBottom = cardsTop + keys.length * (laneHeight + laneGap) - laneGap
  const laneX = columnX('ingress-rule')
  const fold = hasFold ? { x: laneX, y: lanesBottom + laneGap, width: pictureWidth - laneX, height: foldHeight } : null
  const branchWidth = columnX('controller') + columnWidth
  const certificateBox = { x: 0, y: certificateTop, width: branchWidth, height: certificateHeight }
  const controllerCentre = columnX('controller') + columnWidth / 2
  const hostBottom = hasCertificate ? certificateTop + certificateHeight : cardsTop + hostCardHeight
  // With one lane the place beside the certificate is free, with several the one below it.
  const toolbar =
    keys.length === 1
      ? { x: laneX, y: certificateTop + 13, width: pictureWidth - laneX, height: toolbarHeight }
      : { x: 0, y: hostBottom + 16, width: branchWidth, height: toolbarHeight }
  const lowest = [hostBottom, lanesBottom, fold === null ? 0 : fold.y + fold.height, toolbar.y + toolbar.height]
  return {
    height: Math.max(...lowest),
    density,
    columns: columns.filter(
      ({ id }) => drawnColumns.some((each) => each === id) || hostIds.some((each) => each === id),
    ),
    host: {
      'dns-record': place('dns-record', cardsTop, hostCardHeight),
      'load-balancer': place('load-balancer', cardsTop, hostCardHeight),
      controller: place('controller', cardsTop, hostCardHeight),
    },
    lanes,
    certificate: hasCertificate
      ? { box: certificateBox, d: `M${controllerCentre} ${cardsTop + hostCardHeight}V${certificateTop}` }
      : null,
    fold,
    toolbar,
    edges: [
      leadTo('load-balancer', 'load-balancer', cardsTop),
      ...(hasController ? [leadTo('controller', 'controller', cardsTop)] : []),
      ...lanes.flatMap(({ key, y }, index) =>
        drawnColumns.map((id, at) => {
          const edgeId = nameLaneEdge(key, id)
          if (at > 0) return leadTo(edgeId, id, y)
          const before = hasController ? 'controller' : 'load-balancer'
          return index > 0 ? branchTo(edgeId, id, before, y) : leadTo(edgeId, id, y, before)
        }),
      ),
    ],
  }
}

export const nameLaneEdge = (laneKey: string, id: LaneColumnId) => `${laneKey}|${id}`

/** The line to a card from the column before it, or from one further back. */
function leadTo(edgeId: string, id: ColumnId, cardY: number, from?: ColumnId): Edge {
  const end = columnX(id)
  const start = from === undefined ? end - gaps[id] : columnX(from) + columnWidth
  const y = cardY + lineOffset
  return { id: edgeId, d: `M${start} ${y}H${end}`, label: labelBox(id, y) }
}

/** From the line behind the last station that all lanes share down to another lane. */
function branchTo(edgeId: string, id: ColumnId, from: ColumnId, laneY: number): Edge {
  const end = columnX(id)
  const trunk = columnX(from) + columnWidth + gaps['ingress-rule'] / 2
  const y = laneY + lineOffset
  const bend = 8
  const d = `M${trunk} ${cardsTop + lineOffset}V${y - bend}Q${trunk} ${y} ${trunk + bend} ${y}H${end}`
  return { id: edgeId, d, label: labelBox(id, y) }
}

function labelBox(id: ColumnId, lineY: number): Box {
  return { x: columnX(id) - gaps[id] + 2, y: lineY - 17, width: Math.max(0, gaps[id] - 4), height: 34 }
}
