import type { CertificatePage, ExpiryWeek } from '@/lib/api/certificates'
import { formatCount, formatCounted } from '@/lib/format/count'

type Expiry = CertificatePage['expiry']

const width = 780
const left = 4
const top = 22
const height = 96
const slot = (width - 2 * left) / 13
const barWidth = slot - 10
const fills = {
  passing: 'fill-pass-fill',
  warning: 'fill-warn-fill',
  undetermined: 'fill-unknown',
  failing: 'fill-fail',
} as const
/** From the ground up: what is well stands below. */
const stack = ['passing', 'warning', 'undetermined', 'failing'] as const

/** Certificates that expire in a week, however they stand. */
export const countWeek = (week: ExpiryWeek) => stack.reduce((sum, verdict) => sum + week[verdict], 0)

/** `4 Mar`, in UTC. */
export function formatDay(at: string): string {
  return new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
}

/** The timeline in one sentence, for everybody who does not see the drawing. */
export function sayExpiry({ expired, weeks, later, neverIssued }: Expiry): string {
  const inWeek = weeks[0] === undefined ? 0 : countWeek(weeks[0])
  const inMonth = weeks.slice(0, 4).reduce((sum, week) => sum + countWeek(week), 0)
  const inQuarter = weeks.reduce((sum, week) => sum + countWeek(week), 0)
  const parts = [
    expired === 0
      ? 'None has expired'
      : `${formatCounted(expired, 'certificate')} ${expired === 1 ? 'has' : 'have'} expired`,
    `${formatCount(inWeek)} expire within 7 days, ${formatCount(inMonth)} within 28, ${formatCount(inQuarter)} within 91`,
  ]
  if (later > 0) parts.push(`${formatCount(later)} later`)
  if (neverIssued > 0) parts.push(`${formatCount(neverIssued)} never issued`)
  return `${parts.join('; ')}.`
}

/** One bar a week, drawn on the server; what does not pass is another colour and carries a mark. */
export function ExpiryTimeline({ expiry }: { expiry: Expiry }) {
  const tallest = Math.max(1, ...expiry.weeks.map(countWeek))
  const ground = top + height
  return (
    <svg
      viewBox={`0 0 ${width} ${ground + 22}`}
      className="hidden h-auto w-full max-w-5xl sm:block"
      role="img"
      aria-label={sayExpiry(expiry)}
    >
      <line x1={left} x2={width - left} y1={ground} y2={ground} className="stroke-line-strong" strokeWidth={1} />
      {expiry.weeks.map((week, index) => {
        const x = left + index * slot + 5
        const total = countWeek(week)
        const isTroubled = total > week.passing
        const barHeight = (total / tallest) * height
        return (
          <g key={week.from}>
            {total === 0 ? null : (
              <>
                <Bar week={week} x={x} ground={ground} unit={height / tallest} />
                <text
                  x={x + barWidth / 2}
                  y={ground - barHeight - 6}
                  textAnchor="middle"
                  fontSize={12}
                  className="fill-ink font-medium"
                >
                  {formatCount(total)}
                  {isTroubled ? ' ▲' : ''}
                </text>
              </>
            )}
            {index % 2 === 0 ? (
              <text x={x + barWidth / 2} y={ground + 16} textAnchor="middle" fontSize={12} className="fill-muted">
                {index === 0 ? 'this week' : formatDay(week.from)}
              </text>
            ) : null}
          </g>
        )
      })}
    </svg>
  )
}

/** The parts of one bar, stacked; even one certificate among thousands stays visible. */
function Bar({ week, x, ground, unit }: { week: ExpiryWeek; x: number; ground: number; unit: number }) {
  let y = ground
  return stack.map((verdict) => {
    const count = week[verdict]
    if (count === 0) return null
    const tall = Math.max(2, count * unit)
    y -= tall
    return <rect key={verdict} x={x} y={y} width={barWidth} height={tall} rx={1.5} className={fills[verdict]} />
  })
}
