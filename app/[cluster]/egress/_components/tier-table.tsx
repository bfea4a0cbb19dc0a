import { classNames } from '@/components/ui/class-names'
import { Table } from '@/components/ui/table'
import { compareSteps, type PortTier } from '@/lib/egress/tiers'
import type { WhatIfQuestion } from '@/lib/egress/what-if'
import { formatCount } from '@/lib/format/count'
import { WhatIfMark } from './what-if-mark'

interface TierTableProps {
  tiers: readonly PortTier[]
  /** Of the cluster; null when not known. */
  nodes: number | null
  /** A question whose node count is marked; null when none is asked. */
  question: WhatIfQuestion | null
  /** The steps of the rule asked about; null when it is the rule of today. */
  askedTiers: readonly PortTier[] | null
}

interface Column {
  from: number
  to: number
  now: number | null
  asked: number | null
  isNow: boolean
  isAsked: boolean
}

/** The steps of the allocation in numbers, left to right as in the chart, with the one the cluster stands on and the one asked about. */
export function TierTable({ tiers, nodes, question, askedTiers }: TierTableProps) {
  const columns: Column[] = compareSteps(tiers, askedTiers ?? []).map((step) => ({
    ...step,
    isNow: nodes !== null && nodes >= step.from && nodes <= step.to,
    isAsked: question !== null && question.nodes >= step.from && question.nodes <= step.to,
  }))
  return (
    <div className="rounded-md border border-line">
      <Table caption="SNAT ports per node by number of nodes">
        <thead>
          <tr>
            <th scope="row" className="px-2.5 py-1 text-left font-normal text-faint text-sm">
              Nodes
            </th>
            {columns.map((column) => (
              <th
                key={column.from}
                scope="col"
                className={lookOf(column.isNow)}
                aria-current={column.isNow || undefined}
              >
                <span className={column.isNow ? undefined : 'font-normal text-muted'}>
                  {column.from === column.to
                    ? formatCount(column.from)
                    : `${formatCount(column.from)}–${formatCount(column.to)}`}
                </span>
                {column.isNow ? <span className="sr-only"> (now)</span> : null}
                {column.isAsked ? <span className="sr-only"> (what if)</span> : null}
                {column.isAsked ? (
                  <span aria-hidden className="ml-1 text-what-if">
                    ▾
                  </span>
                ) : null}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr className="border-line border-t">
            <th scope="row" className="whitespace-nowrap px-2.5 py-1 text-left font-normal text-faint text-sm">
              Ports per node
            </th>
            {columns.map((column) => (
              <td
                key={column.from}
                className={classNames(
                  lookOf(column.isNow),
                  column.isAsked && askedTiers === null && 'font-semibold text-what-if',
                )}
              >
                {sayPorts(column.now)}
              </td>
            ))}
          </tr>
          {askedTiers === null ? null : (
            <tr className="border-line border-t bg-what-if-soft">
              <th scope="row" className="whitespace-nowrap px-2.5 py-1 text-left font-normal text-sm">
                <WhatIfMark />
              </th>
              {columns.map((column) => (
                <td
                  key={column.from}
                  className={classNames(
                    'whitespace-nowrap px-2.5 py-1 text-right text-what-if tabular-nums',
                    column.isAsked && 'font-semibold',
                  )}
                >
                  {sayPorts(column.asked)}
                </td>
              ))}
            </tr>
          )}
        </tbody>
      </Table>
    </div>
  )
}

const lookOf = (isNow: boolean) =>
  classNames('whitespace-nowrap px-2.5 py-1 text-right tabular-nums', isNow && 'bg-accent-soft font-semibold')

/** Beyond the steps of a rule nothing is published, or its nodes no longer fit. */
const sayPorts = (ports: number | null) => (ports === null ? 'none' : formatCount(ports))
