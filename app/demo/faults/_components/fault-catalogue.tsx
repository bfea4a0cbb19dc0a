'use client'

import { Zap } from 'lucide-react'
import Link from 'next/link'
import { useId } from 'react'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Chip } from '@/components/ui/chip'
import type { CatalogueFault } from '@/lib/api/demo-faults'
import { type FaultChoice, linkEffect, sayTarget, sayWhyNot } from './fault-words'

interface FaultCatalogueProps {
  title: string
  faults: readonly CatalogueFault[]
  choice: FaultChoice
  lasting: ReadonlySet<string>
  isBusy: boolean
  onBreak: (fault: CatalogueFault) => void
}

/** The faults of one target, each with what it does, what should be seen, and a button. */
export function FaultCatalogue({ title, faults, choice, lasting, isBusy, onBreak }: FaultCatalogueProps) {
  return (
    <Card title={title} aside={`${faults.length} ways`} padding="none">
      <ul className="divide-y divide-line">
        {faults.map((fault) => (
          <FaultRow
            key={fault.id}
            fault={fault}
            choice={choice}
            isLasting={lasting.has(fault.id)}
            isBusy={isBusy}
            onBreak={onBreak}
          />
        ))}
      </ul>
    </Card>
  )
}

interface FaultRowProps {
  fault: CatalogueFault
  choice: FaultChoice
  isLasting: boolean
  isBusy: boolean
  onBreak: (fault: CatalogueFault) => void
}

function FaultRow({ fault, choice, isLasting, isBusy, onBreak }: FaultRowProps) {
  const whyNotId = useId()
  const whyNot = sayWhyNot(fault, choice)
  const link = linkEffect(fault, choice.cluster)
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-4 gap-y-1.5 px-3.5 py-2.5 lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)_9.5rem]">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2 font-medium">
          {fault.title}
          {isLasting ? <Chip>lasts now</Chip> : null}
        </p>
        <p className="break-words text-muted">{fault.does}</p>
      </div>
      <div className="min-w-0 max-lg:col-span-2 max-lg:row-start-2">
        <p className="break-words text-muted">
          <span className="text-faint">You should see: </span>
          {fault.shows}
        </p>
        <Link href={link.href} className="text-accent text-sm underline underline-offset-2">
          {link.label}
        </Link>
      </div>
      <div className="flex flex-col items-end gap-1">
        <Button
          data-row-link
          disabled={isBusy || whyNot !== null}
          aria-label={`Break: ${fault.title}, ${sayTarget(fault, choice)}`}
          aria-describedby={whyNot === null ? undefined : whyNotId}
          onClick={() => onBreak(fault)}
        >
          <Zap aria-hidden className="size-3.5" />
          Break
        </Button>
        <span id={whyNotId} className="max-w-38 break-words text-right text-faint text-sm">
          {whyNot ?? sayTarget(fault, choice)}
        </span>
      </div>
    </li>
  )
}
