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
import type { EgressAnswer } from '@/lib/api/egress'
import { formatCount } from '@/lib/format/count'

type Tiers = EgressAnswer['tiers']

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

/**
 * Ports per node as the cluster grows, both axes logarithmic so that every halving is one step of the same height. Fills its
 * container, which must have a height. The tier table beside it says the same in text.
 */
export function SnatStaircase({
  tiers,
  nodeCount,
  portsPerNode,
}: {
  tiers: Tiers
  nodeCount: number | null
  portsPerNode: number | null
}) {
  const points = listStaircasePoints(tiers)
  const lastNodes = tiers.at(-1)?.to ?? 1
  const ports = [...new Set(tiers.map((tier) => tier.portsPerNode))]
  const isOnChart = nodeCount !== null && nodeCount >= 1 && nodeCount <= lastNodes
  const isRightHalf = isOnChart && Math.log(nodeCount) > Math.log(lastNodes) / 2
  return (
    <div className="h-full w-full" aria-hidden="true">
      <ResponsiveContainer width="100%" height="100%">
        <LineChart data={points} margin={{ top: 22, right: 18, bottom: 4, left: 0 }} accessibilityLayer={false}>
          <CartesianGrid stroke="var(--line)" vertical={false} />
          <XAxis
            dataKey="nodes"
            type="number"
            scale="log"
            domain={[1, lastNodes]}
            ticks={tiers.map((tier) => tier.from)}
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
          {isOnChart && (
            <ReferenceLine
              x={nodeCount}
              stroke="var(--ink)"
              strokeWidth={1.5}
              label={{
                value: `now, ${formatCount(nodeCount)}`,
                position: isRightHalf ? 'insideBottomRight' : 'insideBottomLeft',
                fill: 'var(--ink)',
                fontSize: 12,
                offset: 10,
              }}
            />
          )}
          {isOnChart && portsPerNode !== null && (
            <ReferenceDot
              x={nodeCount}
              y={portsPerNode}
              r={5}
              fill="var(--ink)"
              stroke="var(--surface)"
              strokeWidth={2}
            />
          )}
        </LineChart>
      </ResponsiveContainer>
    </div>
  )
}
