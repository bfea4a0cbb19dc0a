import type { WrittenCache, WrittenClass } from './cache-directive'
import type { StaleMode } from './cache-stale'
import { type SetupContext, warn } from './setup'
import { isAtLeast, type Release } from './versions'
import { isInZone, splitHostPort } from './zone-name'

/**
 * Where an effective number comes from: `written` for this value, `inherited` from `cache TTL`, CoreDNS's `default`, `rounded` by
 * splitting a capacity over shards, or `capped` at an hour by a CoreDNS that cannot cache longer.
 */
export type Origin = 'written' | 'inherited' | 'default' | 'rounded' | 'capped'

/** `requested` is what was written, present when `value` differs from it. */
export type EffectiveNumber = { value: number; origin: Origin; requested?: number }

/** One store. Replies for names in `disabledZones` are not kept (`.`: none is), though their TTLs are still rewritten. */
export type EffectiveClass = {
  maxTtlSeconds: EffectiveNumber
  minTtlSeconds: EffectiveNumber
  capacity: EffectiveNumber
  disabledZones: string[]
}

export type EffectivePrefetch = {
  amount: EffectiveNumber
  durationSeconds: EffectiveNumber
  percentage: EffectiveNumber
}

export type EffectiveStale = {
  durationSeconds: EffectiveNumber
  mode: StaleMode
  verifyTimeoutSeconds: number | null
  responseTtlSeconds: number | null
  recheckSeconds: number | null
  prefersPositive: boolean
}

/**
 * What the cache of one server block does. All keys of a block share it. `enabled` is false when the names of the block are not
 * cached, and `reason` then says why. `coverage` tells how much of the block's names the zones of the cache cover.
 *
 * `undetermined` lists numbers that the file does not give (an environment reference, an overflow): those numbers hold CoreDNS's
 * default or the written text and must not be judged.
 */
export type EffectiveCache = {
  enabled: boolean
  reason: string | null
  zones: string[]
  coverage: 'all' | 'some' | 'none'
  success: EffectiveClass
  denial: EffectiveClass
  prefetch: EffectivePrefetch | null
  serveStale: EffectiveStale | null
  servfailSeconds: EffectiveNumber
  keepTtl: boolean
  /** Option names as written, in file order; empty without an option block. */
  options: string[]
  /** The number of `cache TTL`; null when none is written. */
  ttlSeconds: number | null
  undetermined: string[]
  /** Line of the directive; null without one. */
  line: number | null
}

/** Defaults of coredns/coredns plugin/cache/cache.go, the same from 1.7.0 to 1.14.7. */
const DEFAULTS = {
  capacity: 10_000,
  successTtlSeconds: 3600,
  denialTtlSeconds: 1800,
  minTtlSeconds: 5,
  servfailSeconds: 5,
  prefetchDurationSeconds: 60,
  prefetchPercentage: 10,
  staleSeconds: 3600,
} as const

const SHARDS = 256
const SHARD_ENTRIES_MIN = 4
const TTL_SECONDS_CAP = 3600

/**
 * Entries that a store really holds for a requested capacity: it is cut into 256 shards of at least 4. Zero and negative numbers give
 * 1024, they do not switch the store off. Source: coredns/coredns plugin/pkg/cache/cache.go at v1.10.0.
 */
export function computeCapacity(requested: number): number {
  return Math.max(Math.trunc(requested / SHARDS), SHARD_ENTRIES_MIN) * SHARDS
}

