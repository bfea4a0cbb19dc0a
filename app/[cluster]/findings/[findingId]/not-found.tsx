'use client'

import { useParams } from 'next/navigation'
import { PageHeader } from '@/components/layout/page-header'
import { EmptyState } from '@/components/states/empty-state'
import { Card } from '@/components/ui/card'
import { decodeParam, paths } from '@/lib/paths'

export default function FindingNotFound() {
  const params = useParams<{ cluster: string; findingId: string }>()
  const cluster = decodeParam(params.cluster)
  return (
    <>
      <PageHeader title="No such finding" crumbs={[{ label: cluster, href: paths.overview(cluster) }]} />
      <Card>
        <EmptyState
          title="This address does not name a finding"
          action={{ label: `Findings of ${cluster}`, href: paths.overview(cluster) }}
        >
          The link of a finding ends in 16 digits and letters from a to f. <code>{decodeParam(params.findingId)}</code>{' '}
          is something else; it may have been cut off on the way.
        </EmptyState>
      </Card>
    </>
  )
}
