import { dehydrate, HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { titleOfDnsCache } from '@/components/layout/page-titles'
import { dnsCacheQuery } from '@/lib/api/dns-cache'
import { getQueryClient } from '@/lib/api/query-client'
import { decodeParam } from '@/lib/paths'
import { AppError } from '@/lib/server/errors'
import { getDnsCache } from '@/lib/server/get-dns-cache'
import { DnsCacheView } from './_components/dns-cache-view'
import { rollUpDnsCache } from './_components/say-dns-cache'

interface DnsCachePageProps {
  params: Promise<{ cluster: string }>
}

const loadDnsCache = cache(getDnsCache)

export async function generateMetadata(props: DnsCachePageProps): Promise<Metadata> {
  const cluster = decodeParam((await props.params).cluster)
  try {
    const answer = await loadDnsCache(cluster)
    return { title: titleOfDnsCache(cluster, rollUpDnsCache(answer), answer) }
  } catch {
    return { title: `DNS cache · ${cluster}` }
  }
}

export default async function DnsCachePage(props: DnsCachePageProps) {
  const cluster = decodeParam((await props.params).cluster)
  const queryClient = getQueryClient()
  try {
    await queryClient.fetchQuery({ ...dnsCacheQuery(cluster), queryFn: () => loadDnsCache(cluster) })
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') notFound()
    // Anything else is shown by the view, which asks again through the API and has the request id.
  }
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <DnsCacheView cluster={cluster} />
    </HydrationBoundary>
  )
}
