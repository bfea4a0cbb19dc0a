'use client'

import { Clock } from 'lucide-react'
import Link from 'next/link'
import { FindingShare } from '@/components/findings/finding-share'
import { Card } from '@/components/ui/card'
import { useNowMs } from '@/components/ui/now'
import { formatClock, formatUntil } from '@/lib/format/age'
import type { Finding } from '@/lib/model/finding'

/** Counts down to the end of a grace period. Says so once it is over, until the next judgement arrives. */
export function Countdown({ until }: { until: string }) {
  const rest = formatUntil(until, useNowMs())
  return (
    <time dateTime={until} title={formatClock(until)} className="font-medium">
      {rest === null
        ? 'the wait is over; judged again with the next change'
        : `${rest} left, until ${formatClock(until)}`}
    </time>
  )
}

/** Things that only need time: not faults yet, and they say when they would become one. `shownAtHop` names those whose fix an open station shows. */
export function WaitingCard({
  findings,
  shownAtHop,
}: {
  findings: readonly Finding[]
  shownAtHop: ReadonlySet<string>
}) {
  return (
    <Card title="Waiting" aside="not a fault yet" padding="none">
      <ul className="divide-y divide-line">
        {findings.map((finding) => (
          <li key={finding.id} id={`finding-${finding.id}`} className="flex scroll-mt-20 gap-2 px-3.5 py-2.5">
            <Clock aria-hidden className="mt-0.5 size-3.5 shrink-0 text-warn" />
            <div className="min-w-0 [overflow-wrap:anywhere]">
              <p className="font-medium">{finding.title}</p>
              <p>{finding.summary}</p>
              <p className="text-muted">
                {finding.waitingUntil ? <Countdown until={finding.waitingUntil} /> : null} · check{' '}
                <Link className="link" href={finding.docs}>
                  {finding.check}
                </Link>{' '}
                · <FindingShare finding={finding} align="start" />
              </p>
              {shownAtHop.has(finding.id) ? null : <p className="text-muted">{finding.fix.text}</p>}
            </div>
          </li>
        ))}
      </ul>
    </Card>
  )
}
