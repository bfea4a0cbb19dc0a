import type { EgressAnswer } from '@/lib/api/egress'
import { formatCount, formatCounted } from '@/lib/format/count'
import type { PathVerdict } from '@/lib/model/verdict'

const arcRadius = 128
const arcWidth = 24
const centerX = 160
const centerY = 154
const arcPath = `M ${centerX - arcRadius} ${centerY} A ${arcRadius} ${arcRadius} 0 0 1 ${centerX + arcRadius} ${centerY}`

const strokeOf: Record<PathVerdict, string> = {
  passing: 'stroke-pass',
  warning: 'stroke-warn',
  failing: 'stroke-fail',
  undetermined: 'stroke-unknown',
  blocked: 'stroke-unknown',
  'not-checked': 'stroke-unknown',
  'not-applicable': 'stroke-unknown',
}

/** Where the cluster stands between two drops: `filled` of the arc (0 to 1) is used up. Null when either end is unknown. */
export function locateOnArc(
  answer: Pick<EgressAnswer, 'nodes' | 'headroom' | 'tiers'>,
): { filled: number; from: number; to: number } | null {
  const { count } = answer.nodes
  const { nextDropAt, nodesToNextDrop } = answer.headroom
  if (count === null) return null
  const tier = answer.tiers.find((each) => each.current)
  const from = tier?.from ?? 1
  const to = nextDropAt !== null && nodesToNextDrop !== null ? nextDropAt - 1 : (tier?.to ?? null)
  if (to === null || to < from) return null
  const filled = (count - from + 1) / (to - from + 1)
  return { filled: Math.min(1, Math.max(0, filled)), from, to }
}

/** The big words of the gauge: a number of ports, or why there is none. Never 0 for something unknown. */
function sayPorts({ allocation }: EgressAnswer): { big: string; small: string } {
  if (allocation.portsPerNode !== null) {
    return { big: formatCount(allocation.portsPerNode), small: 'SNAT ports per node' }
  }
  if (allocation.mode === 'nat-gateway') return { big: 'on demand', small: 'SNAT ports, from a NAT gateway' }
  return { big: 'unknown', small: 'SNAT ports per node' }
}

/** The gauge in words, for everybody who does not see the drawing. */
export function sayGauge(answer: EgressAnswer): string {
  const { big, small } = sayPorts(answer)
  const { nodes, headroom } = answer
  const parts = [`${big} ${small}`]
  parts.push(
    nodes.count === null
      ? `node count unknown${nodes.reason ? `: ${nodes.reason}` : ''}`
      : formatCounted(nodes.count, 'node'),
  )
  if (headroom.nodesToNextDrop !== null && headroom.nextDropAt !== null) {
    const then = headroom.nextPortsPerNode === null ? 'an unknown number of' : formatCount(headroom.nextPortsPerNode)
    const room =
      headroom.nodesToNextDrop === 0
        ? 'no more node fits'
        : `${formatCounted(headroom.nodesToNextDrop, 'more node')} can be added`
    parts.push(`${room} before the drop to ${then} ports at node ${formatCount(headroom.nextDropAt)}`)
  }
  return `${parts.join('; ')}.`
}

/**
 * Ports per node and the way to the next drop, as plain SVG: it is on the screen before any script and updates with its props.
 * `verdict` is that of the page and only colours the arc; every number stands in text.
 */
export function SnatGauge({ answer, verdict }: { answer: EgressAnswer; verdict: PathVerdict }) {
  const { big, small } = sayPorts(answer)
  const place = locateOnArc(answer)
  const isKnown = answer.allocation.portsPerNode !== null
  const isFigure = /^[\d,]+$/.test(big)
  return (
    <svg viewBox="0 0 320 196" className="mx-auto block w-full max-w-[26rem]" role="img" aria-label={sayGauge(answer)}>
      <path
        d={arcPath}
        fill="none"
        strokeWidth={arcWidth}
        className={isKnown ? 'stroke-line' : 'stroke-line-strong'}
        strokeDasharray={isKnown ? undefined : '3 7'}
      />
      {isKnown && place !== null && (
        <path
          d={arcPath}
          fill="none"
          strokeWidth={arcWidth}
          pathLength={100}
          strokeDasharray={`${place.filled * 100} 100`}
          className={`${strokeOf[verdict]} forced-colors:stroke-[Highlight] transition-[stroke-dasharray] duration-150`}
        />
      )}
      {isKnown && answer.headroom.nextDropAt !== null && (
        <line
          x1={centerX + arcRadius - arcWidth / 2 - 4}
          x2={centerX + arcRadius + arcWidth / 2 + 4}
          y1={centerY + 1}
          y2={centerY + 1}
          strokeWidth={3}
          className="stroke-fail"
        />
      )}
      <text
        x={centerX}
        y={centerY - 26}
        textAnchor="middle"
        className="fill-ink font-semibold tracking-tight"
        fontSize={isFigure ? 58 : 34}
      >
        {big}
      </text>
      <text x={centerX} y={centerY - 2} textAnchor="middle" className="fill-muted" fontSize={13.5}>
        {small}
      </text>
      {isKnown && place !== null && (
        <>
          <text x={centerX - arcRadius} y={centerY + 24} textAnchor="middle" className="fill-muted" fontSize={12.5}>
            {formatCounted(place.from, 'node')}
          </text>
          <text x={centerX + arcRadius} y={centerY + 24} textAnchor="middle" className="fill-muted" fontSize={12.5}>
            {formatCount(place.to)}
          </text>
        </>
      )}
    </svg>
  )
}
