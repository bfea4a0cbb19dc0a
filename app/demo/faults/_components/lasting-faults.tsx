'use client'

import { HeartPulse, ShieldCheck } from 'lucide-react'
import Link from 'next/link'
import { EmptyState } from '@/components/states/empty-state'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { useNowMs } from '@/components/ui/now'
import type { CatalogueFault, LastingFault } from '@/lib/api/demo-faults'
import { formatMoment, formatUntil } from '@/lib/format/age'
import { linkEffect, sayLastingTarget } from './fault-words'

interface LastingFaultsProps {
  faults: readonly LastingFault[]
  catalogue: readonly CatalogueFault[]
  /** For the links of faults that belong to no cluster. */
  cluster: string
  isBusy: boolean
  onRemove: (fault: LastingFault) => void
  onHeal: () => void
}

/** What is broken now, how long it will be, and what should be seen meanwhile. */
export function LastingFaults({ faults, catalogue, cluster, isBusy, onRemove, onHeal }: LastingFaultsProps) {
  const nowMs = useNowMs()
  return (
    <Card
      title={faults.length === 0 ? 'Nothing is broken' : `Broken now: ${faults.length}`}
      aside={
        <Button look="solid" disabled={isBusy || faults.length === 0} onClick={onHeal}>
          <HeartPulse aria-hidden className="size-3.5" />
          Heal everything
        </Button>
      }
      padding="none"
    >
      {faults.length === 0 ? (
        <EmptyState
          title="Every cluster and DNS work as they should"
          icon={<ShieldCheck aria-hidden className="size-5 text-pass" />}
        >
          Break something below, follow its link, and watch what the page says while the fault lasts.
        </EmptyState>
      ) : (
        <ul className="divide-y divide-line">
          {faults.map((fault) => {
            const entry = catalogue.find(({ id }) => id === fault.fault)
            const link = entry === undefined ? null : linkEffect(entry, fault.cluster === '' ? cluster : fault.cluster)
            return (
              <li
                key={fault.id}
                className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-4 gap-y-1 px-3.5 py-2.5"
              >
                <div className="min-w-0 space-y-1">
                  <p className="break-words">
                    <strong className="font-semibold">{entry?.title ?? fault.fault}</strong>
                    <span className="text-muted"> · {sayLastingTarget(fault)}</span>
                  </p>
                  {entry === undefined ? null : <p className="max-w-prose text-muted">{entry.shows}</p>}
                  {link === null ? null : (
                    <Link href={link.href} data-row-link className="text-accent underline underline-offset-2">
                      {link.label}
                    </Link>
                  )}
                </div>
                <div className="flex flex-col items-end gap-1.5">
                  <Button
                    size="small"
                    disabled={isBusy}
                    aria-label={`Remove ${entry?.title ?? fault.fault}, ${sayLastingTarget(fault)}`}
                    onClick={() => onRemove(fault)}
                  >
                    Remove
                  </Button>
                  <time
                    dateTime={fault.endsAt}
                    title={`ends ${formatMoment(fault.endsAt)}`}
                    className="text-faint text-sm tabular-nums"
                  >
                    {sayRest(fault.endsAt, nowMs)}
                  </time>
                </div>
              </li>
            )
          })}
        </ul>
      )}
    </Card>
  )
}

function sayRest(endsAt: string, nowMs: number): string {
  const rest = formatUntil(endsAt, nowMs)
  return rest === null ? 'ending' : `${rest} left`
}
