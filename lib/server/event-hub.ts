import 'server-only'
import { randomBytes } from 'node:crypto'
import type { Heartbeat, Position, Topic } from '@/lib/api/events'
import { ChangeLog } from '@/lib/live/change-log'
import type { ManagedCluster } from './clusters'
import { describeFreshness, listSources, type ReadCluster } from './freshness'

const heartbeatMs = 2_000
/** Longer than rendering the parts of a page takes from the first to the last. */
const renderingMs = 1_000

/** Kinds whose loss means that the cluster is away. */
const freshnessKinds = ['Ingress', 'Node'] as const

/** One open stream, as the hub sees it. */
export interface StreamReader {
  /** Names of the clusters that it follows; null: all of them. */
  clusters: ReadonlySet<string> | null
  /** Something changed: sends what there is to send. */
  wake(): void
  /** Sends a beat of each of its clusters; they are made once for all readers. */
  beat(beatOf: (cluster: HubCluster) => Heartbeat): void
  close(): void
}

/** What the streams need of a cluster. */
export type HubCluster = ReadCluster & Pick<ManagedCluster, 'name' | 'bus'>

/** Numbers the changes of all clusters, keeps what a reader may have missed, and wakes the open streams. */
export class EventHub {
  /** Names this process, so that a position of another one is not taken for one of its own. */
  readonly epoch = randomBytes(6).toString('hex')
  readonly log = new ChangeLog()
  private readonly followed = new WeakSet<HubCluster>()
  private readonly readers = new Set<StreamReader>()
  private readonly recentMarks: { sequence: number; atMs: number }[] = []
  private readonly staleSinces = new WeakMap<HubCluster, string | null>()
  private lastSequence = 0
  private timer: NodeJS.Timeout | null = null

  get position(): Position {
    return { epoch: this.epoch, sequence: this.lastSequence }
  }

  /**
   * The position of a moment ago. Parts of one page are rendered side by side: what one of them read shortly before another one
   * asks for the position is as new as this.
   */
  get positionBeforeRendering(): Position {
    this.forgetOldMarks()
    return { epoch: this.epoch, sequence: (this.recentMarks[0]?.sequence ?? this.lastSequence + 1) - 1 }
  }

  get readerCount(): number {
    return this.readers.size
  }

  /** Starts to number the changes of these clusters; those that it follows already are left alone. */
  follow(clusters: readonly HubCluster[]): void {
    for (const cluster of clusters) {
      if (this.followed.has(cluster)) continue
      this.followed.add(cluster)
      // Never taken back: changes are numbered also while nobody reads, so that a reader who returns is told of them.
      cluster.bus.subscribe((topics) => this.note(cluster, topics))
    }
  }

  /** Adds a stream. Returns how to remove it. */
  add(reader: StreamReader): () => void {
    this.readers.add(reader)
    this.timer ??= setInterval(() => this.beat([...this.readers]), heartbeatMs)
    return () => {
      this.readers.delete(reader)
      if (this.readers.size > 0 || this.timer === null) return
      clearInterval(this.timer)
      this.timer = null
    }
  }

  closeAll(): void {
    for (const reader of [...this.readers]) reader.close()
  }

  private note(cluster: HubCluster, topics: ReadonlySet<Topic>): void {
    this.lastSequence += 1
    this.log.note(cluster.name, topics, this.lastSequence)
    this.recentMarks.push({ sequence: this.lastSequence, atMs: performance.now() })
    this.forgetOldMarks()
    const readers = [...this.readers].filter(({ clusters }) => clusters?.has(cluster.name) !== false)
    for (const reader of readers) reader.wake()
    const { staleSince } = describeFreshness(cluster, freshnessKinds)
    if (staleSince === (this.staleSinces.get(cluster) ?? null)) return
    this.staleSinces.set(cluster, staleSince)
    // That the cluster is lost, or back, does not wait for the next beat.
    this.beat(readers)
  }

  private forgetOldMarks(): void {
    const oldestMs = performance.now() - renderingMs
    while (this.recentMarks[0] !== undefined && this.recentMarks[0].atMs < oldestMs) this.recentMarks.shift()
  }

  private beat(readers: readonly StreamReader[]): void {
    const beats = new Map<HubCluster, Heartbeat>()
    const beatOf = (cluster: HubCluster) => {
      const made = beats.get(cluster) ?? describeHeartbeat(this, cluster)
      beats.set(cluster, made)
      return made
    }
    for (const reader of readers) reader.beat(beatOf)
  }
}

const holder = globalThis as { [key: symbol]: EventHub | undefined }
const hubKey = Symbol.for('fairlead.event-hub')

/** The process's only hub: Next instantiates modules once per bundle. */
export function getEventHub(): EventHub {
  const hub = holder[hubKey] ?? new EventHub()
  holder[hubKey] = hub
  return hub
}

/** How fresh what is known of the cluster is now. */
export function describeHeartbeat(hub: EventHub, cluster: HubCluster): Heartbeat {
  const nowMs = Date.now()
  const { observedAt, staleSince, staleReason, revision } = describeFreshness(cluster, freshnessKinds)
  const ageSeconds: Record<string, number> = {}
  for (const { name, state, observedAt: at } of listSources(cluster)) {
    if (state === 'observed' && at !== null) ageSeconds[name] = Math.max(0, Math.round((nowMs - Date.parse(at)) / 1000))
  }
  return {
    cluster: cluster.name,
    at: new Date(nowMs).toISOString(),
    revision,
    sequence: hub.log.lastSequence(cluster.name),
    observedAt,
    staleSince,
    staleReason,
    ageSeconds,
  }
}
