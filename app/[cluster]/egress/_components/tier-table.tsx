import { classNames } from '@/components/ui/class-names'
import { Table } from '@/components/ui/table'
import type { EgressAnswer } from '@/lib/api/egress'
import { formatCount } from '@/lib/format/count'

/** The steps of the allocation in numbers, left to right as in the chart, with the one the cluster stands on. */
export function TierTable({ tiers }: { tiers: EgressAnswer['tiers'] }) {
  const cell = (isCurrent: boolean) =>
    classNames('whitespace-nowrap px-2.5 py-1 text-right tabular-nums', isCurrent && 'bg-accent-soft font-semibold')
  return (
    <div className="rounded-md border border-line">
      <Table caption="SNAT ports per node by number of nodes">
        <thead>
          <tr>
            <th scope="row" className="px-2.5 py-1 text-left font-normal text-faint text-sm">
              Nodes
            </th>
            {tiers.map((tier) => (
              <th key={tier.from} scope="col" className={cell(tier.current)} aria-current={tier.current || undefined}>
                <span className={tier.current ? undefined : 'font-normal text-muted'}>
                  {formatCount(tier.from)}–{formatCount(tier.to)}
                </span>
                {tier.current ? <span className="sr-only"> (now)</span> : null}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr className="border-line border-t">
            <th scope="row" className="whitespace-nowrap px-2.5 py-1 text-left font-normal text-faint text-sm">
              Ports per node
            </th>
            {tiers.map((tier) => (
              <td key={tier.from} className={cell(tier.current)}>
                {formatCount(tier.portsPerNode)}
              </td>
            ))}
          </tr>
        </tbody>
      </Table>
    </div>
  )
}
