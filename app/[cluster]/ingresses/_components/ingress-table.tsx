'use client'

import { ArrowDown, ArrowUp } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { VerdictBadge } from '@/components/findings/verdict-badge'
import { Age } from '@/components/ui/age'
import { Chip } from '@/components/ui/chip'
import { classNames } from '@/components/ui/class-names'
import type { HeldRow } from '@/components/ui/held-rows'
import type { IngressListParams, IngressRow } from '@/lib/api/ingresses'
import { paths } from '@/lib/paths'

type Sort = IngressListParams['sort']
type SortColumn = 'verdict' | 'name' | 'namespace' | 'host' | 'age'

/** The orders offered on narrow screens, where there are no column headings. */
export const sortWords: Partial<Record<Sort, string>> = {
  verdict: 'worst first',
  name: 'name',
  namespace: 'namespace',
  host: 'host',
  age: 'youngest first',
  '-age': 'oldest first',
}

interface IngressTableProps {
  cluster: string
  rows: readonly HeldRow<IngressRow>[]
  sort: Sort
  onSort: (sort: Sort) => void
  /** There are rows beyond those loaded; one that left may have moved there. */
  hasMore: boolean
}

/** One row per Ingress; below 1024 px each row is a card. The whole row leads to the trace. */
export function IngressTable({ cluster, rows, sort, onSort, hasMore }: IngressTableProps) {
  const header = (column: SortColumn, label: string) => (
    <SortHeader column={column} sort={sort} onSort={onSort}>
      {label}
    </SortHeader>
  )
  return (
    <table className="block w-full text-left lg:table lg:table-fixed">
      <caption className="sr-only">Ingresses</caption>
      <colgroup>
        <col className="w-34" />
        <col className="w-[16%]" />
        <col className="w-[19%]" />
        <col />
        <col className="w-24" />
        <col className="w-30" />
        <col className="w-18" />
      </colgroup>
      <thead className="hidden lg:table-header-group">
        <tr>
          {header('verdict', 'Verdict')}
          {header('namespace', 'Ingress')}
          {header('host', 'Hosts')}
          <PlainHeader>What happens</PlainHeader>
          <PlainHeader>Class</PlainHeader>
          <PlainHeader>Address</PlainHeader>
          {header('age', 'Age')}
        </tr>
      </thead>
      <tbody className="block lg:table-row-group">
        {rows.map((held) => (
          <Row key={`${held.row.namespace}/${held.row.name}`} cluster={cluster} held={held} hasMore={hasMore} />
        ))}
      </tbody>
    </table>
  )
}

const cell = 'block min-w-0 align-top lg:table-cell lg:border-line lg:border-t lg:px-3 lg:py-2'

interface RowProps {
  cluster: string
  held: HeldRow<IngressRow>
  hasMore: boolean
}

function Row({ cluster, held: { row, state }, hasMore }: RowProps) {
  const worstHost = row.rootCause?.host
  return (
    <tr
      className={classNames(
        'group relative grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-0.5 border-line border-t px-3.5 py-2.5 first:border-t-0 hover:bg-sunken lg:table-row',
        state === 'gone' && 'opacity-60',
      )}
    >
      <td className={classNames(cell, 'order-2 text-right lg:text-left')}>
        <VerdictBadge verdict={row.verdict} look="plain" />
      </td>
      <th scope="row" className={classNames(cell, 'order-1 break-words text-left font-medium')}>
        <Link
          href={paths.ingress(cluster, row.namespace, row.name, worstHost === undefined ? {} : { host: worstHost })}
          className="outline-none before:absolute before:inset-0 focus-visible:before:rounded focus-visible:before:outline-2 focus-visible:before:outline-accent focus-visible:before:outline-offset-[-2px] group-hover:underline"
        >
          <span className="font-normal text-muted">{row.namespace}/</span>
          {row.name}
        </Link>
        {state === 'new' ? <Chip className="ml-2">new</Chip> : null}
        {state === 'gone' ? (
          <Chip className="ml-2">{hasMore ? 'further down or gone' : 'no longer in this list'}</Chip>
        ) : null}
      </th>
      <td className={classNames(cell, 'order-3 col-span-2 break-all')}>
        <Hosts hosts={row.hosts} />
      </td>
      <td className={classNames(cell, 'order-4 col-span-2 text-muted')}>
        {row.rootCause === null ? null : <span className="block truncate text-ink">{row.rootCause.title}</span>}
        <span className={row.rootCause === null ? 'line-clamp-2' : 'line-clamp-2 lg:line-clamp-1'} title={row.sentence}>
          {row.sentence}
        </span>
      </td>
      <td
        title={row.className ?? undefined}
        className={classNames(cell, 'order-5 hidden truncate text-muted lg:table-cell')}
      >
        {row.className ?? 'none'}
      </td>
      <td className={classNames(cell, 'order-6 hidden break-all text-muted tabular-nums lg:table-cell')}>
        {row.addresses.length === 0 ? 'none' : row.addresses.slice(0, 2).join(', ')}
        {row.addresses.length > 2 ? ` +${row.addresses.length - 2}` : null}
      </td>
      <td className={classNames(cell, 'order-7 hidden whitespace-nowrap text-muted lg:table-cell')}>
        {row.createdAt === null ? 'unknown' : <Age at={row.createdAt} />}
      </td>
    </tr>
  )
}

function Hosts({ hosts }: { hosts: readonly string[] }) {
  if (hosts.length === 0) return <span className="text-muted">no host</span>
  const shown = hosts.slice(0, 2)
  return (
    <span title={hosts.join('\n')}>
      {shown.map((host) => (
        <span key={host} className="block">
          {host === '*' ? '* (any host)' : host}
        </span>
      ))}
      {hosts.length > shown.length ? <span className="text-muted">+{hosts.length - shown.length} more</span> : null}
    </span>
  )
}

const headerCell = 'whitespace-nowrap px-3 py-1.5 text-left font-normal text-faint text-sm'

function PlainHeader({ children }: { children: ReactNode }) {
  return (
    <th scope="col" className={headerCell}>
      {children}
    </th>
  )
}

interface SortHeaderProps {
  column: SortColumn
  sort: Sort
  onSort: (sort: Sort) => void
  children: ReactNode
}

function SortHeader({ column, sort, onSort, children }: SortHeaderProps) {
  const isForward = sort === column
  const isBackward = sort === `-${column}`
  return (
    <th scope="col" aria-sort={isForward ? 'ascending' : isBackward ? 'descending' : undefined} className={headerCell}>
      <button
        type="button"
        onClick={() => onSort(isForward ? `-${column}` : column)}
        className={classNames(
          '-mx-1 flex min-h-6 items-center gap-1 rounded px-1 hover:text-ink',
          (isForward || isBackward) && 'text-ink',
        )}
      >
        {children}
        {isForward ? <ArrowDown aria-hidden className="size-3" /> : null}
        {isBackward ? <ArrowUp aria-hidden className="size-3" /> : null}
      </button>
    </th>
  )
}
