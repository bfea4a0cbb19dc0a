'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { noZone } from '@/lib/api/dns-zone-choices'
import type { DnsZoneSummary } from '@/lib/api/dns-zones'
import { formatCounted } from '@/lib/format/count'
import { ZoneCard } from './zone-card'

interface ZoneCardsProps {
  zones: readonly DnsZoneSummary[]
  chosen: string | null
  onChoose: (zone: string | null) => void
}

/** Cards that are shown before somebody asks for the rest. */
const shownMax = 8

export function ZoneCards({ zones, chosen, onChoose }: ZoneCardsProps) {
  const [isWhole, setIsWhole] = useState(false)
  const keyOf = ({ name }: DnsZoneSummary) => name ?? noZone
  const shown = isWhole ? zones : zones.filter((zone, position) => position < shownMax || keyOf(zone) === chosen)
  if (zones.length === 0) return null
  return (
    <section aria-labelledby="zones-heading">
      <div className="mb-2 flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 id="zones-heading" className="font-semibold">
          {formatCounted(zones.filter(({ name }) => name !== null).length, 'zone')}
        </h2>
        <p className="text-faint text-sm">
          DNS lists no zone: known are the names that a watched cluster wants, and no others.
        </p>
      </div>
      <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3 2xl:grid-cols-4">
        {shown.map((zone) => {
          const key = keyOf(zone)
          const isChosen = key === chosen
          return <ZoneCard key={key} zone={zone} isChosen={isChosen} onChoose={() => onChoose(isChosen ? null : key)} />
        })}
      </ul>
      {shown.length < zones.length ? (
        <Button size="small" onClick={() => setIsWhole(true)} className="mt-2">
          Show {formatCounted(zones.length - shown.length, 'more zone')}
        </Button>
      ) : null}
    </section>
  )
}
