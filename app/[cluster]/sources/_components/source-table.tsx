'use client'

import { useQuery } from '@tanstack/react-query'
import { Fragment } from 'react'
import { VerdictIcon } from '@/components/findings/verdict-icon'
import { useLive } from '@/components/layout/live-provider'
import { PageTitle } from '@/components/layout/page-title'
import { titleOfSources } from '@/components/layout/page-titles'
import { describeSourceFreshness, readHeardAt } from '@/components/states/describe-source-freshness'
import { EmptyState } from '@/components/states/empty-state'
import { ErrorState } from '@/components/states/error-state'
import { PanelAge } from '@/components/states/panel-age'
import { reasonWords } from '@/components/states/reason-words'
import { Age } from '@/components/ui/age'
import { Card } from '@/components/ui/card'
import { classNames } from '@/components/ui/class-names'
import { CodeBlock } from '@/components/ui/code-block'
import { SkeletonRows } from '@/components/ui/skeleton'
import { Cell, ColumnHeader, RowHeader, Table } from '@/components/ui/table'
import { clustersQuery } from '@/lib/api/clusters'
import { formatClock } from '@/lib/format/age'
import { formatCount, formatCounted, formatNames } from '@/lib/format/count'
import { formSentence } from '@/lib/format/sentence'
import type { SourceStatus } from '@/lib/model/source-status'
import { readKindName, writeReadRole } from './read-role'

/** Every source of a cluster: those that cannot be read first, with what would allow it. */
export function SourceTable({ cluster }: { cluster: string }) {
  const { data, error, isFetching, refetch } = useQuery(clustersQuery())
  const { heartbeat } = useLive()
  const summary = data?.items.find(({ name }) => name === cluster)
  if (summary === undefined) {
    return (
      <Card padding="none">
        {error === null ? (
          <SkeletonRows rows={12} label="The sources are being listed" />
        ) : (
          <ErrorState what="The sources" error={error} onRetry={() => refetch()} isRetrying={isFetching} />
        )}
      </Card>
    )
  }
  const { sources } = summary
  if (sources.length === 0) {
    return (
      <Card>
        <EmptyState title="Nothing has been read yet">
          The first answer of the cluster lists its sources here.
        </EmptyState>
      </Card>
    )
  }
  const readable = sources.filter(({ state }) => state === 'observed')
  const isComplete = readable.length === sources.length && !sources.some((source) => rank(source) < 2)
  const freshness = describeSourceFreshness(sources)
  const staleCount = readable.filter(({ staleSince }) => staleSince).length
  // Single sources go stale by themselves; the cluster is away when its API server is.
  const isAway = summary.connection.staleSince !== null
  const sorted = [...sources].sort((a, b) => rank(a) - rank(b))
  const missing = sources.flatMap((source) => {
    const kind = source.reason === 'forbidden' ? readKindName(source.name) : null
    return kind === null ? [] : [kind]
  })
  return (
    <div className="space-y-4">
      <PageTitle
        title={titleOfSources({ name: cluster, sources })}
        verdict={sources.some((source) => rank(source) < 2) ? 'undetermined' : 'passing'}
      />
      <Card
        title={
          isAway
            ? `The cluster is away: ${formatCount(readable.length)} of ${formatCounted(sources.length, 'source')} keep what they told last`
            : staleCount > 0
              ? `${formatCount(staleCount)} of ${formatCounted(sources.length, 'source')} ${staleCount === 1 ? 'keeps what it' : 'keep what they'} told last`
              : isComplete
                ? `All ${formatCounted(sources.length, 'source')} can be read`
                : `${formatCount(readable.length)} of ${formatCounted(sources.length, 'source')} can be read`
        }
        aside={<PanelAge freshness={freshness} />}
        padding="none"
      >
        <Table caption="Sources">
          <thead>
            <tr>
              <ColumnHeader>Source</ColumnHeader>
              <ColumnHeader>State</ColumnHeader>
              <ColumnHeader isNumber>Objects</ColumnHeader>
              <ColumnHeader className="max-sm:hidden">Last heard of</ColumnHeader>
              <ColumnHeader className="w-1/2 max-sm:hidden">Why, and what would help</ColumnHeader>
            </tr>
          </thead>
          <tbody>
            {sorted.map((source) => (
              <Fragment key={source.name}>
                <SourceRow source={source} heardAt={readHeardAt(source, heartbeat)} />
                {hasWhy(source) ? <NarrowWhy source={source} /> : null}
              </Fragment>
            ))}
          </tbody>
        </Table>
      </Card>
      {missing.length > 0 ? (
        <Card title="A role that would allow the rest" aside={formatNames(missing, 4)}>
          <p className="mb-2 max-w-prose text-muted">
            Apply it and bind it to whoever Fairlead reads as. To allow single namespaces only, make it a Role in each
            of them.
          </p>
          <CodeBlock code={writeReadRole(missing)} label="role" />
        </Card>
      ) : null}
    </div>
  )
}

