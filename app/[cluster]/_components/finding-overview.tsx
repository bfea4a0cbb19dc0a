'use client'

import { useQuery } from '@tanstack/react-query'
import { useQueryStates } from 'nuqs'
import { useMemo } from 'react'
import { areaWords } from '@/components/findings/area-words'
import { SeverityIcon } from '@/components/findings/severity-badge'
import { VerdictIcon } from '@/components/findings/verdict-icon'
import { severityWords } from '@/components/findings/verdict-look'
import { EmptyState } from '@/components/states/empty-state'
import { ErrorState } from '@/components/states/error-state'
import { UnavailableList } from '@/components/states/partial-notice'
import { Age } from '@/components/ui/age'
import { Card } from '@/components/ui/card'
import { classNames } from '@/components/ui/class-names'
import { FilterButtons } from '@/components/ui/filter-buttons'
import { OrderNotice } from '@/components/ui/order-notice'
import { SkeletonRows } from '@/components/ui/skeleton'
import { useHeldRows } from '@/components/ui/use-held-rows'
import { type FindingPage, findingsQuery, type ListedFinding } from '@/lib/api/findings'
import { formatCount, formatCounted } from '@/lib/format/count'
import { areas, severities } from '@/lib/model/finding'
import { overviewSearch, toFindingParams } from '../search-params'
import { FindingGroups } from './finding-groups'
import { groupByCheck } from './group-findings'

const noFindings: readonly ListedFinding[] = []
const keyOf = ({ id }: ListedFinding) => id

/** Findings first: root causes, what else was found, what still waits; then what was looked at and what could not be. */
export function FindingOverview({ cluster }: { cluster: string }) {
  const [search, setSearch] = useQueryStates(overviewSearch, { history: 'replace' })
  const params = toFindingParams(search)
  const { data: page, error, isFetching, isPlaceholderData, refetch } = useQuery(findingsQuery(cluster, params))
  // Until every kind has been read, findings come and go by the second: their order is not worth holding yet.
  const isReading = page?.freshness.unreadable.some(({ reason }) => reason === 'pending') ?? true
  const held = useHeldRows({
    rows: page?.items ?? noFindings,
    keyOf,
    asked: isReading ? `reading ${page?.freshness.revision}` : JSON.stringify(params),
    isWaiting: isPlaceholderData,
  })
  const groups = useMemo(() => groupByCheck(held.rows.map(({ row }) => row)), [held.rows])
  const goneIds = useMemo(
    () => new Set(held.rows.flatMap(({ row, state }) => (state === 'gone' ? [row.id] : []))),
    [held.rows],
  )
  const shared = { cluster, goneIds }

  if (page === undefined) {
    return (
      <Card title="Findings" padding="none">
        {error === null ? (
          <SkeletonRows rows={8} label="Findings are being gathered" rowClassName="h-14" />
        ) : (
          <ErrorState what="The findings" error={error} onRetry={() => refetch()} isRetrying={isFetching} />
        )}
      </Card>
    )
  }
  return (
    <div className="space-y-4">
      <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
        <FilterButtons
          label="Severity"
          value={search.severity}
          onChange={(value) => setSearch({ severity: severities.find((known) => known === value) ?? null })}
          choices={[
            {
              value: null,
              label: 'All',
              count: isUnread(page)
                ? undefined
                : page.bySeverity.error + page.bySeverity.warning + page.bySeverity.info,
            },
            ...severities.map((severity) => ({
              value: severity,
              label: severityWords[severity],
              icon: <SeverityIcon severity={severity} />,
              count: isUnread(page) ? undefined : page.bySeverity[severity],
            })),
          ]}
        />
        <FilterButtons
          label="Area"
          value={search.area}
          onChange={(value) => setSearch({ area: areas.find((known) => known === value) ?? null })}
          choices={[
            { value: null, label: 'Everywhere' },
            ...(['ingress', 'dns-cache', 'egress'] as const).map((area) => ({ value: area, label: areaWords[area] })),
          ]}
        />
        <OrderNotice isOutOfOrder={held.isOutOfOrder} onSort={held.sortAgain} />
      </div>
      <div className={classNames('space-y-4 transition-opacity duration-150', isPlaceholderData && 'opacity-60')}>
        {held.rows.length === 0 ? (
          <Card>
            <NothingFound
              page={page}
              isFiltered={search.severity !== null || search.area !== null}
              onClear={() => setSearch({ severity: null, area: null })}
              namespace={search.namespace}
            />
          </Card>
        ) : null}
        <FindingGroups title="Root causes" hint="what to mend first" groups={groups.rootCauses} {...shared} />
        <FindingGroups title="Also found" hint="consequences and smaller things" groups={groups.others} {...shared} />
        <FindingGroups
          title="Waiting"
          hint="inside their usual time; not a fault yet"
          groups={groups.waiting}
          {...shared}
        />
        {page.total > page.items.length ? (
          <p className="text-muted">
            The first {formatCount(page.items.length)} of {formatCounted(page.total, 'finding')} are shown. Choose a
            severity, an area or a namespace to see the rest.
          </p>
        ) : null}
      </div>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <LookedAt page={page} />
        <NotChecked page={page} />
      </div>
    </div>
  )
}

