import { dehydrate, HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { titleOfIngress } from '@/components/layout/page-titles'
import { ingressTraceQuery } from '@/lib/api/ingresses'
import { getQueryClient } from '@/lib/api/query-client'
import { decodeParam } from '@/lib/paths'
import { AppError } from '@/lib/server/errors'
import { getIngressTrace } from '@/lib/server/get-ingress-trace'
import { IngressTrace } from './_components/ingress-trace'

interface IngressPageProps {
  params: Promise<{ cluster: string; namespace: string; name: string }>
}

/** Title and page need the same trace; within one request it is judged once. */
const loadTrace = cache(getIngressTrace)

async function readParams(props: IngressPageProps) {
  const params = await props.params
  return {
    cluster: decodeParam(params.cluster),
    namespace: decodeParam(params.namespace),
    name: decodeParam(params.name),
  }
}

export async function generateMetadata(props: IngressPageProps): Promise<Metadata> {
  const { cluster, namespace, name } = await readParams(props)
  try {
    return { title: titleOfIngress(cluster, `${namespace}/${name}`, await loadTrace(cluster, namespace, name)) }
  } catch (error) {
    const isGone = error instanceof AppError && error.code === 'not-found'
    return { title: isGone ? `${namespace}/${name}: no such Ingress` : `${namespace}/${name}` }
  }
}

export default async function IngressPage(props: IngressPageProps) {
  const { cluster, namespace, name } = await readParams(props)
  const queryClient = getQueryClient()
  try {
    await queryClient.fetchQuery({
      ...ingressTraceQuery(cluster, namespace, name),
      queryFn: () => loadTrace(cluster, namespace, name),
    })
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') notFound()
    // Anything else is shown by the view, which asks again through the API and has the request id.
  }
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <IngressTrace cluster={cluster} namespace={namespace} name={name} />
    </HydrationBoundary>
  )
}
