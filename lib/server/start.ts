import 'server-only'
import { startWatching, stopWatching } from './clusters'
import { closeEventStreams } from './event-stream'
import { limitGarbage } from './limit-garbage'
import { getLog } from './log'
import { installPlainContentType } from './plain-content-type'

/**
 * Starts watching and makes shutdown prompt: Next waits for open responses on SIGTERM without a limit, so the event streams
 * must be ended first. Never throws and never waits: pages say what is still being read.
 */
export function startServer(): void {
  limitGarbage()
  installPlainContentType()
  startWatching()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      closeEventStreams()
      void stopWatching()
    })
  }
  process.on('unhandledRejection', (error) => getLog().error({ err: error }, 'unhandled rejection'))
}
