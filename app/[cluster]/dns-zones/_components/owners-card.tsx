import { Card } from '@/components/ui/card'
import { Cell, ColumnHeader, RowHeader, Table } from '@/components/ui/table'
import type { DnsOwner } from '@/lib/api/dns-zones'

/** As whom each watched cluster signs, and by which policy. */
export function OwnersCard({ owners }: { owners: readonly DnsOwner[] }) {
  if (owners.length === 0) return null
  return (
    <Card title="Who signs names" aside="flags of external-dns in the watched clusters" padding="none">
      <Table caption="Owners">
        <thead>
          <tr>
            <ColumnHeader>Cluster</ColumnHeader>
            <ColumnHeader>external-dns</ColumnHeader>
            <ColumnHeader>Owner id</ColumnHeader>
            <ColumnHeader>Policy</ColumnHeader>
            <ColumnHeader>Registry</ColumnHeader>
          </tr>
        </thead>
        <tbody>
          {owners.map(({ cluster, instance, ownerId, policy, registry, because }) => {
            const unknown = (
              <span className="text-unknown" title={because ?? undefined}>
                not known
              </span>
            )
            return (
              <tr key={`${cluster} ${instance}`}>
                <RowHeader>{cluster}</RowHeader>
                <Cell>{instance}</Cell>
                <Cell>{ownerId ?? (registry === 'noop' ? 'signs nothing' : unknown)}</Cell>
                <Cell>{policy ?? unknown}</Cell>
                <Cell>{registry ?? unknown}</Cell>
              </tr>
            )
          })}
        </tbody>
      </Table>
    </Card>
  )
}
