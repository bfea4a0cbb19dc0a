import { describe, expect, it } from 'vitest'
import type { EffectiveCache } from './cache-plugin'
import { readCorefile } from './corefile'
import {
  computeLifetime,
  computePrefetchRate,
  computeWorstStaleness,
  estimateHitRatio,
  estimateUpstreamRate,
  type LifetimeQuestion,
  type ReplyClass,
} from './lifetime'

const GUIDE_2 = '{;success 9984 30;denial 9984 10;prefetch 20 60s 15%;}'
const GUIDE_3 = '{;prefetch 20 60s 15%;}'

function readCache(args: string, coreDnsVersion = '1.10.0'): EffectiveCache {
  const reading = readCorefile(`.:53 {\ncache ${args.replaceAll(';', '\n')}\n}`, { coreDnsVersion })
  const cache = reading.serverBlocks[0]?.cache
  if (cache === undefined || !reading.valid) throw new Error('the Corefile of this row is not valid')
  return cache
}

function ask(args: string, question: LifetimeQuestion, coreDnsVersion?: string) {
  return computeLifetime(readCache(args, coreDnsVersion), question)
}

/** Rows of replies without traffic; `null` for the client: the reply has no records. Measured with CoreDNS 1.10.0. */
describe('what the client sees and when upstream is asked again', () => {
  it.each<
    [row: string, cache: string, reply: ReplyClass, ttl: number, client: number | null, again: number, version?: string]
  >([
    ['1', '', 'success', 300, 300, 300],
    ['2', '', 'success', 86400, 3600, 3600],
    ['3', '', 'success', 2, 5, 5],
    ['3b', '', 'success', 0, 5, 5],
    ['4', '', 'denial', 3600, 1800, 1800],
    ['5', '', 'denial', 900, 900, 900],
    ['7', '', 'empty', 0, null, 5],
    ['8', '', 'empty', 3600, null, 5],
    ['9', '', 'servfail', 0, null, 5],
    ['11', '30', 'success', 300, 30, 30],
    ['12', '30', 'success', 10, 10, 10],
    ['13', '30', 'success', 20, 20, 20],
    ['14', '30', 'denial', 3600, 30, 30],
    ['15', '3', 'success', 300, 3, 3],
    ['15b', '3', 'success', 1, 3, 3],
    ['16', '{;success 9984 30;}', 'denial', 3600, 1800, 1800],
    ['17', '{;denial 9984 5;}', 'denial', 30, 5, 5],
    ['18b', '{;success 9984 30 0;}', 'success', 2, 2, 2],
    ['19', '{;success 9984 600 60;}', 'success', 10, 60, 60],
    ['19b', '{;success 9984 600 60;}', 'success', 300, 300, 300],
    ['20', '{;success 9984 30 60;}', 'success', 10, 30, 30],
    ['21', '{;success 9984 7200;}', 'success', 86400, 3600, 3600],
    ['21b', '{;success 9984 7200;}', 'success', 86400, 7200, 7200, '1.14.4'],
    ['22', '{;servfail 1m;}', 'servfail', 0, null, 60],
  ])('row %s: cache %s, %s with TTL %d', (_row, cache, replyClass, recordTtlSeconds, client, again, version) => {
    const lifetime = ask(cache, { recordTtlSeconds, replyClass }, version)
    expect(lifetime).toMatchObject({
      isStored: true,
      reason: null,
      lifetimeSeconds: again,
      clientTtlSeconds: client,
      upstreamAskedAgainSeconds: again,
      refresh: 'expiry',
      prefetch: null,
    })
  })

  it.each<[row: string, cache: string, reply: ReplyClass, ttl: number, client: number | null]>([
    ['6', '', 'uncacheable', 0, 5],
    ['10', '30', 'uncacheable', 300, 30],
    ['18', '{;success 9984 30 0;}', 'success', 0, 0],
    ['22b', '{;servfail 0s;}', 'servfail', 0, null],
    ['23', '{;disable success;}', 'success', 300, 300],
    ['23b', '30 {;disable success;}', 'success', 300, 30],
    ['24', '30s', 'success', 300, 300],
    ['2.7', '{;disable denial;}', 'servfail', 0, null],
  ])(
    'row %s: cache %s, %s with TTL %d is not stored and says why',
    (_row, cache, replyClass, recordTtlSeconds, client) => {
      const lifetime = ask(cache, { recordTtlSeconds, replyClass })
      expect(lifetime).toMatchObject({
        isStored: false,
        clientTtlSeconds: client,
        refresh: 'every-query',
        lifetimeSeconds: 0,
      })
      expect(lifetime.reason).toBeTruthy()
    },
  )
})

