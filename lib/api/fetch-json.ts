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

/** An answer other than 2xx, or none at all (`status` 0: the server could not be reached). */
export class ApiError extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title)
    this.name = 'ApiError'
    this.problem = problem
  }
}

/** A connection that died without a word never answers; one that is only slow has this long. */
const answerLimitMs = 20_000

/** GETs a JSON resource of our own API and checks its shape. Throws `ApiError`, also when no answer comes in time. */
export async function fetchJson<T extends z.ZodType>(
  url: string,
  schema: T,
  signal?: AbortSignal,
): Promise<z.infer<T>> {
  const limit = AbortSignal.timeout(answerLimitMs)
  let response: Response
  let body: unknown
  try {
    response = await fetch(url, {
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
      headers: { accept: 'application/json' },
    })
    body = await response.json().catch((error: unknown) => {
      if (limit.aborted || signal?.aborted) throw error
      return null
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new ApiError({
      type: 'about:blank',
      title: 'Fairlead cannot be reached',
      status: 0,
      detail: 'The Fairlead server does not answer.',
    })
  }
  if (!response.ok) {
    const problem = Problem.safeParse(body)
    throw new ApiError(
      problem.success
        ? problem.data
        : { type: 'about:blank', title: `HTTP ${response.status}`, status: response.status },
    )
  }
  return schema.parse(body)
}
