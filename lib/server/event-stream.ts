import 'server-only'
import {
  type ChangeEvent,
  formatPosition,
  type Heartbeat,
  type Position,
  type ResetEvent,
  type Topic,
} from '@/lib/api/events'
import { listManagedClusters } from './clusters'
import { describeHeartbeat, type EventHub, getEventHub, type HubCluster, type StreamReader } from './event-hub'

/** A reader that has not taken this much gets nothing more until it has: what it misses is told then, in one piece. */
const unreadBytesMax = 64 * 1024
/** A reader that took nothing for so long is not coming back on this connection. */
const stuckMs = 30_000

/** Ends every open event stream, so that the process can stop. */
export function closeEventStreams(): void {
  getEventHub().closeAll()
}

/** Where the changes of all clusters stand for a page that is being rendered: no part of it is older than this. */
export async function readLivePosition(): Promise<Position> {
  const { clusters } = await listManagedClusters()
  const hub = getEventHub()
  hub.follow(clusters)
  return hub.positionBeforeRendering
}

export interface StreamRequest {
  /** Null: every cluster. Names that are not known are ignored. */
  clusters: ReadonlySet<string> | null
  /** Null: every topic. */
  topics: ReadonlySet<Topic> | null
  /** The last position that the reader was told of; null when it reads for the first time. */
  after: Position | null
}

/**
 * A server-sent-events answer about these clusters: at once `reset` when what happened since `after` is not known, else `change`
 * with what was missed, and `hello`; then `change` when a topic changed (at most once a second per topic) and `ping` every two
 * seconds with the age of the data. It ends with the request or with the server.
 */
export async function answerEvents(request: Request, wanted: StreamRequest): Promise<Response> {
  const { clusters } = await listManagedClusters()
  const hub = getEventHub()
  hub.follow(clusters)
  const watched = clusters.filter(({ name }) => wanted.clusters === null || wanted.clusters.has(name))
  return new Response(openStream(hub, watched, wanted, request.signal), {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    },
  })
}

/** The stream itself. What it keeps for a reader that does not read is bounded, and so is how long. */
export function openStream(
  hub: EventHub,
  watched: readonly HubCluster[],
  { clusters, topics, after }: StreamRequest,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const isKnown = after === null || (after.epoch === hub.epoch && after.sequence <= hub.position.sequence)
  let toldSequence = isKnown && after !== null ? after.sequence : hub.position.sequence
  let fullSinceMs: number | null = null
  let close = () => {}
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const send = (event: string, body: unknown, position: Position | null = null) => {
          const id = position === null ? '' : `id: ${formatPosition(position)}\n`
          try {
            controller.enqueue(encoder.encode(`event: ${event}\n${id}data: ${JSON.stringify(body)}\n\n`))
          } catch {
            close()
          }
        }
        const hasRoom = () => {
          if ((controller.desiredSize ?? 0) > 0) {
            fullSinceMs = null
            return true
          }
          fullSinceMs ??= performance.now()
          if (performance.now() - fullSinceMs > stuckMs) {
            close()
            // Ending it politely would wait for the reader.
            controller.error(new Error('the reader of an event stream does not read'))
          }
          return false
        }
        const sendMissed = () => {
          const { position } = hub
          const changes = watched.flatMap((cluster): ChangeEvent[] => {
            const changed = hub.log
              .listSince(cluster.name, toldSequence)
              .filter((topic) => topics === null || topics.has(topic))
            if (changed.length === 0) return []
            return [
              {
                cluster: cluster.name,
                topics: changed,
                revision: cluster.store.revision,
                sequence: hub.log.lastSequence(cluster.name),
                at: new Date().toISOString(),
              },
            ]
          })
          toldSequence = position.sequence
          // Only after the last of them is it right to continue from here.
          changes.forEach((change, index) => {
            send('change', change, index === changes.length - 1 ? position : null)
          })
        }
        const sendBeats = (event: 'hello' | 'ping', beatOf: (cluster: HubCluster) => Heartbeat) => {
          const position = { epoch: hub.epoch, sequence: toldSequence }
          for (const cluster of watched) {
            const beat = beatOf(cluster)
            send(
              event,
              topics === null ? beat : { ...beat, sequence: hub.log.lastSequence(cluster.name, topics) },
              position,
            )
          }
          if (watched.length === 0) send(event, emptyHeartbeat(), position)
        }
        const reader: StreamReader = {
          clusters,
          wake: () => {
            if (hasRoom()) sendMissed()
          },
          beat: (beatOf) => {
            if (!hasRoom()) return
            sendMissed()
            sendBeats('ping', beatOf)
          },
          close: () => {
            close()
            try {
              controller.close()
            } catch {
              // The reader went away first.
            }
          },
        }
        const remove = hub.add(reader)
        const end = () => reader.close()
        close = () => {
          remove()
          signal.removeEventListener('abort', end)
        }
        signal.addEventListener('abort', end)
        if (!isKnown) {
          const reset: ResetEvent = { at: new Date().toISOString() }
          send('reset', reset, hub.position)
        }
        sendMissed()
        sendBeats('hello', (cluster) => describeHeartbeat(hub, cluster))
        if (signal.aborted) end()
      },
      cancel: () => close(),
    },
    { highWaterMark: unreadBytesMax, size: (chunk) => chunk?.byteLength ?? 0 },
  )
}

function emptyHeartbeat(): Heartbeat {
  return {
    cluster: null,
    at: new Date().toISOString(),
    revision: 0,
    sequence: 0,
    observedAt: null,
    staleSince: null,
    staleReason: null,
    ageSeconds: {},
  }
}
