import type { Heartbeat, Position, Topic } from '@/lib/api/events'

/** `connecting` until the stream was open for the first time; `reconnecting` from its loss until it is open again. */
export type Connection = 'connecting' | 'live' | 'reconnecting'

/** What a page is told, by the worker that holds the stream. */
export type LiveMessage =
  /** `heardAt`: the server's time when it was last heard of, ISO 8601; null when it never was. */
  | { type: 'connection'; connection: Connection; heardAt: string | null }
  | { type: 'beat'; beat: Heartbeat; position: Position | null }
  | { type: 'change'; cluster: string; topics: Topic[]; at: string; position: Position | null }
  /** What changed since is not known, of this cluster or, with null, of all: everything is to be read again. */
  | { type: 'reset'; cluster: string | null; at: string; position: Position | null }

/** What a page tells the worker. */
export type TabMessage =
  /** Follow this cluster, or with null all of them, and tell what changed after the position. Replaces what it followed before. */
  | { type: 'follow'; cluster: string | null; after: Position | null }
  /** Sent now and then: the page is still there. `isImpatient`: somebody looks at it, and a lost stream is to be tried at once. */
  | { type: 'alive'; isImpatient: boolean }
  | { type: 'bye' }
