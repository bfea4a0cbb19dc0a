'use client'

import { useEffect, useEffectEvent } from 'react'
import { isTypingIn, readKey, type ShortcutActions, sequenceMs } from './shortcuts'
import { readSingleKeys } from './single-keys'
import { isMac } from './use-is-mac'

/**
 * Runs shortcuts while the component is there. `listActions` is asked at each key what can be done now. An open dialog keeps its keys
 * to itself.
 */
export function useShortcuts(listActions: () => ShortcutActions): void {
  const act = useEffectEvent((event: KeyboardEvent, begun: string | null): string | null => {
    const actions = listActions()
    const target = event.target instanceof Element ? event.target : document.body
    const reading = readKey({
      pressed: {
        key: event.key,
        ctrlKey: event.ctrlKey,
        metaKey: event.metaKey,
        altKey: event.altKey,
        shiftKey: event.shiftKey,
        isAltGraph: event.getModifierState('AltGraph'),
      },
      begun,
      isMac: isMac(),
      mayUseSingleKeys: readSingleKeys() && !isTypingIn(target) && !isDialogOpen(),
      works: (id) => actions[id] !== undefined,
    })
    if (reading === null) return null
    event.preventDefault()
    if ('waitFor' in reading) return reading.waitFor
    actions[reading.run]?.()
    return null
  })

  useEffect(() => {
    let begun: string | null = null
    let timer: ReturnType<typeof setTimeout> | undefined
    const press = (event: KeyboardEvent) => {
      // Shift and the like come before the key they belong to.
      if (/^(Shift|Control|Alt|AltGraph|Meta|CapsLock)$/.test(event.key)) return
      if (event.defaultPrevented || event.isComposing) return
      clearTimeout(timer)
      begun = act(event, begun)
      if (begun !== null)
        timer = setTimeout(() => {
          begun = null
        }, sequenceMs)
    }
    document.addEventListener('keydown', press)
    return () => {
      document.removeEventListener('keydown', press)
      clearTimeout(timer)
    }
  }, [])
}

const isDialogOpen = () => document.querySelector('dialog[open], [role="dialog"]') !== null
