import { ChangeEvent, formatPosition, Heartbeat, type Position, parsePosition, ResetEvent } from '@/lib/api/events'
import { ChangeLog } from './change-log'
import type { Connection, LiveMessage } from './live-message'

/** Two beats of the server and a little: after so long without a word the stream is dead, whatever the browser thinks. */
export const silenceLimitMs = 4_500
/** A stream that ends is often back in a moment; only then is nothing said. */
const quietReconnectMs = 800
const retryMinMs = 250
const retryMaxMs = 4_000

export type StreamEventName = 'hello' | 'ping' | 'change' | 'reset'
export const streamEventNames: readonly StreamEventName[] = ['hello', 'ping', 'change', 'reset']

/** The world around a follower, so that tests can be one. */
export interface StreamEnvironment {
  /** Opens an event stream. `onEvent` gets the id that holds at that event, empty when there was none. Returns how to close it. */
  open(
    url: string,
    onEvent: (name: StreamEventName, body: string, id: string) => void,
    onFailure: () => void,
  ): () => void
  /** Returns how to cancel it. */
  setTimer(run: () => void, afterMs: number): () => void
  /** In [0, 1). */
  random(): number
}

const everyCluster = '*'

/**
 * Holds one event stream about several clusters and opens it again after any failure, from where it was. What it was told
 * it keeps, so that whoever comes later can be told from any position that it has covered.
 */
export class StreamFollower {
  private readonly environment: StreamEnvironment
  private readonly tell: (message: LiveMessage) => void
  private readonly log = new ChangeLog()
  private readonly lastBeats = new Map<string, Heartbeat>()
  /** By cluster, the sequence that it was last told of. */
  private readonly toldSequences = new Map<string, number>()
  /** From which sequence on nothing about this cluster was missed. */
  private readonly coveredFrom = new Map<string, number>()
  /** Empty: nobody follows anything, and no stream is open. */
  private followed: ReadonlySet<string> = new Set()
  private position: Position | null = null
  private connection: Connection = 'connecting'
  private heardAt: string | null = null
  private failures = 0
  private closeStream: (() => void) | null = null
  private cancelSilence = () => {}
  private cancelRetry = () => {}
  private cancelAnnounce = () => {}

  constructor(environment: StreamEnvironment, tell: (message: LiveMessage) => void) {
    this.environment = environment
    this.tell = tell
  }

  /**
   * Follows exactly these clusters; null among them follows all. With none the stream is closed. `after` says where to begin when
   * nothing was heard yet.
   */
  follow(clusters: ReadonlySet<string | null>, after: Position | null): void {
    this.position ??= after
    const wanted = clusters.has(null)
      ? new Set([everyCluster])
      : new Set([...clusters].filter((name): name is string => name !== null))
    if (wanted.size === this.followed.size && [...wanted].every((name) => this.followed.has(name))) return
    const from = this.position?.sequence
    const all = this.coveredFrom.get(everyCluster)
    for (const name of wanted) {
      const covered = this.coveredFrom.get(name) ?? all ?? from
      if (covered !== undefined) this.coveredFrom.set(name, covered)
    }
    for (const name of [...this.coveredFrom.keys()]) if (!wanted.has(name)) this.forget(name)
    this.followed = wanted
    if (wanted.size === 0) this.close()
    else this.open()
  }

  /**
   * What a page is to know that follows this cluster and was last told of `after`: the state, the last beat, and what changed
   * since. Where that lies before what is covered, the stream is opened again from there.
   */
  catchUp(cluster: string | null, after: Position | null): LiveMessage[] {
    const { position, connection, heardAt } = this
    const messages: LiveMessage[] = [{ type: 'connection', connection, heardAt }]
    for (const beat of this.lastBeats.values())
      if (cluster === null || beat.cluster === cluster) messages.push({ type: 'beat', beat, position })
    if (after === null) return messages
    if (position === null) return messages
    const at = heardAt ?? new Date(0).toISOString()
    if (after.epoch !== position.epoch) return [...messages, { type: 'reset', cluster: null, at, position }]
    const covered = this.coveredFrom.get(everyCluster) ?? (cluster === null ? undefined : this.coveredFrom.get(cluster))
    if (covered === undefined || after.sequence < covered) {
      this.rewind(after)
      return messages
    }
    for (const name of cluster === null ? this.log.clusters : [cluster]) {
      const topics = this.log.listSince(name, after.sequence)
      if (topics.length > 0) messages.push({ type: 'change', cluster: name, topics, at, position })
    }
    return messages
  }

