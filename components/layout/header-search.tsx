'use client'

import { Search } from 'lucide-react'
import { KeyHint } from '@/components/keyboard/key-hint'
import { paletteKeys } from '@/components/keyboard/name-key'
import { useShell } from './shell-provider'

/** Looks like a search field and opens the palette, where typing happens. Where the header has little room it is an icon. */
export function HeaderSearch({ hasCluster }: { hasCluster: boolean }) {
  const { openPalette } = useShell()
  return (
    <button
      type="button"
      onClick={openPalette}
      aria-haspopup="dialog"
      aria-label="Search"
      aria-keyshortcuts="Control+K Meta+K"
      className="flex h-7.5 min-w-0 items-center gap-2 rounded-md border border-line-strong bg-sunken px-2 text-faint hover:border-line-control max-sm:flex-1 sm:max-lg:shrink-0 lg:max-w-96 lg:flex-1 lg:px-2.5"
    >
      <Search aria-hidden className="size-3.5 shrink-0" />
      <span className="min-w-0 flex-1 truncate text-left sm:max-lg:hidden">
        {hasCluster ? 'Host, ingress, node, check…' : 'Cluster, check, page…'}
      </span>
      <span className="hidden shrink-0 lg:block">
        <KeyHint keys={paletteKeys} isHidden />
      </span>
    </button>
  )
}
