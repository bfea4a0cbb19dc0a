import { readServeStale, type WrittenStale } from './cache-stale'
import { readDuration, readInteger, readPositive, warnOverflow } from './cache-values'
import { Dispenser } from './dispenser'
import { parseGoDurationSeconds, parseGoInteger } from './go-values'
import type { Token } from './lexer'
import { isUndecided, refuse, refuseRepeated, refuseTooNew, type SetupContext, supports } from './setup'
import { isDomainName, makeFullyQualified } from './zone-name'

/** What is written for one class; null where nothing (or nothing readable) is. */
export type WrittenClass = { capacity: number | null; maxTtlSeconds: number | null; minTtlSeconds: number | null }

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
  cache.ttlSeconds = readPositive('cache TTL', first, cache.undetermined, context)
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
      cache.serveStale = readServeStale(args, cache.undetermined, context)
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
  written.capacity = readInteger(`${name} capacity`, capacity, cache.undetermined, context) ?? written.capacity
  if (maxTtl === undefined) return
  written.maxTtlSeconds = readPositive(`${name} TTL`, maxTtl, cache.undetermined, context) ?? written.maxTtlSeconds
  if (minTtl === undefined) return
  const seconds = readInteger(`${name} minimum TTL`, minTtl, cache.undetermined, context)
  if (seconds === null) return
  if (seconds < 0) {
    refuse(context, minTtl, `cache: ${name} minimum TTL ${seconds} is negative.`, 'Use 0 or more seconds.')
    return
  }
  warnOverflow(`${name} minimum TTL`, seconds, minTtl, cache.undetermined, context)
  written.minTtlSeconds = seconds
}

function readPrefetch(cache: WrittenCache, option: Token, args: Token[], context: SetupContext): void {
  const [amount, duration, percentage] = args
  if (amount === undefined || args.length > 3) {
    const message = `cache: prefetch takes one to three arguments, not ${args.length}.`
    refuse(context, option, message, 'Write "prefetch AMOUNT [DURATION [PERCENT%]]".')
    return
  }
  const count = readInteger('prefetch amount', amount, cache.undetermined, context)
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
    prefetch.durationSeconds =
      readDuration('prefetch duration', duration, cache.undetermined, context) ?? prefetch.durationSeconds
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
  const seconds = readDuration('servfail', duration, cache.undetermined, context)
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
