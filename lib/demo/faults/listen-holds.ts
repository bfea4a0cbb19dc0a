import type { KubernetesApi } from '@/lib/demo/kubernetes-api/start-kubernetes-api'

/** Keeps API servers from listening while at least one fault wants that, so that the end of one does not end the other. */
export interface ListenHolds {
  /** Stops the server when it is the first hold; the returned function lets go and starts it when it was the last. */
  hold(api: KubernetesApi): Promise<() => Promise<void>>
}

export function createListenHolds(): ListenHolds {
  const holds = new Map<KubernetesApi, Set<symbol>>()
  // Stopping and starting of one server follow each other; started at once they would overtake each other.
  const queues = new Map<KubernetesApi, Promise<void>>()

  function settle(api: KubernetesApi): Promise<void> {
    const next = (queues.get(api) ?? Promise.resolve()).then(() =>
      (holds.get(api)?.size ?? 0) > 0 ? api.faults.stopListening() : api.faults.startListening(),
    )
    queues.set(
      api,
      next.catch(() => {}),
    )
    return next
  }

  return {
    async hold(api) {
      const mark = Symbol(api.name)
      const marks = holds.get(api) ?? new Set<symbol>()
      holds.set(api, marks.add(mark))
      await settle(api)
      return async () => {
        if (marks.delete(mark)) await settle(api)
      }
    },
  }
}
