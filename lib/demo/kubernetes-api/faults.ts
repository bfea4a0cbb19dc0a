import type { ServerResponse } from 'node:http'
import { reasonForCode } from '@/lib/demo/kubernetes-api/status-error'

/** Which requests a fault hits; an absent field matches every request. */
export interface RequestMatch {
  verb?: string
  resource?: string
  namespace?: string
  user?: string
}

export type FaultEffect =
  | { kind: 'status'; code: number; reason?: string; message?: string; retryAfterSeconds?: number }
  | { kind: 'delay'; delayMs: number }
  /** The connection is cut before an answer. */
  | { kind: 'drop' }
  /** The answer starts and the connection is cut in the middle of its body. */
  | { kind: 'cut-answer' }
  /** The answer is 200 with a body that is not JSON. */
  | { kind: 'malformed' }
  /** Nothing is ever answered and the connection stays open. */
  | { kind: 'hang' }

export interface ActiveFault {
  match: RequestMatch
  effect: FaultEffect
  /** Requests it will still hit; Infinity until removed. */
  remaining: number
}

/** A watch connection as faults see it. */
export interface OpenWatch {
  resource: string
  namespace: string
  user: string
  /** Ends the stream in order, as a server does at its time limit. */
  close(): void
  /** Nothing is sent any more while the connection stays open: a half-open connection. */
  hang(): void
  /** Cuts the connection. */
  cut(): void
  /** Sends a line as it is, whether or not it is an event. */
  send(line: string): void
}

/** Everything that can go wrong on purpose. Counts say how many connections were hit. */
export interface KubernetesFaults {
  inject(match: RequestMatch, effect: FaultEffect, count?: number): { remove(): void }
  /** The next `count` matching requests fail with this status code. */
  failNext(count: number, code: number, match?: RequestMatch): { remove(): void }
  slowAnswers(delayMs: number, match?: RequestMatch): { remove(): void }
  dropConnections(): number
  closeWatches(match?: Pick<RequestMatch, 'resource' | 'namespace' | 'user'>): number
  hangWatches(match?: Pick<RequestMatch, 'resource' | 'namespace' | 'user'>): number
  /** Older resource versions and continue tokens are answered with 410 from now on; open watches get a 410 ERROR event. */
  expireHistory(): void
  /** Refuses connections on the same port until `startListening`. */
  stopListening(): Promise<void>
  startListening(): Promise<void>
  active(): readonly ActiveFault[]
  openWatches(): readonly OpenWatch[]
  /** Removes every injected fault. */
  clear(): void
}

export interface RequestFacts {
  verb: string
  resource: string
  namespace: string
  user: string
}

function isMatch(match: RequestMatch, facts: RequestFacts): boolean {
  if (match.verb !== undefined && match.verb !== facts.verb) return false
  if (match.resource !== undefined && match.resource !== facts.resource) return false
  if (match.namespace !== undefined && match.namespace !== facts.namespace) return false
  return match.user === undefined || match.user === facts.user
}

export interface FaultRegistry {
  inject: KubernetesFaults['inject']
  active(): readonly ActiveFault[]
  clear(): void
  /** The effects for one request, in the order they were injected; each counts as used. */
  take(facts: RequestFacts): FaultEffect[]
}

export function createFaultRegistry(): FaultRegistry {
  const faults = new Set<ActiveFault>()
  return {
    inject(match, effect, count = Number.POSITIVE_INFINITY) {
      const fault: ActiveFault = { match, effect, remaining: count }
      faults.add(fault)
      return { remove: () => void faults.delete(fault) }
    },
    active: () => [...faults],
    clear: () => faults.clear(),
    take(facts) {
      const effects: FaultEffect[] = []
      for (const fault of [...faults]) {
        if (!isMatch(fault.match, facts)) continue
        fault.remaining -= 1
        if (fault.remaining <= 0) faults.delete(fault)
        effects.push(fault.effect)
      }
      return effects
    },
  }
}

/** Applies one effect to an answer. Resolves to true when the request has been dealt with and must not be handled further. */
export async function applyFault(effect: FaultEffect, response: ServerResponse): Promise<boolean> {
  switch (effect.kind) {
    case 'delay':
      await new Promise((resolve) => setTimeout(resolve, effect.delayMs))
      return response.destroyed
    case 'status': {
      const reason = effect.reason ?? reasonForCode(effect.code)
      const message = effect.message ?? `the demo platform was told to fail this request with ${effect.code}`
      const retry = effect.retryAfterSeconds
      response.writeHead(effect.code, {
        'Content-Type': 'application/json',
        ...(retry === undefined ? {} : { 'Retry-After': String(retry) }),
      })
      const details = retry === undefined ? {} : { details: { retryAfterSeconds: retry } }
      response.end(
        JSON.stringify({
          kind: 'Status',
          apiVersion: 'v1',
          metadata: {},
          status: 'Failure',
          message,
          reason,
          ...details,
          code: effect.code,
        }),
      )
      return true
    }
    case 'drop':
      response.socket?.destroy()
      return true
    case 'cut-answer':
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '100000' })
      response.write('{"kind":"List","apiVersion":"v1","metadata":{},"items":[')
      setTimeout(() => response.socket?.destroy(), 20).unref()
      return true
    case 'malformed':
      response.writeHead(200, { 'Content-Type': 'application/json' })
      response.end('{"kind":"List","items":[{"metadata":')
      return true
    case 'hang':
      return true
  }
}
