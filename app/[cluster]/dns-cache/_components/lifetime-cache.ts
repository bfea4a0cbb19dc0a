import type { EffectiveCache as WireCache } from '@/lib/api/dns-cache'
import type { EffectiveCache } from '@/lib/dns-cache/cache-plugin'

/**
 * A cache as the API sends it, in the shape that `computeLifetime` takes. What the API leaves out does not change a lifetime: where
 * the directive stands, its options as written, and how a stale answer is checked.
 */
export function toLifetimeCache(cache: WireCache): EffectiveCache {
  return {
    ...cache,
    line: null,
    zones: [],
    serveStale:
      cache.serveStale === null
        ? null
        : {
            durationSeconds: cache.serveStale.durationSeconds,
            mode: cache.serveStale.mode === 'verify' ? 'verify' : 'immediate',
            verifyTimeoutSeconds: null,
            responseTtlSeconds: null,
            recheckSeconds: null,
            prefersPositive: false,
          },
    options: [],
    ttlSeconds: null,
  }
}
