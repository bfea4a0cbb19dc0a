import { notFound } from 'next/navigation'
import type { ReactNode } from 'react'
import { ClusterNotices } from '@/components/layout/cluster-notices'
import { PrintHead } from '@/components/layout/print-head'
import { decodeParam } from '@/lib/paths'
import { listClusters } from '@/lib/server/list-clusters'

interface ClusterLayoutProps {
  params: Promise<{ cluster: string }>
  children: ReactNode
}

export default async function ClusterLayout({ params, children }: ClusterLayoutProps) {
  const cluster = decodeParam((await params).cluster)
  const { items } = await listClusters()
  if (!items.some(({ name }) => name === cluster)) notFound()
  return (
    <>
      <PrintHead cluster={cluster} />
      <ClusterNotices cluster={cluster} />
      {children}
    </>
  )
}
