import type { UnavailableReason } from '@/lib/model/unavailable'

/** Why something could not be looked at, in a few words. */
export const reasonWords: Record<UnavailableReason, string> = {
  forbidden: 'no permission',
  'not-installed': 'not installed',
  unreachable: 'cannot be reached',
  'timed-out': 'timed out',
  'not-configured': 'not configured',
  'not-probed': 'not probed',
  pending: 'still being read',
  'not-built': 'not part of this version',
}
