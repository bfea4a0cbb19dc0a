import { Dispenser } from './dispenser'
import { overflowsDuration, parseGoDurationSeconds, parseGoInteger } from './go-values'
import type { Token } from './lexer'
import { isUndecided, refuse, refuseRepeated, refuseTooNew, type SetupContext, supports, warn } from './setup'
import { isDomainName, makeFullyQualified } from './zone-name'

/** What is written for one class; null where nothing (or nothing readable) is. */
export type WrittenClass = { capacity: number | null; maxTtlSeconds: number | null; minTtlSeconds: number | null }

export type StaleMode = 'immediate' | 'verify'

export type WrittenStale = {
  durationSeconds: number | null
  mode: StaleMode
  verifyTimeoutSeconds: number | null
  responseTtlSeconds: number | null
  recheckSeconds: number | null
}

/**
 * A `cache` directive as written. `zoneArgs` is null without ZONES; `options` are the option names in file order; `undetermined` says
 * which numbers cannot be known from the file.
 */
export type WrittenCache = {
  token: Token
  ttlSeconds: number | null
  zoneArgs: Token[] | null
  success: WrittenClass
  denial: WrittenClass
  prefetch: { amount: number; durationSeconds: number | null; percentage: number | null } | null
  serveStale: WrittenStale | null
  prefersPositiveStale: boolean
  servfailSeconds: number | null
  disabledSuccessZones: string[]
  disabledDenialZones: string[]
  keepTtl: boolean
  options: string[]
  undetermined: string[]
}

const SERVFAIL_SECONDS_MAX = 300
const RECHECK_SECONDS_MAX = 300
const INTEGER_FIX = 'Write a whole number of seconds or entries without unit; keep "}" on a line of its own.'
const DURATION_FIX = 'Write a number with its unit, for example 60s.'

/**
 * Reads the `cache` directive of a block: its words, with the directive's name first. Null when there is none. Every problem is
 * recorded; a word that cannot be read leaves its value null. Source: coredns/coredns plugin/cache/setup.go at v1.10.0, and the
 * tags up to v1.14.7 for options that came later.
 */
export function readCacheDirective(tokens: readonly Token[], context: SetupContext): WrittenCache | null {
  const dispenser = new Dispenser(tokens)
  if (!dispenser.next()) return null
  const cache = createEmpty(dispenser.current())
  readArguments(cache, dispenser.remainingArgs(), context)
  while (dispenser.nextBlock()) {
    const option = dispenser.current()
    cache.options.push(option.text)
    readOption(cache, option, dispenser.remainingArgs(), context)
  }
  if (dispenser.next()) refuseRepeated(context, 'cache', dispenser.current())
  return cache
}

function createEmpty(token: Token): WrittenCache {
  return {
    token,
    ttlSeconds: null,
    zoneArgs: null,
    success: { capacity: null, maxTtlSeconds: null, minTtlSeconds: null },
    denial: { capacity: null, maxTtlSeconds: null, minTtlSeconds: null },
    prefetch: null,
    serveStale: null,
    prefersPositiveStale: false,
    servfailSeconds: null,
    disabledSuccessZones: [],
    disabledDenialZones: [],
    keepTtl: false,
    options: [],
    undetermined: [],
  }
}

/** The first argument is a TTL only when it is an integer; otherwise all arguments are zones. */
function readArguments(cache: WrittenCache, args: Token[], context: SetupContext): void {
  const [first, ...rest] = args
  if (first === undefined) return
  if (isUndecided(context, first)) {
    cache.undetermined.push(`cache TTL is written as ${first.text}`)
    cache.zoneArgs = rest.length > 0 ? rest : null
    return
  }
  const ttl = parseGoInteger(first.text)
  if (ttl === null) {
    cache.zoneArgs = args
    return
  }
  cache.ttlSeconds = readPositive('cache TTL', first, cache, context)
  cache.zoneArgs = rest.length > 0 ? rest : null
}

function readOption(cache: WrittenCache, option: Token, args: Token[], context: SetupContext): void {
  switch (option.text) {
    case 'success':
    case 'denial':
      readClass(cache, option, args, context)
      return
    case 'prefetch':
      readPrefetch(cache, option, args, context)
      return
    case 'serve_stale':
      readServeStale(cache, args, context)
      return
    case 'serve_stale_policy':
      if (!supports(context, '1.14.7')) refuseTooNew(context, option, 'cache option "serve_stale_policy"', '1.14.7')
      else if (args.length === 1 && args[0]?.text === 'prefer_positive') cache.prefersPositiveStale = true
      else
        refuse(
          context,
          option,
          'cache: serve_stale_policy takes prefer_positive.',
          'Write "serve_stale_policy prefer_positive".',
        )
      return
    case 'servfail':
      readServfail(cache, option, args, context)
      return
    case 'disable':
      readDisable(cache, option, args, context)
      return
    case 'keepttl':
      if (!supports(context, '1.10.1')) refuseTooNew(context, option, 'cache option "keepttl"', '1.10.1')
      else if (args.length > 0) refuse(context, option, 'cache: keepttl takes no argument.', 'Remove the argument.')
      else cache.keepTtl = true
      return
    default:
      refuseUnknownOption(option, context)
  }
}

