'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import type { ComponentType } from 'react'
import type { HelpDialogProps } from '@/components/keyboard/help-dialog'
import { findFocusedLink, hasRows, moveRow } from '@/components/keyboard/row-walk'
import type { ShortcutActions } from '@/components/keyboard/shortcuts'
import { extendTrail, stepOnTrail, type Trail } from '@/components/keyboard/trail'
import { useShortcuts } from '@/components/keyboard/use-shortcuts'
import { readTrail, takeStep, useTrailRecorder } from '@/components/keyboard/use-trail'
import { formatCount, formatCounted } from '@/lib/format/count'
import { paths } from '@/lib/paths'

/** What keys can do beside going to a page. */
export interface ShellCommands {
  openPalette: () => void
  togglePalette: () => void
  openHelp: () => void
  togglePause: () => void
  copyLink: () => void
  /** Answers whether the text is on the clipboard. */
  copy: (text: string) => Promise<boolean>
  /** Says in passing what a key did. */
  say: (text: string) => void
}

export interface ShellKeyboardProps {
  cluster: string | null
  commands: ShellCommands
  /** Null until its code is there. */
  Help: ComponentType<HelpDialogProps> | null
  isHelpOpen: boolean
  onHelpClose: () => void
}

/** What keys do on this page, and the help that lists exactly that. */
export function ShellKeyboard({ cluster, commands, Help, isHelpOpen, onHelpClose }: ShellKeyboardProps) {
  const router = useRouter()
  const queryClient = useQueryClient()
  const { openPalette, togglePalette, openHelp, togglePause, copyLink, copy, say } = commands

  /** Goes one row on. Where the list goes on and its rows are not known yet, they are read first. */
  const followTrail = async (from: Trail, step: 1 | -1) => {
    let trail = from
    let next = stepOnTrail(trail, step)
    if ('load' in next && trail.pages !== null) {
      say('Loading more of the list…')
      try {
        const { loadRows } = await import('@/components/keyboard/listed-rows')
        const rows = await loadRows(queryClient, trail.pages, next.load)
        trail = extendTrail(trail, step, { page: next.load, ...rows })
      } catch {
        return say('The list goes on; its next rows could not be loaded')
      }
      next = stepOnTrail(trail, step)
    }
    // Rows that moved under the reader's feet: what stood next is not there any more.
    if ('load' in next) return say('The list has changed; go back to it to go on')
    if ('end' in next) return say(`This is the ${next.end} one of the list`)
    takeStep(next.trail)
    // In place of this one, so that Back still leads to the list.
    router.replace(next.href)
    say(`${formatCount(next.trail.before + next.trail.at + 1)} of ${formatCount(next.trail.total)}`)
  }

  const listActions = (): ShortcutActions => {
    const go = (href: string) => () => router.push(href)
    const actions: ShortcutActions = {
      palette: togglePalette,
      filter: () => {
        const field = findPageFilter()
        if (field === null) return openPalette()
        field.focus()
        field.select()
      },
      pause: togglePause,
      'copy-link': copyLink,
      help: openHelp,
      'go-clusters': go(paths.clusters()),
      'go-checks': go(paths.checks()),
    }
    if (cluster !== null) {
      actions['go-overview'] = go(paths.overview(cluster))
      actions['go-ingresses'] = go(paths.ingresses(cluster))
      actions['go-why'] = go(paths.why(cluster))
      actions['go-dns-zones'] = go(paths.dnsZones(cluster))
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
      actions['trail-next'] = () => void followTrail(trail, 1)
      actions['trail-previous'] = () => void followTrail(trail, -1)
    }
    const kubectl = document.querySelector<HTMLElement>('main [data-kubectl]')?.dataset.kubectl
    if (kubectl !== undefined)
      actions['copy-kubectl'] = async () => {
        if (await copy(kubectl)) say(`Copied: ${describeCommands(kubectl)}`)
      }
    return actions
  }
  useShortcuts(listActions)
  useTrailRecorder()
  return Help === null ? null : <Help isOpen={isHelpOpen} onClose={onHelpClose} listActions={listActions} />
}

/** The field that filters the page as a whole, when it has one. */
const findPageFilter = () => document.querySelector<HTMLInputElement>('main input[data-page-filter]')

/** The first of some commands, and how many follow. */
function describeCommands(commands: string): string {
  const [first = '', ...rest] = commands.trim().split('\n')
  return rest.length === 0 ? first : `${first} and ${formatCounted(rest.length, 'more line')}`
}
