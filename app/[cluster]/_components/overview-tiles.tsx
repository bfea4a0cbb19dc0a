'use client'

import { useQuery } from '@tanstack/react-query'
import { ArrowRight } from 'lucide-react'
import Link from 'next/link'
import { parseAsString, useQueryState } from 'nuqs'
import type { ReactNode } from 'react'
import { SeverityIcon } from '@/components/findings/severity-badge'
import { VerdictBar } from '@/components/findings/verdict-bar'
import { VerdictIcon } from '@/components/findings/verdict-icon'
import { isBeingRead } from '@/components/states/is-being-read'
import { Skeleton } from '@/components/ui/skeleton'
import { clustersQuery } from '@/lib/api/clusters'
import { dnsCacheQuery } from '@/lib/api/dns-cache'
import { egressQuery } from '@/lib/api/egress'
import { formatCount, formatCounted } from '@/lib/format/count'
import { formSentence } from '@/lib/format/sentence'
import type { Finding } from '@/lib/model/finding'
import { paths } from '@/lib/paths'
import { describeDnsCache, describeHeadroom } from './tile-words'

/** Three glances: traffic in, names inside, ports out. Each leads to its page. */
export function OverviewTiles({ cluster }: { cluster: string }) {
  return (
    <div className="mb-4 grid gap-3 md:grid-cols-2 xl:grid-cols-3">
      <IngressTile cluster={cluster} />
      <EgressTile cluster={cluster} />
      <DnsCacheTile cluster={cluster} />
    </div>
  )
}

function Tile({ title, href, children }: { title: string; href: string; children: ReactNode }) {
  return (
    <section className="flex min-h-30 flex-col rounded-lg border border-line bg-surface px-3.5 py-3 shadow-raised">
      <h2 className="mb-1.5 font-semibold">
        <Link href={href} className="group flex min-h-6 items-center justify-between gap-2 hover:underline">
          {title}
          <ArrowRight aria-hidden className="size-3.5 text-faint transition-transform group-hover:translate-x-0.5" />
        </Link>
      </h2>
      {children}
    </section>
  )
}

function TileLoading() {
  return (
    <>
      <Skeleton className="mb-2 h-6 w-1/2" />
      <Skeleton className="h-3 w-5/6" />
    </>
  )
}

function TileUnknown({ children }: { children: ReactNode }) {
  return (
    <p className="flex items-start gap-2 text-muted">
      <VerdictIcon verdict="not-checked" isAlone className="mt-0.5 size-4" />
      <span className="line-clamp-3 min-w-0 break-words">{children}</span>
    </p>
  )
}

function FindingCounts({ findings }: { findings: readonly Finding[] }) {
  const errors = findings.filter(({ severity }) => severity === 'error').length
  const warnings = findings.filter(({ severity }) => severity === 'warning').length
  if (errors + warnings === 0) return null
  return (
    <p className="mt-auto flex gap-3 pt-1.5">
      {errors > 0 ? (
        <span className="flex items-center gap-1.5">
          <SeverityIcon severity="error" /> {formatCounted(errors, 'error')}
        </span>
      ) : null}
      {warnings > 0 ? (
        <span className="flex items-center gap-1.5">
          <SeverityIcon severity="warning" /> {formatCounted(warnings, 'warning')}
        </span>
      ) : null}
    </p>
  )
}

function IngressTile({ cluster }: { cluster: string }) {
  const clusters = useQuery(clustersQuery())
  const [namespace] = useQueryState('namespace', parseAsString)
  const summary = clusters.data?.items.find(({ name }) => name === cluster)
  return (
    <Tile title="Ingresses" href={paths.ingresses(cluster, { namespace })}>
      {summary === undefined ? (
        clusters.error === null ? (
          <TileLoading />
        ) : (
          <TileUnknown>{clusters.error.message}</TileUnknown>
        )
      ) : summary.ingresses === null && summary.connection.state === 'connecting' ? (
        <TileLoading />
      ) : summary.ingresses === null ? (
        <TileUnknown>
          {formSentence(summary.connection.reason ?? 'They could not be read; see Sources for what would be needed.')}
        </TileUnknown>
      ) : (
        <>
          <p className="mb-2">
            <strong className="font-semibold text-xl tracking-tight">{formatCount(summary.ingresses.total)}</strong>{' '}
            <span className="text-muted">in {formatCounted(summary.namespaces.length, 'namespace')}</span>
          </p>
          <VerdictBar
            byVerdict={summary.ingresses.byVerdict}
            hrefOf={(verdict) => paths.ingresses(cluster, { verdict })}
          />
        </>
      )}
    </Tile>
  )
}

function EgressTile({ cluster }: { cluster: string }) {
  const { data: egress, error } = useQuery(egressQuery(cluster))
  return (
    <Tile title="SNAT ports per node" href={paths.egress(cluster)}>
      {egress === undefined ? (
        error === null ? (
          <TileLoading />
        ) : (
          <TileUnknown>{error.message}</TileUnknown>
        )
      ) : egress.nodes.count === null && isBeingRead(egress.freshness.unreadable, 'Node') ? (
        <TileLoading />
      ) : egress.allocation.portsPerNode === null ? (
        <TileUnknown>{egress.sentence}</TileUnknown>
      ) : (
        <>
          <p>
            <strong className="font-semibold text-xl tracking-tight">
              {formatCount(egress.allocation.portsPerNode)}
            </strong>{' '}
            <span className="text-muted">{describeHeadroom(egress)}</span>
          </p>
          <p className="mt-1 line-clamp-2 text-muted" title={egress.sentence}>
            {egress.sentence}
          </p>
        </>
      )}
      <FindingCounts findings={egress?.findings ?? []} />
    </Tile>
  )
}

function DnsCacheTile({ cluster }: { cluster: string }) {
  const { data: dnsCache, error } = useQuery(dnsCacheQuery(cluster))
  const words = dnsCache === undefined ? null : describeDnsCache(dnsCache)
  return (
    <Tile title="DNS cache" href={paths.dnsCache(cluster)}>
      {words === null ? (
        error === null ? (
          <TileLoading />
        ) : (
          <TileUnknown>{error.message}</TileUnknown>
        )
      ) : dnsCache?.found === null && isBeingRead(dnsCache.unavailable) ? (
        <TileLoading />
      ) : words.figure === null ? (
        <TileUnknown>{words.text}</TileUnknown>
      ) : (
        <>
          <p>
            <strong className="font-semibold text-xl tracking-tight">{words.figure}</strong>{' '}
            <span className="text-muted">{words.unit}</span>
          </p>
          <p className="mt-1 text-muted">{words.text}</p>
        </>
      )}
      <FindingCounts findings={dnsCache?.findings ?? []} />
    </Tile>
  )
}
