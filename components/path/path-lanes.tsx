import { Fragment } from 'react'
import { VerdictBadge } from '@/components/findings/verdict-badge'
import { VerdictIcon } from '@/components/findings/verdict-icon'
import { verdictWords } from '@/components/findings/verdict-look'
import { classNames } from '@/components/ui/class-names'
import { type HopId, hopTitles } from '@/lib/model/hop'
import type { Hop, TracedHost } from '@/lib/model/trace'
import type { DrawnEdge } from './draw-path'
import { BreaksHereTab, frameCard, nameHopButton } from './hop-card'
import { describeFacts, describeWhole, isQuiet, readReason } from './hop-text'
import { EdgeText } from './path-edges'
import { type Box, type Density, type Lane, laneColumnIds, nameLaneEdge } from './path-layout'
import { placeBox } from './place-box'
import { describeBackend, describePath, findGuiltyHop, type KeyedPath, listDrawnHops } from './trace-selection'

interface PathLanesProps {
  host: TracedHost
  lanes: readonly KeyedPath[]
  places: readonly Lane[]
  edges: readonly DrawnEdge[]
  density: Density
  selectedKey: string | null
  onSelectPath: (key: string) => void
  /** A hop of another lane than the selected one. */
  onSelectHop: (key: string, id: HopId) => void
}

/**
 * The paths of a host. Where the path is drawn these are the lanes beside the selected one, whose stations are the steps; in a list
 * they are the choice of the path that the steps show.
 */
export function PathLanes({
  host,
  lanes,
  places,
  edges,
  density,
  selectedKey,
  onSelectPath,
  onSelectHop,
}: PathLanesProps) {
  return (
    <ul
      aria-label="Paths of this host"
      className="@max-5xl:mt-4 @max-5xl:divide-y @max-5xl:divide-line @max-5xl:overflow-hidden @max-5xl:rounded-lg @max-5xl:border @max-5xl:border-line @max-5xl:bg-surface"
    >
      {lanes.map((lane) => {
        const boxes = places.find(({ key }) => key === lane.key)?.boxes
        const isSelected = lane.key === selectedKey
        return (
          <li key={lane.key} className={isSelected ? '@5xl:hidden' : undefined}>
            <LaneRow lane={lane} isSelected={isSelected} onSelect={() => onSelectPath(lane.key)} />
            {boxes === undefined || isSelected ? null : (
              <LaneCards
                host={host}
                lane={lane}
                boxes={boxes}
                edges={edges}
                density={density}
                onSelectPath={() => onSelectPath(lane.key)}
                onSelectHop={(id) => onSelectHop(lane.key, id)}
              />
            )}
          </li>
        )
      })}
    </ul>
  )
}

const nameLane = ({ path }: KeyedPath) =>
  `Path ${describePath(path)} to ${describeBackend(path)}: ${verdictWords[path.verdict]}. Follow it`

/** A path as one line of a list. */
function LaneRow({ lane, isSelected, onSelect }: { lane: KeyedPath; isSelected: boolean; onSelect: () => void }) {
  const { path } = lane
  return (
    <div
      className={classNames(
        'relative flex @5xl:hidden flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5 px-3 py-1.5',
        isSelected && 'bg-accent-soft',
      )}
    >
      <button
        type="button"
        data-stop=""
        aria-pressed={isSelected}
        aria-label={nameLane(lane)}
        onClick={onSelect}
        className="text-left font-medium outline-offset-[-2px] [overflow-wrap:anywhere] after:absolute after:inset-0"
      >
        {describePath(path)}
      </button>
      <VerdictBadge verdict={path.verdict} look="plain" className="text-sm" />
      <span className="w-full text-muted text-sm [overflow-wrap:anywhere]">
        <span aria-hidden>→ </span>
        {describeBackend(path)}
        <span className="ml-2 inline-flex items-center gap-1 align-[-2px]">
          {path.hops.map((hop) => (
            <span key={hop.id} title={`${hop.title}: ${hop.headline}`} className="inline-flex">
              <span className="sr-only">{hop.title}: </span>
              <VerdictIcon verdict={hop.verdict} isAlone className="size-3" />
            </span>
          ))}
        </span>
      </span>
    </div>
  )
}

interface LaneCardsProps {
  host: TracedHost
  lane: KeyedPath
  boxes: Lane['boxes']
  edges: readonly DrawnEdge[]
  density: Density
  onSelectPath: () => void
  onSelectHop: (id: HopId) => void
}

/** A path that is not selected, drawn: its first station chooses the path, its other stations choose the path and open. */
function LaneCards({ host, lane, boxes, edges, density, onSelectPath, onSelectHop }: LaneCardsProps) {
  const guilty = findGuiltyHop(host, lane.path)
  const hops = listDrawnHops(host, lane.path)
  return (
    <>
      {laneColumnIds.map((id) => {
        const hop = hops.find((each) => each.id === id)
        const box = boxes[id]
        if (hop === undefined || box === undefined) return null
        // The rule, or the Service of a host that a load balancer serves without one.
        const isFirst = id === hops.find((each) => laneColumnIds.some((column) => column === each.id))?.id
        const title = `${hopTitles[id]} of path ${describePath(lane.path)}`
        return (
          <Fragment key={id}>
            <EdgeText edge={edges.find((edge) => edge.id === nameLaneEdge(lane.key, id))} isDrawnOnly />
            <LaneCard
              hop={hop}
              box={box}
              density={density}
              isGuilty={guilty === id}
              name={isFirst ? nameLane(lane) : nameHopButton(title, hop.verdict, guilty === id)}
              // One stop of the Tab key for each lane; the arrow keys lead to the rest.
              isTabStop={isFirst}
              onSelect={isFirst ? onSelectPath : () => onSelectHop(id)}
            />
          </Fragment>
        )
      })}
    </>
  )
}

interface LaneCardProps {
  hop: Hop
  box: Box
  density: Density
  isGuilty: boolean
  name: string
  isTabStop: boolean
  onSelect: () => void
}

function LaneCard({ hop, box, density, isGuilty, name, isTabStop, onSelect }: LaneCardProps) {
  return (
    <div
      style={placeBox(box)}
      title={describeWhole(hop)}
      className={classNames(
        '@5xl:placed @max-5xl:hidden hover:border-accent',
        frameCard(hop.verdict, { isGuilty, isSelected: false }),
      )}
    >
      {isGuilty ? <BreaksHereTab /> : null}
      <div className="h-full overflow-hidden px-2.5 py-1.5">
        <VerdictBadge verdict={hop.verdict} look="plain" className="text-sm" />
        <p className={classNames('truncate', isQuiet(hop.verdict) ? 'text-muted' : 'font-medium')}>{hop.headline}</p>
        {density === 'medium' ? (
          <p className="truncate text-muted text-xs">{readReason(hop) ?? describeFacts(hop)}</p>
        ) : null}
      </div>
      <button
        type="button"
        data-stop=""
        tabIndex={isTabStop ? undefined : -1}
        aria-label={name}
        onClick={onSelect}
        className="absolute inset-0 rounded-lg"
      />
    </div>
  )
}
