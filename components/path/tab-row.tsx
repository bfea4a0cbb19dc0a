'use client'

import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react'
import { VerdictBadge } from '@/components/findings/verdict-badge'
import { VerdictIcon } from '@/components/findings/verdict-icon'
import { classNames } from '@/components/ui/class-names'
import type { PathVerdict } from '@/lib/model/verdict'

export interface VerdictTab {
  value: string
  label: string
  verdict: PathVerdict
}

interface TabRowProps {
  /** Names the row for screen readers: "Hosts". */
  label: string
  tabs: readonly VerdictTab[]
  /** What could be chosen too and has no tab for want of room. */
  more?: readonly VerdictTab[]
  value: string
  onChange: (value: string) => void
  /** On paper, where only the chosen tab is: what the tabs are, and how to print another: "One of 3 hosts". */
  printLabel: string
  /** What the chosen tab shows. */
  children: ReactNode
}

/** Where a key moves to in a row of `count` tabs; null for keys that do not move. Both ends wrap around. */
export function findTabForKey(key: string, index: number, count: number): number | null {
  if (key === 'ArrowRight') return (index + 1) % count
  if (key === 'ArrowLeft') return (index - 1 + count) % count
  if (key === 'Home') return 0
  if (key === 'End') return count - 1
  return null
}

/**
 * Tabs that carry a verdict, over one panel: one stop for the Tab key, arrows within, as the ARIA tabs pattern asks. The row
 * scrolls when it is too long. Written here because a library's tabs weigh more than the pages that use them.
 */
export function TabRow({ label, tabs, more = [], value, onChange, printLabel, children }: TabRowProps) {
  const id = useId()
  const listRef = useRef<HTMLDivElement>(null)
  const selectedIndex = Math.max(
    0,
    tabs.findIndex((tab) => tab.value === value),
  )

  function move(event: KeyboardEvent) {
    const next = findTabForKey(event.key, selectedIndex, tabs.length)
    const tab = next === null ? undefined : tabs[next]
    if (next === null || tab === undefined) return
    event.preventDefault()
    onChange(tab.value)
    listRef.current?.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus()
  }

  return (
    <>
      <LeftOut tabs={[...tabs, ...more]} chosen={tabs[selectedIndex]} printLabel={printLabel} />
      <div
        ref={listRef}
        data-print="hide"
        role="tablist"
        aria-label={label}
        onKeyDown={move}
        className="flex gap-1 overflow-x-auto border-line border-b pt-0.5"
      >
        {tabs.map((tab, index) => (
          <button
            key={tab.value}
            type="button"
            role="tab"
            id={`${id}-tab-${index}`}
            aria-selected={index === selectedIndex}
            aria-controls={`${id}-panel`}
            tabIndex={index === selectedIndex ? 0 : -1}
            onClick={() => onChange(tab.value)}
            className={classNames(
              // Relative, or the icon's hidden word would widen the page when the row scrolls.
              'relative -mb-px flex shrink-0 items-center gap-1.5 rounded-t-md border-b-2 px-3 py-2 outline-offset-[-2px]',
              index === selectedIndex
                ? 'border-accent font-medium text-ink'
                : 'border-transparent text-muted hover:text-ink',
            )}
          >
            <VerdictIcon verdict={tab.verdict} isAlone className="size-3.5" />
            {tab.label}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-tab-${selectedIndex}`} className="pt-4">
        {children}
      </div>
    </>
  )
}

/** What the paper does not show, by name and verdict: a report must not look whole when it is a part. */
function LeftOut({
  tabs,
  chosen,
  printLabel,
}: Pick<TabRowProps, 'tabs' | 'printLabel'> & { chosen: VerdictTab | undefined }) {
  const others = tabs.filter((tab) => tab !== chosen)
  if (others.length === 0) return null
  return (
    <div className="hidden print:block">
      <p>
        {printLabel}: this is <strong className="font-semibold">{chosen?.label}</strong>. Not printed here, and printed
        from {others.length === 1 ? 'its own tab' : 'their own tabs'}:
      </p>
      <ul className="mt-1">
        {others.map((tab) => (
          <li key={tab.value} className="flex items-center gap-1.5">
            <VerdictBadge verdict={tab.verdict} look="plain" />
            {tab.label}
          </li>
        ))}
      </ul>
    </div>
  )
}
