'use client'

import { useQuery } from '@tanstack/react-query'
import { PageHeader } from '@/components/layout/page-header'
import { PageTitle } from '@/components/layout/page-title'
import { titleOfDnsCache } from '@/components/layout/page-titles'
import { VerdictBand } from '@/components/layout/verdict-band'
import { FindingRow, orderBySeverity } from '@/components/path/finding-rows'
import { writeKubectlGet } from '@/components/path/write-kubectl-get'
import { ErrorState } from '@/components/states/error-state'
import { isBeingRead } from '@/components/states/is-being-read'
import { PanelAge } from '@/components/states/panel-age'
import { PartialNotice } from '@/components/states/partial-notice'
import { StaleNotice } from '@/components/states/stale-notice'
import { Card } from '@/components/ui/card'
import { Chip } from '@/components/ui/chip'
import { CopyButton } from '@/components/ui/copy-button'
import { BandSkeleton, SkeletonRows } from '@/components/ui/skeleton'
import { type DnsCacheAnswer, dnsCacheQuery } from '@/lib/api/dns-cache'
import { formatObjectRef } from '@/lib/model/object-ref'
import { BlockCard } from './block-card'
import { CorefileSource } from './corefile-source'
import { RolloutCard } from './rollout-card'
import { rollUpDnsCache, sayDnsCache } from './say-dns-cache'
import { TtlCalculator } from './ttl-calculator'

/** What the node-local DNS cache does, as CoreDNS will run it. */
export function DnsCacheView({ cluster }: { cluster: string }) {
  const query = useQuery(dnsCacheQuery(cluster))
  const answer = query.data
  const isWaiting = answer?.found === null && isBeingRead(answer.unavailable)
  return (
    <>
      <PageTitle
        title={answer ? titleOfDnsCache(cluster, rollUpDnsCache(answer), answer) : null}
        verdict={answer ? rollUpDnsCache(answer) : null}
      />
      <PageHeader
        title="DNS cache"
        crumbs={[{ label: cluster }]}
        chips={answer ? <VersionChips answer={answer} /> : null}
        actions={
          <>
            <CopyButton label="Copy link" text={() => window.location.href} />
            {answer?.configMap ? (
              <CopyButton label="Copy kubectl" isKubectl text={writeKubectlGet(answer.configMap)} />
            ) : null}
          </>
        }
      />
      {answer && !isWaiting ? (
        <LoadedDnsCache answer={answer} />
      ) : query.isError && !isWaiting ? (
        <Card>
          <ErrorState
            what={`The DNS cache of ${cluster}`}
            error={query.error}
            onRetry={() => query.refetch()}
            isRetrying={query.isFetching}
          />
        </Card>
      ) : (
        <DnsCacheSkeleton />
      )}
    </>
  )
}

function VersionChips({ answer }: { answer: DnsCacheAnswer }) {
  if (answer.found !== true) return null
  return (
    <>
      {answer.image ? <Chip label="image">{answer.image.split('/').at(-1)}</Chip> : null}
      {answer.coreDnsVersion ? (
        <Chip label="CoreDNS">
          {answer.coreDnsVersion}
          {answer.versionAssumed ? ', assumed' : ''}
        </Chip>
      ) : null}
    </>
  )
}

function LoadedDnsCache({ answer }: { answer: DnsCacheAnswer }) {
  return (
    <div className="space-y-4">
      <StaleNotice staleSince={answer.freshness.staleSince} reason={answer.freshness.staleReason} />
      <VerdictBand
        verdict={rollUpDnsCache(answer)}
        meta={
          <>
            {answer.configMap ? <span>{formatObjectRef(answer.configMap)}</span> : null}
            {answer.daemonSet ? <span>{formatObjectRef(answer.daemonSet)}</span> : null}
            <PanelAge freshness={answer.freshness} />
          </>
        }
      >
        {sayDnsCache(answer)}
      </VerdictBand>
      <PartialNotice unavailable={answer.unavailable} />
      {answer.findings.length > 0 ? (
        <Card
          title={
            <>
              Findings <span className="font-normal text-faint tabular-nums">{answer.findings.length}</span>
            </>
          }
          aside={<PanelAge freshness={answer.freshness} />}
          padding="none"
        >
          <ul className="divide-y divide-line">
            {orderBySeverity(answer.findings).map((finding) => (
              <li key={finding.id}>
                <FindingRow finding={finding} isOpen={finding.severity === 'error'} />
              </li>
            ))}
          </ul>
        </Card>
      ) : null}
      {answer.found === true ? <FoundDnsCache answer={answer} /> : null}
    </div>
  )
}

function FoundDnsCache({ answer }: { answer: DnsCacheAnswer }) {
  return (
    <>
      {answer.serverBlocks.length > 0 ? (
        <>
          <section aria-label="Server blocks" className="grid items-start gap-4 xl:grid-cols-2">
            {answer.serverBlocks.map((block) => (
              <BlockCard key={block.line} block={block} answer={answer} />
            ))}
          </section>
          <TtlCalculator blocks={answer.serverBlocks} freshness={answer.freshness} />
        </>
      ) : null}
      <div className="grid items-start gap-4 xl:grid-cols-2">
        {answer.corefile === null ? (
          <Card title="Corefile" aside={<PanelAge freshness={answer.freshness} />}>
            <p className="text-muted">The Corefile could not be read; what is missing stands above.</p>
          </Card>
        ) : (
          <CorefileSource
            text={answer.corefile}
            problems={answer.problems}
            blocks={answer.serverBlocks}
            freshness={answer.freshness}
          />
        )}
        <div className="min-w-0 space-y-4">
          <RolloutCard rows={answer.rollout} unavailable={answer.unavailable} freshness={answer.freshness} />
          <Card title="Live hit ratio" aside="not checked" className="hatched">
            <p>{answer.live.detail}.</p>
            <p className="text-muted">
              {answer.live.need === null
                ? 'What is shown here follows from configuration, not from measurement.'
                : `Needs ${answer.live.need}.`}
            </p>
          </Card>
        </div>
      </div>
    </>
  )
}

function DnsCacheSkeleton() {
  return (
    <div className="space-y-4">
      <BandSkeleton />
      <div className="grid gap-4 xl:grid-cols-2">
        {['first', 'second'].map((block) => (
          <div key={block} className="rounded-lg border border-line bg-surface">
            <SkeletonRows rows={7} label={`Reading the ${block} server block`} />
          </div>
        ))}
      </div>
    </div>
  )
}
