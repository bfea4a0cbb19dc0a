import { dehydrate, HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { titleOfEgress } from '@/components/layout/page-titles'
import { egressQuery } from '@/lib/api/egress'
import { getQueryClient } from '@/lib/api/query-client'
import { decodeParam } from '@/lib/paths'
import { AppError } from '@/lib/server/errors'
import { getEgress } from '@/lib/server/get-egress'
import { EgressView } from './_components/egress-view'
import { rollUpEgress } from './_components/roll-up-egress'

interface EgressPageProps {
  params: Promise<{ cluster: string }>
}

const loadEgress = cache(getEgress)

export async function generateMetadata(props: EgressPageProps): Promise<Metadata> {
  const cluster = decodeParam((await props.params).cluster)
  try {
    const answer = await loadEgress(cluster)
    return { title: titleOfEgress(cluster, rollUpEgress(answer), answer) }
  } catch {
    return { title: `Egress · ${cluster}` }
  }
}

export default async function EgressPage(props: EgressPageProps) {
  const cluster = decodeParam((await props.params).cluster)
  const queryClient = getQueryClient()
  try {
    await queryClient.fetchQuery({ ...egressQuery(cluster), queryFn: () => loadEgress(cluster) })
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') notFound()
    // Anything else is shown by the view, which asks again through the API and has the request id.
  }
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <EgressView cluster={cluster} />
    </HydrationBoundary>
  )
}
