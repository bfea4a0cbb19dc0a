import type { ServerBlock } from '@/lib/dns-cache/corefile'
import { isAtLeast, parseRelease } from '@/lib/dns-cache/versions'
import type { ClusterSubject } from '../cluster-subject'
import type { Check } from '../define-check'
import { at, hasCache, isStored, seconds } from './cache-fault'
import { defineBlockCheck, sources } from './judge-corefile'
import { isClusterBlock } from './zones'

/** Hits for each second of lifetime above which a prefetch hardly ever comes: a name would need a query every two seconds on each node. */
const prefetchHitsPerSecondMax = 0.5
const staleSecondsMax = 3600
const servfailSecondsMax = 30

/** The amount written for prefetch; null without the option or when it is not a number. */
function readPrefetchAmount(block: ServerBlock): number | null {
  const words = block.directives.find((directive) => directive.name === 'cache')?.words ?? []
  const position = words.lastIndexOf('prefetch')
  const amount = position === -1 ? Number.NaN : Number.parseInt(words[position + 1] ?? '', 10)
  return Number.isNaN(amount) ? null : amount
}

/** Checks of what the cache does when entries end: prefetch, stale answers, failures. */
export const cacheRefreshChecks: Check<ClusterSubject>[] = [
  defineBlockCheck({
    id: 'prefetch-useless',
    title: 'prefetch hardly ever comes to act',
    severity: 'warning',
    order: 30,
    findFaults: (block) => {
      if (!hasCache(block)) return []
      if (readPrefetchAmount(block) === 0) return at(block, 'prefetch 0: off', '2 to 5')
      const { prefetch, success } = block.cache
      if (prefetch === null) return []
      const lifetime = success.maxTtlSeconds.value
      if (prefetch.amount.value / lifetime <= prefetchHitsPerSecondMax) return []
      const rate = (prefetch.amount.value / lifetime).toFixed(2)
      return at(
        block,
        `prefetch ${prefetch.amount.value} within ${seconds(lifetime)}: ${rate} queries a second for one name on one node`,
        '2 to 5',
      )
    },
    say: (faults) => `few names ever reach prefetch (${faults[0]?.observed ?? ''}).`,
    fix: 'Lower the amount to 2 to 5, or lengthen the TTL.',
    page: {
      see: 'prefetch asks for more hits than a name gets within its lifetime (more than one every two seconds), or for 0.',
      why: 'Hits are counted for each name, type and node and start at 0 with every new entry; entries expire before the count is reached.',
      fix: 'Use a small amount.',
      ignore: 'Only very hot names are meant.',
      source: 'coredns/coredns plugin/cache/handler.go and freq/freq.go at v1.10.0',
    },
  }),
  defineBlockCheck({
    id: 'prefetch-duration-moot',
    title: 'The gap of prefetch is longer than any entry lives',
    severity: 'info',
    order: 31,
    findFaults: (block) => {
      const { prefetch, success } = block.cache
      if (!hasCache(block) || prefetch === null || prefetch.durationSeconds.origin !== 'written') return []
      const { value } = prefetch.durationSeconds
      const lifetime = success.maxTtlSeconds.value
      return value >= lifetime
        ? at(block, `gap ${seconds(value)}, entries live ${seconds(lifetime)}`, `below ${lifetime} s, or none`)
        : []
    },
    say: (faults) => `the gap of prefetch never acts (${faults[0]?.observed ?? ''}).`,
    fix: 'Choose a duration below the TTL, or leave it out.',
    page: {
      see: 'The duration of prefetch is not shorter than the longest lifetime of an entry.',
      why: 'The counter restarts after a gap that long, and no entry lives long enough to have one.',
      fix: 'Choose a shorter duration, or drop it.',
      source: 'coredns/coredns plugin/cache/freq/freq.go at v1.10.0',
    },
  }),
  defineBlockCheck({
    id: 'stale-no-servfail0',
    title: 'A failing upstream replaces stale answers by SERVFAIL',
    severity: 'warning',
    order: 32,
    findFaults: (block, { reading }) => {
      const { cache } = block
      const release = parseRelease(reading.coreDnsVersion)
      if (!hasCache(block) || cache.serveStale === null || !isStored(cache.denial.disabledZones)) return []
      if (cache.servfailSeconds.value === 0 || (release !== null && isAtLeast(release, '1.14.4'))) return []
      return at(
        block,
        `serve_stale, servfail ${seconds(cache.servfailSeconds.value)} (${cache.servfailSeconds.origin})`,
        'servfail 0',
      )
    },
    say: (_, { reading }) =>
      `serve_stale is on and SERVFAIL is cached: when the upstream answers SERVFAIL, it is served instead of the stale address (CoreDNS ${reading.coreDnsVersion}).`,
    fix: 'Add "servfail 0" to the cache block (CoreDNS 1.9.4 or newer; before, upgrade the image).',
    page: {
      see: 'serve_stale is on, servfail is not 0, and CoreDNS is older than 1.14.4.',
      why: 'A SERVFAIL from upstream is cached as a negative answer and hides the stale positive one, the moment stale data was meant for.',
      fix: 'Add servfail 0.',
      source: 'coredns/coredns issue 7956; plugin/cache/handler.go at v1.10.0',
    },
  }),
  defineBlockCheck({
    id: 'stale-on-cluster',
    title: 'Stale answers are served for the cluster domain',
    severity: 'warning',
    order: 33,
    findFaults: (block) => {
      const { serveStale } = block.cache
      if (!hasCache(block) || serveStale === null || !isClusterBlock(block)) return []
      return at(block, `serve_stale ${seconds(serveStale.durationSeconds.value)} ${serveStale.mode}`, 'no serve_stale')
    },
    say: () =>
      'stale answers are served for the cluster domain: Pods get addresses of Services and Pods that are gone, and "no such name" for new ones.',
    fix: 'Remove serve_stale from the block of the cluster domain.',
    page: {
      see: 'serve_stale stands in the block of the cluster domain.',
      why: 'Addresses inside the cluster change fast; the first query on each node after a change gets the old answer.',
      fix: 'Keep serve_stale to external names.',
      source: 'coredns/coredns plugin/cache/handler.go at v1.10.0; issues 4097 and 4309',
    },
  }),
  defineBlockCheck({
    id: 'stale-window-long',
    title: 'Very old answers are served',
    severity: 'warning',
    order: 36,
    findFaults: (block) => {
      const { serveStale } = block.cache
      if (!hasCache(block) || serveStale === null || serveStale.durationSeconds.value <= staleSecondsMax) return []
      return at(block, `serve_stale ${seconds(serveStale.durationSeconds.value)}`, `at most ${staleSecondsMax} s`)
    },
    say: (faults) =>
      `answers are served long after they expired (${faults[0]?.observed ?? ''}): addresses may have moved on since.`,
    fix: 'Use serve_stale 1h or less.',
    page: {
      see: 'The window of serve_stale is longer than an hour.',
      why: 'The first query on each node after a change gets the old address, however old it is.',
      fix: 'Use an hour or less.',
      ignore: 'Old answers are better than none for every name of the block.',
      source: 'coredns/coredns plugin/cache/handler.go at v1.10.0',
    },
  }),
  defineBlockCheck({
    id: 'servfail-long',
    title: 'Failures are remembered for long',
    severity: 'warning',
    order: 37,
    findFaults: (block) => {
      const { value } = block.cache.servfailSeconds
      return hasCache(block) && value > servfailSecondsMax ? at(block, `servfail ${seconds(value)}`, '0 to 5 s') : []
    },
    say: (faults) => `a short failure upstream is prolonged (${faults[0]?.observed ?? ''}).`,
    fix: 'Use servfail 0 or 5s.',
    page: {
      see: 'servfail is longer than 30 s.',
      why: 'One SERVFAIL from upstream is then repeated to every Pod of the node for that time.',
      fix: 'Use 0 to 5 seconds.',
      source: sources.cache,
    },
  }),
  defineBlockCheck({
    id: 'keepttl-forwarder',
    title: 'Answers keep their TTL while they age',
    severity: 'warning',
    order: 38,
    findFaults: (block) =>
      hasCache(block) && block.cache.keepTtl && block.forwards.length > 0 ? at(block, 'keepttl', 'no keepttl') : [],
    say: () => 'keepttl hands out the full TTL until an entry expires, so the caches of clients add theirs on top.',
    fix: 'Remove keepttl.',
    page: {
      see: 'keepttl stands in a block that forwards.',
      why: 'Programs with a cache of their own keep an answer up to twice as long as its owner allows.',
      fix: 'Remove keepttl.',
      source: sources.cache,
    },
  }),
]
