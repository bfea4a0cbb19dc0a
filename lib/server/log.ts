import 'server-only'
import { type Logger, pino } from 'pino'
import { readEnvironment } from './env'

const holder = globalThis as { fairleadLog?: Logger }

/** The process's log: JSON lines on standard output. `FAIRLEAD_LOG_LEVEL` sets the level. */
export function getLog(): Logger {
  holder.fairleadLog ??= pino({ level: readEnvironment().logLevel, base: undefined })
  return holder.fairleadLog
}
