import type { NotChecked } from '@/lib/model/trace'
import type { Unavailable } from '@/lib/model/unavailable'

/** Reasons that can come and go, so that a finding comes and goes with them. */
const passingReasons = new Set<Unavailable['reason']>(['forbidden', 'unreachable', 'timed-out', 'pending'])

/**
 * What could hide a finding of this check at present, as nobody could look: what stopped the check somewhere, and what stopped
 * everything. `check` is null when it is not known which one it was: then whatever could not be read counts.
 */
export function listHiding(notChecked: readonly NotChecked[], check: string | null): Unavailable[] {
  return notChecked
    .filter(({ reason }) => passingReasons.has(reason))
    .filter(({ checks }) => check === null || checks.length === 0 || checks.includes(check))
    .map(({ what, reason, detail, need }) => ({ what, reason, detail, need }))
}
