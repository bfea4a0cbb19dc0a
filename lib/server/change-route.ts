import 'server-only'
import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import { AppError } from './errors'
import { answerProblem, decodeSegment } from './route'

/**
 * Wraps a use case that changes something as a POST or DELETE handler. Only pages of this server may ask: a browser names the
 * page's origin, and a foreign one, or none, is refused. The body is checked against the schema, failures become problem answers.
 */
export function answerChange<Body extends z.ZodType, Answer extends z.ZodType>(
  contract: { body?: Body; answer: Answer },
  change: (request: { params: Record<string, string>; body: z.infer<Body> }) => Promise<z.input<Answer>>,
): (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response> {
  return async (request, context) => {
    const requestId = randomUUID()
    try {
      const refusal = judgeOrigin(request.headers.get('origin'), request.headers.get('host'))
      if (refusal !== null) throw new AppError('forbidden', refusal)
      const params = Object.fromEntries(
        Object.entries((await context.params) ?? {}).map(([key, value]) => [key, decodeSegment(value)]),
      )
      const body = (contract.body === undefined ? undefined : await parseBody(request, contract.body)) as z.infer<Body>
      return new Response(JSON.stringify(contract.answer.parse(await change({ params, body }))), {
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

/** Why a change from this origin is refused, or null: the Origin header must name the host that the request was sent to. */
export function judgeOrigin(origin: string | null, host: string | null): string | null {
  if (origin === null) return 'Changes are taken from pages of this server only; the request has no Origin header.'
  if (host !== null && URL.canParse(origin) && new URL(origin).host === host) return null
  return 'Changes are taken from pages of this server only; the request comes from another origin.'
}

async function parseBody(request: Request, schema: z.ZodType): Promise<unknown> {
  const json: unknown = await request.json().catch(() => {
    throw new AppError('bad-request', 'The body is not JSON.')
  })
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  const words = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`)
  throw new AppError('bad-request', words.join('; '))
}
