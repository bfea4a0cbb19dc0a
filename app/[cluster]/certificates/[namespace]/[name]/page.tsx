import { dehydrate, HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { certificateQuery } from '@/lib/api/certificates'
import { getQueryClient } from '@/lib/api/query-client'
import { decodeParam } from '@/lib/paths'
import { AppError } from '@/lib/server/errors'
import { getCertificate } from '@/lib/server/get-certificate'
import { titleOfCertificate } from '../../certificate-title'
import { CertificateView } from './_components/certificate-view'

interface CertificatePageProps {
  params: Promise<{ cluster: string; namespace: string; name: string }>
}

/** Title and page need the same answer; within one request it is judged once. */
const loadCertificate = cache(getCertificate)

async function readParams(props: CertificatePageProps) {
  const params = await props.params
  return {
    cluster: decodeParam(params.cluster),
    namespace: decodeParam(params.namespace),
    name: decodeParam(params.name),
  }
}

export async function generateMetadata(props: CertificatePageProps): Promise<Metadata> {
  const { cluster, namespace, name } = await readParams(props)
  try {
    return { title: titleOfCertificate(cluster, await loadCertificate(cluster, namespace, name)) }
  } catch {
    return { title: `Certificate ${namespace}/${name}` }
  }
}

export default async function CertificatePage(props: CertificatePageProps) {
  const { cluster, namespace, name } = await readParams(props)
  const queryClient = getQueryClient()
  try {
    await queryClient.fetchQuery({
      ...certificateQuery(cluster, namespace, name),
      queryFn: () => loadCertificate(cluster, namespace, name),
    })
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') notFound()
    // Anything else is shown by the view, which asks again through the API and has the request id.
  }
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <CertificateView cluster={cluster} namespace={namespace} name={name} />
    </HydrationBoundary>
  )
}
