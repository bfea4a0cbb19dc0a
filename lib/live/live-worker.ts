import { browserStreams } from './browser-streams'
import type { TabMessage } from './live-message'
import { TabRegistry } from './tab-registry'

// The script of the worker that all pages of one build share. It ends with the last of them.
const registry = new TabRegistry(browserStreams, () => performance.now())

addEventListener('connect', (event) => {
  const [port] = event instanceof MessageEvent ? event.ports : []
  if (port === undefined) return
  port.onmessage = ({ data }: MessageEvent<TabMessage>) =>
    registry.hear(port, (message) => port.postMessage(message), data)
})