  /** Tries again at once where it waits to. */
  retryNow(): void {
    if (this.connection !== 'reconnecting' || this.closeStream !== null || this.followed.size === 0) return
    this.failures = 0
    this.open()
  }

  close(): void {
    this.cancelRetry()
    this.cancelSilence()
    this.cancelAnnounce()
    this.closeStream?.()
    this.closeStream = null
  }

  private rewind(after: Position): void {
    this.position = after
    for (const name of this.followed)
      this.coveredFrom.set(name, Math.min(after.sequence, this.coveredFrom.get(name) ?? after.sequence))
    this.open()
  }

  private forget(name: string): void {
    this.coveredFrom.delete(name)
    const isEvery = name === everyCluster
    for (const cluster of isEvery ? [...this.lastBeats.keys()] : [name]) {
      this.lastBeats.delete(cluster)
      this.toldSequences.delete(cluster)
    }
  }

  private open(): void {
    this.cancelRetry()
    this.closeStream?.()
    const query = new URLSearchParams()
    if (!this.followed.has(everyCluster)) for (const name of this.followed) query.append('cluster', name)
    if (this.position !== null) query.set('after', formatPosition(this.position))
    this.waitForWord()
    let isCurrent = true
    const close = this.environment.open(
      `/api/v1/events?${query}`,
      (name, body, id) => {
        if (isCurrent) this.hear(name, body, id)
      },
      () => {
        if (isCurrent) this.fail(false)
      },
    )
    this.closeStream = () => {
      isCurrent = false
      close()
    }
  }

  private waitForWord(): void {
    this.cancelSilence()
    this.cancelSilence = this.environment.setTimer(() => this.fail(true), silenceLimitMs)
  }

  private fail(wasSilent: boolean): void {
    this.cancelSilence()
    this.closeStream?.()
    this.closeStream = null
    this.failures += 1
    if (this.connection === 'live' && this.failures === 1 && !wasSilent) {
      this.cancelAnnounce()
      this.cancelAnnounce = this.environment.setTimer(() => this.setConnection('reconnecting'), quietReconnectMs)
    } else this.setConnection('reconnecting')
    const waitMs = Math.min(retryMaxMs, retryMinMs * 2 ** Math.min(this.failures - 1, 5))
    this.cancelRetry = this.environment.setTimer(() => this.open(), waitMs * (0.5 + this.environment.random() / 2))
  }

  private hear(name: StreamEventName, body: string, id: string): void {
    this.waitForWord()
    const json = parseJson(body)
    const position = parsePosition(id)
    if (name === 'reset') {
      const reset = ResetEvent.safeParse(json)
      if (reset.success) this.startOver(reset.data.at, position)
      return
    }
    if (name === 'change') {
      const change = ChangeEvent.safeParse(json)
      if (!change.success) return
      const { cluster, topics, sequence, at } = change.data
      if (position !== null) this.position = position
      this.log.note(cluster, topics, sequence)
      this.toldSequences.set(cluster, Math.max(sequence, this.toldSequences.get(cluster) ?? 0))
      this.heardAt = at
      this.tell({ type: 'change', cluster, topics, at, position: this.position })
      return
    }
    const beat = Heartbeat.safeParse(json)
    if (!beat.success) return
    this.heardAt = beat.data.at
    if (position !== null) this.position = position
    this.hearBeat(beat.data)
    if (name === 'hello') {
      this.failures = 0
      this.cancelAnnounce()
      this.setConnection('live')
    }
  }

  private hearBeat(beat: Heartbeat): void {
    const { cluster, sequence, at } = beat
    if (cluster !== null) {
      const told = this.toldSequences.get(cluster)
      this.toldSequences.set(cluster, Math.max(sequence, told ?? 0))
      this.lastBeats.set(cluster, beat)
      if (told !== undefined && sequence > told) this.tell({ type: 'reset', cluster, at, position: this.position })
    }
    this.tell({ type: 'beat', beat, position: this.position })
  }

  /** The server is another one, or does not know any more what happened: nothing that was told before counts. */
  private startOver(at: string, position: Position | null): void {
    for (const cluster of this.log.clusters) this.log.forget(cluster)
    this.toldSequences.clear()
    this.lastBeats.clear()
    this.position = position
    this.heardAt = at
    this.coveredFrom.clear()
    if (position !== null) for (const name of this.followed) this.coveredFrom.set(name, position.sequence)
    this.tell({ type: 'reset', cluster: null, at, position })
  }

  private setConnection(connection: Connection): void {
    if (this.connection === connection) return
    this.connection = connection
    this.tell({ type: 'connection', connection, heardAt: this.heardAt })
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
