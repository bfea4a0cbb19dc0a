'use client'

import { useQuery } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import { parseAsString, useQueryState, useQueryStates } from 'nuqs'
import { findingUrl } from '@/components/findings/copy-finding'
import { PageHeader } from '@/components/layout/page-header'
import { PageTitle } from '@/components/layout/page-title'
import { titleOfHost } from '@/components/layout/page-titles'
import { CopyReport } from '@/components/path/copy-report'
import { traceSelectionParsers } from '@/components/path/selection-params'
import { TraceSkeleton } from '@/components/path/trace-skeleton'
import { EmptyState } from '@/components/states/empty-state'
import { ErrorState } from '@/components/states/error-state'
import { Card } from '@/components/ui/card'
import { CopyButton } from '@/components/ui/copy-button'
import { hostTraceQuery } from '@/lib/api/ingresses'
import { DeclaredHost } from './declared-host'
import { HostForm } from './host-form'
import { parseHostInput } from './parse-host-input'
import { UndeclaredHost } from './undeclared-host'

/** From a name that does not answer to the reason: whoever declares it, or that nobody does. */
export function WhyHost({ cluster }: { cluster: string }) {
  const [asked, setAsked] = useQueryState('host', parseAsString.withOptions({ history: 'push' }))
  const [, setSelection] = useQueryStates(traceSelectionParsers)
  const input = asked === null ? null : parseHostInput(asked)
  const host = input?.host ?? null

  function ask(next: string) {
    setSelection({ path: null, hop: null })
    setAsked(next)
  }

  return (
    <>
      <PageHeader
        title="Why does a host not answer?"
        lead="Enter a host name or paste a URL. Fairlead finds who declares it and follows it from DNS record to Pod."
        actions={
          host === null ? null : (
            <>
              <CopyHostReport cluster={cluster} host={host} />
              <CopyButton label="Copy link" text={() => window.location.href} />
            </>
          )
        }
      />
      <HostForm initial={asked ?? ''} onAsk={ask} />
      {input?.problem ? (
        <p role="alert" className="mb-4 text-fail">
          {input.problem}
        </p>
      ) : null}
      {host === null ? (
        <Card>
          <PageTitle title={`Why does a host not answer? · ${cluster}`} verdict={null} />
          <EmptyState title="No host asked for yet" icon={<Search aria-hidden className="size-5 text-faint" />}>
            Anything that names a host will do: <code>shop.example.net</code>,{' '}
            <code>https://shop.example.net/cart</code> or <code>*.example.net</code>.
          </EmptyState>
        </Card>
      ) : (
        <AskedHost key={host} cluster={cluster} host={host} onAsk={ask} />
      )}
    </>
  )
}

/** Appears with the trace: there is nothing to report before. */
function CopyHostReport({ cluster, host }: { cluster: string; host: string }) {
  const { data: answer } = useQuery(hostTraceQuery(cluster, host))
  if (answer === undefined || answer.declaredBy.length === 0) return null
  return (
    <CopyReport
      report={() => ({
        ...answer,
        title: `Host ${answer.host}`,
        cluster,
        url: window.location.href,
        findingUrl: (id) => findingUrl(cluster, id),
      })}
    />
  )
}

function AskedHost({ cluster, host, onAsk }: { cluster: string; host: string; onAsk: (host: string) => void }) {
  const query = useQuery(hostTraceQuery(cluster, host))
  if (query.data) {
    return (
      <>
        <PageTitle title={titleOfHost(cluster, query.data)} verdict={query.data.verdict} />
        {query.data.declaredBy.length === 0 ? (
          <UndeclaredHost cluster={cluster} answer={query.data} onAsk={onAsk} />
        ) : (
          <DeclaredHost cluster={cluster} answer={query.data} />
        )}
      </>
    )
  }
  if (query.isError) {
    return (
      <Card>
        <ErrorState
          what={`The trace of ${host}`}
          error={query.error}
          onRetry={() => query.refetch()}
          isRetrying={query.isFetching}
        />
      </Card>
    )
  }
  return <TraceSkeleton label={`Tracing ${host}`} />
}
