import { readString } from '@/lib/demo/json'

export interface WatchEventSeen {
  type: string
  object: unknown
}

/** A watch held open by a test: events as they arrive, and what ended it. */
export interface WatchReader {
  events: WatchEventSeen[]
  /** Resolves when an event passes the test; rejects with what was seen when none did in time. */
  waitFor(isWanted: (event: WatchEventSeen) => boolean, timeoutMs?: number): Promise<WatchEventSeen>
  /** Resolves to `ended` when the server closed the stream in order, to `cut` when the connection broke. */
  ended: Promise<'ended' | 'cut'>
  stop(): void
}

/** Opens a watch by URL, for tests. */
export async function openWatch(url: string, headers: Record<string, string> = {}): Promise<WatchReader> {
  const abort = new AbortController()
  const response = await fetch(url, { headers, signal: abort.signal })
  const events: WatchEventSeen[] = []
  const waiting = new Set<() => void>()
  const read = async (): Promise<'ended' | 'cut'> => {
    const decoder = new TextDecoder()
    let pending = ''
    try {
      for await (const chunk of response.body ?? []) {
        pending += decoder.decode(chunk, { stream: true })
        const lines = pending.split('\n')
        pending = lines.pop() ?? ''
        for (const line of lines) {
          const event: { type?: unknown; object?: unknown } = JSON.parse(line)
          events.push({ type: readString(event, 'type') ?? '', object: event.object })
        }
        for (const check of waiting) check()
      }
      return 'ended'
    } catch {
      return 'cut'
    }
  }
  const ended = read()
  return {
    events,
    ended,
    stop: () => abort.abort(),
    waitFor: (isWanted, timeoutMs = 3000) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(check)
          const seen = events.map((event) => `${event.type} ${readString(event.object, 'metadata', 'name') ?? ''}`)
          reject(new Error(`No such event within ${timeoutMs} ms; seen: ${seen.join(', ')}`))
        }, timeoutMs)
        const check = () => {
          const found = events.find(isWanted)
          if (!found) return
          clearTimeout(timer)
          waiting.delete(check)
          resolve(found)
        }
        waiting.add(check)
        check()
      }),
  }
}
