'use client'

import { Tabs as BaseTabs } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'

export interface TabChoice {
  value: string
  label: ReactNode
  icon?: ReactNode
}

interface TabsProps {
  /** Names the row of tabs for screen readers: "Hosts". */
  label: string
  tabs: readonly TabChoice[]
  value: string
  onChange: (value: string) => void
  /** What the chosen tab shows. */
  children: ReactNode
}

/** A row of tabs over one panel. The owner holds the choice, as a rule in the URL. The row scrolls when it is too long. */
export function Tabs({ label, tabs, value, onChange, children }: TabsProps) {
  return (
    <BaseTabs.Root value={value} onValueChange={(next: unknown) => onChange(String(next))}>
      <BaseTabs.List aria-label={label} className="flex gap-1 overflow-x-auto border-line border-b pt-0.5">
        {tabs.map((tab) => (
          <BaseTabs.Tab
            key={tab.value}
            value={tab.value}
            className="-mb-px flex shrink-0 items-center gap-1.5 rounded-t-md border-transparent border-b-2 px-3 py-2 text-muted outline-offset-[-2px] hover:text-ink data-[active]:border-accent data-[active]:font-medium data-[active]:text-ink"
          >
            {tab.icon}
            {tab.label}
          </BaseTabs.Tab>
        ))}
      </BaseTabs.List>
      <BaseTabs.Panel value={value} className="pt-4" tabIndex={-1}>
        {children}
      </BaseTabs.Panel>
    </BaseTabs.Root>
  )
}
