import { z } from 'zod'
import { type Churn, startChurn } from '@/lib/demo/churn/start-churn'
import type { RunningPlatform } from '@/lib/demo/clock/running-platform'
import type { DemoClock } from '@/lib/demo/clock/start-clock'
import { faultCatalogue } from '@/lib/demo/faults/catalogue'
import { type FaultControl, FaultWishError } from '@/lib/demo/faults/fault-control'

/** What the control endpoint works on. */
export interface Controlled {
  platform: RunningPlatform
  clock: DemoClock
  faults: FaultControl
  /** Running churn by cluster. */
  churn: Map<string, Churn>
}

export interface ControlAnswer {
  status: number
  body: unknown
}

const FaultBody = z.strictObject({
  fault: z.string(),
  cluster: z.string().optional(),
  kind: z.string().optional(),
  namespace: z.string().optional(),
  host: z.string().optional(),
  durationSeconds: z.number().optional(),
})

const ChurnBody = z.strictObject({
  cluster: z.string(),
  changesPerSecond: z.number().positive().max(2000).default(5),
  kinds: z.array(z.string()).min(1).default(['Ingress', 'Service', 'EndpointSlice', 'Node']),
})

const StepBody = z.strictObject({ index: z.number().int().min(0).optional() })

/** A problem document (RFC 9457). */
export const problem = (status: number, title: string, detail: string): ControlAnswer => ({
  status,
  body: { type: 'about:blank', title, status, detail },
})

/** Answers one request to the control endpoint; `body` is the parsed JSON body or undefined. Never throws. */
export async function answerControl(
  controlled: Controlled,
  method: string,
  pathname: string,
  body: unknown,
): Promise<ControlAnswer> {
  try {
    return await route(controlled, method, pathname, body)
  } catch (error) {
    if (error instanceof FaultWishError) return problem(400, 'Bad request', error.message)
    if (error instanceof z.ZodError) {
      const words = error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`)
      return problem(400, 'Bad request', words.join('; '))
    }
    return problem(500, 'Internal error', error instanceof Error ? error.message : String(error))
  }
}

async function route(controlled: Controlled, method: string, pathname: string, body: unknown): Promise<ControlAnswer> {
  const { faults } = controlled
  const [resource = '', id, ...rest] = pathname
    .split('/')
    .filter((segment) => segment !== '')
    .map(decodeURIComponent)
  const request = rest.length > 0 ? '' : `${method} /${resource}${id === undefined ? '' : '/:id'}`
  switch (request) {
    case 'GET /faults':
      return { status: 200, body: describe(controlled) }
    case 'POST /faults':
      return { status: 201, body: await faults.start(FaultBody.parse(body ?? {})) }
    case 'DELETE /faults':
      return { status: 200, body: { removed: await faults.clear() } }
    case 'DELETE /faults/:id':
      if (await faults.remove(id ?? '')) return { status: 200, body: { removed: 1 } }
      return problem(404, 'Not found', `No fault ${id} lasts now; it may have ended by itself.`)
    case 'GET /churn':
      return { status: 200, body: { churn: listChurn(controlled) } }
    case 'POST /churn':
      return beginChurn(controlled, ChurnBody.parse(body ?? {}))
    case 'DELETE /churn':
      return { status: 200, body: { stopped: endChurn(controlled) } }
    case 'GET /clock':
      return { status: 200, body: { steps: listSteps(controlled) } }
    case 'POST /clock/:id':
      return id === 'step' ? runStep(controlled, StepBody.parse(body ?? {}).index) : noSuchPath()
    default:
      return noSuchPath()
  }
}

const noSuchPath = () =>
  problem(
    404,
    'Not found',
    'There are /faults, /faults/{id}, /churn, /clock and /clock/step; the README says with which methods.',
  )

function describe(controlled: Controlled) {
  const { platform, faults } = controlled
  return {
    now: new Date(platform.now()).toISOString(),
    catalogue: faultCatalogue,
    active: faults.active(),
    churn: listChurn(controlled),
    clusters: [...platform.clusters].map(([name, { api }]) => ({
      name,
      kinds: api.store.kinds().map(({ kind }) => kind),
      namespaces: api.store.list('Namespace').map(({ metadata }) => metadata.name),
    })),
  }
}

const listChurn = ({ churn }: Controlled) =>
  [...churn.values()].map(({ cluster, changesPerSecond, kinds, changes }) => ({
    cluster,
    changesPerSecond,
    kinds,
    changes,
  }))

function beginChurn(controlled: Controlled, wish: z.infer<typeof ChurnBody>): ControlAnswer {
  const { platform, churn } = controlled
  const api = platform.clusters.get(wish.cluster)?.api
  if (api === undefined) {
    const names = [...platform.clusters.keys()].join(', ')
    return problem(400, 'Bad request', `cluster: takes one of ${names}, not "${wish.cluster}".`)
  }
  const empty = wish.kinds.find((kind) => api.store.list(kind).length === 0)
  if (empty !== undefined)
    return problem(400, 'Bad request', `kinds: the cluster has no object of the kind "${empty}" that could be changed.`)
  churn.get(wish.cluster)?.stop()
  churn.set(wish.cluster, startChurn(platform, wish))
  return { status: 201, body: { churn: listChurn(controlled) } }
}

/** Ends all churn and takes its marks away; returns how many clusters had some. */
export function endChurn({ churn }: Controlled): number {
  const count = churn.size
  for (const running of churn.values()) running.stop()
  churn.clear()
  return count
}

const listSteps = ({ clock }: Controlled) =>
  clock.steps.map(({ atSeconds, describe: words }, index) => ({ index, atSeconds, describe: words }))

const nextSteps = new WeakMap<DemoClock, number>()

/** Runs the named step of the script, or the one after the step that was run last. */
function runStep(controlled: Controlled, wanted: number | undefined): ControlAnswer {
  const { clock } = controlled
  const index = wanted ?? nextSteps.get(clock) ?? 0
  const step = clock.steps[index]
  if (step === undefined)
    return problem(400, 'Bad request', `index: the script has steps 0 to ${clock.steps.length - 1}, not ${index}.`)
  clock.runStep(index)
  nextSteps.set(clock, (index + 1) % clock.steps.length)
  return { status: 200, body: { index, describe: step.describe } }
}
