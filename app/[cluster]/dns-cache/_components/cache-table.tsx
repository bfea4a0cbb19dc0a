import type { ReactNode } from 'react'
import { Cell, ColumnHeader, RowHeader, Table } from '@/components/ui/table'
import type { EffectiveCache } from '@/lib/api/dns-cache'
import { EffectiveFigure } from './effective-figure'

/** The cache of a block in numbers, every one with where it comes from. */
export function CacheTable({ cache, blockName }: { cache: EffectiveCache; blockName: string }) {
  const { success, denial, prefetch, serveStale } = cache
  return (
    <>
      <Table caption={`Effective cache of ${blockName}`}>
        <thead>
          <tr>
            <ColumnHeader>Cache</ColumnHeader>
            <ColumnHeader>Answers</ColumnHeader>
            <ColumnHeader>Denials (NXDOMAIN, no data)</ColumnHeader>
          </tr>
        </thead>
        <tbody>
          <tr>
            <RowHeader className="whitespace-nowrap font-normal text-muted">longest</RowHeader>
            <Cell>
              <EffectiveFigure number={success.maxTtlSeconds} unit="seconds" />
            </Cell>
            <Cell>
              <EffectiveFigure number={denial.maxTtlSeconds} unit="seconds" />
            </Cell>
          </tr>
          <tr>
            <RowHeader className="whitespace-nowrap font-normal text-muted">shortest</RowHeader>
            <Cell>
              <EffectiveFigure number={success.minTtlSeconds} unit="seconds" />
            </Cell>
            <Cell>
              <EffectiveFigure number={denial.minTtlSeconds} unit="seconds" />
            </Cell>
          </tr>
          <tr>
            <RowHeader className="whitespace-nowrap font-normal text-muted">entries</RowHeader>
            <Cell>
              <EffectiveFigure number={success.capacity} unit="entries" />
            </Cell>
            <Cell>
              <EffectiveFigure number={denial.capacity} unit="entries" />
            </Cell>
          </tr>
        </tbody>
      </Table>
      <dl className="grid grid-cols-[minmax(5rem,auto)_minmax(0,1fr)] gap-x-4 gap-y-1.5 border-line border-t px-3.5 py-2.5">
        <Row label="prefetch">
          {prefetch === null ? (
            <Off />
          ) : (
            <span className="inline-flex flex-wrap gap-x-4 gap-y-0.5">
              <EffectiveFigure number={prefetch.amount} unit="hits" />
              <span className="inline-flex gap-1.5">
                within <EffectiveFigure number={prefetch.durationSeconds} unit="seconds" />
              </span>
              <span className="inline-flex gap-1.5">
                at <EffectiveFigure number={prefetch.percentage} unit="percent" /> left
              </span>
            </span>
          )}
        </Row>
        <Row label="serve_stale">
          {serveStale === null ? (
            <Off />
          ) : (
            <span className="inline-flex flex-wrap gap-x-3">
              <EffectiveFigure number={serveStale.durationSeconds} unit="seconds" />
              <span className="text-muted">{serveStale.mode}</span>
            </span>
          )}
        </Row>
        <Row label="servfail">
          <EffectiveFigure number={cache.servfailSeconds} unit="seconds" />
        </Row>
        <Row label="keepttl">{cache.keepTtl ? 'on: clients see the full TTL until expiry' : <Off />}</Row>
      </dl>
    </>
  )
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-faint">{label}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  )
}

const Off = () => <span className="text-muted">off</span>
