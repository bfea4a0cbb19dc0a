import type { HitKind } from '@/lib/api/search'
import type { Severity } from '@/lib/model/finding'
import type { PathVerdict } from '@/lib/model/verdict'

/** What an entry stands for; it has an icon and a word for each. */
export type EntryKind = HitKind | 'why' | 'page' | 'cluster' | 'action' | 'more'

/** One line of the palette. */
export interface PaletteEntry {
  /** Unique among all entries that are shown together. */
  key: string
  kind: EntryKind
  label: string
  /** What stands beside it, to tell it from others. */
  detail: string | null
  verdict: PathVerdict | null
  severity: Severity | null
  /** The keys that do the same without the palette. */
  keys: readonly string[] | null
  target: { href: string } | { run: () => void }
}

/** Entries under one heading. `total` counts what was found, when more was found than is shown. */
export interface PaletteGroup {
  /** Unique among the groups that are shown together; two may have the same heading. */
  key: string
  value: string
  total: number | null
  items: PaletteEntry[]
}

/** An entry that the page itself knows, with the lower-case words it is found by beside its label. */
export interface KnownEntry extends PaletteEntry {
  words: readonly string[]
}

export interface KnownGroup {
  value: string
  items: readonly KnownEntry[]
}

export const plainEntry = { detail: null, verdict: null, severity: null, keys: null } as const
