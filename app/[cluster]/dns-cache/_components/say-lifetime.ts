import type { EffectiveCache } from '@/lib/dns-cache/cache-plugin'
import {
  computeLifetime,
  computeWorstStaleness,
  estimateHitRatio,
  type Lifetime,
  type LifetimeQuestion,
} from '@/lib/dns-cache/lifetime'
import { formatCount } from '@/lib/format/count'
import { formatDurationSeconds } from '@/lib/format/duration'

/** One line of the calculator's answer: a label, a short value, and a sentence that explains it. */
export interface LifetimeLine {
  label: string
  value: string
  explanation: string
}

const seconds = (count: number) =>
  count < 120 ? `${formatCount(count)} s` : `${formatCount(count)} s (${formatDurationSeconds(count)})`

/** What the cache does with one reply, in lines to read from top to bottom. */
export function sayLifetime(cache: EffectiveCache, question: LifetimeQuestion): LifetimeLine[] {
  const lifetime = computeLifetime(cache, question)
  const lines = [sayCached(cache, question, lifetime), sayClientTtl(lifetime, question)]
  if (!lifetime.isStored) return [...lines, sayAskedAgain(lifetime, question)]
  lines.push(sayPrefetch(lifetime), sayAskedAgain(lifetime, question))
  if (lifetime.staleSeconds > 0) {
    lines.push({
      label: 'Past its end',
      value: `up to ${seconds(lifetime.staleSeconds)}`,
      explanation: 'serve_stale may hand the expired answer out for that long, with TTL 0.',
    })
  }
  if (question.replyClass === 'success' || question.replyClass === 'denial') {
    lines.push({
      label: 'Oldest answer',
      value: seconds(computeWorstStaleness(cache, question.replyClass, question.recordTtlSeconds)),
      explanation: 'Worst case when the cluster’s own CoreDNS caches the record too and hands down what is left of it.',
    })
  }
  const { queryIntervalSeconds } = question
  if (typeof queryIntervalSeconds === 'number' && queryIntervalSeconds > 0) {
    const ratio = estimateHitRatio(1 / queryIntervalSeconds, lifetime.lifetimeSeconds)
    lines.push({
      label: 'Hit ratio',
      value: ratio > 0.99 ? 'over 99 %' : `about ${Math.round(ratio * 100)} %`,
      explanation: 'For this name on one node, if queries come at random times at that rate, without prefetch.',
    })
  }
  return lines
}

function sayCached(cache: EffectiveCache, question: LifetimeQuestion, lifetime: Lifetime): LifetimeLine {
  if (!lifetime.isStored) {
    return { label: 'Cached for', value: 'not cached', explanation: lifetime.reason ?? 'This reply is not stored.' }
  }
  const label = 'Cached for'
  const value = seconds(lifetime.lifetimeSeconds)
  if (question.replyClass === 'servfail') {
    return { label, value, explanation: 'SERVFAIL has a time of its own; the other limits do not touch it.' }
  }
  const store = question.replyClass === 'denial' ? cache.denial : cache.success
  if (lifetime.lifetimeSeconds < question.recordTtlSeconds) {
    return { label, value, explanation: `Cut to the longest time of the block, ${seconds(store.maxTtlSeconds.value)}.` }
  }
  if (lifetime.lifetimeSeconds > question.recordTtlSeconds) {
    return {
      label,
      value,
      explanation: `Stretched to the shortest time of the block, ${seconds(store.minTtlSeconds.value)}.`,
    }
  }
  return { label, value, explanation: 'The TTL of the record: it lies between the shortest and the longest time.' }
}

function sayClientTtl({ clientTtlSeconds }: Lifetime, { replyClass }: LifetimeQuestion): LifetimeLine {
  const label = 'A client first sees'
  if (clientTtlSeconds === null) return { label, value: 'no TTL', explanation: 'The reply has no records.' }
  const on = replyClass === 'denial' ? 'the SOA record' : 'every record of the answer'
  return { label, value: `TTL ${formatCount(clientTtlSeconds)}`, explanation: `On ${on}, counting down from there.` }
}

function sayPrefetch({ prefetch }: Lifetime): LifetimeLine {
  const label = 'Prefetched'
  if (prefetch === null) return { label, value: 'no', explanation: 'The block has no prefetch.' }
  const window = `The window opens at age ${seconds(prefetch.windowOpensAtSeconds)}, with ${seconds(prefetch.thresholdSeconds)} left.`
  if (prefetch.ageSeconds === null) {
    return {
      label,
      value: prefetch.reason?.startsWith('Depends') ? 'if busy enough' : 'never',
      explanation: `${prefetch.reason ?? ''} ${window}`.trim(),
    }
  }
  return {
    label,
    value: `at age ${seconds(prefetch.ageSeconds)}`,
    explanation: `Query number ${formatCount(prefetch.queryNumber ?? 0)} sets it off and is still answered from the cache. ${window}`,
  }
}

function sayAskedAgain(lifetime: Lifetime, { queryIntervalSeconds }: LifetimeQuestion): LifetimeLine {
  const label = 'Upstream is asked again'
  const value = `at age ${seconds(lifetime.upstreamAskedAgainSeconds)}`
  switch (lifetime.refresh) {
    case 'every-query':
      return { label, value: 'by every query', explanation: 'Nothing is kept between queries.' }
    case 'prefetch':
      return { label, value, explanation: 'By the prefetch, in the background; no client waits for it.' }
    case 'stale':
      return {
        label,
        value,
        explanation: 'By the first query after expiry; serve_stale decides whether that client waits.',
      }
    case 'expiry':
      return {
        label,
        value,
        explanation: queryIntervalSeconds
          ? 'By the first query after expiry, which waits for it.'
          : 'At the earliest: by the first query after expiry, which waits for it.',
      }
  }
}
