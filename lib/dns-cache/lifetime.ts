import type { EffectiveCache, EffectiveClass } from './cache-plugin'

/**
 * What came back from upstream. `success`: an answer. `denial`: NXDOMAIN or no answer, with SOA. `empty`: NOERROR without any record,
 * or a referral. `servfail`: SERVFAIL or NOTIMP received from upstream. `uncacheable`: REFUSED, truncated, NXDOMAIN without SOA and
 * the like; its TTLs are rewritten all the same. Source: coredns/coredns plugin/pkg/response/typify.go at v1.10.0.
 */
export type ReplyClass = 'success' | 'denial' | 'empty' | 'servfail' | 'uncacheable'

/**
 * `recordTtlSeconds`: the smallest TTL of all records of the reply; for a denial the SOA record's own TTL (its MINIMUM field is
 * ignored). `queryIntervalSeconds`: one client asks every so many seconds, the first time at age 0; null when not known.
 */
export type LifetimeQuestion = {
  recordTtlSeconds: number
  replyClass: ReplyClass
  queryIntervalSeconds?: number | null
}

/** Whether and when an entry is refreshed ahead of time. `ageSeconds` null: never, or not known; `reason` says which. */
export type PrefetchMoment = {
  /** The background query can go out when at most this much of the lifetime is left. */
  thresholdSeconds: number
  windowOpensAtSeconds: number
  ageSeconds: number | null
  /** The query that sets it off, counting the one that filled the cache as 1. */
  queryNumber: number | null
  reason: string | null
}

/** How upstream comes to be asked again. */
export type Refresh = 'every-query' | 'expiry' | 'prefetch' | 'stale'

/**
 * `lifetimeSeconds` is 0 when nothing is stored, with `reason`. `clientTtlSeconds` is the TTL on every record of the first answer;
 * null when the reply has no records. `upstreamAskedAgainSeconds` is the age at the next upstream query: with a query interval that
 * of the query that causes it, without one the earliest. `staleSeconds` is how long an expired entry may still be handed out.
 */
export type Lifetime = {
  isStored: boolean
  reason: string | null
  lifetimeSeconds: number
  clientTtlSeconds: number | null
  prefetch: PrefetchMoment | null
  refresh: Refresh
  upstreamAskedAgainSeconds: number
  staleSeconds: number
}

/** CoreDNS gives replies without a TTL of their own this lifetime before clamping. Source: plugin/pkg/dnsutil/ttl.go. */
const EMPTY_TTL_SECONDS = 5

/** Query times are sums of decimal fractions; differences below this are rounding. */
const EPSILON_SECONDS = 1e-9

/**
 * Computes what happens to one reply in the cache of a block. Lifetime = min(max(record TTL, minimum), maximum): the maximum wins, and
 * short TTLs are stretched to the minimum. Source: coredns/coredns plugin/cache/{cache,handler,item}.go at v1.10.0.
 *
 * Negative or non-finite TTLs count as 0; an interval that is not above 0 counts as not known.
 */
export function computeLifetime(cache: EffectiveCache, question: LifetimeQuestion): Lifetime {
  const recordTtlSeconds = Number.isFinite(question.recordTtlSeconds) ? Math.max(question.recordTtlSeconds, 0) : 0
  const intervalSeconds = readInterval(question.queryIntervalSeconds)
  const hasRecords = question.replyClass !== 'servfail' && question.replyClass !== 'empty'
  if (!cache.enabled && cache.coverage !== 'all') {
    const clientTtlSeconds = hasRecords ? recordTtlSeconds : null
    return createUnstored(cache.reason ?? 'The cache is off for this name.', clientTtlSeconds)
  }
  if (question.replyClass === 'servfail') return computeServfail(cache, intervalSeconds)

  const store = question.replyClass === 'denial' ? cache.denial : cache.success
  const baseSeconds = question.replyClass === 'empty' ? EMPTY_TTL_SECONDS : recordTtlSeconds
  const lifetimeSeconds = clampTtl(baseSeconds, store)
  const clientTtlSeconds = hasRecords ? lifetimeSeconds : null
  if (question.replyClass === 'uncacheable') {
    return createUnstored('CoreDNS does not store this kind of reply.', clientTtlSeconds)
  }
  if (store.disabledZones.includes('.')) {
    return createUnstored('Storing this class is disabled; only the TTL is rewritten.', clientTtlSeconds)
  }
  if (lifetimeSeconds === 0) return createUnstored('A lifetime of 0 is not stored.', clientTtlSeconds)
  return followEntry(cache, lifetimeSeconds, clientTtlSeconds, intervalSeconds)
}

