import { VerdictBadge } from '@/components/findings/verdict-badge'
import { VerdictIcon } from '@/components/findings/verdict-icon'
import { Card } from '@/components/ui/card'
import { classNames } from '@/components/ui/class-names'
import type { Hop } from '@/lib/model/trace'
import { countPassingPaths, describeBackend, describePath, type KeyedPath } from './trace-selection'

interface PathLanesProps {
  paths: readonly KeyedPath[]
  selectedKey: string | null
  onSelect: (key: string) => void
}

/** Every path of a host, one lane each, from the rule to its Pods; the lane that is drawn above is marked. */
export function PathLanes({ paths, selectedKey, onSelect }: PathLanesProps) {
  const { passing, total } = countPassingPaths(paths.map(({ path }) => path))
  return (
    <Card title="Paths of this host" headingLevel={3} aside={`${passing} of ${total} pass`} padding="none">
      <ul className="max-h-72 divide-y divide-line overflow-y-auto">
        {paths.map(({ key, path }) => (
          <li
            key={key}
            className={classNames(
              'relative grid grid-cols-1 items-baseline gap-x-4 gap-y-0.5 px-3.5 py-1.5 sm:grid-cols-[minmax(0,5fr)_minmax(0,6fr)_auto]',
              key === selectedKey ? 'bg-accent-soft' : 'hover:bg-sunken',
            )}
          >
            <button
              type="button"
              aria-pressed={key === selectedKey}
              onClick={() => onSelect(key)}
              className="text-left font-medium outline-offset-[-2px] [overflow-wrap:anywhere] after:absolute after:inset-0"
            >
              {describePath(path)}
            </button>
            <span className="text-muted [overflow-wrap:anywhere]">
              <span aria-hidden>→ </span>
              <span className="sr-only">goes to </span>
              {describeBackend(path)}
              <LaneHops hops={path.hops} />
            </span>
            <VerdictBadge verdict={path.verdict} look="plain" className="self-center text-sm" />
          </li>
        ))}
      </ul>
    </Card>
  )
}

/** The three stations of a lane as small shapes, each with its name for those who do not see them. */
function LaneHops({ hops }: { hops: readonly Hop[] }) {
  return (
    <span className="ml-2 inline-flex items-center gap-1 align-[-2px]">
      {hops.map((hop) => (
        <span key={hop.id} title={`${hop.title}: ${hop.headline}`} className="inline-flex">
          <span className="sr-only">{hop.title}: </span>
          <VerdictIcon verdict={hop.verdict} isAlone className="size-3" />
        </span>
      ))}
    </span>
  )
}
