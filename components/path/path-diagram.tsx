import { useId } from 'react'
import { classNames } from '@/components/ui/class-names'
import type { HopId } from '@/lib/model/hop'
import type { Hop, TracedHost } from '@/lib/model/trace'
import { CertificateBranch } from './certificate-branch'
import { HopCard } from './hop-card'
import { PathLanes } from './path-lanes'
import { findCertificateHop, type KeyedPath, listDrawnHops } from './trace-selection'

interface PathDiagramProps {
  host: TracedHost
  paths: readonly KeyedPath[]
  selectedPath: KeyedPath | null
  selectedHopId: HopId | undefined
  guilty: HopId | null
  onSelectHop: (id: HopId) => void
  onSelectPath: (key: string) => void
}

/** Before a broken or unjudged hop the line is dashed: nothing is known to pass there. */
function isLineBroken(previous: Hop): boolean {
  return previous.verdict === 'failing' || previous.verdict === 'blocked' || previous.verdict === 'not-checked'
}

/** Under the middle of the controller's column: the third of seven, or of four where no path is drawn. */
function branchPlace(pathCount: number, hopCount: number): string {
  if (pathCount > 1) return '@5xl:left-[82%]'
  return hopCount > 4 ? '@5xl:left-[35.5%]' : '@5xl:left-[62.5%]'
}

/**
 * A host's way from its DNS record to its Pods: an ordered list of seven stations, drawn as columns where there is room and as
 * rows where there is not. Below it hang the certificate and, when the host has several, its paths.
 */
export function PathDiagram(props: PathDiagramProps) {
  const { host, paths, selectedPath, selectedHopId, guilty, onSelectHop, onSelectPath } = props
  const hops = listDrawnHops(host, selectedPath?.path ?? null)
  const certificate = findCertificateHop(host)
  const headingId = useId()
  return (
    <section aria-labelledby={headingId} className="@container">
      <h2 id={headingId} className="sr-only">
        Path from DNS record to Pods
      </h2>
      <ol className="grid @5xl:auto-cols-fr @5xl:grid-flow-col grid-cols-1 gap-x-5 gap-y-4 @5xl:grid-cols-none pt-3">
        {hops.map((hop, index) => {
          const previous = hops[index - 1]
          return (
            <li key={hop.id} className="relative min-w-0">
              {previous === undefined ? null : (
                <span
                  aria-hidden
                  className={classNames(
                    '-top-4 @5xl:-left-5 absolute left-6 h-4 border-l-2 @5xl:top-5 @5xl:h-0 @5xl:w-5 @5xl:border-t-2 @5xl:border-l-0',
                    isLineBroken(previous) ? 'border-line-strong border-dashed' : 'border-line-strong',
                  )}
                />
              )}
              <HopCard
                hop={hop}
                isGuilty={hop.id === guilty}
                isSelected={hop.id === selectedHopId}
                onSelect={() => onSelectHop(hop.id)}
              />
            </li>
          )
        })}
      </ol>
      <div className="mt-4 grid @5xl:grid-cols-7 grid-cols-1 items-start gap-x-5 gap-y-4">
        {certificate ? (
          <div className={classNames('relative', paths.length > 1 ? '@5xl:col-span-3' : '@5xl:col-span-7')}>
            {/* Hangs from the controller, which ends TLS. */}
            <span
              aria-hidden
              className={classNames(
                '-top-4 absolute left-6 h-4 border-line-strong border-l-2 border-dotted',
                branchPlace(paths.length, hops.length),
              )}
            />
            <CertificateBranch
              hop={certificate}
              isGuilty={guilty === 'certificate'}
              isSelected={selectedHopId === 'certificate'}
              onSelect={() => onSelectHop('certificate')}
            />
          </div>
        ) : null}
        {paths.length > 1 ? (
          <div className={certificate ? '@5xl:col-span-4' : '@5xl:col-span-7'}>
            <PathLanes paths={paths} selectedKey={selectedPath?.key ?? null} onSelect={onSelectPath} />
          </div>
        ) : null}
      </div>
    </section>
  )
}
