import { dehydrate, HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { titleOfHost } from '@/components/layout/page-titles'
import { hostTraceQuery } from '@/lib/api/ingresses'
import { getQueryClient } from '@/lib/api/query-client'
import { decodeParam } from '@/lib/paths'
import { getHostTrace } from '@/lib/server/get-host-trace'
import { parseHostInput } from './_components/parse-host-input'
import { WhyHost } from './_components/why-host'

interface WhyPageProps {
  params: Promise<{ cluster: string }>
  searchParams: Promise<{ host?: string | string[] }>
}

async function readProps(props: WhyPageProps) {
  const { cluster } = await props.params
  const { host } = await props.searchParams
  const asked = (Array.isArray(host) ? host[0] : host) ?? ''
  return { cluster: decodeParam(cluster), host: asked === '' ? null : parseHostInput(asked).host }
}

export async function generateMetadata(props: WhyPageProps): Promise<Metadata> {
  const { cluster, host } = await readProps(props)
  if (host === null) return { title: `Why does a host not answer? · ${cluster}` }
  try {
    return { title: titleOfHost(cluster, await getHostTrace(cluster, host)) }
  } catch {
    return { title: `${host}` }
  }
}

export default async function WhyPage(props: WhyPageProps) {
  const { cluster, host } = await readProps(props)
  const queryClient = getQueryClient()
  if (host !== null) {
    await queryClient.prefetchQuery({
      ...hostTraceQuery(cluster, host),
      queryFn: () => getHostTrace(cluster, host),
      retry: false,
    })
  }
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <WhyHost cluster={cluster} />
    </HydrationBoundary>
  )
}
