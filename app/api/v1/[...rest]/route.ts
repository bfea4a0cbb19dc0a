import { randomUUID } from 'node:crypto'
import { AppError } from '@/lib/server/errors'
import { answerProblem } from '@/lib/server/route'

export const dynamic = 'force-dynamic'

/** Anything the API does not have: a problem answer instead of a page. */
export function GET(request: Request): Response {
  return answerProblem(
    new AppError('not-found', `There is no resource ${new URL(request.url).pathname}.`),
    randomUUID(),
  )
}
