import { z } from 'zod'

/**
 * Why something could not be looked at. `pending` is a first read that has not finished; it is not a fault, but it is not
 * knowledge either. `not-probed` is what nobody has asked for lately, and a probe from the page of the host would show.
 */
export const UnavailableReason = z.enum([
  'forbidden',
  'not-installed',
  'unreachable',
  'timed-out',
  'not-configured',
  'not-probed',
  'pending',
  'not-built',
])
export type UnavailableReason = z.infer<typeof UnavailableReason>

/**
 * What could not be read, why, and what would allow it.
 * `what` reads as a noun ("Services in namespace shop"); `need` names the smallest permission or setting that would help
 * ("verb list on services in namespace shop"), or is null when waiting is all there is to do.
 */
export const Unavailable = z.object({
  what: z.string(),
  reason: UnavailableReason,
  detail: z.string(),
  need: z.string().nullable(),
})
export type Unavailable = z.infer<typeof Unavailable>
