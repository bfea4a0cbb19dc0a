'use client'

import dynamic from 'next/dynamic'
import { Card } from '@/components/ui/card'
import { Skeleton } from '@/components/ui/skeleton'
import type { EgressAnswer } from '@/lib/api/egress'
import { listSteps } from '@/lib/egress/tiers'
import { isOtherRule, type WhatIfAnswer, type WhatIfBase } from '@/lib/egress/what-if'
import { formatCounted } from '@/lib/format/count'
import { TierTable } from './tier-table'

const SnatStaircase = dynamic(() => import('@/components/charts/snat-staircase').then((chart) => chart.SnatStaircase), {
  ssr: false,
  loading: () => <Skeleton className="h-full w-full" />,
})

interface StaircaseCardProps {
  answer: EgressAnswer
  /** Null where no load balancer gives nodes ports: there are no steps then. */
  base: WhatIfBase | null
  /** A question to draw beside what was observed; null when none is asked. */
  whatIf: WhatIfAnswer | null
}

/** How ports fall as the cluster grows. The chart comes after the page; its place has its height from the start. */
export function StaircaseCard({ answer, base, whatIf }: StaircaseCardProps) {
  const { nodes, allocation, headroom } = answer
  const tiers = base === null ? answer.tiers : listSteps(base, base.nodes)
  const question = whatIf?.asked.question ?? null
  const askedTiers = base !== null && question !== null && isOtherRule(base, question) ? listSteps(question) : null
  return (
    <Card title="Ports per node as the cluster grows" aside={tiers.length > 0 && base !== null ? sayRule(base) : null}>
      {tiers.length === 0 ? (
        <p className="text-muted">
          {allocation.mode === 'manual'
            ? `There are no steps to draw: ${headroom.reason}.`
            : 'There are no steps to draw: which ports a node gets is not known, or does not follow from the number of nodes.'}
        </p>
      ) : (
        <>
          <div className="h-80">
            <SnatStaircase
              tiers={tiers}
              nodeCount={nodes.count}
              portsPerNode={allocation.portsPerNode}
              nodesMax={base?.nodesMax ?? null}
              whatIf={
                question === null || whatIf === null
                  ? null
                  : { tiers: askedTiers, nodes: question.nodes, portsPerNode: whatIf.asked.allocation.portsPerNode }
              }
            />
          </div>
          <p className="mt-1 mb-3 text-faint text-sm">
            nodes of the cluster, all pools together; both axes logarithmic
          </p>
          <TierTable tiers={tiers} nodes={nodes.count} question={question} askedTiers={askedTiers} />
        </>
      )}
    </Card>
  )
}

const sayRule = ({ outboundIps, allocatedPorts }: WhatIfBase) =>
  allocatedPorts === 0
    ? `default allocation, ${formatCounted(outboundIps, 'outbound IP')}: min(tier × IPs, 1,024)`
    : `manual value, ${formatCounted(outboundIps, 'outbound IP')}`
