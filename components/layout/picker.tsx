'use client'

import { ChevronsUpDown } from 'lucide-react'
import { useId } from 'react'
import { classNames } from '@/components/ui/class-names'

export interface PickerChoice {
  value: string
  label: string
}

interface PickerProps {
  /** What is picked, shown before the choice: "cluster". */
  label: string
  value: string
  choices: readonly PickerChoice[]
  onChange: (value: string) => void
  /** Why nothing can be picked here; the picker is then disabled and says so. */
  disabledReason?: string
  className?: string
}

/** A labelled choice in the header. The browser's own list: it takes typing, thousands of names and every screen reader. */
export function Picker({ label, value, choices, onChange, disabledReason, className }: PickerProps) {
  const id = useId()
  return (
    <div
      title={disabledReason}
      className={classNames(
        'relative flex h-7 min-w-0 items-center gap-1.5 rounded-md border border-line-strong bg-surface pl-2.5',
        'has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-accent has-[:focus-visible]:outline-offset-2',
        disabledReason === undefined ? 'hover:bg-sunken' : 'bg-sunken',
        className,
      )}
    >
      <label htmlFor={id} className="text-faint max-sm:sr-only">
        {label}
      </label>
      <select
        id={id}
        value={value}
        disabled={disabledReason !== undefined}
        onChange={(event) => onChange(event.target.value)}
        className="h-full min-w-0 max-w-56 flex-1 appearance-none truncate bg-transparent pr-7 font-medium outline-none disabled:text-faint"
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value} className="bg-surface text-ink">
            {choice.label}
          </option>
        ))}
      </select>
      <ChevronsUpDown aria-hidden className="pointer-events-none absolute right-2 size-3.5 text-faint" />
    </div>
  )
}
