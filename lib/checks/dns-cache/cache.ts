import type { ClusterSubject } from '../cluster-subject'
import type { Check } from '../define-check'
import { at, hasCache, isStored, seconds } from './cache-fault'
import { defineBlockCheck, sources } from './judge-corefile'
import { isClusterBlock, isRootBlock } from './zones'

const clusterDenialSecondsMax = 10
const rootDenialSecondsMax = 300

const classes = ['success', 'denial'] as const

/** Checks of how long and how much the cache of each server block keeps. */
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
]
