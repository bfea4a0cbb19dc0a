import { Card } from '@/components/ui/card'
import { Cell, ColumnHeader, RowHeader, Table } from '@/components/ui/table'
import type { EgressAnswer } from '@/lib/api/egress'
import { formatCount } from '@/lib/format/count'

/** The steps of the allocation, with the one the cluster stands on. */
export function TierTable({ tiers, reason }: { tiers: EgressAnswer['tiers']; reason: string }) {
  return (
    <Card
      title="Steps"
      aside={tiers.length > 0 ? 'published table × outbound IPs, at most 1,024' : null}
      padding="none"
    >
      {tiers.length === 0 ? (
        <p className="px-3.5 py-3 text-muted">No steps apply here: {reason}.</p>
      ) : (
        <Table caption="SNAT ports per node by number of nodes">
          <thead>
            <tr>
              <ColumnHeader>Nodes</ColumnHeader>
              <ColumnHeader isNumber>Ports per node</ColumnHeader>
              <ColumnHeader>
                <span className="sr-only">Current step</span>
              </ColumnHeader>
            </tr>
          </thead>
          <tbody>
            {tiers.map((tier) => (
              <tr
                key={tier.from}
                aria-current={tier.current ? 'true' : undefined}
                className={tier.current ? 'bg-accent-soft font-medium' : undefined}
              >
                <RowHeader className="whitespace-nowrap tabular-nums">
                  {formatCount(tier.from)}–{formatCount(tier.to)}
                </RowHeader>
                <Cell isNumber>{formatCount(tier.portsPerNode)}</Cell>
                <Cell>{tier.current ? 'now' : null}</Cell>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  )
}
