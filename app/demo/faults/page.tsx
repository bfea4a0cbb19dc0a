import { dehydrate, HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { PageHeader } from '@/components/layout/page-header'
import { demoFaultsQuery } from '@/lib/api/demo-faults'
import { getQueryClient } from '@/lib/api/query-client'
import { canBreakDemo, readDemoFaults } from '@/lib/server/demo-faults'
import { FaultPanel } from './_components/fault-panel'

export const metadata: Metadata = { title: 'Break something' }

export default async function FaultsPage() {
  if (!canBreakDemo()) notFound()
  const queryClient = getQueryClient()
  await queryClient.prefetchQuery({ ...demoFaultsQuery(), queryFn: readDemoFaults })
  return (
    <>
      <PageHeader
        title="Break something"
        lead="Each fault hits the demo's invented clusters, never Fairlead itself, and ends by itself. Break one, follow its link, and watch what the page says meanwhile."
      />
      <HydrationBoundary state={dehydrate(queryClient)}>
        <FaultPanel />
      </HydrationBoundary>
    </>
  )
}
