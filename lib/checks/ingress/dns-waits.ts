import type { DnsSubject } from '@/lib/ingress-path/external-dns/dns-source'
import type { Replay } from '@/lib/ingress-path/external-dns/replay'
import type { DnsAnswer } from '@/lib/model/dns'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import { findInstance } from './dns-preconditions'

/** A negative answer without SOA says nothing about its lifetime; Azure DNS uses 300 seconds. */
const assumedNegativeTtlSeconds = 300
/** One more round of external-dns than its interval, for writing and publishing. */
const writeAllowanceSeconds = 60
const shortestIntervalSeconds = 60

/**
 * The moment (ms since the epoch) from which a record may have been wanted as it is now: the object was changed, or the external-dns that keeps it came up.
 * Null when the object does not say when it was made.
 */
export function readWantedSinceMs(view: ClusterView, { source }: DnsSubject, kept: readonly Replay[]): number | null {
  const { creationTimestamp, changedAt } = source.object.metadata
  const createdAtMs = Date.parse(creationTimestamp ?? '')
  if (Number.isNaN(createdAtMs)) return null
  const started = kept.flatMap((replay) => findInstance(view, replay)?.pods ?? []).map(({ createdAt }) => createdAt)
  const moments = [changedAt, ...started].map((time) => Date.parse(time ?? '')).filter((time) => !Number.isNaN(time))
  return Math.max(createdAtMs, ...moments)
}

/**
 * How long a record may take to show: so many rounds of external-dns, and as long as a resolver remembers that the name did not exist.
 * Source: external-dns v0.22.0 controller/controller.go; RFC 2308 §5.
 */
export function readWaitMs(kept: readonly Replay[], rounds: number, answer: DnsAnswer): number {
  const intervals = kept.flatMap(({ intervalSeconds }) => (intervalSeconds === null ? [] : [intervalSeconds]))
  const intervalSeconds = Math.max(shortestIntervalSeconds, ...intervals)
  return (
    (rounds * intervalSeconds + writeAllowanceSeconds + (answer.negativeTtlSeconds ?? assumedNegativeTtlSeconds)) * 1000
  )
}
