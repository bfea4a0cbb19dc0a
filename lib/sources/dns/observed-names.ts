import 'server-only'
import { readDnsKey } from '@/lib/model/dns'
import type { Unavailable } from '@/lib/model/unavailable'
import type { SourceStatus } from '@/lib/sources/kubernetes/source-status'

/** Names that fail one after the other, with no answer between, until the servers count as gone. */
const failingNamesMin = 3

/** Which names have an answer in use, and whether the servers are still there: what people are told about the source. */
export class ObservedNames {
  /** Keys whose last good answer is in use. */
  private readonly answered = new Set<string>()
  /** Keys that were asked in vain and have no answer in use. */
  private readonly unanswered = new Set<string>()
  /** Names that a resolver answered in place of the servers of their zone, and why. */
  private readonly fallbacks = new Map<string, string>()
  private lastAnswerAtMs: number | null = null
  /** Failures since the last answer to any name: one bad name is its own trouble, several are the server's. */
  private failing: { names: Set<string>; sinceMs: number; unavailable: Unavailable } | null = null

  isAnswered(key: string): boolean {
    return this.answered.has(key)
  }

  noteAnswer(key: string, atMs: number, fallback: string | undefined): void {
    this.lastAnswerAtMs = atMs
    this.failing = null
    this.answered.add(key)
    this.unanswered.delete(key)
    if (fallback === undefined) this.fallbacks.delete(key)
    else this.fallbacks.set(key, fallback)
  }

  noteFailure(key: string, atMs: number, unavailable: Unavailable): void {
    this.failing ??= { names: new Set(), sinceMs: atMs, unavailable }
    this.failing.names.add(key)
    this.failing.unavailable = unavailable
  }

  /** The last good answer is no longer used. */
  giveUp(key: string): void {
    this.answered.delete(key)
    this.fallbacks.delete(key)
    this.unanswered.add(key)
  }

  forget(key: string): void {
    this.answered.delete(key)
    this.unanswered.delete(key)
    this.fallbacks.delete(key)
  }

  /** `watchedCount` is the number of keys that are asked; `problem` why none can be. */
  describe(watchedCount: number, problem: Unavailable | null): SourceStatus {
    const answered = countNames(this.answered)
    const observedAt = this.lastAnswerAtMs === null ? null : new Date(this.lastAnswerAtMs).toISOString()
    const common = { name: 'DNS', objects: answered, observedAt, namespaces: null, staleSince: null, staleReason: null }
    const isFailing = this.failing !== null && this.failing.names.size >= Math.min(failingNamesMin, watchedCount)
    const blocker = problem ?? (isFailing && answered === 0 ? (this.failing?.unavailable ?? null) : null)
    if (blocker !== null) {
      const { reason, detail, need } = blocker
      return { ...common, state: 'unavailable', reason, detail, need }
    }
    if (this.lastAnswerAtMs === null && watchedCount > 0) {
      const detail = 'the first names are being asked'
      return { ...common, state: 'unavailable', reason: 'pending', detail, need: null }
    }
    const staleSince = isFailing && this.failing !== null ? new Date(this.failing.sinceMs).toISOString() : null
    const staleReason = isFailing && this.failing !== null ? this.failing.unavailable.detail : null
    const detail = this.describeGaps(answered)
    return { ...common, state: 'observed', reason: null, detail, need: null, staleSince, staleReason }
  }

  private describeGaps(answered: number): string | null {
    const unanswered = countNames(this.unanswered)
    const gaps = unanswered === 0 ? [] : [`${unanswered} of ${answered + unanswered} names have no answer`]
    const replaced = countNames(this.fallbacks.keys())
    const [because] = this.fallbacks.values()
    if (replaced > 0) gaps.push(`resolvers answered for ${replaced} of ${answered} names: ${because}`)
    return gaps.length === 0 ? null : gaps.join('; ')
  }
}

/** Ownership records and zones accompany a name; readers count names. */
function countNames(keys: Iterable<string>): number {
  let names = 0
  for (const key of keys) if (readDnsKey(key).question === 'addresses') names += 1
  return names
}
