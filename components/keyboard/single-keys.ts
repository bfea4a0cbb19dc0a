'use client'

import { useSyncExternalStore } from 'react'

const storageKey = 'fairlead.single-key-shortcuts'
const listeners = new Set<() => void>()

/** Whether shortcuts of single keys are on. People who dictate, or whose hands slip, switch them off; the browser remembers it. */
export function readSingleKeys(): boolean {
  try {
    return localStorage.getItem(storageKey) !== 'off'
  } catch {
    // A browser that keeps nothing keeps the choice for this page only.
    return isOnHere
  }
}

let isOnHere = true

export function setSingleKeys(isOn: boolean): void {
  isOnHere = isOn
  try {
    if (isOn) localStorage.removeItem(storageKey)
    else localStorage.setItem(storageKey, 'off')
  } catch {
    // As above.
  }
  for (const tell of listeners) tell()
}

export function useSingleKeys(): boolean {
  return useSyncExternalStore(follow, readSingleKeys, () => true)
}

function follow(changed: () => void): () => void {
  listeners.add(changed)
  // Another tab of the same browser changed it.
  window.addEventListener('storage', changed)
  return () => {
    listeners.delete(changed)
    window.removeEventListener('storage', changed)
  }
}