interface NothingFoundProps {
  page: FindingPage
  namespace: string | null
  isFiltered: boolean
  onClear: () => void
}

function NothingFound({ page, namespace, isFiltered, onClear }: NothingFoundProps) {
  if (isUnread(page)) {
    return (
      <EmptyState title="Nothing could be judged" icon={<VerdictIcon verdict="undetermined" className="size-6" />}>
        {describeLooked(page)}
      </EmptyState>
    )
  }
  if (isFiltered) {
    return (
      <EmptyState title="Nothing of this kind was found" action={{ label: 'Show every finding', onClick: onClear }}>
        Other severities or areas may have findings.
      </EmptyState>
    )
  }
  const where = namespace === null ? '' : ` in namespace ${namespace}`
  const isComplete = page.notChecked.length === 0
  return (
    <EmptyState
      title={isComplete ? `Nothing wrong was found${where}` : `Nothing wrong was found${where} in what could be read`}
      icon={<VerdictIcon verdict={isComplete ? 'passing' : 'undetermined'} className="size-6" />}
    >
      {describeLooked(page)}
    </EmptyState>
  )
}

/** No object was there to look at, and not because there is none: what was counted is 0 for want of looking. */
const isUnread = ({ looked, notChecked }: FindingPage) => looked.objects === 0 && notChecked.length > 0

function describeLooked(page: FindingPage): string {
  const { looked } = page
  if (isUnread(page)) return 'No object has been read, so no check could look at anything.'
  const ingresses = formatCounted(looked.ingresses, 'ingress', 'ingresses')
  return `${formatCounted(looked.checks, 'check')} looked at ${formatCounted(looked.objects, 'object')}, among them ${ingresses} with ${formatCounted(looked.hosts, 'host')}.`
}

function LookedAt({ page }: { page: FindingPage }) {
  const { observedAt } = page.freshness
  return (
    <Card title="What was looked at">
      <p>{describeLooked(page)}</p>
      <p className="mt-1 text-muted">
        {observedAt === null ? (
          'Nothing has been read yet.'
        ) : (
          <>
            The oldest source was last heard of <Age at={observedAt} form="ago" />.
          </>
        )}
      </p>
    </Card>
  )
}

function NotChecked({ page }: { page: FindingPage }) {
  const count = page.notChecked.length
  return (
    <Card title="What could not be checked" aside={count === 0 ? undefined : formatCount(count)} padding="none">
      {count === 0 ? (
        <p className="flex items-center gap-2 px-3.5 py-3">
          <VerdictIcon verdict="passing" className="size-4" />
          Everything that the checks ask for could be read.
        </p>
      ) : (
        <UnavailableList unavailable={page.notChecked} isFirst />
      )}
    </Card>
  )
}
