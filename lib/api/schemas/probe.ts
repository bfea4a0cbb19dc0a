import { z } from 'zod'
import { HopId } from '@/lib/model/schemas/hop'
import { ProbeResult } from '@/lib/model/schemas/probe'
import { Unavailable } from '@/lib/model/schemas/unavailable'

/** What to ask for. The host stands in the path of the request. */
export const ProbeWish = z.strictObject({
  path: z
    .string()
    .max(2_000)
    .regex(/^\/[\x21-\x7e]*$/, 'give a path that begins with / and has no blanks; percent-encode other characters')
    .default('/'),
  scheme: z.enum(['https', 'http']).default('https'),
})
export type ProbeWish = z.infer<typeof ProbeWish>

/** What one probe shows about a hop, worst last. */
export const ProbeReading = z.object({
  hop: HopId,
  verdict: z.enum(['passing', 'warning', 'failing']),
  sentence: z.string(),
})

/** One probe of every address of the load balancer, at most four. */
export const ProbeReport = z.object({
  host: z.string(),
  path: z.string(),
  scheme: z.enum(['http', 'https']),
  /** ISO 8601 UTC. */
  at: z.string(),
  results: z.array(ProbeResult.extend({ readings: z.array(ProbeReading) })),
  /** Addresses that were not asked, each with the reason. */
  left: z.array(z.object({ address: z.string(), reason: z.string() })),
})
export type ProbeReport = z.infer<typeof ProbeReport>

/** Whether a host can be probed, and what the last probe of it showed; `last` is kept for some minutes. */
export const ProbeState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('ready'), addresses: z.array(z.string()), last: ProbeReport.nullable() }),
  z.object({ state: z.literal('unavailable'), because: Unavailable }),
])
export type ProbeState = z.infer<typeof ProbeState>