function refuseUnknownOption(option: Token, context: SetupContext): void {
  if (isUndecided(context, option)) return
  const isDuration = parseGoDurationSeconds(option.text) !== null
  let fix = 'Options are success, denial, prefetch, serve_stale, servfail, disable and keepttl, in lower case.'
  if (isDuration) fix = 'Keep all values of an option on its own line.'
  refuse(context, option, `cache: unknown option "${option.text}".`, fix)
}

/** A word after the third is ignored by CoreDNS, so it is here. */
function readClass(cache: WrittenCache, option: Token, args: Token[], context: SetupContext): void {
  const name = option.text
  const written = name === 'success' ? cache.success : cache.denial
  const [capacity, maxTtl, minTtl] = args
  if (capacity === undefined) {
    refuse(context, option, `cache: ${name} needs a capacity.`, `Write "${name} CAPACITY [TTL] [MINTTL]".`)
    return
  }
  written.capacity = readInteger(`${name} capacity`, capacity, cache, context) ?? written.capacity
  if (maxTtl === undefined) return
  written.maxTtlSeconds = readPositive(`${name} TTL`, maxTtl, cache, context) ?? written.maxTtlSeconds
  if (minTtl === undefined) return
  const seconds = readInteger(`${name} minimum TTL`, minTtl, cache, context)
  if (seconds === null) return
  if (seconds < 0) {
    refuse(context, minTtl, `cache: ${name} minimum TTL ${seconds} is negative.`, 'Use 0 or more seconds.')
    return
  }
  warnOverflow(`${name} minimum TTL`, seconds, minTtl, cache, context)
  written.minTtlSeconds = seconds
}

function readPrefetch(cache: WrittenCache, option: Token, args: Token[], context: SetupContext): void {
  const [amount, duration, percentage] = args
  if (amount === undefined || args.length > 3) {
    const message = `cache: prefetch takes one to three arguments, not ${args.length}.`
    refuse(context, option, message, 'Write "prefetch AMOUNT [DURATION [PERCENT%]]".')
    return
  }
  const count = readInteger('prefetch amount', amount, cache, context)
  if (count !== null && count < 0) {
    refuse(
      context,
      amount,
      `cache: prefetch amount ${count} is negative.`,
      'Use 1 or more hits, or 0 to switch it off.',
    )
    return
  }
  const previous = cache.prefetch
  const prefetch = {
    amount: count ?? previous?.amount ?? 0,
    durationSeconds: previous?.durationSeconds ?? null,
    percentage: previous?.percentage ?? null,
  }
  cache.prefetch = prefetch
  if (duration !== undefined) {
    prefetch.durationSeconds = readDuration('prefetch duration', duration, cache, context) ?? prefetch.durationSeconds
  }
  if (percentage === undefined || isUndecided(context, percentage)) {
    if (percentage !== undefined) cache.undetermined.push(`prefetch percentage is written as ${percentage.text}`)
    return
  }
  const percent = percentage.text.endsWith('%') ? parseGoInteger(percentage.text.slice(0, -1)) : null
  if (percent === null || percent < 10 || percent > 90) {
    const message = `cache: prefetch percentage "${percentage.text}" is not 10% to 90%.`
    refuse(context, percentage, message, 'Write a whole number from 10 to 90 with a percent sign: 15%.')
    return
  }
  prefetch.percentage = percent
}

function readServeStale(cache: WrittenCache, args: Token[], context: SetupContext): void {
  const stale: WrittenStale = {
    durationSeconds: null,
    mode: 'immediate',
    verifyTimeoutSeconds: null,
    responseTtlSeconds: null,
    recheckSeconds: null,
  }
  cache.serveStale = stale
  const [duration, mode, ...more] = args
  if (duration === undefined) return
  const seconds = readDuration('serve_stale duration', duration, cache, context)
  if (seconds !== null && seconds < 0) {
    refuse(
      context,
      duration,
      `cache: serve_stale duration ${duration.text} is negative.`,
      'Use 0s (off) or more, such as 1h.',
    )
  } else stale.durationSeconds = seconds
  if (mode === undefined) return
  if (!supports(context, '1.9.2')) {
    refuseTooNew(context, mode, 'The mode of serve_stale', '1.9.2')
    return
  }
  if (isUndecided(context, mode)) {
    cache.undetermined.push(`serve_stale mode is written as ${mode.text}`)
    return
  }
  const spelled = mode.text.toLowerCase()
  if (spelled !== 'immediate' && spelled !== 'verify') {
    refuse(context, mode, `cache: unknown serve_stale mode "${mode.text}".`, 'Use immediate or verify.')
    return
  }
  stale.mode = spelled
  readStaleExtras(stale, more, cache, context)
}

