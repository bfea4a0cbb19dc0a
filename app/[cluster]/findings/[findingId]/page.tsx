import { dehydrate, HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { titleOfFinding } from '@/components/layout/page-titles'
import { findingQuery } from '@/lib/api/finding-permalink'
import { getQueryClient } from '@/lib/api/query-client'
import { decodeParam } from '@/lib/paths'
import { AppError } from '@/lib/server/errors'
import { getFinding } from '@/lib/server/get-finding'
import { FindingView } from './_components/finding-view'

interface FindingPageProps {
  params: Promise<{ cluster: string; findingId: string }>
}

/** Title and page need the same answer; within one request it is looked for once. */
const loadFinding = cache(getFinding)

async function readParams(props: FindingPageProps) {
  const params = await props.params
  return { cluster: decodeParam(params.cluster), id: decodeParam(params.findingId) }
}

export async function generateMetadata(props: FindingPageProps): Promise<Metadata> {
  const { cluster, id } = await readParams(props)
  try {
    const answer = await loadFinding(cluster, id)
    return { title: titleOfFinding(cluster, answer) }
  } catch (error) {
    const isNone = error instanceof AppError && error.code === 'not-found'
    return { title: isNone ? 'No such finding' : `A finding · ${cluster}` }
  }
}

export default async function FindingPage(props: FindingPageProps) {
  const { cluster, id } = await readParams(props)
  const queryClient = getQueryClient()
  try {
    await queryClient.fetchQuery({ ...findingQuery(cluster, id), queryFn: () => loadFinding(cluster, id) })
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') notFound()
    // Anything else is shown by the view, which asks again through the API and has the request id.
  }
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <FindingView cluster={cluster} id={id} />
    </HydrationBoundary>
  )
}
