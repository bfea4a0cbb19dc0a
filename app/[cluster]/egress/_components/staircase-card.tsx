'use client'

import dynamic from 'next/dynamic'
import { Card } from '@/components/ui/card'
import { Skeleton } from '@/components/ui/skeleton'
import type { EgressAnswer } from '@/lib/api/egress'
import { TierTable } from './tier-table'

const SnatStaircase = dynamic(() => import('@/components/charts/snat-staircase').then((chart) => chart.SnatStaircase), {
  ssr: false,
  loading: () => <Skeleton className="h-full w-full" />,
})

/** How ports fall as the cluster grows. The chart comes after the page; its place has its height from the start. */
export function StaircaseCard({ answer }: { answer: EgressAnswer }) {
  const { tiers, nodes, allocation, headroom } = answer
  return (
    <Card title="Ports per node as the cluster grows" aside={tiers.length > 0 ? 'both axes logarithmic' : null}>
      {tiers.length === 0 ? (
        <p className="text-muted">
          There are no steps to draw: {allocation.mode === 'manual' ? headroom.reason : allocation.basis}.
        </p>
      ) : (
        <>
          <div className="h-80">
            <SnatStaircase tiers={tiers} nodeCount={nodes.count} portsPerNode={allocation.portsPerNode} />
          </div>
          <p className="mt-1 mb-3 text-faint text-sm">nodes of the cluster, all pools together</p>
          <TierTable tiers={tiers} />
        </>
      )}
    </Card>
  )
}
