'use client'

import { Search, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { classNames } from './class-names'

interface FilterFieldProps {
  label: string
  placeholder: string
  value: string
  /** Called once typing rests, and at once when the field is cleared or Enter is pressed. */
  onChange: (value: string) => void
  /** It is the page's main filter: `/` goes there. */
  isPageFilter?: boolean
  className?: string
}

const restMs = 50

/** A text filter that tells its owner only when typing rests. */
export function FilterField({
  label,
  placeholder,
  value,
  onChange,
  isPageFilter = false,
  className,
}: FilterFieldProps) {
  const [text, setText] = useState(value)
  const [told, setTold] = useState(value)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  // The value changed from outside (a link, another search field), not by typing here.
  if (value !== told) {
    setTold(value)
    setText(value)
  }
  useEffect(() => () => clearTimeout(timer.current), [])

  function tell(next: string, waitMs: number) {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      setTold(next)
      onChange(next)
    }, waitMs)
  }

  return (
    <search className={classNames('relative block', className)}>
      <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-3.5 text-faint" />
      <input
        type="text"
        inputMode="search"
        aria-label={label}
        placeholder={placeholder}
        value={text}
        data-page-filter={isPageFilter ? '' : undefined}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          setText(event.target.value)
          tell(event.target.value.trim(), event.target.value === '' ? 0 : restMs)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') tell(text.trim(), 0)
          if (event.key === 'Escape') {
            setText('')
            tell('', 0)
          }
        }}
        className="h-7.5 w-full rounded-md border border-line-control bg-surface pr-8 pl-8 placeholder:text-faint"
      />
      {text === '' ? null : (
        <button
          type="button"
          aria-label={`Clear ${label.toLowerCase()}`}
          onClick={() => {
            setText('')
            tell('', 0)
          }}
          className="absolute top-0.5 right-0.5 flex size-6.5 items-center justify-center rounded text-muted hover:text-ink"
        >
          <X aria-hidden className="size-3.5" />
        </button>
      )}
    </search>
  )
}
