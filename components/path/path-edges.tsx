import { classNames } from '@/components/ui/class-names'
import { hopTitles } from '@/lib/model/hop'
import type { DrawnEdge } from './draw-path'
import { type PathLayout, pictureWidth } from './path-layout'
import { placeBox } from './place-box'

/** The lines between the cards and the names of the columns. Decoration: the list of steps says all of it. */
export function PathEdges({ layout, edges }: { layout: PathLayout; edges: readonly DrawnEdge[] }) {
  // What is on the way goes on top, where lanes share the line before their rules.
  const ordered = [...edges].sort((a, b) => Number(a.isOnWay) - Number(b.isOnWay))
  return (
    <div aria-hidden className="@max-5xl:hidden">
      {layout.columns.map(({ id, x, width }) => (
        <p
          key={id}
          style={placeBox({ x, y: 0, width, height: 18 })}
          className="placed truncate pl-0.5 text-muted text-sm"
        >
          {hopTitles[id]}
        </p>
      ))}
      <svg
        aria-hidden
        viewBox={`0 0 ${pictureWidth} ${layout.height}`}
        preserveAspectRatio="none"
        fill="none"
        style={placeBox({ x: 0, y: 0, width: pictureWidth, height: layout.height })}
        className="placed"
      >
        {ordered.map(({ id, d, isBroken, isOnWay }) => (
          <path
            key={id}
            d={d}
            vectorEffect="non-scaling-stroke"
            strokeDasharray={isBroken ? '4 4' : undefined}
            strokeWidth={isOnWay ? 1.75 : 1.25}
            className={isOnWay ? 'stroke-faint' : 'stroke-line-control'}
          />
        ))}
        {layout.certificate === null ? null : (
          <path
            d={layout.certificate.d}
            vectorEffect="non-scaling-stroke"
            strokeDasharray="1.5 3"
            strokeWidth={1.75}
            className="stroke-faint"
          />
        )}
      </svg>
    </div>
  )
}

/** The port mapping on a line: above and below it in the picture, before the step in a list. */
export function EdgeText({ edge, isDrawnOnly = false }: { edge: DrawnEdge | undefined; isDrawnOnly?: boolean }) {
  if (!edge?.text) return null
  const { above, below, full } = edge.text
  return (
    <p
      style={placeBox(edge.label)}
      title={full}
      aria-hidden={isDrawnOnly || undefined}
      className={classNames(
        '@5xl:placed @5xl:flex @5xl:flex-col @5xl:justify-between @5xl:text-center text-muted text-xs @5xl:text-[0.6563rem] @5xl:leading-none',
        isDrawnOnly ? '@max-5xl:hidden' : '@max-5xl:mb-1 @max-5xl:pl-6',
      )}
    >
      <span className="@5xl:sr-only">Port </span>
      <span className="@5xl:block @5xl:truncate @5xl:pt-1">{above}</span>{' '}
      <span className="@5xl:truncate @5xl:pb-1">{below}</span>
    </p>
  )
}