/** After the mode: verify [TIMEOUT [RESPONSE_TTL [RECHECK]]], immediate [RESPONSE_TTL [RECHECK]]. */
function readStaleExtras(stale: WrittenStale, words: Token[], cache: WrittenCache, context: SetupContext): void {
  const [timeout, ...rest] = stale.mode === 'verify' ? words : [undefined, ...words]
  if (timeout !== undefined) {
    if (!supports(context, '1.14.4')) {
      refuseTooNew(context, timeout, 'The verify timeout of serve_stale', '1.14.4')
      return
    }
    stale.verifyTimeoutSeconds = readDuration('serve_stale verify timeout', timeout, cache, context)
  }
  const [responseTtl, recheck, extra] = rest
  if (responseTtl === undefined) return
  if (!supports(context, '1.14.7')) {
    refuseTooNew(context, responseTtl, 'The response TTL of serve_stale', '1.14.7')
    return
  }
  const ttl = readDuration('serve_stale response TTL', responseTtl, cache, context)
  if (ttl !== null && (ttl < 0 || !Number.isInteger(ttl))) {
    refuse(context, responseTtl, 'cache: serve_stale response TTL must be whole seconds.', 'Write for example 30s.')
  } else stale.responseTtlSeconds = ttl
  if (recheck !== undefined) {
    const seconds = readDuration('serve_stale recheck', recheck, cache, context)
    if (seconds !== null && (seconds < 0 || seconds > RECHECK_SECONDS_MAX)) {
      refuse(context, recheck, 'cache: serve_stale recheck must be at most 5m.', 'Use 0s to 5m.')
    } else stale.recheckSeconds = seconds
  }
  if (extra !== undefined)
    refuse(context, extra, 'cache: serve_stale has too many arguments.', 'Remove the last words.')
}

function readServfail(cache: WrittenCache, option: Token, args: Token[], context: SetupContext): void {
  if (!supports(context, '1.9.4')) {
    refuseTooNew(context, option, 'cache option "servfail"', '1.9.4')
    return
  }
  const [duration] = args
  if (duration === undefined || args.length > 1) {
    refuse(context, option, 'cache: servfail takes exactly one duration.', 'Write "servfail 0" or "servfail 5s".')
    return
  }
  const seconds = readDuration('servfail', duration, cache, context)
  if (seconds === null) return
  if (seconds < 0 || seconds > SERVFAIL_SECONDS_MAX) {
    refuse(context, duration, `cache: servfail ${duration.text} is out of range.`, 'Use 0 to 5m.')
    return
  }
  cache.servfailSeconds = seconds
}

function readDisable(cache: WrittenCache, option: Token, args: Token[], context: SetupContext): void {
  if (!supports(context, '1.9.4')) {
    refuseTooNew(context, option, 'cache option "disable"', '1.9.4')
    return
  }
  const [kind, ...zoneWords] = args
  if (kind === undefined || (kind.text !== 'success' && kind.text !== 'denial')) {
    const message = `cache: disable takes success or denial${kind === undefined ? '' : `, not "${kind.text}"`}.`
    refuse(context, kind ?? option, message, 'Write "disable success" or "disable denial", each on its line.')
    return
  }
  const zones: string[] = []
  for (const word of zoneWords) {
    if (isDomainName(word.text)) zones.push(makeFullyQualified(word.text).toLowerCase())
    else
      refuse(
        context,
        word,
        `cache: disable zone "${word.text}" is not a domain name.`,
        'Write a zone such as example.org.',
      )
  }
  const disabled = zoneWords.length === 0 ? ['.'] : zones
  if (kind.text === 'success') cache.disabledSuccessZones = disabled
  else cache.disabledDenialZones = disabled
}

function readInteger(what: string, token: Token, cache: WrittenCache, context: SetupContext): number | null {
  if (isUndecided(context, token)) {
    cache.undetermined.push(`${what} is written as ${token.text}`)
    return null
  }
  const value = parseGoInteger(token.text)
  if (value === null) refuse(context, token, `cache: ${what} "${token.text}" is not a whole number.`, INTEGER_FIX)
  return value
}

function readPositive(what: string, token: Token, cache: WrittenCache, context: SetupContext): number | null {
  const seconds = readInteger(what, token, cache, context)
  if (seconds === null) return null
  if (seconds <= 0) {
    const fix = 'Use 1 or more seconds; to switch a class off write "disable success" or "disable denial".'
    refuse(context, token, `cache: ${what} ${seconds} is not positive.`, fix)
    return null
  }
  warnOverflow(what, seconds, token, cache, context)
  return seconds
}

function warnOverflow(what: string, seconds: number, token: Token, cache: WrittenCache, context: SetupContext): void {
  if (!overflowsDuration(seconds)) return
  const message = `cache: ${what} ${token.text} overflows; CoreDNS accepts it and computes with a wrong number.`
  warn(context, 'cache-number-overflow', token, message, 'Write a realistic number of seconds.')
  cache.undetermined.push(`${what} ${token.text} overflows`)
}

function readDuration(what: string, token: Token, cache: WrittenCache, context: SetupContext): number | null {
  if (isUndecided(context, token)) {
    cache.undetermined.push(`${what} is written as ${token.text}`)
    return null
  }
  const seconds = parseGoDurationSeconds(token.text)
  if (seconds === null) refuse(context, token, `cache: ${what} "${token.text}" is not a duration.`, DURATION_FIX)
  return seconds
}
