import type { LiveMessage, TabMessage } from './live-message'

/** A page's way to the stream. */
export interface LiveConnection {
  send(message: TabMessage): void
  close(): void
}

/**
 * Connects this page to the worker that holds one stream for all pages of the browser: browsers allow six connections to a
 * server without HTTP/2, and a stream for each page would use them up. The worker is named after the build, so that a page never
 * speaks to one of another version. Where there are no shared workers (some browsers of phones), the page holds a stream of its
 * own.
 */
export function connectLive(buildId: string, onMessage: (message: LiveMessage) => void): LiveConnection {
  if (typeof SharedWorker === 'undefined') return connectAlone(onMessage)
  try {
    return connectShared(buildId, onMessage)
  } catch {
    // A policy of the browser can forbid workers.
    return connectAlone(onMessage)
  }
}

function connectShared(buildId: string, onMessage: (message: LiveMessage) => void): LiveConnection {
  const worker = new SharedWorker(new URL('./live-worker.ts', import.meta.url), {
    type: 'module',
    name: `fairlead-live-${buildId}`,
  })
  let alone: LiveConnection | null = null
  const sent: TabMessage[] = []
  let isHeard = false
  worker.port.onmessage = ({ data }: MessageEvent<LiveMessage>) => {
    isHeard = true
    sent.length = 0
    onMessage(data)
  }
  worker.addEventListener('error', () => {
    // The script could not be loaded or run at all.
    if (isHeard || alone !== null) return
    alone = connectAlone(onMessage)
    for (const message of sent) alone.send(message)
  })
  return {
    send: (message) => {
      if (alone !== null) return alone.send(message)
      if (!isHeard) sent.push(message)
      worker.port.postMessage(message)
    },
    close: () => {
      worker.port.postMessage({ type: 'bye' } satisfies TabMessage)
      worker.port.onmessage = null
      worker.port.close()
      alone?.close()
    },
  }
}

function connectAlone(onMessage: (message: LiveMessage) => void): LiveConnection {
  let isClosed = false
  const key = {}
  const tell = (message: LiveMessage) => {
    if (!isClosed) onMessage(message)
  }
  const registry = Promise.all([import('./tab-registry'), import('./browser-streams')]).then(
    ([{ TabRegistry }, { browserStreams }]) => new TabRegistry(browserStreams, () => performance.now()),
  )
  const send = (message: TabMessage) => {
    void registry.then((own) => own.hear(key, tell, message))
  }
  return {
    send,
    close: () => {
      isClosed = true
      send({ type: 'bye' })
    },
  }
}
