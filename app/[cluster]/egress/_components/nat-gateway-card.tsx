'use client'

import { Card } from '@/components/ui/card'
import { StepField } from '@/components/ui/step-field'
import { Cell, ColumnHeader, RowHeader, Table } from '@/components/ui/table'
import { calculateNatPool, countNatIpsMax, type NatCloud, type NatGatewayPool } from '@/lib/egress/nat-gateway'
import { formatCount, formatCounted } from '@/lib/format/count'
import type { WhatIf } from './use-what-if'

interface NatGatewayCardProps {
  whatIf: WhatIf
  cloud: NatCloud
  /** IPs of today; null when they are not configured. */
  outboundIps: number | null
}

/** What a NAT gateway holds with another number of IPs: the only number that matters there. */
export function NatGatewayCard({ whatIf, cloud, outboundIps }: NatGatewayCardProps) {
  const max = countNatIpsMax(cloud)
  const text = whatIf.text.outboundIps ?? (outboundIps === null ? '' : String(outboundIps))
  const typed = /^\d+$/.test(text.trim()) ? Number(text) : null
  const asked = typed === null ? null : calculateNatPool(typed, cloud)
  const now = outboundIps === null ? null : calculateNatPool(outboundIps, cloud)
  const isOther = asked !== null && typed !== outboundIps
  const isWrong = asked === null && (text.trim() !== '' || outboundIps !== null)
  const problem = `Outbound IPs: enter a whole number from 1 to ${max}, as many as one gateway can have.`
  return (
    <Card title="What if?" className="border-what-if border-dashed" aside={isOther ? 'computed, not observed' : null}>
      <p className="mb-3 text-muted">
        A NAT gateway gives ports on demand from one pool that all nodes share. More nodes lower nothing; only the
        number of its IPs counts.
      </p>
      <form className="max-w-56" aria-label="What if" onSubmit={(event) => event.preventDefault()}>
        <StepField
          label="Outbound IPs"
          text={text}
          value={typed}
          min={1}
          max={max}
          problem={isWrong ? problem : null}
          hint={outboundIps === null ? 'now not configured' : `now ${formatCount(outboundIps)}`}
          onType={(value) => whatIf.type('outboundIps', value)}
          onStep={(steps) =>
            whatIf.type('outboundIps', String(Math.min(max, Math.max(1, (typed ?? outboundIps ?? 0) + steps))))
          }
        />
      </form>
      <div className="mt-3 rounded-md border border-line" aria-live="polite">
        <Table caption={isOther ? 'The pool now, and what if' : 'The pool'}>
          <thead>
            <tr>
              <ColumnHeader>The whole gateway holds</ColumnHeader>
              <ColumnHeader isNumber>
                {outboundIps === null ? 'now' : `now, ${formatCounted(outboundIps, 'IP')}`}
              </ColumnHeader>
              {isOther && typed !== null ? (
                <ColumnHeader isNumber className="bg-what-if-soft text-what-if">
                  what if, {formatCounted(typed, 'IP')}
                </ColumnHeader>
              ) : null}
            </tr>
          </thead>
          <tbody>
            {listRows(cloud).map(({ label, read }) => (
              <tr key={label}>
                <RowHeader className="font-normal">{label}</RowHeader>
                <Cell isNumber>{sayFigure(now, read)}</Cell>
                {isOther ? (
                  <Cell isNumber className="bg-what-if-soft font-semibold text-what-if">
                    {sayFigure(asked, read)}
                  </Cell>
                ) : null}
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
    </Card>
  )
}

type ReadFigure = (pool: NatGatewayPool) => number | null

function listRows(cloud: NatCloud): { label: string; read: ReadFigure }[] {
  const toOne = { label: 'connections to one destination', read: (pool: NatGatewayPool) => pool.toOneDestination }
  if (cloud === 'aws') return [toOne]
  return [
    { label: 'SNAT ports, for TCP and once more for UDP', read: (pool) => pool.ports },
    toOne,
    { label: 'connections altogether', read: (pool) => pool.connections },
  ]
}

function sayFigure(pool: NatGatewayPool | null, read: ReadFigure): string {
  const figure = pool === null ? null : read(pool)
  return figure === null ? 'not known' : formatCount(figure)
}
