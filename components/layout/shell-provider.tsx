'use client'

import { useQuery } from '@tanstack/react-query'
import { useTheme } from 'next-themes'
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react'
import { useCopy } from '@/components/ui/use-copy'
import { clustersQuery } from '@/lib/api/clusters'
import { LaterDialogs, type OpenDialog } from './later-dialogs'
import { useLive } from './live-provider'
import type { ShellCommands } from './shell-keyboard'
import { ShellNotice } from './shell-notice'

export interface Shell {
  openPalette: () => void
  openHelp: () => void
}

const ShellContext = createContext<Shell | null>(null)

/** What every page can open. Throws outside a `ShellProvider`, which the frame provides. */
export function useShell(): Shell {
  const shell = useContext(ShellContext)
  if (shell === null) throw new Error('useShell needs a ShellProvider above it')
  return shell
}

interface ShellProviderProps {
  /** The cluster that pages and searches are about; null when none is chosen. */
  cluster: string | null
  children: ReactNode
}

/** The keyboard, the palette and the help of every page, and the short notices that say what a key did. */
export function ShellProvider({ cluster, children }: ShellProviderProps) {
  const { isPaused, togglePause } = useLive()
  const { theme, setTheme } = useTheme()
  const clusters = useQuery(clustersQuery()).data
  const [dialog, setDialog] = useState<OpenDialog | null>(null)
  const { copy, refusal } = useCopy()
  const [notice, setNotice] = useState<{ text: string } | null>(null)

  // The same in every render, or the time of a notice would begin anew with each beat of the stream.
  const endNotice = useCallback(() => setNotice(null), [])
  const say = useCallback((text: string) => setNotice({ text }), [])
  const copyLink = async () => {
    if (await copy(window.location.href)) say('Link copied')
  }
  const pause = useCallback(() => {
    togglePause()
    say(isPaused ? 'Updates resumed' : 'Updates paused: this page stays as it is until you resume')
  }, [isPaused, togglePause, say])
  const shell = useMemo<Shell>(
    () => ({ openPalette: () => setDialog({ kind: 'palette' }), openHelp: () => setDialog({ kind: 'help' }) }),
    [],
  )

  const commands: ShellCommands = {
    ...shell,
    togglePalette: () => setDialog(dialog?.kind === 'palette' ? null : { kind: 'palette' }),
    togglePause: pause,
    copyLink,
    copy,
    say,
  }

  return (
    <ShellContext value={shell}>
      {children}
      <LaterDialogs
        open={dialog}
        onClose={() => setDialog(null)}
        cluster={cluster}
        clusters={clusters?.items ?? []}
        canBreak={clusters?.canBreak ?? false}
        commands={commands}
        actions={{ isPaused, togglePause: pause, copyLink, openHelp: shell.openHelp, theme, setTheme }}
      />
      {refusal}
      <ShellNotice notice={notice} onEnd={endNotice} />
    </ShellContext>
  )
}