function rank(source: SourceStatus): number {
  if (source.state === 'unavailable') return source.reason === 'not-installed' ? 2 : 0
  return isPartial(source) || source.staleSince ? 1 : 3
}

const isPartial = (source: SourceStatus) => source.reason !== undefined

function SourceRow({ source, heardAt }: { source: SourceStatus; heardAt: string | null }) {
  const isObserved = source.state === 'observed'
  return (
    <tr data-row tabIndex={-1} className={classNames('focus-visible:outline-offset-[-2px]', !isObserved && 'hatched')}>
      <RowHeader>{source.name}</RowHeader>
      <Cell className="whitespace-nowrap">
        <State source={source} />
      </Cell>
      <Cell isNumber>{isObserved ? formatCount(source.objects) : <span className="text-muted">unknown</span>}</Cell>
      <Cell className="whitespace-nowrap max-sm:hidden">
        {heardAt === null ? <span className="text-muted">never</span> : <Age at={heardAt} form="ago" />}
      </Cell>
      <Cell className="min-w-72 text-muted max-sm:hidden">
        <Why source={source} />
      </Cell>
    </tr>
  )
}

/** On a phone, where the last column has no room: its words across the row below. */
function NarrowWhy({ source }: { source: SourceStatus }) {
  return (
    <tr className={classNames('sm:hidden', source.state !== 'observed' && 'hatched')}>
      <Cell colSpan={narrowColumns} className="border-t-0 pt-0 text-muted">
        <Why source={source} />
      </Cell>
    </tr>
  )
}

const narrowColumns = 3

const hasWhy = ({ detail, staleSince, need, namespaces }: SourceStatus) =>
  Boolean(detail || staleSince || need) || (namespaces !== undefined && namespaces.length > 0)

function Why({ source }: { source: SourceStatus }) {
  return (
    <>
      {source.detail ? <p className="break-words">{formSentence(source.detail)}</p> : null}
      {source.staleSince ? (
        <p className="break-words">
          Last good state of {formatClock(source.staleSince)}. {source.staleReason}
        </p>
      ) : null}
      {source.need ? (
        <p className="break-words">
          Needs <code>{source.need}</code>
        </p>
      ) : null}
      {source.namespaces !== undefined && source.namespaces.length > 0 ? (
        <p className="break-words">
          Read in {formatCounted(source.namespaces.length, 'namespace')} only: {formatNames(source.namespaces, 8)}
        </p>
      ) : null}
    </>
  )
}

function State({ source }: { source: SourceStatus }) {
  if (source.state === 'unavailable') {
    return (
      <span className="flex items-center gap-1.5 font-medium text-unknown">
        <VerdictIcon
          verdict={source.reason === 'not-installed' ? 'not-applicable' : 'not-checked'}
          className="size-3.5"
        />
        {source.reason === undefined ? 'not readable' : reasonWords[source.reason]}
      </span>
    )
  }
  if (source.staleSince) {
    return (
      <span className="flex items-center gap-1.5 font-medium text-warn">
        <VerdictIcon verdict="warning" className="size-3.5" />
        stale
      </span>
    )
  }
  if (isPartial(source)) {
    return (
      <span className="flex items-center gap-1.5 font-medium text-warn">
        <VerdictIcon verdict="warning" className="size-3.5" />
        read in part
      </span>
    )
  }
  return (
    <span className="flex items-center gap-1.5 font-medium text-pass">
      <VerdictIcon verdict="passing" className="size-3.5" />
      read
    </span>
  )
}
