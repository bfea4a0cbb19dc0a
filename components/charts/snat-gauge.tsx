import type { EgressAnswer } from '@/lib/api/egress'
import { sayHeadline } from '@/lib/egress/say-what-if'
import { listSteps } from '@/lib/egress/tiers'
import type { WhatIfAnswer } from '@/lib/egress/what-if'
import { formatCount, formatCounted } from '@/lib/format/count'
import type { PathVerdict } from '@/lib/model/verdict'

const arcRadius = 128
const arcWidth = 24
const centerX = 160
const centerY = 154
/** The thin arc of a question, around that of the cluster. */
const askedRadius = 147
const askedWidth = 5

const drawArc = (radius: number) =>
  `M ${centerX - radius} ${centerY} A ${radius} ${radius} 0 0 1 ${centerX + radius} ${centerY}`
const arcPath = drawArc(arcRadius)

const strokeOf: Record<PathVerdict, string> = {
  passing: 'stroke-pass',
  warning: 'stroke-warn',
  failing: 'stroke-fail',
  undetermined: 'stroke-unknown',
  blocked: 'stroke-unknown',
  'not-checked': 'stroke-unknown',
  'not-applicable': 'stroke-unknown',
}

/** A place between two drops, or on the way to the last node that fits: `filled` of the arc (0 to 1) is used up. */
interface ArcPlace {
  filled: number
  from: number
  to: number
}

/** Where the cluster stands. Null when either end is unknown. */
export function locateOnArc(answer: Pick<EgressAnswer, 'nodes' | 'headroom' | 'tiers'>): ArcPlace | null {
  const { count } = answer.nodes
  const { nextDropAt, nodesToNextDrop, nodesToLimit } = answer.headroom
  if (count === null) return null
  const tier = answer.tiers.find((each) => each.current)
  const from = tier?.from ?? 1
  const limit = nodesToLimit === null ? null : count + nodesToLimit
  const to = nextDropAt !== null && nodesToNextDrop !== null ? nextDropAt - 1 : (tier?.to ?? limit)
  return to === null ? null : placeBetween(count, from, to)
}

/** Where the cluster of a question would stand, between its own drops. Null when it has no known number of ports. */
export function locateQuestion({ asked }: WhatIfAnswer): ArcPlace | null {
  const { nodes } = asked.question
  const step = listSteps(asked.question, nodes).find(({ current }) => current)
  return step === undefined ? null : placeBetween(nodes, step.from, step.to)
}

function placeBetween(nodes: number, from: number, to: number): ArcPlace | null {
  if (to < from) return null
  const filled = (nodes - from + 1) / (to - from + 1)
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

/** The gauge in words, for everybody who does not see the drawing. A question comes last and is marked as one. */
export function sayGauge(answer: EgressAnswer, whatIf: WhatIfAnswer | null = null): string {
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
  const observed = `${parts.join('; ')}.`
  return whatIf === null ? observed : `${observed} What if: ${sayHeadline(whatIf)}`
}

/**
 * Ports per node and the way to the next drop, as plain SVG: it is on the screen before any script and updates with its props.
 * `verdict` is that of the page and only colours the arc; every number stands in text. `whatIf` is drawn around it, in its own colour,
 * dashed and named: a question never looks like what was observed.
 */
export function SnatGauge({
  answer,
  verdict,
  whatIf = null,
}: {
  answer: EgressAnswer
  verdict: PathVerdict
  whatIf?: WhatIfAnswer | null
}) {
  const { big, small } = sayPorts(answer)
  const place = locateOnArc(answer)
  const isKnown = answer.allocation.portsPerNode !== null
  const isFigure = /^[\d,]+$/.test(big)
  return (
    <svg
      viewBox={whatIf === null ? '0 0 320 184' : '0 0 320 212'}
      className="mx-auto block w-full max-w-[26rem]"
      role="img"
      aria-label={sayGauge(answer, whatIf)}
    >
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
      {whatIf !== null && <QuestionMark whatIf={whatIf} />}
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

/** The question: a thin arc with a needle on its own way to the next drop, and its number below the one of the cluster. */
function QuestionMark({ whatIf }: { whatIf: WhatIfAnswer }) {
  const { question, allocation, fit } = whatIf.asked
  const place = locateQuestion(whatIf)
  const angle = Math.PI * (1 - (place?.filled ?? 0))
  // Rounded, because the last digits of sine and cosine may differ between server and browser.
  const pointAt = (radius: number) => ({
    x: roundTo2(centerX + radius * Math.cos(angle)),
    y: roundTo2(centerY - radius * Math.sin(angle)),
  })
  const inner = pointAt(askedRadius - 15)
  const outer = pointAt(askedRadius + 6)
  const ports = allocation.portsPerNode
  return (
    <g>
      <path
        d={drawArc(askedRadius)}
        fill="none"
        strokeWidth={1.5}
        strokeDasharray="3 4"
        className="stroke-what-if"
        opacity={0.6}
      />
      {place !== null && (
        <>
          <path
            d={drawArc(askedRadius)}
            fill="none"
            strokeWidth={askedWidth}
            pathLength={100}
            strokeDasharray={`${place.filled * 100} 100`}
            className="stroke-what-if transition-[stroke-dasharray] duration-150"
          />
          <line
            x1={inner.x}
            y1={inner.y}
            x2={outer.x}
            y2={outer.y}
            strokeWidth={4}
            strokeLinecap="round"
            className="stroke-what-if"
          />
        </>
      )}
      <text x={centerX} y={centerY + 26} textAnchor="middle" className="fill-what-if font-medium" fontSize={12.5}>
        what if {formatCounted(question.nodes, 'node')}
        {place === null ? '' : ` (${formatCount(place.from)}–${formatCount(place.to)})`}
      </text>
      <text x={centerX} y={centerY + 50} textAnchor="middle" className="fill-what-if font-semibold" fontSize={22}>
        {ports === null ? (fit === 'over-capacity' ? 'does not fit' : 'unknown') : formatCount(ports)}
      </text>
    </g>
  )
}

const roundTo2 = (value: number) => Math.round(value * 100) / 100
