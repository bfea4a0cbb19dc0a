import type { ServerBlock } from '@/lib/dns-cache/corefile'
import { isAtLeast, parseRelease } from '@/lib/dns-cache/versions'
import type { ClusterSubject } from '../cluster-subject'
import type { Check } from '../define-check'
import { type BlockFault, defineBlockCheck, sources } from './judge-corefile'
import { isClusterBlock, isRootBlock } from './zones'

type Fault = Omit<BlockFault, 'block'>

const clusterDenialSecondsMax = 10
const rootDenialSecondsMax = 300
/** Hits for each second of lifetime above which a prefetch hardly ever comes: a name would need a query every two seconds on each node. */
const prefetchHitsPerSecondMax = 0.5

/** Whether the numbers of the block's cache are known and in force. */
function hasCache(block: ServerBlock): boolean {
  return block.cache.line !== null && block.cache.enabled && block.cache.undetermined.length === 0
}

const isStored = (disabledZones: readonly string[]) => !disabledZones.includes('.')
const at = (block: ServerBlock, observed: string, expected: string): Fault[] => [
  { line: block.cache.line ?? block.line, observed, expected },
]
const classes = ['success', 'denial'] as const
const seconds = (count: number) => `${count} s`

/** The amount written for prefetch; null without the option or when it is not a number. */
function readPrefetchAmount(block: ServerBlock): number | null {
  const words = block.directives.find((directive) => directive.name === 'cache')?.words ?? []
  const position = words.lastIndexOf('prefetch')
  const amount = position === -1 ? Number.NaN : Number.parseInt(words[position + 1] ?? '', 10)
  return Number.isNaN(amount) ? null : amount
}