/** The cache of a block without (or with an unreadable) `cache` directive and of one with it, as that release computes it. */
export function computeEffectiveCache(written: WrittenCache | null, context: SetupContext): EffectiveCache {
  const { release } = context.binary
  if (written === null) {
    return {
      ...computeNumbers(null, release),
      enabled: false,
      reason: 'The block has no cache directive: every query goes upstream.',
      zones: [],
      coverage: 'none',
      line: null,
    }
  }
  const zones =
    written.zoneArgs === null ? [...context.zones] : written.zoneArgs.flatMap((token) => readZones(token.text))
  const reach = judgeReach(zones, context.zones)
  const numbers = computeNumbers(written, release)
  for (const kind of [numbers.success, numbers.denial]) {
    // Named zones that cover every name of the block switch the class off for it as the root would.
    if (coversAll(kind.disabledZones, context.zones)) kind.disabledZones = ['.']
  }
  const isOff = [numbers.success, numbers.denial].every((kind) => kind.disabledZones.includes('.'))
  if (written.zoneArgs !== null) warnZones(written, zones, reach, context)
  return {
    ...numbers,
    enabled: reach.isCached && !isOff,
    reason: isOff ? 'Both classes are disabled: nothing is stored, only TTLs are rewritten.' : reach.reason,
    zones,
    coverage: reach.coverage,
    line: written.token.line,
  }
}

type Numbers = Omit<EffectiveCache, 'enabled' | 'reason' | 'zones' | 'coverage' | 'line'>

function computeNumbers(written: WrittenCache | null, release: Release): Numbers {
  const ttl = written?.ttlSeconds ?? null
  return {
    success: computeClass(written?.success, ttl, DEFAULTS.successTtlSeconds, written?.disabledSuccessZones, release),
    denial: computeClass(written?.denial, ttl, DEFAULTS.denialTtlSeconds, written?.disabledDenialZones, release),
    prefetch: computePrefetch(written),
    serveStale: computeStale(written),
    servfailSeconds: chooseNumber(written?.servfailSeconds ?? null, DEFAULTS.servfailSeconds),
    keepTtl: written?.keepTtl ?? false,
    options: [...(written?.options ?? [])],
    ttlSeconds: ttl,
    undetermined: [...(written?.undetermined ?? [])],
  }
}

function chooseNumber(written: number | null, fallback: number): EffectiveNumber {
  return written === null ? { value: fallback, origin: 'default' } : { value: written, origin: 'written' }
}

function computeClass(
  written: WrittenClass | undefined,
  inheritedTtl: number | null,
  defaultTtlSeconds: number,
  disabledZones: readonly string[] | undefined,
  release: Release,
): EffectiveClass {
  const minTtlSeconds = chooseNumber(written?.minTtlSeconds ?? null, DEFAULTS.minTtlSeconds)
  let maxTtlSeconds = chooseNumber(written?.maxTtlSeconds ?? null, defaultTtlSeconds)
  if (maxTtlSeconds.origin === 'default' && inheritedTtl !== null) {
    maxTtlSeconds = { value: inheritedTtl, origin: 'inherited' }
  }
  const requested = written?.capacity ?? null
  const capacity = computeCapacity(requested ?? DEFAULTS.capacity)
  return {
    maxTtlSeconds: capMaxTtl(maxTtlSeconds, minTtlSeconds.value, release),
    minTtlSeconds,
    capacity:
      requested === null
        ? { value: capacity, origin: 'default' }
        : capacity === requested
          ? { value: capacity, origin: 'written' }
          : { value: capacity, origin: 'rounded', requested },
    disabledZones: [...(disabledZones ?? [])],
  }
}

/** Up to 1.14.3 a message starts out with an hour, so only a minimum TTL can keep it longer. Source: plugin/pkg/dnsutil/ttl.go. */
function capMaxTtl(maxTtl: EffectiveNumber, minTtlSeconds: number, release: Release): EffectiveNumber {
  if (isAtLeast(release, '1.14.4')) return maxTtl
  const reachable = Math.max(TTL_SECONDS_CAP, minTtlSeconds)
  return maxTtl.value > reachable ? { value: reachable, origin: 'capped', requested: maxTtl.value } : maxTtl
}

/** An amount of 0 is CoreDNS's way of saying off. */
function computePrefetch(written: WrittenCache | null): EffectivePrefetch | null {
  const prefetch = written?.prefetch ?? null
  if (prefetch === null || prefetch.amount === 0) return null
  return {
    amount: { value: prefetch.amount, origin: 'written' },
    durationSeconds: chooseNumber(prefetch.durationSeconds, DEFAULTS.prefetchDurationSeconds),
    percentage: chooseNumber(prefetch.percentage, DEFAULTS.prefetchPercentage),
  }
}

