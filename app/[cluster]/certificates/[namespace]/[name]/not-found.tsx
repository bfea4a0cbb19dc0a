'use client'

import { useParams } from 'next/navigation'
import { PageHeader } from '@/components/layout/page-header'
import { EmptyState } from '@/components/states/empty-state'
import { Card } from '@/components/ui/card'
import { decodeParam, paths } from '@/lib/paths'

export default function CertificateNotFound() {
  const params = useParams<{ cluster: string; namespace: string; name: string }>()
  const cluster = decodeParam(params.cluster)
  const namespace = decodeParam(params.namespace)
  const name = decodeParam(params.name)
  return (
    <>
      <PageHeader
        title={`${namespace}/${name}`}
        crumbs={[{ label: 'Certificates', href: paths.certificates(cluster) }]}
      />
      <Card>
        <EmptyState
          title={`There is no Certificate ${name} in namespace ${namespace}`}
          action={{ label: `Certificates in ${namespace}`, href: paths.certificates(cluster, { namespace }) }}
        >
          Cluster {cluster} was read and does not have it. It may have been deleted, or the link may name another
          cluster.
        </EmptyState>
      </Card>
    </>
  )
}
