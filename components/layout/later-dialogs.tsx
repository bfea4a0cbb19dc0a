'use client'

import { type ComponentType, useEffect, useState } from 'react'
import type { HelpDialogProps } from '@/components/keyboard/help-dialog'
import type { PaletteActions } from '@/components/palette/list-known'
import type { ShellPaletteProps } from '@/components/palette/shell-palette'
import { Button } from '@/components/ui/button'
import type { ClusterSummary } from '@/lib/api/clusters'
import type { ShellCommands, ShellKeyboardProps } from './shell-keyboard'

export type OpenDialog = { kind: 'palette' | 'help' }

interface LaterDialogsProps {
  /** Null: none is open. */
  open: OpenDialog | null
  onClose: () => void
  cluster: string | null
  clusters: readonly ClusterSummary[]
  canBreak: boolean
  commands: ShellCommands
  actions: PaletteActions
}

interface Loaded {
  Palette: ComponentType<ShellPaletteProps>
  Help: ComponentType<HelpDialogProps>
}

/**
 * The keyboard, the palette and the help. No page needs their code to be read: that of the keyboard comes right after the page works,
 * the rest when the browser has nothing else to do or when the first of them is opened.
 */
export function LaterDialogs({ open, onClose, cluster, clusters, canBreak, commands, actions }: LaterDialogsProps) {
  const [loaded, setLoaded] = useState<Loaded | null>(null)
  const [hasFailed, setHasFailed] = useState(false)
  const isWanted = open !== null
  const [Keyboard, setKeyboard] = useState<ComponentType<ShellKeyboardProps> | null>(null)
  useEffect(() => {
    // Right after the page works. Should it never come, everything is still reached with Tab.
    import('./shell-keyboard').then((keyboard) => setKeyboard(() => keyboard.ShellKeyboard)).catch(() => {})
  }, [])
  useEffect(() => {
    if (loaded !== null) return
    let isHere = true
    const load = async () => {
      try {
        const [palette, help] = await Promise.all([
          import('@/components/palette/shell-palette'),
          import('@/components/keyboard/help-dialog'),
        ])
        if (isHere) setLoaded({ Palette: palette.ShellPalette, Help: help.HelpDialog })
      } catch {
        // Another version of Fairlead serves other files, or none answers; what was not asked for is not missed.
        if (isHere && isWanted) setHasFailed(true)
      }
    }
    const cancel = isWanted ? void load() : whenIdle(load)
    return () => {
      isHere = false
      cancel?.()
    }
  }, [loaded, isWanted])

  const keyboard =
    Keyboard === null ? null : (
      <Keyboard
        cluster={cluster}
        commands={commands}
        Help={loaded?.Help ?? null}
        isHelpOpen={open?.kind === 'help'}
        onHelpClose={onClose}
      />
    )
  if (loaded !== null) {
    const { Palette } = loaded
    return (
      <>
        {keyboard}
        <Palette
          isOpen={open?.kind === 'palette'}
          onClose={onClose}
          cluster={cluster}
          clusters={clusters}
          canBreak={canBreak}
          actions={actions}
        />
      </>
    )
  }
  return (
    <>
      {keyboard}
      {isWanted && hasFailed ? <CouldNotLoad /> : null}
    </>
  )
}

function CouldNotLoad() {
  return (
    <div
      role="alert"
      className="fixed inset-x-3 top-16 z-50 mx-auto flex w-fit max-w-full flex-wrap items-center gap-3 rounded-md border border-line-strong bg-surface px-3.5 py-2 shadow-floating"
    >
      <span className="text-fail">A part of this page could not be loaded. Load the page again to search.</span>
      <Button size="small" onClick={() => window.location.reload()}>
        Load again
      </Button>
    </div>
  )
}

function whenIdle(run: () => void): () => void {
  // Safari has no idle callback.
  if (typeof window.requestIdleCallback !== 'function') {
    const timer = setTimeout(run, 2000)
    return () => clearTimeout(timer)
  }
  const handle = window.requestIdleCallback(run, { timeout: 5000 })
  return () => window.cancelIdleCallback(handle)
}
