import type { z } from 'zod'
import type { Problem } from './schemas/problem'

export type { Problem }

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

/**
 * GETs a JSON resource of our own API and checks its shape. `loadSchema` imports the schema: it travels while the answer does, so
 * that a page that only shows what the server rendered never loads it. Throws `ApiError`, also when no answer comes in time.
 */
export async function fetchJson<T extends z.ZodType>(
  url: string,
  loadSchema: () => Promise<T>,
  signal?: AbortSignal,
): Promise<z.infer<T>> {
  const limit = AbortSignal.timeout(answerLimitMs)
  const [received, loaded] = await Promise.allSettled([receive(url, limit, signal), loadSchema()])
  if (received.status === 'rejected') {
    if (signal?.aborted) throw received.reason
    throw unreachable('The Fairlead server does not answer.')
  }
  const { response, body } = received.value
  if (!response.ok) throw new ApiError(readProblem(body, response.status))
  // Another version of Fairlead serves other files: what this page would need is gone.
  if (loaded.status === 'rejected')
    throw unreachable('A part of this page could not be loaded. If that stays so, load the page again.')
  return loaded.value.parse(body)
}

async function receive(url: string, limit: AbortSignal, signal: AbortSignal | undefined) {
  const response = await fetch(url, {
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
    headers: { accept: 'application/json' },
  })
  const body: unknown = await response.json().catch((error: unknown) => {
    if (limit.aborted || signal?.aborted) throw error
    return null
  })
  return { response, body }
}

const unreachable = (detail: string) =>
  new ApiError({ type: 'about:blank', title: 'Fairlead cannot be reached', status: 0, detail })

/** The problem that an error answer carries. A gateway in between answers with something else: then only the status is known. */
export function readProblem(body: unknown, status: number): Problem {
  const isObject = typeof body === 'object' && body !== null
  const read = (name: string): string | undefined => {
    const value: unknown = isObject ? Reflect.get(body, name) : undefined
    return typeof value === 'string' ? value : undefined
  }
  const title = read('title')
  if (title === undefined) return { type: 'about:blank', title: `HTTP ${status}`, status }
  return { type: read('type') ?? 'about:blank', title, status, detail: read('detail'), requestId: read('requestId') }
}
