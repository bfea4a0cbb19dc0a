import 'server-only'
import type { DnsAnswer, DnsZone } from '@/lib/model/dns'

export interface DnsTimings {
  queryTimeoutMs: number
  /** How often the wanted names are listed again; a change of Ingress objects is followed at once. */
  namesIntervalMs: number
  /** Bounds of how long an answer is used, whatever its TTL says. */
  ttlSecondsMin: number
  ttlSecondsMax: number
  negativeTtlSecondsMax: number
  /** How long a zone is used: one that is well, and one that fails or is not delegated, for somebody may be mending it. */
  zoneSeconds: number
  troubledZoneSeconds: number
  retryMinMs: number
  retryMaxMs: number
}

export const defaultTimings: DnsTimings = {
  queryTimeoutMs: 2_000,
  namesIntervalMs: 2_000,
  ttlSecondsMin: 5,
  ttlSecondsMax: 300,
  negativeTtlSecondsMax: 60,
  zoneSeconds: 600,
  troubledZoneSeconds: 60,
  retryMinMs: 1_000,
  retryMaxMs: 30_000,
}

/** How long an answer is used: its TTL, or the lifetime of the negative answer, within the bounds. */
export function readLifetimeSeconds(fact: DnsAnswer | DnsZone, timings: DnsTimings): number {
  const { ttlSecondsMin, ttlSecondsMax, negativeTtlSecondsMax } = timings
  if ('zone' in fact) {
    const isTroubled = fact.failure !== null || fact.delegation.state === 'absent'
    return isTroubled ? timings.troubledZoneSeconds : timings.zoneSeconds
  }
  if (fact.outcome !== 'answered') {
    const seconds = fact.negativeTtlSeconds ?? negativeTtlSecondsMax / 2
    return Math.max(ttlSecondsMin, Math.min(seconds, negativeTtlSecondsMax))
  }
  const shortest = Math.min(...fact.recordSets.map(({ ttlSeconds }) => ttlSeconds))
  return Math.max(ttlSecondsMin, Math.min(shortest, ttlSecondsMax))
}
