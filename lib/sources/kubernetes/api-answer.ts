import 'server-only'
import type { ReadableStream } from 'node:stream/web'

/** Why a request got no answer at all. `aborted` means that the caller gave up, which is nobody's fault. */
export type RequestFailure = { state: 'failed'; reason: 'unreachable' | 'timed-out' | 'aborted'; detail: string }

/** An answer whose head has arrived and whose body is still to be read; reading the body may reject. */
export type StreamAnswer = {
  state: 'answered'
  /** HTTP status code. */
  status: number
  /** What the API server asks us to wait before the next try (429 and 503), null when it says nothing. */
  retryAfterMs: number | null
  body: ReadableStream<Uint8Array> | null
  text(): Promise<string>
}

/** A complete answer. `json` is undefined when the body is not JSON; `message` is the Status message or the start of the body. */
export type JsonAnswer = {
  state: 'answered'
  status: number
  retryAfterMs: number | null
  json: unknown
  message: string
}

export interface RequestOptions {
  method?: 'GET' | 'POST'
  /** Sent as JSON. */
  body?: unknown
  signal?: AbortSignal
  /** Deadline for the head of the answer; `requestJson` applies it to the whole answer. Default 30,000. */
  timeoutMs?: number
}

/** One cluster's API as this process may use it. Trouble is an answer, never a rejection. */
export interface KubernetesConnection {
  /** Name of the context that was asked for (`in-cluster` inside a Pod). Null when the configuration names none. */
  readonly context: string | null
  /** URL of the API server without trailing slash, null when the configuration could not be used. */
  readonly server: string | null
  /** The context's namespace, null when it has none. */
  readonly namespace: string | null
  /** Set when the configuration cannot be used at all: says which context, file and field, and the fix. */
  readonly configurationProblem: string | null
  request(path: string, options?: RequestOptions): Promise<StreamAnswer | RequestFailure>
  requestJson(path: string, options?: RequestOptions): Promise<JsonAnswer | RequestFailure>
  /** The server's `gitVersion` such as `v1.31.2`, null when it could not be read. */
  serverVersion(signal?: AbortSignal): Promise<string | null>
  /** Fetches exec or file credentials again, even when they look valid. False when there is nothing to refresh. */
  refreshCredentials(): Promise<boolean>
  /**
   * New requests take new connections. For when a connection fell silent: the idle ones beside it are likely dead as well,
   * and each would cost a deadline to find out. Requests under way go on.
   */
  renewConnections(): void
  /** Closes idle connections; requests under way fail as unreachable. */
  close(): Promise<void>
}

export interface SourceLog {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
}

export const silentLog: SourceLog = { debug: () => {}, info: () => {}, warn: () => {} }

/** The message of a Kubernetes Status body, else the first 300 characters of the text. */
export function readStatusMessage(json: unknown, text: string): string {
  if (typeof json === 'object' && json !== null && 'message' in json && typeof json.message === 'string')
    return json.message
  return text.trim().slice(0, 300)
}

/** Whole milliseconds of a `Retry-After` header in seconds or as a date; null when absent or unreadable. At most 120,000. */
export function parseRetryAfterMs(header: string | null, nowMs: number): number | null {
  if (header === null) return null
  const seconds = Number(header)
  const waitMs = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - nowMs
  return Number.isFinite(waitMs) ? Math.min(Math.max(waitMs, 0), 120_000) : null
}