/** SERVFAIL lives in the denial store for exactly its own time, whatever the TTL limits. */
function computeServfail(cache: EffectiveCache, intervalSeconds: number | null): Lifetime {
  const seconds = cache.servfailSeconds.value
  if (cache.denial.disabledZones.includes('.')) {
    return createUnstored('Storing denials is disabled, which covers SERVFAIL.', null)
  }
  if (seconds <= 0) return createUnstored('servfail is 0: failures are not stored.', null)
  return followEntry(cache, seconds, null, intervalSeconds)
}

function clampTtl(ttlSeconds: number, store: EffectiveClass): number {
  return Math.min(Math.max(ttlSeconds, store.minTtlSeconds.value), store.maxTtlSeconds.value)
}

function readInterval(seconds: number | null | undefined): number | null {
  return typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0 ? seconds : null
}

function createUnstored(reason: string, clientTtlSeconds: number | null): Lifetime {
  return {
    isStored: false,
    reason,
    lifetimeSeconds: 0,
    clientTtlSeconds,
    prefetch: null,
    refresh: 'every-query',
    upstreamAskedAgainSeconds: 0,
    staleSeconds: 0,
  }
}

function followEntry(
  cache: EffectiveCache,
  lifetimeSeconds: number,
  clientTtlSeconds: number | null,
  intervalSeconds: number | null,
): Lifetime {
  const prefetch = cache.prefetch === null ? null : computePrefetch(cache.prefetch, lifetimeSeconds, intervalSeconds)
  const staleSeconds = cache.serveStale?.durationSeconds.value ?? 0
  const stored = { isStored: true, reason: null, lifetimeSeconds, clientTtlSeconds, prefetch, staleSeconds }
  if (prefetch !== null && prefetch.ageSeconds !== null) {
    return { ...stored, refresh: 'prefetch', upstreamAskedAgainSeconds: prefetch.ageSeconds }
  }
  const askedAgain =
    intervalSeconds === null ? lifetimeSeconds : findQueryAt(lifetimeSeconds, intervalSeconds).ageSeconds
  const isStale = staleSeconds > 0 && askedAgain - lifetimeSeconds < staleSeconds
  return { ...stored, refresh: isStale ? 'stale' : 'expiry', upstreamAskedAgainSeconds: askedAgain }
}

/** The first query at or after that age; the query that filled the cache has number 1 and age 0. */
function findQueryAt(ageSeconds: number, intervalSeconds: number): { hits: number; ageSeconds: number } {
  const hits = Math.ceil(ageSeconds / intervalSeconds - EPSILON_SECONDS)
  return { hits, ageSeconds: roundAge(hits * intervalSeconds) }
}

function roundAge(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6
}

/**
 * A hit counts when the hit before it is at most the prefetch duration ago, else counting restarts at 1; the query that filled the
 * cache does not count. Enough hits and no more than `threshold` seconds left send one background query; there is no timer.
 */
