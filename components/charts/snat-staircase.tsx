'use client'

import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceDot,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import type { PortTier } from '@/lib/egress/tiers'
import { formatCount } from '@/lib/format/count'

type Tiers = readonly PortTier[]

/** One corner of the staircase: at `nodes` nodes every node has `ports` ports. */
export interface StaircasePoint {
  nodes: number
  ports: number
}

/** The corners of the staircase in drawing order: each tier's first and last node count. Empty for no tiers. */
export function listStaircasePoints(tiers: Tiers): StaircasePoint[] {
  return tiers.flatMap(({ from, to, portsPerNode }) => [
    { nodes: from, ports: portsPerNode },
    { nodes: to, ports: portsPerNode },
  ])
}

function StaircaseTooltip({
  active,
  payload,
}: {
  active?: boolean
  payload?: readonly { payload?: StaircasePoint }[]
}) {
  const point = payload?.[0]?.payload
  if (!active || point === undefined) return null
  return (
    <div className="rounded-md border border-line bg-surface px-2.5 py-1.5 text-sm text-ink shadow-floating">
      {formatCount(point.nodes)} nodes: {formatCount(point.ports)} ports each
    </div>
  )
}

/** A question beside the cluster. */
export interface StaircaseQuestion {
  /** The steps of the rule asked about; null when it is the rule of today. */
  tiers: Tiers | null
  nodes: number
  portsPerNode: number | null
}

interface SnatStaircaseProps {
  tiers: Tiers
  nodeCount: number | null
  portsPerNode: number | null
  /** How far the autoscaler may go; null when not known. */
  nodesMax: number | null
  whatIf: StaircaseQuestion | null
}

/**
 * Ports per node as the cluster grows, both axes logarithmic so that every halving is one step of the same height. Fills its
 * container, which must have a height. The tier table beside it says the same in text. What is asked about is dashed, in its own
 * colour and named.
 */
export function SnatStaircase({ tiers, nodeCount, portsPerNode, nodesMax, whatIf }: SnatStaircaseProps) {
  const askedTiers = whatIf?.tiers ?? []
  const all = [...tiers, ...askedTiers]
  const ports = [...new Set(all.map((tier) => tier.portsPerNode))].sort((a, b) => a - b)
  const lastNodes = Math.max(...all.map((tier) => tier.to))
  const isOnChart = (nodes: number | null): nodes is number => nodes !== null && nodes >= 1 && nodes <= lastNodes
  const isRight = (nodes: number) => Math.log(nodes) > Math.log(lastNodes) / 2
  // Beyond a line the staircase is lower, so its label has room above; at the end of the chart there is none.
  const labelAbove = (text: string, nodes: number, fill: string, dy: number) => ({
    value: text,
    position: Math.log(nodes) > Math.log(lastNodes) * 0.8 ? ('insideTopRight' as const) : ('insideTopLeft' as const),
    fill,
    fontSize: 12,
    offset: 8,
    dy,
  })
  return (
    <div className="h-full w-full" aria-hidden="true">
      <ResponsiveContainer width="100%" height="100%">
        <LineChart
          data={listStaircasePoints(tiers)}
          margin={{ top: 22, right: 18, bottom: 4, left: 0 }}
          accessibilityLayer={false}
        >
          <CartesianGrid stroke="var(--line)" vertical={false} />
          <XAxis
            dataKey="nodes"
            type="number"
            scale="log"
            domain={[1, lastNodes]}
            ticks={[...new Set(all.map((tier) => tier.from))]}
            tickFormatter={formatCount}
            tick={{ fill: 'var(--muted)', fontSize: 11 }}
            stroke="var(--line-strong)"
            interval="preserveStart"
            allowDataOverflow
          />
          <YAxis
            dataKey="ports"
            type="number"
            scale="log"
            domain={[Math.min(...ports) / 1.6, Math.max(...ports) * 1.2]}
            ticks={ports}
            tickFormatter={formatCount}
            tick={{ fill: 'var(--muted)', fontSize: 11 }}
            stroke="var(--line-strong)"
            width={52}
            allowDataOverflow
          />
          <Tooltip content={<StaircaseTooltip />} cursor={{ stroke: 'var(--line-strong)' }} isAnimationActive={false} />
          <Line
            dataKey="ports"
            type="stepAfter"
            stroke="var(--accent)"
            strokeWidth={2}
            dot={false}
            activeDot={{ r: 3 }}
            isAnimationActive={false}
          />
          {askedTiers.length > 0 && (
            <Line
              data={listStaircasePoints(askedTiers)}
              dataKey="ports"
              type="stepAfter"
              stroke="var(--what-if)"
              strokeWidth={2}
              strokeDasharray="6 4"
              dot={false}
              activeDot={false}
              tooltipType="none"
              isAnimationActive={false}
            />
          )}
          {isOnChart(nodesMax) && nodesMax !== nodeCount && nodesMax !== whatIf?.nodes && (
            <ReferenceLine
              x={nodesMax}
              stroke="var(--warn)"
              strokeDasharray="2 3"
              label={labelAbove(`autoscaler, ${formatCount(nodesMax)}`, nodesMax, 'var(--warn)', -6)}
            />
          )}
          {isOnChart(nodeCount) && (
            <ReferenceLine
              x={nodeCount}
              stroke="var(--ink)"
              strokeWidth={1.5}
              label={{
                value: `now, ${formatCount(nodeCount)}`,
                position: isRight(nodeCount) ? 'insideBottomRight' : 'insideBottomLeft',
                fill: 'var(--ink)',
                fontSize: 12,
                offset: 10,
              }}
            />
          )}
          {isOnChart(nodeCount) && portsPerNode !== null && (
            <ReferenceDot
              x={nodeCount}
              y={portsPerNode}
              r={5}
              fill="var(--ink)"
              stroke="var(--surface)"
              strokeWidth={2}
            />
          )}
          {whatIf !== null && isOnChart(whatIf.nodes) && (
            <ReferenceLine
              x={whatIf.nodes}
              stroke="var(--what-if)"
              strokeWidth={1.5}
              strokeDasharray="6 4"
              label={labelAbove(`what if, ${formatCount(whatIf.nodes)}`, whatIf.nodes, 'var(--what-if)', 12)}
            />
          )}
          {whatIf !== null && isOnChart(whatIf.nodes) && whatIf.portsPerNode !== null && (
            <ReferenceDot
              x={whatIf.nodes}
              y={whatIf.portsPerNode}
              r={5}
              fill="var(--surface)"
              stroke="var(--what-if)"
              strokeWidth={2}
            />
          )}
        </LineChart>
      </ResponsiveContainer>
    </div>
  )
}
