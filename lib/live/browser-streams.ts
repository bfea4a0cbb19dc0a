import { type StreamEnvironment, streamEventNames } from './stream-follower'

/** The streams and timers of a browser, in a page as in a worker. */
export const browserStreams: StreamEnvironment = {
  open: (url, onEvent, onFailure) => {
    const source = new EventSource(url)
    for (const name of streamEventNames)
      source.addEventListener(name, (event) => onEvent(name, String(event.data), event.lastEventId))
    source.onerror = onFailure
    return () => source.close()
  },
  setTimer: (run, afterMs) => {
    const timer = setTimeout(run, afterMs)
    return () => clearTimeout(timer)
  },
  random: Math.random,
}