function computePrefetch(
  prefetch: NonNullable<EffectiveCache['prefetch']>,
  lifetimeSeconds: number,
  intervalSeconds: number | null,
): PrefetchMoment {
  const amount = prefetch.amount.value
  const thresholdSeconds = Math.ceil((prefetch.percentage.value * lifetimeSeconds) / 100)
  const windowOpensAtSeconds = Math.max(lifetimeSeconds - thresholdSeconds, 0)
  const never = (reason: string): PrefetchMoment => ({
    thresholdSeconds,
    windowOpensAtSeconds,
    ageSeconds: null,
    queryNumber: null,
    reason,
  })
  if (intervalSeconds === null) {
    const reason = `Depends on traffic: ${amount} hits, and one of them in the last ${thresholdSeconds} s.`
    return never(reason)
  }
  if (amount > 1 && intervalSeconds > prefetch.durationSeconds.value + EPSILON_SECONDS) {
    return never(
      `Queries come more than ${prefetch.durationSeconds.value} s apart, so the hit counter restarts each time.`,
    )
  }
  const opening = findQueryAt(windowOpensAtSeconds, intervalSeconds)
  const hits = Math.max(opening.hits, amount, 1)
  const ageSeconds = roundAge(hits * intervalSeconds)
  if (ageSeconds >= lifetimeSeconds - EPSILON_SECONDS) {
    const last = Math.ceil(lifetimeSeconds / intervalSeconds - EPSILON_SECONDS) - 1
    if (last < amount) return never(`Only ${last} hits before the entry expires, ${amount} are needed.`)
    return never(
      `The last hit before expiry is at ${roundAge(last * intervalSeconds)} s, the window opens at ${windowOpensAtSeconds} s.`,
    )
  }
  return { thresholdSeconds, windowOpensAtSeconds, ageSeconds, queryNumber: hits + 1, reason: null }
}

/** Queries per second, for one name and type on one node, that the first prefetch needs: `amount` hits within `lifetime - 1` s. */
export function computePrefetchRate(amount: number, lifetimeSeconds: number): number | null {
  return lifetimeSeconds > 1 ? amount / (lifetimeSeconds - 1) : null
}

/** Share of queries answered from the cache, 0 to 1, for one name on one node with queries at random times. */
export function estimateHitRatio(queriesPerSecond: number, lifetimeSeconds: number): number {
  const expected = Math.max(queriesPerSecond, 0) * Math.max(lifetimeSeconds, 0)
  return expected / (1 + expected)
}

/** Upstream queries per second for one name on one node; with a working prefetch one per refresh, whatever the rate. */
export function estimateUpstreamRate(
  queriesPerSecond: number,
  lifetimeSeconds: number,
  prefetchAgeSeconds: number | null = null,
): number {
  if (prefetchAgeSeconds !== null && prefetchAgeSeconds > 0) return 1 / prefetchAgeSeconds
  return Math.max(queriesPerSecond, 0) / (1 + Math.max(queriesPerSecond, 0) * Math.max(lifetimeSeconds, 0))
}

/**
 * Oldest that an answer can be, in seconds, when this cache asks another cache (the cluster's CoreDNS) that keeps the record for
 * `upstreamTtlSeconds`. That one hands down the remainder, so the two times do not add up; the worst case is a last second that the
 * minimum TTL stretches. With `keepttl` upstream the full time is handed down, and both add up. A stale window comes on top.
 */
export function computeWorstStaleness(
  cache: EffectiveCache,
  replyClass: 'success' | 'denial',
  upstreamTtlSeconds: number,
  isTtlKeptUpstream = false,
): number {
  const upstream = Math.max(upstreamTtlSeconds, 0)
  if (!cache.enabled) return upstream
  const store = replyClass === 'denial' ? cache.denial : cache.success
  const staleSeconds = cache.serveStale?.durationSeconds.value ?? 0
  if (isTtlKeptUpstream) return upstream + clampTtl(upstream, store) + staleSeconds
  const stretched = upstream > 0 ? upstream - 1 + clampTtl(1, store) : clampTtl(0, store)
  return Math.max(upstream, stretched) + staleSeconds
}
