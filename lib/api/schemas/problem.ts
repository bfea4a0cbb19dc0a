import { z } from 'zod'

/** The body of an error answer (RFC 9457). `requestId` finds it in the server's log. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string().optional(),
  requestId: z.string().optional(),
})
export type Problem = z.infer<typeof Problem>
