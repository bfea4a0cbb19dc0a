'use client'

import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { PageHeader } from '@/components/layout/page-header'
import { PageTitle } from '@/components/layout/page-title'
import { titleOfEgress } from '@/components/layout/page-titles'
import { VerdictBand } from '@/components/layout/verdict-band'
import { AsOf } from '@/components/path/as-of'
import { ErrorState } from '@/components/states/error-state'
import { isBeingRead } from '@/components/states/is-being-read'
import { PartialNotice } from '@/components/states/partial-notice'
import { StaleNotice } from '@/components/states/stale-notice'
import { Card } from '@/components/ui/card'
import { Chip } from '@/components/ui/chip'
import { CopyButton } from '@/components/ui/copy-button'
import { type EgressAnswer, egressQuery } from '@/lib/api/egress'
import { formatCounted } from '@/lib/format/count'
import type { Unavailable } from '@/lib/model/unavailable'
import { EgressSkeleton } from './egress-skeleton'
import { GaugeCard } from './gauge-card'
import { rollUpEgress } from './roll-up-egress'
import { StaircaseCard } from './staircase-card'
import { useWhatIf } from './use-what-if'

// Rendered on the server like the rest; their script is not needed to read what was observed, so it comes after that.
const AssumptionsCard = dynamic(() => import('./assumptions-card').then((card) => card.AssumptionsCard))
const EgressFindings = dynamic(() => import('./egress-findings').then((findings) => findings.EgressFindings))
const WhatIfSection = dynamic(() => import('./what-if-section').then((section) => section.WhatIfSection))

/** Whether the cluster runs out of SNAT ports, and when. */
export function EgressView({ cluster }: { cluster: string }) {
  const query = useQuery(egressQuery(cluster))
  const answer = query.data
  const isWaiting = answer?.nodes.count === null && isBeingRead(answer.freshness.unreadable, 'Node')
  return (
    <>
      <PageTitle
        title={answer ? titleOfEgress(cluster, rollUpEgress(answer), answer) : null}
        verdict={answer ? rollUpEgress(answer) : null}
      />
      <PageHeader
        title="Egress"
        crumbs={[{ label: cluster }]}
        chips={answer && !isWaiting ? <EgressChips answer={answer} /> : null}
        actions={<CopyButton label="Copy link" text={() => window.location.href} />}
      />
      {answer && !isWaiting ? (
        <LoadedEgress cluster={cluster} answer={answer} />
      ) : query.isError && !isWaiting ? (
        <Card>
          <ErrorState
            what={`Egress of ${cluster}`}
            error={query.error}
            onRetry={() => query.refetch()}
            isRetrying={query.isFetching}
          />
        </Card>
      ) : (
        <EgressSkeleton />
      )}
    </>
  )
}

function EgressChips({ answer }: { answer: EgressAnswer }) {
  const { outbound, allocation } = answer
  return (
    <>
      <Chip label="outbound" title={outbound.reason}>
        {outbound.type ?? 'unknown'}, {outbound.source}
      </Chip>
      {allocation.outboundIps === null ? null : <Chip>{formatCounted(allocation.outboundIps, 'outbound IP')}</Chip>}
      {allocation.mode === 'unknown' ? null : <Chip label="allocation">{allocation.mode}</Chip>}
    </>
  )
}

function LoadedEgress({ cluster, answer }: { cluster: string; answer: EgressAnswer }) {
  const verdict = rollUpEgress(answer)
  const whatIf = useWhatIf(answer)
  return (
    <div className="space-y-4">
      <StaleNotice staleSince={answer.freshness.staleSince} reason={answer.freshness.staleReason} />
      <VerdictBand
        verdict={verdict}
        meta={
          <>
            <span>nodes: {answer.nodes.countedBy}</span>
            <AsOf observedAt={answer.freshness.observedAt} />
          </>
        }
      >
        {answer.sentence}
      </VerdictBand>
      {answer.problems.map((problem) => (
        <p
          key={`${problem.field}|${problem.message}`}
          role="alert"
          className="rounded-md border border-fail bg-fail-soft px-3.5 py-2 text-fail"
        >
          <strong className="font-semibold">{problem.message}</strong> {problem.fix}
        </p>
      ))}
      <PartialNotice unavailable={answer.freshness.unreadable} />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,5fr)_minmax(0,7fr)]">
        <GaugeCard answer={answer} verdict={verdict} whatIf={whatIf.hypothesis} />
        <StaircaseCard
          answer={answer}
          base={whatIf.scope.kind === 'load-balancer' ? whatIf.scope.base : null}
          whatIf={whatIf.hypothesis}
        />
      </div>
      <WhatIfSection egress={answer} whatIf={whatIf} />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,7fr)_minmax(0,5fr)]">
        <div className="min-w-0 space-y-4">
          <EgressFindings findings={answer.findings} />
          <UnreadCard parts={[answer.use, answer.failedConnections]} />
        </div>
        <div className="min-w-0 space-y-4">
          <AssumptionsCard cluster={cluster} answer={answer} />
        </div>
      </div>
    </div>
  )
}

/** What a full gauge would also show, and what it would take. */
function UnreadCard({ parts }: { parts: readonly Unavailable[] }) {
  return (
    <Card title="Use per node" aside="not checked" padding="none">
      <ul className="divide-y divide-line">
        {parts.map((part) => (
          <li key={part.what} className="hatched px-3.5 py-2">
            <p className="font-medium">{part.what}: not checked</p>
            <p className="text-muted">
              {part.detail}.{part.need === null ? null : ` Needs ${part.need}.`} The gauge shows what each node is
              given, not what it uses.
            </p>
          </li>
        ))}
      </ul>
    </Card>
  )
}
