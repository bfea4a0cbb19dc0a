'use client'

import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useQueryStates } from 'nuqs'
import { useState } from 'react'
import { findingUrl } from '@/components/findings/copy-finding'
import { useCurrentCluster } from '@/components/layout/current-cluster'
import { PageHeader } from '@/components/layout/page-header'
import { PageTitle } from '@/components/layout/page-title'
import { titleOfIngress } from '@/components/layout/page-titles'
import { VerdictBand } from '@/components/layout/verdict-band'
import { CopyReport } from '@/components/path/copy-report'
import { HostTabs } from '@/components/path/host-tabs'
import { NotCheckedCard } from '@/components/path/not-checked-card'
import { hostSelectionParsers } from '@/components/path/selection-params'
import { TraceMeta } from '@/components/path/trace-meta'
import { orderHostsWorstFirst, selectHost } from '@/components/path/trace-selection'
import { TraceSkeleton } from '@/components/path/trace-skeleton'
import { ErrorState } from '@/components/states/error-state'
import { StaleNotice } from '@/components/states/stale-notice'
import { Card } from '@/components/ui/card'
import { Chip } from '@/components/ui/chip'
import { CopyButton } from '@/components/ui/copy-button'
import { ApiError } from '@/lib/api/fetch-json'
import { ingressTraceQuery, type TraceAnswer } from '@/lib/api/ingresses'
import { formatNames } from '@/lib/format/count'
import type { TracedHost } from '@/lib/model/trace'
import { paths } from '@/lib/paths'

// The server draws it; its script follows the page.
const HostPanel = dynamic(() => import('@/components/path/host-panel').then((panel) => panel.HostPanel))

interface IngressTraceProps {
  cluster: string
  namespace: string
  name: string
}

/** One Ingress: what fails, where on the path, why, and how to mend it. */
export function IngressTrace({ cluster, namespace, name }: IngressTraceProps) {
  const query = useQuery(ingressTraceQuery(cluster, namespace, name))
  const title = `${namespace}/${name}`
  const trace = query.data
  // The first no is shown at once; it is asked again behind it.
  const failure = query.error ?? query.failureReason
  // Nothing of the cluster has been read yet: the trace is on its way.
  const isWaiting = useCurrentCluster().current?.connection.state === 'connecting'
  const isGone = query.error instanceof ApiError && query.error.problem.status === 404

  return (
    <>
      <PageTitle
        title={isGone ? `${title}: no such Ingress` : trace ? titleOfIngress(cluster, title, trace) : null}
        verdict={isGone ? null : (trace?.verdict ?? null)}
      />
      <PageHeader
        title={title}
        crumbs={[
          { label: 'Ingresses', href: paths.ingresses(cluster) },
          { label: namespace, href: paths.ingresses(cluster, { namespace }) },
        ]}
        chips={
          trace ? (
            <>
              <Chip label="class">{trace.className ?? 'none'}</Chip>
              {trace.addresses.length > 0 ? <Chip label="address">{formatNames(trace.addresses, 2)}</Chip> : null}
            </>
          ) : null
        }
        actions={
          <>
            {trace ? (
              <CopyReport
                report={() => ({
                  ...trace,
                  title: `Ingress ${title}`,
                  cluster,
                  url: window.location.href,
                  findingUrl: (id) => findingUrl(cluster, id),
                })}
              />
            ) : null}
            <CopyButton label="Copy link" text={() => window.location.href} />
            <CopyButton label="Copy kubectl" isKubectl text={`kubectl describe ingress ${name} -n ${namespace}`} />
          </>
        }
      />
      {trace ? (
        <>
          {isGone ? (
            <p role="status" className="mb-4 rounded-md border border-warn bg-warn-soft px-3.5 py-2 text-warn">
              This Ingress no longer exists. Its last state is shown.
            </p>
          ) : null}
          <LoadedTrace cluster={cluster} title={title} trace={trace} />
        </>
      ) : failure !== null && !isWaiting ? (
        <Card>
          <ErrorState
            what={`The trace of ${title}`}
            error={failure}
            onRetry={() => query.refetch()}
            isRetrying={query.isFetching}
          />
        </Card>
      ) : (
        <TraceSkeleton label={`Tracing ${title}`} />
      )}
    </>
  )
}

function LoadedTrace({ cluster, title, trace }: { cluster: string; title: string; trace: TraceAnswer }) {
  const [wanted, setWanted] = useQueryStates(hostSelectionParsers)
  // Updates must not move the reader to another host: the one that was worst on arrival stays until they choose.
  const [firstHost] = useState(() => selectHost(trace.hosts, wanted.host)?.host ?? null)
  const host = selectHost(trace.hosts, wanted.host ?? firstHost)
  const worst = orderHostsWorstFirst(trace.hosts)[0]
  const finding = trace.findings.find(({ id }) => id === trace.rootCause?.finding)
  return (
    <>
      <div className="mb-4 empty:hidden">
        <StaleNotice staleSince={trace.freshness.staleSince} reason={trace.freshness.staleReason} />
      </div>
      <VerdictBand
        verdict={trace.verdict}
        meta={
          <>
            <TraceMeta finding={finding} observedAt={trace.observedAt} />
            <HostCount hosts={trace.hosts} />
          </>
        }
      >
        {worst?.sentence ?? 'This Ingress declares no host and no default backend, so it takes no traffic.'}
      </VerdictBand>
      {host === undefined ? (
        <NotCheckedCard notChecked={trace.notChecked} />
      ) : (
        <HostTabs
          hosts={trace.hosts}
          selected={host}
          onSelect={(next) => setWanted({ host: next, path: null, hop: null })}
        >
          <HostPanel
            key={host.host}
            cluster={cluster}
            name={title}
            observedAt={trace.observedAt}
            host={host}
            findings={trace.findings}
            notChecked={trace.notChecked}
            showsSentence={host !== worst}
          />
        </HostTabs>
      )}
    </>
  )
}

/** "2 of 3 hosts fail", when there are several. */
function HostCount({ hosts }: { hosts: readonly TracedHost[] }) {
  if (hosts.length < 2) return null
  const failing = hosts.filter((host) => host.verdict === 'failing').length
  return (
    <span>
      {failing === 0
        ? `none of ${hosts.length} hosts fails`
        : `${failing} of ${hosts.length} hosts ${failing === 1 ? 'fails' : 'fail'}`}
    </span>
  )
}
