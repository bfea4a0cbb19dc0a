import { Badge } from '@/components/ui/badge'
import type { EffectiveNumber } from '@/lib/api/dns-cache'
import { formatCount } from '@/lib/format/count'
import { formatDurationSeconds } from '@/lib/format/duration'

const originWords: Record<EffectiveNumber['origin'], string> = {
  written: 'written in the Corefile',
  inherited: 'inherited from the cache line',
  default: 'not written: the default of CoreDNS',
  rounded: 'rounded by CoreDNS, which splits the capacity over shards',
  capped: 'capped by CoreDNS, which cannot cache longer',
}

interface EffectiveFigureProps {
  number: EffectiveNumber
  unit: 'seconds' | 'entries' | 'percent' | 'hits'
}

/** A number as CoreDNS runs it and a word for where it comes from; what was written stands beside it when it differs. */
export function EffectiveFigure({ number, unit }: EffectiveFigureProps) {
  const isChanged = number.origin === 'rounded' || number.origin === 'capped'
  return (
    <span className="inline-flex flex-wrap items-baseline gap-x-2">
      <span className="font-medium tabular-nums">{formatFigure(number.value, unit)}</span>
      {number.origin === 'written' ? (
        <span className="text-faint text-sm" title={originWords.written}>
          written
        </span>
      ) : (
        <Badge tone={isChanged ? 'warn' : 'unknown'} title={originWords[number.origin]}>
          {number.origin}
        </Badge>
      )}
      {number.requested !== undefined && number.requested !== number.value ? (
        <span className="text-muted text-sm">{formatFigure(number.requested, unit)} written</span>
      ) : null}
    </span>
  )
}

function formatFigure(value: number, unit: EffectiveFigureProps['unit']): string {
  if (unit === 'percent') return `${formatCount(value)} %`
  if (unit === 'entries') return formatCount(value)
  if (unit === 'hits') return `${formatCount(value)} hits`
  return value < 120 ? `${formatCount(value)} s` : `${formatCount(value)} s (${formatDurationSeconds(value)})`
}
