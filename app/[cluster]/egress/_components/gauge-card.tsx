import { SnatGauge } from '@/components/charts/snat-gauge'
import { Card } from '@/components/ui/card'
import { Chip } from '@/components/ui/chip'
import type { EgressAnswer } from '@/lib/api/egress'
import type { WhatIfAnswer } from '@/lib/egress/what-if'
import { formatCount, formatCounted, formatNames } from '@/lib/format/count'
import type { PathVerdict } from '@/lib/model/verdict'

interface GaugeCardProps {
  answer: EgressAnswer
  verdict: PathVerdict
  /** A question to draw beside what was observed; null when none is asked. */
  whatIf: WhatIfAnswer | null
}

/** The gauge with its three figures, and what they rest on. */
export function GaugeCard({ answer, verdict, whatIf }: GaugeCardProps) {
  const { allocation, headroom, nodes } = answer
  const isAssumed = allocation.assumptions.length > 0
  return (
    <Card
      title="SNAT ports per node"
      aside={isAssumed ? <Chip>assumed</Chip> : allocation.portsPerNode === null ? null : `from ${allocation.source}`}
    >
      <SnatGauge answer={answer} verdict={verdict} whatIf={whatIf} />
      <dl className="mt-3 grid grid-cols-3 gap-2 text-center">
        <Figure label={nodes.count === 1 ? 'node now' : 'nodes now'} value={nodes.count} />
        {headroom.nextDropAt === null && headroom.nodesToLimit !== null ? (
          <>
            <Figure label="more nodes to the limit" value={headroom.nodesToLimit} />
            <Figure label="next drop" value={null} none="none known" />
          </>
        ) : (
          <>
            <Figure label="more before the next drop" value={headroom.nodesToNextDrop} />
            <Figure
              label={
                headroom.nextDropAt === null ? 'ports then' : `ports from node ${formatCount(headroom.nextDropAt)} on`
              }
              value={headroom.nextPortsPerNode}
            />
          </>
        )}
      </dl>
      <p className="mt-3 text-muted empty:hidden [overflow-wrap:anywhere]">
        {/* Where there is no figure the sentence on top of the page says why. */}
        {allocation.portsPerNode === null ? null : `${sentenceCase(allocation.basis)}.`}
        {nodes.count === null && nodes.reason !== null && !allocation.basis.includes(nodes.reason)
          ? ` ${sentenceCase(nodes.reason)}.`
          : null}
        {headroom.reason === allocation.basis ? null : ` ${sentenceCase(headroom.reason)}.`}
      </p>
      {allocation.portsPerNode !== null &&
      allocation.recommendedPorts !== null &&
      allocation.recommendedPorts > allocation.portsPerNode ? (
        <p className="mt-1 text-muted">
          With these outbound IPs a manual value could give each node {formatCount(allocation.recommendedPorts)} ports.
        </p>
      ) : null}
      {nodes.leftOut.length > 0 ? <p className="mt-1 text-muted">Not counted: {nodes.leftOut.join('; ')}.</p> : null}
      {nodes.withPublicIp.length > 0 ? (
        <p className="mt-1 text-muted">
          {formatCounted(nodes.withPublicIp.length, 'node')} with a public IP of{' '}
          {nodes.withPublicIp.length === 1 ? 'its' : 'their'} own, used instead of these ports:{' '}
          {formatNames(nodes.withPublicIp)}.
        </p>
      ) : null}
    </Card>
  )
}

function Figure({ label, value, none = 'unknown' }: { label: string; value: number | null; none?: string }) {
  return (
    <div className="flex min-w-0 flex-col-reverse justify-end rounded-md bg-sunken px-2 py-2">
      <dt className="text-muted text-sm">{label}</dt>
      <dd className={value === null ? 'font-medium text-md text-unknown' : 'font-semibold text-xl tabular-nums'}>
        {value === null ? none : formatCount(value)}
      </dd>
    </div>
  )
}

const sentenceCase = (text: string) => text.charAt(0).toUpperCase() + text.slice(1).replace(/\.$/, '')
