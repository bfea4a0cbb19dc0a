'use client'

import { useSyncExternalStore } from 'react'

const neverChanges = () => () => {}

/** Whether this is a machine whose shortcuts use Command. The server cannot know and takes it that it is not. */
export function useIsMac(): boolean {
  return useSyncExternalStore(neverChanges, isMac, () => false)
}

export const isMac = () => /^(Mac|iP)/.test(navigator.platform)
