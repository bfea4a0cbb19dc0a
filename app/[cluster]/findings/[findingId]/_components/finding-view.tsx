'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { FindingActions } from '@/components/findings/finding-actions'
import { SeverityBadge } from '@/components/findings/severity-badge'
import { PageHeader } from '@/components/layout/page-header'
import { PageTitle } from '@/components/layout/page-title'
import { titleOfFinding } from '@/components/layout/page-titles'
import { ErrorState } from '@/components/states/error-state'
import { isBeingRead } from '@/components/states/is-being-read'
import { StaleNotice } from '@/components/states/stale-notice'
import { Card } from '@/components/ui/card'
import { Chip } from '@/components/ui/chip'
import { type FindingAnswer, findingQuery } from '@/lib/api/finding-permalink'
import { paths } from '@/lib/paths'
import { FindingDetails } from './finding-details'
import { FindingSkeleton } from './finding-skeleton'
import { FoundBand, GoneBand } from './finding-state'
import { PastFinding } from './past-finding'

interface FindingViewProps {
  cluster: string
  id: string
}

/** What the icon of the tab says about a finding. Info judges nothing. */
const severityVerdicts = { error: 'failing', warning: 'warning', info: null } as const

type FoundAnswer = Extract<FindingAnswer, { state: 'found' }>

/** One finding, whether it is found now or not any more. What a reader has open stays in place when it goes away. */
export function FindingView({ cluster, id }: FindingViewProps) {
  const query = useQuery(findingQuery(cluster, id))
  const answer = query.data
  const [lastFound, setLastFound] = useState<FoundAnswer | null>(null)
  if (answer?.state === 'found' && answer !== lastFound) setLastFound(answer)
  const shown = answer?.state === 'found' ? answer : lastFound
  const isGone = answer?.state === 'gone'
  const past = isGone ? answer.past : null
  // Not found because not everything was looked at yet.
  const isWaiting = isGone && shown === null && isBeingRead(answer.unreadable)
  const title = shown?.finding.title ?? past?.title ?? 'A finding'
  const severity = shown?.finding.severity ?? past?.severity
  return (
    <>
      <PageTitle
        title={answer && !isWaiting ? titleOfFinding(cluster, answer) : null}
        verdict={answer?.state === 'found' ? severityVerdicts[answer.finding.severity] : null}
      />
      <PageHeader
        title={title}
        crumbs={[{ label: cluster, href: paths.overview(cluster) }, { label: 'Findings' }]}
        chips={
          severity === undefined ? null : (
            <>
              <SeverityBadge severity={severity} />
              {isGone ? <Chip>not found any more</Chip> : null}
            </>
          )
        }
        actions={<FindingActions cluster={cluster} id={id} finding={shown?.finding ?? null} />}
      />
      <p role="status" className="sr-only">
        {isGone && lastFound !== null ? 'This finding is not found any more.' : ''}
      </p>
      {answer && !isWaiting ? (
        <div className="space-y-4">
          <StaleNotice staleSince={answer.freshness.staleSince} reason={answer.freshness.staleReason} />
          {answer.state === 'found' ? (
            <FoundBand cluster={cluster} answer={answer} />
          ) : (
            <GoneBand cluster={cluster} answer={answer} />
          )}
          {shown ? (
            <FindingDetails cluster={cluster} answer={shown} isGone={isGone} />
          ) : answer.state === 'gone' ? (
            <PastFinding cluster={cluster} answer={answer} />
          ) : null}
        </div>
      ) : query.isError && !isWaiting ? (
        <Card>
          <ErrorState
            what="The finding"
            error={query.error}
            onRetry={() => query.refetch()}
            isRetrying={query.isFetching}
          />
        </Card>
      ) : (
        <FindingSkeleton />
      )}
    </>
  )
}
