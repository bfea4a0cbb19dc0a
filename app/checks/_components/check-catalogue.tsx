'use client'

import Link from 'next/link'
import { parseAsString, useQueryState } from 'nuqs'
import { SeverityBadge } from '@/components/findings/severity-badge'
import { EmptyState } from '@/components/states/empty-state'
import { Card } from '@/components/ui/card'
import { FilterField } from '@/components/ui/filter-field'
import type { CatalogueCheck } from '@/lib/api/checks'
import { formatCount, formatCounted } from '@/lib/format/count'
import { paths } from '@/lib/paths'
import { groupChecks } from '../group-checks'

/** What a row shows of a check; the rest is on its own page. */
export type ListedCheck = Pick<CatalogueCheck, 'id' | 'title' | 'see' | 'severity' | 'area' | 'hop'>

/** Every check by where it stands on the path; a filter over names and texts is in the URL. */
export function CheckCatalogue({ checks }: { checks: readonly ListedCheck[] }) {
  const [wanted, setWanted] = useQueryState('q', parseAsString.withDefault(''))
  if (checks.length === 0) {
    return (
      <Card>
        <EmptyState title="The catalogue is empty">This build of Fairlead carries no checks.</EmptyState>
      </Card>
    )
  }
  const matching = checks.filter((check) => matches(check, wanted))
  const groups = groupChecks(matching)
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <FilterField
          label="Filter checks"
          placeholder="Filter by name or text"
          value={wanted}
          onChange={(text) => setWanted(text === '' ? null : text)}
          isPageFilter
          className="w-full max-w-80"
        />
        <p aria-live="polite" className="text-faint text-sm">
          {wanted === '' ? null : `${formatCounted(matching.length, 'check')} of ${formatCount(checks.length)}`}
        </p>
      </div>
      {groups.length === 0 ? (
        <Card>
          <EmptyState
            title={`No check speaks of "${wanted}"`}
            action={{ label: 'Show all checks', onClick: () => setWanted(null) }}
          />
        </Card>
      ) : (
        <div className="gap-6 xl:grid xl:grid-cols-[minmax(0,1fr)_12rem]">
          <div className="space-y-4">
            {groups.map((group) => (
              <Card
                key={group.id}
                id={group.id}
                title={group.title}
                aside={formatCount(group.checks.length)}
                padding="none"
                className="scroll-mt-20"
              >
                <ul className="divide-y divide-line">
                  {group.checks.map((check) => (
                    <CheckRow key={check.id} check={check} />
                  ))}
                </ul>
              </Card>
            ))}
          </div>
          <nav aria-label="Groups" className="sticky top-20 hidden self-start xl:block">
            <ul className="space-y-px border-line border-l">
              {groups.map((group) => (
                <li key={group.id}>
                  <a
                    href={`#${group.id}`}
                    className="flex min-h-6 items-center justify-between px-3 text-muted hover:text-ink"
                  >
                    {group.title}
                    <span className="text-faint tabular-nums">{formatCount(group.checks.length)}</span>
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        </div>
      )}
    </>
  )
}

/** Every word that was asked for stands somewhere in the check. */
function matches(check: ListedCheck, wanted: string): boolean {
  const text = `${check.id} ${check.title} ${check.see}`.toLowerCase()
  return wanted
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

function CheckRow({ check }: { check: ListedCheck }) {
  return (
    <li className="relative grid grid-cols-[5.5rem_minmax(0,1fr)] items-baseline gap-x-3 gap-y-0.5 px-3.5 py-2 hover:bg-sunken lg:grid-cols-[5.5rem_minmax(0,2fr)_minmax(0,3fr)]">
      <SeverityBadge severity={check.severity} className="justify-self-start" />
      <div className="min-w-0">
        <Link
          href={paths.check(check.id)}
          data-row-link
          className="break-words font-medium outline-none before:absolute before:inset-0 hover:underline focus-visible:before:outline-2 focus-visible:before:outline-accent focus-visible:before:outline-offset-[-2px]"
        >
          {check.title}
        </Link>
        <p className="break-all text-faint text-sm">
          <code>{check.id}</code>
        </p>
      </div>
      <p className="line-clamp-2 break-words text-muted max-lg:col-start-2">{check.see}</p>
    </li>
  )
}
