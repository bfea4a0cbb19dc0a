'use client'

import type { ReactNode } from 'react'
import { formatCount } from '@/lib/format/count'
import { classNames } from './class-names'

export interface FilterChoice {
  /** Null stands for "all". */
  value: string | null
  label: string
  icon?: ReactNode
  count?: number
}

interface FilterButtonsProps {
  label: string
  choices: readonly FilterChoice[]
  value: string | null
  onChange: (value: string | null) => void
}

/** One choice out of a few, each with how many it would show. Choosing the chosen one again clears it. */
export function FilterButtons({ label, choices, value, onChange }: FilterButtonsProps) {
  return (
    <fieldset data-print="hide" className="flex min-w-0 flex-wrap items-center gap-1">
      <legend className="sr-only">{label}</legend>
      {choices.map((choice) => {
        const isChosen = choice.value === value
        return (
          <button
            key={choice.value ?? ''}
            type="button"
            aria-pressed={isChosen}
            onClick={() => onChange(isChosen ? null : choice.value)}
            className={classNames(
              'inline-flex h-7 items-center gap-1.5 rounded-md border px-2.5',
              isChosen
                ? 'border-accent bg-accent-soft font-medium text-ink'
                : 'border-line bg-surface text-muted hover:border-line-strong hover:text-ink',
            )}
          >
            {choice.icon}
            {choice.label}
            {choice.count === undefined ? null : (
              <span className="text-faint tabular-nums">{formatCount(choice.count)}</span>
            )}
          </button>
        )
      })}
    </fieldset>
  )
}
