import dynamic from 'next/dynamic'
import { type KeyboardEvent, type ReactNode, useId } from 'react'
import type { HopId } from '@/lib/model/hop'
import type { Hop, TracedHost } from '@/lib/model/trace'
import { drawPath } from './draw-path'
import { findNeighbour } from './find-neighbour'
import { HopCard } from './hop-card'
import { EdgeText, PathEdges } from './path-edges'
import { type Box, hostColumnIds, laneColumnIds, nameLaneEdge } from './path-layout'
import { placeBox, reserveHeight } from './place-box'
import type { KeyedPath } from './trace-selection'

// Most hosts have one path, and need neither.
const PathLanes = dynamic(() => import('./path-lanes').then((lanes) => lanes.PathLanes))
const FoldedLanes = dynamic(() => import('./folded-lanes').then((lanes) => lanes.FoldedLanes))

interface PathDiagramProps {
  host: TracedHost
  /** The paths that are drawn, in order, and those that are not. */
  shown: readonly KeyedPath[]
  folded: readonly KeyedPath[]
  /** Whether the reader may fold and unfold paths. */
  hasFold: boolean
  onFold: (isUnfolded: boolean) => void
  selectedPath: KeyedPath | null
  selectedHopId: HopId | undefined
  guilty: HopId | null
  onSelectHop: (id: HopId) => void
  onSelectPath: (key: string) => void
  onSelectHopOf: (key: string, id: HopId) => void
  /** Everything about the selected hop; follows its step. */
  detail: ReactNode
  /** What can be done with the picture. */
  toolbar: ReactNode
}

/**
 * A host's way from its DNS record to its Pods. It is one ordered list of steps: where there is room its items stand as cards in fixed
 * columns with lines between them and the host's other paths in lanes below; where there is not they are rows. Arrow keys move
 * between the stations, Enter opens one.
 */
export function PathDiagram(props: PathDiagramProps) {
  const { host, shown, folded, hasFold, selectedPath, selectedHopId, guilty, onSelectHop, detail } = props
  const headingId = useId()
  const selectedKey = selectedPath?.key ?? null
  const { layout, shared, certificate, lanes, edges } = drawPath(host, shown, selectedKey, hasFold)
  const edgesById = new Map(edges.map((edge) => [edge.id, edge]))
  const lane = lanes.find(({ key }) => key === (selectedKey ?? '')) ?? lanes[0]
  const laneBoxes = layout.lanes.find(({ key }) => key === lane?.key)?.boxes ?? {}

  function step(hop: Hop | undefined, box: Box | undefined, edgeId: string): ReactNode {
    if (hop === undefined || box === undefined) return null
    const isSelected = hop.id === selectedHopId
    return (
      <li key={hop.id} className="relative @5xl:static min-w-0">
        {edgeId === 'dns-record' ? null : (
          <span aria-hidden className="-top-4 absolute left-3 @5xl:hidden h-4 border-line-strong border-l-2" />
        )}
        <EdgeText edge={edgesById.get(edgeId)} />
        <HopCard
          hop={hop}
          box={box}
          density={hostColumnIds.some((id) => id === hop.id) ? 'roomy' : layout.density}
          isGuilty={hop.id === guilty}
          isSelected={isSelected}
          onSelect={() => onSelectHop(hop.id)}
        />
        {isSelected ? <div className="mt-4">{detail}</div> : null}
      </li>
    )
  }

  return (
    <section aria-labelledby={headingId} className="@container" onKeyDown={moveFocus}>
      <h2 id={headingId} className="sr-only">
        Path from DNS record to Pods
      </h2>
      <div className="relative" style={reserveHeight(layout.height)}>
        <PathEdges layout={layout} edges={edges} />
        <ol className="@5xl:block flex @5xl:picture-room flex-col gap-y-4 @max-5xl:pt-3">
          {hostColumnIds.map((id) =>
            step(
              shared.find((hop) => hop.id === id),
              layout.host[id],
              id,
            ),
          )}
          {laneColumnIds.map((id) =>
            step(
              lane?.hops.find((hop) => hop.id === id),
              laneBoxes[id],
              nameLaneEdge(lane?.key ?? '', id),
            ),
          )}
          {step(certificate, layout.certificate?.box, 'certificate')}
        </ol>
        {shown.length > 1 ? (
          <PathLanes
            host={host}
            lanes={shown}
            places={layout.lanes}
            edges={edges}
            density={layout.density}
            selectedKey={selectedKey}
            onSelectPath={props.onSelectPath}
            onSelectHop={props.onSelectHopOf}
          />
        ) : null}
        {layout.fold === null ? null : (
          <FoldedLanes box={layout.fold} folded={folded} total={host.paths.length} onFold={props.onFold} />
        )}
        <div
          style={placeBox(layout.toolbar)}
          className="@5xl:placed @max-5xl:mt-3 flex flex-wrap @5xl:flex-nowrap items-center justify-end gap-2"
        >
          {props.toolbar}
        </div>
      </div>
    </section>
  )
}

/** Moves the focus among the stations as they stand on the screen. */
function moveFocus(event: KeyboardEvent<HTMLElement>) {
  if (event.altKey || event.ctrlKey || event.metaKey || !(event.target instanceof HTMLElement)) return
  if (event.target.dataset.stop === undefined) return
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-stop]')].filter(
    (stop) => stop.getClientRects().length > 0,
  )
  const boxes = stops.map((stop) => stop.getBoundingClientRect())
  const next = findNeighbour(boxes, stops.indexOf(event.target), event.key)
  if (next === null) return
  event.preventDefault()
  stops[next]?.focus()
}
