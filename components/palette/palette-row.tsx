'use client'

import { Autocomplete } from '@base-ui/react/autocomplete'
import {
  BookText,
  CircleHelp,
  CornerDownRight,
  FileText,
  Globe,
  ListFilter,
  type LucideIcon,
  Server,
  Ship,
  Zap,
} from 'lucide-react'
import Link from 'next/link'
import type { MouseEvent, ReactElement } from 'react'
import { SeverityIcon } from '@/components/findings/severity-badge'
import { VerdictIcon } from '@/components/findings/verdict-icon'
import { severityWords, verdictWords } from '@/components/findings/verdict-look'
import { KeyHint } from '@/components/keyboard/key-hint'
import type { EntryKind, PaletteEntry } from './palette-entry'

const icons: Record<EntryKind, LucideIcon> = {
  why: CircleHelp,
  page: FileText,
  cluster: Ship,
  action: Zap,
  more: ListFilter,
  host: Globe,
  ingress: CornerDownRight,
  namespace: ListFilter,
  node: Server,
  finding: FileText,
  check: BookText,
}

interface PaletteRowProps {
  entry: PaletteEntry
  /** Its link is followed; not called when it opens in a new tab. */
  onLeave: () => void
  onAct: (act: () => void) => void
}

/** One entry: what it is, what it is called, and what tells it from others. A page is a real link, so it opens in a new tab too. */
export function PaletteRow({ entry, onLeave, onAct }: PaletteRowProps) {
  const { target } = entry
  const element: ReactElement = 'href' in target ? <Link href={target.href} prefetch={false} /> : <div />
  const choose = (event: MouseEvent) => {
    if ('run' in target) onAct(target.run)
    else if (!(event.ctrlKey || event.metaKey || event.shiftKey)) onLeave()
  }
  return (
    <Autocomplete.Item
      value={entry}
      onClick={choose}
      render={element}
      className="flex min-h-9 scroll-my-1 cursor-pointer items-center gap-2.5 rounded-md px-2.5 py-1 outline-none data-highlighted:bg-accent-soft"
    >
      <EntryIcon entry={entry} />
      <span className="flex min-w-0 flex-1 flex-col sm:flex-row sm:items-baseline sm:gap-2.5">
        <span className="min-w-0 truncate" title={entry.label}>
          {entry.label}
        </span>
        {entry.detail === null ? null : (
          <span className="min-w-0 shrink-[3] truncate text-muted text-sm" title={entry.detail}>
            {entry.detail}
          </span>
        )}
      </span>
      {entry.keys === null ? null : <KeyHint keys={entry.keys} isHidden className="max-sm:hidden" />}
    </Autocomplete.Item>
  )
}

function EntryIcon({ entry }: { entry: PaletteEntry }) {
  if (entry.verdict !== null)
    return (
      <>
        <VerdictIcon verdict={entry.verdict} />
        <span className="sr-only">{verdictWords[entry.verdict]}</span>
      </>
    )
  if (entry.severity !== null)
    return (
      <>
        <SeverityIcon severity={entry.severity} className="size-4" />
        <span className="sr-only">{severityWords[entry.severity]}</span>
      </>
    )
  const Icon = icons[entry.kind]
  return <Icon aria-hidden className="size-4 shrink-0 text-faint" />
}
