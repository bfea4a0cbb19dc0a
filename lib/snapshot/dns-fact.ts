import type { DnsAnswer, DnsZone } from '@/lib/model/dns'
import type { Unavailable } from '@/lib/model/unavailable'

/** What DNS said to one question, or why that is not known. */
export type DnsFact = DnsAnswer | DnsZone | Unavailable

/** A new observation with the same content is not a change: only what a check could read differently counts. */
export function comparableFact(value: DnsFact | undefined): unknown {
  if (value === undefined || 'reason' in value) return value
  if ('zone' in value) return { ...value, observedAt: '' }
  return { ...value, observedAt: '', recordSets: value.recordSets.map(({ type, values }) => ({ type, values })) }
}