describe('prefetch', () => {
  it.each<
    [
      row: string,
      cache: string,
      reply: ReplyClass,
      ttl: number,
      every: number,
      first: number,
      age: number,
      query: number,
      threshold: number,
    ]
  >([
    ['25', GUIDE_2, 'success', 300, 1, 30, 25, 26, 5],
    ['26', GUIDE_2, 'success', 300, 1.3, 30, 26, 21, 5],
    ['28', GUIDE_2, 'denial', 3600, 0.4, 10, 8, 21, 2],
    ['30', GUIDE_3, 'success', 300, 5, 300, 255, 52, 45],
    ['31', GUIDE_3, 'success', 3600, 60, 3600, 3060, 52, 540],
    ['33', '{;prefetch 10;}', 'success', 300, 1, 300, 270, 271, 30],
    ['34', '{;prefetch 10;}', 'success', 5, 0.1, 5, 4, 41, 1],
    ['35', '{;prefetch 1 1m 90%;}', 'success', 60, 1, 60, 6, 7, 54],
    ['37', '{;prefetch 2 10s 50%;}', 'success', 60, 10, 60, 30, 4, 30],
  ])(
    'row %s: cache %s, %s TTL %d asked every %d s',
    (_row, cache, replyClass, ttl, every, first, age, query, threshold) => {
      const lifetime = ask(cache, { recordTtlSeconds: ttl, replyClass, queryIntervalSeconds: every })
      expect(lifetime.clientTtlSeconds).toBe(first)
      expect(lifetime.refresh).toBe('prefetch')
      expect(lifetime.upstreamAskedAgainSeconds).toBe(age)
      expect(lifetime.prefetch).toMatchObject({
        ageSeconds: age,
        queryNumber: query,
        thresholdSeconds: threshold,
        reason: null,
      })
    },
  )

  it.each<[row: string, cache: string, reply: ReplyClass, ttl: number, every: number, again: number, why: string]>([
    ['27', GUIDE_2, 'success', 300, 1.5, 30, 'Only 19 hits'],
    ['29', GUIDE_2, 'denial', 3600, 0.5, 10, 'Only 19 hits'],
    ['32', GUIDE_3, 'success', 300, 61, 305, 'restarts'],
    ['38', '{;prefetch 2 9s 50%;}', 'success', 60, 10, 60, 'restarts'],
    ['39', '{;prefetch 2;}', 'success', 30, 6, 30, 'window opens at 27'],
    ['39 as measured', '{;prefetch 5;}', 'success', 30, 6, 30, 'Only 4 hits'],
  ])(
    'row %s: cache %s, %s TTL %d asked every %d s is never prefetched',
    (_row, cache, replyClass, ttl, every, again, why) => {
      const lifetime = ask(cache, { recordTtlSeconds: ttl, replyClass, queryIntervalSeconds: every })
      expect(lifetime.refresh).toBe('expiry')
      expect(lifetime.upstreamAskedAgainSeconds).toBe(again)
      expect(lifetime.prefetch).toMatchObject({ ageSeconds: null, queryNumber: null })
      expect(lifetime.prefetch?.reason).toContain(why)
    },
  )

  it('without a query interval the moment is not known, the window is', () => {
    const lifetime = ask(GUIDE_2, { recordTtlSeconds: 300, replyClass: 'success' })
    expect(lifetime.prefetch).toMatchObject({ ageSeconds: null, thresholdSeconds: 5, windowOpensAtSeconds: 25 })
    expect(lifetime.prefetch?.reason).toContain('traffic')
    expect(lifetime.upstreamAskedAgainSeconds).toBe(30)
  })

  it('agrees with a query-by-query replay of the rules', () => {
    for (const every of [0.25, 0.5, 1, 2, 3, 4, 7, 11, 29, 30]) {
      for (const [amount, gap, percent, ttl] of [
        [1, 60, 10, 30],
        [5, 60, 15, 30],
        [3, 4, 50, 60],
        [10, 60, 90, 7],
        [2, 0, 20, 100],
      ] as const) {
        const cache = readCache(`{;prefetch ${amount} ${gap}s ${percent}%;}`)
        const lifetime = computeLifetime(cache, {
          recordTtlSeconds: ttl,
          replyClass: 'success',
          queryIntervalSeconds: every,
        })
        expect(lifetime.prefetch?.ageSeconds).toBe(replayPrefetch(amount, gap, percent, Math.max(ttl, 5), every))
      }
    }
  })
})

