import { dehydrate, HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { titleOfHost } from '@/components/layout/page-titles'
import { hostTraceQuery } from '@/lib/api/ingresses'
import { getQueryClient } from '@/lib/api/query-client'
import { decodeParam } from '@/lib/paths'
import { getHostTrace } from '@/lib/server/get-host-trace'
import { readQuestion } from './_components/parse-host-input'
import { WhyHost } from './_components/why-host'
import { loadWhySearch } from './search-params'

interface WhyPageProps {
  params: Promise<{ cluster: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

async function readProps(props: WhyPageProps) {
  const { cluster } = await props.params
  const { host, urlPath } = await loadWhySearch(props.searchParams)
  return { cluster: decodeParam(cluster), ...readQuestion(host, urlPath) }
}

export async function generateMetadata(props: WhyPageProps): Promise<Metadata> {
  const { cluster, host, path } = await readProps(props)
  if (host === null) return { title: `Why does a host not answer? · ${cluster}` }
  try {
    return { title: titleOfHost(cluster, await getHostTrace(cluster, host, path)) }
  } catch {
    return { title: `${host}` }
  }
}

export default async function WhyPage(props: WhyPageProps) {
  const { cluster, host, path } = await readProps(props)
  const queryClient = getQueryClient()
  if (host !== null) {
    await queryClient.prefetchQuery({
      ...hostTraceQuery(cluster, host, path),
      queryFn: () => getHostTrace(cluster, host, path),
      retry: false,
    })
  }
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <WhyHost cluster={cluster} />
    </HydrationBoundary>
  )
}
