import 'server-only'
import type { KindDescription } from '@/lib/model/kubernetes'
import type { KubernetesConnection } from './api-answer'
import { isRecord, readRecord } from './json-record'
import type { ReadVerb } from './need'

/**
 * Whether this process may read one kind in one scope. `unknown`: the API server did not say, so the list itself must.
 */
export type AccessDecision =
  | { state: 'allowed' }
  | { state: 'denied'; missingVerbs: ReadVerb[]; detail: string }
  | { state: 'unknown'; detail: string }

const reviewPath = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'
const reviewTimeoutMs = 5_000

type VerbAnswer = { state: 'allowed' } | { state: 'denied'; reason: string } | { state: 'unknown'; detail: string }

/**
 * Asks the API server whether we may list and watch a kind in a namespace (null: in the whole cluster). Never rejects.
 * Fact: Kubernetes API reference, SelfSubjectAccessReview v1, v1.31; an empty namespace asks about all of them.
 */
export async function reviewAccess(
  connection: KubernetesConnection,
  description: KindDescription,
  namespace: string | null,
  signal: AbortSignal,
): Promise<AccessDecision> {
  const verbs: ReadVerb[] = ['list', 'watch']
  const answers = await Promise.all(verbs.map((verb) => reviewVerb(connection, description, namespace, verb, signal)))
  const missingVerbs = verbs.filter((_, position) => answers[position]?.state === 'denied')
  if (missingVerbs.length > 0) {
    const reason = answers.flatMap((answer) =>
      answer.state === 'denied' && answer.reason !== '' ? [answer.reason] : [],
    )[0]
    const verbsText = missingVerbs.join(' and ')
    const where = namespace === null ? 'in the whole cluster' : `in namespace ${namespace}`
    const detail = `Fairlead may not ${verbsText} ${description.resource} ${where}${reason === undefined ? '' : ` (${reason})`}`
    return { state: 'denied', missingVerbs, detail }
  }
  const unknown = answers.find((answer) => answer.state === 'unknown')
  return unknown?.state === 'unknown' ? { state: 'unknown', detail: unknown.detail } : { state: 'allowed' }
}

async function reviewVerb(
  connection: KubernetesConnection,
  description: KindDescription,
  namespace: string | null,
  verb: ReadVerb,
  signal: AbortSignal,
): Promise<VerbAnswer> {
  const { group, resource } = description
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: { group, resource, verb, ...(namespace === null ? {} : { namespace }) } },
  }
  const answer = await connection.requestJson(reviewPath, { method: 'POST', body, signal, timeoutMs: reviewTimeoutMs })
  if (answer.state === 'failed') return { state: 'unknown', detail: answer.detail }
  if (answer.status !== 200 && answer.status !== 201)
    return { state: 'unknown', detail: `access review: ${answer.status} ${answer.message}` }
  const status = isRecord(answer.json) ? readRecord(answer.json, 'status') : undefined
  if (status?.allowed === true) return { state: 'allowed' }
  if (status?.allowed !== false) return { state: 'unknown', detail: 'the access review has no status.allowed' }
  const { evaluationError, reason } = status
  // An authoriser that failed half-way has not said no.
  if (
    typeof evaluationError === 'string' &&
    evaluationError !== '' &&
    status.denied !== true &&
    isIncomplete(evaluationError)
  ) {
    return { state: 'unknown', detail: evaluationError }
  }
  return { state: 'denied', reason: typeof reason === 'string' ? reason : '' }
}

/** RBAC reports roles that are bound but missing in the same field; that leaves the answer valid. */
function isIncomplete(evaluationError: string): boolean {
  return !/not found/i.test(evaluationError)
}

/** Runs tasks with at most `concurrencyMax` at a time. */
export async function runBounded<T>(
  tasks: readonly T[],
  concurrencyMax: number,
  run: (task: T) => Promise<void>,
): Promise<void> {
  let next = 0
  const worker = async () => {
    for (let task = tasks[next++]; task !== undefined; task = tasks[next++]) await run(task)
  }
  await Promise.all(Array.from({ length: Math.min(concurrencyMax, tasks.length) }, worker))
}
