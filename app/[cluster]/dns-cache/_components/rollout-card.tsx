import { VerdictIcon } from '@/components/findings/verdict-icon'
import { PanelAge } from '@/components/states/panel-age'
import { Card } from '@/components/ui/card'
import { Cell, ColumnHeader, RowHeader, Table } from '@/components/ui/table'
import type { RolloutRow } from '@/lib/api/dns-cache'
import type { Freshness } from '@/lib/api/freshness'
import { formatCount, formatCounted } from '@/lib/format/count'
import type { Unavailable } from '@/lib/model/unavailable'
import type { Verdict } from '@/lib/model/verdict'
import { summariseRollout } from './say-dns-cache'

interface RolloutCardProps {
  rows: readonly RolloutRow[]
  unavailable: readonly Unavailable[]
  freshness: Freshness
}

/** More nodes than this are summarised, and only those that differ are listed at once. */
const rowsShownAtOnce = 8

/** Where the cache runs: nodes that differ come first, the others are one line. */
export function RolloutCard({ rows, unavailable, freshness }: RolloutCardProps) {
  const { exceptions, regular, commonVersion } = summariseRollout(rows)
  const ready = rows.filter((row) => row.ready === true).length
  if (rows.length === 0) {
    return (
      <Card title="Nodes" aside="not checked" className="hatched">
        <p className="text-muted">
          {unavailable.length > 0
            ? 'Where the cache runs is not known; what could not be read stands above.'
            : 'No node runs the cache, or no DaemonSet for it was found.'}
        </p>
      </Card>
    )
  }
  return (
    <Card
      title="Nodes"
      aside={
        <span className="flex flex-wrap gap-x-3">
          <span>
            ready on {formatCount(ready)} of {formatCount(rows.length)}
          </span>
          <PanelAge freshness={freshness} />
        </span>
      }
      padding="none"
    >
      {exceptions.length > 0 ? <RolloutTable rows={exceptions} caption="Nodes that differ from the others" /> : null}
      {regular.length > 0 ? (
        <details
          open={regular.length + exceptions.length <= rowsShownAtOnce}
          className="border-line border-t first:border-t-0"
        >
          <summary className="flex items-center gap-2 px-3.5 py-2">
            <VerdictIcon verdict="passing" className="size-3.5" />
            {formatCounted(regular.length, 'node')} ready
            {commonVersion === null ? '' : ` with version ${commonVersion}`}
          </summary>
          <RolloutTable rows={regular} caption="Nodes where the cache is ready" />
        </details>
      ) : null}
      <p className="border-line border-t px-3.5 py-2 text-faint text-sm">
        Which Corefile a node has loaded shows only in its metrics, which are not read.
      </p>
    </Card>
  )
}

function readShape(row: RolloutRow): Verdict {
  if (row.pod === null) return 'not-applicable'
  if (row.ready === null) return 'not-checked'
  return row.ready ? 'passing' : 'failing'
}

function sayState(row: RolloutRow): string {
  if (row.pod === null) return row.reason ?? 'no Pod'
  if (row.ready === null) return row.reason ?? 'not known'
  return row.ready ? 'ready' : `not ready${row.reason ? `: ${row.reason}` : ''}`
}

function RolloutTable({ rows, caption }: { rows: readonly RolloutRow[]; caption: string }) {
  return (
    <Table caption={caption}>
      <thead>
        <tr>
          <ColumnHeader>Node</ColumnHeader>
          <ColumnHeader>State</ColumnHeader>
          <ColumnHeader>Version</ColumnHeader>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.node}>
            <RowHeader className="whitespace-nowrap">{row.node}</RowHeader>
            <Cell className="min-w-56">
              <span className="flex items-start gap-1.5">
                <VerdictIcon verdict={readShape(row)} className="mt-0.5 size-3.5" />
                <span className="min-w-0 [overflow-wrap:anywhere]">{sayState(row)}</span>
              </span>
            </Cell>
            <Cell className="whitespace-nowrap">{row.version ?? <span className="text-faint">unknown</span>}</Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}