function replayPrefetch(amount: number, gap: number, percent: number, lifetime: number, every: number): number | null {
  let counter = 0
  for (let hit = 1; hit * every < lifetime; hit += 1) {
    counter = every > gap ? 1 : counter + 1
    const left = lifetime - Math.floor(hit * every)
    if (counter >= amount && left <= Math.ceil((percent * lifetime) / 100)) return hit * every
  }
  return null
}

describe('stale answers', () => {
  it('row 36: an expired entry is handed out while it is refreshed', () => {
    const cache = '{;prefetch 10;serve_stale;}'
    const lifetime = ask(cache, { recordTtlSeconds: 300, replyClass: 'success', queryIntervalSeconds: 400 })
    expect(lifetime).toMatchObject({
      clientTtlSeconds: 300,
      refresh: 'stale',
      upstreamAskedAgainSeconds: 400,
      staleSeconds: 3600,
    })
  })

  it('a query after the stale window finds nothing', () => {
    const question = { recordTtlSeconds: 300, replyClass: 'success', queryIntervalSeconds: 3900 } as const
    expect(ask('{;serve_stale;}', question).refresh).toBe('expiry')
  })
})

describe('formulas', () => {
  it('the hit ratio is 33 % at 5 s and 75 % at 30 s for a query every 10 s', () => {
    expect(estimateHitRatio(0.1, 5)).toBeCloseTo(1 / 3)
    expect(estimateHitRatio(0.1, 30)).toBeCloseTo(0.75)
    expect(estimateHitRatio(0, 30)).toBe(0)
  })

  it('upstream sees the rest, or one query per prefetch', () => {
    expect(estimateUpstreamRate(0.1, 30)).toBeCloseTo(0.025)
    expect(estimateUpstreamRate(10, 30, 25)).toBeCloseTo(0.04)
  })

  it('the guide’s prefetch needs 0.69 queries per second for success and 2.2 for denial', () => {
    expect(computePrefetchRate(20, 30)).toBeCloseTo(20 / 29)
    expect(computePrefetchRate(20, 10)).toBeCloseTo(20 / 9)
    expect(computePrefetchRate(20, 1)).toBeNull()
  })

  it('behind another cache a record is 34 s old at worst, not 60', () => {
    expect(computeWorstStaleness(readCache('30'), 'success', 30)).toBe(34)
    expect(computeWorstStaleness(readCache('{;success 9984 30 0;}'), 'success', 30)).toBe(30)
    expect(computeWorstStaleness(readCache('30'), 'success', 30, true)).toBe(60)
    expect(computeWorstStaleness(readCache('30 {;serve_stale 1h;}'), 'success', 30)).toBe(3634)
  })

  it('strange input gives a number, never NaN', () => {
    for (const recordTtlSeconds of [Number.NaN, -1, Number.POSITIVE_INFINITY]) {
      const lifetime = ask('30', { recordTtlSeconds, replyClass: 'success', queryIntervalSeconds: -1 })
      expect(lifetime.lifetimeSeconds).toBe(5)
    }
  })
})