/** A window of 0 is accepted and means off. */
function computeStale(written: WrittenCache | null): EffectiveStale | null {
  const stale = written?.serveStale ?? null
  if (written === null || stale === null || stale.durationSeconds === 0) return null
  return {
    durationSeconds: chooseNumber(stale.durationSeconds, DEFAULTS.staleSeconds),
    mode: stale.mode,
    verifyTimeoutSeconds: stale.verifyTimeoutSeconds,
    responseTtlSeconds: stale.responseTtlSeconds,
    recheckSeconds: stale.recheckSeconds,
    prefersPositive: written.prefersPositiveStale,
  }
}

/** A zone argument that is no domain name is dropped without a word. */
function readZones(text: string): string[] {
  const split = splitHostPort(text)
  return split.isValid ? split.zones.map((zone) => zone.toLowerCase()) : []
}

type Reach = { coverage: EffectiveCache['coverage']; isCached: boolean; reason: string | null }

function coversAll(covering: readonly string[], zones: readonly string[]): boolean {
  return zones.length > 0 && zones.every((zone) => covering.some((wide) => isInZone(zone.toLowerCase(), wide)))
}

function judgeReach(cacheZones: readonly string[], blockZones: readonly string[]): Reach {
  if (
    blockZones.length === 0 ||
    coversAll(
      cacheZones.map((zone) => zone.toLowerCase()),
      blockZones,
    )
  ) {
    return { coverage: 'all', isCached: true, reason: null }
  }
  if (cacheZones.length === 0) {
    return { coverage: 'none', isCached: false, reason: 'The zone list of cache is empty: nothing is cached.' }
  }
  const listed = cacheZones.join(', ')
  const covered = blockZones.filter((zone) => coversAll(cacheZones, [zone]))
  const below = cacheZones.filter((zone) => blockZones.some((wide) => isInZone(zone, wide.toLowerCase())))
  if (covered.length === 0 && below.length === 0) {
    const reason = `cache is limited to ${listed}, outside the zones of this block: nothing is cached.`
    return { coverage: 'none', isCached: false, reason }
  }
  // One label below the root (30s., note., 60.) comes from a slip far more often than from a top-level domain that is meant.
  const isMeant = covered.length > 0 || below.some((zone) => zone.split('.').length > 2)
  const reason = `cache is limited to ${listed}: all other names of this block are not cached.`
  return { coverage: 'some', isCached: isMeant, reason: isMeant ? null : reason }
}

function warnZones(written: WrittenCache, zones: readonly string[], reach: Reach, context: SetupContext): void {
  const first = written.zoneArgs?.[0]
  if (first === undefined || reach.coverage === 'all') return
  if (written.ttlSeconds === null && /^[0-9]+(\.[0-9]+)?[a-zA-Z]+$/.test(first.text)) {
    const message = `cache "${first.text}" is not a TTL: CoreDNS reads it as the zone "${zones[0] ?? ''}", so real names are not cached.`
    warn(
      context,
      'cache-ttl-unit',
      first,
      message,
      `Write plain seconds without unit: "cache ${Number.parseInt(first.text, 10)}".`,
    )
    return
  }
  if (/[{}]/.test(first.text)) {
    const message = `cache "${first.text}": the braces are glued and read as a zone, so real names are not cached.`
    warn(context, 'brace-glued', first, message, 'Write "{" and "}" as words of their own, or remove them.')
    return
  }
  if (reach.isCached && zones.every((zone) => context.zones.some((wide) => isInZone(zone, wide.toLowerCase())))) return
  const message = reach.reason ?? `cache names zones outside this block: ${zones.join(', ')}.`
  warn(context, 'cache-zone-outside', first, message, 'Remove the zones after cache, or name zones of this block.')
}
