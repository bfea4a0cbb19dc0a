'use client'

import { Minus, Plus } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { classNames } from './class-names'

interface StepFieldProps {
  label: string
  /** As typed: whatever somebody wrote stays there, so that it can be corrected. */
  text: string
  /** What the text stands for; null when it stands for no number. */
  value: number | null
  min: number
  max: number
  /** What an empty field means, in grey. */
  placeholder?: string
  /** What is wrong with the text; null when nothing is. */
  problem: string | null
  /** Below the field: where the value comes from, or choices. */
  hint?: ReactNode
  onType: (text: string) => void
  /** Called with steps up (over 0) or down: the buttons and the arrow keys give 1, Page Up and Page Down 10. */
  onStep: (steps: number) => void
}

const stepsOfKey: Record<string, number> = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }

/** A number that can be typed, or stepped with keys and buttons. Unlike a number field of the browser it keeps what it cannot read. */
export function StepField(props: StepFieldProps) {
  const { label, text, value, min, max, placeholder, problem, hint, onType, onStep } = props
  const id = useId()
  const isWrong = problem !== null
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block text-muted text-sm">
        {label}
      </label>
      <div
        className={classNames(
          'flex h-8 overflow-hidden rounded-md border bg-surface focus-within:outline-2 focus-within:outline-accent focus-within:outline-offset-2',
          isWrong ? 'border-fail' : 'border-line-control',
        )}
      >
        <StepButton label={`Lower ${label}`} isOff={value !== null && value <= min} onStep={() => onStep(-1)}>
          <Minus aria-hidden className="size-3.5" />
        </StepButton>
        <input
          id={id}
          // The browser's own number field drops what it cannot read, and with it the chance to say what is wrong.
          type="text"
          role="spinbutton"
          inputMode="numeric"
          autoComplete="off"
          value={text}
          placeholder={placeholder}
          aria-valuenow={value ?? undefined}
          aria-valuetext={value === null ? text || placeholder || undefined : undefined}
          aria-valuemin={min}
          aria-valuemax={max}
          aria-invalid={isWrong}
          aria-describedby={isWrong ? `${id}-problem` : undefined}
          onChange={(event) => onType(event.target.value)}
          onKeyDown={(event) => {
            const steps = stepsOfKey[event.key]
            if (steps === undefined || event.altKey || event.ctrlKey || event.metaKey) return
            event.preventDefault()
            onStep(steps)
          }}
          className="w-full min-w-0 border-line border-x bg-transparent px-2 text-center tabular-nums outline-none placeholder:text-faint"
        />
        <StepButton label={`Raise ${label}`} isOff={value !== null && value >= max} onStep={() => onStep(1)}>
          <Plus aria-hidden className="size-3.5" />
        </StepButton>
      </div>
      <p id={`${id}-problem`} role="alert" className={isWrong ? 'mt-1 text-fail text-sm' : 'sr-only'}>
        {problem}
      </p>
      {hint === undefined ? null : <div className="mt-1 text-faint text-sm">{hint}</div>}
    </div>
  )
}

interface StepButtonProps {
  label: string
  isOff: boolean
  onStep: () => void
  children: ReactNode
}

/** For pointers: the arrow keys of the field do the same, so it is no stop of its own on the way with Tab. */
function StepButton({ label, isOff, onStep, children }: StepButtonProps) {
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={label}
      disabled={isOff}
      onClick={onStep}
      className="flex w-8 shrink-0 items-center justify-center text-muted hover:bg-sunken hover:text-ink disabled:opacity-40"
    >
      {children}
    </button>
  )
}
