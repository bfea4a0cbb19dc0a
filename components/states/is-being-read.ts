import type { Unavailable } from '@/lib/model/unavailable'

/**
 * Whether something that an answer stands or falls with is still being read for the first time: then the page waits in its final
 * layout instead of saying what it does not know yet. `kind` narrows it to one.
 */
export function isBeingRead(unreadable: readonly Unavailable[], kind?: string): boolean {
  return unreadable.some(({ what, reason }) => reason === 'pending' && (kind === undefined || what === kind))
}
