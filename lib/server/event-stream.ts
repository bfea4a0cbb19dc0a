import 'server-only'
import type { ChangeEvent, Heartbeat, Topic } from '@/lib/api/events'
import { listManagedClusters, type ManagedCluster } from './clusters'
import { describeFreshness } from './freshness'

const heartbeatMs = 5_000

const holder = globalThis as { fairleadStreams?: Set<() => void> }
const openStreams = () => {
  holder.fairleadStreams ??= new Set()
  return holder.fairleadStreams
}

/** Ends every open event stream, so that the process can stop. */
export function closeEventStreams(): void {
  for (const close of [...openStreams()]) close()
}

/**
 * A server-sent-events answer about these clusters: `hello` at once, `change` when a topic changed (at most once a second per
 * topic), `ping` every five seconds with the age of the data. It ends with the request or with the server.
 */
export async function answerEvents(
  request: Request,
  clusterName: string | null,
  topics: ReadonlySet<Topic> | null,
): Promise<Response> {
  const { clusters } = await listManagedClusters()
  const watched = clusters.filter((cluster) => clusterName === null || cluster.name === clusterName)
  const encoder = new TextEncoder()
  let close = () => {}
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (event: string, body: unknown) => {
        try {
          controller.enqueue(encoder.encode(`event: ${event}\ndata: ${JSON.stringify(body)}\n\n`))
        } catch {
          close()
        }
      }
      const stops = watched.map((cluster) =>
        cluster.bus.subscribe((changed) => {
          const wanted = [...changed].filter((topic) => topics === null || topics.has(topic))
          if (wanted.length === 0) return
          const change: ChangeEvent = {
            cluster: cluster.name,
            topics: wanted,
            revision: cluster.store.revision,
            at: new Date().toISOString(),
          }
          send('change', change)
        }),
      )
      const beat = (event: string) => {
        for (const cluster of watched) send(event, describeHeartbeat(cluster))
        if (watched.length === 0) send(event, emptyHeartbeat())
      }
      const timer = setInterval(() => beat('ping'), heartbeatMs)
      close = () => {
        clearInterval(timer)
        for (const stop of stops) stop()
        openStreams().delete(close)
        request.signal.removeEventListener('abort', close)
        try {
          controller.close()
        } catch {
          // The reader went away first.
        }
      }
      openStreams().add(close)
      request.signal.addEventListener('abort', close)
      beat('hello')
    },
    cancel: () => close(),
  })
  return new Response(stream, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    },
  })
}

function describeHeartbeat(cluster: ManagedCluster): Heartbeat {
  const { observedAt, staleSince, staleReason, revision } = describeFreshness(cluster, ['Ingress', 'Node'])
  return {
    cluster: cluster.name,
    at: new Date().toISOString(),
    revision,
    observedAt,
    staleSince,
    staleReason,
    ageSeconds: {},
  }
}

function emptyHeartbeat(): Heartbeat {
  return {
    cluster: null,
    at: new Date().toISOString(),
    revision: 0,
    observedAt: null,
    staleSince: null,
    staleReason: null,
    ageSeconds: {},
  }
}
