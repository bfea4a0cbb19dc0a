import type { z } from 'zod'
import { ApiError, readProblem } from './fetch-json'

/** Sends a change to our own API and checks the shape of its answer. Throws `ApiError`, also when there is no answer. */
export async function sendJson<T extends z.ZodType>(
  method: 'POST' | 'DELETE',
  url: string,
  loadSchema: () => Promise<T>,
  body?: unknown,
): Promise<z.infer<T>> {
  const response = await fetch(url, {
    method,
    headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    body: body === undefined ? undefined : JSON.stringify(body),
  }).catch(() => null)
  if (response === null) {
    const detail = 'The Fairlead server does not answer.'
    throw new ApiError({ type: 'about:blank', title: 'Fairlead cannot be reached', status: 0, detail })
  }
  const answer: unknown = await response.json().catch(() => null)
  if (!response.ok) throw new ApiError(readProblem(answer, response.status))
  return (await loadSchema()).parse(answer)
}
