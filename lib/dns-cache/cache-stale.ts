import { readDuration } from './cache-values'
import type { Token } from './lexer'
import { isUndecided, refuse, refuseTooNew, type SetupContext, supports } from './setup'

export type StaleMode = 'immediate' | 'verify'

export type WrittenStale = {
  durationSeconds: number | null
  mode: StaleMode
  verifyTimeoutSeconds: number | null
  responseTtlSeconds: number | null
  recheckSeconds: number | null
}

const RECHECK_SECONDS_MAX = 300

/**
 * Reads the words after `serve_stale`: DURATION, MODE, and what newer releases allow after it. Source: coredns/coredns
 * plugin/cache/setup.go, tags v1.7.0 to v1.14.7.
 */
export function readServeStale(args: readonly Token[], undetermined: string[], context: SetupContext): WrittenStale {
  const stale: WrittenStale = {
    durationSeconds: null,
    mode: 'immediate',
    verifyTimeoutSeconds: null,
    responseTtlSeconds: null,
    recheckSeconds: null,
  }
  const [duration, mode, ...more] = args
  if (duration === undefined) return stale
  const seconds = readDuration('serve_stale duration', duration, undetermined, context)
  if (seconds !== null && seconds < 0) {
    refuse(
      context,
      duration,
      `cache: serve_stale duration ${duration.text} is negative.`,
      'Use 0s (off) or more, such as 1h.',
    )
  } else stale.durationSeconds = seconds
  if (mode === undefined) return stale
  if (!supports(context, '1.9.2')) {
    refuseTooNew(context, mode, 'The mode of serve_stale', '1.9.2')
    return stale
  }
  if (isUndecided(context, mode)) {
    undetermined.push(`serve_stale mode is written as ${mode.text}`)
    return stale
  }
  const spelled = mode.text.toLowerCase()
  if (spelled !== 'immediate' && spelled !== 'verify') {
    refuse(context, mode, `cache: unknown serve_stale mode "${mode.text}".`, 'Use immediate or verify.')
    return stale
  }
  stale.mode = spelled
  readStaleExtras(stale, more, undetermined, context)
  return stale
}

/** After the mode: verify [TIMEOUT [RESPONSE_TTL [RECHECK]]], immediate [RESPONSE_TTL [RECHECK]]. */
function readStaleExtras(stale: WrittenStale, words: Token[], undetermined: string[], context: SetupContext): void {
  const [timeout, ...rest] = stale.mode === 'verify' ? words : [undefined, ...words]
  if (timeout !== undefined) {
    if (!supports(context, '1.14.4')) {
      refuseTooNew(context, timeout, 'The verify timeout of serve_stale', '1.14.4')
      return
    }
    stale.verifyTimeoutSeconds = readDuration('serve_stale verify timeout', timeout, undetermined, context)
  }
  const [responseTtl, recheck, extra] = rest
  if (responseTtl === undefined) return
  if (!supports(context, '1.14.7')) {
    refuseTooNew(context, responseTtl, 'The response TTL of serve_stale', '1.14.7')
    return
  }
  const ttl = readDuration('serve_stale response TTL', responseTtl, undetermined, context)
  if (ttl !== null && (ttl < 0 || !Number.isInteger(ttl))) {
    refuse(context, responseTtl, 'cache: serve_stale response TTL must be whole seconds.', 'Write for example 30s.')
  } else stale.responseTtlSeconds = ttl
  if (recheck !== undefined) {
    const seconds = readDuration('serve_stale recheck', recheck, undetermined, context)
    if (seconds !== null && (seconds < 0 || seconds > RECHECK_SECONDS_MAX)) {
      refuse(context, recheck, 'cache: serve_stale recheck must be at most 5m.', 'Use 0s to 5m.')
    } else stale.recheckSeconds = seconds
  }
  if (extra !== undefined)
    refuse(context, extra, 'cache: serve_stale has too many arguments.', 'Remove the last words.')
}
