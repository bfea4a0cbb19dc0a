import { readArray, readNumber, readPath, readString } from '@/lib/demo/json'
import type { KubeObject } from '@/lib/demo/kubernetes-api/kube-object'

/**
 * The word in kubectl's STATUS column: the waiting or terminated reason of a container before the Pod's phase, and
 * Terminating while a Pod is being deleted (`pkg/printers/internalversion/printers.go`, Kubernetes 1.31).
 */
export function describePodStatus(pod: KubeObject): string {
  let word = readString(pod, 'status', 'reason') ?? readString(pod, 'status', 'phase') ?? 'Unknown'
  for (const status of readArray(pod, 'status', 'containerStatuses')) {
    const waiting = readString(status, 'state', 'waiting', 'reason')
    const terminated = readString(status, 'state', 'terminated', 'reason')
    word = waiting ?? terminated ?? word
  }
  return pod.metadata.deletionTimestamp === undefined ? word : 'Terminating'
}

/** Restarts over all containers, and when the latest one ended; `lastAt` is undefined when no container says. */
export function podRestarts(pod: KubeObject): { count: number; lastAt: string | undefined } {
  let count = 0
  let lastAt: string | undefined
  for (const status of readArray(pod, 'status', 'containerStatuses')) {
    count += readNumber(status, 'restartCount') ?? 0
    const finishedAt = readPath(status, 'lastState', 'terminated', 'finishedAt')
    if (typeof finishedAt === 'string' && (lastAt === undefined || finishedAt > lastAt)) lastAt = finishedAt
  }
  return { count, lastAt }
}
