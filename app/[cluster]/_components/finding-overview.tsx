'use client'

import { useQuery } from '@tanstack/react-query'
import { useQueryStates } from 'nuqs'
import { useMemo } from 'react'
import { VerdictIcon } from '@/components/findings/verdict-icon'
import { EmptyState } from '@/components/states/empty-state'
import { ErrorState } from '@/components/states/error-state'
import { isBeingRead } from '@/components/states/is-being-read'
import { UnavailableList } from '@/components/states/partial-notice'
import { Age } from '@/components/ui/age'
import { Card } from '@/components/ui/card'
import { classNames } from '@/components/ui/class-names'
import { OrderNotice } from '@/components/ui/order-notice'
import { SkeletonRows } from '@/components/ui/skeleton'
import { useHeldRows } from '@/components/ui/use-held-rows'
import { type FindingPage, findingsQuery, type ListedFinding } from '@/lib/api/findings'
import { formatCount, formatCounted } from '@/lib/format/count'
import { overviewSearch, toFindingParams } from '../search-params'
import { FindingFilters } from './finding-filters'
import { FindingGroups } from './finding-groups'
import { groupByCheck } from './group-findings'

/** The card after the lists. */
const lookedAt = { id: 'looked-at', title: 'What was looked at' }

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
  const cards = [
    { id: 'root-causes', title: 'Root causes', hint: 'what to mend first', groups: groups.rootCauses },
    { id: 'also-found', title: 'Also found', hint: 'consequences and smaller things', groups: groups.others },
    { id: 'waiting', title: 'Waiting', hint: 'inside their usual time; not a fault yet', groups: groups.waiting },
  ].filter((card) => card.groups.length > 0)

  const filters = { severity: search.severity, area: search.area, onChange: setSearch }

  if (page === undefined || (isUnread(page) && isBeingRead(page.notChecked))) {
    return (
      <div className="space-y-4">
        <FindingFilters {...filters} counts={null}>
          <OrderNotice isOutOfOrder={false} onSort={held.sortAgain} />
        </FindingFilters>
        <Card title="Findings" padding="none">
          {error === null ? (
            <SkeletonRows rows={8} label="Findings are being gathered" rowClassName="h-14" />
          ) : (
            <ErrorState what="The findings" error={error} onRetry={() => refetch()} isRetrying={isFetching} />
          )}
        </Card>
      </div>
    )
  }
  return (
    <div className="space-y-4">
      <FindingFilters {...filters} counts={isUnread(page) ? null : page.bySeverity}>
        <OrderNotice isOutOfOrder={held.isOutOfOrder} onSort={held.sortAgain} />
      </FindingFilters>
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
        {cards.map((card, index) => (
          <FindingGroups key={card.id} {...card} next={cards[index + 1] ?? lookedAt} {...shared} />
        ))}
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
    <Card id={lookedAt.id} title={lookedAt.title}>
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
