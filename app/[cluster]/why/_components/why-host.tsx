'use client'

import { useQuery } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useQueryStates } from 'nuqs'
import { findingUrl } from '@/components/findings/copy-finding'
import { PageHeader } from '@/components/layout/page-header'
import { PageTitle } from '@/components/layout/page-title'
import { titleOfHost } from '@/components/layout/page-titles'
import { CopyReport } from '@/components/path/copy-report'
import { traceSelectionParsers } from '@/components/path/selection-params'
import { TraceSkeleton } from '@/components/path/trace-skeleton'
import { EmptyState } from '@/components/states/empty-state'
import { ErrorState } from '@/components/states/error-state'
import { isBeingRead } from '@/components/states/is-being-read'
import { Card } from '@/components/ui/card'
import { CopyButton } from '@/components/ui/copy-button'
import { hostTraceQuery } from '@/lib/api/ingresses'
import { whySearch, whyUrlKeys } from '../search-params'
import { DeclaredHost } from './declared-host'
import { HostForm } from './host-form'
import { readQuestion } from './parse-host-input'

// The server draws it; its script follows the page.
const UndeclaredHost = dynamic(() => import('./undeclared-host').then((host) => host.UndeclaredHost))

/** From a name that does not answer to the reason: whoever declares it, or that nobody does. */
export function WhyHost({ cluster }: { cluster: string }) {
  const [asked, setAsked] = useQueryStates(whySearch, { history: 'push', urlKeys: whyUrlKeys })
  const [, setSelection] = useQueryStates(traceSelectionParsers)
  const { host, path, problem } = readQuestion(asked.host, asked.urlPath)

  function ask(nextHost: string, nextPath: string | null) {
    setSelection({ path: null, hop: null })
    setAsked({ host: nextHost, urlPath: nextPath, ingress: null })
  }

  return (
    <>
      <PageHeader
        title="Why does a host not answer?"
        lead="Enter a host name or paste a URL. Fairlead finds who declares it and follows it from DNS record to Pod."
        actions={
          host === null ? null : (
            <>
              <CopyHostReport cluster={cluster} host={host} path={path} />
              <CopyButton label="Copy link" text={() => window.location.href} />
            </>
          )
        }
      />
      <HostForm initial={host === null ? (asked.host ?? '') : `${host}${path ?? ''}`} onAsk={ask} />
      {problem === null ? null : (
        <p role="alert" className="mb-4 text-fail">
          {problem}
        </p>
      )}
      {host === null ? (
        <Card>
          <PageTitle title={`Why does a host not answer? · ${cluster}`} verdict={null} />
          <EmptyState title="No host asked for yet" icon={<Search aria-hidden className="size-5 text-faint" />}>
            Anything that names a host will do: <code>shop.example.net</code>,{' '}
            <code>https://shop.example.net/cart</code> or <code>*.example.net</code>.
          </EmptyState>
        </Card>
      ) : (
        <AskedHost key={`${host}${path ?? ''}`} cluster={cluster} host={host} path={path} onAsk={ask} />
      )}
    </>
  )
}

/** Appears with the trace: there is nothing to report before. */
function CopyHostReport({ cluster, host, path }: Omit<AskedHostProps, 'onAsk'>) {
  const { data: answer } = useQuery(hostTraceQuery(cluster, host, path))
  if (answer === undefined || answer.declaredBy.length === 0) return null
  return (
    <CopyReport
      report={() => ({
        ...answer,
        title: `Host ${answer.host}${path === null ? '' : `, path ${path}`}`,
        cluster,
        url: window.location.href,
        findingUrl: (id) => findingUrl(cluster, id),
      })}
    />
  )
}

interface AskedHostProps {
  cluster: string
  host: string
  /** The path of the URL; null when only a host was asked for. */
  path: string | null
  onAsk: (host: string, path: string | null) => void
}

function AskedHost({ cluster, host, path, onAsk }: AskedHostProps) {
  const query = useQuery(hostTraceQuery(cluster, host, path))
  // That nobody declares it is known once everything has been looked at.
  const isWaiting = query.data?.declaredBy.length === 0 && isBeingRead(query.data.freshness.unreadable, 'Ingress')
  if (query.data && !isWaiting) {
    return (
      <>
        <PageTitle title={titleOfHost(cluster, query.data)} verdict={query.data.verdict} />
        {query.data.declaredBy.length === 0 ? (
          <UndeclaredHost cluster={cluster} answer={query.data} onAsk={(next) => onAsk(next, path)} />
        ) : (
          <DeclaredHost cluster={cluster} answer={query.data} />
        )}
      </>
    )
  }
  if (query.isError && !isWaiting) {
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
