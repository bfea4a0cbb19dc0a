'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTheme } from 'next-themes'
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react'
import { findFocusedLink, hasRows, moveRow } from '@/components/keyboard/row-walk'
import type { ShortcutActions } from '@/components/keyboard/shortcuts'
import { stepOnTrail } from '@/components/keyboard/trail'
import { useShortcuts } from '@/components/keyboard/use-shortcuts'
import { readTrail, takeStep, useTrailRecorder } from '@/components/keyboard/use-trail'
import { useCopy } from '@/components/ui/use-copy'
import { clustersQuery } from '@/lib/api/clusters'
import { formatCount, formatCounted } from '@/lib/format/count'
import { paths } from '@/lib/paths'
import { LaterDialogs, type OpenDialog } from './later-dialogs'
import { useLive } from './live-provider'
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
  const router = useRouter()
  const { isPaused, togglePause } = useLive()
  const { theme, setTheme } = useTheme()
  const clusters = useQuery(clustersQuery()).data
  const [dialog, setDialog] = useState<OpenDialog | null>(null)
  const { copy, refusal } = useCopy()
  const [notice, setNotice] = useState<{ text: string } | null>(null)

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

  const listActions = (): ShortcutActions => {
    const go = (href: string) => () => router.push(href)
    const actions: ShortcutActions = {
      palette: () => setDialog(dialog?.kind === 'palette' ? null : { kind: 'palette' }),
      filter: () => {
        const field = findPageFilter()
        if (field === null) return shell.openPalette()
        field.focus()
        field.select()
      },
      pause,
      'copy-link': copyLink,
      help: shell.openHelp,
      'go-clusters': go(paths.clusters()),
      'go-checks': go(paths.checks()),
    }
    if (cluster !== null) {
      actions['go-overview'] = go(paths.overview(cluster))
      actions['go-ingresses'] = go(paths.ingresses(cluster))
      actions['go-why'] = go(paths.why(cluster))
      actions['go-dns-cache'] = go(paths.dnsCache(cluster))
      actions['go-egress'] = go(paths.egress(cluster))
      actions['go-sources'] = go(paths.sources(cluster))
    }
    if (hasRows()) {
      actions['row-next'] = () => moveRow(1)
      actions['row-previous'] = () => moveRow(-1)
    }
    if (document.querySelector('main [data-row-link]') !== null) actions['row-open'] = () => findFocusedLink()?.click()
    const trail = readTrail()
    if (trail !== null) {
      const follow = (step: 1 | -1) => () => {
        const next = stepOnTrail(trail, step)
        if ('end' in next) {
          return say(
            next.isCut ? 'The list goes on; its next rows were not loaded' : `This is the ${next.end} one of the list`,
          )
        }
        takeStep(next.trail)
        // In place of this one, so that Back still leads to the list.
        router.replace(next.href)
        say(`${formatCount(next.trail.at + 1)} of ${formatCount(trail.hrefs.length)}`)
      }
      actions['trail-next'] = follow(1)
      actions['trail-previous'] = follow(-1)
    }
    const commands = document.querySelector<HTMLElement>('main [data-kubectl]')?.dataset.kubectl
    if (commands !== undefined)
      actions['copy-kubectl'] = async () => {
        if (await copy(commands)) say(`Copied: ${describeCommands(commands)}`)
      }
    return actions
  }
  useShortcuts(listActions)
  useTrailRecorder()

  return (
    <ShellContext value={shell}>
      {children}
      <LaterDialogs
        open={dialog}
        onClose={() => setDialog(null)}
        cluster={cluster}
        clusters={clusters?.items ?? []}
        canBreak={clusters?.canBreak ?? false}
        listActions={listActions}
        actions={{ isPaused, togglePause: pause, copyLink, openHelp: shell.openHelp, theme, setTheme }}
      />
      {refusal}
      <ShellNotice notice={notice} onEnd={() => setNotice(null)} />
    </ShellContext>
  )
}

/** The field that filters the page as a whole, when it has one. */
const findPageFilter = () => document.querySelector<HTMLInputElement>('main input[data-page-filter]')

/** The first of some commands, and how many follow. */
function describeCommands(commands: string): string {
  const [first = '', ...rest] = commands.trim().split('\n')
  return rest.length === 0 ? first : `${first} and ${formatCounted(rest.length, 'more line')}`
}
