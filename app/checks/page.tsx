import type { Metadata } from 'next'
import Link from 'next/link'
import { SeverityBadge } from '@/components/findings/severity-badge'
import { PageHeader } from '@/components/layout/page-header'
import { EmptyState } from '@/components/states/empty-state'
import { Card } from '@/components/ui/card'
import type { CatalogueCheck } from '@/lib/api/checks'
import { formatCount, formatCounted } from '@/lib/format/count'
import { paths } from '@/lib/paths'
import { listChecks } from '@/lib/server/list-checks'
import { groupChecks } from './group-checks'

export const metadata: Metadata = { title: 'Checks' }

export default async function ChecksPage() {
  const { items } = await listChecks()
  const groups = groupChecks(items)
  return (
    <>
      <PageHeader
        title="Checks"
        lead={`${formatCounted(items.length, 'check')}, each with a permanent name, a reason and a remedy, along the path that a request takes.`}
      />
      {groups.length === 0 ? (
        <Card>
          <EmptyState title="The catalogue is empty">This build of Fairlead carries no checks.</EmptyState>
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

function CheckRow({ check }: { check: CatalogueCheck }) {
  return (
    <li className="relative grid grid-cols-[5.5rem_minmax(0,1fr)] items-baseline gap-x-3 gap-y-0.5 px-3.5 py-2 hover:bg-sunken lg:grid-cols-[5.5rem_minmax(0,2fr)_minmax(0,3fr)]">
      <SeverityBadge severity={check.severity} className="justify-self-start" />
      <div className="min-w-0">
        <Link
          href={paths.check(check.id)}
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
