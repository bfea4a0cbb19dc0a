'use client'

import { Check, Copy } from 'lucide-react'
import { type KeyboardEvent, useId, useRef, useState } from 'react'
import { Button } from './button'
import { classNames } from './class-names'
import { useCopy } from './use-copy'

interface CopyMenuProps {
  /** The button's name, read out: "Copy the finding". */
  label: string
  choices: readonly { label: string; text: () => string }[]
  /** Side of the button that the choices line up with. */
  align?: 'start' | 'end'
}

/** One small button for several forms of the same thing to copy. Closed by Escape, by leaving it and by choosing. */
export function CopyMenu({ label, choices, align = 'end' }: CopyMenuProps) {
  const [isOpen, setOpen] = useState(false)
  const [chosen, setChosen] = useState('')
  const { state, copy, refusal } = useCopy()
  const trigger = useRef<HTMLButtonElement>(null)
  const panelId = useId()

  function closeByKey(event: KeyboardEvent) {
    if (event.key !== 'Escape' || !isOpen) return
    event.stopPropagation()
    setOpen(false)
    trigger.current?.focus()
  }

  function choose(choice: CopyMenuProps['choices'][number]) {
    setChosen(choice.label)
    setOpen(false)
    // Before copying, so that a refusal's dialog gives the focus back here.
    trigger.current?.focus()
    void copy(choice.text())
  }

  const Icon = state === 'copied' ? Check : Copy
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears Escape and the focus leaving its buttons
    <span
      className="relative inline-flex"
      data-print="hide"
      onKeyDown={closeByKey}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false)
      }}
    >
      <Button
        ref={trigger}
        look="quiet"
        size="icon"
        className="size-6"
        aria-label={label}
        aria-expanded={isOpen}
        aria-controls={isOpen ? panelId : undefined}
        title={state === 'copied' ? 'Copied' : 'Copy'}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon aria-hidden className={classNames('size-3.5', state === 'copied' ? 'text-pass' : 'text-muted')} />
      </Button>
      {isOpen ? (
        <span
          id={panelId}
          className={classNames(
            'absolute top-full z-30 mt-1 flex flex-col rounded-md border border-line-strong bg-surface p-1 shadow-floating',
            align === 'end' ? 'right-0' : 'left-0',
          )}
        >
          {choices.map((choice) => (
            <Button key={choice.label} look="quiet" className="justify-start" onClick={() => choose(choice)}>
              {choice.label}
            </Button>
          ))}
        </span>
      ) : null}
      <span aria-live="polite" className="sr-only">
        {state === 'copied' ? `Copied: ${chosen}` : ''}
      </span>
      {refusal}
    </span>
  )
}
