import 'server-only'
import { z } from 'zod'
import { DemoFaults, type FaultWish, LastingFault, RemovedFaults } from '@/lib/api/schemas/demo-faults'
import { readEnvironment } from './env'
import { AppError } from './errors'

/** The platform is a process of the same machine and answers at once or not at all. */
const answerLimitMs = 10_000

/** True when this Fairlead shows the embedded platform and was told how to break it. */
export function canBreakDemo(): boolean {
  return readEnvironment().demoControl !== null
}

/** The faults there are and those that last. Every function here throws `not-found` outside the demo, and `unavailable` when the platform is gone. */
export const readDemoFaults = (): Promise<DemoFaults> => askControl('GET', '/faults', DemoFaults)

/** Throws `bad-request`, naming the field, when the platform cannot grant the wish. */
export const startDemoFault = (wish: FaultWish) => askControl('POST', '/faults', LastingFault, wish)

export const removeDemoFault = (id: string) => askControl('DELETE', `/faults/${encodeURIComponent(id)}`, RemovedFaults)

export const clearDemoFaults = () => askControl('DELETE', '/faults', RemovedFaults)

const ControlProblem = z.object({ detail: z.string() })

async function askControl<T extends z.ZodType>(
  method: string,
  path: string,
  schema: T,
  body?: unknown,
): Promise<z.infer<T>> {
  const control = readEnvironment().demoControl
  if (control === null) throw new AppError('not-found', 'There is nothing to break: this is not the demo.')
  let status: number
  let answer: unknown
  try {
    const response = await fetch(`${control.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${control.token}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(answerLimitMs),
      cache: 'no-store',
    })
    status = response.status
    answer = await response.json()
  } catch {
    throw new AppError('unavailable', 'The embedded platform does not answer. It ends when npm run demo does.')
  }
  if (status < 400) return schema.parse(answer)
  const detail = ControlProblem.safeParse(answer).data?.detail ?? `The embedded platform answered ${status}.`
  throw new AppError(status === 404 ? 'not-found' : status < 500 ? 'bad-request' : 'unavailable', detail)
}