/** Checks of what the cache of each server block really does. */
export const cacheChecks: Check<ClusterSubject>[] = [
  defineBlockCheck({
    id: 'cache-missing',
    title: 'Server block forwards without a cache',
    severity: 'warning',
    order: 22,
    findFaults: (block) =>
      block.forwards.length > 0 && block.cache.line === null
        ? [{ line: block.line, observed: 'forward without cache', expected: 'cache 30' }]
        : [],
    say: () => 'queries are forwarded without a cache, so every one goes upstream.',
    fix: 'Add "cache 30" to the block.',
    page: {
      see: 'A server block has forward and no cache.',
      why: 'The node-local cache then only adds a hop: every query crosses the network.',
      fix: 'Add cache with a TTL that suits the zone, for example cache 30.',
      ignore: 'The upstream must see every query.',
      source: sources.manifest,
    },
  }),
  defineBlockCheck({
    id: 'cache-success-only',
    title: 'Negative answers keep the default TTL of 30 minutes',
    severity: 'warning',
    order: 23,
    findFaults: (block) => {
      const { cache } = block
      if (!hasCache(block) || !cache.options.includes('success') || !isStored(cache.denial.disabledZones)) return []
      const { origin, value } = cache.denial.maxTtlSeconds
      return origin === 'default'
        ? at(block, `success is limited, denial lasts up to ${seconds(value)}`, 'denial 9984 5')
        : []
    },
    say: () => 'only success is limited: a name that does not exist yet stays unknown for up to 1800 s.',
    fix: 'Add "denial 9984 5" beside success.',
    page: {
      see: 'The cache block sets success and neither denial nor a TTL for both.',
      why: 'success limits only positive answers; negative ones keep CoreDNS’s default of 1800 s.',
      fix: 'Write denial 9984 5 too, or one TTL for both: cache 30.',
      source: sources.cache,
    },
  }),
  defineBlockCheck({
    id: 'denial-ttl-high-cluster',
    title: 'New Services stay unknown for long',
    severity: 'warning',
    order: 24,
    findFaults: (block) => {
      const { denial } = block.cache
      if (!hasCache(block) || !isClusterBlock(block) || !isStored(denial.disabledZones)) return []
      const { value, origin } = denial.maxTtlSeconds
      return value > clusterDenialSecondsMax
        ? at(
            block,
            `denial up to ${seconds(value)} (${origin})`,
            `at most ${clusterDenialSecondsMax} s; upstream uses 5`,
          )
        : []
    },
    say: (faults) =>
      `"no such name" is kept for the cluster domain, ${faults[0]?.observed ?? ''}. A Service or StatefulSet Pod asked for too early stays unknown that long.`,
    fix: 'Write "denial 9984 5" in the block of the cluster domain.',
    page: {
      see: 'The block of the cluster domain caches negative answers for more than 10 s.',
      why: 'Programs that look for a new Service or Pod keep getting the old "no such name" on that node.',
      fix: 'Use denial 9984 5, as the Kubernetes manifest does.',
      source: sources.manifest,
    },
  }),
  defineBlockCheck({
    id: 'denial-ttl-high-root',
    title: 'Missing external names stay missing for long',
    severity: 'info',
    order: 25,
    findFaults: (block) => {
      const { denial } = block.cache
      if (!hasCache(block) || !isRootBlock(block) || !isStored(denial.disabledZones)) return []
      const { value, origin } = denial.maxTtlSeconds
      return value > rootDenialSecondsMax ? at(block, `denial up to ${seconds(value)} (${origin})`, '30 to 60 s') : []
    },
    say: (faults) =>
      `negative answers are kept long, ${faults[0]?.observed ?? ''}. A record created a moment too late stays missing on that node, unless the zone's SOA has a lower TTL.`,
    fix: 'Write "denial 9984 30" in the root block.',
    page: {
      see: 'The root block caches negative answers for more than 300 s.',
      why: 'Typing errors and new records linger. The TTL of the zone’s SOA record limits it further.',
      fix: 'Use 30 to 60 s.',
      ignore: 'External names hardly ever appear.',
      source: sources.cache,
    },
  }),
  defineBlockCheck({
    id: 'cache-defaults-implicit',
    title: 'The cache has no TTL of its own, so one hour applies',
    severity: 'info',
    order: 26,
    findFaults: (block) => {
      const { success, denial, ttlSeconds } = block.cache
      const isImplicit = success.maxTtlSeconds.origin === 'default' && denial.maxTtlSeconds.origin === 'default'
      if (!hasCache(block) || ttlSeconds !== null || !isImplicit) return []
      return at(
        block,
        `success up to ${seconds(success.maxTtlSeconds.value)}, denial up to ${seconds(denial.maxTtlSeconds.value)} (defaults)`,
        'TTLs in writing',
      )
    },
    say: (faults) => `cache has no TTL in writing: ${faults[0]?.observed ?? ''}. It is not 30 s.`,
    fix: 'Say the TTLs: "cache 30", or success and denial with their TTL.',
    page: {
      see: 'The cache directive has no TTL and neither success nor denial has one.',
      why: 'CoreDNS’s defaults of 3600 s and 1800 s apply, which readers of the file rarely expect.',
      fix: 'Write the TTLs you want.',
      ignore: 'Caching as long as the records allow is meant.',
      source: sources.cache,
    },
  }),
  defineBlockCheck({
    id: 'capacity-zero',
    title: 'A capacity of 0 does not switch the cache off',
    severity: 'warning',
    order: 27,
    findFaults: (block) =>
      classes.flatMap((name) => {
        const { requested, value } = block.cache[name].capacity
        if (!hasCache(block) || requested === undefined || requested > 0) return []
        return at(block, `${name} ${requested}: holds ${value} entries`, `disable ${name}`)
      }),
    say: (faults) => `a capacity is raised to 1024 entries (${faults[0]?.observed ?? ''}).`,
    fix: 'Write "disable success" or "disable denial" to switch one off (CoreDNS 1.9.4 or newer).',
    page: {
      see: 'success or denial has a capacity of 0 or less.',
      why: 'CoreDNS never goes below 1024 entries, so the answers are cached nevertheless.',
      fix: 'Use disable, or a real capacity.',
      source: 'coredns/coredns plugin/pkg/cache/cache.go at v1.10.0',
    },
  }),
  defineBlockCheck({
    id: 'capacity-rounded',
    title: 'The cache holds another number of entries than written',
    severity: 'info',
    order: 28,
    findFaults: (block) =>
      classes.flatMap((name) => {
        const { requested, value, origin } = block.cache[name].capacity
        if (!hasCache(block) || origin !== 'rounded' || requested === undefined || requested <= 0) return []
        return at(block, `${name} ${requested}: holds ${value} entries`, 'a multiple of 256, 1024 or more')
      }),
    say: (faults) => `a capacity is rounded (${faults[0]?.observed ?? ''}).`,
    fix: 'Write a multiple of 256 of 1024 or more, such as 1024, 4864 or 9984.',
    page: {
      see: 'A capacity is not a multiple of 256, or below 1024.',
      why: 'The cache is cut into 256 shards of at least 4 entries, so the real capacity differs.',
      fix: 'Write what it really is.',
      ignore: 'The exact number does not matter to you.',
      source: 'coredns/coredns plugin/pkg/cache/cache.go at v1.10.0',
    },
  }),
  defineBlockCheck({
    id: 'min-ttl-over-max',
    title: 'The minimum TTL is above the maximum',
    severity: 'warning',
    order: 29,
    findFaults: (block) =>
      classes.flatMap((name) => {
        const { minTtlSeconds, maxTtlSeconds } = block.cache[name]
        if (!hasCache(block) || minTtlSeconds.origin !== 'written' || minTtlSeconds.value <= maxTtlSeconds.value)
          return []
        const observed = `${name}: minimum ${seconds(minTtlSeconds.value)}, maximum ${seconds(maxTtlSeconds.value)}`
        return at(block, observed, 'a minimum below the maximum')
      }),
    say: (faults) =>
      `the minimum TTL is above the maximum (${faults[0]?.observed ?? ''}): every answer lives exactly the maximum.`,
    fix: 'Swap the two numbers: capacity, then maximum, then minimum.',
    page: {
      see: 'The third number of success or denial is larger than the second.',
      why: 'The maximum wins, so every answer is kept exactly that long, whatever its own TTL.',
      fix: 'The order is CAPACITY TTL MINTTL.',
      source: sources.cache,
    },
  }),
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
]
