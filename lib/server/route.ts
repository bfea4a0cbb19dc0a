import 'server-only'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { AppError, errorAnswers } from './errors'
import { getLog } from './log'

/** A problem answer (RFC 9457). Never carries a stack; `requestId` finds the log line. */
export function answerProblem(error: unknown, requestId: string): Response {
  const code = error instanceof AppError ? error.code : 'internal'
  const { status, title } = errorAnswers[code]
  if (code === 'internal') getLog().error({ requestId, err: error }, 'request failed')
  const detail =
    error instanceof AppError && code !== 'internal'
      ? error.message
      : 'Something failed inside Fairlead. The server log has more under this request id.'
  const body = JSON.stringify({ type: 'about:blank', title, status, detail, requestId })
  return new Response(body, {
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', 'x-request-id': requestId },
  })
}

type RouteContext = { params: Promise<Record<string, string | string[]>> }

/**
 * Wraps a use case as a GET handler: gives it the decoded path parameters and the validated query string, checks its
 * answer against the schema, and turns every failure into a problem answer. Query members that the schema does not know are
 * an error, so that a misspelt filter does not silently show everything.
 */
export function answerJson<Query extends z.ZodObject, Answer extends z.ZodType>(
  contract: { query?: Query; answer: Answer },
  answer: (request: {
    params: Record<string, string>
    query: z.infer<Query>
  }) => Promise<z.input<Answer>> | z.input<Answer>,
): (request: Request, context: RouteContext) => Promise<Response> {
  return async (request, context) => {
    const requestId = randomUUID()
    try {
      // A route without parameters gets none at run time, whatever its type says.
      const params = decodeParams((await context.params) ?? {})
      const query = parseQuery(contract.query ?? z.object({}), new URL(request.url).searchParams) as z.infer<Query>
      const body = contract.answer.parse(await answer({ params, query }))
      return new Response(JSON.stringify(body), {
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'cache-control': 'no-store',
          'x-request-id': requestId,
        },
      })
    } catch (error) {
      return answerProblem(error, requestId)
    }
  }
}

function decodeParams(params: Record<string, string | string[]>): Record<string, string> {
  const decoded: Record<string, string> = {}
  for (const [key, value] of Object.entries(params))
    decoded[key] = decodeSegment(Array.isArray(value) ? value.join('/') : value)
  return decoded
}

/** A path segment as it was meant. Broken percent-encoding is a bad request, not a crash. */
export function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw new AppError('bad-request', 'The URL has broken percent-encoding.')
  }
}

function parseQuery(schema: z.ZodObject, search: URLSearchParams): unknown {
  const parsed = z
    .strictObject(schema.shape)
    .safeParse(Object.fromEntries([...search].filter(([, value]) => value !== '')))
  if (parsed.success) return parsed.data
  const words = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'query'}: ${issue.message}`)
  throw new AppError('bad-request', words.join('; '))
}
