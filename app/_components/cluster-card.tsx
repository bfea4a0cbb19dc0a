import { ArrowRight } from 'lucide-react'
import Link from 'next/link'
import { SeverityIcon } from '@/components/findings/severity-badge'
import { VerdictBadge } from '@/components/findings/verdict-badge'
import { VerdictBar } from '@/components/findings/verdict-bar'
import { severityWords } from '@/components/findings/verdict-look'
import { ClusterChip } from '@/components/layout/cluster-chip'
import { describeSourceFreshness } from '@/components/states/describe-source-freshness'
import { PanelAge } from '@/components/states/panel-age'
import { Age } from '@/components/ui/age'
import { buttonClassNames } from '@/components/ui/button'
import { Skeleton } from '@/components/ui/skeleton'
import type { ClusterSummary } from '@/lib/api/clusters'
import { formatClock } from '@/lib/format/age'
import { formatCount, formatCounted } from '@/lib/format/count'
import { type Severity, severities } from '@/lib/model/finding'
import { paths } from '@/lib/paths'

/** A cluster at a glance: verdict, findings, ingresses, and how well it can be read. */
export function ClusterCard({ cluster }: { cluster: ClusterSummary }) {
  const readable = cluster.sources.filter(({ state }) => state === 'observed').length
  return (
    <article className="rounded-lg border border-line bg-surface shadow-raised">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1.5 border-line border-b px-4 py-3">
        <h2 className="min-w-0 break-all font-semibold text-lg">
          <Link href={paths.overview(cluster.name)} data-row-link className="hover:underline">
            {cluster.name}
          </Link>
        </h2>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 max-sm:order-1 max-sm:w-full">
          <VerdictBadge verdict={cluster.verdict} />
          <ClusterChip cluster={cluster} />
        </div>
        <Link
          href={paths.overview(cluster.name)}
          aria-label={`Open ${cluster.name}`}
          className={buttonClassNames({}, 'ml-auto')}
        >
          Open
          <ArrowRight aria-hidden className="size-3.5" />
        </Link>
      </header>
      <div className="space-y-3.5 px-4 py-3.5">
        {isBeingReadFirst(cluster) ? (
          <Skeleton className="h-5 w-3/5" />
        ) : isUnread(cluster) ? (
          <p className="text-muted">Nothing of it has been read, so no check could look at anything.</p>
        ) : (
          <FindingCounts findings={cluster.findings} />
        )}
        {isBeingReadFirst(cluster) ? (
          <div>
            <Skeleton className="mb-1.5 h-5 w-1/4" />
            <Skeleton className="h-9 w-full" />
          </div>
        ) : cluster.ingresses === null ? (
          <p className="text-muted">Ingresses could not be read.</p>
        ) : (
          <div>
            <p className="mb-1.5 text-muted">
              <Link className="link font-medium" href={paths.ingresses(cluster.name)}>
                {formatCounted(cluster.ingresses.total, 'ingress', 'ingresses')}
              </Link>
            </p>
            <VerdictBar
              byVerdict={cluster.ingresses.byVerdict}
              hrefOf={(verdict) => paths.ingresses(cluster.name, { verdict })}
            />
          </div>
        )}
      </div>
      <footer className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-line border-t px-4 py-2 text-muted text-sm">
        <p className="min-w-0 break-words">
          <Connection cluster={cluster} />
        </p>
        <p className="flex flex-wrap gap-x-3">
          <Link className="link" href={paths.sources(cluster.name)}>
            {formatCount(readable)} of {formatCount(cluster.sources.length)} sources readable
          </Link>
          <PanelAge freshness={describeSourceFreshness(cluster.sources)} cluster={cluster.name} />
        </p>
      </footer>
    </article>
  )
}

const isBeingReadFirst = ({ connection }: ClusterSummary) => connection.state === 'connecting'

/** No kind of this cluster has ever been read: a count of findings would be 0 for want of looking. */
const isUnread = ({ sources }: ClusterSummary) =>
  !sources.some(({ name, state }) => name !== 'DNS' && state === 'observed')

function FindingCounts({ findings }: Pick<ClusterSummary, 'findings'>) {
  return (
    <ul className="flex flex-wrap gap-x-5 gap-y-1">
      {severities.map((severity) => (
        <li key={severity} className="flex items-center gap-1.5">
          <SeverityIcon severity={severity} />
          <strong className="font-semibold tabular-nums">{formatCount(findings[severity])}</strong>
          <span className="text-muted">
            {findings[severity] === 1 ? severityWords[severity].toLowerCase() : pluralSeverity[severity]}
          </span>
        </li>
      ))}
    </ul>
  )
}

const pluralSeverity: Record<Severity, string> = { error: 'errors', warning: 'warnings', info: 'info' }

function Connection({ cluster: { connection } }: { cluster: ClusterSummary }) {
  if (connection.state === 'connected')
    return <>Connected{connection.server === null ? '' : ` to ${connection.server}`}</>
  if (connection.state === 'connecting') return <>Being read for the first time</>
  return (
    <span className="text-warn">
      {connection.staleSince === null ? (
        // The reason comes from outside and begins as it likes.
        `Cannot be reached${connection.reason === null ? '.' : ': '}`
      ) : (
        <>
          Last good state of {formatClock(connection.staleSince)}, <Age at={connection.staleSince} form="ago" />.{' '}
        </>
      )}
      {connection.reason}
    </span>
  )
}
